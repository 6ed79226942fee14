#include "node/mirror.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "act/detail.h"
#include "node/mirror_limits.h"
#include "node/mirror_folder.h"
#include "node/mirror_state.h"
#include "node/source_wire.h"
#include "record/layout.h"
#include "record/limits.h"
#include "record/pack.h"
#include "record/record.h"
#include "record/returned.h"
#include "tlog/bundle.h"
#include "tlog/tile_reader.h"

namespace althing::node {
namespace {

using tlog::TileId;

constexpr std::uint64_t kStep = 16;  // bundles fetched together

/// A file in the pieces in which it comes. too_large over kMaxBlobBytes; corrupt: it changes its size meanwhile.
Result<std::string> whole_file(peer::Wire& wire, const Hash& name) {
  std::string out;
  while (true) {
    TRY(const peer::BlobPiece piece, wire.blob(name, out.size()));
    if (piece.total > record::kMaxBlobBytes) return fail(Errc::too_large, "file", fmt::format("may have {} bytes, says it has {}", record::kMaxBlobBytes, piece.total));
    out += piece.bytes;
    if (out.size() == piece.total) return out;
    if (out.size() > piece.total || piece.bytes.empty()) return fail(Errc::corrupt, "file", "is not as long as it says");
  }
}

/// The file that an act's leaf names: a document, a receipt, an answer, the source of a collection.
std::optional<Hash> named_file(const act::Act& act) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {{"document", "sha256"}, {"deliver", "receipt"}, {"answer", "file"}, {"collect", "source"}};
  for (const auto& [type, member] : kNames) {
    const auto name = act.type == type && act.v == 1 ? act.id_at(member) : std::nullopt;
    if (name) return Hash{name->data};
  }
  return std::nullopt;
}

bool changes_words(const act::Act& act) { return act.type == "erase" || act.type == "withhold" || act.type == "restore"; }

// What a connection brought of one bundle, unverified.
struct Fetched {
  Result<std::string> tile = std::string();
  Result<std::vector<std::string>> entries = std::vector<std::string>();
  Result<std::vector<std::string>> details = std::vector<std::string>();
  bool here = false;  // entries and details lie here from a run that was cut short
};

class Run {
 public:
  Run(Fs& fs, record::Source& source, const tlog::VerifierKey& log, const std::string& dir, const MirrorOptions& options)
      : fs_(fs), source_(source), wire_(source), log_(log), dir_(dir), options_(options), folder_(fs, join_path(dir, "record")), state_(MirrorState::load(fs, dir)) {}

  Result<MirrorReport> run();

 private:
  Result<void> load();
  Result<bool> weigh();
  Result<void> keep_evidence(const tlog::Fork& fork);
  Result<void> copy_bundles();
  std::vector<Fetched> fetch(std::uint64_t first, std::uint64_t end);
  Fetched fetch_one(const TileId& bundle);
  Result<void> take(const TileId& bundle, Fetched fetched, tlog::VerifiedTileReader& reader, tlog::TileEdge& edge);
  Result<void> take_details(const TileId& bundle, const std::vector<act::Act>& acts, std::vector<std::string> details, bool unchanged_stay);
  Result<void> look_again();
  Result<void> check_packs(const std::set<std::uint64_t>& bundles);
  Result<void> fetch_files();
  void note(const act::Act& act);
  Result<void> copy_prefixes();
  Result<std::vector<act::Act>> acts_of(const TileId& bundle) const;
  tlog::TileFetch own_tiles() const {
    return [this](const TileId& id) { return folder_.read(id, false); };
  }

