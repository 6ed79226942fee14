#include "node/source_wire.h"

#include <fmt/format.h>

#include "record/layout.h"
#include "record/pack.h"
#include "tlog/bundle.h"

namespace althing::node {
namespace {

using peer::Places;
using tlog::TileId;

// Asking for places costs a request that nobody caches, so most of a bundle is fetched whole.
bool worth_selecting(const TileId& bundle, const Places& places) { return 4 * places.count() <= 3 * bundle.width; }

std::vector<std::string> chosen(const std::vector<std::string_view>& all, const Places& places) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < all.size() && i < places.size(); ++i) {
    if (places.test(i)) out.emplace_back(all[i]);
  }
  return out;
}

std::vector<std::string> owned(const std::vector<std::string_view>& all) { return {all.begin(), all.end()}; }

}  // namespace

std::string write_places(const Places& places) {
  std::array<std::uint8_t, tlog::kTileWidth / 8> bytes{};
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places.test(i)) bytes[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
  }
  return to_hex(bytes);
}

Result<Places> parse_places(std::string_view text) {
  std::array<std::uint8_t, tlog::kTileWidth / 8> bytes{};
  TRY_VOID(from_hex(text, bytes));
  Places out;
  for (std::size_t i = 0; i < out.size(); ++i) out.set(i, (bytes[i / 8] >> (i % 8) & 1) != 0);
  return out;
}

Result<std::optional<std::string>> SourceWire::checkpoint() {
  TRY(std::string note, source_.get("checkpoint"));
  if (note == last_) return std::nullopt;
  last_ = note;
  return std::optional(std::move(note));
}

Result<std::string> SourceWire::at_width(const TileId& id, bool pack, unsigned& width) {
  width = id.width;
  auto bytes = source_.get(pack ? record::pack_path(id) : tlog::tile_path(id));
  if (bytes || id.full() || bytes.error().code != Errc::not_found) return bytes;
  TileId full = id;
  full.width = width = tlog::kTileWidth;
  return source_.get(pack ? record::pack_path(full) : tlog::tile_path(full));
}

Result<std::string> SourceWire::tile(const TileId& id) {
  unsigned width = 0;
  return at_width(id, false, width);
}

Result<std::string> SourceWire::selected(std::string_view kind, const TileId& bundle, const Places& places) {
  if (!select || !worth_selecting(bundle, places)) return std::string();
  return select(fmt::format("/{}/{}?only={}", kind, bundle.index, write_places(places)));
}

Result<std::vector<std::string>> SourceWire::entries(const TileId& bundle, const Places& places) {
  TRY(const std::string some, selected("entries", bundle, places));
  if (!some.empty()) return tlog::parse_bundle(some, places.count()).map(owned);
  unsigned width = 0;
  TRY(const std::string bytes, at_width(bundle, false, width));
  return tlog::parse_bundle(bytes, width).map([&](const auto& all) { return chosen(all, places); });
}

Result<std::vector<std::string>> SourceWire::details(const TileId& bundle, const Places& places) {
  TRY(const std::string some, selected("details", bundle, places));
  if (!some.empty()) return record::parse_pack(some, places.count()).map(owned);
  unsigned width = 0;
  const auto bytes = at_width(bundle, true, width);
  if (!bytes && bytes.error().code == Errc::not_found) return std::vector<std::string>(places.count());  // a mirror without details
  if (!bytes) return fail(bytes.error());
  return record::parse_pack(*bytes, width).map([&](const auto& all) { return chosen(all, places); });
}

Result<peer::BlobPiece> SourceWire::blob(const Hash& name, std::uint64_t offset) {
  if (ranged) return ranged(record::blob_path(name), offset);
  TRY(std::string bytes, source_.get(record::blob_path(name)));
  if (bytes.size() < offset) return fail(Errc::corrupt, record::blob_path(name), "is shorter than it was");
  return peer::BlobPiece{bytes.size(), bytes.substr(offset)};
}

}  // namespace althing::node
