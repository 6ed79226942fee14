// The Record over a folder: the class behind record.h. Split by concern: create.cpp (init, create,
// keys), recover.cpp (open), append.cpp (group commit), details.cpp (late details, erasure, blobs),
// read.cpp (readers). The writer thread owns everything but published_ and the blob files.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "record/folder.h"
#include "record/head.h"
#include "record/journal.h"
#include "record/record.h"
#include "tlog/checkpoint.h"

namespace althing::record {

class Store final : public Record {
 public:
  Store(Fs& fs, std::string dir, Options options, const act::ActId& assembly, const KeyPair& key);

  const act::ActId& assembly() const override { return assembly_; }
  const std::string& origin() const override { return signer_.name; }
  const KeyPair& log_key() const override { return signer_.pair; }
  Result<std::uint64_t> append(std::span<const NewEntry> batch) override;
  Result<void> probe() override;
  void forbid_signing(std::string why) override;
  std::shared_ptr<const Snapshot> snapshot() const override;
  Result<std::vector<std::string>> read_notes(std::uint64_t begin, std::uint64_t end) const override;
  Result<std::vector<std::string>> read_details(std::uint64_t begin, std::uint64_t end) const override;
  Result<std::string> read_public(std::string_view path) const override;
  Result<std::vector<Hash>> inclusion(std::uint64_t index, std::uint64_t size) const override;
  Result<std::vector<Hash>> consistency(std::uint64_t old_size, std::uint64_t size) const override;
  Result<std::string> proof_text(std::uint64_t index) const override;
  Result<void> put_detail(std::uint64_t index, std::string_view bytes) override;
  Result<void> erase_details(std::span<const std::uint64_t> indices) override;
  Result<void> put_blob(const Hash& name, std::string_view bytes) override;
  Result<std::string> read_blob(const Hash& name) const override;
  bool has_blob(const Hash& name) const override;

  /// create.cpp: takes the lock, publishes size 0, writes `assembly` last.
  Result<void> start_empty();
  /// recover.cpp
  Result<void> recover();
  Result<void> open_read_only();

 private:
  /// One consistent view for readers.
  struct Published {
    std::shared_ptr<const Snapshot> snapshot;
    std::shared_ptr<const Head> head;
  };
  Published published() const;
  void set_published(std::shared_ptr<const Snapshot> snapshot);

  // append.cpp
  Result<std::uint64_t> append_batch(std::span<const NewEntry> batch);
  Error within(Error error) const;
  Result<void> writable() const;
  Result<void> may_sign() const;
  Error failed(Error error);
  void poison(const Error& error);
  Result<void> write_files(const Head& next, std::span<const NewFile> files);
  void undo_files(std::span<const NewFile> files);
  Result<void> sweep_leftovers();
  Result<void> reserve_checkpoint();
  Result<std::shared_ptr<const Snapshot>> publish_checkpoint(const Head& next);
  void drop_partials(const Head& old);
  Result<void> renew_journal();
  void renew_journal_if_long();

  // recover.cpp
  Result<tlog::Checkpoint> read_checkpoint();
  Result<Head> head_from_files(std::uint64_t size, const Hash& root) const;
  struct Replay {
    std::vector<std::shared_ptr<const NewEntry>> entries;
    std::vector<JournalDetail> old_details;  // of bundles that were full before the journal began
  };
  Result<Replay> plan_replay(Head& base, std::vector<JournalRecord> records, const tlog::Checkpoint& checkpoint) const;
  Result<std::optional<JournalContent>> newest_journal();
  Result<bool> replay_journal(const tlog::Checkpoint& checkpoint, bool& replayed);
  Result<void> restore_partials();
  Result<void> remove_unpublished(const std::string& under);
  Result<void> clear_stage();

  // details.cpp
  Result<void> replace_in_pack(std::uint64_t bundle, const std::vector<std::pair<std::size_t, std::string_view>>& changes,
                               bool durable);
  Result<void> purge_tail_packs();

  // read.cpp
  Result<std::string> read_full(const tlog::TileId& id, bool pack) const;
  Result<std::string> read_tile(const Published& view, const tlog::TileId& id) const;
  Result<std::string> read_bundle(const Published& view, const tlog::TileId& id, bool pack) const;

  Fs& fs_;
  Folder folder_;
  Options options_;
  act::ActId assembly_;
  tlog::NoteSigner signer_;
  std::unique_ptr<FileLock> lock_;

  Head head_;
  std::unique_ptr<Journal> journal_;
  std::uint64_t next_journal_ = 1;
  std::uint64_t journal_base_bytes_ = 0;
  std::set<std::uint64_t> old_journals_;  // to be removed
  std::set<std::string> leftovers_;       // files of failed batches and partials of old sizes, to be removed
  std::optional<Error> poison_;

  mutable std::mutex published_mutex_;
  Published published_;
  std::string forbidden_;  // why nothing is signed; under published_mutex_
  std::mutex blob_mutex_;
};

/// "record/<public path>"
std::string in_record(std::string_view public_path);

}  // namespace althing::record
