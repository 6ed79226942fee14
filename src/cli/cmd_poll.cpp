// althing poll new|show|list and althing ballot: questions put to the members, and votes.
#include <fmt/format.h>

#include <algorithm>

#include "act/limits.h"
#include "act/door_rules.h"
#include "cli/acting.h"
#include "cli/receipts.h"
#include "node/relay.h"

namespace althing::cli {
namespace {

struct Options {
  std::string title, text, text_file, lang, method = "threshold", rule, electorate, opens, closes, mandate, on_behalf;
  std::vector<std::string> choices, groups, on, with, logs;
  std::uint32_t seats = 0;
  std::string poll, choice, reason, state, receipts;
  bool print = false;
};

// A date is a day's first second, or its last for a closing time.
Result<std::string> time_of(std::string_view flag, const std::string& text, bool end) {
  if (const auto day = parse_date(text); day) return format_time(*day + (end ? 86399 : 0));
  if (text.size() == 16) return time_of(flag, text + ":00Z", end);
  if (!parse_time(text)) return fail(Errc::usage, std::string(flag), "must be YYYY-MM-DD, YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM:SSZ");
  return text;
}

// "words" or "<id> words": the choice stands for that act, which the poll then decides on too.
void add_choice(const std::string& line, json::Array& choices, json::Object& words, std::vector<std::string>& on) {
  const std::string choice = fmt::format("c{}", choices.size() + 1);
  json::Value item = json::object({{"choice", choice}});
  std::string text = line;
  if (line.size() > 65 && line[64] == ' ' && act::is_id_text(line.substr(0, 64))) {
    item.object()->set("of", line.substr(0, 64));
    on.push_back(line.substr(0, 64));
    text = line.substr(65);
  }
  choices.push_back(std::move(item));
  words.set(choice, text);
}

json::Array sorted(std::vector<std::string> items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return json::Array(items.begin(), items.end());
}

Result<int> create(Context& context, Options options) {
  json::Object body, detail, words;
  json::Array choices;
  detail.set("title", options.title);
  if (!options.text_file.empty()) {
    TRY(options.text, context.fs->read_file(options.text_file, 1u << 20));
  }
  if (!options.text.empty()) detail.set("text", options.text);
  if (!options.lang.empty()) detail.set("lang", options.lang);
  for (const std::string& line : options.choices) add_choice(line, choices, words, options.on);
  body.set("act", "poll");
  body.set("method", options.method);
  if (!choices.empty()) {
    body.set("choices", std::move(choices));
    detail.set("options", std::move(words));
  }
  if (options.seats > 0) body.set("seats", static_cast<std::int64_t>(options.seats));
  if (!options.rule.empty()) {
    auto rule = json::parse(options.rule);
    if (!rule) return fail(Errc::usage, "--rule", "must be JSON; docs/acts.md, `Rules`: " + rule.error().text());
    body.set("rule", std::move(*rule));
  }
  if (!options.electorate.empty()) body.set("electorate", options.electorate);
  if (!options.groups.empty()) body.set("groups", sorted(options.groups));
  if (!options.on.empty()) body.set("on", sorted(options.on));
  if (!options.with.empty()) body.set("with", sorted(options.with));
  if (options.opens.empty()) body.set("opens", format_time(context.clock.now()));
  else TRY_VOID(time_of("--opens", options.opens, false).map([&](const std::string& time) { body.set("opens", time); }));
  TRY(const std::string closes, time_of("--closes", options.closes, true));
  body.set("closes", closes);
  if (!options.logs.empty()) body.set("logs", sorted(options.logs));
  if (!options.on_behalf.empty()) body.set("for", options.on_behalf);
  if (!options.mandate.empty()) body.set("mandate", options.mandate);
  return act_now(context, std::move(body), std::move(detail), options.print);
}

// The node hands the ballot to all logs that return the poll; their receipts are checked and kept.
Result<int> hand_on(Context& context, ApiClient& api, const Options& options, const Made& made, json::Value receipt) {
  const json::Value* index = receipt.at("index");
  std::string text = fmt::format("{} {}\n  entry {}, proof: althing proof {}\n", receipt.text_at("status"), receipt.text_at("id"),
                                 index != nullptr && index->integer() != nullptr ? *index->integer() : -1, receipt.text_at("id"));
  const auto answer = api.post_empty("/acts/" + to_hex(made.id) + "/receipts");
  if (!answer) {
    // It is in this node's log; `althing ballot` again with the same choice gets the receipts of the others.
    context.print(receipt, text + fmt::format("  the other logs' receipts could not be had: {}\n", answer.error().text()));
    return kDone;
  }
  TRY(const json::Value policy, api.get_json("/policy"));
  TRY(const act::ActId assembly, parse_hex<act::ActId>(policy.text_at("assembly")));
  std::vector<StoredReceipt> good;
  for (StoredReceipt& one : receipts_in(*answer)) {
    if (one.note == made.note && node::check_receipt(assembly, one.log, one.proof, one.note)) good.push_back(std::move(one));
  }
  const std::string file = options.receipts.empty() ? context.key_file + ".receipts" : options.receipts;
  TRY_VOID(add_receipts(*context.fs, file, good));
  const json::Value* logs = answer->at("logs");
  const std::int64_t of = logs != nullptr && logs->integer() != nullptr ? *logs->integer() : 0;
  text += fmt::format("  received by {} of {} logs that return the poll; receipts kept in {}\n", good.size(), of, file);
  if (const json::Value* list = answer->at("receipts"); list != nullptr && list->array() != nullptr) {
    json::Array missing;
    for (const json::Value& one : *list->array()) {
      if (one.text_at("state") == "received") continue;
      missing.push_back(one);
      text += fmt::format("  log {}: {}{}{}\n", one.text_at("log"), one.text_at("state"), one.text_at("message").empty() ? "" : ": ", one.text_at("message"));
    }
    receipt.object()->set("missing", std::move(missing));
  }
  receipt.object()->set("received", static_cast<std::int64_t>(good.size()));
  receipt.object()->set("logs", of);
  receipt.object()->set("receipts", file);
  context.print(receipt, text);
  return kDone;
}

Result<int> vote(Context& context, const Options& options) {
  TRY(json::Value choice, ballot_choice(options.choice));
  json::Object body, detail;
  body.set("act", "ballot");
  body.set("poll", options.poll);
  body.set("choice", std::move(choice));
  if (!options.on_behalf.empty()) body.set("for", options.on_behalf);
  if (!options.mandate.empty()) body.set("mandate", options.mandate);
  if (!options.reason.empty()) detail.set("reason", options.reason);
  if (options.print) return act_now(context, std::move(body), std::move(detail), true);
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, keys));
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  TRY(json::Value receipt, api.submit(made.note, made.detail));
  return hand_on(context, api, options, made, std::move(receipt));
}

