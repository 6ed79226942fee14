// Opening a folder: the journal against the checkpoint, files made again, leftovers removed. Every
// complete batch of the journal is finished, also one whose append() was never answered or reported a
// failure: something may have been signed over it, and it was not refused for what it is.
// docs/format-record.md, "Recovery", lists the states.
#include <algorithm>

#include "record/layout.h"
#include "record/limits.h"
#include "record/pack.h"
#include "record/store.h"
#include "tlog/bundle.h"

namespace althing::record {
namespace {

constexpr std::uint64_t kMaxCheckpointBytes = tlog::kMaxNoteBytes;

Error contradiction(const std::string& what) {
  return Error{Errc::corrupt, {},
               what + "; the record is not opened so that nothing contradictory is signed (see `althing restore`)"};
}

}  // namespace

Result<tlog::Checkpoint> Store::read_checkpoint() {
  TRY(const std::string bytes, folder_.read(kCheckpointFile, kMaxCheckpointBytes));
  auto opened = tlog::open_checkpoint(bytes, signer_.verifier());
  if (!opened) {
    return fail(contradiction("record/checkpoint is not a checkpoint of this folder's log: " + opened.error().message));
  }
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->size = opened->checkpoint.size;
  snapshot->root = opened->checkpoint.root;
  snapshot->checkpoint = bytes;
  published_.snapshot = std::move(snapshot);
  return opened->checkpoint;
}

Result<Head> Store::head_from_files(std::uint64_t size, const Hash& root) const {
  std::vector<std::string> tiles;
  for (const tlog::TileId& id : tlog::edge_tiles(size)) {
    TRY(std::string bytes, folder_.read(in_record(tlog::tile_path(id)), tlog::kTileBytes));
    tiles.push_back(std::move(bytes));
  }
  std::vector<std::shared_ptr<const NewEntry>> tail;
  if (const unsigned width = tlog::partial_width(0, size); width > 0) {
    const tlog::TileId bundle{true, 0, size / tlog::kTileWidth, width};
    TRY(const std::string notes, folder_.read(in_record(tlog::tile_path(bundle)), kMaxBundleBytes));
    TRY(const std::string pack, folder_.read(in_record(pack_path(bundle)), kMaxPackBytes));
    TRY(const auto entries, tlog::parse_bundle(notes, width));
    TRY(const auto details, parse_pack(pack, width));
    for (unsigned i = 0; i < width; ++i) {
      tail.push_back(std::make_shared<const NewEntry>(NewEntry{std::string(entries[i]), std::string(details[i])}));
    }
  }
  return Head::load(size, root, tiles, std::move(tail));
}

Result<void> Store::open_read_only() {
  // A writer may publish between our reads and drop the partial files of the size we read: look again.
  for (int attempt = 0;; ++attempt) {
    TRY(const auto checkpoint, read_checkpoint());
    auto head = head_from_files(checkpoint.size, checkpoint.root);
    if (head) {
      head_ = std::move(*head);
      set_published(published_.snapshot);
      return {};
    }
    if (attempt == 9) return fail(std::move(head).error());
  }
}

Result<void> Store::clear_stage() {
  TRY(const auto entries, fs_.list(folder_.path(kStageDir)));
  for (const DirEntry& entry : entries) {
    const std::string name = std::string(kStageDir) + "/" + entry.name;
    if (const auto number = journal_number(entry.name)) {
      next_journal_ = std::max(next_journal_, *number + 1);
      old_journals_.insert(*number);
    } else {
      TRY_VOID(folder_.remove(name));
    }
  }
  return {};
}

/// The newest journal's content; nullopt if there is none that can be read (its base is written
/// durably before it gets its name, so only damage makes it so).
Result<std::optional<JournalContent>> Store::newest_journal() {
  if (old_journals_.empty()) return std::nullopt;
  TRY(const std::string bytes, folder_.read(journal_file(*old_journals_.rbegin()), kMaxJournalBytes));
  auto content = read_journal(bytes);
  if (!content) return std::nullopt;
  return std::move(*content);
}

/// Checks that batches follow one another, lead to the roots they name and pass through the
/// published checkpoint; sorts late details to where they belong.
Result<Store::Replay> Store::plan_replay(Head& base, std::vector<JournalRecord> records,
                                         const tlog::Checkpoint& checkpoint) const {
  Replay out;
  tlog::TileEdge edge = base.edge;
  bool met = edge.size() == checkpoint.size && edge.root() == checkpoint.root;
  for (JournalRecord& record : records) {
    if (auto* batch = std::get_if<JournalBatch>(&record)) {
      if (batch->first != edge.size()) return fail(contradiction("the journal skips entries"));
      for (const auto& entry : batch->entries) edge.append(tlog::leaf_hash(as_bytes(entry->note)));
      if (batch->size != edge.size() || batch->root != edge.root()) {
        return fail(contradiction("a batch of the journal does not lead to the root it names"));
      }
      if (edge.size() == checkpoint.size) met = met || edge.root() == checkpoint.root;
      out.entries.insert(out.entries.end(), batch->entries.begin(), batch->entries.end());
      continue;
    }
    auto& detail = std::get<JournalDetail>(record);
    if (detail.index >= edge.size()) return fail(contradiction("the journal has a detail of no entry"));
    auto set = [&](std::shared_ptr<const NewEntry>& entry) {
      entry = std::make_shared<const NewEntry>(NewEntry{entry->note, detail.bytes});
    };
    if (detail.index >= base.size()) set(out.entries[detail.index - base.size()]);
    else if (detail.index >= base.tail_begin()) set(base.tail[detail.index - base.tail_begin()]);
    else out.old_details.push_back(std::move(detail));
  }
  if (!met && checkpoint.size <= edge.size()) {
    return fail(contradiction("the journal does not pass through the published checkpoint of size " +
                              std::to_string(checkpoint.size)));
  }
  return out;
}

/// True if the journal led to a head at or past the checkpoint; `replayed`: there was more than a base.
Result<bool> Store::replay_journal(const tlog::Checkpoint& checkpoint, bool& replayed) {
  TRY(auto content, newest_journal());
  if (!content) return false;
  if (content->base.size() > checkpoint.size) {
    return fail(contradiction("record/checkpoint (size " + std::to_string(checkpoint.size) +
                              ") is older than what this log published (size " +
                              std::to_string(content->base.size()) + " or more)"));
  }
  replayed = !content->records.empty() || !content->clean;
  TRY(const Replay plan, plan_replay(content->base, std::move(content->records), checkpoint));
  if (content->base.size() + plan.entries.size() < checkpoint.size) return false;
  head_ = std::move(content->base);
  const Head before = head_;
  TRY(const auto files, head_.extend(plan.entries));
  for (const NewFile& file : files) TRY_VOID(folder_.put(in_record(file.path()), file.bytes));
  for (const JournalDetail& detail : plan.old_details) {
    TRY_VOID(replace_in_pack(detail.index / tlog::kTileWidth, {{detail.index % tlog::kTileWidth, detail.bytes}}, false));
  }
  TRY_VOID(restore_partials());
  TRY_VOID(check_written(before, head_, files, [&](const NewFile& file) {
    return folder_.read(in_record(file.path()), std::max(kMaxPackBytes, kMaxBundleBytes));
  }));
  return true;
}

/// The partial files as the head has them; those that are already so stay untouched.
Result<void> Store::restore_partials() {
  for (const NewFile& file : head_.partial_files()) {
    const std::string name = in_record(file.path());
    const auto there = folder_.read(name, std::max(kMaxPackBytes, kMaxBundleBytes));
    if (there && *there == file.bytes) continue;
    TRY_VOID(folder_.put(name, file.bytes));
  }
  return {};
}

/// Removes tiles, bundles and packs that the head's size does not imply: of batches that did not make
/// it, and partial ones of earlier sizes. Other files are left for the audit to report.
Result<void> Store::remove_unpublished(const std::string& under) {
  auto entries = fs_.list(folder_.path(in_record(under)));
  if (!entries && entries.error().code == Errc::not_found) return {};
  if (!entries) return fail(std::move(entries).error());
  for (const DirEntry& entry : *entries) {
    const std::string name = under + "/" + entry.name;
    if (entry.is_dir) {
      TRY_VOID(remove_unpublished(name));
      if (entry.name.ends_with(".p")) folder_.remove_dir_if_empty(in_record(name));
      continue;
    }
    const auto id = under.starts_with("detail") ? parse_pack_path(name) : tlog::parse_tile_path(name);
    if (!id || tlog::has_tile(*id, head_.size())) continue;
    TRY_VOID(folder_.remove(in_record(name)));
  }
  return {};
}

Result<void> Store::recover() {
  auto lock = fs_.lock(folder_.path(kLockFile));
  if (!lock && lock.error().code == Errc::conflict) {
    return fail(Errc::conflict, "the record is in use by another process: " + lock.error().message);
  }
  if (!lock) return fail(std::move(lock).error());
  lock_ = std::move(*lock);
  TRY_VOID(fs_.make_dirs(folder_.path(kStageDir)));
  TRY_VOID(fs_.make_dirs(folder_.path(kBlobDir)));
  TRY_VOID(clear_stage());
  TRY(const auto checkpoint, read_checkpoint());
  bool replayed = false;
  TRY(const bool from_journal, replay_journal(checkpoint, replayed));
  if (!from_journal) {
    // The journal is gone or damaged: the files must stand by themselves.
    auto head = head_from_files(checkpoint.size, checkpoint.root);
    if (!head) return fail(contradiction("neither journal nor files lead to the checkpoint: " + head.error().message));
    head_ = std::move(*head);
    for (const NewFile& file : head_.partial_names()) folder_.mark_dirty(in_record(file.path()));
  }
  TRY_VOID(remove_unpublished("tile"));
  TRY_VOID(remove_unpublished("detail"));
  auto snapshot = published_.snapshot;
  if (replayed || !from_journal) {
    // Files first, then the checkpoint (also an equal one: its own fsync may have been what failed).
    TRY_VOID(folder_.sync_all());
    TRY_VOID(reserve_checkpoint());
    TRY(snapshot, publish_checkpoint(head_));
  }
  // Always a new journal: what we read may have been in memory only, after an fsync that failed.
  TRY_VOID(renew_journal());
  set_published(std::move(snapshot));
  return {};
}

}  // namespace althing::record
