// .tlog-proof, see proof.h.
#include "tlog/proof.h"

#include <set>

#include "tlog/limits.h"

namespace althing::tlog {
namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1";

// Takes a line off the front; nullopt when no newline is left.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Result<Hash> parse_hash_line(std::string_view line) {
  auto bytes = from_base64(line);
  if (!bytes) return fail(Errc::malformed, "hash", bytes.error().message);
  if (bytes->size() != Hash::kSize) return fail(Errc::malformed, "hash", "must have 32 bytes");
  return Hash::from(as_bytes(*bytes));
}

}  // namespace

std::string write_proof(const Proof& proof) {
  std::string out(kHeader);
  out += "\n";
  if (proof.extra) out += "extra " + to_base64(as_bytes(*proof.extra)) + "\n";
  out += "index " + std::to_string(proof.index) + "\n";
  for (const Hash& hash : proof.hashes) out += to_base64(hash.view()) + "\n";
  out += "\n" + proof.checkpoint;
  return out;
}

Result<Proof> parse_proof(std::string_view bytes) {
  if (bytes.size() > kMaxProofBytes) {
    return fail(Errc::too_large, "proof is over " + std::to_string(kMaxProofBytes) + " bytes");
  }
  Proof out;
  auto line = take_line(bytes);
  if (!line || *line != kHeader) {
    return fail(Errc::malformed, "header", "first line must be " + std::string(kHeader));
  }
  line = take_line(bytes);
  if (line && line->starts_with("extra ")) {
    auto extra = from_base64(line->substr(6));
    if (!extra) return fail(Errc::malformed, "extra", extra.error().message);
    if (extra->size() > kMaxExtraBytes) {
      return fail(Errc::too_large, "extra", "over " + std::to_string(kMaxExtraBytes) + " bytes");
    }
    out.extra = std::move(*extra);
    line = take_line(bytes);
  }
  if (!line || !line->starts_with("index ")) {
    return fail(Errc::malformed, "index", "line is missing");
  }
  auto index = parse_decimal(line->substr(6));
  if (!index) return fail(Errc::malformed, "index", index.error().message);
  out.index = *index;
  for (line = take_line(bytes); line && !line->empty(); line = take_line(bytes)) {
    if (out.hashes.size() == kMaxProofHashes) {
      return fail(Errc::too_large, "hash", "over " + std::to_string(kMaxProofHashes) + " hashes");
    }
    TRY(const Hash hash, parse_hash_line(*line));
    out.hashes.push_back(hash);
  }
  if (!line) return fail(Errc::malformed, "checkpoint", "empty line before it is missing");
  if (bytes.empty()) return fail(Errc::malformed, "checkpoint", "is missing");
  out.checkpoint = bytes;
  return out;
}

Result<ProvenEntry> verify_proof(const Proof& proof, const Hash& leaf, const VerifierKey& log,
                                 std::span<const VerifierKey> witnesses, std::size_t quorum) {
  TRY(OpenedCheckpoint opened, open_checkpoint(proof.checkpoint, log));
  ProvenEntry out;
  out.index = proof.index;
  TRY(out.cosigned, find_cosignatures(opened.note, witnesses));
  // A v1 cosignature does not name its cosigner: one key under two names is one witness.
  std::set<Key> distinct;
  for (const Cosigned& by : out.cosigned) distinct.insert(witnesses[by.witness].key);
  if (distinct.size() < quorum) {
    return fail(Errc::signature, "only " + std::to_string(distinct.size()) + " of " +
                                     std::to_string(quorum) + " needed witnesses cosigned");
  }
  TRY_VOID(verify_inclusion(leaf, proof.index, opened.checkpoint.size, opened.checkpoint.root,
                            proof.hashes));
  out.checkpoint = std::move(opened.checkpoint);
  return out;
}

}  // namespace althing::tlog
