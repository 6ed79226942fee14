#include "node/returns.h"

#include <algorithm>

#include "base/thread.h"
#include "node/http_source.h"
#include "node/limits.h"
#include "node/source_wire.h"
#include "peer/chain.h"
#include "peer/limits.h"
#include "index/sqlite.h"
#include "record/record.h"
#include "record/returned.h"
#include "tlog/bundle.h"

namespace althing::node {
namespace {

using assembly::kNone;
using assembly::decision::WantedPrefix;
using tlog::kTileWidth;

constexpr int kReturnsNice = 12;

bool begins_alike(std::span<const Hash> a, std::span<const Hash> b) {
  const std::size_t size = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin());
}

// The tile as a tree of that size has it.
tlog::TileId at_size(tlog::TileId id, std::uint64_t size) {
  id.width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, size - id.index * kTileWidth));
  return id;
}

std::string root_of(std::span<const Hash> leaves) {
  tlog::Frontier tree;
  for (const Hash& leaf : leaves) tree.append(leaf);
  return to_hex(tree.root());
}

}  // namespace

std::string Gatherer::record_dir() const { return join_path(dir_, "record"); }

// Where leaves of the log are to be had: what was pulled of it here, then what others keep of it.
std::vector<Gatherer::Candidate> Gatherer::candidates(const Key& log, const std::vector<Offer>& offers) {
  std::vector<Candidate> out;
  const std::string origin = record::origin_of(assembly_, log), name = origin.substr(origin.rfind('/') + 1);
  const tlog::VerifierKey key = tlog::VerifierKey::make(origin, tlog::SignatureType::ed25519, log);
  for (std::size_t n = 0; n < peer::kMaxChains; ++n) {
    const std::string dir = join_path(join_path(dir_, "peers"), n == 0 ? name : name + "/branch-" + std::to_string(n));
    if (!fs_.exists(dir)) break;
    auto opened = peer::Chain::open(fs_, dir, key);  // a pull may be writing it: then the next round has it
    if (!opened || opened->taken() == 0) continue;
    auto chain = std::make_shared<peer::Chain>(std::move(*opened));
    out.push_back({chain->taken(), [chain](const WantedPrefix&) { return [chain](const tlog::TileId& id) { return chain->tile_bytes(at_size(id, chain->taken())); }; }});
  }
  for (const Offer& offer : offers) {
    if (offer.origin == origin) {
      // Its own log, perhaps not pulled yet: no tile is believed that does not lead to the root.
      out.push_back({record::kMaxReturnedEntries, [source = offer.source](const WantedPrefix& wanted) -> tlog::TileFetch {
                       auto wire = std::make_shared<SourceWire>(*source);
                       auto reader = std::make_shared<tlog::VerifiedTileReader>(wanted.size, parse_hex<Hash>(wanted.root).value_or(Hash()),
                                                                                [wire](const tlog::TileId& id) { return wire->tile(id); });
                       return [reader](const tlog::TileId& id) -> Result<std::string> { return reader->tile(id).map([](const auto& hashes) { return tlog::tile_bytes(hashes); }); };
                     }});
      continue;
    }
    for (std::size_t n = 0; n < record::kMaxReturnedBranches; ++n) {
      const std::string dir = record::returned_dir(log, n);
      const auto size = record::returned_size(*offer.source, dir);
      if (!size) break;
      out.push_back({*size, [source = offer.source, dir, size = *size](const WantedPrefix&) {
                       return [source, dir, size](const tlog::TileId& id) { return source->get(join_path(dir, tlog::tile_path(at_size(id, size)))); };
                     }});
    }
  }
  return out;
}

Result<void> Gatherer::keep(const Key& log, std::vector<Hash> leaves, std::vector<HeldBranch>& branches) {
  const auto same = std::find_if(branches.begin(), branches.end(), [&](const HeldBranch& one) { return begins_alike(one.leaves, leaves); });
  if (same == branches.end()) {
    if (branches.size() >= record::kMaxReturnedBranches) return {};  // it has told enough stories: its further returns are not followed
    HeldBranch fresh;
    fresh.dir = record::returned_dir(log, branches.size());
    TRY_VOID(record::write_returned(fs_, record_dir(), fresh.dir, leaves, 0));
    fresh.leaves = std::move(leaves);
    fresh.acts.resize(fresh.leaves.size(), kNone);
    branches.push_back(std::move(fresh));
    return {};
  }
  if (leaves.size() <= same->leaves.size()) return {};
  TRY_VOID(record::write_returned(fs_, record_dir(), same->dir, leaves, same->leaves.size()));
  same->leaves = std::move(leaves);
  same->acts.resize(same->leaves.size(), kNone);
  return {};
}