  Fs& fs_;
  record::Source& source_;
  SourceWire wire_;
  const tlog::VerifierKey& log_;
  const std::string& dir_;
  const MirrorOptions& options_;
  MirrorFolder folder_;
  MirrorState state_;
  tlog::Checkpoint have_, next_;
  std::string have_note_, next_note_;
  std::map<TileId, std::string> level0_;    // of the step at work
  std::set<std::uint64_t> new_bundles_;     // copied in this run
  std::set<Hash> wanted_files_, doubtful_files_;  // doubtful: their source may hide them now
  MirrorReport report_;
};

Result<void> Run::load() {
  have_.root = tlog::empty_root();
  const auto note = folder_.read("checkpoint");
  if (!note) return note.error().code == Errc::not_found ? Result<void>{} : fail(note.error());
  const auto parsed = tlog::parse_note(*note).and_then([](const tlog::Note& n) { return tlog::parse_checkpoint(n.text); });
  if (parsed && parsed->origin != log_.name) {
    return fail(Errc::conflict, dir_, fmt::format("mirrors the log {}; what is read now is the log {}: give it a folder of its own", parsed->origin, log_.name));
  }
  TRY(const auto opened, tlog::open_checkpoint(*note, log_));
  have_ = opened.checkpoint;
  have_note_ = *note;
  return {};
}

Result<void> Run::keep_evidence(const tlog::Fork& fork) {
  const std::string text = tlog::write_fork(fork), file = "fork-" + to_hex(sha256(text)).substr(0, 8);
  TRY_VOID(fs_.replace_file(join_path(dir_, file), as_bytes(text)));
  return fail(Errc::conflict, "checkpoint", fmt::format("the log has signed two histories that contradict each other; the evidence is {} and the mirror stays as it was", join_path(dir_, file)));
}

// How what is read relates to what is here. False: it has nothing for this mirror.
Result<bool> Run::weigh() {
  TRY(next_note_, source_.get("checkpoint"));
  TRY(const auto opened, tlog::open_checkpoint(next_note_, log_));
  next_ = opened.checkpoint;
  report_.before = report_.size = have_.size;
  if (have_note_.empty() || have_.size == 0) return true;
  if (next_.size == have_.size) {
    if (next_.root != have_.root) return keep_evidence({log_, have_note_, next_note_, {}, {}}).map([] { return false; });
    return true;
  }
  const bool behind = next_.size < have_.size;
  const tlog::Checkpoint &small = behind ? next_ : have_, &large = behind ? have_ : next_;
  tlog::VerifiedTileReader reader(large.size, large.root, behind ? own_tiles() : [this](const TileId& id) { return wire_.tile(id); });
  TRY(const Hash root, small.size == 0 ? Result<Hash>(small.root) : tlog::root_of(small.size, reader));
  if (root != small.root) {
    TRY(auto proof, tlog::prove_consistency(small.size, large.size, reader));
    return keep_evidence({log_, behind ? next_note_ : have_note_, behind ? have_note_ : next_note_, root, std::move(proof)}).map([] { return false; });
  }
  report_.behind = behind;
  return !behind;
}

Fetched Run::fetch_one(const TileId& bundle) {
  Fetched out;
  SourceWire wire(source_);
  out.tile = wire.tile({false, 0, bundle.index, bundle.width});
  if (bundle.full() && folder_.exists(tlog::tile_path(bundle)) && folder_.exists(record::pack_path(bundle))) {
    out.entries = folder_.read(bundle, false).and_then([](const std::string& bytes) { return tlog::parse_bundle(bytes, tlog::kTileWidth); }).map([](const auto& all) {
      return std::vector<std::string>(all.begin(), all.end());
    });
    out.details = folder_.read(bundle, true).and_then([](const std::string& bytes) { return record::parse_pack(bytes, tlog::kTileWidth); }).map([](const auto& all) {
      return std::vector<std::string>(all.begin(), all.end());
    });
    out.here = out.entries && out.details;
    if (out.here) return out;
  }
  out.entries = wire.entries(bundle, peer::first_places(bundle.width));
  if (out.entries) out.details = wire.details(bundle, peer::first_places(bundle.width));
  return out;
}

std::vector<Fetched> Run::fetch(std::uint64_t first, std::uint64_t end) {
  std::vector<Fetched> out(end - first);
  std::atomic<std::uint64_t> at{first};
  const auto work = [&] {
    for (std::uint64_t mine = at++; mine < end; mine = at++) out[mine - first] = fetch_one(bundle_at(mine, next_.size));
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < options_.connections; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return out;
}

Result<void> Run::take_details(const TileId& bundle, const std::vector<act::Act>& acts, std::vector<std::string> details, bool unchanged_stay) {
  const std::uint64_t begin = bundle.index * tlog::kTileWidth;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    const std::uint64_t place = begin + i;
    state_.lacking.erase(place);
    if (!details[i].empty() && !act::open_detail(acts[i], details[i])) {
      details[i].clear();
      ++report_.wrong_details;
    }
    if (!details[i].empty() || !acts[i].detail || state_.erased.contains(place)) continue;
    if (state_.lacking.size() < kMaxWantedDetails) state_.lacking.insert(place);
  }
  if (unchanged_stay) {
    std::string bytes;
    for (const std::string& detail : details) record::append_detail(bytes, detail);
    if (const auto held = folder_.read(bundle, true); held && *held == bytes) return {};
    ++report_.packs;
  }
  return folder_.write_pack(bundle, details, have_.size);
}

Result<void> Run::take(const TileId& bundle, Fetched fetched, tlog::VerifiedTileReader& reader, tlog::TileEdge& edge) {
  TRY(const auto leaves, reader.tile({false, 0, bundle.index, bundle.width}));
  const auto matches = [&](const std::vector<std::string>& entries) {
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (tlog::leaf_hash(as_bytes(entries[i])) != leaves[i]) return false;
    }
    return true;
  };
  if (fetched.here && !matches(*fetched.entries)) {  // torn when the run before was cut short
    TRY_VOID(folder_.remove(tlog::tile_path(bundle)));
    fetched = fetch_one(bundle);
  }
  TRY(const auto entries, std::move(fetched.entries));
  if (!matches(entries)) return fail(Errc::corrupt, tlog::tile_path(bundle), "is not what the log signed");
  TRY(auto details, std::move(fetched.details));
  std::vector<act::Act> acts(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto act = act::parse_entry(entries[i]);  // what fails the door is mirrored as it stands, and has no details
    if (!act) continue;
    acts[i] = std::move(*act);
    note(acts[i]);
    if (const auto file = named_file(acts[i])) wanted_files_.insert(*file);
  }
  if (fetched.here) {
    report_.found += entries.size();
  } else {
    report_.entries += entries.size();
    TRY(const std::string bytes, tlog::write_bundle(entries));
    TRY_VOID(folder_.write(tlog::tile_path(bundle), bytes));
  }
  TRY_VOID(take_details(bundle, acts, std::move(details), false));
  for (const Hash& leaf : leaves) edge.append(leaf);
  return {};
}

