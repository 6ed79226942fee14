// Pulling one log: only what is missing, through the door, resumable, and believed as far as it is proven.
#include "peer/pull.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "peer/limits.h"
#include "peer/simulation.h"
#include "tlog/bundle.h"

namespace althing::peer {
namespace {

class PullTest : public ::testing::Test {
 protected:
  PullTest() : found_(test::found()), a_(1, found_, 11), b_(2, found_, 12) {}

  /// The same act for the same number.
  const test::SignedAct& join(std::uint64_t n) {
    const auto at = joins_.find(n);
    return at != joins_.end() ? at->second : joins_.emplace(n, test::join(found_.id, n)).first->second;
  }
  void fill(SimNode& node, std::uint64_t from, std::uint64_t count) {
    for (std::uint64_t n = from; n < from + count; ++n) node.submit(join(n));
  }
  PullReport must_pull(SimNode& into, SimNode& from, const PullLimits& limits = {}, const Manners& manners = {}) {
    auto report = into.pull_from(from, manners, random_, limits);
    EXPECT_TRUE(report.has_value()) << report.error().text();
    return report.value_or(PullReport{});
  }

  test::SignedAct found_;
  std::map<std::uint64_t, test::SignedAct> joins_;
  SimNode a_, b_;
  std::mt19937_64 random_{1};
};

TEST_F(PullTest, BringsWhatIsMissingAndNoMore) {
  fill(a_, 1, 300);
  fill(b_, 200, 201);  // 101 of them are a's too
  const auto report = must_pull(b_, a_);
  EXPECT_EQ(report.news, News::newer);
  EXPECT_TRUE(report.done());
  EXPECT_EQ(report.fetched, 199U);
  EXPECT_EQ(report.added, 199U);
  EXPECT_EQ(report.refused, 0U);
  EXPECT_EQ(must_pull(a_, b_).added, 100U);
  EXPECT_EQ(a_.ids(), b_.ids());
  EXPECT_EQ(a_.digest(), b_.digest());
  const auto again = must_pull(b_, a_);  // a's log grew by what it took from b, which b has
  EXPECT_EQ(again.fetched, 0U);
  EXPECT_TRUE(again.done());
  EXPECT_EQ(must_pull(b_, a_).news, News::same);
}

TEST_F(PullTest, GoesOnWhereALimitStoppedIt) {
  fill(a_, 1, 700);
  std::uint64_t rounds = 0, added = 0;
  for (;; ++rounds) {
    const auto report = must_pull(b_, a_, {.max_entries = 100});
    added += report.added;
    ASSERT_LE(report.fetched, 100U + tlog::kTileWidth);
    if (report.done()) break;
    b_.crash(FakeFs::Crash::lose_all, static_cast<unsigned>(rounds));
    ASSERT_LT(rounds, 20U);
  }
  EXPECT_GE(rounds, 2U);
  EXPECT_EQ(added, 700U);
  EXPECT_EQ(a_.ids(), b_.ids());
}

// A wire and a ledger that several threads may use; it counts how many ask for entries at once.
struct ManyHandedWire final : SimWire {
  using SimWire::SimWire;
  std::mutex mutex;
  std::atomic<int> now{0}, most{0}, bundles{0}, fail_at{0};
  Result<std::string> tile(const tlog::TileId& id) override {
    const std::lock_guard lock(mutex);
    return SimWire::tile(id);
  }
  Result<std::vector<std::string>> entries(const tlog::TileId& bundle, const Places& places) override {
    if (++bundles == fail_at) return fail(Errc::storage, "read", "cut");
    const int with_me = ++now;
    for (int seen = most; with_me > seen && !most.compare_exchange_weak(seen, with_me);) {}
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const std::lock_guard lock(mutex);
    --now;
    return SimWire::entries(bundle, places);
  }
  Result<std::vector<std::string>> details(const tlog::TileId& bundle, const Places& places) override {
    const std::lock_guard lock(mutex);
    return SimWire::details(bundle, places);
  }
};
struct ManyHandedLedger final : Ledger {
  explicit ManyHandedLedger(Ledger& ledger) : inner(ledger) {}
  Ledger& inner;
  std::mutex mutex;
  const act::ActId& assembly() const override { return inner.assembly(); }
  bool settled(const Hash& leaf) override {
    const std::lock_guard lock(mutex);
    return inner.settled(leaf);
  }
  std::optional<Hash> lacks_detail(const Hash& leaf) override { return inner.lacks_detail(leaf); }
  Result<Added> add(std::vector<Incoming> acts) override {
    const std::lock_guard lock(mutex);
    return inner.add(std::move(acts));
  }
  Result<void> refuse(const Hash& leaf, const Error& why) override {
    const std::lock_guard lock(mutex);
    return inner.refuse(leaf, why);
  }
  Result<void> add_detail(const Hash& leaf, std::string bytes) override { return inner.add_detail(leaf, std::move(bytes)); }
  std::vector<Hash> lacks_blobs() override { return inner.lacks_blobs(); }
  Result<void> add_blob(const Hash& name, const std::string& bytes) override { return inner.add_blob(name, bytes); }
};

TEST_F(PullTest, SeveralTilesAtOnceBringTheSame) {
  fill(a_, 1, 3000);
  ManyHandedLedger ledger(b_);
  const PullLimits some{.max_entries = 600, .at_once = 4}, all{.at_once = 4};
  const auto round = [&](const PullLimits& limits, ManyHandedWire& wire) { return pull(wire, b_.log_of(a_), ledger, limits); };

  // A limit holds for what is under way too.
  ManyHandedWire careful(a_.record(), {}, random_);
  const auto limited = round(some, careful);
  ASSERT_TRUE(limited) << limited.error().text();
  EXPECT_GE(limited->fetched, 600U);
  EXPECT_LE(limited->fetched, 600U + tlog::kTileWidth);
  EXPECT_LE(careful.bundles, 4);

  // A lost answer is an error of the round; what came before it in the log stays.
  ManyHandedWire cut(a_.record(), {}, random_);
  cut.fail_at = 5;
  EXPECT_EQ(round(all, cut).error().message, "cut");
  EXPECT_LT(b_.ids().size(), a_.ids().size());

  ManyHandedWire wire(a_.record(), {}, random_);
  const auto rest = round(all, wire);
  ASSERT_TRUE(rest) << rest.error().text();
  EXPECT_TRUE(rest->done());
  EXPECT_GT(wire.most, 1);
  EXPECT_LE(wire.most, 4);
  EXPECT_EQ(a_.ids(), b_.ids());
  EXPECT_EQ(a_.digest(), b_.digest());
}

// A step fails at every single request in turn; what came before it stays, and no round leaves anything wrong.
TEST_F(PullTest, ALostAnswerCostsOneStep) {
  fill(a_, 1, 40);
  struct Counting final : SimWire {
    using SimWire::SimWire;
    std::uint64_t fail_at = 0;
    Result<void> count() { return ++asked == fail_at ? Result<void>(fail(Errc::storage, "read", "cut")) : Result<void>{}; }
    std::uint64_t asked = 0;
    Result<std::optional<std::string>> checkpoint() override { TRY_VOID(count()); return SimWire::checkpoint(); }
    Result<std::string> tile(const tlog::TileId& id) override { TRY_VOID(count()); return SimWire::tile(id); }
    Result<std::vector<std::string>> entries(const tlog::TileId& id, const Places& p) override { TRY_VOID(count()); return SimWire::entries(id, p); }
    Result<std::vector<std::string>> details(const tlog::TileId& id, const Places& p) override { TRY_VOID(count()); return SimWire::details(id, p); }
  };
  std::size_t failed = 0;
  for (std::uint64_t at = 1; at < 20; ++at) {
    SimNode c(3, found_, 13 + at);
    Counting wire(a_.record(), {}, random_);
    wire.fail_at = at;
    if (!pull(wire, c.log_of(a_), c)) ++failed;
    wire.fail_at = 0;
    ASSERT_TRUE(pull(wire, c.log_of(a_), c).has_value()) << at;
    EXPECT_EQ(c.ids(), a_.ids()) << at;
    EXPECT_FALSE(c.log_of(a_).forked());
  }
  EXPECT_GE(failed, 4U);  // checkpoint, tile, entries, details
}

TEST_F(PullTest, WhatFailsTheDoorIsNeitherLoggedNorFetchedAgain) {
  auto bad = join(1);
  bad.note[bad.note.size() - 10] = bad.note[bad.note.size() - 10] == 'A' ? 'B' : 'A';
  test::SignedAct foreign = test::join(act::ActId::from(sha256("elsewhere").view()), 2);
  std::vector<record::NewEntry> entries{{bad.note, {}}, {foreign.note, {}}, {std::string("no act at all"), {}}, {join(3).note, {}}};
  record::take(a_.record().append(entries));  // a lying node: the record does not ask the door
  auto report = must_pull(b_, a_);
  EXPECT_EQ(report.refused, 3U);
  EXPECT_EQ(report.added, 1U);
  EXPECT_TRUE(report.done());
  a_.record().append(std::vector<record::NewEntry>{{bad.note, {}}});
  report = must_pull(b_, a_);
  EXPECT_EQ(report.fetched, 0U);
  EXPECT_EQ(b_.refused, 3U);
}

// A second valid signature of one text is another leaf of the same act.
TEST_F(PullTest, AnotherSignatureOfOneTextIsTheSameAct) {
  const auto act = join(1);
  const std::string text = act.note.substr(0, act.note.find("\n\n") + 1);
  const KeyPair key = test::key_number(1);
  // s = r + H(R || A || M) a with another r than the customary one (RFC 8032 5.1.6).
  std::array<std::uint8_t, 64> hash{}, wide{};
  const Seed seed = Seed::from(sha256("test key 1").view());
  crypto_hash_sha512(hash.data(), seed.data.data(), 32);
  hash[0] &= 248;
  hash[31] = static_cast<std::uint8_t>((hash[31] & 127) | 64);
  std::array<std::uint8_t, 32> r{}, big_r{}, k{}, s{}, a{};
  std::copy_n(hash.begin(), 32, wide.begin());
  crypto_core_ed25519_scalar_reduce(a.data(), wide.data());
  crypto_core_ed25519_scalar_random(r.data());
  ASSERT_EQ(crypto_scalarmult_ed25519_base_noclamp(big_r.data(), r.data()), 0);
  std::string message(reinterpret_cast<const char*>(big_r.data()), 32);
  message += std::string(key.key().text()) + text;
  crypto_hash_sha512(hash.data(), reinterpret_cast<const unsigned char*>(message.data()), message.size());
  crypto_core_ed25519_scalar_reduce(k.data(), hash.data());
  crypto_core_ed25519_scalar_mul(s.data(), k.data(), a.data());
  crypto_core_ed25519_scalar_add(s.data(), s.data(), r.data());
  std::string both(reinterpret_cast<const char*>(big_r.data()), 32);
  both.append(reinterpret_cast<const char*>(s.data()), 32);
  const std::string other = act::note_of(text, key.key(), Signature::from(as_bytes(both)));
  ASSERT_TRUE(act::open_entry(other).has_value());
  ASSERT_NE(other, act.note);

  b_.submit(act);
  record::take(a_.record().append(std::vector<record::NewEntry>{{other, act.detail}}));
  auto report = must_pull(b_, a_);
  EXPECT_EQ(report.fetched, 1U);
  EXPECT_EQ(report.added, 0U);
  EXPECT_EQ(b_.record().snapshot()->size, 2U);  // not logged twice
  a_.submit(join(9));
  EXPECT_EQ(must_pull(b_, a_).fetched, 1U);      // and not fetched twice
}

TEST_F(PullTest, DetailsComeLaterFromWhoeverHasThem) {
  const auto act = join(1);
  SimNode c(3, found_, 33);
  a_.submit(act, false);
  EXPECT_EQ(must_pull(b_, a_).added, 1U);
  EXPECT_EQ(b_.details(), 1U);  // of the founding act
  c.submit(act);
  EXPECT_EQ(must_pull(b_, c).details, 1U);  // held by c from the start
  EXPECT_EQ(b_.details(), 2U);
  EXPECT_EQ(must_pull(a_, b_).details, 1U);
  // And from the same log, when it gets it after it was read.
  SimNode d(4, found_, 34), e(5, found_, 35);
  d.submit(join(5), false);
  must_pull(e, d);
  EXPECT_EQ(must_pull(e, d).details, 0U);
  EXPECT_EQ(e.details(), 1U);
  d.submit(join(5));  // its late detail
  EXPECT_EQ(must_pull(e, d).details, 1U);
  EXPECT_EQ(e.details(), 2U);
  EXPECT_TRUE(e.log_of(d).chains().front().wanted.empty());
}

TEST_F(PullTest, AWrongDetailIsNotTaken) {
  a_.submit(join(1));
  const auto report = must_pull(b_, a_, {}, {.wrong_details = true});
  EXPECT_EQ(report.wrong, 1U);
  EXPECT_EQ(report.added, 1U);
  EXPECT_EQ(b_.details(), 1U);
  EXPECT_EQ(must_pull(b_, a_).details, 1U);  // asked for again
  EXPECT_EQ(b_.details(), 2U);
}

TEST_F(PullTest, LiesAboutTilesEntriesAndSizesAreFoundOut) {
  fill(a_, 1, 20);
  for (const Manners& manners : {Manners{.wrong_tiles = true}, Manners{.wrong_entries = true}, Manners{.counts_wrong = true}, Manners{.claims_more = 5}}) {
    SimNode c(3, found_, 99);
    const auto report = c.pull_from(a_, manners, random_);
    ASSERT_FALSE(report.has_value());
    EXPECT_TRUE(report.error().code == Errc::corrupt || report.error().code == Errc::not_found) << report.error().text();
    EXPECT_EQ(c.record().snapshot()->size, 1U);
    EXPECT_FALSE(c.log_of(a_).forked());
    // The truth is still welcome (unless the lie was signed).
    if (manners.claims_more == 0) {
      EXPECT_TRUE(c.pull_from(a_, {}, random_).has_value());
    }
  }
}

TEST_F(PullTest, AForkIsKeptAsEvidenceAndBothBranchesAreRead) {
  SimNode left(7, found_, 77), right(8, found_, 77);  // one log key, two stories
  fill(left, 1, 5);
  fill(right, 100, 9);
  must_pull(b_, left);
  EXPECT_FALSE(b_.log_of(left).forked());
  const auto report = must_pull(b_, right);
  ASSERT_TRUE(report.fork.has_value());
  EXPECT_TRUE(verify_fork(*report.fork).has_value());
  EXPECT_EQ(report.added, 9U);
  for (const std::string& id : {std::string("left"), std::string("right")}) {
    for (const auto& act : (id == "left" ? left : right).ids()) EXPECT_TRUE(b_.ids().contains(act)) << id;
  }
  // The evidence and both chains survive a power cut, and are not found anew each time.
  b_.crash(FakeFs::Crash::lose_all, 3);
  EXPECT_TRUE(b_.log_of(left).forked());
  fill(left, 50, 1);
  fill(right, 150, 1);
  EXPECT_EQ(must_pull(b_, left).added, 1U);
  EXPECT_EQ(must_pull(b_, right).added, 1U);
  EXPECT_EQ(b_.evidence().all().size(), 1U);
  EXPECT_EQ(b_.log_of(left).chains().size(), 2U);
}

// An old copy of an honest log is no fork; a smaller one that never was is.
TEST_F(PullTest, SmallerCheckpointsAreWeighedToo) {
  SimNode copy(7, found_, 77), grown(8, found_, 77), other(9, found_, 77);
  fill(copy, 1, 3);
  fill(grown, 1, 300);
  fill(other, 500, 2);
  must_pull(b_, grown);
  EXPECT_EQ(must_pull(b_, copy).news, News::older);
  EXPECT_FALSE(b_.log_of(copy).forked());
  EXPECT_EQ(must_pull(b_, other).news, News::fork);
  EXPECT_TRUE(verify_fork(b_.evidence().all().front().second).has_value());
}

TEST_F(PullTest, ALogThatForksForEverIsFollowedToABound) {
  std::vector<std::unique_ptr<SimNode>> stories;
  Result<PullReport> last = PullReport{};
  for (std::uint64_t n = 0; n <= kMaxChains; ++n) {
    stories.push_back(std::make_unique<SimNode>(7, found_, 77));
    fill(*stories.back(), 1000 * (n + 1), 2);
    last = b_.pull_from(*stories.back(), {}, random_);
    EXPECT_EQ(last.has_value(), n < kMaxChains) << n;
  }
  EXPECT_EQ(last.error().code, Errc::forbidden);
  EXPECT_EQ(b_.log_of(*stories[0]).chains().size(), kMaxChains);
  EXPECT_EQ(b_.evidence().all().size(), kMaxChains);
}

}  // namespace
}  // namespace althing::peer
