#include "tally/rational.h"

#include "tally/scan.h"

namespace althing::tally {

std::string text_of(const Rational& value) {
  if (value.get_den() == 1) return value.get_num().get_str();
  constexpr int kDecimals = 4;
  constexpr std::size_t kLong = 60;  // digits of a fraction still worth showing
  mpz_class scaled = value.get_num() * 10000;
  mpz_fdiv_q(scaled.get_mpz_t(), scaled.get_mpz_t(), value.get_den().get_mpz_t());
  std::string decimal = scaled.fits_slong_p()
                            ? fixed_text(scaled.get_si(), kDecimals)
                            : value.get_num().get_str() + "/" + value.get_den().get_str();
  const std::string fraction = value.get_str();
  return fraction.size() > kLong ? "about " + decimal : fraction + " (" + decimal + ")";
}

}  // namespace althing::tally