Result<void> Run::copy_bundles() {
  const std::uint64_t first = have_.size / tlog::kTileWidth, end = (next_.size + tlog::kTileWidth - 1) / tlog::kTileWidth;
  // The tree as far as full bundles are here, proven by what was mirrored last.
  tlog::VerifiedTileReader own(have_.size, have_.root, own_tiles());
  std::vector<std::string> tiles;
  for (const TileId& id : tlog::edge_tiles(first * tlog::kTileWidth)) {
    auto bytes = tlog::cut_tile(id, own);
    if (!bytes) return fail(Errc::corrupt, tlog::tile_path(id), fmt::format("of this mirror is damaged: {}", bytes.error().text()));
    tiles.push_back(std::move(*bytes));
  }
  TRY(auto edge, tlog::TileEdge::load(first * tlog::kTileWidth, tiles));
  tlog::VerifiedTileReader reader(next_.size, next_.root, [this](const TileId& id) -> Result<std::string> {
    const auto held = level0_.find(id);
    return held != level0_.end() ? Result<std::string>(held->second) : wire_.tile(id);
  });
  // The edge first: with it each bundle is proven as it comes, and stays if the run is cut short.
  const TileId last = bundle_at(end - 1, next_.size);
  TRY_VOID(reader.tile({false, 0, last.index, last.width}).map([](const auto&) {}));
  for (std::uint64_t from = first; from < end; from += kStep) {
    const std::uint64_t to = std::min(end, from + kStep);
    std::vector<Fetched> fetched = fetch(from, to);
    level0_.clear();
    for (std::uint64_t i = from; i < to; ++i) {
      const TileId bundle = bundle_at(i, next_.size);
      if (fetched[i - from].tile) level0_[{false, 0, i, bundle.width}] = *fetched[i - from].tile;
    }
    for (std::uint64_t i = from; i < to; ++i) {
      const TileId bundle = bundle_at(i, next_.size);
      TRY_VOID(take(bundle, std::move(fetched[i - from]), reader, edge));
      new_bundles_.insert(i);
      if (options_.progress) options_.progress(std::min(next_.size, (i + 1) * tlog::kTileWidth), next_.size);
    }
    for (const tlog::TileData& tile : edge.take()) {
      if (tile.id.full() || to == end) TRY_VOID(folder_.write(tlog::tile_path(tile.id), tile.bytes));
    }
  }
  if (edge.size() != next_.size || edge.root() != next_.root) return fail(Errc::corrupt, "tile", "the entries do not lead to the root that the log signed");
  return {};
}

