// The right edge of the log in memory. See head.h.
#include "record/head.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "record/layout.h"
#include "record/pack.h"
#include "tlog/bundle.h"

namespace althing::record {
namespace {

using tlog::TileId;

TileId bundle_id(std::uint64_t index, std::size_t width) {
  return TileId{true, 0, index, static_cast<unsigned>(width)};
}

using Entries = std::span<const std::shared_ptr<const NewEntry>>;

Result<std::string> bundle_of(Entries entries) {
  std::string out;
  for (const auto& entry : entries) TRY_VOID(tlog::append_entry(out, entry->note));
  return out;
}

std::string pack_of(Entries entries) {
  std::string out;
  for (const auto& entry : entries) append_detail(out, entry->detail);
  return out;
}

Result<void> push_bundle(std::vector<NewFile>& files, std::uint64_t index, Entries entries) {
  TRY(std::string bytes, bundle_of(entries));
  const TileId id = bundle_id(index, entries.size());
  files.push_back({id, false, std::move(bytes)});
  files.push_back({id, true, pack_of(entries)});
  return {};
}

}  // namespace

std::string NewFile::path() const { return pack ? pack_path(id) : tlog::tile_path(id); }

TileId Head::tail_bundle() const { return bundle_id(tail_begin() / tlog::kTileWidth, tail.size()); }

std::string Head::bundle_bytes() const {
  auto bytes = bundle_of(tail);
  CHECK(bytes.has_value());  // every entry was within the limit when it came in
  return std::move(*bytes);
}

std::string Head::pack_bytes() const { return pack_of(tail); }

std::vector<NewFile> Head::partial_names() const {
  std::vector<NewFile> out;
  if (!tail.empty()) {
    out.push_back({tail_bundle(), false, {}});
    out.push_back({tail_bundle(), true, {}});
  }
  for (const auto& tile : partial_tiles) out.push_back({tile.id, false, {}});
  return out;
}

std::vector<NewFile> Head::partial_files() const {
  std::vector<NewFile> out = partial_names();
  std::size_t tile = 0;
  for (NewFile& file : out) {
    if (file.pack) file.bytes = pack_bytes();
    else if (file.id.entries) file.bytes = bundle_bytes();
    else file.bytes = partial_tiles[tile++].bytes;
  }
  return out;
}

Result<std::vector<NewFile>> Head::extend(Entries batch) {
  std::vector<NewFile> files;
  for (const auto& entry : batch) {
    edge.append(tlog::leaf_hash(as_bytes(entry->note)));
    tail.push_back(entry);
    if (tail.size() < tlog::kTileWidth) continue;
    TRY_VOID(push_bundle(files, size() / tlog::kTileWidth - 1, tail));
    tail.clear();
  }
  if (!tail.empty() && !batch.empty()) TRY_VOID(push_bundle(files, size() / tlog::kTileWidth, tail));

  std::map<TileId, std::string> known;
  for (auto& tile : partial_tiles) known[tile.id] = std::move(tile.bytes);
  for (auto& tile : edge.take()) {
    if (!tile.id.full()) known[tile.id] = tile.bytes;
    files.push_back({tile.id, false, std::move(tile.bytes)});
  }
  partial_tiles.clear();
  for (const TileId& id : tlog::edge_tiles(size())) {
    CHECK(known.contains(id));
    partial_tiles.push_back({id, std::move(known[id])});
  }
  return files;
}

Result<Head> Head::load(std::uint64_t size, const Hash& root, std::span<const std::string> tile_bytes,
                        std::vector<std::shared_ptr<const NewEntry>> tail) {
  Head head;
  const auto ids = tlog::edge_tiles(size);
  if (ids.size() != tile_bytes.size()) return fail(Errc::corrupt, "wrong number of edge tiles");
  TRY(head.edge, tlog::TileEdge::load(size, tile_bytes));
  if (head.edge.root() != root) return fail(Errc::corrupt, "the edge tiles do not lead to the root of size " + std::to_string(size));
  if (tail.size() != size % tlog::kTileWidth) return fail(Errc::corrupt, "the last bundle has the wrong number of entries");
  for (std::size_t i = 0; i < ids.size(); ++i) head.partial_tiles.push_back({ids[i], tile_bytes[i]});
  head.tail = std::move(tail);
  if (!head.tail.empty()) {
    TRY(const auto leaves, tlog::parse_tile(ids[0], tile_bytes[0]));
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (tlog::leaf_hash(as_bytes(head.tail[i]->note)) != leaves[i]) {
        return fail(Errc::corrupt, "entry " + std::to_string(head.tail_begin() + i) + " does not hash to its leaf");
      }
    }
  }
  return head;
}

