#include "record/returned.h"

#include "record/layout.h"

namespace althing::record {
namespace {

using tlog::kTileWidth;

tlog::TileId leaf_tile(std::uint64_t index, std::uint64_t size) { return tlog::tile_of({0, index * kTileWidth}, size); }

}  // namespace

std::string returned_dir(const Key& log) { return "returned/" + to_hex(sha256(log.view())).substr(0, 32); }
std::string returned_dir(const Key& log, std::size_t branch) { return returned_dir(log) + "/" + std::to_string(branch); }
std::string returned_entry(const std::string& dir, const Hash& leaf) { return dir + "/entry/" + to_hex(leaf); }

bool is_returned_path(std::string_view path) {
  constexpr std::string_view kTop = "returned/", kHex = "0123456789abcdef";
  constexpr std::size_t kName = 32;
  if (!path.starts_with(kTop)) return false;
  path.remove_prefix(kTop.size());
  if (path.size() < kName + 3 || path.substr(0, kName).find_first_not_of(kHex) != std::string_view::npos) return false;
  path.remove_prefix(kName);
  if (path[0] != '/' || path[1] < '0' || path[1] >= static_cast<char>('0' + kMaxReturnedBranches) || path[2] != '/') return false;
  path.remove_prefix(3);
  if (path == "size") return true;
  if (path.starts_with("entry/")) return parse_hex<Hash>(path.substr(6)).has_value();
  const auto tile = tlog::parse_tile_path(path);
  return tile && !tile->entries && tile->level == 0;
}

Result<std::uint64_t> returned_size(Source& source, const std::string& dir) {
  TRY(const std::string text, source.get(dir + "/size"));
  if (!text.ends_with('\n')) return fail(Errc::corrupt, dir + "/size", "is no number and a newline");
  const auto size = parse_decimal(std::string_view(text).substr(0, text.size() - 1));
  if (!size || *size > kMaxReturnedEntries) return fail(Errc::corrupt, dir + "/size", "is no number up to the limit");
  return *size;
}

Result<std::vector<Hash>> read_leaves(const tlog::TileFetch& fetch, std::uint64_t from, std::uint64_t to) {
  std::vector<Hash> out;
  for (std::uint64_t index = from / kTileWidth; index * kTileWidth < to; ++index) {
    const tlog::TileId id = leaf_tile(index, to);
    TRY(const std::string bytes, fetch(id));
    if (bytes.size() < id.width * tlog::kHashBytes) return fail(Errc::corrupt, tlog::tile_path(id), "is too short");
    TRY(const auto hashes, tlog::parse_tile(id, std::string_view(bytes).substr(0, id.width * tlog::kHashBytes)));
    out.insert(out.end(), hashes.begin(), hashes.end());
  }
  return out;
}

Result<std::vector<Hash>> read_returned(Source& source, const std::string& dir) {
  TRY(const std::uint64_t size, returned_size(source, dir));
  return read_leaves([&](const tlog::TileId& id) { return source.get(join_path(dir, tlog::tile_path(id))); }, 0, size);
}

Result<void> write_returned(Fs& fs, const std::string& record_dir, const std::string& dir, std::span<const Hash> leaves, std::uint64_t same) {
  const std::string base = join_path(record_dir, dir);
  for (std::uint64_t index = same / kTileWidth; index * kTileWidth < leaves.size(); ++index) {
    const tlog::TileId id = leaf_tile(index, leaves.size());
    const std::string file = join_path(base, tlog::tile_path(id));
    TRY_VOID(fs.make_dirs(parent_dir(file)));
    TRY_VOID(fs.replace_file(file, as_bytes(tlog::tile_bytes(leaves.subspan(index * kTileWidth, id.width)))));
  }
  TRY_VOID(fs.make_dirs(base));
  TRY_VOID(fs.replace_file(join_path(base, "size"), as_bytes(std::to_string(leaves.size()) + "\n")));
  // The partial tile that the new one stands in for.
  if (same % kTileWidth != 0 && same < leaves.size()) (void)fs.remove(join_path(base, tlog::tile_path(leaf_tile(same / kTileWidth, same))));
  return {};
}

}  // namespace althing::record
