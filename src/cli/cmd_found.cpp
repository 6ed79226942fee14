// althing init and althing found: a data folder with its keys, then an assembly whose log starts there.
#include <fmt/format.h>

#include "act/schema.h"
#include "cli/command.h"
#include "cli/founding.h"
#include "cli/key_file.h"
#include "record/record.h"

namespace althing::cli {
namespace {

struct FoundOptions {
  std::string dir, name, text_file, lang;
  std::vector<std::string> groups, members;
  FoundingPlan plan;
};

// GROUP:KEY:NEXT; a group token may itself hold ':'.
Result<FoundingMember> parse_member(const std::string& text) {
  const auto last = text.rfind(':');
  const auto middle = last == std::string::npos || last == 0 ? std::string::npos : text.rfind(':', last - 1);
  if (middle == std::string::npos) return fail(Errc::usage, "--member", "must be GROUP:KEY:NEXT (KEY and NEXT as `althing key show` prints them)");
  const auto key = act::parse_key(text.substr(middle + 1, last - middle - 1));
  if (!key) return fail(Errc::usage, "--member", "has a KEY that is not 43 characters of base64url");
  const auto next = parse_hex<Hash>(text.substr(last + 1));
  if (!next) return fail(Errc::usage, "--member", "has a NEXT that is not 64 hex digits");
  return FoundingMember{text.substr(0, middle), *key, to_hex(*next)};
}

// TOKEN or TOKEN=Title: the token stands in the act, the title in its words.
Result<void> read_groups(const std::vector<std::string>& given, std::vector<std::string>& tokens, json::Value& detail) {
  json::Array titles;
  for (const std::string& text : given) {
    const auto equals = text.find('=');
    tokens.push_back(text.substr(0, equals));
    if (equals == std::string::npos) continue;
    const std::string title = text.substr(equals + 1);
    if (title.empty()) return fail(Errc::usage, "--group", "names no title after `=` for the group `" + tokens.back() + "`");
    titles.push_back(json::object({{"group", tokens.back()}, {"title", title}}));
  }
  if (!titles.empty()) detail.object()->set("groups", std::move(titles));
  return {};
}

Result<int> init(Context& context, const std::string& dir) {
  SystemRandom random;
  TRY_VOID(record::Record::init(*context.fs, dir, random));
  TRY(const KeyPair log, record::Record::load_key(*context.fs, dir, "log"));
  TRY(const KeyPair operator_key, record::Record::load_key(*context.fs, dir, "operator"));
  context.print(json::object({{"dir", dir}, {"log", act::key_text(log.key())}, {"operator", act::key_text(operator_key.key())}}),
                fmt::format("Keys made in {0}/keys. Log key {1}\nNext: althing found {0} --key me.key --name \"...\" --text-file charter.md\n", dir,
                            act::key_text(log.key())));
  return kDone;
}

Result<int> found(Context& context, FoundOptions options) {
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(const KeyPair log, record::Record::load_key(*context.fs, options.dir, "log"));
  if (context.fs->exists(join_path(options.dir, "assembly"))) return fail(Errc::conflict, options.dir, "already holds the record of an assembly");
  FoundingPlan& plan = options.plan;
  json::Value detail = json::object({{"name", options.name}});
  TRY_VOID(read_groups(options.groups, plan.groups, detail));
  if (plan.groups.empty()) plan.groups = {"founders"};
  for (const std::string& text : options.members) {
    TRY(plan.members.emplace_back(), parse_member(text));
    if (std::find(plan.groups.begin(), plan.groups.end(), plan.members.back().group) == plan.groups.end()) {
      return fail(Errc::usage, "--member", "names the group `" + plan.members.back().group + "`, which no --group makes");
    }
  }
  if (plan.members.empty()) {
    TRY(const std::string next, keys.next_commitment());
    plan.members.push_back({plan.groups.front(), keys.key.key(), next});
  }
  plan.logs = {log.key()};
  if (!options.text_file.empty()) {
    TRY(std::string text, context.fs->read_file(options.text_file, 1u << 20));
    detail.object()->set("text", std::move(text));
  }
  if (!options.lang.empty()) detail.object()->set("lang", options.lang);
  SystemRandom random;
  const UnixSeconds now = context.clock.now();
  TRY(const Made made, make_act(found_body(plan, now), std::move(detail), keys.key, nullptr, {}, now, random));
  TRY(const act::Act act, act::open_entry(made.note));
  TRY_VOID(act::check_schema(act));
  TRY(const auto record, record::Record::create(*context.fs, options.dir, made.id));
  const record::NewEntry entry{made.note, made.detail};
  TRY_VOID(record->append(std::span(&entry, 1)).map([](std::uint64_t) {}));
  context.print(json::object({{"assembly", to_hex(made.id)}, {"dir", options.dir}, {"origin", record->origin()}}),
                fmt::format("Assembly {} founded.\nNext: althing serve {}\n", to_hex(made.id), options.dir));
  return kDone;
}

}  // namespace

void add_init(CLI::App& app, Context& context) {
  auto dir = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("init", "Make a data folder with the keys of a node");
  command->footer("Example:\n  althing init data\nMakes data/keys/log.key, which signs this node's log, and data/keys/operator.key.");
  command->add_option("DIR", *dir, "Data folder to make")->required();
  command->callback([&context, dir] { context.run([&] { return init(context, *dir); }); });
}

void add_found(CLI::App& app, Context& context) {
  auto options = std::make_shared<FoundOptions>();
  CLI::App* command = app.add_subcommand("found", "Found an assembly in a data folder");
  command->footer("Example:\n  althing init data\n  althing key new me.key\n"
                  "  althing found data --key me.key --name \"Open Networks\" --text-file charter.md --group \"civil=Civil society\" --group technical\n"
                  "Without --member the key given founds alone, in the first group. The assembly's name for ever is the id printed.");
  command->add_option("DIR", options->dir, "Data folder made by `althing init`")->required();
  command->add_option("--name", options->name, "Name of the assembly")->required();
  command->add_option("--text-file", options->text_file, "Its charter, Markdown");
  command->add_option("--lang", options->lang, "Language of name and charter");
  command->add_option("--group", options->groups, "Group, TOKEN or TOKEN=TITLE, repeatable (default: founders)");
  command->add_option("--member", options->members, "Founding member GROUP:KEY:NEXT, repeatable");
  command->add_option("--vouches", options->plan.vouches, "Vouches a member needs")->capture_default_str();
  command->add_option("--limit", options->plan.limit, "Live vouches one member may give")->capture_default_str();
  command->add_option("--age-days", options->plan.age_days, "Days before a member may vouch")->capture_default_str();
  command->callback([&context, options] { context.run([&] { return found(context, *options); }); });
}

}  // namespace althing::cli
