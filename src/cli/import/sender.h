// Hands acts to a node in batches, each act naming the one before in `prev`, until every one is logged or refused
// for good, or nothing has gone on for as long as the caller is patient. After "too many", a full disk or a lost
// connection it waits and tries again; what may be logged already with the same bytes, so that nothing is logged
// twice: a node answers an act that it holds with its receipt. One thread; the node and the clock are interfaces.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "act/act.h"
#include "cli/import/limits.h"

namespace althing::cli {

/// An act to be signed when its turn comes: nodes take acts within 300 s of their clock.
struct Outgoing {
  json::Object leaf;   // without v, at, in, by, prev, detail
  std::string detail;  // exact bytes
};

enum class Fate { unsent, logged, refused };
struct Outcome {
  Fate fate = Fate::unsent;
  act::ActId id;       // if logged
  std::string reason;  // if refused: the node's words
};

struct Handed {
  std::string_view note, detail;
};
/// The ids of logged and known acts, or why one is not logged: in the order handed in, perhaps fewer.
using Answers = std::vector<Result<std::string>>;

/// A node as an import needs it.
class Channel {
 public:
  virtual ~Channel() = default;
  /// One request. An error is about the whole of it; after one the next call uses a new connection.
  virtual Result<Answers> submit(const std::vector<Handed>& acts) = 0;
  virtual UnixSeconds now() const = 0;        // for `at`
  virtual std::int64_t steady_ms() const = 0;  // for patience
  virtual void sleep_ms(std::int64_t ms) = 0;
};

struct SendAs {
  const KeyPair& key;
  act::ActId assembly;
  std::vector<act::ActId> heads;  // ascending; may be empty
};

struct SendOptions {
  std::size_t batch = kActsPerBatch;
  std::int64_t patience_ms = kPatienceSeconds * 1000;
  std::function<void(std::size_t done, std::size_t total, const std::string& waits_for)> progress = {};
};

struct Sent {
  std::vector<Outcome> outcomes;  // of each act, in order
  std::size_t requests = 0, waits = 0;
  std::optional<Error> stopped;   // why the rest is unsent
};

Sent send_acts(const std::vector<Outgoing>& acts, const SendAs& as, Channel& channel, const SendOptions& options);

}  // namespace althing::cli
