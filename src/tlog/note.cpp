// Notes: split, decode, write, open. See note.h.
#include "tlog/note.h"

#include "base/check.h"
#include "base/utf8.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014 and a space

struct Split {
  std::string_view text;   // with its final newline
  std::string_view lines;  // signature lines, each with its newline
};

// The checks on the whole note and the split at its last empty line.
Result<Split> split_note(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) {
    return fail(Errc::too_large, "note is over " + std::to_string(kMaxNoteBytes) + " bytes");
  }
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') {
      return fail(Errc::malformed, "note has a control character");
    }
  }
  if (!is_utf8(bytes)) return fail(Errc::malformed, "note is not UTF-8");
  if (bytes.empty() || bytes.back() != '\n') {
    return fail(Errc::malformed, "note does not end in a newline");
  }
  const std::size_t at = bytes.rfind("\n\n");
  if (at == bytes.npos) return fail(Errc::malformed, "note has no empty line before signatures");
  const Split split{bytes.substr(0, at + 1), bytes.substr(at + 2)};
  if (split.lines.empty()) return fail(Errc::malformed, "note has no signature line");
  return split;
}

// A line's parts, still encoded. Splits at the first space after the dash; names hold none.
struct LineParts {
  std::string_view name;
  std::string_view base64;
};

Result<LineParts> split_line(std::string_view line) {
  if (!line.starts_with(kDash)) {
    return fail(Errc::malformed, "signature line does not start with an em dash and a space");
  }
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == line.npos) return fail(Errc::malformed, "signature line has no signature");
  const LineParts parts{line.substr(0, space), line.substr(space + 1)};
  if (!is_key_name(parts.name)) {
    return fail(Errc::malformed, "signature line has a key name that cannot be");
  }
  return parts;
}

Result<std::string> decode_blob(std::string_view base64) {
  auto blob = from_base64(base64);
  if (!blob) return fail(Errc::malformed, "signature line: " + blob.error().message);
  if (blob->size() <= KeyId::kSize) return fail(Errc::malformed, "signature is too short");
  if (blob->size() - KeyId::kSize > kMaxSignatureBytes) {
    return fail(Errc::too_large,
                "signature is over " + std::to_string(kMaxSignatureBytes) + " bytes");
  }
  return std::move(*blob);
}

}  // namespace

std::string signature_line(std::string_view name, const KeyId& id, ByteView bytes) {
  std::string blob(id.text());
  blob += as_text(bytes);
  std::string line(kDash);
  line.append(name).append(" ").append(to_base64(as_bytes(blob))).append("\n");
  return line;
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  TRY(const LineParts parts, split_line(line));
  TRY(const std::string blob, decode_blob(parts.base64));
  return NoteSignature{std::string(parts.name),
                       KeyId::from(as_bytes(blob).first(KeyId::kSize)),
                       blob.substr(KeyId::kSize)};
}

Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines) {
  std::vector<NoteSignature> out;
  while (!lines.empty()) {
    if (out.size() == kMaxNoteSignatures) {
      return fail(Errc::too_large,
                  "more than " + std::to_string(kMaxNoteSignatures) + " signature lines");
    }
    const std::size_t end = lines.find('\n');
    if (end == lines.npos) return fail(Errc::malformed, "signature line has no newline");
    TRY(NoteSignature line, parse_signature_line(lines.substr(0, end)));
    out.push_back(std::move(line));
    lines.remove_prefix(end + 1);
  }
  return out;
}

Result<Note> parse_note(std::string_view bytes) {
  TRY(const Split split, split_note(bytes));
  Note note;
  TRY(note.signatures, parse_signature_lines(split.lines));
  note.text = split.text;
  return note;
}

std::string write_note(const Note& note) {
  std::string out = note.text + "\n";
  for (const NoteSignature& line : note.signatures) {
    out += signature_line(line.name, line.id, as_bytes(line.bytes));
  }
  return out;
}

std::string sign_note(std::string_view text, const NoteSigner& signer) {
  CHECK(!text.empty() && text.back() == '\n');
  return write_note({std::string(text), {signer.sign(text)}});
}

Result<OpenedNote> open_note(std::string_view bytes, std::span<const VerifierKey> known) {
  TRY(Note note, parse_note(bytes));
  OpenedNote opened;
  for (std::size_t i = 0; i < known.size(); ++i) {
    for (const NoteSignature& line : note.signatures) {
      if (line.name != known[i].name || line.id != known[i].id) continue;
      if (!verify_line(known[i], note.text, line)) {
        return fail(Errc::signature, "signature of " + line.name + " does not verify");
      }
      opened.verified.push_back(i);
      break;
    }
  }
  if (opened.verified.empty()) return fail(Errc::signature, "note has no signature of a known key");
  opened.note = std::move(note);
  return opened;
}

Result<SingleSigned> parse_single(std::string_view bytes, std::string_view name) {
  TRY(const Split split, split_note(bytes));
  const std::size_t end = split.lines.find('\n');
  if (end + 1 != split.lines.size()) {
    return fail(Errc::signature, "note must have exactly one signature line");
  }
  TRY(const LineParts parts, split_line(split.lines.substr(0, end)));
  if (parts.name != name) {
    return fail(Errc::signature, "signature line must be named " + std::string(name));
  }
  TRY(const std::string blob, decode_blob(parts.base64));
  if (blob.size() != KeyId::kSize + Signature::kSize) {
    return fail(Errc::signature, "signature must have 64 bytes");
  }
  const ByteView view = as_bytes(blob);
  return SingleSigned{split.text, KeyId::from(view.first(KeyId::kSize)),
                      Signature::from(view.subspan(KeyId::kSize))};
}

std::string write_single(std::string_view text, std::string_view name, const Key& key,
                         const Signature& signature) {
  CHECK(!text.empty() && text.back() == '\n');
  std::string out(text);
  out += '\n';
  out += signature_line(name, key_id(name, SignatureType::ed25519, key), signature.view());
  return out;
}

}  // namespace althing::tlog
