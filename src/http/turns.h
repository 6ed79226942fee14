// Whose turn it is on a loop. A handler or a piece of a stream may take milliseconds; a thousand of them
// asked for by one address must not make everybody else wait for a thousand. So while more than one
// wants to run, addresses take turns, and of each address its connections; after each turn the loop
// looks at its sockets again. When nobody else wants to run, a turn costs one posted job and no wait.
// Only the loop's own thread; see session.h.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>

namespace althing::http {

struct Session;

class Turns {
 public:
  /// True if nobody is running or waiting: the caller has its turn at once, and must post run_next().
  bool free() const { return !busy_; }
  void begin() { busy_ = true; }
  void wait(Session* session, const std::string& address);
  /// A session that is waiting gives up.
  void leave(Session* session, const std::string& address);
  /// The next one whose turn it is; nullptr, and the loop is free, if nobody waits.
  Session* next();

 private:
  bool busy_ = false;
  std::unordered_map<std::string, std::deque<Session*>> waiting_;  // no empty queues
  std::deque<std::string> order_;                                  // the addresses in waiting_, each once
};

}  // namespace althing::http
