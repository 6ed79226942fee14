// Entry bundles, see bundle.h.
#include "tlog/bundle.h"

namespace althing::tlog {

Result<void> append_entry(std::string& bundle, std::string_view entry) {
  if (entry.size() > kMaxLeafBytes) {
    return fail(Errc::too_large, "entry is over " + std::to_string(kMaxLeafBytes) + " bytes");
  }
  put_u16(bundle, static_cast<std::uint16_t>(entry.size()));
  bundle += entry;
  return {};
}

Result<std::string> write_bundle(std::span<const std::string> entries) {
  if (entries.size() > kTileWidth) return fail(Errc::too_large, "bundle has over 256 entries");
  std::string out;
  for (const std::string& entry : entries) TRY_VOID(append_entry(out, entry));
  return out;
}

Result<std::vector<std::string_view>> parse_bundle(std::string_view bytes, std::size_t width) {
  if (width > kTileWidth) return fail(Errc::too_large, "bundle has over 256 entries");
  std::vector<std::string_view> out;
  out.reserve(width);
  for (std::size_t i = 0; i < width; ++i) {
    if (bytes.size() < 2) {
      return fail(Errc::corrupt, "bundle ends before entry " + std::to_string(i));
    }
    const std::size_t size = get_u16(as_bytes(bytes).data());
    if (bytes.size() - 2 < size) {
      return fail(Errc::corrupt, "bundle ends inside entry " + std::to_string(i));
    }
    out.push_back(bytes.substr(2, size));
    bytes.remove_prefix(2 + size);
  }
  if (!bytes.empty()) return fail(Errc::corrupt, "bundle has bytes after its last entry");
  return out;
}

Result<std::vector<std::string_view>> open_bundle(std::string_view bytes,
                                                  std::span<const Hash> leaf_hashes) {
  TRY(auto entries, parse_bundle(bytes, leaf_hashes.size()));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (leaf_hash(as_bytes(entries[i])) != leaf_hashes[i]) {
      return fail(Errc::corrupt,
                  "entry " + std::to_string(i) + " of the bundle is not the one its tile names");
    }
  }
  return entries;
}

}  // namespace althing::tlog
