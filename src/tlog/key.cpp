// Key names, key ids and the two text forms of keys (signed-note, "Verifier keys"; the signer form
// is Go's, sumdb/note). Both forms repeat the key id: one that is not the key's is refused.
#include "base/check.h"
#include "base/utf8.h"
#include "crypto/sha256.h"
#include "tlog/cosignature.h"
#include "tlog/limits.h"
#include "tlog/note.h"

namespace althing::tlog {
namespace {

constexpr std::string_view kSkeyPrefix = "PRIVATE+KEY+";

// The code points of Unicode's White_Space property, those that signed-note forbids in names.
bool is_space(char32_t c) {
  switch (c) {
    case 0x20: case 0x85: case 0xa0: case 0x1680: case 0x2028: case 0x2029: case 0x202f:
    case 0x205f: case 0x3000:
      return true;
    default:
      return (c >= 0x09 && c <= 0x0d) || (c >= 0x2000 && c <= 0x200a);
  }
}

struct KeyParts {
  std::string_view name;
  KeyId id;
  std::uint8_t type = 0;
  std::string material;
};

// "<name>+<hex8>+<base64(type || material)>". Neither name nor hex holds a '+', base64 may.
Result<KeyParts> split_key(std::string_view text) {
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? first : text.find('+', first + 1);
  if (second == text.npos) return fail(Errc::malformed, "key must be name+id+base64");
  KeyParts parts;
  parts.name = text.substr(0, first);
  if (!is_key_name(parts.name)) return fail(Errc::malformed, "key has a name that cannot be");
  auto id = parse_hex<KeyId>(text.substr(first + 1, second - first - 1));
  if (!id) return fail(Errc::malformed, "key id " + id.error().message);
  parts.id = *id;
  auto blob = from_base64(text.substr(second + 1));
  if (!blob) return fail(Errc::malformed, "key material: " + blob.error().message);
  if (blob->size() < 2) return fail(Errc::malformed, "key material is too short");
  parts.type = static_cast<std::uint8_t>((*blob)[0]);
  parts.material = blob->substr(1);
  return parts;
}

}  // namespace

KeyId key_id(std::string_view name, SignatureType type, const Key& key) {
  const std::uint8_t middle[2] = {'\n', static_cast<std::uint8_t>(type)};
  const Hash hash = sha256({as_bytes(name), ByteView(middle), key.view()});
  return KeyId::from(hash.view().first(KeyId::kSize));
}

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxKeyNameBytes || !is_utf8(name)) return false;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = next_code_point(name, at);
    if (c < 0x20 || c == '+' || is_space(c)) return false;
  }
  return true;
}

VerifierKey VerifierKey::make(std::string_view name, SignatureType type, const Key& key) {
  CHECK(is_key_name(name));
  return {std::string(name), type, key, key_id(name, type, key)};
}

std::string VerifierKey::vkey() const {
  std::string blob(1, static_cast<char>(type));
  blob += key.text();
  return name + "+" + to_hex(id) + "+" + to_base64(as_bytes(blob));
}

Result<VerifierKey> parse_vkey(std::string_view text) {
  TRY(const KeyParts parts, split_key(text));
  const auto type = static_cast<SignatureType>(parts.type);
  if (type != SignatureType::ed25519 && type != SignatureType::cosignature) {
    return fail(Errc::unsupported, "key type " + std::to_string(parts.type) + " is not 1 or 4");
  }
  if (parts.material.size() != Key::kSize) return fail(Errc::malformed, "key must have 32 bytes");
  VerifierKey key = VerifierKey::make(parts.name, type, Key::from(as_bytes(parts.material)));
  if (key.id != parts.id) return fail(Errc::malformed, "key id is not the key's");
  // A small-order key would let anyone sign; no honest log or witness has one.
  if (!is_good_key(key.key)) return fail(Errc::malformed, "key is no good Ed25519 point");
  return key;
}

VerifierKey NoteSigner::verifier(SignatureType type) const {
  return VerifierKey::make(name, type, pair.key());
}

NoteSignature NoteSigner::sign(std::string_view text) const {
  CHECK(is_key_name(name));
  const Signature signature = pair.sign(as_bytes(text));
  return {name, key_id(name, SignatureType::ed25519, pair.key()), std::string(signature.text())};
}

std::string NoteSigner::skey() const {
  std::string blob(1, static_cast<char>(SignatureType::ed25519));
  blob += pair.seed().text();
  return std::string(kSkeyPrefix) + name + "+" + to_hex(verifier().id) + "+" +
         to_base64(as_bytes(blob));
}

Result<NoteSigner> parse_skey(std::string_view text) {
  if (!text.starts_with(kSkeyPrefix)) return fail(Errc::malformed, "not a private key");
  TRY(const KeyParts parts, split_key(text.substr(kSkeyPrefix.size())));
  if (static_cast<SignatureType>(parts.type) != SignatureType::ed25519) {
    return fail(Errc::unsupported, "key type " + std::to_string(parts.type) + " is not 1");
  }
  if (parts.material.size() != Seed::kSize) return fail(Errc::malformed, "seed must have 32 bytes");
  NoteSigner signer{std::string(parts.name),
                    KeyPair::from_seed(Seed::from(as_bytes(parts.material)))};
  if (signer.verifier().id != parts.id) return fail(Errc::malformed, "key id is not the key's");
  return signer;
}

bool verify_line(const VerifierKey& key, std::string_view text, const NoteSignature& line) {
  if (key.type == SignatureType::cosignature) {
    return verify_cosignature(text, key, line).has_value();
  }
  if (line.bytes.size() != Signature::kSize) return false;
  return verify(key.key, as_bytes(text), Signature::from(as_bytes(line.bytes)));
}

}  // namespace althing::tlog
