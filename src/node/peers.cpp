#include "node/peers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/thread.h"
#include "node/limits.h"
#include "node/log_key.h"
#include "node/source_wire.h"

namespace althing::node {
namespace {

constexpr unsigned kPullThreads = 2;
constexpr int kPullNice = 12;  // as other bulk work: single acts and pages go first

std::string list_path(const std::string& dir) { return join_path(join_path(dir, "peers"), "list"); }

}  // namespace

Result<std::vector<PeerEntry>> load_peers(Fs& fs, const std::string& dir) {
  const auto text = fs.read_file(list_path(dir), kMaxPeersFile);
  if (!text && text.error().code == Errc::not_found) return std::vector<PeerEntry>();
  if (!text) return fail(text.error());
  const auto value = json::parse(*text, 8);
  const json::Value* list = value ? value->at("peers") : nullptr;
  if (list == nullptr || list->array() == nullptr) return fail(Errc::corrupt, "peers/list", "is not what `althing peer` writes");
  std::vector<PeerEntry> out;
  for (const json::Value& item : *list->array()) {
    const json::Value* paused = item.at("paused");
    out.push_back({std::string(item.text_at("address")), paused != nullptr && paused->boolean() != nullptr && *paused->boolean(), std::string(item.text_at("reason"))});
    if (out.back().address.empty()) return fail(Errc::corrupt, "peers/list", "has a peer without an address");
  }
  return out;
}

Result<void> save_peers(Fs& fs, const std::string& dir, const std::vector<PeerEntry>& peers) {
  if (peers.size() > kMaxPeers) return fail(Errc::too_large, "peers", fmt::format("a node has at most {} peers", kMaxPeers));
  json::Array list;
  for (const PeerEntry& peer : peers) list.push_back(json::object({{"address", peer.address}, {"paused", peer.paused}, {"reason", peer.reason}}));
  TRY_VOID(fs.make_dirs(join_path(dir, "peers")));
  return fs.replace_file(list_path(dir), as_bytes(json::write(json::object({{"peers", std::move(list)}})) + "\n"));
}

// One peer and its thread.
class Peers::Puller {
 public:
  Puller(Peers& peers, PeerEntry entry) : peers_(peers), address_(entry.address), random_(std::hash<std::string>()(address_)) {
    status_.entry = std::move(entry);
    thread_ = std::thread([this] { run(); });
  }
  ~Puller() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  void set(const PeerEntry& entry) {
    const std::lock_guard lock(mutex_);
    status_.entry = entry;
    wanted_ = true;
    wake_.notify_all();
  }
  bool hint(std::string_view origin) {
    const std::lock_guard lock(mutex_);
    if (status_.origin != origin) return false;
    wanted_ = true;
    wake_.notify_all();
    return true;
  }
  void grown() {
    const std::lock_guard lock(mutex_);
    grown_ = true;
    wake_.notify_all();
  }
  PeerStatus status() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  std::optional<tlog::VerifierKey> known_log(std::string_view origin) const {
    const std::lock_guard lock(mutex_);
    return key_ && key_->name == origin ? key_ : std::nullopt;
  }

 private:
  void run();
  Result<bool> round();
  Result<void> connect();
  void tell();
  Result<void> ask_cosignature();
  Result<http::ClientResponse> offer(const record::Snapshot& snapshot);
  std::int64_t jittered(std::int64_t ms) { return ms - ms / 5 + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(2 * ms / 5 + 1)); }

  Peers& peers_;
  const std::string address_;  // set() changes the rest of the entry while the thread reads this
  std::minstd_rand random_;
  std::unique_ptr<HttpSource> source_;
  std::unique_ptr<SourceWire> wire_;
  std::optional<peer::RemoteLog> log_;
  std::optional<tlog::VerifierKey> witness_;
  std::uint64_t cosigned_ = 0;  // size it cosigned last, as far as is known
  bool uncosigned_ = true;      // this log has grown since
  std::int64_t asked_wanted_ms_ = 0, asked_witness_ms_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false, wanted_ = true, grown_ = false;
  PeerStatus status_;
  std::optional<tlog::VerifierKey> key_;
  std::thread thread_;
};

