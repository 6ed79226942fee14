#include "node/closer.h"

#include <algorithm>

#include "node/limits.h"
#include "node/writer.h"

namespace althing::node {

Closer::Extent Closer::present() const {
  const auto snapshot = record_.snapshot();
  return {snapshot->size, to_hex(snapshot->root)};
}

Result<void> Closer::load() {
  if (!fs_.exists(path_)) return {};
  TRY(const std::string text, fs_.read_file(path_, kMaxReturnsFile));
  const auto value = json::parse(text);
  if (!value || value->object() == nullptr) return fail(Errc::corrupt, "returns.json", "is not what this node wrote; restore it or remove it");
  for (const auto& [id, extent] : *value->object()) {
    const json::Value* size = extent.at("size");
    if (size == nullptr || size->integer() == nullptr) return fail(Errc::corrupt, "returns.json", "is not what this node wrote; restore it or remove it");
    noted_[id] = {static_cast<std::uint64_t>(*size->integer()), std::string(extent.text_at("root"))};
  }
  return {};
}

Result<void> Closer::save() {
  json::Object out;
  for (const auto& [id, poll] : polls_) {
    if (poll.opened) out.set(id, json::object({{"size", poll.opened->size}, {"root", poll.opened->root}}));
  }
  const std::string text = json::write(out);
  return fs_.replace_file(path_, as_bytes(text));
}

void Closer::note_returned(const act::ActId& poll) {
  const std::lock_guard lock(mutex_);
  returned_[to_hex(poll)] = true;
}

void Closer::learn(index::Reader& reader) {
  const std::string own = act::key_text(record_.log_key().key());
  std::map<std::string, Watched> polls;
  for (const act::ActId& id : reader.undecided_polls()) {
    const auto poll = reader.poll(id);
    if (!poll || std::find(poll->logs.begin(), poll->logs.end(), own) == poll->logs.end()) continue;
    const auto ours = [&](const index::ActInfo& r) { return r.key == record_.log_key().key(); };
    const bool returned = std::any_of(poll->returns.begin(), poll->returns.end(), ours) || std::any_of(poll->contradictions.begin(), poll->contradictions.end(), ours);
    const auto opens = parse_time(poll->spec.opens), closes = parse_time(poll->spec.closes);
    if (!returned && opens && closes) polls[to_hex(id)] = {*opens, *closes, std::nullopt};
  }
  const std::lock_guard lock(mutex_);
  for (auto& [id, poll] : polls) {
    if (const auto known = polls_.find(id); known != polls_.end()) poll.opened = known->second.opened;
    if (const auto before = noted_.find(id); before != noted_.end() && !poll.opened) poll.opened = before->second;
  }
  std::erase_if(polls, [&](const auto& each) { return returned_.contains(each.first); });
  polls_ = std::move(polls);
}

void Closer::tick() {
  const UnixSeconds now = clock_.now();
  const std::lock_guard lock(mutex_);
  bool noted = false;
  for (auto& [id, poll] : polls_) {
    if (poll.opened || poll.opens > now) continue;
    poll.opened = present();
    noted = true;
  }
  if (noted || !fault_.empty()) {
    const auto saved = save();
    fault_ = saved ? std::string() : "a poll's opening is not on disk: " + saved.error().text();
  }
  for (auto it = polls_.begin(); it != polls_.end();) {
    if (it->second.closes > now || !it->second.opened || !close(it->first, it->second)) {
      ++it;
      continue;
    }
    returned_[it->first] = true;
    it = polls_.erase(it);
  }
}

// True iff the return is logged.
bool Closer::close(const std::string& id, const Watched& poll) {
  const auto value = [](const Extent& e) { return json::object({{"root", e.root}, {"size", e.size}}); };
  const auto logged = writer_.log_own(json::object({{"act", "return"}, {"poll", id}, {"opened", value(*poll.opened)}, {"closed", value(present())}}));
  if (!logged) fault_ = "a poll waits to be closed: " + logged.error().text();
  return logged.has_value();
}

std::string Closer::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

}  // namespace althing::node
