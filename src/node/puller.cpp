#include "node/puller.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/thread.h"
#include "node/limits.h"
#include "node/log_key.h"
#include "node/neighbour.h"
#include "tlog/limits.h"

namespace althing::node {
namespace {

constexpr int kPullNice = 12;  // as other bulk work: single acts and pages go first

}  // namespace

Puller::Puller(PullShared& shared, PeerEntry entry) : shared_(shared), address_(entry.address), random_(std::hash<std::string>()(address_)) {
  status_.entry = std::move(entry);
  thread_ = std::thread([this] { run(); });
}

Puller::~Puller() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  shared_.witnesses.set_peer(address_, std::nullopt, {});
}

void Puller::set(const PeerEntry& entry) {
  const std::lock_guard lock(mutex_);
  if (status_.entry == entry) return;
  status_.entry = entry;
  wanted_ = true;
  wake_.notify_all();
}

bool Puller::hint(std::string_view origin) {
  const std::lock_guard lock(mutex_);
  if (status_.origin != origin || status_.entry.mode == PeerMode::blocked) return false;
  wanted_ = true;
  wake_.notify_all();
  return true;
}

void Puller::grown() {
  const std::lock_guard lock(mutex_);
  grown_ = true;
  wake_.notify_all();
}

bool Puller::hear(std::string_view origin, const std::string& note) {
  const std::lock_guard lock(mutex_);
  if (status_.origin != origin || !key_ || !tlog::open_checkpoint(note, *key_)) return false;
  const bool known = std::find(heard_.begin(), heard_.end(), note) != heard_.end();
  if (!known && heard_.size() < kMaxHeard) heard_.push_back(note);
  return true;
}

PeerStatus Puller::status() const {
  const std::lock_guard lock(mutex_);
  PeerStatus out = status_;
  out.forks = key_ ? shared_.evidence.count(key_->name) : 0;
  return out;
}

std::optional<tlog::VerifierKey> Puller::known_log(std::string_view origin) const {
  const std::lock_guard lock(mutex_);
  return key_ && key_->name == origin && status_.entry.mode != PeerMode::blocked ? key_ : std::nullopt;
}

http::ClientOptions Puller::client() const {
  const std::lock_guard lock(mutex_);
  return client_for(status_.entry, shared_.client);
}

Result<void> Puller::connect() {
  wire_.reset();
  log_.reset();
  const http::ClientOptions options = client();
  TRY(source_, HttpSource::open(address_, options));
  TRY(const LogIdentity identity, identify_log(*source_, source_.get(), &shared_.record.assembly()));
  const tlog::VerifierKey& key = identity.log;
  if (key.name == shared_.record.origin()) return fail(Errc::usage, "address", "is this node itself");
  if (shared_.blocked(key.vkey())) return fail(Errc::forbidden, "log", "is blocked by this node's operator");
  TRY(const std::string name, peer::log_name(key.name));
  TRY(auto log, peer::RemoteLog::open(shared_.fs, join_path(join_path(shared_.dir, "peers"), name), key, shared_.evidence));
  log_.emplace(std::move(log));
  wire_ = std::make_unique<SourceWire>(*source_);
  wire_->select = [http = source_.get()](const std::string& target) -> Result<std::string> {
    auto answer = http->fetch(target, kMaxBundleAnswer);
    if (!answer && answer.error().code == Errc::not_found) return std::string();  // a static mirror
    return answer;
  };
  wire_->ranged = [http = source_.get()](const std::string& path, std::uint64_t offset) { return http->piece(path, offset, kBlobPiece); };
  shared_.witnesses.set_peer(address_, identity.witness, options);
  const std::lock_guard lock(mutex_);
  status_.origin = key.name;
  status_.log = key.vkey();
  status_.witness = identity.witness ? identity.witness->vkey() : std::string();
  key_ = key;
  return {};
}

// Those larger than what was pulled wait until it has grown.
Result<void> Puller::weigh_heard() {
  std::vector<std::string> notes;
  {
    const std::lock_guard lock(mutex_);
    notes.swap(heard_);
  }
  for (const std::string& note : notes) {
    const auto checkpoint = tlog::parse_checkpoint(note_text(note));
    if (checkpoint && checkpoint->size > log_->current().size()) {
      const std::lock_guard lock(mutex_);
      if (heard_.size() < kMaxHeard) heard_.push_back(note);
      continue;
    }
    TRY(const auto fork, log_->hear(note, *wire_));
    if (fork) shared_.log(fmt::format("peer {}: its log told others another story; the evidence is kept in record/fork/", address_));
  }
  return {};
}

