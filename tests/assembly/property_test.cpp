// The state is a function of the set of acts: random sets, random orders, both states, one digest.
// A failure prints its seed; ALTHING_SEED=<n> repeats just that one, ALTHING_LONG=1 runs many more.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "assembly/fold.h"
#include "assembly/memory_state.h"
#include "assembly/oracle.h"
#include "assembly/random_acts.h"
#include "index/cached_state.h"
#include "index/schema.h"
#include "index/sqlite_state.h"

namespace althing::test {
namespace {

Hash fold_all(assembly::State& state, const std::vector<act::Act>& acts, std::size_t batch) {
  assembly::Fold fold(state);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    fold.apply(acts[i], i);
    if (batch != 0 && i % batch == 0) fold.settle();
  }
  fold.settle();
  return assembly::digest(state);
}

bool same_row(const assembly::ActRow& a, const assembly::ActRow& b) {
  const auto all = [](const assembly::ActRow& r) {
    return std::tie(r.no, r.id, r.type, r.v, r.key, r.at, r.commitment, r.status, r.fixed, r.reason, r.segment, r.position, r.extended,
                    r.followed, r.first_join, r.parents, r.author, r.actor, r.subject, r.mandate, r.slot, r.positive, r.payload);
  };
  return all(a) == all(b);
}

// As the index does it: a write-back cache, flushed after each batch. What is written must be what the
// same order gives in memory, row by row, and not only in the digest. With `bulk`, as a rebuild does it
// up to the act of that number.
Hash fold_in_sqlite(const std::vector<act::Act>& acts, std::size_t batch, std::optional<std::uint64_t> bulk) {
  index::Db db(":memory:", index::Db::Mode::create);
  for (const char* sql : index::kCreate) db.exec(sql);
  for (const char* sql : index::kCreateAfter) db.exec(sql);
  index::SqliteState tables(db);
  if (bulk) tables.begin_bulk(*bulk);
  else for (const char* sql : index::kCreateKeys) db.exec(sql);
  index::CachedState state(tables);
  assembly::Fold fold(state);
  assembly::MemoryState memory;
  assembly::Fold fold_in_memory(memory);
  for (std::size_t i = 0; i < acts.size();) {
    index::Transaction transaction(db);
    for (std::size_t n = 0; n < batch && i < acts.size(); ++n, ++i) {
      fold.apply(acts[i], i);
      fold_in_memory.apply(acts[i], i);
    }
    fold.settle();
    fold_in_memory.settle();
    state.flush();
    if (i % 3 == 0) state.forget();  // what was flushed must be all there is
    transaction.commit();
  }
  for (std::size_t i = 0; i < acts.size(); ++i) {
    EXPECT_TRUE(same_row(tables.get(i), memory.get(i))) << "act " << i << " of type " << acts[i].type;
    for (const char* name : {"signatures", "person", "vouches", "support", "object", "comment", "pledge"}) EXPECT_EQ(tables.count(i, name), memory.count(i, name)) << i << name;
    if (const std::uint64_t slot = memory.get(i).slot; slot != 0) {
      EXPECT_EQ(tables.slot_members(slot), memory.slot_members(slot)) << slot;
      EXPECT_EQ(tables.get_slot(slot).key, memory.get_slot(slot).key);
      EXPECT_EQ(tables.get_slot(slot).winner, memory.get_slot(slot).winner);
    }
    EXPECT_EQ(tables.acts_of_key(acts[i].by), memory.acts_of_key(acts[i].by)) << i;
  }
  return assembly::digest(tables);
}

// The lines of one state that the other does not have, for the failure message.
std::string difference(assembly::State& a, assembly::State& b) {
  std::set<std::string> lines[2];
  for (int i = 0; i < 2; ++i) {
    assembly::State& state = i == 0 ? a : b;
    state.each_act([&](const act::ActId& id, assembly::Status status, std::string_view reason) {
      const assembly::ActRow row = state.get(*state.find(id));
      lines[i].insert(fmt::format("{} {} {} {} by {}", row.type, to_hex(id), status_token(status), reason, act::key_text(row.key)));
    });
    state.each_slot([&](std::string_view key, bool active, const act::ActId& winner) {
      lines[i].insert(fmt::format("slot {} {} {}", key, active, to_hex(winner)));
    });
    for (const auto& seat : state.seats()) lines[i].insert(fmt::format("seat {} {}", seat.group, to_hex(state.get(seat.member).id)));
  }
  std::string out = "\n";
  for (int i = 0; i < 2; ++i) {
    for (const std::string& line : lines[i]) {
      if (!lines[1 - i].contains(line)) out += (i == 0 ? "- " : "+ ") + line + "\n";
    }
  }
  return out;
}

// What the generator reached, so that a set that tests nothing fails.
struct Reached {
  std::map<std::string, int> reasons;
  std::size_t slots = 0;
};

void check_seed(std::uint64_t seed, Reached& reached) {
  SCOPED_TRACE("ALTHING_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::vector<act::Act> acts = RandomActs(seed).make(20 + seed % 60);
  // One in three sets lacks some acts, so that others stay pending.
  std::vector<act::Act> held = acts;
  if (seed % 3 == 0) std::erase_if(held, [&](const act::Act&) { return random() % 20 == 0; });
  assembly::MemoryState first;
  const Hash expected = fold_all(first, held, 0);
  Oracle oracle(first, held);
  if (seed % 3 != 0) {
    ASSERT_EQ(oracle.compare(), "");
  }
  reached.slots += oracle.slots_seen();
  first.each_act([&](const act::ActId&, assembly::Status status, std::string_view reason) {
    ++reached.reasons[std::string(status_token(status)) + " " + std::string(assembly::reason_code(reason))];
  });
  for (int order = 0; order < 6; ++order) {
    if (order == 0) std::reverse(held.begin(), held.end());
    else std::shuffle(held.begin(), held.end(), random);
    assembly::MemoryState memory;
    ASSERT_EQ(to_hex(fold_all(memory, held, random() % 4)), to_hex(expected)) << "order " << order << difference(first, memory);
    if (seed % 3 != 0 && order < 2) {
      ASSERT_EQ(Oracle(memory, held).compare(), "") << "order " << order;
    }
    if (order < 2) {
      std::vector<std::optional<std::uint64_t>> ways = {UINT64_MAX};
      if (order == 0) ways = {std::nullopt, seed % 40};
      for (const auto& bulk : ways) {
        ASSERT_EQ(to_hex(fold_in_sqlite(held, 1 + random() % 20, bulk)), to_hex(expected)) << "SQLite, order " << order;
      }
    }
  }
}

TEST(FoldProperty, TheOrderOfArrivalDoesNotMatter) {
  Reached reached;
  if (const char* one = std::getenv("ALTHING_SEED"); one != nullptr) {
    check_seed(std::strtoull(one, nullptr, 10), reached);
    return;
  }
  const char* wide = std::getenv("ALTHING_LONG");
  const std::uint64_t sets = wide != nullptr && std::string_view(wide) == "1" ? 20'000 : 100;
  for (std::uint64_t seed = 1; seed <= sets; ++seed) {
    check_seed(seed, reached);
    if (testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(reached.slots, 5 * sets);
  for (const char* what : {"effective ", "pending ", "inert ", "void rotated", "void dismissed", "void mandate", "void ambiguous", "void prev",
                           "void next", "void author", "void capacity", "void member", "void schema", "void whom", "void of"}) {
    EXPECT_GT(reached.reasons[what], 0) << what;
  }
}

}  // namespace
}  // namespace althing::test
