// Detail packs: per entry of a bundle a big-endian u32 length and that many bytes; zero = not held.
// Pure, thread-safe. docs/format-record.md.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::record {

void append_detail(std::string& pack, std::string_view detail);
/// Exactly `width` details and not a byte more; views into the bytes. corrupt otherwise.
Result<std::vector<std::string_view>> parse_pack(std::string_view bytes, std::size_t width);
/// Bytes of the first `width` of `whole` details. corrupt if the pack is not `whole` wide.
Result<std::string> cut_pack(std::string_view bytes, std::size_t whole, std::size_t width);
/// The same for an entry bundle.
Result<std::string> cut_bundle(std::string_view bytes, std::size_t whole, std::size_t width);

}  // namespace althing::record
