#include "node/log_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/limits.h"
#include "record/record.h"
#include "tlog/bundle.h"

namespace althing::node {
namespace {

// Origin and size of a checkpoint before its key is known.
Result<tlog::Checkpoint> unverified(record::Source& source) {
  TRY(const std::string bytes, source.get("checkpoint"));
  TRY(const tlog::Note note, tlog::parse_note(bytes));
  return tlog::parse_checkpoint(note.text);
}

std::optional<Key> key_in(const act::Act& act, const act::ActId& assembly, const std::string& origin) {
  const auto named = [&](const Key& key) { return record::origin_of(assembly, key) == origin; };
  if (act.type == "mark" && named(act.by)) return act.by;
  const json::Value* logs = act.type == "found" && act.id == assembly ? act.at_name("logs") : nullptr;
  if (logs == nullptr || logs->array() == nullptr) return {};
  for (const json::Value& item : *logs->array()) {
    const auto key = item.string() ? act::parse_key(*item.string()) : Result<Key>(fail(Errc::malformed, ""));
    if (key && named(*key)) return *key;
  }
  return {};
}

}  // namespace

Result<act::ActId> claimed_assembly(record::Source& source) {
  TRY(const tlog::Checkpoint checkpoint, unverified(source));
  return parse_hex<act::ActId>(std::string_view(checkpoint.origin).substr(0, checkpoint.origin.find('/')));
}

Result<tlog::VerifierKey> find_log_key(record::Source& source, HttpSource* http, const act::ActId& assembly) {
  TRY(const tlog::Checkpoint checkpoint, unverified(source));
  if (!checkpoint.origin.starts_with(to_hex(assembly) + "/")) {
    return fail(Errc::wrong_place, "origin", fmt::format("that log is of assembly {}", checkpoint.origin.substr(0, checkpoint.origin.find('/'))));
  }
  if (http != nullptr) {
    const auto policy = http->fetch("/policy").and_then([](const std::string& text) { return json::parse(text, 8); });
    const auto key = policy ? tlog::parse_vkey(policy->text_at("log")) : Result<tlog::VerifierKey>(fail(Errc::not_found, ""));
    if (key && record::origin_of(assembly, key->key) == checkpoint.origin && key->name == checkpoint.origin) return *key;
  }
  for (std::uint64_t n = 0; n * tlog::kTileWidth < checkpoint.size && n < kKeyBundles; ++n) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(tlog::kTileWidth, checkpoint.size - n * tlog::kTileWidth));
    TRY(const std::string bytes, source.get(tlog::tile_path({true, 0, n, width})));
    TRY(const auto entries, tlog::parse_bundle(bytes, width));
    for (const std::string_view entry : entries) {
      const auto act = act::parse_entry(entry);
      if (!act) continue;
      if (const auto key = key_in(*act, assembly, checkpoint.origin)) return tlog::VerifierKey::make(checkpoint.origin, tlog::SignatureType::ed25519, *key);
    }
  }
  return fail(Errc::not_found, "origin", "no act there names the key of that log; ask its operator for the vkey");
}

}  // namespace althing::node
