// The ballots of a poll as files: CSV to read, CSV of votes, PrefLib, ABIF and BLT to count, and the whole
// count as JSON. What `althing count` makes of them is what the page says.
#include <fmt/format.h>

#include "http/negotiate.h"
#include "tally/formats.h"
#include "tally/show.h"
#include "web/kit/csv.h"
#include "web/page_poll.h"

namespace althing::web {
namespace {

using index::PollInfo;

struct Asked {
  View& view;
  const PollInfo& poll;
  json::Value labels;
  Counted count;
};
struct File {
  std::string type, text;
};
using FileWriter = Result<File> (*)(const Asked&);

std::string groups_text(const std::vector<std::string>& groups, char between) {
  std::string out;
  for (const std::string& group : groups) out += (out.empty() ? std::string() : std::string(1, between)) + group;
  return out;
}

Result<File> ballots_csv(const Asked& asked) {
  const std::string prefix = asked.view.app.options().base_url + asked.view.url("acts/");
  std::string out = "member,name,kind,groups,vote,reason,cast_at,logged_at,ballot,permalink\r\n";
  for (const index::VoteInfo& vote : asked.count->votes) {
    const index::VoterInfo voter = asked.view.reader.voter(vote);
    const auto put = [&](std::string_view text, bool last = false) { csv_cell(out, text, TextKind::line, last); };
    put(to_hex(voter.member.join));
    put(voter.member.name);
    put(voter.kind);
    put(groups_text(voter.groups, ' '));
    put(voter.ballot ? ballot_argument(voter.choice) : std::string());
    put(voter.ballot ? voter.ballot->shown.detail.text_at("reason") : std::string_view());
    put(voter.ballot ? format_time(voter.ballot->act.at) : std::string());
    put(voter.ballot && voter.ballot->act.logged ? format_time(voter.ballot->act.logged->at) : std::string());
    put(voter.ballot ? to_hex(voter.ballot->act.id) : std::string());
    put(voter.ballot ? prefix + to_hex(voter.ballot->act.id) : std::string(), true);
  }
  return File{"text/csv; charset=utf-8; header=present", std::move(out)};
}

Result<File> votes_csv(const Asked& asked) {
  if (!asked.poll.spec.is_yes_no()) return fail(Errc::not_found, "an election has rankings, not yes/no votes");
  std::string out = "voter,group,vote\r\n";
  for (const index::VoteInfo& vote : asked.count->votes) {
    std::string choice;
    if (vote.ballot != index::kNone) choice = json::parse(vote.choice).map([](const json::Value& v) { return std::string(*v.string()); }).value_or("");
    out += fmt::format("{},{},{}\r\n", to_hex(vote.member), groups_text(vote.groups, '|'), choice);
  }
  return File{"text/csv; charset=utf-8; header=present", std::move(out)};
}

template <tally::Format format>
Result<File> profile(const Asked& asked) {
  if (asked.poll.spec.is_yes_no()) return fail(Errc::not_found, "yes/no votes are in votes.csv");
  TRY(tally::Profile ballots, assembly::decision::profile_of(asked.poll.spec, votes_of(asked.count->votes), asked.labels));
  ballots.hints.title = visible_line(asked.poll.shown.title, 160);
  ballots.hints.seats = static_cast<std::uint32_t>(asked.poll.spec.seats);
  TRY(std::string text, tally::write_ballots(ballots, format));
  return File{"text/plain; charset=utf-8", std::move(text)};
}

Result<File> count_json(const Asked& asked) {
  const PollInfo& poll = asked.poll;
  json::Array ballots, returns;
  for (const index::VoteInfo& vote : asked.count->votes) {
    json::Array groups(vote.groups.begin(), vote.groups.end());
    json::Value row = json::object({{"member", to_hex(vote.member)}, {"groups", std::move(groups)}});
    if (vote.ballot != index::kNone) {
      if (const auto act = asked.view.reader.act_at(vote.ballot)) row.object()->set("ballot", to_hex(act->id));
      TRY(json::Value choice, json::parse(vote.choice));
      row.object()->set("choice", std::move(choice));
    }
    ballots.push_back(std::move(row));
  }
  for (const index::ActInfo& one : poll.returns) returns.emplace_back(to_hex(one.id));
  json::Value out = json::object({{"poll", to_hex(poll.act.id)}, {"title", poll.shown.title}, {"method", poll.spec.method}, {"opens", poll.spec.opens}, {"closes", poll.spec.closes},
                                  {"final", poll.outcome.has_value()}, {"returns", std::move(returns)}, {"cast", asked.count->cast}, {"eligible", static_cast<std::int64_t>(asked.count->votes.size())},
                                  {"ballots", std::move(ballots)}});
  if (poll.spec.method == "threshold") out.object()->set("rule", poll.rule);
  if (poll.outcome) out.object()->set("outcome", *poll.outcome);
  if (asked.count->record) out.object()->set("count", tally::to_json(*asked.count->record));
  else out.object()->set("fault", asked.count->fault);
  return File{"application/json", json::write(out) + "\n"};
}

struct Row {
  const char* name;
  FileWriter write;
  const char* summary;
};
constexpr Row kFiles[] = {{"ballots.csv", ballots_csv, "Everyone entitled with their ballots, as CSV"},
                          {"votes.csv", votes_csv, "Yes/no votes as `althing count` reads them"},
                          {"ballots.preflib", profile<tally::Format::preflib>, "Ballots of an election, PrefLib"},
                          {"ballots.abif", profile<tally::Format::abif>, "Ballots of an election, ABIF"},
                          {"ballots.blt", profile<tally::Format::blt>, "Ballots of an election, BLT"},
                          {"count.json", count_json, "The count record and every ballot, as JSON"}};

http::Response answer(App& app, const http::Request& request, const Row& row) {
  return make_page(app, request, [&](View& view) -> Result<PageSpec> {
    TRY(const PollInfo poll, param_poll(view));
    const json::Value labels = labels_of(view, poll);
    TRY(File file, row.write({view, poll, labels, count_of(view, poll, labels)}));
    http::Response response = http::respond(200, file.type, std::move(file.text));
    for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
    response.headers.set("Content-Disposition", fmt::format("attachment; filename=\"poll-{}-{}\"", short_id(poll.act.id), row.name));
    response.headers.set("Cache-Control", poll.outcome ? http::kRevalidate : http::max_age(0));
    view.instead = std::move(response);
    return PageSpec{};
  });
}

}  // namespace

void add_poll_exports(http::Router& router, App& app) {
  for (const Row& row : kFiles) {
    router.add({http::Method::get, std::string("/{lang}/poll/{id}/") + row.name,
                http::sync([&app, &row](const http::Request& request) { return answer(app, request, row); }),
                0, "pages", row.summary, "As it stands now, or for good once the poll is decided.",
                {{"lang", "path", "Language."}, {"id", "path", "The poll."}}, {}, {{200, "text/plain", "The file."}, {404, "text/html", "Nothing here."}}});
  }
}

}  // namespace althing::web
