// Sending against a node that is rash, full, gone, or refuses some rows: nothing is doubled, everything is told.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "cli/import/sender.h"
#include "support.h"

namespace althing::cli {
namespace {

using testing::Each;
using testing::Field;

/// Judges like a node's intake: known acts, rate, clock, meaning, in this order; `prev` must be held.
class FakeNode final : public Channel {
 public:
  std::function<std::optional<Error>(std::size_t request, const act::Act&)> refuses = [](std::size_t, const act::Act&) { return std::nullopt; };
  std::function<std::optional<Error>(std::size_t request)> fails = [](std::size_t) { return std::nullopt; };  // nothing read
  std::set<std::size_t> answer_lost;  // requests whose acts are logged and whose answer is not seen
  double per_second = 0, tokens = 0;  // 0: no rate
  std::vector<std::string> log;       // src in order
  std::vector<act::Act> acts;
  std::vector<std::size_t> sizes;
  std::int64_t ms = 0;
  UnixSeconds skew = 0;

  Result<Answers> submit(const std::vector<Handed>& handed) override {
    const std::size_t request = sizes.size();
    sizes.push_back(handed.size());
    ms += 50;
    if (const auto error = fails(request)) return fail(*error);
    Answers out;
    for (const Handed& one : handed) out.push_back(judge(request, one));
    if (answer_lost.contains(request)) return fail(Errc::storage, "read", "connection lost");
    return out;
  }
  UnixSeconds now() const override { return kNow + ms / 1000; }
  std::int64_t steady_ms() const override { return ms; }
  void sleep_ms(std::int64_t wait) override {
    ms += wait;
    tokens = std::min(tokens + per_second * static_cast<double>(wait) / 1000, 2000.0);
  }

 private:
  Result<std::string> judge(std::size_t request, const Handed& one) {
    const act::ActId assembly = act::ActId::from(sha256("assembly").view());
    auto act = act::open_entry(one.note, &assembly);
    EXPECT_TRUE(act) << act.error().text();
    if (held_.contains(act->id)) return to_hex(act->id);
    if (std::abs(act->at - (now() + skew)) > 300) return fail(Errc::clock_skew, "at", "is off");
    if (per_second > 0) {
      if (tokens < 1) return fail(Errc::rate_limited, "by", "too many acts by this key");
      tokens -= 1;
    }
    for (const act::ActId& id : act->prev) {
      if (!held_.contains(id) && id != head_) return fail(Errc::unknown_ref, "prev", "this node does not hold it");
    }
    if (auto error = refuses(request, *act)) return fail(*error);
    held_.insert(act->id);
    log.push_back(std::string(act->token("src")));
    acts.push_back(std::move(*act));
    return to_hex(acts.back().id);
  }

  std::set<act::ActId> held_;
  act::ActId head_ = act::ActId::from(sha256("head").view());
};

std::vector<Outgoing> some(std::size_t n) {
  std::vector<Outgoing> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    out[i].leaf.set("act", "event");
    out[i].leaf.set("src", "s" + std::to_string(i));
    out[i].detail = "detail " + std::to_string(i);
  }
  return out;
}

std::vector<std::string> names(std::size_t n) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back("s" + std::to_string(i));
  return out;
}

Sent send(FakeNode& node, std::size_t n, std::size_t batch = 100, std::int64_t patience_ms = 120'000) {
  SendOptions options;
  options.batch = batch;
  options.patience_ms = patience_ms;
  return send_acts(some(n), SendAs{author(), act::ActId::from(sha256("assembly").view()), {act::ActId::from(sha256("head").view())}}, node, options);
}

std::size_t count(const Sent& sent, Fate fate) {
  return static_cast<std::size_t>(std::count_if(sent.outcomes.begin(), sent.outcomes.end(), [&](const Outcome& one) { return one.fate == fate; }));
}

/// Every act names the one logged before it.
void expect_chain(const FakeNode& node) {
  for (std::size_t i = 1; i < node.acts.size(); ++i) EXPECT_EQ(node.acts[i].prev, (std::vector<act::ActId>{node.acts[i - 1].id})) << i;
}

