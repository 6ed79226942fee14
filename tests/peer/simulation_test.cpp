// Proof of survival (issue 6.6): worlds of 3 to 100 nodes with loss, partitions, power cuts, a lost disk and a
// liar, by a seed. After healing, honest nodes hold the same set and the same state, nothing that reached a
// second honest node is missing, and every lie has its author. ALTHING_SEED=n replays one world.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "peer/simulation.h"

namespace althing::peer {
namespace {

enum class Lie { none, forks, wrong_tiles, wrong_entries, wrong_details, withholds, counts_wrong, claims_more, logs_rubbish, kCount };

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    found_ = test::found();
    const bool large = seed % 50 == 0;
    const std::uint64_t honest = large ? 20 + random_() % 80 : 3 + random_() % 5;
    lie_ = large ? Lie::none : static_cast<Lie>(random_() % static_cast<std::uint64_t>(Lie::kCount));
    loss_ = random_() % 3 == 0 ? 0.0 : 0.02 * static_cast<double>(random_() % 10);
    events_ = large ? 3 * honest : 40 + random_() % 60;
    for (std::uint64_t n = 0; n < honest; ++n) nodes_.push_back(std::make_unique<SimNode>(n, found_, ++keys_));
    if (lie_ == Lie::none) return;
    ++keys_;
    for (int face = 0; face < (lie_ == Lie::forks ? 2 : 1); ++face) liar_.push_back(std::make_unique<SimNode>(1000 + face, found_, keys_));
  }

  void run() {
    for (std::uint64_t n = 0; n < events_ && !::testing::Test::HasFailure(); ++n) event();
    parts_.clear();
    loss_ = 0;
    heal();
  }
  void check();

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  SimNode& any() { return *nodes_[pick(nodes_.size())]; }
  void event();
  void act();
  void partition();
  void pull_pair(SimNode& into, SimNode& from);
  void pull_liar(SimNode& into);
  void heal();
  void spread();
  Manners manners() const;
  bool honest_equal() const;

  std::mt19937_64 random_;
  test::SignedAct found_;
  Lie lie_ = Lie::none;
  double loss_ = 0;
  std::uint64_t events_ = 0, keys_ = 0, people_ = 0;
  std::vector<std::unique_ptr<SimNode>> nodes_, liar_;  // the liar has two faces if it forks
  std::map<std::uint64_t, int> parts_;                  // node -> its side of a partition
  std::vector<test::SignedAct> acts_;
  std::set<act::ActId> acknowledged_;  // by an honest node that has its disk, or held by another since
  std::uint64_t lies_told_ = 0, lies_noticed_ = 0;
};

void World::act() {
  const test::SignedAct made = test::join(found_.id, 10 + people_++);
  acts_.push_back(made);
  if (!liar_.empty() && pick(4) == 0) return liar_[pick(liar_.size())]->submit(made);
  any().submit(made, pick(5) != 0);  // some come without their detail, some again with it
  acknowledged_.insert(made.id);
  if (pick(4) == 0) any().submit(acts_[pick(acts_.size())]);
}

void World::partition() {
  parts_.clear();
  if (pick(2) == 0) return;
  for (const auto& node : nodes_) parts_[node->number()] = static_cast<int>(pick(2));
}

void World::pull_pair(SimNode& into, SimNode& from) {
  if (&into == &from || (!parts_.empty() && parts_[into.number()] != parts_[from.number()])) return;
  const PullLimits limits{.max_entries = pick(3) == 0 ? 1 + pick(5) : 1000, .at_once = 1};
  const auto report = into.pull_from(from, {.loss = loss_}, random_, limits);
  if (report) {
    EXPECT_EQ(report->wrong, 0U);
    EXPECT_FALSE(report->fork.has_value()) << "an honest log was accused";
  } else {
    EXPECT_EQ(report.error().code, Errc::storage) << report.error().text();  // the answer was lost
  }
}

Manners World::manners() const {
  return {.loss = loss_, .wrong_tiles = lie_ == Lie::wrong_tiles, .wrong_entries = lie_ == Lie::wrong_entries, .wrong_details = lie_ == Lie::wrong_details,
          .withholds = lie_ == Lie::withholds, .counts_wrong = lie_ == Lie::counts_wrong, .claims_more = lie_ == Lie::claims_more ? 3U : 0U};
}

