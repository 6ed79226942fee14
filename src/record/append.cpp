// Group commit: journal + fsync, files, re-check, checkpoint, publish (DESIGN.md 4, "Order of commit";
// docs/format-record.md). Up to the signature a failure takes the batch back; from the signature on it
// poisons the record, since a log must never sign two checkpoints that contradict each other.
#include <algorithm>

#include "record/layout.h"
#include "record/limits.h"
#include "record/store.h"

namespace althing::record {
namespace {

const std::string kCheckpointTemp = "stage/checkpoint.new";
constexpr std::size_t kCheckpointReserve = 1024;  // more than any checkpoint we sign
constexpr std::size_t kProbeBytes = 64 * 1024;

Result<void> check_batch(std::span<const NewEntry> batch) {
  if (batch.empty()) return fail(Errc::usage, "a batch has at least one entry");
  if (batch.size() > kMaxBatchEntries) {
    return fail(Errc::too_large, "a batch has at most " + std::to_string(kMaxBatchEntries) + " entries");
  }
  std::size_t bytes = 0;
  for (const NewEntry& entry : batch) {
    if (entry.note.empty()) return fail(Errc::malformed, "an entry must not be empty");
    if (entry.note.size() > tlog::kMaxLeafBytes) {
      return fail(Errc::too_large, "an entry has at most " + std::to_string(tlog::kMaxLeafBytes) + " bytes");
    }
    if (entry.detail.size() > act::kMaxDetailBytes) {
      return fail(Errc::too_large, "a detail has at most " + std::to_string(act::kMaxDetailBytes) + " bytes");
    }
    bytes += entry.note.size() + entry.detail.size();
  }
  if (bytes > kMaxBatchBytes) return fail(Errc::too_large, "a batch has at most " + std::to_string(kMaxBatchBytes) + " bytes");
  return {};
}

}  // namespace

std::string in_record(std::string_view public_path) { return std::string(kRecordDir) + "/" + std::string(public_path); }

Result<void> Store::writable() const {
  if (options_.read_only) return fail(Errc::usage, "the record is open for reading only");
  if (poison_) return fail(*poison_);
  return {};
}

void Store::forbid_signing(std::string why) {
  const std::lock_guard lock(published_mutex_);
  forbidden_ = std::move(why);
}

Result<void> Store::may_sign() const {
  const std::lock_guard lock(published_mutex_);
  if (forbidden_.empty()) return {};
  return fail(Errc::storage, "nothing is signed over a damaged record: " + forbidden_);
}

void Store::poison(const Error& error) {
  if (poison_) return;
  poison_ = Error{Errc::storage, error.field, "the record must be opened again after: " + error.message};
}

/// What a failed step before the signature means for later writes.
Error Store::failed(Error error) {
  if (folder_.sync_failed() || error.code == Errc::corrupt) poison(error);
  return error;
}

/// What clients and operators are told says where in the folder, not where the folder is.
Error Store::within(Error error) const {
  const std::string dir = folder_.path("");
  for (auto at = error.message.find(dir); at != std::string::npos; at = error.message.find(dir, at)) error.message.erase(at, dir.size());
  return error;
}

Result<std::uint64_t> Store::append(std::span<const NewEntry> batch) {
  auto first = append_batch(batch);
  if (!first) return fail(within(std::move(first).error()));
  return first;
}

Result<void> Store::probe() {
  TRY_VOID(writable());
  TRY_VOID(may_sign());
  const std::string path = folder_.path(std::string(kStageDir) + "/probe.new");
  auto write = [&]() -> Result<void> {
    TRY(const auto file, fs_.open(path, OpenMode::create));
    return file->write(0, as_bytes(std::string(kProbeBytes, '\n')));
  };
  auto done = write();
  static_cast<void>(fs_.remove(path));
  if (!done) return fail(within(std::move(done).error()));
  return {};
}

Result<std::uint64_t> Store::append_batch(std::span<const NewEntry> batch) {
  TRY_VOID(writable());
  TRY_VOID(may_sign());
  TRY_VOID(check_batch(batch));
  if (auto done = sweep_leftovers(); !done) return fail(failed(std::move(done).error()));

  JournalBatch record;
  record.first = head_.size();
  for (const NewEntry& entry : batch) record.entries.push_back(std::make_shared<const NewEntry>(entry));
  Head next = head_;
  TRY(const auto files, next.extend(record.entries));
  record.size = next.size();
  record.root = next.edge.root();

  if (auto done = journal_->add(record); !done) return fail(failed(std::move(done).error()));
  if (auto done = write_files(next, files); !done) {
    undo_files(files);
    journal_->take_back();
    return fail(failed(std::move(done).error()));
  }
  auto snapshot = publish_checkpoint(next);
  if (!snapshot) {
    poison(snapshot.error());
    return fail(std::move(snapshot).error());
  }
  const Head old = std::exchange(head_, std::move(next));
  set_published(std::move(*snapshot));
  drop_partials(old);
  renew_journal_if_long();
  return record.first;
}

Result<void> Store::write_files(const Head& next, std::span<const NewFile> files) {
  for (const NewFile& file : files) {
    const std::string name = in_record(file.path());
    TRY_VOID(file.id.full() ? folder_.put_final(name, file.bytes) : folder_.put(name, file.bytes));
  }
  TRY_VOID(check_written(head_, next, files, [&](const NewFile& file) {
    return folder_.read(in_record(file.path()), std::max(kMaxPackBytes, kMaxBundleBytes));
  }));
  TRY_VOID(may_sign());  // damage may have been found meanwhile
  return reserve_checkpoint();
}

/// Takes the disk space of a checkpoint before it is signed, so that a full disk still takes it back.
Result<void> Store::reserve_checkpoint() {
  auto reserve = [&]() -> Result<void> {
    TRY(const auto file, fs_.open(folder_.path(kCheckpointTemp), OpenMode::create));
    TRY_VOID(Folder::clear(*file));
    return file->write(0, as_bytes(std::string(kCheckpointReserve, '\n')));
  };
  auto done = reserve();
  if (!done) static_cast<void>(fs_.remove(folder_.path(kCheckpointTemp)));
  return done;
}

/// The new name is made durable only before the next journal begins: until then a power cut may bring
/// the older checkpoint back, and the journal finishes what lies behind it.
Result<std::shared_ptr<const Snapshot>> Store::publish_checkpoint(const Head& next) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->size = next.size();
  snapshot->root = next.edge.root();
  snapshot->checkpoint = tlog::sign_checkpoint({signer_.name, snapshot->size, snapshot->root, {}}, signer_);
  {
    TRY(const auto file, fs_.open(folder_.path(kCheckpointTemp), OpenMode::read_write));
    TRY_VOID(file->write(0, as_bytes(snapshot->checkpoint)));
    TRY_VOID(file->truncate(snapshot->checkpoint.size()));
    TRY_VOID(folder_.sync_file(*file));
  }
  TRY_VOID(folder_.rename_later_durable(kCheckpointTemp, std::string(kCheckpointFile)));
  return snapshot;
}

