// Randomness as an interface (tests and simulations seed it). The system source is in crypto/.
#pragma once

#include <cstdint>
#include <span>

namespace althing {

class Random {
 public:
  virtual ~Random() = default;
  /// Fills `out` with bytes. The system implementation is cryptographically strong.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace althing