Result<void> Peers::Puller::connect() {
  wire_.reset();
  log_.reset();
  TRY(source_, HttpSource::open(address_));
  TRY(const LogIdentity identity, identify_log(*source_, source_.get(), &peers_.record_.assembly()));
  const tlog::VerifierKey& key = identity.log;
  if (key.name == peers_.record_.origin()) return fail(Errc::usage, "address", "is this node itself");
  TRY(const std::string name, peer::log_name(key.name));
  TRY(auto log, peer::RemoteLog::open(peers_.fs_, join_path(join_path(peers_.dir_, "peers"), name), key));
  log_.emplace(std::move(log));
  wire_ = std::make_unique<SourceWire>(*source_);
  wire_->select = [http = source_.get()](const std::string& target) -> Result<std::string> {
    auto answer = http->fetch(target);
    if (!answer && answer.error().code == Errc::not_found) return std::string();  // a static mirror
    return answer;
  };
  witness_ = identity.witness;
  const std::lock_guard lock(mutex_);
  status_.origin = key.name;
  status_.witness = witness_ ? witness_->vkey() : std::string();
  key_ = key;
  return {};
}

Result<http::ClientResponse> Peers::Puller::offer(const record::Snapshot& snapshot) {
  TRY(auto proof, peers_.record_.consistency(cosigned_, snapshot.size));
  return source_->post("/witness/add-checkpoint", "text/plain; charset=utf-8", peer::write_add_checkpoint({cosigned_, std::move(proof), snapshot.checkpoint}));
}

// c2sp.org/tlog-witness, the client's side: a witness that cosigned another size says so, and is asked once more.
Result<void> Peers::Puller::ask_cosignature() {
  if (!witness_ || !uncosigned_ || steady_ms() < asked_witness_ms_ + kCosignEveryMs) return {};
  asked_witness_ms_ = steady_ms();
  const auto snapshot = peers_.record_.snapshot();
  if (snapshot->size == 0) return {};
  cosigned_ = std::min(cosigned_, snapshot->size);
  TRY(http::ClientResponse answer, offer(*snapshot));
  if (answer.status == 409 && answer.headers.get("Content-Type").starts_with("text/x.tlog.size")) {
    TRY(cosigned_, parse_decimal(std::string_view(answer.body).substr(0, answer.body.find('\n'))));
    if (cosigned_ > snapshot->size) return fail(Errc::conflict, "witness", "says that it cosigned more than this log has");
    TRY(answer, offer(*snapshot));
  }
  if (answer.status != 200) return fail(Errc::conflict, "witness", fmt::format("answered {}: {}", answer.status, answer.body.substr(0, answer.body.find('\n'))));
  const std::string text = snapshot->checkpoint.substr(0, snapshot->checkpoint.find("\n\n") + 1);
  TRY_VOID(peers_.cosignatures_.add(snapshot->size, text, *witness_, answer.body));
  cosigned_ = snapshot->size;
  uncosigned_ = peers_.record_.snapshot()->size != cosigned_;
  const std::lock_guard lock(mutex_);
  status_.cosigned = cosigned_;
  return {};
}

// True if there is more to fetch at once.
Result<bool> Peers::Puller::round() {
  if (!wire_) TRY_VOID(connect());
  TRY_VOID(peers_.ledger_.catch_up());
  const bool ask_wanted = steady_ms() >= asked_wanted_ms_ + kAskWantedMs || asked_wanted_ms_ == 0;
  if (ask_wanted) asked_wanted_ms_ = steady_ms();
  TRY(const peer::PullReport report, peer::pull(*wire_, *log_, peers_.ledger_, {kPullEntries, kPullThreads, ask_wanted, [this] {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }}));
  if (report.fork) peers_.log_(fmt::format("peer {}: its log has contradicted itself; the evidence is kept in peers/", address_));
  const std::lock_guard lock(mutex_);
  status_.size = report.size;
  status_.taken = report.taken;
  status_.added += report.added;
  status_.refused += report.refused;
  status_.wrong_details += report.wrong;
  status_.forks = log_->forks().size();
  status_.last_contact = peers_.clock_.now();
  status_.bytes = source_->bytes();
  return !report.done();
}

// A peer that cannot be told now pulls by itself before long.
void Peers::Puller::tell() {
  uncosigned_ = true;
  if (source_) static_cast<void>(source_->post("/hint", "text/plain; charset=utf-8", peers_.record_.origin() + "\n"));
}

