#include "node/cosignatures.h"

#include "node/limits.h"

namespace althing::node {

Result<void> Cosignatures::add(std::uint64_t size, const std::string& text, const tlog::VerifierKey& witness, const std::string& lines) {
  TRY(const auto parsed, tlog::parse_signature_lines(lines));
  for (const tlog::NoteSignature& line : parsed) {
    if (line.name != witness.name || line.id != witness.id) continue;
    TRY_VOID(tlog::verify_cosignature(text, witness, line).map([](UnixSeconds) {}));
    const std::lock_guard lock(mutex_);
    if (size < size_) return {};
    if (text != text_) {
      size_ = size;
      text_ = text;
      lines_.clear();
    }
    if (lines_.size() < kMaxCosignatures) lines_[witness.vkey()] = line;
    return {};
  }
  return fail(Errc::signature, "cosignature", "is not by the witness's key");
}

std::string Cosignatures::with(const std::string& note) const {
  const std::lock_guard lock(mutex_);
  if (text_.empty() || !note.starts_with(text_ + "\n")) return note;
  std::string out = note;
  for (const auto& [witness, line] : lines_) out += tlog::signature_line(line.name, line.id, as_bytes(line.bytes));
  return out;
}

std::pair<std::uint64_t, std::size_t> Cosignatures::newest() const {
  const std::lock_guard lock(mutex_);
  return {size_, lines_.size()};
}

}  // namespace althing::node
