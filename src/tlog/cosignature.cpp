// cosignature/v1, see cosignature.h.
#include "tlog/cosignature.h"

#include "base/check.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

constexpr std::size_t kBlobBytes = 8 + Signature::kSize;  // u64 time, signature

}  // namespace

std::string cosignature_message(std::string_view checkpoint_text, UnixSeconds time) {
  std::string message = "cosignature/v1\ntime " + std::to_string(time) + "\n";
  message += checkpoint_text;
  return message;
}

NoteSignature cosign(std::string_view checkpoint_text, const NoteSigner& witness,
                     UnixSeconds time) {
  CHECK(time > 0);
  const Signature signature =
      witness.pair.sign(as_bytes(cosignature_message(checkpoint_text, time)));
  NoteSignature line{witness.name, witness.verifier(SignatureType::cosignature).id, {}};
  put_u64(line.bytes, static_cast<std::uint64_t>(time));
  line.bytes += signature.text();
  return line;
}

Result<UnixSeconds> verify_cosignature(std::string_view checkpoint_text,
                                       const VerifierKey& witness, const NoteSignature& line) {
  CHECK(witness.type == SignatureType::cosignature);
  if (line.name != witness.name || line.id != witness.id) {
    return fail(Errc::signature, "cosignature of " + line.name + " is not by " + witness.name);
  }
  if (line.bytes.size() != kBlobBytes) {
    return fail(Errc::signature, "cosignature must have 72 bytes");
  }
  const ByteView view = as_bytes(line.bytes);
  const std::uint64_t stated = get_u64(view.data());
  if (stated == 0 || stated > static_cast<std::uint64_t>(INT64_MAX)) {
    return fail(Errc::malformed, "cosignature time must be 1 to 2^63-1");
  }
  const auto time = static_cast<UnixSeconds>(stated);
  if (!verify(witness.key, as_bytes(cosignature_message(checkpoint_text, time)),
              Signature::from(view.subspan(8)))) {
    return fail(Errc::signature, "cosignature of " + witness.name + " does not verify");
  }
  return time;
}

Result<std::vector<Cosigned>> find_cosignatures(const Note& note,
                                                std::span<const VerifierKey> witnesses,
                                                UnixSeconds not_after) {
  std::vector<Cosigned> out;
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    for (const NoteSignature& line : note.signatures) {
      if (line.name != witnesses[i].name || line.id != witnesses[i].id) continue;
      TRY(const UnixSeconds time, verify_cosignature(note.text, witnesses[i], line));
      if (not_after > 0 && time > not_after) {
        return fail(Errc::clock_skew, "cosignature of " + line.name + " is from the future");
      }
      out.push_back({i, time});
      break;
    }
  }
  return out;
}

}  // namespace althing::tlog
