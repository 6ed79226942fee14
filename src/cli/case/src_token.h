// From a row's source id to the leaf token `src`. Pure.
#pragma once

#include <string>
#include <string_view>

namespace althing::cli {

/// The id itself if it is a token; else lower-cased, every run of other characters made one "-", cut
/// and closed by "-" and 12 hex digits of SHA-256(id), so that different ids keep different tokens.
/// Always a token of at most 64 characters.
std::string src_token(std::string_view id);

}  // namespace althing::cli
