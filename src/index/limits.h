// Limits of the index.
#pragma once

#include <cstddef>

namespace althing::index {

inline constexpr std::size_t kMaxCachedRows = 65536;  // rows kept between batches by the writer

}  // namespace althing::index