Result<std::vector<act::Act>> Run::acts_of(const TileId& bundle) const {
  TRY(const std::string bytes, folder_.read(bundle, false));
  TRY(const auto entries, tlog::parse_bundle(bytes, bundle.width));
  std::vector<act::Act> out(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (auto act = act::parse_entry(entries[i])) out[i] = std::move(*act);
  }
  return out;
}

Result<void> Run::check_packs(const std::set<std::uint64_t>& bundles) {
  for (const std::uint64_t index : bundles) {
    if (new_bundles_.contains(index)) continue;  // just fetched
    const TileId bundle = bundle_at(index, next_.size);
    TRY(const auto acts, acts_of(bundle));
    TRY(auto details, wire_.details(bundle, peer::first_places(bundle.width)));
    TRY_VOID(take_details(bundle, acts, std::move(details), true));
  }
  return {};
}

// Which packs and files may have changed although their entries are old: those that acts to erase, withhold and
// restore speak of, those that lacked something, or all. An act is looked at in two runs, since a node carries an
// erasure out a moment after it logged it.
Result<void> Run::look_again() {
  const std::uint64_t bundles = (next_.size + tlog::kTileWidth - 1) / tlog::kTileWidth;
  std::map<act::ActId, std::vector<Key>> targets;  // and who erases
  for (std::uint64_t i = state_.settled / tlog::kTileWidth; i < bundles; ++i) {
    TRY(const auto acts, acts_of(bundle_at(i, next_.size)));
    for (const act::Act& act : acts) {
      const auto of = changes_words(act) ? act.id_at("of") : std::nullopt;
      if (!of) continue;
      auto& by = targets[*of];
      if (act.type == "erase") by.push_back(act.by);
    }
  }
  std::set<std::uint64_t> again;
  for (const std::uint64_t place : state_.lacking) again.insert(place / tlog::kTileWidth);
  for (std::uint64_t i = 0; (!targets.empty() || options_.all_details) && i < bundles; ++i) {
    TRY(const auto acts, acts_of(bundle_at(i, next_.size)));
    if (options_.all_details) again.insert(i);
    for (std::size_t k = 0; k < acts.size(); ++k) {
      const auto target = targets.find(acts[k].id);
      const auto file = named_file(acts[k]);
      if (file && (options_.all_details || target != targets.end())) doubtful_files_.insert(*file);
      if (target == targets.end()) continue;
      again.insert(i);
      if (std::find(target->second.begin(), target->second.end(), acts[k].by) != target->second.end()) state_.erased.insert(i * tlog::kTileWidth + k);
    }
  }
  TRY_VOID(check_packs(again));
  state_.settled = have_.size;
  return {};
}

