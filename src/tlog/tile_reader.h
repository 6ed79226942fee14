// HashReaders over tiles fetched by path: one that checks lengths only (own disk, already audited)
// and one that believes no tile until it leads to a known root (peers, folders from strangers).
// A reader keeps a small cache and is not thread-safe: one per thread or task.
#pragma once

#include <functional>
#include <list>
#include <map>

#include "tlog/tile.h"

namespace althing::tlog {

/// Bytes of a hash tile at exactly its width. May answer a longer tile's bytes when the partial one
/// is gone: readers use its first `width` hashes. Errors are passed on.
using TileFetch = std::function<Result<std::string>(const TileId&)>;

/// The tiles used last, up to a number. Pointers live until the next put().
class TileCache {
 public:
  explicit TileCache(std::size_t capacity);
  const std::vector<Hash>* find(const TileId& id);
  const std::vector<Hash>* put(const TileId& id, std::vector<Hash> hashes);

 private:
  using Recent = std::list<std::pair<TileId, std::vector<Hash>>>;
  std::size_t capacity_;
  Recent recent_;  // most recent first
  std::map<TileId, Recent::iterator> places_;
};

/// Reads nodes of the tree of `size` leaves from its tiles. unknown_ref for what is beyond it.
class TileReader final : public HashReader {
 public:
  /// @param cache_tiles tiles kept, least recently used dropped first; at least kMinTileCache
  TileReader(std::uint64_t size, TileFetch fetch, std::size_t cache_tiles = kDefaultTileCache);
  Result<std::vector<Hash>> read(std::span<const Node> nodes) override;
  /// The hashes of one tile of this size.
  Result<std::vector<Hash>> tile(const TileId& id);

 private:
  Result<const std::vector<Hash>*> get(const TileId& id);

  std::uint64_t size_;
  TileFetch fetch_;
  TileCache cache_;
};

/// As TileReader, but every hash it gives leads to `root`: the edge tiles fold to it, and each full
/// tile's root stands in the tile above. corrupt, naming the tile's path, when one does not.
class VerifiedTileReader final : public HashReader {
 public:
  VerifiedTileReader(std::uint64_t size, const Hash& root, TileFetch fetch,
                     std::size_t cache_tiles = kDefaultTileCache);
  Result<std::vector<Hash>> read(std::span<const Node> nodes) override;
  /// The hashes of one tile of this size, verified.
  Result<std::vector<Hash>> tile(const TileId& id);

 private:
  Result<void> check_edge();
  Result<const std::vector<Hash>*> get(const TileId& id);

  std::uint64_t size_;
  Hash root_;
  TileFetch fetch_;
  TileCache cache_;
  std::map<TileId, std::vector<Hash>> edge_;  // verified partial tiles, always kept
  bool edge_checked_ = false;
};

}  // namespace althing::tlog
