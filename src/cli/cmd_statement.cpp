// althing statement, sign, unsign: the coalition's texts and the names below them.
#include <fmt/format.h>

#include "cli/acting.h"
#include "cli/fold_record.h"

namespace althing::cli {
namespace {

struct Options {
  std::string title, text, text_file, lang, closes, on, with, of, where, from;
  std::uint64_t goal = 0;
  std::string version, capacity = "person", name, affiliation, country, on_behalf, mandate;
  std::vector<std::string> details;
  bool print = false;
};

// A date means the end of that day, UTC.
Result<std::string> closing_time(const std::string& text) {
  if (const auto day = parse_date(text); day) return format_time(*day + 86399);
  const auto time = parse_time(text);
  if (!time) return fail(Errc::usage, "--closes", "must be YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ");
  return text;
}

Result<json::Object> prose(Context& context, const Options& options) {
  json::Object detail;
  detail.set("title", options.title);
  if (!options.text_file.empty()) {
    TRY(std::string text, context.fs->read_file(options.text_file, 1u << 20));
    detail.set("text", std::move(text));
  } else if (!options.text.empty()) {
    detail.set("text", options.text);
  } else {
    return fail(Errc::usage, "--text-file", "give the text of the statement (or --text)");
  }
  if (!options.lang.empty()) detail.set("lang", options.lang);
  if (options.goal > 0) detail.set("goal", options.goal);
  TRY(const json::Object more, detail_from_pairs(*context.fs, options.details));
  for (const auto& [name, value] : more) detail.set(name, value);
  return detail;
}

Result<int> publish(Context& context, const Options& options, bool revise) {
  TRY(json::Object detail, prose(context, options));
  json::Object body;
  body.set("act", revise ? "revise" : "statement");
  if (revise) body.set("of", options.of);
  if (!options.closes.empty()) {
    TRY(std::string closes, closing_time(options.closes));
    body.set("closes", std::move(closes));
  }
  if (!options.on.empty()) body.set("on", comma_list(options.on, true));
  if (!options.from.empty()) body.set("from", options.from);
  if (!options.with.empty()) body.set("with", comma_list(options.with, true));
  if (!options.on_behalf.empty()) body.set("for", options.on_behalf);
  if (!options.mandate.empty()) body.set("mandate", options.mandate);
  return act_now(context, std::move(body), std::move(detail), options.print);
}

Result<int> show_statement(Context& context, const Options& options) {
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const json::Value value, api.get_json("/acts/" + options.version + ".json"));
  if (value.text_at("type") != "statement" && value.text_at("type") != "revise") return fail(Errc::usage, "VERSION", "is no statement but a " + std::string(value.text_at("type")));
  const json::Value* detail = value.at("detail");
  const json::Value& words = detail != nullptr ? *detail : value;
  context.print(value, fmt::format("{}\nversion {} ({}) of {}\n\n{}\n", words.text_at("title"), value.text_at("id"), value.text_at("status"),
                                   value.text_at("at"), words.text_at("text")));
  return kDone;
}

Result<int> list_statements(Context& context, const Options& options) {
  TRY(const auto source, open_source(context, options.where.empty() ? context.node : options.where));
  TRY(const FoldedRecord folded, fold_record(context, *source, {}));
  context.print(json::object({{"statements", statements_value(folded)}}), statements_text(folded));
  return folded.report.ok() ? kDone : kRefused;
}

// The mandate by which this key may act for the organisation, as the node knows it.
Result<std::pair<std::string, std::string>> find_mandate(const Author& author, const Options& options) {
  const json::Value* list = author.standing.at("mandates");
  std::vector<std::pair<std::string, std::string>> found;
  if (list != nullptr && list->array() != nullptr) {
    for (const json::Value& m : *list->array()) {
      const std::string organisation(m.text_at("for"));
      if (options.on_behalf.empty() || options.on_behalf == organisation) found.emplace_back(organisation, m.text_at("mandate"));
    }
  }
  if (found.size() == 1) return found.front();
  return fail(Errc::usage, "--for", found.empty() ? "this key has no such mandate in force; the organisation gives one with `althing act appoint`"
                                                  : "this key has several mandates: name the organisation with --for and the act with --mandate");
}

Result<int> sign(Context& context, const Options& options, bool take_back) {
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, keys));
  json::Object body, detail;
  body.set("act", take_back ? "unsign" : "sign");
  body.set("statement", options.version);
  if (!take_back) {
    body.set("capacity", options.capacity);
    if (!options.country.empty()) body.set("country", options.country);
    if (!options.name.empty()) detail.set("name", options.name);
    if (!options.affiliation.empty()) detail.set("affiliation", options.affiliation);
    if (options.capacity == "affiliated" && options.affiliation.empty()) return fail(Errc::usage, "--affiliation", "is wanted by --capacity affiliated");
  }
  if (!options.mandate.empty() && !options.on_behalf.empty()) {
    body.set("for", options.on_behalf);
    body.set("mandate", options.mandate);
  } else if (!options.on_behalf.empty() || (!take_back && options.capacity == "organisation" && author.standing.text_at("kind") != "organisation" &&
                                            author.standing.text_at("kind") != "association")) {
    TRY(const auto mandate, find_mandate(author, options));
    body.set("for", mandate.first);
    body.set("mandate", mandate.second);
  }
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  return deliver(context, api, made, options.print);
}

