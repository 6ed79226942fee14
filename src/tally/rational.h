// Exact rationals (GMP) where integers do not do. Only for values met seldom: hot loops stay in
// int64.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <string>

namespace althing::tally {

using Rational = mpq_class;

static_assert(sizeof(long) == 8, "GMP's constructors take long");

inline Rational ratio(std::int64_t num, std::int64_t den) {
  Rational out(static_cast<long>(num), static_cast<unsigned long>(den));
  out.canonicalize();
  return out;
}
inline Rational whole(std::int64_t n) { return Rational(static_cast<long>(n)); }

/// "7", "7/2", and for long fractions a decimal behind it: "10/3 (3.3333)".
std::string text_of(const Rational& value);

}  // namespace althing::tally
