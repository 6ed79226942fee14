#include "crypto/sha256.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace althing {
namespace {

const EVP_MD* algorithm() {
  static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return md;
}

}  // namespace

struct Sha256::Impl {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Impl() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  CHECK(EVP_DigestInit_ex2(impl_->context, algorithm(), nullptr) == 1);
}
Sha256::~Sha256() = default;

void Sha256::update(ByteView bytes) { CHECK(EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()) == 1); }

Hash Sha256::finish() {
  Hash out;
  CHECK(EVP_DigestFinal_ex(impl_->context, out.data.data(), nullptr) == 1);
  CHECK(EVP_DigestInit_ex2(impl_->context, nullptr, nullptr) == 1);
  return out;
}

Hash sha256(std::initializer_list<ByteView> parts) {
  thread_local Sha256 hasher;
  for (ByteView part : parts) hasher.update(part);
  return hasher.finish();
}

Hash sha256(ByteView bytes) { return sha256({bytes}); }
Hash sha256(std::string_view text) { return sha256({as_bytes(text)}); }

}  // namespace althing
