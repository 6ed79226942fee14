#include "index/decider.h"

#include "base/thread.h"
#include "index/cached_state.h"
#include "index/sqlite.h"
#include "index/sqlite_state.h"

namespace althing::index {
namespace {

constexpr int kNice = 15;
struct Stopped {};

}  // namespace

Decider::~Decider() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void Decider::start(std::shared_ptr<const assembly::decision::Logs> logs) {
  logs_ = std::move(logs);
  thread_ = std::thread([this] { run(); });
}

std::optional<Decider::Answer> Decider::take() {
  std::optional<Answer> out;
  {
    const std::lock_guard lock(mutex_);
    out.swap(answer_);
  }
  if (out) thread_.join();
  return out;
}

void Decider::run() {
  name_this_thread("decider");
  give_way(kNice);
  Answer answer;
  try {
    Db db(path_, Db::Mode::read_only);
    db.exec("PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456");
    SqliteState tables(db);
    CachedState state(tables);  // nothing is written to it
    const Transaction snapshot(db, false);
    answer.decision = assembly::decision::next_decision(state, *logs_, [&] {
      if (stopping_.load(std::memory_order_relaxed)) throw Stopped{};
    });
  } catch (const Stopped&) {
  } catch (const DbError&) {
    answer.failed = true;
  }
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

}  // namespace althing::index
