#include "node/witnesses.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/thread.h"
#include "node/limits.h"
#include "tlog/limits.h"

namespace althing::node {

std::string policy_path(const std::string& dir) { return join_path(join_path(dir, "peers"), "policy"); }

Result<std::optional<tlog::Policy>> load_policy(Fs& fs, const std::string& dir) {
  const auto text = fs.read_file(policy_path(dir), tlog::kMaxPolicyBytes);
  if (!text && text.error().code == Errc::not_found) return std::nullopt;
  if (!text) return fail(text.error());
  TRY(tlog::Policy policy, tlog::parse_policy(*text));
  return std::optional(std::move(policy));
}

// One witness and its thread.
class Witnesses::Asker {
 public:
  Asker(Witnesses& all, std::string name, std::string prefix, tlog::VerifierKey witness, http::ClientOptions client)
      : all_(all), witness_(std::move(witness)), client_(std::move(client)) {
    status_ = {std::move(name), std::move(prefix), witness_.vkey(), 0, {}};
    thread_ = std::thread([this] { run(); });
  }
  ~Asker() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  void grown() {
    {
      const std::lock_guard lock(mutex_);
      grown_ = true;
    }
    wake_.notify_all();
  }
  WitnessStatus status() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  bool is(const std::string& prefix, const tlog::VerifierKey& witness) const { return status_.address == prefix && witness_.vkey() == witness.vkey(); }

 private:
  void run();
  Result<void> ask(const record::Snapshot& snapshot);

  Witnesses& all_;
  const tlog::VerifierKey witness_;
  const http::ClientOptions client_;
  std::optional<WitnessClient> witness_client_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false, grown_ = true;
  WitnessStatus status_;  // address and vkey never change
  std::thread thread_;
};

Result<void> Witnesses::Asker::ask(const record::Snapshot& snapshot) {
  if (!witness_client_) {
    TRY(auto client, WitnessClient::open(status_.address, witness_, client_));
    witness_client_.emplace(std::move(client));
  }
  TRY(const std::string lines, witness_client_->cosign(all_.record_, snapshot));
  return all_.cosignatures_.add(snapshot.size, snapshot.checkpoint, witness_, lines, all_.clock_.now());
}

void Witnesses::Asker::run() {
  name_this_thread("witness");
  std::uint64_t asked = 0;
  std::int64_t retry = kPullRetryMs, not_before = 0;
  for (;;) {
    std::int64_t wait_ms = kPullMaxRetryMs;
    auto snapshot = all_.target(asked, wait_ms);
    if (const std::int64_t now = steady_ms(); now < not_before) snapshot = nullptr, wait_ms = not_before - now;
    if (!snapshot) {
      std::unique_lock lock(mutex_);
      // Growth shortens a wait without end only: what is due later stays due later.
      wake_.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] { return stopping_ || (wait_ms == kPullMaxRetryMs && grown_); });
      grown_ = false;
      if (stopping_) return;
      continue;
    }
    const auto done = ask(*snapshot);
    if (done) {
      asked = snapshot->size;
      retry = kPullRetryMs;
    } else {
      witness_client_.reset();
      not_before = steady_ms() + retry;
      retry = std::min(retry * 2, kPullMaxRetryMs);
    }
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (done) status_.cosigned = asked;
    const std::string before = std::exchange(status_.fault, done ? std::string() : done.error().text());
    if (!done && before != status_.fault) all_.log_(fmt::format("witness {}: {}", status_.address, status_.fault));
  }
}

Witnesses::Witnesses(Fs& fs, std::string dir, const Clock& clock, record::Record& record, Cosignatures& cosignatures, http::ClientOptions client, std::function<void(const std::string&)> log)
    : fs_(fs), dir_(std::move(dir)), clock_(clock), record_(record), cosignatures_(cosignatures), client_(std::move(client)), log_(std::move(log)) {}

Witnesses::~Witnesses() { stop(); }

std::shared_ptr<const record::Snapshot> Witnesses::target(std::uint64_t cosigned, std::int64_t& wait_ms) {
  const std::lock_guard lock(target_mutex_);
  const auto newest = record_.snapshot();
  const std::int64_t now = steady_ms();
  if (!target_ || (target_->size != newest->size && now >= target_ms_ + kCosignEveryMs)) {
    target_ = newest;
    target_ms_ = now;
  }
  if (target_->size > cosigned) return target_;
  if (target_->size != newest->size) wait_ms = target_ms_ + kCosignEveryMs - now;
  return nullptr;
}