// True if the prefix is held now.
Result<bool> Gatherer::take_prefix(const WantedPrefix& wanted, std::vector<HeldBranch>& branches, const std::vector<Candidate>& all) {
  for (const HeldBranch& branch : branches) {
    const auto root = roots_at(branch.leaves, {wanted.size});
    if (root.contains(wanted.size) && root.at(wanted.size) == wanted.root) return true;
  }
  if (wanted.size > record::kMaxReturnedEntries) return false;
  for (const Candidate& one : all) {
    if (one.size < wanted.size) continue;
    const tlog::TileFetch fetch = one.fetch_for(wanted);
    // Most likely it goes on where a branch ends; if that leads nowhere, all of it is read.
    for (std::size_t base = 0; base <= branches.size(); ++base) {
      const bool whole = base == branches.size();
      const std::uint64_t from = whole ? 0 : std::min<std::uint64_t>(branches[base].leaves.size(), wanted.size) / kTileWidth * kTileWidth;
      if (!whole && from == 0) continue;
      const auto rest = record::read_leaves(fetch, from, wanted.size);
      if (!rest) break;
      std::vector<Hash> leaves;
      if (!whole) leaves.assign(branches[base].leaves.begin(), branches[base].leaves.begin() + static_cast<std::ptrdiff_t>(from));
      leaves.insert(leaves.end(), rest->begin(), rest->end());
      if (root_of(leaves) != wanted.root) continue;
      TRY_VOID(keep(wanted.log, std::move(leaves), branches));
      return true;
    }
  }
  return false;
}

std::optional<std::string> Gatherer::ask_entry(const Key& log, const Hash& leaf, std::uint64_t place, std::uint64_t size, const std::vector<Offer>& offers) {
  const std::string origin = record::origin_of(assembly_, log);
  const auto right = [&](const Result<std::string>& note) { return note && tlog::leaf_hash(as_bytes(*note)) == leaf; };
  for (const Offer& offer : offers) {
    if (offer.origin == origin) {
      SourceWire wire(*offer.source);
      const std::uint64_t index = place / kTileWidth;
      peer::Places places;
      places.set(place % kTileWidth);
      const auto notes = wire.entries({true, 0, index, static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, size - index * kTileWidth))}, places);
      if (notes && notes->size() == 1 && right(notes->front())) return notes->front();
      continue;
    }
    for (std::size_t n = 0; n < record::kMaxReturnedBranches; ++n) {
      const auto note = offer.source->get(record::returned_entry(record::returned_dir(log, n), leaf));
      if (right(note)) return *note;
    }
  }
  return std::nullopt;
}

// Finds the acts of a branch's leaves.
Result<void> Gatherer::resolve(const Key& log, HeldBranch& branch, const LeafBook& book, const std::vector<Offer>& offers, bool ask_entries) {
  std::size_t asked = 0;
  for (std::uint64_t place = branch.resolved(); place < branch.leaves.size(); ++place) {
    assembly::ActNo& act = branch.acts[place];
    const Hash& leaf = branch.leaves[place];
    if (act == kNone) act = book.act_of(leaf);
    if (act != kNone) continue;
    if (rubbish_.contains(leaf)) break;  // the prefix ends here for good
    if (!ask_entries || ++asked > kMaxEntriesAsked) continue;
    const auto note = ask_entry(log, leaf, place, branch.leaves.size(), offers);
    if (!note) continue;
    const auto parsed = act::parse_entry(*note);
    if (!parsed) {
      rubbish_.insert(leaf);
      continue;
    }
    act = book.act_of_entry(*note);
    if (act == kNone) continue;  // its act comes by pulling
    const std::string file = join_path(record_dir(), record::returned_entry(branch.dir, leaf));
    TRY_VOID(fs_.make_dirs(parent_dir(file)));
    TRY_VOID(fs_.replace_file(file, as_bytes(*note)));
  }
  return {};
}

Result<Gathered> Gatherer::gather(const OwnLog& own, const LeafBook::FindAct& find, const std::vector<WantedPrefix>& wanted, const std::vector<Offer>& offers,
                                  bool ask_entries) {
  Gathered out;
  const auto folder = record::folder_source(fs_, record_dir());
  std::optional<LeafBook> book;
  std::map<Key, std::vector<const WantedPrefix*>> by_log;
  for (const WantedPrefix& one : wanted) {
    if (one.log != own.key) by_log[one.log].push_back(&one);
  }
  for (const auto& [log, prefixes] : by_log) {
    if (!book) {
      TRY(book, LeafBook::open(own, find));
    }
    auto known = branches_.find(log);
    if (known == branches_.end()) {
      std::vector<std::string> faults;
      known = branches_.emplace(log, read_branches(*folder, log, *book, faults)).first;
    }
    std::vector<HeldBranch>& branches = known->second;
    std::optional<std::vector<Candidate>> all;
    // The longest first: the shorter ones lie in it.
    for (auto it = prefixes.rbegin(); it != prefixes.rend(); ++it) {
      TRY(bool held, take_prefix(**it, branches, {}));
      if (!held) {
        if (!all) all = candidates(log, offers);
        TRY(held, take_prefix(**it, branches, *all));
      }
    }
    for (HeldBranch& branch : branches) TRY_VOID(resolve(log, branch, *book, offers, ask_entries));
  }
  out.logs = make_logs(own, branches_, wanted);
  for (const WantedPrefix& one : wanted) {
    const auto branches = out.logs->branches(one.log);
    out.lacking += std::none_of(branches.begin(), branches.end(), [&](const auto* branch) { return branch->has(one.size, one.root); }) ? 1 : 0;
  }
  return out;
}

