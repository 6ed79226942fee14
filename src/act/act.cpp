// Reading, writing and signing acts. The order of the checks is part of what a client sees (the first
// fault is named), not of the format: an entry passes all of them or is refused.
#include "act/act.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/door_rules.h"
#include "act/limits.h"
#include "act/quote.h"
#include "tlog/note.h"

namespace althing::act {
namespace {

constexpr std::string_view kKeyName = "act";
// An empty line and "— act <base64 of 4 + 64 bytes>" with its newline: always the same length.
constexpr std::size_t kSignatureBlockBytes = 1 + 8 + 92 + 1;

// The note's two parts, checked as far as a signed note goes: one line of text, one line named `act`.
Result<tlog::SingleSigned> split_entry(std::string_view entry) {
  auto note = tlog::parse_single(entry, kKeyName);
  if (!note) {
    Error error = std::move(note).error();
    if (error.code == Errc::signature) error.field = "signature";
    return fail(std::move(error));
  }
  if (note->text.find('\n') + 1 != note->text.size()) {
    return fail(Errc::malformed, "the text must be one line of JSON, got more lines");
  }
  return note;
}

// Where the spelling leaves the canonical one, for the refusal.
std::string spelling_fault(std::string_view got, std::string_view canonical) {
  std::size_t at = 0;
  while (at < got.size() && at < canonical.size() && got[at] == canonical[at]) ++at;
  return fmt::format("the text is not canonical JSON (RFC 8785, integers only): at byte {} it must go on with {}, got {}",
                     at, at < canonical.size() ? quoted(canonical.substr(at), 16) : "a newline",
                     quoted(got.substr(at), 16));
}

// JSON of one line in its canonical spelling.
Result<json::Value> parse_line(std::string_view line) {
  auto body = json::parse(line, kMaxActDepth);
  if (!body) {
    Error error = std::move(body).error();
    if (!is_member_name(error.field)) error.field.clear();  // foreign bytes stay out of `field`
    return fail(std::move(error));
  }
  std::string canonical;
  canonical.reserve(line.size());
  json::write_to(canonical, *body);
  if (canonical != line) return fail(Errc::malformed, spelling_fault(line, canonical));
  return body;
}

Result<void> check_size(std::size_t bytes, std::string_view type) {
  const std::size_t limit = max_entry_bytes(type);
  if (bytes <= limit) return {};
  return fail(Errc::too_large, fmt::format("an entry of type {} may have {} bytes, got {}", quoted(type), limit, bytes));
}

}  // namespace

std::optional<ActId> Act::id_at(std::string_view name) const {
  const std::string_view hex = token(name);
  if (!is_id_text(hex)) return std::nullopt;
  return *parse_hex<ActId>(hex);
}

std::vector<ActId> Act::ids_at(std::string_view name) const {
  const json::Value* value = body.at(name);
  const json::Array* items = value ? value->array() : nullptr;
  std::vector<ActId> out;
  if (items == nullptr) return out;
  for (const json::Value& item : *items) {
    const std::string* hex = item.string();
    if (hex == nullptr || !is_id_text(*hex)) return {};
    out.push_back(*parse_hex<ActId>(*hex));
  }
  return out;
}

Result<Act> parse_entry(std::string_view entry) {
  if (entry.size() > kMaxLargeEntryBytes) {
    return fail(Errc::too_large, fmt::format("an entry may have {} bytes, got {}", kMaxLargeEntryBytes, entry.size()));
  }
  TRY(const tlog::SingleSigned note, split_entry(entry));
  TRY(json::Value body, parse_line(note.text.substr(0, note.text.size() - 1)));
  Act out;
  TRY_VOID(read_common(body, out));  // first, for it has the better words
  TRY_VOID(check_leaf_values(body));
  TRY_VOID(check_size(entry.size(), out.type));
  if (note.id != tlog::key_id(kKeyName, tlog::SignatureType::ed25519, out.by)) {
    return fail(Errc::signature, "signature", "the key id is not that of `by`: signed with another key");
  }
  out.signature = note.signature;
  out.body = std::move(body);
  out.text = std::string(note.text);
  out.id = id_of_text(out.text);
  return out;
}

bool verify_signature(const Act& act) { return verify(act.by, as_bytes(act.text), act.signature); }

Result<void> check_signature(const Act& act) {
  if (verify_signature(act)) return {};
  // The verdict is verify()'s alone; the second look only finds better words.
  if (!is_good_key(act.by)) return fail(Errc::signature, "by", "is no usable Ed25519 key, so nothing can verify under it");
  return fail(Errc::signature, "signature", "does not verify: the text was changed or signed with another key");
}

Result<Act> open_entry(std::string_view entry, const ActId* assembly) {
  TRY(Act act, parse_entry(entry));
  if (assembly != nullptr && act.assembly() != *assembly) {
    return fail(Errc::wrong_place, act.in ? "in" : "act",
                fmt::format("belongs to assembly {}, this is the record of {}", to_hex(act.assembly()), to_hex(*assembly)));
  }
  TRY_VOID(check_signature(act));
  return act;
}

Result<std::string> text_of(const json::Value& body) {
  Act common;
  TRY_VOID(read_common(body, common));
  TRY_VOID(check_leaf_values(body));
  std::string text = json::write(body);
  text += '\n';
  TRY_VOID(check_size(text.size() + kSignatureBlockBytes, common.type));
  return text;
}

std::string note_of(std::string_view text, const Key& key, const Signature& signature) {
  return tlog::write_single(text, kKeyName, key, signature);
}

std::string note_of(std::string_view text, const KeyPair& key) {
  return note_of(text, key.key(), key.sign(as_bytes(text)));
}

Result<std::string> sign_act(json::Value body, const KeyPair& key) {
  if (json::Object* members = body.object()) members->set("by", key_text(key.key()));
  TRY(const std::string text, text_of(body));
  return note_of(text, key);
}

ActId id_of_text(std::string_view text) { return ActId::from(sha256(text).view()); }

int leading_zero_bits(const ActId& id) {
  int bits = 0;
  for (std::uint8_t byte : id.data) {
    if (byte == 0) {
      bits += 8;
      continue;
    }
    for (int shift = 7; (byte >> shift & 1) == 0; --shift) ++bits;
    break;
  }
  return bits;
}

std::string key_text(const Key& key) { return to_base64url(key.view()); }

Result<Key> parse_key(std::string_view text) {
  if (!is_key_text(text)) {
    return fail(Errc::malformed, "must be a key (43 characters of canonical base64url), got " + quoted(text));
  }
  TRY(const std::string bytes, from_base64url(text));
  return Key::from(as_bytes(bytes));
}

}  // namespace althing::act