// Ends what is replaced outside the lock: its thread may be waiting for it.
void Witnesses::set(std::map<std::string, std::unique_ptr<Asker>>& group, const std::string& key, std::unique_ptr<Asker> asker) {
  std::unique_ptr<Asker> gone;
  {
    const std::lock_guard lock(mutex_);
    gone = std::move(group[key]);
    if (asker) group[key] = std::move(asker);
    else group.erase(key);
  }
}

void Witnesses::follow_policy() {
  const std::string text = fs_.read_file(policy_path(dir_), tlog::kMaxPolicyBytes).value_or("");
  {
    const std::lock_guard lock(mutex_);
    if (text == policy_text_) return;
    policy_text_ = text;
  }
  auto policy = load_policy(fs_, dir_);
  {
    const std::lock_guard lock(mutex_);
    fault_ = policy ? std::string() : policy.error().text();
    if (!policy) return log_("peers/policy: " + fault_);  // the one before stays in force
    policy_ = *policy;
  }
  cosignatures_.set_policy(*policy);
  const std::vector<tlog::PolicyWitness> witnesses = *policy ? (*policy)->witnesses : std::vector<tlog::PolicyWitness>();
  std::map<std::string, std::unique_ptr<Asker>> gone;
  const std::lock_guard lock(mutex_);
  for (auto it = named_.begin(); it != named_.end();) {
    const bool stays = std::any_of(witnesses.begin(), witnesses.end(), [&](const auto& one) { return one.name == it->first && it->second->is(one.url, one.key); });
    if (stays) ++it;
    else gone.insert(named_.extract(it++));
  }
  for (const tlog::PolicyWitness& one : witnesses) {
    if (!one.url.empty() && !named_.contains(one.name)) named_[one.name] = std::make_unique<Asker>(*this, one.name, one.url, one.key, client_);
  }
}

void Witnesses::set_peer(const std::string& address, const std::optional<tlog::VerifierKey>& witness, const http::ClientOptions& client) {
  const std::string prefix = address + (address.ends_with('/') ? "witness" : "/witness");
  {
    const std::lock_guard lock(mutex_);
    const auto at = peers_.find(address);
    if (at == peers_.end() ? !witness : witness && at->second->is(prefix, *witness)) return;
  }
  set(peers_, address, witness ? std::make_unique<Asker>(*this, std::string(), prefix, *witness, client) : nullptr);
}

void Witnesses::grown() {
  const std::lock_guard lock(mutex_);
  for (const auto* group : {&named_, &peers_}) {
    for (const auto& [key, asker] : *group) asker->grown();
  }
}

void Witnesses::stop() {
  std::map<std::string, std::unique_ptr<Asker>> named, peers;
  const std::lock_guard lock(mutex_);
  named.swap(named_);
  peers.swap(peers_);
}

std::vector<WitnessStatus> Witnesses::status() const {
  const std::lock_guard lock(mutex_);
  std::vector<WitnessStatus> out;
  for (const auto* group : {&named_, &peers_}) {
    for (const auto& [key, asker] : *group) out.push_back(asker->status());
  }
  return out;
}

std::optional<tlog::VerifierKey> Witnesses::known_log(std::string_view origin) const {
  const std::lock_guard lock(mutex_);
  if (!policy_) return std::nullopt;
  for (const tlog::PolicyLog& log : policy_->logs) {
    if (log.key.name == origin) return log.key;
  }
  return std::nullopt;
}

std::string Witnesses::policy_text() const {
  const tlog::VerifierKey log = tlog::VerifierKey::make(record_.origin(), tlog::SignatureType::ed25519, record_.log_key().key());
  std::string out = "log " + log.vkey() + "\n";
  const std::lock_guard lock(mutex_);
  if (policy_) {
    tlog::Policy shown = *policy_;
    shown.logs.clear();
    return out + shown.text();
  }
  std::size_t n = 0;
  for (const auto& [address, asker] : peers_) out += fmt::format("witness peer-{} {} {}\n", ++n, asker->status().vkey, asker->status().address);
  return out + "quorum none\n";
}

std::string Witnesses::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

}  // namespace althing::node