void add_publishing(CLI::App* sub, Context& context, const std::shared_ptr<Options>& options, bool revise) {
  if (revise) sub->add_option("STATEMENT", options->of, "Id of the statement (its first version)")->required();
  sub->add_option("--title", options->title, "Title")->required();
  sub->add_option("--text-file", options->text_file, "File with the text, Markdown");
  sub->add_option("--text", options->text, "The text itself");
  sub->add_option("--lang", options->lang, "Its language, e.g. en");
  sub->add_option("--detail", options->details, "NAME=VALUE of its detail, repeatable; tr:fr:title=... is the title in French")->take_all()->allow_extra_args(false);
  sub->add_option("--closes", options->closes, "Last day of signing, or a time");
  sub->add_option("--goal", options->goal, "How many signatures you ask for");
  if (!revise) {
    sub->add_option("--on", options->on, "Provisions or instruments it answers, comma list of ids");
    sub->add_option("--with", options->with, "Joins of co-organisers, comma list");
    sub->add_option("--from", options->from, "Version of a proposal whose text it is");
  }
  sub->add_option("--for", options->on_behalf, "Join of the organisation you act for");
  sub->add_option("--mandate", options->mandate, "Its appoint act");
  sub->add_flag("--print", options->print, "Print the act instead of sending it");
  sub->callback([&context, options, revise] { context.run([&] { return publish(context, *options, revise); }); });
}

}  // namespace

void add_statement(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("statement", "Publish, revise, show and list statements");
  command->require_subcommand(1);
  command->footer("Example:\n  althing statement new --key me.key --title \"Our answer\" --text-file answer.md --closes 2026-12-31\n"
                  "A statement never changes: a revision is a new version that starts without signatures.");
  auto options = std::make_shared<Options>();
  add_publishing(command->add_subcommand("new", "Publish a statement"), context, options, false);
  add_publishing(command->add_subcommand("revise", "Publish a new version"), context, options, true);
  CLI::App* show = command->add_subcommand("show", "Print a version");
  show->add_option("VERSION", options->version, "Id of a statement or revise act")->required();
  show->callback([&context, options] { context.run([&] { return show_statement(context, *options); }); });
  CLI::App* list = command->add_subcommand("list", "All versions with their signatures, counted from the checked record");
  list->add_option("WHERE", options->where, "Folder or address (default: the node)");
  list->callback([&context, options] { context.run([&] { return list_statements(context, *options); }); });
}

void add_sign(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("sign", "Sign one version of a statement");
  command->footer("Example:\n  althing sign VERSION --key me.key --name \"Ada Example\"\n"
                  "  althing sign VERSION --key me.key --capacity affiliated --name \"Ada Example\" --affiliation \"Example University\"\n"
                  "  althing sign VERSION --key rep.key --capacity organisation --for JOIN\n"
                  "Without --name your key signs and no name is shown. --print makes the act for pasting into the sign page.");
  command->add_option("VERSION", options->version, "Id of a statement or revise act")->required();
  command->add_option("--capacity", options->capacity, "person, affiliated or organisation")->check(CLI::IsMember({"person", "affiliated", "organisation"}))->capture_default_str();
  command->add_option("--name", options->name, "Name shown");
  command->add_option("--affiliation", options->affiliation, "Affiliation shown");
  command->add_option("--country", options->country, "Two lower-case letters");
  command->add_option("--for", options->on_behalf, "Join of the organisation you sign for");
  command->add_option("--mandate", options->mandate, "Its appoint act (found by itself if there is one)");
  command->add_flag("--print", options->print, "Print the act instead of sending it");
  command->callback([&context, options] { context.run([&] { return sign(context, *options, false); }); });
}

void add_unsign(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("unsign", "Withdraw your signature");
  command->footer("Example:\n  althing unsign VERSION --key me.key\nThe signature stays in the record as history and no longer counts.");
  command->add_option("VERSION", options->version, "The version signed")->required();
  command->add_option("--for", options->on_behalf, "Join of the organisation you signed for");
  command->add_option("--mandate", options->mandate, "Its appoint act");
  command->add_flag("--print", options->print, "Print the act instead of sending it");
  command->callback([&context, options] { context.run([&] { return sign(context, *options, true); }); });
}

}  // namespace althing::cli
