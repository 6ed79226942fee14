// Signed notes (c2sp.org/signed-note@v1.0.0): a text, an empty line, signature lines. Checkpoints
// are notes, cosignatures are lines of notes, acts are notes of exactly one line named `act`.
// Keys of type 0x01 (Ed25519) and 0x04 (cosignature/v1) are verified; lines of any other type are
// kept and ignored. Pure and thread-safe: no clock, randomness or files.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/ed25519.h"

namespace althing::tlog {

enum class SignatureType : std::uint8_t { ed25519 = 0x01, cosignature = 0x04 };

struct KeyIdTag;
/// First four bytes of SHA-256(name || "\n" || type || public key).
using KeyId = FixedBytes<4, KeyIdTag>;

KeyId key_id(std::string_view name, SignatureType type, const Key& key);

/// Non-empty valid UTF-8 of at most kMaxKeyNameBytes without Unicode space, control byte or '+'.
bool is_key_name(std::string_view name);

/// One signature line, decoded. `bytes` is what follows the key id (64 bytes for type 0x01).
struct NoteSignature {
  std::string name;
  KeyId id;
  std::string bytes;
};

struct Note {
  std::string text;  // ends in a newline; what is signed
  std::vector<NoteSignature> signatures;
};

/// "— <name> <base64(id || bytes)>\n".
std::string signature_line(std::string_view name, const KeyId& id, ByteView bytes);
/// Decodes one line without its newline. malformed: dash, name, base64 or length.
Result<NoteSignature> parse_signature_line(std::string_view line);
/// Decodes whole lines, each with its newline, e.g. a witness's answer. At most kMaxNoteSignatures.
Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines);

/// Splits at the last empty line and decodes every signature line; verifies nothing.
/// malformed: UTF-8, control bytes, no text, no empty line, no or bad signature line;
/// too_large: over kMaxNoteBytes or kMaxNoteSignatures.
Result<Note> parse_note(std::string_view bytes);
/// The note's bytes: text, empty line, signature lines in order.
std::string write_note(const Note& note);

/// A key to verify with: "<name>+<hex8 id>+<base64(type || key)>".
struct VerifierKey {
  std::string name;
  SignatureType type = SignatureType::ed25519;
  Key key;
  KeyId id;

  static VerifierKey make(std::string_view name, SignatureType type, const Key& key);
  std::string vkey() const;
};
/// malformed: shape, name, id not the key's; unsupported: another type than 0x01 and 0x04.
Result<VerifierKey> parse_vkey(std::string_view text);

/// A named signing key of type 0x01. Its text "PRIVATE+KEY+<name>+<hex8 id>+<base64(0x01 || seed)>"
/// is a secret.
struct NoteSigner {
  std::string name;
  KeyPair pair;

  VerifierKey verifier(SignatureType type = SignatureType::ed25519) const;
  /// Signature of type 0x01 over the text.
  NoteSignature sign(std::string_view text) const;
  std::string skey() const;
};
Result<NoteSigner> parse_skey(std::string_view text);

/// The note of a text signed by one key. The text must end in a newline (CHECKed).
std::string sign_note(std::string_view text, const NoteSigner& signer);

/// True iff the line's bytes are the key's signature of the text, by the rule of the key's type.
/// The caller has matched name and id.
bool verify_line(const VerifierKey& key, std::string_view text, const NoteSignature& line);

/// A note of which at least one known key's signature was verified.
struct OpenedNote {
  Note note;
  std::vector<std::size_t> verified;  // indexes into the keys given, ascending, each once
};

/// signed-note's rule: unknown (name, id) pairs are ignored; a known one that fails rejects the
/// whole note; a note with no verified signature is rejected (both Errc::signature).
/// A second line of a known key is not looked at again once one has verified.
Result<OpenedNote> open_note(std::string_view bytes, std::span<const VerifierKey> known);

/// A note of exactly one line of one Ed25519 key, as acts are: the lean path, nothing is copied.
struct SingleSigned {
  std::string_view text;  // into the bytes given
  KeyId id;
  Signature signature;
};
/// malformed as parse_note; signature: no line, more than one line, another name, not 64 bytes.
/// Neither the id nor the signature is checked: compare id with key_id() and call verify().
Result<SingleSigned> parse_single(std::string_view bytes, std::string_view name);
/// text + "\n" + the line. The text must end in a newline (CHECKed).
std::string write_single(std::string_view text, std::string_view name, const Key& key,
                         const Signature& signature);

}  // namespace althing::tlog
