// Sealing a secret under a passphrase, as the key backup does it (ui/README.md, "Backup file"):
// PBKDF2-HMAC-SHA-256 and AES-256-GCM over OpenSSL's EVP. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace althing {

inline constexpr std::size_t kSealKeyBytes = 32, kSealIvBytes = 12, kSealTagBytes = 16;

/// PBKDF2-HMAC-SHA-256, 32 bytes. `rounds` is bounded by the caller's format.
std::string stretch_passphrase(std::string_view passphrase, std::string_view salt, int rounds);
/// ciphertext || 16-byte tag; no additional data. Key 32 and iv 12 bytes (CHECKed).
std::string seal(std::string_view key, std::string_view iv, std::string_view plain);
/// signature: the tag does not fit (wrong key, or changed bytes); malformed: too short.
Result<std::string> unseal(std::string_view key, std::string_view iv, std::string_view sealed);

}  // namespace althing
