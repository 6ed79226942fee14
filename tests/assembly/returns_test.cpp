// Polls over several returning logs (DESIGN.md 5): the state is a function of the acts and of the returned prefixes that
// are held, in whatever order both come; a ballot counts iff it lies in the prefixes of more than half of the named
// logs, so that one log alone, lying as it likes, neither adds nor drops one. A failure prints its seed;
// ALTHING_SEED=<n> repeats just that one, ALTHING_LONG=1 runs many more.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "assembly/decision/basis.h"
#include "assembly/decision/logs.h"
#include "assembly/decision/outcome.h"
#include "assembly/fold.h"
#include "assembly/memory_state.h"
#include "assembly/random_acts.h"
#include "base/time.h"
#include "index/cached_state.h"
#include "index/schema.h"
#include "index/sqlite_state.h"

namespace althing::test {
namespace {

using assembly::ActNo;
using assembly::kNone;

// What a log says it holds. A chain of hashes stands for its tree.
struct Story {
  std::vector<act::ActId> ids;
  std::vector<std::string> roots{std::string(64, '0')};  // at each size

  void push_back(const act::ActId& id) {
    ids.push_back(id);
    roots.push_back(to_hex(sha256(roots.back() + to_hex(id))));
  }
  std::size_t size() const { return ids.size(); }
};

// One log as all who read it see it; a liar may have a second story.
struct SimLog {
  std::string name;
  Key key;
  std::vector<Story> stories{{}};
  std::vector<act::ActId> waiting;  // acts on their way to it
  std::vector<act::Act> own;        // returns and marks it made
  bool lies = false;
};

class HeldStory final : public assembly::decision::Branch {
 public:
  // As far as everything in it is held.
  HeldStory(const Story& story, std::size_t extent, assembly::State& state) : story_(&story) {
    for (; size_ < extent; ++size_) {
      const auto no = state.find(story.ids[size_]);
      if (!no) break;
      places_.emplace(*no, size_);
    }
  }
  bool has(std::uint64_t size, std::string_view root) const override { return size <= size_ && story_->roots[size] == root; }
  std::uint64_t place(ActNo act) const override {
    const auto it = places_.find(act);
    return it == places_.end() ? kNone : it->second;
  }

 private:
  std::size_t size_ = 0;
  const Story* story_;
  std::map<ActNo, std::uint64_t> places_;
};

class HeldAll final : public assembly::decision::Logs {
 public:
  std::vector<const assembly::decision::Branch*> branches(const Key& log) const override {
    std::vector<const assembly::decision::Branch*> out;
    if (const auto it = of.find(log); it != of.end()) {
      for (const auto& one : it->second) out.push_back(&one);
    }
    return out;
  }
  std::map<Key, std::vector<HeldStory>> of;
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed), acts_(seed) {
    const std::size_t logs = std::array<std::size_t, 3>{1, 3, 5}[below(3)];
    std::vector<std::string> names;
    for (std::size_t i = 0; i < logs; ++i) names.push_back("log" + std::to_string(i));
    acts_.set_logs(names);
    for (const std::string& name : names) logs_.push_back({name, acts_.maker().key(name).key(), {{}}, {}, {}, false});
    // Fewer than half lie.
    for (std::size_t i = 0; i < (logs - 1) / 2 && chance(60); ++i) logs_[i].lies = true;
    make();
  }

  const std::vector<act::Act>& acts() const { return all_; }
  const std::vector<SimLog>& logs() const { return logs_; }

 private:
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  void make();
  void spread(const act::Act& act);
  void catch_up(SimLog& log, int percent);
  void log_own(SimLog& log, std::string_view type, UnixSeconds at, json::Object members);
  json::Value extent(const SimLog& log, std::size_t story, std::size_t size) { return json::object({{"size", static_cast<std::int64_t>(size)}, {"root", log.stories[story].roots[size]}}); }
  void give_return(SimLog& log, const act::Act& poll);

