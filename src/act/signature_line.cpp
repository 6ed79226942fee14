#include "act/signature_line.h"

#include <fmt/format.h>

#include "act/quote.h"

namespace althing::act {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // U+2014 and a space open a signature line
constexpr std::string_view kPrefix = "\xE2\x80\x94 act ";

tl::unexpected<Error> bad(Errc code, std::string message) { return fail(code, "signature", std::move(message)); }

// The one signature line without its newline.
Result<std::string_view> only_line(std::string_view block) {
  if (block.empty() || block[0] != '\n') {
    return bad(Errc::malformed, "an empty line must follow the text, got " + quoted(block, 16));
  }
  block.remove_prefix(1);
  if (block.empty()) return bad(Errc::signature, "is missing: one line \"- act <base64>\" (with an em dash) must follow");
  if (block.back() != '\n') return bad(Errc::malformed, "the entry must end with a newline");
  block.remove_suffix(1);
  if (block.find('\n') != std::string_view::npos) {
    return bad(Errc::signature, "an act carries exactly one signature line, got more lines");
  }
  if (!block.empty() && block.back() == '\r') return bad(Errc::malformed, "lines must end with LF alone, got CR LF");
  return block;
}

}  // namespace

std::array<std::uint8_t, 4> key_id_of(const Key& key) {
  static constexpr std::uint8_t kEd25519[] = {0x01};
  const Hash hash = sha256({as_bytes("act\n"), ByteView(kEd25519), key.view()});
  return {hash.data[0], hash.data[1], hash.data[2], hash.data[3]};
}

Result<Signature> parse_signature_line(std::string_view block, const Key& by) {
  TRY(const std::string_view line, only_line(block));
  if (line.substr(0, kPrefix.size()) != kPrefix) {
    if (line.substr(0, kDash.size()) != kDash) return bad(Errc::malformed, "is no signature line: " + quoted(line, 16));
    const std::string_view name = line.substr(kDash.size(), line.substr(kDash.size()).find(' '));
    return bad(Errc::signature, "the key name must be \"act\", got " + quoted(name, 16));
  }
  const std::string_view encoded = line.substr(kPrefix.size());
  const auto bytes = from_base64(encoded);
  if (!bytes) return bad(Errc::malformed, bytes.error().message);
  if (bytes->size() != 68) {
    return bad(Errc::malformed, fmt::format("must be 68 bytes (key id and Ed25519 signature), got {}", bytes->size()));
  }
  const auto id = key_id_of(by);
  if (std::memcmp(bytes->data(), id.data(), id.size()) != 0) {
    return bad(Errc::signature, "the key id is not that of `by`");
  }
  return Signature::from(as_bytes(*bytes).subspan(id.size()));
}

void append_signature_block(std::string& out, const Key& key, const Signature& signature) {
  std::string bytes;
  const auto id = key_id_of(key);
  bytes += as_text(id);
  bytes += signature.text();
  out += '\n';
  out += kPrefix;
  out += to_base64(as_bytes(bytes));
  out += '\n';
}

}  // namespace althing::act
