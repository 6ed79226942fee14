// Readers: full bundles, packs and tiles from disk (they never change but for details), the partial
// ones from the published head in memory. Any thread.
#include <algorithm>

#include "record/layout.h"
#include "record/limits.h"
#include "record/pack.h"
#include "record/store.h"
#include "tlog/bundle.h"
#include "tlog/proof.h"

namespace althing::record {
namespace {

Error missing(std::string_view path) {
  return Error{Errc::not_found, {}, "the record has no " + std::string(path)};
}

Error damaged(const std::string& path, const Error& error) {
  return Error{Errc::corrupt, {}, path + ": " + error.message};
}

}  // namespace

Store::Published Store::published() const {
  const std::lock_guard lock(published_mutex_);
  return published_;
}

void Store::set_published(std::shared_ptr<const Snapshot> snapshot) {
  Published view{std::move(snapshot), std::make_shared<const Head>(head_)};
  const std::lock_guard lock(published_mutex_);
  std::swap(published_, view);  // the old view is freed after the lock
}

std::shared_ptr<const Snapshot> Store::snapshot() const { return published().snapshot; }

/// A full bundle, pack or tile from disk; a file that must be there and is not is damage.
Result<std::string> Store::read_full(const tlog::TileId& id, bool pack) const {
  const std::string path = NewFile{id, pack, {}}.path();
  auto bytes = folder_.read(in_record(path), std::max(kMaxPackBytes, kMaxBundleBytes));
  if (!bytes && bytes.error().code == Errc::not_found) return fail(Errc::corrupt, path + " is missing");
  return bytes;
}

Result<std::vector<std::string>> Store::read_notes(std::uint64_t begin, std::uint64_t end) const {
  const Published view = published();
  end = std::min(end, view.snapshot->size);
  std::vector<std::string> out;
  for (std::uint64_t at = begin; at < end;) {
    const std::uint64_t first = at - at % tlog::kTileWidth;
    const std::uint64_t stop = std::min(end, first + tlog::kTileWidth);
    if (first >= view.head->tail_begin()) {
      for (; at < stop; ++at) out.push_back(view.head->tail[at - first]->note);
      continue;
    }
    const tlog::TileId id{true, 0, first / tlog::kTileWidth, tlog::kTileWidth};
    TRY(const std::string bytes, read_full(id, false));
    const auto entries = tlog::parse_bundle(bytes, tlog::kTileWidth);
    if (!entries) return fail(damaged(tlog::tile_path(id), entries.error()));
    for (; at < stop; ++at) out.emplace_back((*entries)[at - first]);
  }
  return out;
}

Result<std::vector<std::string>> Store::read_details(std::uint64_t begin, std::uint64_t end) const {
  const Published view = published();
  end = std::min(end, view.snapshot->size);
  std::vector<std::string> out;
  for (std::uint64_t at = begin; at < end;) {
    const std::uint64_t first = at - at % tlog::kTileWidth;
    const std::uint64_t stop = std::min(end, first + tlog::kTileWidth);
    if (first >= view.head->tail_begin()) {
      for (; at < stop; ++at) out.push_back(view.head->tail[at - first]->detail);
      continue;
    }
    const tlog::TileId id{true, 0, first / tlog::kTileWidth, tlog::kTileWidth};
    TRY(const std::string bytes, read_full(id, true));
    const auto details = parse_pack(bytes, tlog::kTileWidth);
    if (!details) return fail(damaged(pack_path(id), details.error()));
    for (; at < stop; ++at) out.emplace_back((*details)[at - first]);
  }
  return out;
}

Result<std::string> Store::read_tile(const Published& view, const tlog::TileId& id) const {
  if (id.index < tlog::full_tiles(id.level, view.snapshot->size)) {
    TRY(std::string bytes, read_full(tlog::TileId{false, id.level, id.index, tlog::kTileWidth}, false));
    if (bytes.size() != tlog::kTileBytes) return fail(Errc::corrupt, tlog::tile_path(id) + " has the wrong length");
    bytes.resize(id.width * tlog::kHashBytes);
    return bytes;
  }
  for (const tlog::TileData& tile : view.head->partial_tiles) {
    if (tile.id.level == id.level && tile.id.index == id.index && id.width <= tile.id.width) {
      return tile.bytes.substr(0, id.width * tlog::kHashBytes);
    }
  }
  return fail(missing(tlog::tile_path(id)));
}

Result<std::string> Store::read_bundle(const Published& view, const tlog::TileId& id, bool pack) const {
  std::string bytes;
  std::size_t whole = tlog::kTileWidth;
  if (id.index < tlog::full_tiles(0, view.snapshot->size)) {
    TRY(bytes, read_full(tlog::TileId{true, 0, id.index, tlog::kTileWidth}, pack));
  } else if (id.index * tlog::kTileWidth == view.head->tail_begin() && id.width <= view.head->tail.size()) {
    whole = view.head->tail.size();
    bytes = pack ? view.head->pack_bytes() : view.head->bundle_bytes();
  } else {
    return fail(missing(NewFile{id, pack, {}}.path()));
  }
  if (id.width == whole) return bytes;
  return pack ? cut_pack(bytes, whole, id.width) : cut_bundle(bytes, whole, id.width);
}

Result<std::string> Store::read_public(std::string_view path) const {
  const Published view = published();
  if (path == "checkpoint") return view.snapshot->checkpoint;
  if (path.starts_with("blob/")) {
    TRY(const Hash name, parse_hex<Hash>(path.substr(5)));
    return read_blob(name);
  }
  if (path.starts_with("detail/")) {
    TRY(const tlog::TileId id, parse_pack_path(path));
    return read_bundle(view, id, true);
  }
  TRY(const tlog::TileId id, tlog::parse_tile_path(path));
  return id.entries ? read_bundle(view, id, false) : read_tile(view, id);
}

Result<std::vector<Hash>> Store::inclusion(std::uint64_t index, std::uint64_t size) const {
  const Published view = published();
  if (size > view.snapshot->size) return fail(Errc::not_found, "the log has not reached that size");
  tlog::TileReader reader(view.snapshot->size, [&](const tlog::TileId& id) { return read_tile(view, id); });
  return tlog::prove_inclusion(index, size, reader);
}

Result<std::vector<Hash>> Store::consistency(std::uint64_t old_size, std::uint64_t size) const {
  const Published view = published();
  if (size > view.snapshot->size) return fail(Errc::not_found, "the log has not reached that size");
  tlog::TileReader reader(view.snapshot->size, [&](const tlog::TileId& id) { return read_tile(view, id); });
  return tlog::prove_consistency(old_size, size, reader);
}

Result<std::string> Store::proof_text(std::uint64_t index) const {
  const Published view = published();
  if (index >= view.snapshot->size) return fail(Errc::not_found, "the log has no entry " + std::to_string(index));
  tlog::TileReader reader(view.snapshot->size, [&](const tlog::TileId& id) { return read_tile(view, id); });
  TRY(auto hashes, tlog::prove_inclusion(index, view.snapshot->size, reader));
  return tlog::write_proof({std::nullopt, index, std::move(hashes), view.snapshot->checkpoint});
}

}  // namespace althing::record