  std::mt19937_64 random_;
  RandomActs acts_;
  std::vector<SimLog> logs_;
  std::vector<act::Act> all_;
  std::map<std::pair<std::string, act::ActId>, std::pair<std::size_t, std::size_t>> opened_;  // log, poll -> story, size
  std::uint64_t made_ = 0;
};

void World::spread(const act::Act& act) {
  all_.push_back(act);
  for (SimLog& log : logs_) {
    if (!chance(4)) log.waiting.push_back(act.id);  // some acts never reach some logs
  }
}

void World::catch_up(SimLog& log, int percent) {
  std::vector<act::ActId> rest;
  for (const act::ActId& id : log.waiting) {
    if (!chance(percent)) {
      rest.push_back(id);
      continue;
    }
    for (auto& story : log.stories) {
      if (log.stories.size() == 1 || chance(70)) story.push_back(id);
    }
  }
  log.waiting = std::move(rest);
}

void World::log_own(SimLog& log, std::string_view type, UnixSeconds at, json::Object members) {
  if (!log.own.empty() && chance(90)) members.set("prev", json::Array{to_hex(log.own.back().id)});
  members.set("nonce", std::to_string(++made_));
  const act::Act act = acts_.maker().make(type, log.name, at, std::move(members));
  log.own.push_back(act);
  all_.push_back(act);
  for (auto& story : log.stories) story.push_back(act.id);
  for (SimLog& other : logs_) {
    if (&other != &log && !chance(4)) other.waiting.push_back(act.id);
  }
}

void World::give_return(SimLog& log, const act::Act& poll) {
  const auto noted = opened_.find({log.name, poll.id});
  const std::size_t story = log.lies && log.stories.size() > 1 ? below(log.stories.size()) : noted == opened_.end() ? 0 : noted->second.first;
  std::size_t opened = noted == opened_.end() ? log.stories[story].size() : std::min(noted->second.second, log.stories[story].size());
  std::size_t closed = log.stories[story].size();
  if (log.lies && chance(30)) closed = opened + below(closed - opened + 1);  // early
  if (log.lies && chance(20)) opened = below(opened + 1);                    // as if it had opened before
  json::Object members;
  members.set("poll", to_hex(poll.id));
  members.set("opened", extent(log, story, opened));
  members.set("closed", extent(log, story, closed));
  if (log.lies && chance(15)) members.set("closed", json::object({{"size", static_cast<std::int64_t>(closed)}, {"root", std::string(64, '7')}}));
  const auto at = *parse_time(poll.token("closes")) + static_cast<UnixSeconds>(below(100));
  log_own(log, "return", at, std::move(members));
  if (log.lies && chance(25)) give_return(log, poll);
}

void World::make() {
  std::vector<act::Act> base = acts_.make(40 + below(50), RandomActs::About::polls);
  std::erase_if(base, [](const act::Act& act) { return act.type == "return" || act.type == "mark"; });
  std::vector<act::Act> polls;
  std::set<act::ActId> done;
  std::size_t step = 0;
  for (const act::Act& act : base) {
    ++step;
    spread(act);
    if (act.type == "poll") polls.push_back(act);
    for (SimLog& log : logs_) {
      catch_up(log, 70);
      if (log.lies && log.stories.size() == 1 && log.stories[0].size() > 8 && chance(10)) log.stories.push_back(log.stories[0]);
      if (chance(8) && log.stories[0].size() > 0) {
        // Marks of the time before the polls, so that some members are old enough.
        json::Object mark;
        const json::Value now = extent(log, 0, log.stories[0].size());
        for (const auto& [name, value] : *now.object()) mark.set(name, value);
        log_own(log, "mark", kEpoch - 200'000 + static_cast<UnixSeconds>(3000 * step), std::move(mark));
      }
      for (const act::Act& poll : polls) {
        const std::size_t story = log.stories.size() > 1 ? below(log.stories.size()) : 0;
        if (chance(40)) opened_.try_emplace({log.name, poll.id}, std::pair(story, log.stories[story].size()));
      }
    }
    // Each poll closes some steps after it came.
    for (const act::Act& poll : polls) {
      if (done.contains(poll.id) || !chance(12)) continue;
      done.insert(poll.id);
      for (SimLog& log : logs_) {
        if (!chance(12)) give_return(log, poll);
      }
    }
  }
  for (SimLog& log : logs_) catch_up(log, 95);
  for (const act::Act& poll : polls) {
    if (!done.insert(poll.id).second) continue;
    for (SimLog& log : logs_) {
      if (!chance(25)) give_return(log, poll);
    }
  }
  for (SimLog& log : logs_) catch_up(log, 95);
  // Seven days later most logs say what they hold; then some return what they had not, or once more.
  for (SimLog& log : logs_) {
    if (!chance(75)) continue;
    json::Object mark;
    const json::Value now = extent(log, log.stories.size() - 1, log.stories.back().size());
    for (const auto& [name, value] : *now.object()) mark.set(name, value);
    log_own(log, "mark", kEpoch + 10 * 86400 + static_cast<UnixSeconds>(below(1000)), std::move(mark));
  }
  for (const act::Act& poll : polls) {
    for (SimLog& log : logs_) {
      if (chance(log.lies ? 30 : 5)) give_return(log, poll);
    }
  }
  for (SimLog& log : logs_) catch_up(log, 95);
}

std::shared_ptr<const assembly::decision::Logs> held(const World& world, const std::vector<std::vector<std::size_t>>& extents, assembly::State& state) {
  auto out = std::make_shared<HeldAll>();
  for (std::size_t i = 0; i < world.logs().size(); ++i) {
    const SimLog& log = world.logs()[i];
    for (std::size_t story = 0; story < log.stories.size(); ++story) out->of[log.key].emplace_back(log.stories[story], extents[i][story], state);
  }
  return out;
}

std::vector<std::vector<std::size_t>> whole(const World& world) {
  std::vector<std::vector<std::size_t>> out;
  for (const SimLog& log : world.logs()) {
    out.emplace_back();
    for (const auto& story : log.stories) out.back().push_back(story.size());
  }
  return out;
}

std::string polls_of(assembly::State& state) {
  std::set<std::string> lines;
  for (const ActNo poll : state.decided_polls()) {
    std::string line = to_hex(state.get(poll).id) + " " + state.outcome(poll)->text;
    for (const assembly::Voter& voter : state.voters(poll)) {
      line += "\n    " + to_hex(state.get(voter.member).id).substr(0, 8) + (voter.ballot == kNone ? "" : " " + to_hex(state.get(voter.ballot).id).substr(0, 8));
    }
    lines.insert(line);
  }
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

// Acts in some order; now and then more of the logs is held, before or after the acts it holds and the returns that name it.
template <class S>
void fold_mixed(const World& world, std::vector<act::Act> acts, std::mt19937_64& random, S& state) {
  assembly::Fold fold(state);
  std::vector<std::vector<std::size_t>> extents = whole(world);
  for (auto& log : extents) std::fill(log.begin(), log.end(), 0);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  for (std::size_t i = 0; i < acts.size(); ++i) {
    fold.apply(acts[i], i);
    if (below(6) == 0) {
      const std::size_t log = below(extents.size());
      for (std::size_t story = 0; story < extents[log].size(); ++story) {
        std::size_t& extent = extents[log][story];
        extent += below(world.logs()[log].stories[story].size() - extent + 1);
      }
      fold.set_logs(held(world, extents, state));
    }
    if (below(4) == 0) fold.settle();
  }
  fold.set_logs(held(world, whole(world), state));
  fold.settle();
}

// What the text of the design says of one poll, without the fold's ways: who holds what.
void check_counts(const World& world, assembly::State& state, std::map<std::string, int>& seen) {
  for (const ActNo no : state.decided_polls()) {
    const auto outcome = json::parse(state.outcome(no)->text);
    const auto logs = static_cast<std::size_t>(*outcome->at("logs")->integer());
    std::vector<std::pair<const SimLog*, assembly::ActRow>> returns;
    for (const ActNo returned : assembly::decision::returns_of(state, state.outcome(no)->text)) {
      const assembly::ActRow row = state.get(returned);
      const auto log = std::find_if(world.logs().begin(), world.logs().end(), [&](const SimLog& one) { return one.key == row.key; });
      ASSERT_NE(log, world.logs().end());
      returns.emplace_back(&*log, row);
    }
    ASSERT_GT(2 * returns.size(), logs);
    ++seen[logs == 1 ? "one log" : returns.size() == logs ? "all of several" : "some of several"];
    if (!*outcome->at("final")->boolean()) ++seen["not final"];
    else if (returns.size() < logs) ++seen["given up"];
    if (outcome->at("charter") != nullptr) ++seen["under an adopted charter"];
    const auto holders = [&](ActNo act) {
      std::size_t count = 0, honest = 0;
      for (const auto& [log, row] : returns) {
        std::istringstream parts(row.payload);
        std::vector<std::string> words;
        for (std::string word; std::getline(parts, word, '|');) words.push_back(word);
        const std::size_t closed = std::stoul(words[3]);
        for (const auto& story : log->stories) {
          if (story.size() < closed || story.roots[closed] != words[4]) continue;
          const auto end = story.ids.begin() + static_cast<std::ptrdiff_t>(closed);
          const bool in = std::find(story.ids.begin(), end, state.get(act).id) != end;
          count += in ? 1 : 0;
          honest += in && !log->lies ? 1 : 0;
          break;
        }
      }
      return std::pair(count, honest);
    };
    for (const assembly::Voter& voter : state.voters(no)) {
      if (voter.ballot == kNone) continue;
      ++seen["ballot"];
      const auto [count, honest] = holders(voter.ballot);
      EXPECT_GT(2 * count, logs) << "a ballot counts that too few logs hold";
      EXPECT_GT(honest, 0U) << "liars alone made a ballot count";
    }
  }
}

void check_seed(std::uint64_t seed, std::map<std::string, int>& seen) {
  SCOPED_TRACE("ALTHING_SEED=" + std::to_string(seed));
  const World world(seed);
  std::mt19937_64 random(seed + 1);
  std::vector<act::Act> acts = world.acts();
  assembly::MemoryState first;
  {
    assembly::Fold fold(first);
    for (std::size_t i = 0; i < acts.size(); ++i) fold.apply(acts[i], i);
    fold.set_logs(held(world, whole(world), first));
    fold.settle();
  }
  check_counts(world, first, seen);
  const std::string expected = to_hex(assembly::digest(first));
  for (int order = 0; order < 4; ++order) {
    if (order == 1) std::reverse(acts.begin(), acts.end());
    if (order > 1) std::shuffle(acts.begin(), acts.end(), random);
    assembly::MemoryState memory;
    fold_mixed(world, acts, random, memory);
    ASSERT_EQ(to_hex(assembly::digest(memory)), expected) << "order " << order << "\n" << polls_of(first) << "--- against\n" << polls_of(memory);
    ASSERT_EQ(polls_of(memory), polls_of(first)) << "order " << order;
  }
  index::Db db(":memory:", index::Db::Mode::create);
  for (const char* sql : index::kCreate) db.exec(sql);
  for (const char* sql : index::kCreateKeys) db.exec(sql);
  index::SqliteState tables(db);
  index::CachedState cached(tables);
  fold_mixed(world, acts, random, cached);
  cached.flush();
  ASSERT_EQ(to_hex(assembly::digest(tables)), expected) << "SQLite";
}

TEST(Returns, TheOrderOfActsAndPrefixesDoesNotMatterAndNoMinorityStuffs) {
  std::map<std::string, int> seen;
  if (const char* one = std::getenv("ALTHING_SEED"); one != nullptr) return check_seed(std::strtoull(one, nullptr, 10), seen);
  const char* wide = std::getenv("ALTHING_LONG");
  const std::uint64_t worlds = wide != nullptr && std::string_view(wide) == "1" ? 5'000 : 160;
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    check_seed(seed, seen);
    if (testing::Test::HasFatalFailure()) return;
  }
  for (const char* what : {"one log", "all of several", "some of several", "not final", "given up", "under an adopted charter", "ballot"}) EXPECT_GT(seen[what], 0) << what;
}

}  // namespace
}  // namespace althing::test
