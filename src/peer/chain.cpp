#include "peer/chain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "peer/limits.h"

namespace althing::peer {
namespace {

tlog::TileFetch fetch_by(Wire& wire) {
  return [&wire](const tlog::TileId& id) { return wire.tile(id); };
}

}  // namespace

Result<Chain> Chain::open(Fs& fs, std::string dir, const tlog::VerifierKey& log) {
  Chain chain(fs, std::move(dir), log);
  chain.newest_.root = tlog::empty_root();
  TRY_VOID(fs.make_dirs(chain.dir_));
  TRY_VOID(chain.load());
  return chain;
}

Result<void> Chain::load() {
  const auto note = fs_->read_file(join_path(dir_, "checkpoint"), tlog::kMaxNoteBytes);
  if (!note) return note.error().code == Errc::not_found ? Result<void>{} : fail(note.error());
  TRY(const auto opened, tlog::open_checkpoint(*note, log_));
  note_ = *note;
  newest_ = opened.checkpoint;
  // What is missing or torn is fetched again: nothing rests on tiles but this chain's own work.
  if (!load_state()) {
    edge_ = {};
    wanted.clear();
    partials_.clear();
  }
  return {};
}

Result<void> Chain::load_state() {
  TRY(const std::string text, fs_->read_file(join_path(dir_, "state"), kMaxPeerFile));
  TRY(const json::Value value, json::parse(text, 8));
  const json::Value *taken = value.at("taken"), *list = value.at("wanted");
  if (taken == nullptr || taken->integer() == nullptr || *taken->integer() < 0) return fail(Errc::corrupt, "state", "has no `taken`");
  const auto size = static_cast<std::uint64_t>(*taken->integer());
  if (size > newest_.size) return fail(Errc::corrupt, "state", "is ahead of the checkpoint");
  std::vector<std::string> tiles;
  for (const tlog::TileId& id : tlog::edge_tiles(size)) {
    TRY(std::string bytes, fs_->read_file(join_path(dir_, tlog::tile_path(id)), tlog::kTileBytes));
    tiles.push_back(std::move(bytes));
    partials_.push_back(tlog::tile_path(id));
  }
  TRY(edge_, tlog::TileEdge::load(size, tiles));
  if (to_hex(edge_.root()) != value.text_at("root")) return fail(Errc::corrupt, "tile", "does not lead to the noted root");
  if (list == nullptr || list->object() == nullptr) return {};
  for (const auto& [place, hash] : *list->object()) {
    TRY(const std::uint64_t at, parse_decimal(place));
    if (hash.string() == nullptr) return fail(Errc::corrupt, "state", "`wanted` is not what was written");
    TRY(wanted[at], parse_hex<Hash>(*hash.string()));
  }
  return {};
}

Result<void> Chain::save() {
  json::Object list;
  for (const auto& [place, hash] : wanted) list.set(std::to_string(place), to_hex(hash));
  std::vector<std::string> partials;
  for (const tlog::TileData& tile : edge_.take()) {
    const std::string path = tlog::tile_path(tile.id), file = join_path(dir_, path);
    TRY_VOID(fs_->make_dirs(parent_dir(file)));
    TRY_VOID(fs_->put_file(file, as_bytes(tile.bytes)));
  }
  for (const tlog::TileId& id : tlog::edge_tiles(taken())) partials.push_back(tlog::tile_path(id));
  const json::Value state = json::object({{"taken", taken()}, {"root", to_hex(edge_.root())}, {"wanted", std::move(list)}});
  TRY_VOID(fs_->replace_file(join_path(dir_, "state"), as_bytes(json::write(state))));
  for (const std::string& old : partials_) {
    if (std::find(partials.begin(), partials.end(), old) == partials.end()) (void)fs_->remove(join_path(dir_, old));
  }
  partials_ = std::move(partials);
  return {};
}

// Both are signed; `reader` gives hashes proven under the larger one.
Result<Chain::Weighed> Chain::against(const tlog::Checkpoint& smaller, const std::string& smaller_note, const tlog::Checkpoint& larger,
                                      const std::string& larger_note, tlog::HashReader& reader, News if_consistent) const {
  if (smaller.size == larger.size) {
    if (smaller.root == larger.root) return Weighed{News::same, {}};
    return Weighed{News::fork, Fork{log_, smaller_note, larger_note, {}, {}}};
  }
  if (smaller.size == 0) return Weighed{if_consistent, {}};
  TRY(const Hash root, tlog::root_of(smaller.size, reader));
  if (root == smaller.root) return Weighed{if_consistent, {}};
  TRY(auto proof, tlog::prove_consistency(smaller.size, larger.size, reader));
  return Weighed{News::fork, Fork{log_, smaller_note, larger_note, root, std::move(proof)}};
}

Result<Chain::Weighed> Chain::weigh(const std::string& note, Wire& wire) {
  if (note == note_) return Weighed{};
  TRY(const auto opened, tlog::open_checkpoint(note, log_));
  const tlog::Checkpoint& seen = opened.checkpoint;
  if (seen.size <= newest_.size && !note_.empty()) {
    tlog::VerifiedTileReader reader(newest_.size, newest_.root, [&](const tlog::TileId& id) -> Result<std::string> {
      if (tlog::has_tile(id, taken())) {
        if (auto own = tile_bytes(id)) return own;  // else not saved yet
      }
      return wire.tile(id);
    });
    auto weighed = against(seen, note, newest_, note_, reader, News::older);
    // It may be of another branch, and honest about its tiles: those under our newest it has not.
    if (!weighed && weighed.error().code != Errc::storage && weighed.error().code != Errc::overloaded) return Weighed{News::unclear, {}};
    return weighed;
  }
  tlog::VerifiedTileReader reader(seen.size, seen.root, fetch_by(wire));
  TRY(Weighed weighed, against(newest_, note_, seen, note, reader, News::newer));
  if (weighed.news == News::fork) return weighed;
  TRY_VOID(fs_->replace_file(join_path(dir_, "checkpoint"), as_bytes(note)));
  note_ = note;
  newest_ = seen;
  reader_.reset();
  weighed.news = News::newer;
  return weighed;
}

Result<std::vector<Hash>> Chain::leaves(const tlog::TileId& tile, Wire& wire, std::string_view at_hand) {
  if (!reader_ || reading_ != &wire) {
    reader_.emplace(newest_.size, newest_.root, [&wire, held = at_hand_](const tlog::TileId& id) -> Result<std::string> {
      if (!held->bytes.empty() && held->tile == id) return std::string(held->bytes);
      return wire.tile(id);
    });
    reading_ = &wire;
  }
  *at_hand_ = {tile, at_hand};
  auto proven = reader_->tile(tile);
  *at_hand_ = {};
  return proven;
}

Result<void> Chain::take(std::span<const Hash> leaves) {
  for (const Hash& leaf : leaves) edge_.append(leaf);
  if (taken() > newest_.size || (taken() == newest_.size && edge_.root() != newest_.root)) {
    return fail(Errc::corrupt, "tile", "the leaves worked off do not lead to the checkpoint's root");
  }
  return {};
}

Result<std::string> Chain::tile_bytes(const tlog::TileId& tile) const {
  return fs_->read_file(join_path(dir_, tlog::tile_path(tile)), tlog::kTileBytes);
}

Result<std::optional<Fork>> Chain::compare(const Chain& other) const {
  const Chain &small = size() <= other.size() ? *this : other, &large = size() <= other.size() ? other : *this;
  if (small.note_.empty() || large.taken() < large.size()) return std::nullopt;
  tlog::TileReader reader(large.taken(), [&](const tlog::TileId& id) { return large.tile_bytes(id); });
  TRY(auto weighed, against(small.newest_, small.note_, large.newest_, large.note_, reader, News::older));
  return std::move(weighed.fork);
}

Result<Hash> Chain::root_at(std::uint64_t size) const {
  if (size > taken()) return fail(Errc::unknown_ref, "size", fmt::format("{} entries of this log were worked off", taken()));
  tlog::TileReader reader(taken(), [this](const tlog::TileId& id) { return tile_bytes(id); });
  return tlog::root_of(size, reader);
}

}  // namespace althing::peer