/// Files of a batch that was taken back would contradict later ones: they go, or block the next batch.
void Store::undo_files(std::span<const NewFile> files) {
  static_cast<void>(fs_.remove(folder_.path(kCheckpointTemp)));
  for (const NewFile& file : files) leftovers_.insert(in_record(file.path()));
  static_cast<void>(sweep_leftovers());
}

Result<void> Store::sweep_leftovers() {
  for (auto at = leftovers_.begin(); at != leftovers_.end(); at = leftovers_.erase(at)) {
    TRY_VOID(folder_.remove(*at));
    const std::string dir = parent_dir(*at);
    if (dir.ends_with(".p")) folder_.remove_dir_if_empty(dir);
  }
  return {};
}

/// Narrower partial files are cut from the newest when asked for (read_public); on disk only the
/// newest stays. They go after the new checkpoint is out, so the folder is whole at every moment.
void Store::drop_partials(const Head& old) {
  std::set<std::string> now;
  for (const NewFile& file : head_.partial_names()) now.insert(file.path());
  for (const NewFile& file : old.partial_names()) {
    if (!now.contains(file.path())) leftovers_.insert(in_record(file.path()));
  }
  static_cast<void>(sweep_leftovers());  // what stays is tried again before the next batch
}

/// Everything so far durable in its final place, then a new journal that begins with the head.
Result<void> Store::renew_journal() {
  TRY_VOID(folder_.sync_all());
  TRY(auto journal, Journal::start(folder_, next_journal_, head_));
  ++next_journal_;
  if (journal_) old_journals_.insert(journal_->number());
  journal_ = std::move(journal);
  journal_base_bytes_ = journal_->bytes();
  for (auto at = old_journals_.begin(); at != old_journals_.end(); at = old_journals_.erase(at)) {
    TRY_VOID(folder_.remove(journal_file(*at)));
  }
  return folder_.sync_dir(std::string(kStageDir));
}

void Store::renew_journal_if_long() {
  if (journal_->bytes() - journal_base_bytes_ < options_.journal_bytes) return;
  // The batch is already durable: a failure here concerns later writes only.
  if (auto done = renew_journal(); !done) static_cast<void>(failed(std::move(done).error()));
}

}  // namespace althing::record
