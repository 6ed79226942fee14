// Cosignatures gathered for this node's own checkpoints: those of the one being gathered for, the newest
// checkpoint that reached the policy's quorum (peers/cosigned), and when checkpoints reached it
// (peers/cosigned-times), which dates entries as marks do (DESIGN.md 4). Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "tlog/policy.h"

namespace althing::node {

/// What witnesses vouched for: the log had `size` entries at `at` at the latest.
struct CosignedTime {
  std::uint64_t size = 0;
  UnixSeconds at = 0;
};

class Cosignatures {
 public:
  Cosignatures(Fs& fs, std::string dir) : fs_(fs), dir_(std::move(dir)) {}

  /// Reads what is kept of earlier runs; `log` is this node's. What is not its cosigned checkpoint is left unread.
  Result<void> load(const tlog::VerifierKey& log);
  /// Whose cosignatures suffice; nullopt: anybody's. Holds for what is gathered from now on.
  void set_policy(std::optional<tlog::Policy> policy);

  /// Lines of a witness for the signed checkpoint `note` of `size`; those for older ones are forgotten.
  /// `now` is this node's clock: a time further than kMaxSkewSeconds from it dates nothing. signature: not the witness's.
  Result<void> add(std::uint64_t size, const std::string& note, const tlog::VerifierKey& witness, const std::string& lines, UnixSeconds now);

  /// Now and then: what reached the quorum too soon after the last time kept is kept when its minute is over.
  Result<void> tick(UnixSeconds now);

  /// The signed note with the cosignatures there are for exactly its text.
  std::string with(const std::string& note) const;
  struct Cosigned {
    std::uint64_t size = 0;
    std::string note;  // with its cosignatures
  };
  /// The newest checkpoint that reached the quorum; size 0 if none did.
  Cosigned best() const;
  /// Its size and how many cosigned it.
  std::pair<std::uint64_t, std::size_t> newest() const;
  std::vector<CosignedTime> times() const;

  /// Called for each new time, under no lock. Set before use.
  std::function<void(CosignedTime)> on_time;

 private:
  struct Gathered {
    std::uint64_t size = 0;
    std::string text, note;                             // of the checkpoint; as the log signed it
    std::map<std::string, tlog::NoteSignature> lines;   // by the witness's vkey
    std::map<std::string, UnixSeconds> at;              // of those whose clock agrees with ours
    std::string whole() const;
  };
  bool reached(const Gathered& one) const;
  std::optional<UnixSeconds> reached_at(const Gathered& one) const;
  Result<void> keep(const Gathered& one);
  Result<std::optional<CosignedTime>> date(const Gathered& one, UnixSeconds now);

  Fs& fs_;
  std::string dir_;
  mutable std::mutex mutex_;
  std::optional<tlog::Policy> policy_;
  Gathered gathered_, best_;
  bool undated_ = false;  // best_, as yet
  std::vector<CosignedTime> times_;
};

/// The signed text of a note: all before its signature lines' empty line.
std::string note_text(const std::string& note);

}  // namespace althing::node
