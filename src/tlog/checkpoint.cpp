// Checkpoints, see checkpoint.h.
#include "tlog/checkpoint.h"

#include "base/check.h"
#include "base/utf8.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

// Takes one line with its newline off the front. Lines may not be empty.
Result<std::string_view> take_line(std::string_view& text, const char* what) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) return fail(Errc::malformed, what, "line is missing or has no newline");
  if (end == 0) return fail(Errc::malformed, what, "line is empty");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  for (const char c : line) {
    if (static_cast<unsigned char>(c) < 0x20) {
      return fail(Errc::malformed, what, "line has a control character");
    }
  }
  if (!is_utf8(line)) return fail(Errc::malformed, what, "line is not UTF-8");
  return line;
}

}  // namespace

std::string checkpoint_text(const Checkpoint& checkpoint) {
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
                     to_base64(checkpoint.root.view()) + "\n";
  for (const std::string& line : checkpoint.extensions) text += line + "\n";
  return text;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  Checkpoint out;
  TRY(const std::string_view origin, take_line(text, "origin"));
  if (origin.size() > kMaxOriginBytes) {
    return fail(Errc::too_large, "origin", "over " + std::to_string(kMaxOriginBytes) + " bytes");
  }
  out.origin = origin;
  TRY(const std::string_view size_text, take_line(text, "size"));
  auto size = parse_decimal(size_text);
  if (!size) return fail(Errc::malformed, "size", size.error().message);
  out.size = *size;
  TRY(const std::string_view root_text, take_line(text, "root"));
  auto root = from_base64(root_text);
  if (!root) return fail(Errc::malformed, "root", root.error().message);
  if (root->size() != Hash::kSize) return fail(Errc::malformed, "root", "must have 32 bytes");
  out.root = Hash::from(as_bytes(*root));
  if (out.size == 0 && out.root != empty_root()) {
    return fail(Errc::malformed, "root", "size 0 must have the root of the empty tree");
  }
  while (!text.empty()) {
    if (out.extensions.size() == kMaxExtensionLines) {
      return fail(Errc::too_large, "extension",
                  "over " + std::to_string(kMaxExtensionLines) + " lines");
    }
    TRY(const std::string_view line, take_line(text, "extension"));
    if (line.size() > kMaxExtensionBytes) {
      return fail(Errc::too_large, "extension",
                  "over " + std::to_string(kMaxExtensionBytes) + " bytes");
    }
    out.extensions.emplace_back(line);
  }
  return out;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer) {
  CHECK(signer.name == checkpoint.origin);
  return sign_note(checkpoint_text(checkpoint), signer);
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view bytes, const VerifierKey& log,
                                         std::string_view origin) {
  TRY(OpenedNote opened, open_note(bytes, {&log, 1}));
  OpenedCheckpoint out;
  TRY(out.checkpoint, parse_checkpoint(opened.note.text));
  if (out.checkpoint.origin != origin) {
    return fail(Errc::wrong_place, "origin", "checkpoint is of " + out.checkpoint.origin +
                                                 ", not of " + std::string(origin));
  }
  out.note = std::move(opened.note);
  return out;
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view bytes, const VerifierKey& log) {
  return open_checkpoint(bytes, log, log.name);
}

}  // namespace althing::tlog
