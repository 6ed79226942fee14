// althing pull: one pull from a folder or a node into the folder of a node that is not running.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/fold_record.h"
#include "node/log_key.h"
#include "node/limits.h"
#include "node/node.h"
#include "node/source_wire.h"

namespace althing::cli {
namespace {

Result<int> pull(Context& context, const std::string& dir, const std::string& from) {
  TRY(const auto source, open_source(context, from));
  node::NodeOptions options;
  options.dir = dir;
  options.scrub_rate = 0;
  TRY(const auto node, node::Node::open(*context.fs, context.clock, options));
  auto* http = dynamic_cast<node::HttpSource*>(source.get());
  TRY(const node::LogIdentity identity, node::identify_log(*source, http, &node->record().assembly(), policy_beside(context, from)));
  const tlog::VerifierKey& key = identity.log;
  if (key.name == node->record().origin()) return fail(Errc::usage, "FROM", "is this folder's own log");
  node::SourceWire wire(*source);
  if (http != nullptr) wire.ranged = [http](const std::string& path, std::uint64_t offset) { return http->piece(path, offset, node::kBlobPiece); };
  std::uint64_t added = 0, details = 0, refused = 0, size = 0, files = 0, wrong = 0;
  bool forked = false;
  TRY_VOID(node->peers().pull_once(wire, key, [&](const peer::PullReport& report, const peer::BlobReport& blobs) {
    added += report.added;
    details += report.details;
    refused += report.refused;
    size = report.size;
    files += blobs.files;
    wrong += report.wrong + blobs.wrong;
    forked = forked || report.fork.has_value();
  }));
  context.print(json::object({{"origin", key.name}, {"size", size}, {"added", added}, {"details", details}, {"files", files}, {"refused", refused}, {"wrong", wrong}, {"fork", forked}}),
                fmt::format("{} entries in that log; {} acts, {} details and {} files were new here.\n{}{}{}", size, added, details, files,
                            wrong > 0 ? fmt::format("{} details or files were not what their act names, and were left.\n", wrong) : "",
                            refused > 0 ? fmt::format("{} entries are no acts of this assembly and were refused.\n", refused) : "",
                            forked ? "That log has signed two histories that contradict each other; the evidence is kept in record/fork/.\n" : ""));
  return kDone;
}

}  // namespace

void add_pull(CLI::App& app, Context& context) {
  auto paths = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* sub = app.add_subcommand("pull", "Take from another record what a folder lacks, once (no node may run on it)");
  sub->footer("Example:\n  althing pull data /media/usb/record\nA folder copied to a stick is a peer. For a node that runs: althing peer add data ADDRESS");
  sub->add_option("DIR", paths->first, "Data folder that takes")->required();
  sub->add_option("FROM", paths->second, "Data folder, record folder or a node's URL")->required();
  sub->callback([&context, paths] { context.run([&] { return pull(context, paths->first, paths->second); }); });
}

}  // namespace althing::cli
