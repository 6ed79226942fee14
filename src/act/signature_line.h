// The signature block of an act: an empty line and exactly one C2SP signed-note line with the key
// name `act`. docs/format-act.md. Pure, thread-safe.
#pragma once

#include "act/act.h"

namespace althing::act {

/// "\n" + "— act " + base64(4-byte key id || 64-byte signature) + "\n": always the same length.
inline constexpr std::size_t kSignatureBlockBytes = 1 + 8 + 92 + 1;

/// First four bytes of SHA-256("act\n" || 0x01 || key).
std::array<std::uint8_t, 4> key_id_of(const Key& key);

/// @param block everything after the text's newline. malformed / signature with field "signature".
Result<Signature> parse_signature_line(std::string_view block, const Key& by);

void append_signature_block(std::string& out, const Key& key, const Signature& signature);

}  // namespace althing::act