std::string outcome_words(const json::Value& poll) {
  const json::Value* outcome = poll.at("outcome");
  if (outcome == nullptr) return std::string(poll.text_at("state"));
  if (const json::Value* elected = outcome->at("elected"); elected != nullptr && elected->array() != nullptr) {
    std::string names;
    for (const json::Value& one : *elected->array()) names += (names.empty() ? "" : ", ") + *one.string();
    return "elected: " + (names.empty() ? std::string("nothing") : names);
  }
  if (const json::Value* adopted = outcome->at("adopted"); adopted != nullptr && adopted->boolean() != nullptr) return *adopted->boolean() ? "adopted" : "not adopted";
  return outcome->at("withdrawn") != nullptr ? "withdrawn" : "could not be counted: " + std::string(outcome->text_at("failed"));
}

std::string line_of(const json::Value& poll) {
  return fmt::format("{}  {:<12} {}  closes {}  {}\n", poll.text_at("id"), poll.text_at("method"), outcome_words(poll), poll.text_at("closes"), poll.text_at("title"));
}

Result<int> list(Context& context, const Options& options) {
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const json::Value value, api.get_json("/polls.json" + (options.state.empty() ? std::string() : "?state=" + options.state)));
  std::string text;
  if (const json::Value* polls = value.at("polls"); polls != nullptr && polls->array() != nullptr) {
    for (const json::Value& poll : *polls->array()) text += line_of(poll);
  }
  context.print(value, text.empty() ? "No polls.\n" : text);
  return kDone;
}

Result<int> show(Context& context, const Options& options) {
  if (!act::is_id_text(options.poll)) return fail(Errc::usage, "POLL", "must be 64 lower-case hex digits");
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const json::Value poll, api.get_json("/polls/" + options.poll + ".json"));
  const auto number = [&](std::string_view name) { const json::Value* n = poll.at(name); return n != nullptr && n->integer() != nullptr ? *n->integer() : 0; };
  std::string text = fmt::format("{}\n{}\nmethod  {}\nopens   {}\ncloses  {}\nstate   {}\nvoted   {} of {} entitled\n{}\n", poll.text_at("title"), poll.text_at("id"), poll.text_at("method"),
                                 poll.text_at("opens"), poll.text_at("closes"), outcome_words(poll), number("cast"), number("eligible"), poll.text_at("text"));
  if (const json::Value* twice = poll.at("contradictions"); twice != nullptr && twice->array() != nullptr) {
    text += "A log returned this poll more than once; none of its returns counts, and they are evidence against it:\n";
    for (const json::Value& id : *twice->array()) text += fmt::format("  return {}\n", id.string() != nullptr ? *id.string() : std::string());
  }
  if (const json::Value* choices = poll.at("choices"); choices != nullptr && choices->array() != nullptr) {
    for (const json::Value& choice : *choices->array()) text += fmt::format("  {}  {}\n", choice.text_at("choice"), choice.text_at("words"));
  }
  text += fmt::format("\n{}", poll.text_at("report"));
  context.print(poll, text);
  return kDone;
}

