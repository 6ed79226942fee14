// The right edge of the log in memory: the entries and details of the partial bundle, the partial
// tiles, and what files a batch adds. A value: work on a copy, keep it when the disk agreed; copies
// share the entries. docs/format-record.md, "Order of commit".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "record/record.h"
#include "tlog/tile.h"
#include "tlog/tile_reader.h"

namespace althing::record {

/// A file of record/ that a batch makes. `id` is the tile, or the bundle (also of a pack).
struct NewFile {
  tlog::TileId id;
  bool pack = false;
  std::string bytes;

  /// Relative to record/.
  std::string path() const;
};

struct Head {
  tlog::TileEdge edge;                                 // nothing in it is waiting to be taken
  std::vector<tlog::TileData> partial_tiles;           // of edge_tiles(size()), in that order
  std::vector<std::shared_ptr<const NewEntry>> tail;   // of the partial bundle

  std::uint64_t size() const { return edge.size(); }
  /// First index of the partial bundle.
  std::uint64_t tail_begin() const { return size() - tail.size(); }
  /// The bundle and pack of the tail, and the partial tiles: what must be on disk beside full files.
  std::vector<NewFile> partial_files() const;
  /// The same without their bytes.
  std::vector<NewFile> partial_names() const;
  tlog::TileId tail_bundle() const;
  std::string bundle_bytes() const;
  std::string pack_bytes() const;

  /// Adds entries; returns the files this makes, in the order bundles and packs, then tiles.
  /// too_large for an entry over tlog's limit (then the head must not be used further).
  Result<std::vector<NewFile>> extend(std::span<const std::shared_ptr<const NewEntry>> batch);

  /// From the partial files' bytes. corrupt if lengths, leaf hashes or `root` disagree.
  static Result<Head> load(std::uint64_t size, const Hash& root, std::span<const std::string> tile_bytes,
                           std::vector<std::shared_ptr<const NewEntry>> tail);
};

/// Re-checks what was written against what was meant, before anything is signed: `read_back` gives the
/// bytes of each of `files` as they are on disk now. Every entry's leaf hash is computed again from the
/// bytes read, every full tile's root must stand in the tile above, the root over the tiles read must
/// be that of `next`, and the root at `before`'s size must be the one published. corrupt, naming the
/// file, when one does not.
using ReadBack = std::function<Result<std::string>(const NewFile&)>;
Result<void> check_written(const Head& before, const Head& next, std::span<const NewFile> files,
                           const ReadBack& read_back);

}  // namespace althing::record