TEST(Sender, InBatchesAndInOrder) {
  FakeNode node;
  const Sent sent = send(node, 250);
  EXPECT_FALSE(sent.stopped);
  EXPECT_EQ(node.sizes, (std::vector<std::size_t>{100, 100, 50}));
  EXPECT_EQ(node.log, names(250));
  EXPECT_THAT(sent.outcomes, Each(Field(&Outcome::fate, Fate::logged)));
  expect_chain(node);
}

TEST(Sender, ALostAnswerDoublesNothing) {
  FakeNode node;
  node.answer_lost = {0, 1, 3};
  const Sent sent = send(node, 250);
  EXPECT_FALSE(sent.stopped);
  EXPECT_EQ(node.log, names(250));
  EXPECT_EQ(count(sent, Fate::logged), 250u);
  expect_chain(node);
}

TEST(Sender, AFullNodeIsWaitedFor) {
  for (const Errc code : {Errc::overloaded, Errc::storage}) {
    FakeNode node;
    node.fails = [&](std::size_t request) { return request < 4 ? std::optional(Error{code, {}, "full"}) : std::nullopt; };
    const Sent sent = send(node, 30);
    EXPECT_FALSE(sent.stopped);
    EXPECT_EQ(sent.waits, 4u);
    EXPECT_EQ(node.log, names(30));
  }
}

