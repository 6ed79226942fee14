// A witness of other nodes' logs (c2sp.org/tlog-witness@v1.0.0 with the changes of 2026-07): cosigns a
// checkpoint when it grows out of the last one cosigned, and answers for that on any disk that keeps its
// promises: the state is durable before the cosignature leaves. Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/fs.h"
#include "base/time.h"
#include "peer/evidence.h"
#include "tlog/cosignature.h"

namespace althing::peer {

struct WitnessAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8", body;
};

class Witness {
 public:
  /// The key a log is known by, nullopt if this witness does not know it.
  using KnownLog = std::function<std::optional<tlog::VerifierKey>(std::string_view origin)>;

  /// What a request may bring to light.
  struct Hear {
    std::function<void(const Fork&)> fork;                                      // the log has signed two roots of one size
    std::function<void(std::string_view origin, const std::string& note)> note;  // a checkpoint that the log signed
  };

  /// State in `dir`, one file a log, named by the hex SHA-256 of its origin: the last cosigned checkpoint.
  Witness(Fs& fs, std::string dir, tlog::NoteSigner signer) : fs_(fs), dir_(std::move(dir)), signer_(std::move(signer)) {}

  tlog::VerifierKey verifier() const { return signer_.verifier(tlog::SignatureType::cosignature); }

  /// POST add-checkpoint. Statuses: 200 with the cosignature line; 400 a body that is none, or `old` above the
  /// size; 403 not signed by the log; 404 unknown log; 409 `old` is not the size cosigned last, which is the
  /// body; 413; 422 a proof that fails, another root at the same size, a root that an empty tree has not; 500 the disk.
  WitnessAnswer add_checkpoint(std::string_view body, const KnownLog& known, UnixSeconds now, const Hear& hear = {});

  /// GET <hex sha256(origin)>/checkpoint: the last one cosigned, with the log's and this witness's lines. not_found.
  Result<std::string> checkpoint(std::string_view origin_hash) const;

 private:
  std::string path_of(std::string_view origin_hash) const { return join_path(dir_, origin_hash); }

  Fs& fs_;
  std::string dir_;
  tlog::NoteSigner signer_;
  mutable std::mutex mutex_;
};

/// The body of add-checkpoint: "old <n>", proof lines, an empty line, the checkpoint.
struct AddCheckpoint {
  std::uint64_t old_size = 0;
  std::vector<Hash> proof;
  std::string note;
};
std::string write_add_checkpoint(const AddCheckpoint& request);
/// malformed names the line; too_large over kMaxAddCheckpointBytes or 63 hashes.
Result<AddCheckpoint> parse_add_checkpoint(std::string_view body);

}  // namespace althing::peer
