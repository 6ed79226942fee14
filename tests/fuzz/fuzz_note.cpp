// Signed notes, keys and single lines from any bytes: what is read is written back byte for byte, and
// every text that can be a note is signed so that it opens, and no other text opens by that signature.
#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"
#include "tlog/limits.h"
#include "tlog/note.h"

using namespace althing;
using namespace althing::tlog;

namespace {

const NoteSigner& signer() {
  static const NoteSigner one{"fuzz.example/log", KeyPair::from_seed(Seed{})};
  return one;
}

void check_read(std::string_view bytes, const Note& note) {
  CHECK(write_note(note) == bytes && !note.signatures.empty());
  const auto lines = parse_signature_lines(bytes.substr(note.text.size() + 1));
  CHECK(lines && lines->size() == note.signatures.size());
  const NoteSignature& first = note.signatures.front();
  const auto single = parse_single(bytes, first.name);
  const bool alone = note.signatures.size() == 1 && first.bytes.size() == Signature::kSize;
  CHECK(single.has_value() == alone);
  if (single) CHECK(single->text == note.text && single->id == first.id && single->signature.text() == first.bytes);
  CHECK(!parse_single(bytes, first.name + "x"));
}

void check_signed(const std::string& text) {
  const VerifierKey key = signer().verifier();
  const std::string note = sign_note(text, signer());
  const auto opened = open_note(note, {&key, 1});
  CHECK(opened && opened->note.text == text && opened->verified == std::vector<std::size_t>{0});
  std::string other = note;
  other[text.size() / 2] ^= 1;
  const auto bent = open_note(other, {&key, 1});
  CHECK(!bent);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto key = parse_vkey(bytes)) CHECK(key->vkey() == bytes);
  if (const auto key = parse_skey(bytes)) CHECK(key->skey() == bytes);
  if (const auto line = parse_signature_line(bytes)) CHECK(signature_line(line->name, line->id, as_bytes(line->bytes)) == std::string(bytes) + "\n");
  const bool plain = is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
  if (plain && size < kMaxNoteBytes - 1024) check_signed(std::string(bytes) + "\n");
  const auto note = parse_note(bytes);
  const VerifierKey key = signer().verifier();
  const auto opened = open_note(bytes, {&key, 1});
  if (!note) {
    CHECK(!note.error().message.empty() && !opened);
    return 0;
  }
  check_read(bytes, *note);
  if (!opened) CHECK(opened.error().code == Errc::signature);
  return 0;
}
