#include "node/peer_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "base/time.h"
#include "node/limits.h"
#include "tlog/tile.h"

namespace althing::node {
namespace {

using tlog::kTileWidth;

std::string refused_file(const std::string& dir) { return join_path(join_path(dir, "peers"), "refused"); }

}  // namespace

PeerLedger::PeerLedger(Fs& fs, std::string dir, record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower)
    : fs_(fs), refused_path_(refused_file(dir)), record_(record), readers_(readers), tail_(tail), writer_(writer), follower_(follower), leaves_(random_) {}

Result<void> PeerLedger::load_refused() {
  const auto bytes = fs_.read_file(refused_path_, kMaxRefusedBytes);
  if (!bytes) return bytes.error().code == Errc::not_found ? Result<void>{} : fail(bytes.error());
  for (std::size_t at = 0; at + Hash::kSize <= bytes->size(); at += Hash::kSize) leaves_.insert(Hash::from(as_bytes(*bytes).subspan(at, Hash::kSize)));
  return {};
}

Result<void> PeerLedger::catch_up() {
  const std::uint64_t size = record_.snapshot()->size;
  const std::uint64_t folded = std::min(size, follower_.folded());
  TRY(const auto reader, readers_.take());
  const std::lock_guard lock(mutex_);
  if (!loaded_) TRY_VOID(load_refused());
  loaded_ = true;
  while (seen_ < size) {
    const std::uint64_t index = seen_ / kTileWidth;
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, size - index * kTileWidth));
    const tlog::TileId tile{false, 0, index, width};
    TRY(const std::string bytes, record_.read_public(tlog::tile_path(tile)));
    TRY(const auto hashes, tlog::parse_tile(tile, bytes));
    for (unsigned i = static_cast<unsigned>(seen_ % kTileWidth); i < width; ++i) leaves_.insert(hashes[i]);
    seen_ = index * kTileWidth + width;
  }
  TRY_VOID(note_lacking(looked_, folded, *reader));
  looked_ = folded;
  return {};
}

// Entries of [from, to) whose detail is neither held nor erased.
Result<void> PeerLedger::note_lacking(std::uint64_t from, std::uint64_t to, index::Reader& reader) {
  for (const auto& [no, commitment] : reader.details_lacking(from, to, kMaxLackingDetails - std::min(kMaxLackingDetails, lacking_.size()))) {
    const tlog::TileId tile{false, 0, no / kTileWidth, static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, seen_ - no / kTileWidth * kTileWidth))};
    TRY(const std::string bytes, record_.read_public(tlog::tile_path(tile)));
    TRY(const auto hashes, tlog::parse_tile(tile, bytes));
    lacking_[hashes[no % kTileWidth]] = {no, commitment};
  }
  return {};
}

bool PeerLedger::settled(const Hash& leaf) {
  const std::lock_guard lock(mutex_);
  return leaves_.contains(leaf);
}

std::optional<Hash> PeerLedger::lacks_detail(const Hash& leaf) {
  const std::lock_guard lock(mutex_);
  const auto at = lacking_.find(leaf);
  return at == lacking_.end() ? std::nullopt : std::optional(at->second.second);
}

Result<PeerLedger::Added> PeerLedger::add(std::vector<peer::Incoming> acts) {
  // Acts come faster than the index takes them in: the pull waits for it, as clients must.
  const std::uint64_t size = record_.snapshot()->size;
  if (size > follower_.folded() + kMaxIndexLag && !follower_.wait_for(size - kMaxIndexLag, kFoldWaitMs)) {
    return fail(Errc::overloaded, "index", "is too far behind; pulling waits");
  }
  // As in intake: claimed first, then looked for, so that no act is logged twice.
  Claims claims(tail_);
  std::vector<bool> claimed;
  for (const peer::Incoming& one : acts) claimed.push_back(claims.take(one.id));
  std::vector<Intent> intents;
  std::vector<Hash> leaves;
  Added added;
  {
    TRY(const auto reader, readers_.take());
    for (std::size_t i = 0; i < acts.size(); ++i) {
      peer::Incoming& one = acts[i];
      leaves.push_back(one.leaf);
      if (!claimed[i]) {
        const auto at = tail_.find(one.id);
        const bool twin = std::any_of(acts.begin(), acts.begin() + static_cast<std::ptrdiff_t>(i), [&](const auto& other) { return other.id == one.id; });
        // Whether that attempt succeeds is not known yet, so nothing of this step counts.
        if (at == Tail::kInFlight && !twin) return fail(Errc::overloaded, "acts", "one of them is being logged right now");
        continue;
      }
      if (reader->find(one.id)) {
        claims.let_go(one.id);
        continue;
      }
      ++added.acts;
      added.bytes += one.note.size() + one.detail.size();
      intents.push_back({one.id, {std::move(one.note), std::move(one.detail)}});
    }
  }
  if (added.acts > 0) {
    std::promise<Result<void>> done;
    auto answer = done.get_future();
    TRY_VOID(writer_.submit(std::move(intents), [&done](const Result<std::vector<std::uint64_t>>& logged) { done.set_value(logged.map([](const auto&) {})); }));
    claims.hand_over();
    TRY_VOID(answer.get());
  }
  const std::lock_guard lock(mutex_);
  for (const Hash& leaf : leaves) leaves_.insert(leaf);
  return added;
}

