// Detail packs. See pack.h.
#include "record/pack.h"

#include "base/bytes.h"
#include "record/limits.h"
#include "tlog/bundle.h"

namespace althing::record {

void append_detail(std::string& pack, std::string_view detail) {
  put_u32(pack, static_cast<std::uint32_t>(detail.size()));
  pack += detail;
}

Result<std::vector<std::string_view>> parse_pack(std::string_view bytes, std::size_t width) {
  std::vector<std::string_view> out;
  out.reserve(width);
  std::size_t at = 0;
  while (out.size() < width) {
    if (bytes.size() - at < 4) return fail(Errc::corrupt, "the pack ends within detail " + std::to_string(out.size()));
    const std::size_t length = get_u32(as_bytes(bytes).data() + at);
    at += 4;
    if (length > act::kMaxDetailBytes) {
      return fail(Errc::corrupt, "detail " + std::to_string(out.size()) + " of the pack is over " +
                                     std::to_string(act::kMaxDetailBytes) + " bytes");
    }
    if (bytes.size() - at < length) return fail(Errc::corrupt, "the pack ends within detail " + std::to_string(out.size()));
    out.push_back(bytes.substr(at, length));
    at += length;
  }
  if (at != bytes.size()) return fail(Errc::corrupt, "the pack goes on after its last detail");
  return out;
}

Result<std::string> cut_pack(std::string_view bytes, std::size_t whole, std::size_t width) {
  TRY(const auto details, parse_pack(bytes, whole));
  std::string out;
  for (std::size_t i = 0; i < width && i < details.size(); ++i) append_detail(out, details[i]);
  return out;
}

Result<std::string> cut_bundle(std::string_view bytes, std::size_t whole, std::size_t width) {
  TRY(const auto entries, tlog::parse_bundle(bytes, whole));
  std::string out;
  for (std::size_t i = 0; i < width && i < entries.size(); ++i) TRY_VOID(tlog::append_entry(out, entries[i]));
  return out;
}

}  // namespace althing::record
