#include "peer/simulation.h"

#include <algorithm>

namespace althing::peer {
namespace {

constexpr const char* kDir = "node";

std::string flipped(std::string bytes, std::mt19937_64& random) {
  if (!bytes.empty()) bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
  return bytes;
}

Hash leaf_of(const std::string& note) { return tlog::leaf_hash(as_bytes(note)); }

}  // namespace

Result<void> SimWire::pass() {
  ++requests;
  if (std::uniform_real_distribution<>(0, 1)(random_) < manners_.loss) return fail(Errc::storage, "read", "the answer was lost");
  return {};
}

Result<std::optional<std::string>> SimWire::checkpoint() {
  TRY_VOID(pass());
  const auto snapshot = from_.snapshot();
  if (manners_.claims_more == 0) return std::optional(snapshot->checkpoint);
  const tlog::NoteSigner signer{from_.origin(), from_.log_key()};
  return std::optional(tlog::sign_checkpoint({from_.origin(), snapshot->size + manners_.claims_more, sha256("made up"), {}}, signer));
}

Result<std::string> SimWire::tile(const tlog::TileId& id) {
  TRY_VOID(pass());
  TRY(std::string out, from_.read_public(tlog::tile_path(id)));
  bytes += out.size();
  return manners_.wrong_tiles ? flipped(std::move(out), random_) : std::move(out);
}

Result<std::vector<std::string>> SimWire::entries(const tlog::TileId& bundle, const Places& places) {
  TRY_VOID(pass());
  if (manners_.withholds) return fail(Errc::not_found, tlog::tile_path(bundle), "is not there");
  const std::uint64_t begin = bundle.index * tlog::kTileWidth;
  TRY(const auto notes, from_.read_notes(begin, begin + bundle.width));
  std::vector<std::string> out;
  for (unsigned i = 0; i < notes.size(); ++i) {
    if (places.test(i)) out.push_back(manners_.wrong_entries ? flipped(notes[i], random_) : notes[i]);
  }
  if (manners_.counts_wrong && !out.empty()) out.pop_back();
  for (const auto& one : out) bytes += one.size() + 2;
  return out;
}

Result<std::vector<std::string>> SimWire::details(const tlog::TileId& bundle, const Places& places) {
  TRY_VOID(pass());
  const std::uint64_t begin = bundle.index * tlog::kTileWidth;
  TRY(const auto all, from_.read_details(begin, begin + bundle.width));
  std::vector<std::string> out;
  for (unsigned i = 0; i < all.size(); ++i) {
    if (places.test(i)) out.push_back(manners_.wrong_details ? flipped(all[i], random_) : all[i]);
  }
  return out;
}

Result<BlobPiece> SimWire::blob(const Hash& name, std::uint64_t offset) {
  TRY_VOID(pass());
  constexpr std::uint64_t kSimPiece = 100;
  TRY(const std::string all, from_.read_blob(name));
  BlobPiece out{all.size(), offset < all.size() ? all.substr(offset, kSimPiece) : std::string()};
  if (manners_.wrong_files) out.bytes = flipped(std::move(out.bytes), random_);
  if (manners_.endless_files) out = {offset + 2 * kSimPiece, std::string(kSimPiece, 'x')};
  bytes += out.bytes.size();
  return out;
}

SimNode::SimNode(std::uint64_t number, const test::SignedAct& found, std::uint64_t key)
    : number_(number), found_(found), key_(key), random_(number + 100), leaves_(random_) {
  wipe(key);
}

void SimNode::wipe(std::uint64_t key) {
  key_ = key;
  record_.reset();
  logs_.clear();
  evidence_.reset();
  fs_ = std::make_unique<FakeFs>();
  test::SeededRandom random(key_ + 1000);
  record::must(record::Record::init(*fs_, kDir, random));
  record_ = record::take(record::Record::create(*fs_, kDir, found_.id));
  start();
  submit(found_);
}

void SimNode::start() {
  leaves_ = LeafSet(random_);
  place_.clear();
  lacking_.clear();
  known_.clear();
  logs_.clear();
  blob_pulls_.clear();
  evidence_ = std::make_unique<Evidence>(*fs_, "node/record/fork");
  record::must(evidence_->load());
  take_in();
}

// What the log has beyond what was looked at.
void SimNode::take_in() {
  const std::uint64_t from = place_.size(), size = record_->snapshot()->size;
  const auto notes = record::take(record_->read_notes(from, size));
  const auto details = record::take(record_->read_details(from, size));
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Hash leaf = leaf_of(notes[i]);
    leaves_.insert(leaf);
    place_.emplace(leaf, from + i);
    const auto act = act::parse_entry(notes[i]);
    if (!act) continue;  // in the log of a liar
    known_.emplace(act->id, from + i);
    if (act->detail && details[i].empty()) lacking_[leaf] = {from + i, *act->detail};
  }
}

