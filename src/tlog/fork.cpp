#include "tlog/fork.h"

#include "base/json.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

constexpr std::size_t kCommittedOrigin = 64 + 1 + 32;
constexpr std::string_view kFormat = "althing-fork/v1";

Result<Hash> hash_of(const json::Value& value, const char* field) {
  if (value.string() == nullptr) return fail(Errc::malformed, field, "is no text");
  const auto bytes = from_base64(*value.string());
  if (!bytes || bytes->size() != Hash::kSize) return fail(Errc::malformed, field, "is no base64 of 32 bytes");
  return Hash::from(as_bytes(*bytes));
}

}  // namespace

std::string write_fork(const Fork& fork) {
  json::Value out = json::object({{"format", kFormat}, {"log", fork.log.vkey()}, {"smaller", fork.smaller}, {"larger", fork.larger}});
  if (!fork.proof.empty()) {
    json::Array hashes;
    for (const Hash& hash : fork.proof) hashes.emplace_back(to_base64(hash.view()));
    out.object()->set("proof", std::move(hashes));
    out.object()->set("root", to_base64(fork.root.view()));
  }
  return json::write(out) + "\n";
}

std::string fork_name(std::string_view text) { return to_hex(sha256(text)) + ".json"; }

Result<Fork> parse_fork(std::string_view text) {
  if (text.size() > kMaxForkBytes) return fail(Errc::too_large, "evidence of a fork has at most 2 MiB");
  if (text.ends_with('\n')) text.remove_suffix(1);
  TRY(const json::Value value, json::parse(text, 4));
  if (value.text_at("format") != kFormat) return fail(Errc::malformed, "format", "is not althing-fork/v1");
  Fork fork;
  TRY(fork.log, parse_vkey(value.text_at("log")));
  fork.smaller = value.text_at("smaller");
  fork.larger = value.text_at("larger");
  if (fork.smaller.empty()) return fail(Errc::malformed, "smaller", "is missing");
  if (fork.larger.empty()) return fail(Errc::malformed, "larger", "is missing");
  const json::Value* proof = value.at("proof");
  if (proof == nullptr) return fork;
  if (proof->array() == nullptr || proof->array()->size() > kMaxProofHashes) return fail(Errc::malformed, "proof", "is no list of at most 63 hashes");
  for (const json::Value& item : *proof->array()) {
    TRY(const Hash hash, hash_of(item, "proof"));
    fork.proof.push_back(hash);
  }
  const json::Value* root = value.at("root");
  if (root == nullptr) return fail(Errc::malformed, "root", "is missing beside a proof");
  TRY(fork.root, hash_of(*root, "root"));
  return fork;
}

namespace {

// "<64 hex>/<32 hex>": the end is the beginning of SHA-256 of the log's key, so no other key can speak for it.
bool commits_to_another_key(const VerifierKey& log) {
  const auto hex = [](std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; };
  const std::string_view name = log.name;
  if (name.size() != kCommittedOrigin || name[64] != '/' || !hex(name.substr(0, 64)) || !hex(name.substr(65))) return false;
  return name.substr(65) != to_hex(sha256(log.key.view())).substr(0, 32);
}

}  // namespace

Result<ForkShown> verify_fork(const Fork& fork) {
  if (commits_to_another_key(fork.log)) return fail(Errc::wrong_place, "log", "is not the key that its origin names");
  TRY(const auto smaller, open_checkpoint(fork.smaller, fork.log));
  TRY(const auto larger, open_checkpoint(fork.larger, fork.log));
  const Checkpoint &a = smaller.checkpoint, &b = larger.checkpoint;
  if (a.size > b.size) return fail(Errc::malformed, "smaller", "is the larger tree");
  if (a.size == b.size) {
    if (a.root == b.root) return fail(Errc::conflict, "both checkpoints are of the same tree");
    return ForkShown{a, b};
  }
  if (a.size == 0) return fail(Errc::conflict, "an empty tree contradicts no other");
  if (fork.root == a.root) return fail(Errc::conflict, "root", "is what the smaller checkpoint says: no contradiction");
  TRY_VOID(verify_consistency(a.size, fork.root, b.size, b.root, fork.proof));
  return ForkShown{a, b};
}

}  // namespace althing::tlog
