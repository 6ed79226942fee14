#include "record/claim.h"

#include "record/record.h"

namespace althing::record {

Result<tlog::Checkpoint> claimed_checkpoint(Source& source) {
  TRY(const std::string bytes, source.get("checkpoint"));
  TRY(const tlog::Note note, tlog::parse_note(bytes));
  return tlog::parse_checkpoint(note.text);
}

std::optional<Key> log_key_named_by(const act::Act& act, const act::ActId& assembly, const std::string& origin) {
  const auto named = [&](const Key& key) { return origin_of(assembly, key) == origin; };
  if (act.type == "mark" && named(act.by)) return act.by;
  const json::Value* logs = act.type == "found" && act.id == assembly ? act.at_name("logs") : nullptr;
  if (logs == nullptr || logs->array() == nullptr) return {};
  for (const json::Value& item : *logs->array()) {
    const auto key = item.string() ? act::parse_key(*item.string()) : Result<Key>(fail(Errc::malformed, ""));
    if (key && named(*key)) return *key;
  }
  return {};
}

}  // namespace althing::record