void SimNode::crash(FakeFs::Crash mode, unsigned seed) {
  record_.reset();
  logs_.clear();
  fs_->crash(mode, seed);
  record_ = record::take(record::Record::open(*fs_, kDir));
  start();
}

std::optional<Hash> SimNode::lacks_detail(const Hash& leaf) {
  const auto at = lacking_.find(leaf);
  return at == lacking_.end() ? std::nullopt : std::optional(at->second.second);
}

Result<Ledger::Added> SimNode::add(std::vector<Incoming> acts) {
  std::vector<record::NewEntry> batch;
  std::set<act::ActId> coming;
  Added added;
  for (Incoming& one : acts) {
    if (known_.contains(one.id) || !coming.insert(one.id).second) {
      leaves_.insert(one.leaf);
      continue;
    }
    ++added.acts;
    added.bytes += one.note.size() + one.detail.size();
    batch.push_back({std::move(one.note), std::move(one.detail)});
  }
  if (!batch.empty()) TRY_VOID(record_->append(batch));
  take_in();
  return added;
}

Result<void> SimNode::refuse(const Hash& leaf, const Error&) {
  ++refused;
  leaves_.insert(leaf);
  return {};
}

Result<void> SimNode::add_detail(const Hash& leaf, std::string bytes) {
  const auto at = lacking_.find(leaf);
  TRY_VOID(record_->put_detail(at->second.first, bytes));
  lacking_.erase(at);
  return {};
}

void SimNode::submit(const test::SignedAct& act, bool keep_detail) {
  const Hash leaf = leaf_of(act.note);
  if (keep_detail && lacking_.contains(leaf)) record::must(add_detail(leaf, act.detail));
  if (known_.contains(act.id)) return;
  const record::NewEntry entry{act.note, keep_detail ? act.detail : std::string()};
  record::take(record_->append(std::span(&entry, 1)));
  take_in();
}

RemoteLog& SimNode::log_of(SimNode& other) {
  const std::string& origin = other.record().origin();
  auto& log = logs_[origin];
  if (!log) {
    const auto key = tlog::VerifierKey::make(origin, tlog::SignatureType::ed25519, other.record().log_key().key());
    log = std::make_unique<RemoteLog>(record::take(RemoteLog::open(*fs_, join_path("node/peers", record::take(log_name(origin))), key, *evidence_)));
  }
  return *log;
}

Result<PullReport> SimNode::pull_from(SimNode& other, const Manners& manners, std::mt19937_64& random, const PullLimits& limits) {
  SimWire wire(other.record(), manners, random);
  auto report = pull(wire, log_of(other), *this, limits);
  if (!report) logs_.erase(other.record().origin());  // a round that failed goes on from the disk
  return report;
}

void SimNode::keep_file(const std::string& bytes) {
  files_.insert(sha256(bytes));
  record::must(record_->put_blob(sha256(bytes), bytes));
}

std::vector<Hash> SimNode::lacks_blobs() {
  std::vector<Hash> out;
  for (const Hash& name : files_) {
    if (!record_->has_blob(name)) out.push_back(name);
  }
  return out;
}

Result<void> SimNode::add_blob(const Hash& name, const std::string& bytes) { return record_->put_blob(name, bytes); }

std::size_t SimNode::files_held() const {
  return static_cast<std::size_t>(std::count_if(files_.begin(), files_.end(), [&](const Hash& name) { return record_->read_blob(name).has_value(); }));
}

Result<BlobReport> SimNode::files_from(SimNode& other, const Manners& manners, std::mt19937_64& random, std::int64_t now_ms) {
  SimWire wire(other.record(), manners, random);
  return blob_pulls_[other.record().origin()].round(wire, log_of(other), *fs_, *this, now_ms);
}

std::set<act::ActId> SimNode::ids() const {
  std::set<act::ActId> out;
  for (const auto& [id, at] : known_) out.insert(id);
  return out;
}

std::size_t SimNode::details() const {
  std::size_t out = 0;
  for (const std::string& detail : record::take(record_->read_details(0, record_->snapshot()->size))) out += detail.empty() ? 0 : 1;
  return out;
}

std::string SimNode::digest() const {
  assembly::MemoryState state;
  assembly::Fold fold(state);
  std::uint64_t no = 0;
  for (const std::string& note : record::take(record_->read_notes(0, record_->snapshot()->size))) fold.apply(record::take(act::parse_entry(note)), no++);
  fold.settle();
  return to_hex(assembly::digest(state));
}

}  // namespace althing::peer
