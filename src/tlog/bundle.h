// Entry bundles (c2sp.org/tlog-tiles, "Log entries"): up to 256 entries, each a big-endian u16
// length and its bytes. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tlog/limits.h"
#include "tlog/tree.h"

namespace althing::tlog {

/// Appends one entry. too_large above kMaxLeafBytes (nothing is appended).
Result<void> append_entry(std::string& bundle, std::string_view entry);
/// Entries of at most kTileWidth. too_large for an entry over kMaxLeafBytes or too many entries.
Result<std::string> write_bundle(std::span<const std::string> entries);
/// Exactly `width` entries and not a byte more; views into the bytes. corrupt otherwise.
Result<std::vector<std::string_view>> parse_bundle(std::string_view bytes, std::size_t width);
/// parse_bundle, and every entry's leaf hash is the one given. corrupt names the entry's place.
Result<std::vector<std::string_view>> open_bundle(std::string_view bytes,
                                                  std::span<const Hash> leaf_hashes);

}  // namespace althing::tlog
