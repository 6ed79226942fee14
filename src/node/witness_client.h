// The log's side of c2sp.org/tlog-witness: one witness, asked to cosign this node's checkpoints. One thread at a time.
#pragma once

#include <string>

#include "node/http_source.h"
#include "record/record.h"
#include "tlog/note.h"

namespace althing::node {

class WitnessClient {
 public:
  /// `prefix` is the witness's submission prefix. malformed.
  static Result<WitnessClient> open(std::string_view prefix, tlog::VerifierKey witness, http::ClientOptions options);

  const tlog::VerifierKey& witness() const { return witness_; }
  /// Size it cosigned last, as far as is known.
  std::uint64_t cosigned() const { return cosigned_; }
  /// Its signature lines for the snapshot. A witness that cosigned another size says so (409), and is asked once
  /// more with the proof it wants. conflict: it answered anything else; errors of HttpSource.
  Result<std::string> cosign(const record::Record& record, const record::Snapshot& snapshot);

 private:
  WitnessClient(std::unique_ptr<HttpSource> source, tlog::VerifierKey witness) : source_(std::move(source)), witness_(std::move(witness)) {}
  Result<http::ClientResponse> offer(const record::Record& record, const record::Snapshot& snapshot);

  std::unique_ptr<HttpSource> source_;
  tlog::VerifierKey witness_;
  std::uint64_t cosigned_ = 0;
};

}  // namespace althing::node
