// althing mirror: the public record of a node, a mirror or a folder as a plain folder, renewed by running it again.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/fold_record.h"
#include "cli/progress.h"
#include "node/log_key.h"
#include "node/mirror.h"
#include "record/claim.h"

namespace althing::cli {

void add_mirror(CLI::App& app, Context& context);

namespace {

struct MirrorCommand {
  std::string from, dir;
  unsigned connections = 4;
  bool all_details = false;
};

std::string report_text(const MirrorCommand& command, const node::MirrorReport& r) {
  if (r.behind) return fmt::format("That copy is older than this mirror of {} entries, which stays as it is.\n", r.size);
  std::string text = fmt::format("Mirror of {} entries in {}: {} fetched", r.size, command.dir, r.entries);
  if (r.found > 0) text += fmt::format(", {} found of a run that was cut short", r.found);
  text += fmt::format(", {} files.\n", r.files);
  if (r.packs > 0) text += fmt::format("Words changed in {} packs of details.\n", r.packs);
  if (r.wrong_details > 0) text += fmt::format("{} details were not what their act commits to and were left out.\n", r.wrong_details);
  if (r.lacking_details + r.lacking_files > 0) text += fmt::format("{} details and {} files were not to be had there; they are asked for again next time.\n", r.lacking_details, r.lacking_files);
  return text + fmt::format("Check it: althing audit {}\n", command.dir);
}

Result<int> mirror(Context& context, const MirrorCommand& command) {
  TRY(const auto source, open_source(context, command.from));
  auto* http = dynamic_cast<node::HttpSource*>(source.get());
  const auto key = http == nullptr ? own_log_key(context, command.from) : std::nullopt;
  tlog::VerifierKey log;
  if (key) {
    TRY(const tlog::Checkpoint claim, record::claimed_checkpoint(*source));
    log = tlog::VerifierKey::make(claim.origin, tlog::SignatureType::ed25519, *key);
  } else {
    TRY(const node::LogIdentity identity, node::identify_log(*source, http, nullptr));
    log = identity.log;
  }
  Progress progress("mirroring", context.json);
  node::MirrorOptions options{command.connections, command.all_details, [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }};
  TRY(const node::MirrorReport r, node::mirror(*context.fs, *source, log, command.dir, options));
  progress.finish();
  context.print(json::object({{"dir", command.dir}, {"origin", log.name}, {"before", r.before}, {"size", r.size}, {"behind", r.behind}, {"entries", r.entries},
                              {"found", r.found}, {"packs", r.packs}, {"files", r.files}, {"wrong_details", r.wrong_details}, {"lacking_details", r.lacking_details},
                              {"lacking_files", r.lacking_files}, {"bytes", http == nullptr ? std::uint64_t{0} : http->bytes()}}),
                report_text(command, r));
  return kDone;
}

}  // namespace

void add_mirror(CLI::App& app, Context& context) {
  auto command = std::make_shared<MirrorCommand>();
  CLI::App* sub = app.add_subcommand("mirror", "Copy a node's public record into a plain folder, or bring such a copy up to date");
  sub->footer("Example:\n  althing mirror https://althing.example.org /srv/mirror\n"
              "Run it again for what is new; only that is fetched, and every file is checked against what the log signed.\n"
              "Any static web server can serve the folder, and it is as good as a node to read from:\n"
              "  althing audit /srv/mirror, althing pull data /srv/mirror, althing peer add data https://mirror.example.org");
  sub->add_option("FROM", command->from, "URL of a node or of a static mirror; or a folder")->required();
  sub->add_option("DIR", command->dir, "Folder of the mirror, made if it is not there")->required();
  sub->add_option("--connections", command->connections, "Files asked for at once")->check(CLI::Range(1, 16))->capture_default_str();
  sub->add_flag("--all-details", command->all_details, "Ask for all words and files anew, not only for those that acts say have changed");
  sub->callback([&context, command] { context.run([&] { return mirror(context, *command); }); });
}

}  // namespace althing::cli
