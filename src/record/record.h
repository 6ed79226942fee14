// The record: one data folder = this node's own transparency log of one assembly (DESIGN.md 4).
// Single writer (the log-writer thread), many readers. Order of commit: batch staged in a journal and
// fsynced, tiles written and re-checked against the entries, checkpoint signed and published by
// rename + directory fsync, then append() returns. A batch that fails before its checkpoint is signed is
// taken back and later ones may succeed (field "disk-full": when space returns). After a failed fsync,
// a read-back that differs or a failed publication the record is poisoned: reading goes on, every later
// write fails until it is opened again; recovery then finishes every batch that is whole in the
// journal, so an act of a failed batch may turn up logged. docs/format-record.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "act/act.h"
#include "base/fs.h"
#include "base/time.h"
#include "crypto/ed25519.h"

namespace althing::record {

/// One entry to append: the note (it passed the door) and the exact bytes of its detail, if held.
struct NewEntry {
  std::string note;
  std::string detail;  // empty = not held
};

/// What is published: immutable, shared by readers.
struct Snapshot {
  std::uint64_t size = 0;
  Hash root;
  std::string checkpoint;  // the signed note
};

struct Options {
  std::uint64_t journal_bytes = 8u << 20;  // tiles are fsynced and the journal starts anew above this
  bool read_only = false;                  // no lock, no recovery, no append
  bool early_sync = false;                 // a thread fsyncs full tiles and bundles before the journal asks for it
};

class Record {
 public:
  virtual ~Record() = default;

  /// Makes the keys of a new folder (keys/log.key, keys/operator.key, mode 0600). conflict if there.
  static Result<void> init(Fs& fs, const std::string& dir, Random& random);
  /// The folder's log key and operator key; works before the assembly is known.
  static Result<KeyPair> load_key(Fs& fs, const std::string& dir, std::string_view which /* "log" | "operator" */);
  /// Starts the log of an assembly in a folder that init() made; entry 0 may be appended next.
  /// conflict if the folder already has an assembly.
  static Result<std::unique_ptr<Record>> create(Fs& fs, const std::string& dir, const act::ActId& assembly, Options options = {});
  /// Opens, takes the lock (conflict, naming the holder's pid, if a second process has it), recovers.
  static Result<std::unique_ptr<Record>> open(Fs& fs, const std::string& dir, Options options = {});

  virtual const act::ActId& assembly() const = 0;
  virtual const std::string& origin() const = 0;
  virtual const KeyPair& log_key() const = 0;

  /// One group commit. Entries get consecutive indices from the returned first one. On success all of
  /// them are durable and under a published checkpoint. Only the writer thread. Does not ask the door.
  /// storage on failure (see above; paths in its message are within the folder); too_large, malformed,
  /// usage: nothing was written.
  virtual Result<std::uint64_t> append(std::span<const NewEntry> batch) = 0;
  /// Whether a small append could succeed now: takes some space and gives it back. Writer thread.
  virtual Result<void> probe() = 0;

  /// The record was found damaged: from now on append() signs nothing and fails with this (storage), while
  /// all else goes on. "" = sign again. Any thread; a batch not yet signed is taken back.
  virtual void forbid_signing(std::string why) = 0;

  /// Never null; safe from any thread.
  virtual std::shared_ptr<const Snapshot> snapshot() const = 0;

  /// Notes of [begin, end) in order; end is clipped to the published size. Any thread.
  virtual Result<std::vector<std::string>> read_notes(std::uint64_t begin, std::uint64_t end) const = 0;
  /// Details of [begin, end), "" = not held. Any thread.
  virtual Result<std::vector<std::string>> read_details(std::uint64_t begin, std::uint64_t end) const = 0;

  /// Bytes of "tile/...", "checkpoint", "detail/..." under record/ as served; a partial tile of any width up to
  /// the published one is cut from what is there. not_found / malformed path.
  virtual Result<std::string> read_public(std::string_view path) const = 0;

  /// Inclusion proof (leaf to root) and the `.tlog-proof` text under the newest checkpoint.
  virtual Result<std::vector<Hash>> inclusion(std::uint64_t index, std::uint64_t size) const = 0;
  virtual Result<std::vector<Hash>> consistency(std::uint64_t old_size, std::uint64_t size) const = 0;
  virtual Result<std::string> proof_text(std::uint64_t index) const = 0;

  /// Adds a detail that came after its act; idempotent. Writer thread. The caller checked the commitment.
  virtual Result<void> put_detail(std::uint64_t index, std::string_view bytes) = 0;
  /// Removes details for good: packs rewritten and fsynced, journal renewed, so that no byte is left in
  /// the folder. Idempotent: after an error or a crash repeat it until it succeeds. Writer thread.
  virtual Result<void> erase_details(std::span<const std::uint64_t> indices) = 0;

  /// Blobs by content, from any thread. put: conflict if the bytes do not hash to the name; too_large
  /// over 64 MiB. read: corrupt if the file does not hash to its name.
  virtual Result<void> put_blob(const Hash& name, std::string_view bytes) = 0;
  virtual Result<std::string> read_blob(const Hash& name) const = 0;
  virtual bool has_blob(const Hash& name) const = 0;
};

/// "<assembly id hex>/<first 32 hex of SHA-256(log key)>"
std::string origin_of(const act::ActId& assembly, const Key& log_key);

}  // namespace althing::record