TEST(Sender, PatienceEnds) {
  FakeNode node;
  node.fails = [](std::size_t request) { return request > 0 ? std::optional(Error{Errc::overloaded, "connect", "refused"}) : std::nullopt; };
  const Sent sent = send(node, 150, 100, 60'000);
  ASSERT_TRUE(sent.stopped);
  EXPECT_EQ(sent.stopped->text(), "connect: refused");
  EXPECT_EQ(count(sent, Fate::logged), 100u);
  EXPECT_EQ(count(sent, Fate::unsent), 50u);
  EXPECT_GT(node.ms, 40'000);
  EXPECT_LT(node.ms, 62'000);
}

TEST(Sender, RowsANodeRefusesAreLeftOutAndTheRestGoesOn) {
  FakeNode node;
  node.refuses = [](std::size_t, const act::Act& act) {
    const int n = std::stoi(std::string(act.token("src")).substr(1));
    return n % 7 == 3 || (n >= 40 && n < 60) ? std::optional(Error{Errc::schema, "from", "is in the future"}) : std::nullopt;
  };
  const Sent sent = send(node, 200);
  EXPECT_FALSE(sent.stopped);
  std::vector<std::string> want;
  for (std::size_t i = 0; i < 200; ++i) {
    if (i % 7 != 3 && (i < 40 || i >= 60)) want.push_back("s" + std::to_string(i));
  }
  EXPECT_EQ(node.log, want);
  EXPECT_EQ(count(sent, Fate::refused), 200 - want.size());
  EXPECT_EQ(sent.outcomes[3].reason, "from: is in the future");
  expect_chain(node);
}

TEST(Sender, AllRefused) {
  FakeNode node;
  node.refuses = [](std::size_t, const act::Act&) { return std::optional(Error{Errc::forbidden, "by", "no"}); };
  const Sent sent = send(node, 50);
  EXPECT_FALSE(sent.stopped);
  EXPECT_EQ(count(sent, Fate::refused), 50u);
}

TEST(Sender, TheRateOfAKeyIsKept) {
  FakeNode node;
  node.per_second = 10;
  node.tokens = 200;
  const Sent sent = send(node, 1'000);
  EXPECT_FALSE(sent.stopped);
  EXPECT_EQ(node.log, names(1'000));
  // 800 acts beyond the burst take 80 s; few requests are in vain, and each holds few acts too many.
  EXPECT_LT(node.ms, 110'000);
  std::size_t handed = 0;
  for (const std::size_t size : node.sizes) handed += size;
  EXPECT_LT(handed, 3'000u);
  expect_chain(node);
}

TEST(Sender, ActsAreSignedWhenTheirTurnComes) {
  FakeNode node;
  node.per_second = 1;
  node.tokens = 5;
  const Sent sent = send(node, 600);  // takes ten minutes; a node takes acts of five
  EXPECT_FALSE(sent.stopped);
  EXPECT_EQ(node.log, names(600));
}

TEST(Sender, AnotherClock) {
  FakeNode node;
  node.skew = 3600;
  const Sent sent = send(node, 50);
  ASSERT_TRUE(sent.stopped);
  EXPECT_EQ(sent.stopped->code, Errc::clock_skew);
  EXPECT_EQ(count(sent, Fate::unsent), 50u);
}

TEST(Sender, AnAnswerToWhatIsStillBeingLogged) {
  FakeNode node;
  node.refuses = [](std::size_t request, const act::Act& act) {
    return request == 0 && act.token("src") == "s10" ? std::optional(Error{Errc::conflict, {}, "the same act is being logged right now"}) : std::nullopt;
  };
  const Sent sent = send(node, 50);
  EXPECT_FALSE(sent.stopped);
  EXPECT_EQ(node.log, names(50));
  expect_chain(node);
}

TEST(Sender, AHeadTheNodeLacksIsNoEndlessLoop) {
  FakeNode node;
  SendOptions options;
  const Sent sent = send_acts(some(5), SendAs{author(), act::ActId::from(sha256("assembly").view()), {act::ActId::from(sha256("other").view())}}, node, options);
  ASSERT_TRUE(sent.stopped);
  EXPECT_EQ(sent.stopped->field, "prev");
  EXPECT_LT(node.sizes.size(), 5u);
}

TEST(Sender, ARequestThatIsTooLargeIsHalved) {
  FakeNode node;
  node.fails = [&](std::size_t request) { return node.sizes[request] > 30 ? std::optional(Error{Errc::too_large, {}, "too large"}) : std::nullopt; };
  const Sent sent = send(node, 200);
  EXPECT_FALSE(sent.stopped);
  EXPECT_EQ(node.log, names(200));
}

TEST(Sender, AnyMixtureOfFaults) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    FakeNode node;
    std::uint64_t state = seed;
    const auto next = [&](std::uint64_t below) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      return (state >> 33) % below;
    };
    std::set<std::string> never;
    node.per_second = seed % 3 == 0 ? 20 : 0;
    node.tokens = 50;
    for (std::size_t request = 0; request < 400; ++request) {
      if (next(6) == 0) node.answer_lost.insert(request);
    }
    node.fails = [&](std::size_t) { return next(8) == 0 ? std::optional(Error{Errc::overloaded, {}, "full"}) : std::nullopt; };
    node.refuses = [&](std::size_t, const act::Act& act) -> std::optional<Error> {
      const std::string src(act.token("src"));
      if (never.contains(src) || (src.size() > 1 && src.back() == '9' && next(2) == 0)) {
        never.insert(src);
        return Error{Errc::schema, "kind", "no"};
      }
      if (next(40) == 0) return Error{Errc::overloaded, {}, "inbox full"};
      if (next(60) == 0) return Error{Errc::conflict, {}, "being logged"};
      return std::nullopt;
    };
    const Sent sent = send(node, 300, 64, 1'000'000);
    ASSERT_FALSE(sent.stopped) << seed << ' ' << sent.stopped->text();
    std::set<std::string> logged(node.log.begin(), node.log.end());
    EXPECT_EQ(logged.size(), node.log.size()) << "doubled, seed " << seed;
    for (std::size_t i = 0; i < 300; ++i) {
      const std::string src = "s" + std::to_string(i);
      EXPECT_EQ(sent.outcomes[i].fate, never.contains(src) ? Fate::refused : Fate::logged) << seed << ' ' << src;
      EXPECT_EQ(logged.contains(src), !never.contains(src)) << seed << ' ' << src;
    }
  }
}

}  // namespace
}  // namespace althing::cli
