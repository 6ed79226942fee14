#include "node/peers.h"

#include <algorithm>

#include "base/thread.h"
#include "node/limits.h"
#include "record/layout.h"

namespace althing::node {
namespace {

std::function<void(const std::string&)> or_silent(std::function<void(const std::string&)> log) {
  return log ? std::move(log) : [](const std::string&) {};
}

}  // namespace

Peers::Peers(Fs& fs, std::string dir, const Clock& clock, record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower,
             http::ClientOptions client, std::function<void(const std::string&)> log)
    : fs_(fs),
      dir_(dir),
      record_(record),
      ledger_(fs, dir, record, readers, tail, writer, follower),
      evidence_(fs, join_path(dir, record::kForkDir)),
      cosignatures_(fs, dir),
      log_(or_silent(std::move(log))),
      witnesses_(fs, dir, clock, record, cosignatures_, client, log_),
      shared_{fs, dir, clock, record, ledger_, evidence_, witnesses_, std::move(client), log_,
              [this](const std::string& vkey) { return is_blocked(vkey); },
              [this](std::string_view origin, const std::string& note) { heard(origin, note); },
              [this] { return origins(); }} {
  cosignatures_.on_time = [&follower](CosignedTime time) { follower.cosigned(time.size, time.at); };
}

Peers::~Peers() { stop(); }

Result<void> Peers::start() {
  TRY_VOID(evidence_.load());
  TRY_VOID(cosignatures_.load(tlog::VerifierKey::make(record_.origin(), tlog::SignatureType::ed25519, record_.log_key().key())));
  for (const CosignedTime& time : cosignatures_.times()) cosignatures_.on_time(time);
  witnesses_.follow_policy();
  follow_list();
  thread_ = std::thread([this] { run(); });
  return {};
}

void Peers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  std::map<std::string, std::unique_ptr<Puller>> gone;
  {
    const std::lock_guard lock(mutex_);
    gone.swap(pullers_);
  }
  gone.clear();
  witnesses_.stop();
}

void Peers::run() {
  name_this_thread("peers");
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, std::chrono::milliseconds(kPeersFileMs), [&] { return stopping_; })) return;
    }
    witnesses_.follow_policy();
    follow_list();
    if (const auto kept = cosignatures_.tick(shared_.clock.now()); !kept) log_("peers/cosigned-times: " + kept.error().text());
  }
}

void Peers::follow_list() {
  const std::string text = fs_.read_file(peer_list_path(dir_), kMaxPeersFile).value_or("");
  if (text == list_text_) return;
  list_text_ = text;
  const auto list = load_peers(fs_, dir_);
  if (!list) return log_("peers/list: " + list.error().text());
  {
    const std::lock_guard lock(blocked_mutex_);
    blocked_.clear();
    for (const PeerEntry& one : *list) {
      if (one.mode == PeerMode::blocked && !one.log.empty()) blocked_.push_back(one.log);
    }
  }
  std::map<std::string, std::unique_ptr<Puller>> gone;  // ended outside the lock
  const std::lock_guard lock(mutex_);
  for (auto it = pullers_.begin(); it != pullers_.end();) {
    const auto there = std::find_if(list->begin(), list->end(), [&](const PeerEntry& one) { return one.address == it->first; });
    // Another proxy or another mind about it: begun anew.
    const PeerEntry before = it->second->status().entry;
    const bool stays = there != list->end() && there->socks5 == before.socks5 && (there->mode == PeerMode::blocked) == (before.mode == PeerMode::blocked);
    if (stays) ++it;
    else gone.insert(pullers_.extract(it++));
  }
  for (const PeerEntry& entry : *list) {
    auto& puller = pullers_[entry.address];
    if (puller) puller->set(entry);
    else puller = std::make_unique<Puller>(shared_, entry);
  }
}

bool Peers::is_blocked(const std::string& vkey) const {
  const std::lock_guard lock(blocked_mutex_);
  return std::find(blocked_.begin(), blocked_.end(), vkey) != blocked_.end();
}

bool Peers::hint(std::string_view origin) {
  const std::lock_guard lock(mutex_);
  return std::any_of(pullers_.begin(), pullers_.end(), [&](const auto& one) { return one.second->hint(origin); });
}

void Peers::heard(std::string_view origin, const std::string& note) {
  const std::lock_guard lock(mutex_);
  for (const auto& [address, puller] : pullers_) {
    if (puller->hear(origin, note)) return;
  }
}

void Peers::grown() {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [address, puller] : pullers_) puller->grown();
  }
  witnesses_.grown();
}

Result<void> Peers::pull_once(peer::Wire& wire, const tlog::VerifierKey& key, const std::function<void(const peer::PullReport&, const peer::BlobReport&)>& done) {
  TRY(const std::string name, peer::log_name(key.name));
  TRY(auto log, peer::RemoteLog::open(fs_, join_path(join_path(dir_, "peers"), name), key, evidence_));
  peer::BlobPull blobs;
  for (bool more = true; more;) {
    TRY_VOID(ledger_.catch_up());
    TRY(const peer::PullReport report, peer::pull(wire, log, ledger_, {.max_entries = kPullEntries, .at_once = kPullAtOnce}));
    peer::BlobReport files;
    if (report.done()) {
      ledger_.look_again();
      TRY(files, blobs.round(wire, log, fs_, ledger_, steady_ms()));
    }
    TRY_VOID(log.note_brought(report.added, report.bytes + files.bytes));
    done(report, files);
    more = !report.done() || files.more;
  }
  return {};
}

std::optional<tlog::VerifierKey> Peers::known_log(std::string_view origin) const {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [address, puller] : pullers_) {
      if (auto key = puller->known_log(origin)) return key;
    }
  }
  return witnesses_.known_log(origin);
}

std::vector<std::string> Peers::origins() const {
  std::vector<std::string> out;
  for (const PeerStatus& one : status()) {
    if (!one.origin.empty()) out.push_back(one.origin);
  }
  return out;
}

std::vector<PeerStatus> Peers::status() const {
  const std::vector<WitnessStatus> witnesses = witnesses_.status();
  const std::lock_guard lock(mutex_);
  std::vector<PeerStatus> out;
  for (const auto& [address, puller] : pullers_) {
    PeerStatus one = puller->status();
    for (const WitnessStatus& witness : witnesses) {
      if (!one.witness.empty() && witness.vkey == one.witness) one.cosigned = std::max(one.cosigned, witness.cosigned);
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace althing::node
