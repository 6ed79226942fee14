// The ballots of a poll as files: CSV to read, CSV of votes, PrefLib, ABIF and BLT to count, and the whole
// count as JSON. What `althing count` makes of them is what the page says.
#include <fmt/format.h>

#include <variant>

#include "http/negotiate.h"
#include "tally/formats.h"
#include "tally/show.h"
#include "web/kit/csv.h"
#include "web/page_poll.h"

namespace althing::web {
namespace {

using index::PollInfo;

constexpr std::size_t kRowsPerPull = 200;

struct Asked {
  View& view;
  const PollInfo& poll;
  json::Value labels;
};
struct File {
  std::string type;
  std::variant<std::string, http::PullStream> text;
};
using FileWriter = Result<File> (*)(const Asked&);

std::string groups_text(const std::vector<std::string>& groups, char between) {
  std::string out;
  for (const std::string& group : groups) out += (out.empty() ? std::string() : std::string(1, between)) + group;
  return out;
}

// One row after another, each pull with a reader of its own: what is kept meanwhile is the electorate of an
// open poll as it was counted; of a decided one the index has it by place.
using WriteRow = std::function<void(std::string& out, index::Reader& reader, const index::VoteInfo& vote)>;
Result<http::PullStream> rows_of(const Asked& asked, std::string head, WriteRow write, std::string tail = {}) {
  Counted rows;
  if (!asked.poll.outcome) {
    rows = asked.view.app.poll_counts().of(asked.view.reader, asked.poll);
    if (rows == nullptr) return fail(Errc::overloaded, "the ballots are being counted");
  }
  enum class Stage { begun, going, done };
  return [&app = asked.view.app, id = asked.poll.act.id, rows, head = std::move(head), write = std::move(write), tail = std::move(tail), stage = Stage::begun,
          at = std::size_t{0}]() mutable -> Result<std::string> {
    if (stage == Stage::done) return std::string();
    if (std::exchange(stage, Stage::going) == Stage::begun) return std::move(head);
    TRY(const auto reader, app.node().readers().take());
    const index::ReadSnapshot snapshot(*reader);
    std::string out;
    std::size_t taken = 0;
    if (rows != nullptr) {
      for (; taken < kRowsPerPull && at + taken < rows->rows.size(); ++taken) write(out, *reader, rows->row(at + taken));
    } else {
      for (const index::VoteInfo& vote : reader->votes(id, at, kRowsPerPull)) ++taken, write(out, *reader, vote);
    }
    at += taken;
    if (taken < kRowsPerPull) {
      stage = Stage::done;
      out += tail;
    }
    return out;
  };
}

Result<File> ballots_csv(const Asked& asked) {
  const std::string prefix = asked.view.app.options().base_url + asked.view.url("acts/");
  const auto write = [prefix](std::string& out, index::Reader& reader, const index::VoteInfo& vote) {
    const index::VoterInfo voter = reader.voter(vote);
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
  };
  TRY(auto rows, rows_of(asked, "member,name,kind,groups,vote,reason,cast_at,logged_at,ballot,permalink\r\n", write));
  return File{"text/csv; charset=utf-8; header=present", std::move(rows)};
}

Result<File> votes_csv(const Asked& asked) {
  if (!asked.poll.spec.is_yes_no()) return fail(Errc::not_found, "an election has rankings, not yes/no votes");
  const auto write = [](std::string& out, index::Reader& reader, const index::VoteInfo& vote) {
    const index::VoterInfo voter = reader.voter(vote);
    out += fmt::format("{},{},{}\r\n", to_hex(vote.member), groups_text(vote.groups, '|'), voter.ballot ? *voter.choice.string() : std::string());
  };
  TRY(auto rows, rows_of(asked, "voter,group,vote\r\n", write));
  return File{"text/csv; charset=utf-8; header=present", std::move(rows)};
}

template <tally::Format format>
Result<File> profile(const Asked& asked) {
  if (asked.poll.spec.is_yes_no()) return fail(Errc::not_found, "yes/no votes are in votes.csv");
  TRY(tally::Profile ballots, assembly::decision::profile_of(asked.poll.spec, votes_of(asked.view.reader.votes(asked.poll.act.id)), asked.labels));
  ballots.hints.title = visible_line(asked.poll.shown.title, 160);
  ballots.hints.seats = static_cast<std::uint32_t>(asked.poll.spec.seats);
  TRY(std::string text, tally::write_ballots(ballots, format));
  return File{"text/plain; charset=utf-8", std::move(text)};
}

// Members in the order of canonical JSON, in which the ballots come first.
Result<File> count_json(const Asked& asked) {
  const PollInfo& poll = asked.poll;
  const auto count = count_of(asked.view, poll, asked.labels);
  if (!count) return fail(Errc::overloaded, "the ballots are being counted");
  json::Array returns;
  for (const index::ActInfo& one : poll.returns) returns.emplace_back(to_hex(one.id));
  json::Value rest = json::object({{"poll", to_hex(poll.act.id)}, {"title", poll.shown.title}, {"method", poll.spec.method}, {"opens", poll.spec.opens}, {"closes", poll.spec.closes},
                                   {"final", poll.outcome.has_value()}, {"returns", std::move(returns)}, {"cast", count->summary.total.cast()}, {"eligible", count->summary.total.eligible()}});
  if (poll.spec.method == "threshold") rest.object()->set("rule", poll.rule);
  if (poll.outcome) rest.object()->set("outcome", *poll.outcome);
  if (count->summary.record) rest.object()->set("count", tally::to_json(*count->summary.record));
  else rest.object()->set("fault", count->summary.fault);
  const auto write = [first = true](std::string& out, index::Reader& reader, const index::VoteInfo& vote) mutable {
    json::Value row = json::object({{"member", to_hex(vote.member)}, {"groups", json::Array(vote.groups.begin(), vote.groups.end())}});
    if (vote.ballot != index::kNone) {
      const index::VoterInfo voter = reader.voter(vote);
      row.object()->set("ballot", to_hex(voter.ballot->act.id));
      row.object()->set("choice", voter.choice);
    }
    if (!std::exchange(first, false)) out += ',';
    out += json::write(row);
  };
  TRY(auto rows, rows_of(asked, "{\"ballots\":[", write, "]," + json::write(rest).substr(1) + "\n"));
  return File{"application/json", std::move(rows)};
}

struct Row {
  const char* name;
  FileWriter write;
  const char* summary;
  bool whole = false;  // made of all ballots at once
};
constexpr Row kFiles[] = {{"ballots.csv", ballots_csv, "Everyone entitled with their ballots, as CSV"},
                          {"votes.csv", votes_csv, "Yes/no votes as `althing count` reads them"},
                          {"ballots.preflib", profile<tally::Format::preflib>, "Ballots of an election, PrefLib", true},
                          {"ballots.abif", profile<tally::Format::abif>, "Ballots of an election, ABIF", true},
                          {"ballots.blt", profile<tally::Format::blt>, "Ballots of an election, BLT", true},
                          {"count.json", count_json, "The count record and every ballot, as JSON"}};

http::Response answer(App& app, const http::Request& request, const Row& row) {
  return make_page(app, request, [&](View& view) -> Result<PageSpec> {
    TRY(const PollInfo poll, param_poll(view));
    const json::Value labels = labels_of(view, poll);
    TRY(File file, row.write({view, poll, labels}));
    http::Response response = std::holds_alternative<std::string>(file.text) ? http::respond(200, file.type, std::move(std::get<std::string>(file.text)))
                                                                            : http::respond_stream(file.type, std::move(std::get<http::PullStream>(file.text)));
    for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
    response.headers.set("Content-Disposition", fmt::format("attachment; filename=\"poll-{}-{}\"", short_id(poll.act.id), row.name));
    response.headers.set("Cache-Control", poll.outcome ? http::kRevalidate : http::max_age(0));
    view.instead = std::move(response);
    return PageSpec{};
  });
}

// What is not small is answered when it was counted, and what takes all ballots at once on the counting thread.
void answer_in_turn(App& app, http::Request&& request, http::Responder responder, const Row& row) {
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  const auto reader = id ? app.node().readers().take() : Result<node::ReaderPool::Lease>(fail(Errc::not_found, "id"));
  const auto poll = reader ? (*reader)->poll(*id) : std::nullopt;
  if (!poll || PollCounts::is_small(**reader, *poll)) return responder(answer(app, request, row));
  auto held = std::make_shared<std::pair<http::Request, http::Responder>>(std::move(request), std::move(responder));
  const auto go_on = [&app, &row, held] { held->second(answer(app, held->first, row)); };
  if (row.whole) app.poll_counts().later(go_on);
  else if (poll->outcome) go_on();
  else app.poll_counts().when(**reader, *poll, go_on);
}

}  // namespace

void add_poll_exports(http::Router& router, App& app) {
  for (const Row& row : kFiles) {
    router.add({http::Method::get, std::string("/{lang}/poll/{id}/") + row.name,
                [&app, &row](http::Request&& request, http::Responder responder) { answer_in_turn(app, std::move(request), std::move(responder), row); },
                0, "pages", row.summary, "As it stands now, or for good once the poll is decided.",
                {{"lang", "path", "Language."}, {"id", "path", "The poll."}}, {}, {{200, "text/plain", "The file."}, {404, "text/html", "Nothing here."}}});
  }
}

}  // namespace althing::web
