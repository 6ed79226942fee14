// Checkpoints, cosignature lines and offline proofs from any bytes: one spelling of each, and a
// checkpoint signed by its log opens as itself and not as another log's.
#include "base/check.h"
#include "tlog/checkpoint.h"
#include "tlog/proof.h"

using namespace althing;
using namespace althing::tlog;

namespace {

void check_text(std::string_view text, const Checkpoint& checkpoint) {
  CHECK(checkpoint_text(checkpoint) == text);
  if (!is_key_name(checkpoint.origin)) return;
  const NoteSigner log{checkpoint.origin, KeyPair::from_seed(Seed{})};
  const auto opened = open_checkpoint(sign_checkpoint(checkpoint, log), log.verifier());
  // What a note may not hold is the only thing that can part the two (C0 and such are no part of lines).
  CHECK(opened && opened->checkpoint == checkpoint && opened->note.text == text);
  const auto elsewhere = open_checkpoint(sign_checkpoint(checkpoint, log), log.verifier(), "elsewhere.example");
  CHECK(checkpoint.origin == "elsewhere.example" || (!elsewhere && elsewhere.error().code == Errc::wrong_place));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto checkpoint = parse_checkpoint(bytes)) check_text(bytes, *checkpoint);
  else CHECK(!checkpoint.error().message.empty());
  if (const auto note = parse_note(bytes)) {
    if (const auto checkpoint = parse_checkpoint(note->text)) check_text(note->text, *checkpoint);
    const NoteSigner witness{"witness.example", KeyPair::from_seed(Seed{})};
    const VerifierKey key = witness.verifier(SignatureType::cosignature);
    const auto found = find_cosignatures(*note, {&key, 1});
    CHECK(!found || found->size() <= note->signatures.size());
  }
  if (const auto proof = parse_proof(bytes)) {
    CHECK(write_proof(*proof) == bytes);
    const NoteSigner log{"fuzz.example/log", KeyPair::from_seed(Seed{})};
    CHECK(!verify_proof(*proof, Hash{}, log.verifier()));  // no hash of a leaf is zero
  }
  return 0;
}