Result<void> PeerLedger::refuse(const Hash& leaf, const Error&) {
  const std::lock_guard lock(mutex_);
  if (!leaves_.insert(leaf)) return {};
  TRY_VOID(fs_.make_dirs(parent_dir(refused_path_)));
  TRY(const auto file, fs_.open(refused_path_, OpenMode::create));
  TRY(const std::uint64_t size, file->size());
  if (size + Hash::kSize > kMaxRefusedBytes) return {};  // forgotten at the next start
  return file->write(size - size % Hash::kSize, leaf.view());
}

Result<void> PeerLedger::add_detail(const Hash& leaf, std::string bytes) {
  std::uint64_t no = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto at = lacking_.find(leaf);
    if (at == lacking_.end()) return {};
    no = at->second.first;
    lacking_.erase(at);
  }
  {
    TRY(const auto reader, readers_.take());
    const auto info = reader->act_at(no);
    if (!info || info->erased || info->detail_held) return {};
  }
  std::promise<Result<void>> done;
  auto answer = done.get_future();
  writer_.post([&] {
    auto put = record_.put_detail(no, bytes);
    if (put) follower_.detail_arrived(no, bytes);
    done.set_value(std::move(put));
  });
  return answer.get();
}

// Only what was folded since the last look, and now and then everything: acts may take effect late, and what was
// withheld may be shown again.
Result<void> PeerLedger::look_for_blobs() {
  const std::int64_t now = steady_ms();
  if (blobs_ms_ != 0 && now < blobs_ms_ + kLookForBlobsMs) return {};
  const std::uint64_t folded = follower_.folded();
  const bool all = all_blobs_ms_ == 0 || now >= all_blobs_ms_ + kAskWantedMs;
  blobs_ms_ = now;
  if (!all && folded == blobs_seen_) return {};
  TRY(const auto reader, readers_.take());
  if (all) lacking_blobs_.clear();
  for (const Hash& name : reader->files_named(all ? 0 : blobs_seen_, folded, kMaxLackingBlobs - std::min(kMaxLackingBlobs, lacking_blobs_.size()))) {
    if (!record_.has_blob(name)) lacking_blobs_.insert(name);
  }
  blobs_seen_ = folded;
  if (all) all_blobs_ms_ = now;
  return {};
}

void PeerLedger::look_again() {
  static_cast<void>(follower_.wait_for(record_.snapshot()->size, kFoldWaitMs));
  const std::lock_guard lock(mutex_);
  blobs_ms_ = all_blobs_ms_ = 0;
}

std::vector<Hash> PeerLedger::lacks_blobs() {
  const std::lock_guard lock(mutex_);
  if (!look_for_blobs()) return {};  // the index fails: it says so itself
  std::erase_if(lacking_blobs_, [&](const Hash& name) { return record_.has_blob(name); });
  return {lacking_blobs_.begin(), lacking_blobs_.end()};
}

Result<void> PeerLedger::add_blob(const Hash& name, const std::string& bytes) {
  TRY_VOID(record_.put_blob(name, bytes));
  const std::lock_guard lock(mutex_);
  lacking_blobs_.erase(name);
  return {};
}

}  // namespace althing::node
