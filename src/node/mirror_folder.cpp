#include "node/mirror_folder.h"

#include <algorithm>

#include "record/layout.h"
#include "record/limits.h"
#include "record/pack.h"

namespace althing::node {

using tlog::TileId;

TileId bundle_at(std::uint64_t index, std::uint64_t size) {
  return {true, 0, index, static_cast<unsigned>(std::min<std::uint64_t>(tlog::kTileWidth, size - index * tlog::kTileWidth))};
}

Result<std::string> MirrorFolder::read(const std::string& path) const { return fs_.read_file(join_path(record_, path), record::kMaxBlobBytes); }

Result<std::string> MirrorFolder::read(const TileId& id, bool pack) const { return read(pack ? record::pack_path(id) : tlog::tile_path(id)); }

Result<void> MirrorFolder::write(const std::string& path, std::string_view bytes) {
  const std::string file = join_path(record_, path);
  TRY_VOID(fs_.make_dirs(parent_dir(file)));
  TRY_VOID(fs_.put_file(file, as_bytes(bytes)));
  fresh_.insert(file);
  return {};
}

Result<void> MirrorFolder::write_pack(const TileId& bundle, const std::vector<std::string>& details, std::uint64_t before) {
  std::string bytes;
  for (const std::string& detail : details) record::append_detail(bytes, detail);
  TRY_VOID(write(record::pack_path(bundle), bytes));
  const unsigned narrow = tlog::partial_width(0, before);
  if (narrow == 0 || bundle.index != before / tlog::kTileWidth || narrow >= bundle.width) return {};
  TRY(const std::string cut, record::cut_pack(bytes, bundle.width, narrow));
  return write(record::pack_path({true, 0, bundle.index, narrow}), cut);
}

Result<void> MirrorFolder::remove(const std::string& path) {
  auto done = fs_.remove(join_path(record_, path));
  if (!done && done.error().code != Errc::not_found) return done;
  fresh_.erase(join_path(record_, path));
  return {};
}

Result<void> MirrorFolder::sync() {
  std::set<std::string> dirs;
  for (const std::string& path : fresh_) {
    TRY(const auto file, fs_.open(path, OpenMode::read_write));
    TRY_VOID(file->sync());
    dirs.insert(parent_dir(path));
  }
  for (const std::string& dir : dirs) TRY_VOID(fs_.sync_dir(dir));
  fresh_.clear();
  return {};
}

Result<void> MirrorFolder::publish(std::string_view checkpoint) { return fs_.replace_file(join_path(record_, "checkpoint"), as_bytes(checkpoint)); }

Result<void> MirrorFolder::sweep(std::uint64_t before, std::uint64_t size) {
  std::set<TileId> kept;
  for (const std::uint64_t n : {before, size}) {
    for (const TileId& id : tlog::edge_tiles(n)) kept.insert(id);
    if (const unsigned width = tlog::partial_width(0, n); width > 0) kept.insert({true, 0, n / tlog::kTileWidth, width});
  }
  const auto source = record::folder_source(fs_, record_);
  for (const char* under : {"tile", "detail"}) {
    TRY(const auto names, source->list(under));
    for (const std::string& name : names) {
      const auto id = name.starts_with("detail/") ? record::parse_pack_path(name) : tlog::parse_tile_path(name);
      if (!id || id->full() || kept.contains(*id)) continue;
      TRY_VOID(remove(name));
      static_cast<void>(fs_.remove(join_path(record_, parent_dir(name))));  // goes only if it is empty
    }
  }
  return {};
}

}  // namespace althing::node
