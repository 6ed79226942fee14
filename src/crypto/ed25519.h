// Ed25519 (RFC 8032) over libsodium. The verification rule is consensus and is libsodium's: single,
// cofactorless, canonical S (< L), canonical public key, no small-order public key or R. Never swap
// the verifier silently: tests/crypto holds the edge vectors.
#pragma once

#include "base/bytes.h"
#include "base/random.h"

namespace althing {

struct KeyTag;
struct SeedTag;
struct SignatureTag;
/// An Ed25519 public key.
using Key = FixedBytes<32, KeyTag>;
/// An Ed25519 private seed (RFC 8032's private key). Keep it out of logs.
using Seed = FixedBytes<32, SeedTag>;
using Signature = FixedBytes<64, SignatureTag>;

/// A signing key: seed and its public key.
class KeyPair {
 public:
  static KeyPair from_seed(const Seed& seed);
  static KeyPair generate(Random& random);
  const Key& key() const { return key_; }
  const Seed& seed() const { return seed_; }
  /// Deterministic signature of the message.
  Signature sign(ByteView message) const;

 private:
  Seed seed_;
  Key key_;
};

/// True iff the signature is valid under the rule above. Thread-safe.
bool verify(const Key& key, ByteView message, const Signature& signature);

/// True iff the key is a canonical point of the main subgroup (no small order): register no other.
bool is_good_key(const Key& key);

/// The system's strong randomness. Stateless, thread-safe.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace althing