void acting_options(CLI::App* command, Options& options) {
  command->add_option("--for", options.on_behalf, "Id of the organisation acted for");
  command->add_option("--mandate", options.mandate, "Id of its `appoint`");
  command->add_flag("--print", options.print, "Print the act instead of sending it");
}

void new_command(CLI::App* poll, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App* add = poll->add_subcommand("new", "Put a question to the members");
  add->footer("Examples:\n  althing poll new --key me.key --title \"Adopt the answer on 5A?\" --on ID --closes 2026-12-14\n"
              "  althing poll new --key me.key --title \"Two thirds of all?\" --rule '{\"scope\":\"all\",\"base\":\"cast\",\"ratio\":[2,3],\"strict\":false}' --closes 2026-12-14\n"
              "  althing poll new --key me.key --title \"Which text?\" --method schulze --choice \"ID The short text\" --choice \"ID The long text\" --choice \"None of these\" --closes 2026-12-14\n"
              "Without --rule a threshold is decided by the charter's rule. Counting: docs/counting.md.");
  add->add_option("--title", options->title, "The question")->required();
  add->add_option("--text", options->text, "What it is about, Markdown");
  add->add_option("--text-file", options->text_file, "The same from a file");
  add->add_option("--lang", options->lang, "Language of question and text");
  add->add_option("--method", options->method, "threshold, consent, schulze, ranked-pairs, irv, stv-scottish, stv-meek, approval, equal-shares, phragmen, score or star")->capture_default_str();
  add->add_option("--choice", options->choices, "A choice in words, or \"ID words\" if it stands for an act; repeatable")->take_all()->allow_extra_args(false);
  add->add_option("--seats", options->seats, "How many are chosen")->check(CLI::Range(1u, static_cast<unsigned>(act::kMaxChoices)));
  add->add_option("--rule", options->rule, "Rule of a threshold, JSON");
  add->add_option("--electorate", options->electorate, "seated (if left out) or members")->check(CLI::IsMember({"seated", "members"}));
  add->add_option("--group", options->groups, "Only seats in this group; repeatable")->allow_extra_args(false);
  add->add_option("--on", options->on, "Id of an act it decides on; repeatable")->allow_extra_args(false);
  add->add_option("--with", options->with, "Join id of a co-organiser; repeatable")->allow_extra_args(false);
  add->add_option("--opens", options->opens, "When it opens, UTC (default: now)");
  add->add_option("--closes", options->closes, "When it closes, UTC; a date means the end of that day")->required();
  add->add_option("--returning", options->logs, "Key of a log whose return closes it, where the charter names none; repeatable")->allow_extra_args(false);
  acting_options(add, *options);
  add->callback([&context, options] { context.run([&] { return create(context, *options); }); });
}

}  // namespace

void add_poll(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* poll = app.add_subcommand("poll", "Polls: new, show, list");
  poll->require_subcommand(1);
  new_command(poll, context, options);
  CLI::App* one = poll->add_subcommand("show", "A poll, its rule and its result");
  one->footer("Example:\n  althing poll show ID --node http://127.0.0.1:8080");
  one->add_option("POLL", options->poll, "Id of the poll")->required();
  one->callback([&context, options] { context.run([&] { return show(context, *options); }); });
  CLI::App* all = poll->add_subcommand("list", "Polls, newest first, with what they came to");
  all->footer("Example:\n  althing poll list --state open");
  all->add_option("--state", options->state, "open, coming, waiting, decided or withdrawn")->check(CLI::IsMember({"open", "coming", "waiting", "decided", "withdrawn"}));
  all->callback([&context, options] { context.run([&] { return list(context, *options); }); });
}

void add_ballot(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* ballot = app.add_subcommand("ballot", "Vote in a poll, or change one's vote until it closes");
  ballot->footer("Examples:\n  althing ballot POLL yes --key me.key --reason \"It keeps article 3\"\n"
                 "  althing ballot POLL \"c2>c1=c3\" --key me.key      a ranking; c1 and c3 are equal\n"
                 "  althing ballot POLL \"c1,c4\" --key me.key         what is approved\n"
                 "  althing ballot POLL \"c1:5,c2:0\" --key me.key     scores\n"
                 "The choices of a poll: althing poll show POLL.");
  ballot->add_option("POLL", options->poll, "Id of the poll")->required();
  ballot->add_option("CHOICE", options->choice, "yes, no, abstain; a ranking, approvals or scores")->required();
  ballot->add_option("--reason", options->reason, "Why, shown beside the vote");
  ballot->add_option("--receipts", options->receipts, "File to keep the logs' receipts in (default: the key file's name with .receipts)");
  acting_options(ballot, *options);
  ballot->callback([&context, options] { context.run([&] { return vote(context, *options); }); });
}

}  // namespace althing::cli