namespace {

/// The tiles as read back, falling back to the unchanged ones in memory.
class Written {
 public:
  explicit Written(const Head& next) {
    for (const auto& tile : next.partial_tiles) bytes_[tile.id] = tile.bytes;
  }
  void set(const TileId& id, std::string bytes) { bytes_[id] = std::move(bytes); }
  const std::string* find(const TileId& id) const {
    const auto found = bytes_.find(id);
    return found == bytes_.end() ? nullptr : &found->second;
  }
  Result<std::vector<Hash>> hashes(const TileId& id) const {
    const std::string* bytes = find(id);
    if (bytes == nullptr) return fail(Errc::corrupt, tlog::tile_path(id) + " is needed and was not written");
    return tlog::parse_tile(id, *bytes);
  }

 private:
  std::map<TileId, std::string> bytes_;
};

Error named(const NewFile& file, const std::string& what) {
  return Error{Errc::corrupt, {}, file.path() + ": " + what + " (read back before signing)"};
}

Result<void> check_bundle(const NewFile& file, std::string_view bytes, const Written& written) {
  const TileId leaf_tile{false, 0, file.id.index, file.id.width};
  TRY(const auto leaves, written.hashes(leaf_tile));
  const auto entries = tlog::open_bundle(bytes, leaves);
  if (!entries) return fail(named(file, entries.error().message));
  return {};
}

/// A full tile's root stands in the tile above, which this batch wrote too.
Result<void> check_full_tile(const NewFile& file, std::uint64_t size, const Written& written) {
  TRY(const auto hashes, written.hashes(file.id));
  const tlog::Node node{tlog::kTileHeight * (file.id.level + 1), file.id.index};
  const TileId parent = tlog::tile_of(node, size);
  TRY(const auto above, written.hashes(parent));
  TRY(const Hash stored, tlog::hash_in_tile(parent, above, node));
  if (tlog::perfect_root(hashes) != stored) return fail(named(file, "its root is not in the tile above"));
  return {};
}

}  // namespace

Result<void> check_written(const Head& before, const Head& next, std::span<const NewFile> files,
                           const ReadBack& read_back) {
  Written written(next);
  std::vector<std::pair<const NewFile*, std::string>> bundles;
  for (const NewFile& file : files) {
    TRY(std::string bytes, read_back(file));
    if (bytes != file.bytes) return fail(named(file, "the bytes are not those written"));
    if (file.pack) continue;
    if (file.id.entries) bundles.emplace_back(&file, std::move(bytes));
    else written.set(file.id, std::move(bytes));
  }
  for (const auto& [file, bytes] : bundles) TRY_VOID(check_bundle(*file, bytes, written));
  for (const NewFile& file : files) {
    if (!file.pack && !file.id.entries && file.id.full()) TRY_VOID(check_full_tile(file, next.size(), written));
  }
  tlog::TileReader reader(next.size(), [&](const TileId& id) -> Result<std::string> {
    const std::string* bytes = written.find(id);
    if (bytes == nullptr) return fail(Errc::corrupt, tlog::tile_path(id) + " is needed and was not written");
    return *bytes;
  });
  TRY(const Hash root, tlog::root_of(next.size(), reader));
  if (root != next.edge.root()) return fail(Errc::corrupt, "the tiles written do not lead to the new root");
  TRY(const Hash old_root, tlog::root_of(before.size(), reader));
  if (old_root != before.edge.root()) return fail(Errc::corrupt, "the tiles written contradict the published root");
  return {};
}

}  // namespace althing::record
