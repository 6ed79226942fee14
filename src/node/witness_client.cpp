#include "node/witness_client.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/limits.h"
#include "peer/witness.h"

namespace althing::node {

Result<WitnessClient> WitnessClient::open(std::string_view prefix, tlog::VerifierKey witness, http::ClientOptions options) {
  options.max_body = kMaxWitnessAnswer;
  TRY(auto source, HttpSource::open(prefix, std::move(options)));
  return WitnessClient(std::move(source), std::move(witness));
}

Result<http::ClientResponse> WitnessClient::offer(const record::Record& record, const record::Snapshot& snapshot) {
  TRY(auto proof, record.consistency(cosigned_, snapshot.size));
  return source_->post("/add-checkpoint", "text/plain; charset=utf-8", peer::write_add_checkpoint({cosigned_, std::move(proof), snapshot.checkpoint}));
}

Result<std::string> WitnessClient::cosign(const record::Record& record, const record::Snapshot& snapshot) {
  cosigned_ = std::min(cosigned_, snapshot.size);
  TRY(http::ClientResponse answer, offer(record, snapshot));
  // Not every 409 names a size (notes of c2sp.org/tlog-witness before 2026-07 used it for another root too).
  if (answer.status == 409 && answer.headers.get("Content-Type").starts_with("text/x.tlog.size")) {
    TRY(cosigned_, parse_decimal(std::string_view(answer.body).substr(0, answer.body.find('\n'))));
    if (cosigned_ > snapshot.size) return fail(Errc::conflict, "witness", fmt::format("says that it cosigned {} entries, more than this log has", cosigned_));
    TRY(answer, offer(record, snapshot));
  }
  if (answer.status != 200) return fail(Errc::conflict, "witness", fmt::format("answered {}: {}", answer.status, answer.body.substr(0, std::min<std::size_t>(200, answer.body.find('\n')))));
  cosigned_ = snapshot.size;
  return std::move(answer.body);
}

}  // namespace althing::node
