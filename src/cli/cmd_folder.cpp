// althing rebuild and althing restore: a data folder made good again, from its record or from a backup.
#include <fmt/format.h>

#include <algorithm>

#include "cli/fold_record.h"
#include "cli/progress.h"
#include "node/copy_returned.h"
#include "node/refill.h"
#include "record/layout.h"
#include "record/record.h"
#include "record/returned.h"

namespace althing::cli {
namespace {

constexpr std::size_t kAppendBatch = 1024;

Result<int> rebuild(Context& context, const std::string& dir) {
  TRY(const auto record, record::Record::open(*context.fs, dir));  // with its lock: no node may be running
  TRY(const KeyPair operator_key, record::Record::load_key(*context.fs, dir, "operator"));
  const std::string path = join_path(dir, "index.db");
  const index::IndexOptions options{true, operator_key.key(), record->log_key().key()};
  std::string digest;
  Progress progress("rebuilding", context.json);
  TRY_VOID(node::rebuild(*context.fs, path, *record, options,
                         [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); },
                         [&](index::Index& index) -> Result<void> {
                           digest = to_hex(assembly::digest(index.state()));
                           const auto erased = index.erased_entries();
                           return erased.empty() ? Result<void>() : record->erase_details(erased);
                         }));
  const std::uint64_t size = record->snapshot()->size;
  context.print(json::object({{"entries", size}, {"digest", digest}}), fmt::format("Index of {} entries rebuilt.\ndigest {}\n", size, digest));
  return kDone;
}

// Appends what the audit of a backup hands over, in batches.
class Refill {
 public:
  Refill(Context& context, std::string dir) : context_(context), dir_(std::move(dir)) {}

  void take(const act::Act& act, const std::string& detail) {
    if (!fault_.empty()) return;
    auto done = [&]() -> Result<void> {
      if (!record_) {
        TRY(record_, record::Record::create(*context_.fs, dir_, act.assembly()));
      }
      batch_.push_back({act::note_of(act.text, act.by, act.signature), detail});
      return batch_.size() < kAppendBatch ? Result<void>() : flush();
    }();
    if (!done) fault_ = done.error().text();
  }
  Result<void> flush() {
    if (!fault_.empty()) return fail(Errc::storage, fault_);
    if (!record_) return fail(Errc::corrupt, "the backup holds no act");
    if (!batch_.empty()) TRY_VOID(record_->append(batch_).map([](std::uint64_t) {}));
    batch_.clear();
    return {};
  }
  record::Record& record() { return *record_; }

 private:
  Context& context_;
  std::string dir_, fault_;
  std::unique_ptr<record::Record> record_;
  std::vector<record::NewEntry> batch_;
};

Result<std::uint64_t> copy_blobs(record::Source& source, record::Record& record) {
  std::uint64_t count = 0;
  const auto names = source.list("blob");
  if (!names) return count;  // a node's address cannot be listed
  for (const std::string& name : *names) {
    TRY(const Hash hash, parse_hex<Hash>(name.substr(name.rfind('/') + 1)));
    TRY(const std::string bytes, source.get(name));
    TRY_VOID(record.put_blob(hash, bytes));
    ++count;
  }
  return count;
}

// The prefixes that closed polls rest on: those the backup keeps of other logs, and its own log, which is another's from now on.
Result<void> copy_prefixes(Context& context, record::Source& source, const record::AuditReport& report, const node::SignedPrefixes& logs, const record::Record& record, const std::string& dir) {
  const std::string record_dir = join_path(dir, record::kRecordDir);
  TRY(const auto own, record::read_leaves([&](const tlog::TileId& id) { return record.read_public(tlog::tile_path(id)); }, 0, record.snapshot()->size));
  std::vector<Hash> sorted = own;
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [log, prefixes] : logs) {
    if (record::origin_of(record.assembly(), log) != report.origin) {
      TRY_VOID(node::copy_returned(*context.fs, source, log, prefixes, sorted, record_dir));
    } else if (record.snapshot()->root == report.root) {  // the entries are the same ones in the same order
      TRY_VOID(record::write_returned(*context.fs, record_dir, record::returned_dir(log, 0), own, 0));
    }
  }
  return {};
}

Result<int> restore(Context& context, const std::string& backup, const std::string& dir) {
  TRY(const auto source, open_source(context, backup));
  Progress progress("checking", context.json);
  const auto show = [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); };
  const record::AuditOptions options{.log_key = own_log_key(context, backup)};
  // First look, then write: a damaged backup makes no half a folder.
  node::SignedPrefixes logs;
  TRY(const record::AuditReport report, record::audit(*source, options, [&](std::uint64_t, const act::Act& act, const std::string&) {
    node::note_prefixes(act, logs);
  }, show));
  for (const record::Fault& fault : report.faults) fmt::print(stderr, "fault {}: {}\n", fault.file, fault.message);
  if (!report.ok()) return fail(Errc::corrupt, backup, fmt::format("has {} faults; nothing was restored", report.faults.size()));
  SystemRandom random;
  TRY_VOID(record::Record::init(*context.fs, dir, random));
  Refill refill(context, dir);
  TRY_VOID(record::audit(*source, options, [&](std::uint64_t, const act::Act& act, const std::string& detail) { refill.take(act, detail); }, show).map([](const auto&) {}));
  TRY_VOID(refill.flush());
  TRY(const std::uint64_t blobs, copy_blobs(*source, refill.record()));
  TRY_VOID(copy_prefixes(context, *source, report, logs, refill.record(), dir));
  const std::uint64_t size = refill.record().snapshot()->size;
  context.print(json::object({{"dir", dir}, {"entries", size}, {"blobs", blobs}, {"origin", refill.record().origin()}, {"assembly", to_hex(refill.record().assembly())}}),
                fmt::format("{} acts and {} files restored into a new log with a new key:\n{}\nReceipts of the old log stay good for the old log. Next: althing serve {}\n", size,
                            blobs, refill.record().origin(), dir));
  return kDone;
}

}  // namespace

void add_rebuild(CLI::App& app, Context& context) {
  auto dir = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("rebuild", "Delete a folder's index and fill it again from its record");
  sub->footer("Example:\n  althing rebuild data\nStop the node first. The record is not touched; the digest printed is the one from before.");
  sub->add_option("DIR", *dir, "Data folder")->required();
  sub->callback([&context, dir] { context.run([&] { return rebuild(context, *dir); }); });
}

void add_restore(CLI::App& app, Context& context) {
  auto paths = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* sub = app.add_subcommand("restore", "Make a new data folder from a backup, with a new log");
  sub->footer("Example:\n  althing restore backup data2 && althing serve data2\n"
              "A restored folder must not go on with the old log: it could contradict what that log signed after the\n"
              "backup. So it starts a log of its own, with a new key, and holds the same acts.");
  sub->add_option("BACKUP", paths->first, "Data folder, export or record folder")->required();
  sub->add_option("NEWDIR", paths->second, "Data folder to make")->required();
  sub->callback([&context, paths] { context.run([&] { return restore(context, paths->first, paths->second); }); });
}

}  // namespace althing::cli