Result<void> Run::fetch_files() {
  wanted_files_.insert(state_.files.begin(), state_.files.end());
  wanted_files_.insert(doubtful_files_.begin(), doubtful_files_.end());
  state_.files.clear();
  for (const Hash& name : wanted_files_) {
    const std::string path = record::blob_path(name);
    if (folder_.exists(path) && !doubtful_files_.contains(name)) continue;
    const auto bytes = whole_file(wire_, name);
    if (bytes && sha256(*bytes) == name) {
      if (folder_.exists(path)) continue;
      TRY_VOID(folder_.write(path, *bytes));
      ++report_.files;
      continue;
    }
    if (!bytes && bytes.error().code != Errc::not_found && bytes.error().code != Errc::gone) return fail(bytes.error());
    if (folder_.exists(path)) TRY_VOID(folder_.remove(path));  // hidden there now
    if (state_.files.size() < kMaxWantedFiles) state_.files.insert(name);
  }
  return {};
}

void Run::note(const act::Act& act) {
  if (state_.prefixes.size() < kMaxSignedPrefixes) note_prefixes(act, state_.prefixes);
}

// What the source keeps of other logs, which closed polls rest on.
Result<void> Run::copy_prefixes() {
  for (std::uint64_t i = state_.prefixes_to / tlog::kTileWidth; i * tlog::kTileWidth < have_.size; ++i) {  // not looked at in earlier runs
    if (new_bundles_.contains(i)) continue;
    TRY(const auto acts, acts_of(bundle_at(i, next_.size)));
    for (const act::Act& act : acts) note(act);
  }
  state_.prefixes_to = next_.size;
  TRY(const auto assembly, parse_hex<act::ActId>(log_.name.substr(0, log_.name.find('/'))));
  std::vector<Hash> own;
  for (const auto& [log, prefixes] : state_.prefixes) {
    if (record::origin_of(assembly, log) == log_.name) continue;
    if (own.empty()) {
      TRY(own, record::read_leaves(own_tiles(), 0, next_.size));
      std::sort(own.begin(), own.end());
    }
    TRY_VOID(copy_returned(fs_, source_, log, prefixes, own, join_path(dir_, "record")));
  }
  return {};
}

Result<MirrorReport> Run::run() {
  TRY_VOID(load());
  TRY(const bool useful, weigh());
  if (!useful) return report_;
  if (next_.size > have_.size) TRY_VOID(copy_bundles());
  TRY_VOID(look_again());
  TRY_VOID(fetch_files());
  TRY_VOID(copy_prefixes());
  TRY_VOID(folder_.sync());
  const std::string policy = mirror_policy(log_), policy_path = join_path(dir_, "policy");
  if (fs_.read_file(policy_path, kMaxMirrorState).value_or("") != policy) TRY_VOID(fs_.replace_file(policy_path, as_bytes(policy)));
  // A checkpoint of the same tree may have come with more cosignatures.
  if (next_note_ != have_note_) TRY_VOID(folder_.publish(next_note_));
  TRY_VOID(state_.save(fs_, dir_));
  if (next_.size > have_.size) TRY_VOID(folder_.sweep(have_.size, next_.size));
  report_.size = next_.size;
  report_.lacking_details = state_.lacking.size();
  report_.lacking_files = state_.files.size();
  return report_;
}

}  // namespace

std::string mirror_policy(const tlog::VerifierKey& log) {
  return json::write(json::object({{"assembly", log.name.substr(0, log.name.find('/'))}, {"log", log.vkey()}, {"mirror", true}, {"origin", log.name}})) + "\n";
}

Result<MirrorReport> mirror(Fs& fs, record::Source& source, const tlog::VerifierKey& log, const std::string& dir, const MirrorOptions& options) {
  if (options.connections == 0 || options.connections > kMaxMirrorConnections) return fail(Errc::usage, "connections", fmt::format("must be 1 to {}", kMaxMirrorConnections));
  TRY_VOID(fs.make_dirs(join_path(dir, "record")));
  TRY(const auto lock, fs.lock(join_path(dir, "mirror.lock")));
  for (int attempt = 1;; ++attempt) {
    auto report = Run(fs, source, log, dir, options).run();
    // A static mirror that is renewed while it is read may have dropped a partial file: its next checkpoint has others.
    if (report || report.error().code != Errc::not_found || attempt == kMirrorAttempts) return report;
  }
}

}  // namespace althing::node
