#include "node/log_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/limits.h"
#include "record/claim.h"
#include "record/record.h"
#include "tlog/bundle.h"
#include "tlog/tile.h"

namespace althing::node {
namespace {

// A member of a node's policy that is a key of that type.
std::optional<tlog::VerifierKey> policy_key(const json::Value& policy, std::string_view name, tlog::SignatureType type) {
  const auto key = tlog::parse_vkey(policy.text_at(name));
  return key && key->type == type ? std::optional(*key) : std::nullopt;
}

Result<Key> key_in_record(record::Source& source, const act::ActId& assembly, const tlog::Checkpoint& checkpoint) {
  for (std::uint64_t n = 0; n * tlog::kTileWidth < checkpoint.size && n < kKeyBundles; ++n) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(tlog::kTileWidth, checkpoint.size - n * tlog::kTileWidth));
    TRY(const std::string bytes, source.get(tlog::tile_path({true, 0, n, width})));
    TRY(const auto entries, tlog::parse_bundle(bytes, width));
    for (const std::string_view entry : entries) {
      const auto act = act::parse_entry(entry);
      const auto key = act ? record::log_key_named_by(*act, assembly, checkpoint.origin) : std::nullopt;
      if (key) return *key;
    }
  }
  return fail(Errc::not_found, "origin", "no act there names the key of that log; ask its operator for the vkey");
}

}  // namespace

Result<LogIdentity> identify_log(record::Source& source, HttpSource* http, const act::ActId* wanted, std::string_view policy_text) {
  TRY(const tlog::Checkpoint checkpoint, record::claimed_checkpoint(source));
  const std::string of = checkpoint.origin.substr(0, checkpoint.origin.find('/'));
  if (wanted != nullptr && of != to_hex(*wanted)) return fail(Errc::wrong_place, "origin", fmt::format("that log is of assembly {}", of));
  TRY(const act::ActId assembly, parse_hex<act::ActId>(of));
  LogIdentity out;
  std::optional<tlog::VerifierKey> log;
  const Result<std::string> said = http != nullptr ? http->fetch("/policy") : Result<std::string>(std::string(policy_text));
  if (const auto policy = said.and_then([](const std::string& text) { return json::parse(text, 8); })) {
    log = policy_key(*policy, "log", tlog::SignatureType::ed25519);
    out.witness = policy_key(*policy, "witness", tlog::SignatureType::cosignature);
  }
  if (log && log->name == checkpoint.origin && record::origin_of(assembly, log->key) == checkpoint.origin) {
    out.log = *log;
    return out;
  }
  TRY(const Key key, key_in_record(source, assembly, checkpoint));
  out.log = tlog::VerifierKey::make(checkpoint.origin, tlog::SignatureType::ed25519, key);
  return out;
}

}  // namespace althing::node