void Peers::Puller::run() {
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
      const bool active = !status_.entry.paused;
      tell_it = std::exchange(grown_, false) && active && status_.fault.empty();
      pull = active && (std::exchange(wanted_, false) || steady_ms() >= due);
      if (pull) status_.last_try = peers_.clock_.now();
      if (!active) due = steady_ms() + kPullEveryMs;
    }
    if (tell_it) tell();
    if (!pull) continue;
    auto more = round();
    if (more) {
      if (const auto cosigned = ask_cosignature(); !cosigned) more = fail(cosigned.error());
    }
    {
      const std::lock_guard lock(mutex_);
      const std::string before = std::exchange(status_.fault, more ? std::string() : more.error().text());
      if (!more && status_.fault != before) peers_.log_(fmt::format("peer {}: {}", address_, status_.fault));
    }
    if (!more) {
      wire_.reset();  // anew from the disk, by another connection
      due = steady_ms() + jittered(retry);
      retry = std::min(retry * 2, kPullMaxRetryMs);
    } else {
      retry = kPullRetryMs;
      due = *more ? 0 : steady_ms() + jittered(kPullEveryMs);
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(kPullPauseMs), [&] { return stopping_; });
  }
}

Peers::Peers(Fs& fs, std::string dir, const Clock& clock, record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower,
             std::function<void(const std::string&)> log)
    : fs_(fs), dir_(dir), clock_(clock), record_(record), ledger_(fs, dir, record, readers, tail, writer, follower), log_(std::move(log)) {
  if (!log_) log_ = [](const std::string&) {};
}

Peers::~Peers() { stop(); }

void Peers::start() {
  follow_list();
  thread_ = std::thread([this] { run(); });
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
}

void Peers::run() {
  name_this_thread("peers");
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, std::chrono::milliseconds(kPeersFileMs), [&] { return stopping_; })) return;
    }
    follow_list();
  }
}

void Peers::follow_list() {
  const std::string text = fs_.read_file(list_path(dir_), kMaxPeersFile).value_or("");
  if (text == list_text_) return;
  list_text_ = text;
  const auto list = load_peers(fs_, dir_);
  if (!list) return log_("peers/list: " + list.error().text());
  std::map<std::string, std::unique_ptr<Puller>> gone;  // ended outside the lock
  const std::lock_guard lock(mutex_);
  for (auto it = pullers_.begin(); it != pullers_.end();) {
    const bool there = std::any_of(list->begin(), list->end(), [&](const PeerEntry& one) { return one.address == it->first; });
    if (there) ++it;
    else gone.insert(pullers_.extract(it++));
  }
  for (const PeerEntry& entry : *list) {
    auto& puller = pullers_[entry.address];
    if (puller) puller->set(entry);
    else puller = std::make_unique<Puller>(*this, entry);
  }
}

bool Peers::hint(std::string_view origin) {
  const std::lock_guard lock(mutex_);
  return std::any_of(pullers_.begin(), pullers_.end(), [&](const auto& one) { return one.second->hint(origin); });
}

void Peers::grown() {
  const std::lock_guard lock(mutex_);
  for (const auto& [address, puller] : pullers_) puller->grown();
}

Result<void> Peers::pull_once(peer::Wire& wire, const tlog::VerifierKey& key, const std::function<void(const peer::PullReport&)>& done) {
  TRY(const std::string name, peer::log_name(key.name));
  TRY(auto log, peer::RemoteLog::open(fs_, join_path(join_path(dir_, "peers"), name), key));
  for (bool more = true; more;) {
    TRY_VOID(ledger_.catch_up());
    TRY(const peer::PullReport report, peer::pull(wire, log, ledger_, {.max_entries = kPullEntries, .threads = kPullThreads}));
    done(report);
    more = !report.done();
  }
  return {};
}

std::optional<tlog::VerifierKey> Peers::known_log(std::string_view origin) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [address, puller] : pullers_) {
    if (auto key = puller->known_log(origin)) return key;
  }
  return std::nullopt;
}

std::vector<PeerStatus> Peers::status() const {
  const std::lock_guard lock(mutex_);
  std::vector<PeerStatus> out;
  for (const auto& [address, puller] : pullers_) out.push_back(puller->status());
  return out;
}

}  // namespace althing::node
