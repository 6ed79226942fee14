// AES-256-GCM and PBKDF2 over OpenSSL's EVP. See seal.h.
#include "crypto/seal.h"

#include <openssl/evp.h>

#include <memory>

#include "base/check.h"

namespace althing {
namespace {

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* in(std::string_view text) { return as_bytes(text).data(); }
unsigned char* out(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string stretch_passphrase(std::string_view passphrase, std::string_view salt, int rounds) {
  std::string key(kSealKeyBytes, '\0');
  CHECK(PKCS5_PBKDF2_HMAC(passphrase.data(), static_cast<int>(passphrase.size()), in(salt), static_cast<int>(salt.size()), rounds,
                          EVP_sha256(), static_cast<int>(key.size()), out(key)) == 1);
  return key;
}

std::string seal(std::string_view key, std::string_view iv, std::string_view plain) {
  CHECK(key.size() == kSealKeyBytes && iv.size() == kSealIvBytes);
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  CHECK(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, in(key), in(iv)) == 1);
  std::string sealed(plain.size() + kSealTagBytes, '\0');
  int written = 0, rest = 0;
  CHECK(EVP_EncryptUpdate(cipher.get(), out(sealed), &written, in(plain), static_cast<int>(plain.size())) == 1);
  CHECK(EVP_EncryptFinal_ex(cipher.get(), out(sealed) + written, &rest) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kSealTagBytes), out(sealed) + plain.size()) == 1);
  return sealed;
}

Result<std::string> unseal(std::string_view key, std::string_view iv, std::string_view sealed) {
  CHECK(key.size() == kSealKeyBytes && iv.size() == kSealIvBytes);
  if (sealed.size() < kSealTagBytes) return fail(Errc::malformed, "sealed text is shorter than its tag");
  const std::string_view body = sealed.substr(0, sealed.size() - kSealTagBytes);
  std::string tag(sealed.substr(body.size()));
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  CHECK(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, in(key), in(iv)) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kSealTagBytes), out(tag)) == 1);
  std::string plain(body.size() + kSealTagBytes, '\0');
  int written = 0, rest = 0;
  CHECK(EVP_DecryptUpdate(cipher.get(), out(plain), &written, in(body), static_cast<int>(body.size())) == 1);
  if (EVP_DecryptFinal_ex(cipher.get(), out(plain) + written, &rest) != 1) return fail(Errc::signature, "wrong passphrase, or the file was changed");
  plain.resize(body.size());
  return plain;
}

}  // namespace althing
