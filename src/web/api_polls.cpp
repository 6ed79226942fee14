// Polls as JSON, for the command line and for other programs: the list with states, and one with its count.
#include "http/negotiate.h"
#include "http/problem.h"
#include "tally/show.h"
#include "web/page_poll.h"

namespace althing::web {
namespace {

using index::PollInfo;

constexpr std::size_t kMaxListed = 500;

std::string_view state_token(Phase phase) {
  switch (phase) {
    case Phase::coming: return "coming";
    case Phase::open: return "open";
    case Phase::waiting: return "waiting";
    case Phase::withdrawn: return "withdrawn";
    default: return "decided";
  }
}

std::string_view return_token(index::LogReturn::State state) {
  switch (state) {
    case index::LogReturn::State::counted: return "counted";
    case index::LogReturn::State::uncounted: return "uncounted";
    case index::LogReturn::State::twice: return "twice";
    case index::LogReturn::State::missing: return "missing";
  }
  return "missing";
}

json::Value poll_value(const PollInfo& poll, UnixSeconds now) {
  json::Array on, returns, contradictions;
  for (const act::ActId& id : poll.spec.on) on.emplace_back(to_hex(id));
  for (const index::ActInfo& one : poll.returns) returns.emplace_back(to_hex(one.id));
  for (const index::ActInfo& one : poll.contradictions) contradictions.emplace_back(to_hex(one.id));
  json::Value out = json::object({{"id", to_hex(poll.act.id)}, {"title", poll.shown.title}, {"method", poll.spec.method}, {"opens", poll.spec.opens}, {"closes", poll.spec.closes},
                                  {"state", std::string(state_token(phase_of(poll, now)))}, {"ballots", poll.ballots}, {"seats", poll.spec.seats},
                                  {"electorate", poll.spec.all_members ? "members" : "seated"}, {"groups", json::Array(poll.spec.groups.begin(), poll.spec.groups.end())},
                                  {"on", std::move(on)}, {"logs", json::Array(poll.logs.begin(), poll.logs.end())}, {"returns", std::move(returns)}});
  json::Array by_log;
  for (const index::LogReturn& one : poll.log_returns) {
    json::Value row = json::object({{"log", one.log}, {"state", std::string(return_token(one.state))}});
    if (one.act) {
      json::Object& o = *row.object();
      o.set("return", to_hex(one.act->id));
      o.set("at", format_time(one.act->at));
      o.set("opened", one.opened);
      o.set("closed", one.closed);
      o.set("root", one.root);
    }
    by_log.push_back(std::move(row));
  }
  out.object()->set("log_returns", std::move(by_log));
  if (!contradictions.empty()) out.object()->set("contradictions", std::move(contradictions));
  if (poll.spec.method == "threshold") out.object()->set("rule", poll.rule);
  if (poll.outcome) out.object()->set("outcome", *poll.outcome);
  return out;
}

Result<http::Response> poll_list(App& app, const http::Request& request) {
  const std::string_view state = request.query.get("state");
  TRY(const auto reader, app.node().readers().take());
  const UnixSeconds now = app.node().clock().now();
  json::Array polls;
  for (const PollInfo& poll : reader->polls(kMaxListed)) {
    json::Value one = poll_value(poll, now);
    if (state.empty() || one.text_at("state") == state) polls.push_back(std::move(one));
  }
  http::Response response = http::respond_json(200, json::object({{"polls", std::move(polls)}}));
  response.headers.set("Cache-Control", http::kRevalidate);
  return response;
}

Result<http::Response> poll_json(App& app, const http::Request& request) {
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  if (!id) return fail(Errc::malformed, "id", "must be 64 lower-case hex digits");
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  const auto poll = reader->poll(*id);
  if (!poll) return fail(Errc::not_found, "id", "no poll has this id here");
  json::Value out = poll_value(*poll, app.node().clock().now());
  json::Object& o = *out.object();
  json::Array choices;
  json::Object words_of;
  const json::Value* options = poll->shown.detail.at("options");
  for (const auto& choice : poll->spec.choices) {
    std::string words = options != nullptr ? std::string(options->text_at(choice.choice)) : std::string();
    if (!words.empty()) words_of.set(choice.choice, words);
    json::Value one = json::object({{"choice", choice.choice}, {"words", std::move(words)}});
    if (choice.of) one.object()->set("of", to_hex(*choice.of));
    choices.push_back(std::move(one));
  }
  if (!choices.empty()) o.set("choices", std::move(choices));
  o.set("text", poll->shown.text);
  auto summary = poll->outcome ? assembly::decision::read_summary(reader->poll_summary(*id)) : Result<assembly::decision::PollSummary>(fail(Errc::not_found, "open"));
  if (!summary) {
    const Counted count = app.poll_counts().of(*reader, *poll);
    if (count == nullptr) return fail(Errc::overloaded, "the ballots are being counted");
    summary = count->summary;
    o.set("log_size", count->folded);
  }
  o.set("cast", summary->total.cast());
  o.set("eligible", summary->total.eligible());
  o.set("decided", poll->outcome.has_value());
  o.set("final", poll->is_final());
  if (poll->outcome && !poll->is_final()) o.set("open", json::object({{"ballots", summary->open_ballots}, {"membership", summary->open_membership}}));
  if (summary->record) {
    const tally::CountRecord record = assembly::decision::named(std::move(*summary->record), json::Value(std::move(words_of)));
    o.set("count", tally::to_json(record));
    o.set("report", tally::to_text(record));
  } else {
    o.set("fault", summary->fault);
  }
  http::Response response = http::respond_json(200, out);
  response.headers.set("Cache-Control", http::kRevalidate);
  return response;
}

// A large poll that was not counted yet is answered when it is.
void poll_json_when_counted(App& app, http::Request&& request, http::Responder responder) {
  const auto answer = [&app](const http::Request& r) {
    auto result = poll_json(app, r);
    return result ? std::move(*result) : http::problem(result.error());
  };
  if (const auto id = parse_hex<act::ActId>(request.params.get("id"))) {
    const auto reader = app.node().readers().take();
    auto poll = reader ? (*reader)->poll(*id) : std::nullopt;
    // A ballot logged a moment ago must be in it, where the count is made anew each time.
    if (reader && (!poll || (!poll->outcome && PollCounts::is_small(**reader, *poll)))) {
      app.node().follower().wait_for(app.node().record().snapshot()->size, 2000);
      poll = (*reader)->poll(*id);
    }
    if (poll && !poll->outcome) {
      auto held = std::make_shared<std::pair<http::Request, http::Responder>>(std::move(request), std::move(responder));
      return app.poll_counts().when(**reader, *poll, [answer, held] { held->second(answer(held->first)); });
    }
  }
  responder(answer(request));
}

}  // namespace

void add_poll_routes(http::Router& router, App& app) {
  const auto get = [&app](Result<http::Response> (*f)(App&, const http::Request&)) {
    return http::sync_result([&app, f](const http::Request& request) { return f(app, request); });
  };
  router.add({http::Method::get, "/polls.json", get(poll_list), 0, "polls", "Polls with their states, newest first, at most 500", "",
              {{"state", "query", "open, coming, waiting, decided or withdrawn.", false}}, {}, {{200, "application/json", "Polls.", ""}}});
  router.add({http::Method::get, "/polls/{id}.json", [&app](http::Request&& request, http::Responder responder) { poll_json_when_counted(app, std::move(request), std::move(responder)); }, 0, "polls", "A poll and its count, provisional or final", "`report` is the count as text. An open poll of more than 2,000 members is counted now and then: `log_size` says to which entry of the log.",
              {{"id", "path", "Act id of the poll.", true, "string", "^[0-9a-f]{64}$"}}, {},
              {{200, "application/json", "The poll.", ""}, {404, "application/problem+json", "Not held here.", "Problem"}}});
}

}  // namespace althing::web
