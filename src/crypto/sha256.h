// SHA-256 (FIPS 180-4) over OpenSSL's EVP. Contexts are per thread and reused: a one-shot EVP call
// costs more than twice the hash of a Merkle node.
#pragma once

#include <initializer_list>
#include <memory>

#include "base/bytes.h"

namespace althing {

struct HashTag;
/// A SHA-256 value, 32 bytes.
using Hash = FixedBytes<32, HashTag>;

/// SHA-256 of the concatenation of the parts.
Hash sha256(ByteView bytes);
Hash sha256(std::string_view text);
Hash sha256(std::initializer_list<ByteView> parts);

/// Incremental hashing of a stream. Not thread-safe; reusable after finish().
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(ByteView bytes);
  Hash finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace althing