void World::pull_liar(SimNode& into) {
  if (liar_.empty()) return;
  SimNode& face = *liar_[into.number() % liar_.size()];
  if (lie_ == Lie::logs_rubbish && pick(3) == 0) {
    record::take(face.record().append(std::vector<record::NewEntry>{{"rubbish " + std::to_string(random_()), {}}}));
    ++lies_told_;
  }
  const std::size_t refused = into.refused;
  const auto report = into.pull_from(face, manners(), random_, {.at_once = 1});
  if (!report && report.error().code != Errc::storage) ++lies_noticed_;
  if (report && report->wrong > 0) ++lies_noticed_;
  lies_noticed_ += into.refused - refused;
}

void World::event() {
  const std::uint64_t what = pick(100);
  if (what < 30) return act();
  if (what < 75) return pull_pair(any(), any());
  if (what < 88) return pull_liar(any());
  if (what < 92) return partition();
  if (what < 99) return any().crash(static_cast<FakeFs::Crash>(pick(3)), static_cast<unsigned>(random_()));
  // A disk is lost: what it alone held is gone, nothing else may be.
  SimNode& lost = any();
  for (const auto& id : lost.ids()) {
    const bool elsewhere = std::any_of(nodes_.begin(), nodes_.end(), [&](const auto& node) { return node.get() != &lost && node->ids().contains(id); });
    if (!elsewhere) acknowledged_.erase(id);
  }
  lost.wipe(++keys_);
}

bool World::honest_equal() const {
  const auto first = nodes_.front()->ids();
  const std::size_t details = nodes_.front()->details();
  return std::all_of(nodes_.begin(), nodes_.end(), [&](const auto& node) { return node->ids() == first && node->details() == details; });
}

// Everybody from two others, until nothing more is new.
void World::spread() {
  for (int round = 0; round < 60; ++round) {
    for (const auto& node : nodes_) {
      for (int i = 0; i < 2; ++i) pull_pair(*node, any());
    }
    if (round % 3 == 2 && honest_equal()) return;
  }
}

void World::heal() {
  for (const auto& node : nodes_) {
    if (lie_ == Lie::forks) {
      for (const auto& face : liar_) {
        const auto report = node->pull_from(*face, {}, random_, {.at_once = 1});
        EXPECT_TRUE(report.has_value()) << report.error().text();
      }
    } else {
      pull_liar(*node);
    }
  }
  spread();
  for (const auto& into : nodes_) {
    if (nodes_.size() <= 8) {
      for (const auto& from : nodes_) pull_pair(*into, *from);
    }
  }
}

void World::check() {
  ASSERT_TRUE(honest_equal());
  const auto held = nodes_.front()->ids();
  const std::string digest = nodes_.front()->digest();
  for (const auto& node : nodes_) {
    EXPECT_EQ(node->digest(), digest);
    for (const auto& other : nodes_) EXPECT_FALSE(node->log_of(*other).forked());
  }
  for (const auto& id : acknowledged_) EXPECT_TRUE(held.contains(id)) << "an acknowledged act is missing";
  for (const auto& face : liar_) {
    if (lie_ != Lie::forks) continue;
    for (const auto& id : face->ids()) EXPECT_TRUE(held.contains(id)) << "a branch was not read";
    for (const auto& node : nodes_) EXPECT_TRUE(liar_[0]->record().snapshot()->size == 1 || node->log_of(*face).forked() || liar_[1]->ids() == liar_[0]->ids() || liar_[1]->record().snapshot()->size == 1);
  }
  const bool had_something = !liar_.empty() && liar_[0]->record().snapshot()->size > 1;
  if (lies_told_ > 0 || (had_something && (lie_ == Lie::wrong_tiles || lie_ == Lie::claims_more))) {
    EXPECT_GT(lies_noticed_, 0U);
  }
}

TEST(Simulation, AfterHealingHonestNodesAreOneAndEveryLieHasItsAuthor) {
  const char* one = std::getenv("ALTHING_SEED");
  const char* all = std::getenv("ALTHING_LONG");
  const std::uint64_t last = all != nullptr && std::string_view(all) == "1" ? 2000 : 200;
  const std::uint64_t begin = one != nullptr ? std::strtoull(one, nullptr, 10) : 1, end = one != nullptr ? begin : last;
  for (std::uint64_t seed = begin; seed <= end; ++seed) {
    World world(seed);
    world.run();
    if (!HasFailure()) world.check();
    ASSERT_FALSE(HasFailure()) << "replay: ALTHING_SEED=" << seed << " test_peer --gtest_filter='Simulation.*'";
  }
}

}  // namespace
}  // namespace althing::peer
