// althing join and althing act: any act of one's own, sent to a node or printed.
#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "cli/acting.h"

namespace althing::cli {
namespace {

struct ActOptions {
  std::string type, detail_file, submit, embargo, keep;
  std::vector<std::string> members, details;
  std::string kind = "person", name, country, text;
  bool print = false;
};

Result<std::string> read_all(Fs& fs, const std::string& path) {
  if (path != "-") return fs.read_file(path, 1u << 20);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

// Sends what --print made, perhaps on another machine.
Result<int> submit_file(Context& context, const std::string& path) {
  TRY(const std::string text, read_all(*context.fs, path));
  TRY(const json::Value value, json::parse(text, 4));
  TRY(const act::Act act, act::open_entry(value.text_at("act")));
  TRY(ApiClient api, ApiClient::open(context.node));
  return deliver(context, api, Made{std::string(value.text_at("act")), std::string(value.text_at("detail")), act.id}, false);
}

// Logs the act with the commitment of its words and keeps the words here: they are written before anything is sent,
// for without them the act says nothing for good.
Result<int> act_under_embargo(Context& context, const ActOptions& options, json::Object body, json::Object detail) {
  if (options.print) return fail(Errc::usage, "--embargo", "goes without --print");
  if (options.keep.empty()) return fail(Errc::usage, "--keep", "is missing: the file in which the words wait");
  if (context.fs->exists(options.keep)) return fail(Errc::conflict, options.keep, "exists already");
  if (detail.empty()) return fail(Errc::usage, "--detail", "is missing: there are no words to keep back");
  body.set("embargo", options.embargo);
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, keys));
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  TRY_VOID(context.fs->replace_file(options.keep, as_bytes(json::write(submission_value(made.note, made.detail)) + "\n"), 0600));
  const auto sent = deliver(context, api, Made{made.note, {}, made.id}, false);
  if (!sent) return sent;
  if (!context.json) fmt::print("  its words wait in {}; after {}: althing detail publish {}\n", options.keep, options.embargo, options.keep);
  return sent;
}

Result<int> act_command(Context& context, const ActOptions& options) {
  if (!options.submit.empty()) return submit_file(context, options.submit);
  if (options.type.empty()) return fail(Errc::usage, "TYPE", "is missing (or give --submit FILE)");
  TRY(json::Object body, body_from_pairs(options.type, options.members));
  json::Object detail;
  if (!options.detail_file.empty()) {
    TRY(const std::string text, context.fs->read_file(options.detail_file, 1u << 20));
    TRY(const json::Value value, json::parse(text, 8));
    if (value.object() == nullptr) return fail(Errc::usage, "--detail-file", "must hold a JSON object");
    detail = *value.object();
  }
  TRY(const json::Object more, detail_from_pairs(*context.fs, options.details));
  for (const auto& [name, value] : more) detail.set(name, value);
  if (!options.embargo.empty()) return act_under_embargo(context, options, std::move(body), std::move(detail));
  return act_now(context, std::move(body), std::move(detail), options.print);
}

Result<int> join(Context& context, const ActOptions& options) {
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(const std::string next, keys.next_commitment());
  json::Object body, detail;
  body.set("act", "join");
  body.set("kind", options.kind);
  body.set("next", next);
  if (!options.country.empty()) body.set("country", options.country);
  detail.set("name", options.name);
  if (!options.text.empty()) detail.set("text", options.text);
  return act_now(context, std::move(body), std::move(detail), options.print);
}

}  // namespace

void add_join(CLI::App& app, Context& context) {
  auto options = std::make_shared<ActOptions>();
  CLI::App* command = app.add_subcommand("join", "Become a member of the node's assembly");
  command->footer("Example:\n  althing join --key me.key --kind organisation --name \"Example Foundation\" --country de\n"
                  "Signing a statement needs no membership; being named to others does.");
  command->add_option("--kind", options->kind, "person, association or organisation")->check(CLI::IsMember({"person", "association", "organisation"}))->capture_default_str();
  command->add_option("--name", options->name, "Name shown")->required();
  command->add_option("--country", options->country, "Two lower-case letters");
  command->add_option("--text", options->text, "A few words about yourself");
  command->add_flag("--print", options->print, "Print the act instead of sending it");
  command->callback([&context, options] { context.run([&] { return join(context, *options); }); });
}

void add_act(CLI::App& app, Context& context) {
  auto options = std::make_shared<ActOptions>();
  CLI::App* command = app.add_subcommand("act", "Any act: its type and members by name");
  command->footer("Example:\n  althing act appoint key=KEY scope=sign,unsign until=2027-01-01T00:00:00Z --key org.key\n"
                  "  althing act statement --detail title=\"Our answer\" --detail text=@answer.md --print > act.json\n"
                  "  althing act --submit act.json\nTypes and members: docs/acts.md. Lists are written with commas; text=@FILE reads a file.\n"
                  "In further languages: --detail lang=en --detail tr:fr:title=\"Notre réponse\" --detail tr:fr:text=@reponse.md");
  command->add_option("TYPE", options->type, "Type of the act");
  command->add_option("MEMBER", options->members, "NAME=VALUE of the act");
  command->add_option("--detail", options->details, "NAME=VALUE of its detail, repeatable")->take_all()->allow_extra_args(false);
  command->add_option("--detail-file", options->detail_file, "JSON object of detail members");
  command->add_flag("--print", options->print, "Print {act, detail} instead of sending it");
  command->add_option("--embargo", options->embargo, "Keep the words back until this time: their commitment is logged now")->type_name("TIME");
  command->add_option("--keep", options->keep, "With --embargo: the file in which the words wait")->type_name("FILE");
  command->add_option("--submit", options->submit, "Send what --print made (- = standard input)");
  command->callback([&context, options] { context.run([&] { return act_command(context, *options); }); });
}

void add_detail(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("detail", "The words of an act that were kept back");
  command->require_subcommand(1);
  auto file = std::make_shared<std::string>();
  CLI::App* publish = command->add_subcommand("publish", "Sends the words that `althing act --embargo` kept in a file, now for everybody to read");
  publish->add_option("FILE", *file, "What --keep made (- = standard input)")->required();
  publish->callback([&context, file] { context.run([&] { return submit_file(context, *file); }); });
}

}  // namespace althing::cli
