// Parts of rules in words.
#pragma once

#include <string>

#include "tally/rule.h"

namespace althing::tally {

std::string fraction_words(const Fraction& fraction);         // "2/3"
std::string ratio_words(const Fraction& ratio, bool strict);  // "more than 1/2", "at least 2/3"
std::string base_words(Base base);                            // "votes cast"

}  // namespace althing::tally
