// From the names that people and tables use for countries to ISO 3166-1 alpha-2 codes (and xk, user-assigned,
// for Kosovo). A name is compared by its letters and digits alone: without case, accents, punctuation, a
// leading "the" and HTML's named letters, and if that finds nothing, without what stands in brackets or
// with the parts round a comma turned. States that are no more and places without a code of their own are
// not matched, so that whoever imports decides. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace althing::table {

/// "ci" for "Côte d'Ivoire", "C&ocirc;te d'Ivoire" and "Ivory Coast (Cote d'Ivoire)"; also a code itself.
std::optional<std::string> country_code(std::string_view name);

/// Whether two small letters are a code that this table has.
bool is_country_code(std::string_view code);

/// What names are compared by: "cote d ivoire".
std::string plain_name(std::string_view name);

}  // namespace althing::table
