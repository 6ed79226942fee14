// The files of a mirror: written without fsync while a run fetches, made durable together before its checkpoint.
// Knows which partial files may stay. Not thread-safe.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/fs.h"
#include "record/audit.h"
#include "tlog/tile.h"

namespace althing::node {

class MirrorFolder {
 public:
  /// @param record the folder `record` of the mirror
  MirrorFolder(Fs& fs, std::string record) : fs_(fs), record_(std::move(record)) {}

  bool exists(const std::string& path) const { return fs_.exists(join_path(record_, path)); }
  Result<std::string> read(const std::string& path) const;
  /// Bytes of a bundle or tile at a width the mirror has, or of the pack parallel to a bundle.
  Result<std::string> read(const tlog::TileId& id, bool pack) const;
  Result<void> write(const std::string& path, std::string_view bytes);
  /// The pack of a bundle; `before` is the mirror's size before this run: where readers may still hold the
  /// narrower bundle of then, its pack is cut anew, so that no word stays in one that went from the other.
  Result<void> write_pack(const tlog::TileId& bundle, const std::vector<std::string>& details, std::uint64_t before);
  Result<void> remove(const std::string& path);

  /// fsync of all that was written since, and of the folders it lies in.
  Result<void> sync();
  /// Durable, by itself.
  Result<void> publish(std::string_view checkpoint);
  /// Removes the partial files of all sizes but these two.
  Result<void> sweep(std::uint64_t before, std::uint64_t size);

 private:
  Fs& fs_;
  std::string record_;
  std::set<std::string> fresh_;  // full paths
};

/// The bundle `index` of a log of `size` entries, at its width.
tlog::TileId bundle_at(std::uint64_t index, std::uint64_t size);

}  // namespace althing::node
