#include "crypto/ed25519.h"

#include <sodium.h>

#include "base/check.h"

namespace althing {
namespace {

void init_once() {
  static const bool ready = [] {
    CHECK(sodium_init() >= 0);
    return true;
  }();
  static_cast<void>(ready);
}

}  // namespace

KeyPair KeyPair::from_seed(const Seed& seed) {
  init_once();
  KeyPair pair;
  pair.seed_ = seed;
  unsigned char secret[crypto_sign_SECRETKEYBYTES];
  CHECK(crypto_sign_seed_keypair(pair.key_.data.data(), secret, seed.data.data()) == 0);
  sodium_memzero(secret, sizeof secret);
  return pair;
}

KeyPair KeyPair::generate(Random& random) {
  Seed seed;
  random.fill(seed.data);
  return from_seed(seed);
}

Signature KeyPair::sign(ByteView message) const {
  unsigned char secret[crypto_sign_SECRETKEYBYTES];  // libsodium's form: seed || public key
  std::memcpy(secret, seed_.data.data(), 32);
  std::memcpy(secret + 32, key_.data.data(), 32);
  Signature out;
  CHECK(crypto_sign_detached(out.data.data(), nullptr, message.data(), message.size(), secret) == 0);
  sodium_memzero(secret, sizeof secret);
  return out;
}

bool verify(const Key& key, ByteView message, const Signature& signature) {
  return crypto_sign_verify_detached(signature.data.data(), message.data(), message.size(), key.data.data()) == 0;
}

bool is_good_key(const Key& key) { return crypto_core_ed25519_is_valid_point(key.data.data()) == 1; }

void SystemRandom::fill(std::span<std::uint8_t> out) {
  init_once();
  randombytes_buf(out.data(), out.size());
}

}  // namespace althing
