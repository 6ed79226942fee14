#include "http/turns.h"

#include <algorithm>

namespace althing::http {

void Turns::wait(Session* session, const std::string& address) {
  auto& queue = waiting_[address];
  if (queue.empty()) order_.push_back(address);
  queue.push_back(session);
}

void Turns::leave(Session* session, const std::string& address) {
  const auto at = waiting_.find(address);
  if (at == waiting_.end()) return;
  std::erase(at->second, session);
  if (!at->second.empty()) return;
  waiting_.erase(at);
  std::erase(order_, address);
}

Session* Turns::next() {
  busy_ = !order_.empty();
  if (!busy_) return nullptr;
  const auto at = waiting_.find(order_.front());
  Session* session = at->second.front();
  at->second.pop_front();
  if (!at->second.empty()) order_.push_back(order_.front());
  else waiting_.erase(at);
  order_.pop_front();
  return session;
}

}  // namespace althing::http