// What this peer cosigned of another log may contradict what that log showed us. A peer without an answer has none.
void Puller::gossip() {
  if (steady_ms() < gossip_ms_ + kGossipEveryMs) return;
  gossip_ms_ = steady_ms();
  const std::vector<std::string> origins = shared_.origins();
  if (origins.empty()) return;
  const std::string& origin = origins[gossip_next_++ % origins.size()];
  const auto note = source_->fetch("/witness/" + to_hex(sha256(origin)) + "/checkpoint", tlog::kMaxNoteBytes);
  if (note) shared_.heard(origin, *note);
}

// True if there is more to fetch at once.
Result<bool> Puller::round() {
  if (!wire_) TRY_VOID(connect());
  {
    const std::lock_guard lock(mutex_);
    quota_.set(status_.entry.quota < 0 ? kDefaultQuota : status_.entry.quota, steady_ms());
  }
  TRY_VOID(shared_.ledger.catch_up());
  const bool ask_wanted = steady_ms() >= asked_wanted_ms_ + kAskWantedMs || asked_wanted_ms_ == 0;
  if (ask_wanted) asked_wanted_ms_ = steady_ms();
  const std::uint64_t allowed = quota_.left(steady_ms());
  TRY(const peer::PullReport report, peer::pull(*wire_, *log_, shared_.ledger, {std::min(kPullEntries, allowed), kPullAtOnce, ask_wanted, [this] {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }}));
  quota_.take(report.fetched);
  if (report.fork) shared_.log(fmt::format("peer {}: its log has contradicted itself; the evidence is kept in record/fork/", address_));
  TRY_VOID(weigh_heard());
  peer::BlobReport files;
  if (report.done()) {
    TRY(files, blobs_.round(*wire_, *log_, shared_.fs, shared_.ledger, steady_ms()));
    gossip();
  }
  TRY_VOID(log_->note_brought(report.added, report.bytes + files.bytes));
  const std::lock_guard lock(mutex_);
  status_.size = report.size;
  status_.taken = report.taken;
  status_.added += report.added;
  status_.refused += report.refused;
  status_.wrong_details += report.wrong;
  status_.files += files.files;
  status_.wrong_files += files.wrong;
  status_.brought_acts = log_->brought().acts;
  status_.brought_bytes = log_->brought().bytes;
  status_.last_contact = shared_.clock.now();
  status_.bytes = source_->bytes();
  status_.over_quota = !report.done() && quota_.wait_ms() > 0;
  if (report.done()) status_.in_step = status_.last_contact;
  return !report.done() || files.more;
}

// A peer that cannot be told now pulls by itself before long.
void Puller::tell() {
  if (source_) static_cast<void>(source_->post("/hint", "text/plain; charset=utf-8", shared_.record.origin() + "\n"));
}

void Puller::run() {
  name_this_thread("peer");
  give_way(kPullNice);
  std::int64_t due = 0, retry = kPullRetryMs;  // due: when to pull without a hint
  for (;;) {
    bool pull = false, tell_it = false;
    {
      std::unique_lock lock(mutex_);
      const std::int64_t wait = std::max<std::int64_t>(0, due - steady_ms());
      wake_.wait_for(lock, std::chrono::milliseconds(wait), [&] { return stopping_ || wanted_ || grown_; });
      if (stopping_) return;
      const bool active = status_.entry.mode == PeerMode::follow;
      tell_it = std::exchange(grown_, false) && active && status_.fault.empty();
      pull = (std::exchange(wanted_, false) || steady_ms() >= due) && active;
      if (pull) status_.last_try = shared_.clock.now();
      if (!active) due = steady_ms() + kPullEveryMs;
    }
    if (tell_it) tell();
    if (!pull) continue;
    const auto more = round();
    {
      const std::lock_guard lock(mutex_);
      const std::string before = std::exchange(status_.fault, more ? std::string() : more.error().text());
      if (!more && status_.fault != before) shared_.log(fmt::format("peer {}: {}", address_, status_.fault));
    }
    if (!more) {
      wire_.reset();  // anew from the disk, by another connection
      due = steady_ms() + jittered(retry);
      retry = std::min(retry * 2, kPullMaxRetryMs);
    } else {
      retry = kPullRetryMs;
      due = steady_ms() + (*more ? quota_.wait_ms() : jittered(kPullEveryMs));
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(kPullPauseMs), [&] { return stopping_; });
  }
}

}  // namespace althing::node