Returns::Returns(Fs& fs, std::string dir, record::Record& record, ReaderPool& readers, Follower& follower,
                 Neighbours peers, std::function<void(const std::string&)> log)
    : fs_(fs), dir_(std::move(dir)), record_(record), readers_(readers), follower_(follower), peers_(std::move(peers)), log_(std::move(log)),
      gatherer_(fs, dir_, record.assembly()) {
  if (!log_) log_ = [](const std::string&) {};
}

void Returns::start() {
  thread_ = std::thread([this] { run(); });
}

void Returns::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Returns::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  wake_.notify_all();
}

std::string Returns::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

Result<Gathered> Returns::gather(const std::vector<Offer>& offers, bool ask_entries) {
  TRY(const auto reader, readers_.take());
  OwnLog own;
  own.key = record_.log_key().key();
  // The index keeps it for longer than this lives; the record outlives both.
  own.root_at = [&record = record_](std::uint64_t size) -> Result<Hash> {
    tlog::TileReader tree(record.snapshot()->size, [&record](const tlog::TileId& id) { return record.read_public(tlog::tile_path(id)); });
    return tlog::root_of(size, tree);
  };
  std::vector<assembly::ActNo> repeated;
  {
    const index::ReadSnapshot one_state(*reader);
    own.size = reader->folded();
    repeated = reader->repeated_entries();
    wanted_ = reader->wanted_prefixes();
  }
  own.tiles = [this](const tlog::TileId& id) { return record_.read_public(tlog::tile_path(id)); };
  for (const assembly::ActNo no : repeated) {
    TRY(const auto notes, record_.read_notes(no, no + 1));
    TRY(const act::Act act, act::parse_entry(notes.front()));
    own.repeated.emplace(no, act.id);
  }
  folded_ = own.size;
  const auto find = [&](const act::ActId& id) {
    const auto no = reader->find(id);
    return no && *no < own.size ? no : std::nullopt;
  };
  return gatherer_.gather(own, find, wanted_, offers, ask_entries);
}

Result<std::shared_ptr<const assembly::decision::Logs>> Returns::held() {
  TRY(Gathered gathered, gather({}, false));
  lacking_ = gathered.lacking;
  return std::move(gathered.logs);
}

Result<void> Returns::round() {
  std::vector<Offer> offers;
  for (const auto& [address, origin, client] : peers_()) {
    if (origin.empty()) continue;  // not heard of yet
    auto& source = sources_[address];
    if (!source) {
      auto opened = HttpSource::open(address, client);
      if (!opened) continue;
      source = std::move(*opened);
    }
    offers.push_back({origin, source.get()});
  }
  const std::uint64_t before = folded_;
  const std::size_t lacked = lacking_;
  const auto wanted_before = wanted_;
  TRY(Gathered gathered, gather(offers, rested_ >= kRestedRounds));
  rested_ = folded_ == before ? rested_ + 1 : 0;
  lacking_ = gathered.lacking;
  if (gathered.lacking != lacked || wanted_ != wanted_before) follower_.set_logs(std::move(gathered.logs));
  return {};
}

void Returns::run() {
  name_this_thread("returns");
  give_way(kReturnsNice);
  std::int64_t wait_ms = kReturnsEveryMs, looked_ms = steady_ms();
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, std::chrono::milliseconds(kReturnsEveryMs), [&] { return stopping_ || woken_; });
      if (stopping_) return;
      const bool something_lacks = lacking_ > 0 || !fault_.empty();
      if (std::exchange(woken_, false) || (something_lacks && follower_.folded() != folded_)) wait_ms = kReturnsEveryMs;
      else if (steady_ms() < looked_ms + (something_lacks ? wait_ms : kReturnsLookMs)) continue;
    }
    looked_ms = steady_ms();
    Result<void> done;
    try {
      done = round();
    } catch (const index::DbError& error) {
      done = fail(Errc::storage, std::string("index: ") + error.what());
    }
    {
      const std::lock_guard lock(mutex_);
      const std::string before = std::exchange(fault_, done ? std::string() : "returned prefixes: " + done.error().text());
      if (!fault_.empty() && fault_ != before) log_(fault_);
    }
    // What is not to be had now is asked for less and less often.
    wait_ms = lacking_ == 0 && done ? kReturnsEveryMs : std::min(wait_ms * 3 / 2, kReturnsMaxMs);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(kPullPauseMs), [&] { return stopping_; });
  }
}

}  // namespace althing::node
