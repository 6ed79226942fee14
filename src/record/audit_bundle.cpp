// The audit of one bundle. See audit_bundle.h.
#include "record/audit_bundle.h"

#include "act/detail.h"
#include "record/head.h"
#include "record/pack.h"
#include "tlog/bundle.h"

namespace althing::record {
namespace {

using tlog::TileId;

std::string path_of(const TileId& id, bool pack) { return NewFile{id, pack, {}}.path(); }

TileId bundle_of(const AuditedBundle& bundle) {
  return TileId{true, 0, bundle.first / tlog::kTileWidth, bundle.width};
}
TileId tile_of_bundle(const AuditedBundle& bundle) {
  return TileId{false, 0, bundle.first / tlog::kTileWidth, bundle.width};
}

void add_fault(AuditedBundle& out, std::string file, std::string message, std::optional<std::uint64_t> index = {}) {
  out.faults.push_back({index, std::move(file), std::move(message)});
}

/// The root of this full bundle's leaves as the tile above has it.
std::optional<Hash> root_above(const AuditFiles& files, const AuditedBundle& bundle) {
  const tlog::Node node{tlog::kTileHeight, bundle.first / tlog::kTileWidth};
  const TileId parent = tlog::tile_of(node, files.size());
  const auto hashes = files.tile(parent);
  if (!hashes) return std::nullopt;
  const auto hash = tlog::hash_in_tile(parent, *hashes, node);
  if (!hash) return std::nullopt;
  return *hash;
}

/// Chooses which leaves to build on when entries and tile are not both whole and equal.
void settle(const AuditFiles& files, AuditedBundle& out) {
  if (out.computed.empty() || out.stored.empty()) {
    out.leaves = out.computed.empty() ? out.stored : out.computed;
    return;
  }
  out.leaves = out.computed;
  if (out.computed == out.stored) return;
  if (out.width < tlog::kTileWidth) {
    out.undecided = true;
    return;
  }
  const auto above = root_above(files, out);
  if (above && tlog::perfect_root(out.stored) == *above) {
    out.leaves = out.stored;
    blame_entries(out);
  } else {
    blame_tile(out);
    if (!above || tlog::perfect_root(out.computed) != *above) blame_entries(out);
  }
}

void check_detail(AuditedBundle& out, const act::Act& act, std::string_view detail, std::uint64_t index) {
  if (detail.empty()) {
    if (act.detail) ++out.details_absent;
    return;
  }
  const std::string file = path_of(bundle_of(out), true);
  if (!act.detail) {
    add_fault(out, file, "a detail is held for an act that names none", index);
    return;
  }
  if (const auto opened = act::open_detail(act, detail); !opened) {
    add_fault(out, file, "the detail does not match its act: " + opened.error().text(), index);
    return;
  }
  ++out.details;
}

std::vector<std::string> read_details(const AuditFiles& files, AuditedBundle& out) {
  const TileId id = bundle_of(out);
  const auto bytes = files.get(id, true);
  if (!bytes) {
    add_fault(out, path_of(id, true), bytes.error().message);
    return {};
  }
  out.bytes += bytes->size();
  const auto parsed = parse_pack(*bytes, out.width);
  if (!parsed) {
    add_fault(out, path_of(id, true), parsed.error().message);
    return {};
  }
  return {parsed->begin(), parsed->end()};
}

}  // namespace

void blame_entries(AuditedBundle& bundle) {
  for (std::size_t i = 0; i < bundle.width; ++i) {
    if (bundle.computed[i] == bundle.stored[i]) continue;
    bundle.entries[i].reset();
    add_fault(bundle, path_of(bundle_of(bundle), false), "the entry does not hash to its leaf in the tree", bundle.first + i);
  }
}

void blame_tile(AuditedBundle& bundle) {
  for (std::size_t i = 0; i < bundle.width; ++i) {
    if (bundle.computed[i] == bundle.stored[i]) continue;
    add_fault(bundle, path_of(tile_of_bundle(bundle), false), "the leaf is not the hash of its entry", bundle.first + i);
  }
}

Result<std::string> AuditFiles::fetch(const TileId& id, bool pack) const {
  auto bytes = source_.get(path_of(id, pack));
  if (bytes || bytes.error().code != Errc::not_found || id.full()) return bytes;
  const TileId full{id.entries, id.level, id.index, tlog::kTileWidth};
  const auto whole = source_.get(path_of(full, pack));
  if (!whole) return bytes;
  if (pack) return cut_pack(*whole, tlog::kTileWidth, id.width);
  if (id.entries) return cut_bundle(*whole, tlog::kTileWidth, id.width);
  return whole->substr(0, id.width * tlog::kHashBytes);
}

Result<void> AuditFiles::load_edge() {
  edge_.clear();
  std::vector<std::pair<TileId, bool>> wanted;
  for (const TileId& id : tlog::edge_tiles(size_)) wanted.emplace_back(id, false);
  if (const unsigned width = tlog::partial_width(0, size_); width > 0) {
    const TileId id{true, 0, size_ / tlog::kTileWidth, width};
    wanted.emplace_back(id, false);
    wanted.emplace_back(id, true);
  }
  Result<void> out;
  for (const auto& [id, pack] : wanted) {
    auto bytes = fetch(id, pack);
    if (!bytes && bytes.error().code == Errc::not_found) out = fail(bytes.error());
    edge_.emplace(path_of(id, pack), std::move(bytes));
  }
  return out;
}

Result<std::string> AuditFiles::get(const TileId& id, bool pack) const {
  const auto held = edge_.find(path_of(id, pack));
  auto bytes = held != edge_.end() ? held->second : fetch(id, pack);
  if (!bytes && bytes.error().code == Errc::not_found) return fail(Errc::not_found, "the file is missing");
  return bytes;
}

Result<std::vector<Hash>> AuditFiles::tile(const TileId& id) const {
  TRY(const std::string bytes, get(id, false));
  return tlog::parse_tile(id, bytes);
}

AuditedBundle audit_bundle(const AuditFiles& files, std::uint64_t index, const act::ActId& assembly, bool signatures) {
  AuditedBundle out;
  out.first = index * tlog::kTileWidth;
  out.width = static_cast<unsigned>(std::min<std::uint64_t>(tlog::kTileWidth, files.size() - out.first));
  out.entries.resize(out.width);
  const TileId id = bundle_of(out);
  const std::string file = path_of(id, false);

  auto tile = files.tile(tile_of_bundle(out));
  if (tile) out.stored = std::move(*tile);
  else add_fault(out, path_of(tile_of_bundle(out), false), tile.error().message);

  const auto bytes = files.get(id, false);
  if (!bytes) add_fault(out, file, bytes.error().message);
  const auto parsed = bytes ? tlog::parse_bundle(*bytes, out.width) : Result<std::vector<std::string_view>>(fail(bytes.error()));
  if (bytes && !parsed) add_fault(out, file, parsed.error().message);
  const std::vector<std::string> details = read_details(files, out);
  if (!parsed) {
    settle(files, out);
    return out;
  }
  out.bytes += bytes->size() + out.width * tlog::kHashBytes;

  for (unsigned i = 0; i < out.width; ++i) {
    const std::string_view entry = (*parsed)[i];
    out.computed.push_back(tlog::leaf_hash(as_bytes(entry)));
    // What is no longer what was logged is reported as such, not for what it says now.
    if (!out.stored.empty() && out.computed[i] != out.stored[i] && !act::open_entry(entry, &assembly)) continue;
    auto opened = signatures ? act::open_entry(entry, &assembly) : act::parse_entry(entry);
    if (!opened) {
      add_fault(out, file, "the entry does not pass the door: " + opened.error().text(), out.first + i);
      continue;
    }
    const std::string_view held = details.empty() ? std::string_view{} : std::string_view(details[i]);
    check_detail(out, *opened, held, out.first + i);
    out.entries[i] = AuditedEntry{std::move(*opened), std::string(held)};
  }
  settle(files, out);
  return out;
}

}  // namespace althing::record
