// althing key: make, show, back up and replace a member's key.
#include <fmt/format.h>

#include "act/act.h"
#include "cli/acting.h"
#include "cli/command.h"
#include "cli/key_file.h"

namespace althing::cli {
namespace {

struct KeyOptions {
  std::string file, out, last;
  bool print = false;
};

void show(const Context& context, const std::string& file, const KeyFile& keys) {
  json::Value value = json::object({{"file", file}, {"key", act::key_text(keys.key.key())}});
  std::string text = fmt::format("key   {}\n", act::key_text(keys.key.key()));
  if (keys.next) {
    const std::string next = *keys.next_commitment();
    value.object()->set("next", next);
    text += fmt::format("next  {}\n", next);
  }
  context.print(value, text);
}

Result<int> make_key(Context& context, const KeyOptions& options) {
  SystemRandom random;
  const KeyFile keys{KeyPair::generate(random), KeyPair::generate(random)};
  TRY_VOID(save_key_file(*context.fs, options.file, keys));
  show(context, options.file, keys);
  return kDone;
}

Result<int> show_key(Context& context, const KeyOptions& options) {
  TRY(const KeyFile keys, load_key_file(*context.fs, options.file));
  show(context, options.file, keys);
  return kDone;
}

Result<int> backup_key(Context& context, const KeyOptions& options) {
  TRY(const KeyFile keys, load_key_file(*context.fs, options.file));
  if (context.fs->exists(options.out)) return fail(Errc::conflict, options.out, "exists; choose another name");
  TRY(const std::string passphrase, ask_passphrase());
  SystemRandom random;
  TRY(const std::string text, seal_backup(keys, passphrase, context.clock.now(), random));
  TRY_VOID(open_backup(text, passphrase).map([](const auto&) {}));  // a backup that cannot be opened is none
  TRY_VOID(context.fs->replace_file(options.out, as_bytes(text), 0600));
  context.print(json::object({{"backup", options.out}, {"key", act::key_text(keys.key.key())}}),
                fmt::format("Backup in {}: it opens with the passphrase here and in the browser.\n", options.out));
  return kDone;
}

// The new file is on disk before anything is sent: from then on only it can act for the member.
Result<int> rotate_key(Context& context, const KeyOptions& options) {
  TRY(const KeyFile old, load_key_file(*context.fs, options.file));
  TRY_VOID(old.next_commitment().map([](const auto&) {}));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author before, author_of(api, old));
  const std::string join(before.standing.text_at("join"));
  if (join.empty()) return fail(Errc::usage, options.file, "never joined this assembly, so there is nothing to hand over: make another key");
  SystemRandom random;
  Author author = before;
  if (context.fs->exists(options.out)) {  // a second try after an answer was lost
    TRY(author.keys, load_key_file(*context.fs, options.out));
    if (author.keys.key.key() != old.next->key()) return fail(Errc::conflict, options.out, "exists and is not the next key of " + options.file);
  } else {
    author.keys = KeyFile{*old.next, KeyPair::generate(random)};
    TRY_VOID(save_key_file(*context.fs, options.out, author.keys));
  }
  if (!options.last.empty()) {
    author.heads.clear();
    for (const json::Value& id : comma_list(options.last, true)) {
      TRY(author.heads.emplace_back(), parse_hex<act::ActId>(*id.string()));
    }
  }
  TRY(const std::string next, author.keys.next_commitment());
  json::Object body;
  body.set("act", "rotate");
  body.set("of", join);
  body.set("next", next);
  TRY(const Made made, compose(author, std::move(body), {}, context.clock.now()));
  return deliver(context, api, made, options.print);
}

}  // namespace

void add_key(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("key", "Make, show and back up your key");
  command->footer("Example:\n  althing key new me.key && althing key backup me.key me.backup.json\n"
                  "A key file holds your signing key and the next one, to which only you can move on\n"
                  "(`rotate`). Whoever has the file can act in your name: keep it, and a backup elsewhere.");
  command->require_subcommand(1);
  auto options = std::make_shared<KeyOptions>();
  const auto add = [&](const char* name, const char* means, Result<int> (*body)(Context&, const KeyOptions&)) {
    CLI::App* sub = command->add_subcommand(name, means);
    sub->add_option("FILE", options->file, "Key file")->required();
    sub->callback([&context, options, body] { context.run([&] { return body(context, *options); }); });
    return sub;
  };
  add("new", "Draw a key and its next key into a new file (mode 0600)", make_key);
  add("show", "Print the public key and the commitment of the next one", show_key);
  CLI::App* rotate = add("rotate", "Replace a member's key by the next one: makes OUT and tells the node", rotate_key);
  rotate->add_option("OUT", options->out, "Key file to make: the next key, with one more after it")->required();
  rotate->add_option("--last", options->last, "Your last genuine acts, comma list of ids (default: all the node knows). What the old key made beside or after them becomes void");
  rotate->add_flag("--print", options->print, "Print the act instead of sending it");
  add("backup", "Seal a copy under a passphrase (ALTHING_PASSPHRASE or asked)", backup_key)
      ->add_option("OUT", options->out, "Backup file to make")->required();
}

}  // namespace althing::cli
