// Polls over 1, 3 and 5 returning logs in a small world (issue 6.4): real records on disks in memory, pulling with losses,
// power cuts, a node that is dead while a poll closes, and a log that lies about it. After healing every honest node
// reports one state, polls included; what honest logs hold counts, what the liar alone holds does not. Then one node's
// disk is lost, and a folder made anew from the others recounts the same. ALTHING_SEED=n replays one world.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "assembly/decision/basis.h"
#include "node/returns.h"
#include "peer/simulation.h"
#include "record/returned.h"

namespace althing::peer {
namespace {

enum class Lie { none, early, twice, stuffs, omits, withholds, forks, rubbish, wrong_root, kCount };

constexpr std::uint64_t kMembers = 5;

std::uint64_t below(std::mt19937_64& random, std::uint64_t n) { return random() % n; }

Key log_key_of(std::uint64_t key) {
  FakeFs fs;
  test::SeededRandom random(key + 1000);
  record::must(record::Record::init(fs, "node", random));
  return record::take(record::Record::load_key(fs, "node", "log")).key();
}

// A node, and what it makes of all it holds.
class Seat {
 public:
  Seat(std::uint64_t number, const test::SignedAct& found, std::uint64_t key) : node(number, found, key), gatherer_(std::in_place, node.fs(), "node", found.id) {}
  SimNode node;
  bool lies = false;
  std::map<act::ActId, json::Value> opened;  // by poll

  json::Value extent() const {
    const auto now = node.record().snapshot();
    return json::object({{"size", now->size}, {"root", to_hex(now->root)}});
  }
  std::unique_ptr<record::Source> folder() { return record::folder_source(node.fs(), "node/record"); }
  void forget() { gatherer_.emplace(node.fs(), "node", node.assembly()); }

  struct View {
    std::string digest;
    std::map<act::ActId, json::Value> outcomes;
    std::map<act::ActId, std::set<act::ActId>> ballots;  // that count
    std::size_t lacking = 0;
  };
  /// @param others whom it asks for prefixes and entries; nobody: what a copied folder tells
  View look(const std::vector<Seat*>& others) {
    assembly::MemoryState state;
    assembly::Fold fold(state);
    node::OwnLog own;
    own.key = node.record().log_key().key();
    own.size = node.record().snapshot()->size;
    own.tiles = [this](const tlog::TileId& id) { return node.record().read_public(tlog::tile_path(id)); };
    own.root_at = [&](std::uint64_t size) -> Result<Hash> {
      tlog::TileReader tree(own.size, own.tiles);
      return tlog::root_of(size, tree);
    };
    std::uint64_t no = 0;
    for (const std::string& note : record::take(node.record().read_notes(0, own.size))) {
      const act::Act act = record::take(act::parse_entry(note));
      if (!fold.apply(act, no)) own.repeated.emplace(no, act.id);
      ++no;
    }
    fold.settle();
    std::vector<std::unique_ptr<record::Source>> sources;
    std::vector<node::Offer> offers;
    for (Seat* other : others) {
      if (other == this) continue;
      sources.push_back(other->folder());
      offers.push_back({other->node.record().origin(), sources.back().get()});
    }
    const auto find = [&](const act::ActId& id) { return state.find(id); };
    View out;
    if (others.empty()) {
      std::vector<std::string> faults;
      const auto source = folder();
      fold.set_logs(record::take(node::held_logs(*source, own, find, assembly::decision::wanted_prefixes(state), faults)));
      EXPECT_TRUE(faults.empty());
    } else {
      auto gathered = record::take(gatherer_->gather(own, find, assembly::decision::wanted_prefixes(state), offers, true));
      out.lacking = gathered.lacking;
      fold.set_logs(std::move(gathered.logs));
    }
    fold.settle();
    out.digest = to_hex(assembly::digest(state));
    for (const assembly::ActNo poll : state.decided_polls()) {
      const act::ActId id = state.get(poll).id;
      out.outcomes[id] = record::take(json::parse(state.outcome(poll)->text));
      for (const assembly::Voter& voter : state.voters(poll)) {
        if (voter.ballot != assembly::kNone) out.ballots[id].insert(state.get(voter.ballot).id);
      }
    }
    return out;
  }

 private:
  std::optional<node::Gatherer> gatherer_;
};

class PollWorld {
 public:
  explicit PollWorld(std::uint64_t seed) : random_(seed) {
    logs_ = std::array<std::size_t, 3>{1, 3, 5}[seed % 3];
    const std::size_t nodes = logs_ + 1 + pick(2);  // some nodes only listen
    std::vector<Key> keys;
    for (std::size_t i = 0; i < logs_; ++i) keys.push_back(log_key_of(i + 1));
    std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return act::key_text(a) < act::key_text(b); });  // a set has one spelling
    found_ = test::found(kMembers, keys);
    if (logs_ > 1) lie_ = static_cast<Lie>(pick(static_cast<std::uint64_t>(Lie::kCount)));
    for (std::size_t i = 0; i < nodes; ++i) seats_.push_back(std::make_unique<Seat>(i, found_, i + 1));
    if (lie_ != Lie::none) {
      seats_[0]->lies = true;
      if (lie_ == Lie::forks) other_face_ = std::make_unique<Seat>(1000, found_, 1);
    }
  }

  /// Ballots that had to count, and did.
  std::size_t counted() const { return counted_; }

  void run() {
    for (std::uint64_t n = 0; n < kMembers; ++n) {
      joins_.push_back(test::join(found_.id, n));
      any_honest().node.submit(joins_.back());
    }
    settle_down();
    for (int n = 0; n < 2; ++n) play();
    heal();
    check();
  }

 private:
  std::uint64_t pick(std::uint64_t n) { return below(random_, n); }
  Seat& any_honest() {
    for (;;) {
      Seat& seat = *seats_[pick(seats_.size())];
      if (!seat.lies && !dead_.contains(&seat)) return seat;
    }
  }
  test::SignedAct act(json::Value body, const KeyPair& key) {
    body.object()->set("v", 1);
    body.object()->set("in", to_hex(found_.id));
    body.object()->set("nonce", std::to_string(++nonce_));
    return test::sign(std::move(body), key);
  }
  void pull(Seat& into, Seat& from, double loss);
  void wander(int pulls);
  void settle_down();
  void play();
  void close(const test::SignedAct& poll);
  void give_return(Seat& seat, const act::ActId& poll, json::Value closed);
  void stuff(const test::SignedAct& poll);
  void heal();
  void check();
  std::vector<Seat*> all();

  std::mt19937_64 random_;
  std::size_t logs_ = 1;
  test::SignedAct found_;
  Lie lie_ = Lie::none;
  std::vector<std::unique_ptr<Seat>> seats_;  // the first `logs_` are named; the first lies
  std::unique_ptr<Seat> other_face_;
  std::set<Seat*> dead_;
  std::vector<test::SignedAct> joins_;
  std::vector<act::ActId> polls_;
  std::map<act::ActId, std::set<act::ActId>> must_count_, must_not_count_;
  std::map<act::ActId, std::size_t> returned_;  // logs that returned it as they should
  std::map<act::ActId, std::set<act::ActId>> votes_;  // cast while their poll was open
  std::uint64_t nonce_ = 0;
  std::size_t counted_ = 0;
};

std::vector<Seat*> PollWorld::all() {
  std::vector<Seat*> out;
  for (const auto& seat : seats_) out.push_back(seat.get());
  if (other_face_) out.push_back(other_face_.get());
  return out;
}

void PollWorld::pull(Seat& into, Seat& from, double loss) {
  if (&into == &from || dead_.contains(&into) || dead_.contains(&from)) return;
  Manners manners{.loss = loss};
  manners.withholds = from.lies && lie_ == Lie::withholds && pick(3) != 0;
  static_cast<void>(into.node.pull_from(from.node, manners, random_, {.max_entries = pick(3) == 0 ? 1 + pick(4) : 1000, .at_once = 1}));
}

void PollWorld::wander(int pulls) {
  for (; pulls > 0; --pulls) {
    Seat& into = *seats_[pick(seats_.size())];
    pull(into, other_face_ && pick(4) == 0 ? *other_face_ : *seats_[pick(seats_.size())], pick(2) == 0 ? 0.1 : 0);
    if (pick(30) == 0 && !dead_.contains(&into)) {
      into.node.crash(static_cast<FakeFs::Crash>(pick(3)), static_cast<unsigned>(random_()));
      into.forget();
    }
  }
}

// Until everybody has everything.
void PollWorld::settle_down() {
  for (int round = 0; round < 3; ++round) {
    for (const auto& into : seats_) {
      for (Seat* from : all()) pull(*into, *from, 0);
    }
  }
}

void PollWorld::give_return(Seat& seat, const act::ActId& poll, json::Value closed) {
  seat.node.submit(act(json::object({{"act", "return"}, {"at", "2026-01-05T00:00:00Z"}, {"poll", to_hex(poll)}, {"opened", seat.opened.at(poll)}, {"closed", std::move(closed)}}),
                       seat.node.record().log_key()));
}

// A ballot that never was in an honest log before the closing.
void PollWorld::stuff(const test::SignedAct& poll) {
  const auto made = act(json::object({{"act", "ballot"}, {"at", "2026-01-03T00:00:00Z"}, {"poll", to_hex(poll.id)}, {"choice", "no"}}), test::key_number(pick(kMembers)));
  seats_[0]->node.submit(made);
  must_not_count_[poll.id].insert(made.id);
}

void PollWorld::close(const test::SignedAct& poll) {
  Seat& liar = *seats_[0];
  const bool lies = liar.lies;
  if (lies && lie_ == Lie::stuffs) stuff(poll);
  if (lies && lie_ == Lie::rubbish) record::take(liar.node.record().append(std::vector<record::NewEntry>{{"rubbish " + std::to_string(random_()), {}}}));
  for (std::size_t i = 0; i < logs_; ++i) {
    Seat& seat = *seats_[i];
    if (dead_.contains(&seat)) continue;
    if (!seat.lies) {
      give_return(seat, poll.id, seat.extent());
      ++returned_[poll.id];
      continue;
    }
    json::Value closed = seat.extent();
    if (lie_ == Lie::early || lie_ == Lie::omits) closed = seat.opened.at(poll.id);
    if (lie_ == Lie::wrong_root) closed.object()->set("root", std::string(64, 'e'));
    give_return(seat, poll.id, std::move(closed));
    if (lie_ == Lie::twice) give_return(seat, poll.id, seat.extent());
    if (lie_ == Lie::forks && other_face_->opened.contains(poll.id) && pick(2) == 0) give_return(*other_face_, poll.id, other_face_->extent());
  }
}

void PollWorld::play() {
  const auto poll = act(json::object({{"act", "poll"}, {"at", "2026-01-02T12:00:00Z"}, {"method", "threshold"}, {"opens", "2026-01-03T00:00:00Z"}, {"closes", "2026-01-05T00:00:00Z"},
                                      {"detail", std::string(64, 'd')}}),
                        test::key_number(0));
  polls_.push_back(poll.id);
  any_honest().node.submit(poll, false);
  settle_down();
  for (Seat* seat : all()) {
    if (!dead_.contains(seat)) seat->opened.emplace(poll.id, seat->extent());
  }
  for (std::uint64_t member = 0; member < kMembers; ++member) {
    if (pick(5) == 0) continue;
    const auto ballot = act(json::object({{"act", "ballot"}, {"at", "2026-01-04T00:00:00Z"}, {"poll", to_hex(poll.id)}, {"choice", pick(2) == 0 ? "yes" : "no"}}), test::key_number(member));
    votes_[poll.id].insert(ballot.id);
    if (lie_ == Lie::forks && pick(6) == 0) {
      other_face_->node.submit(ballot);  // whether it gets around before the closing is open
    } else if (pick(2) == 0) {
      // As a voter's client does it: to all named logs.
      for (std::size_t i = 0; i < logs_; ++i) {
        if (!dead_.contains(seats_[i].get())) seats_[i]->node.submit(ballot);
      }
    } else {
      any_honest().node.submit(ballot);
    }
    wander(static_cast<int>(pick(8)));
  }
  // One honest node may be dead while the poll closes, if enough are left that are honest.
  Seat* dies = nullptr;
  if (logs_ > 1 && pick(2) == 0) {
    const bool spare = logs_ == 5 || lie_ == Lie::none;
    if (spare) dies = seats_[1 + pick(logs_ - 1)].get();
  }
  if (dies != nullptr) {
    dies->node.crash(static_cast<FakeFs::Crash>(pick(3)), static_cast<unsigned>(random_()));
    dies->forget();
    dead_.insert(dies);
  }
  // What more than half of the named logs hold, honest and alive ones, counts, whatever the rest does.
  std::map<act::ActId, std::size_t> holders;
  for (std::size_t i = 0; i < logs_; ++i) {
    if (seats_[i]->lies || dead_.contains(seats_[i].get())) continue;
    for (const act::ActId& id : seats_[i]->node.ids()) ++holders[id];
  }
  close(poll);
  for (const auto& [id, count] : holders) {
    if (2 * count > logs_ && votes_[poll.id].contains(id)) must_count_[poll.id].insert(id);
  }
  if (lie_ == Lie::stuffs) stuff(poll);  // and backdated ones after the closing too
  if (logs_ > 1 && pick(2) == 0) {
    const auto late = act(json::object({{"act", "ballot"}, {"at", "2026-01-04T00:00:00Z"}, {"poll", to_hex(poll.id)}, {"choice", "yes"}}), test::key_number(pick(kMembers)));
    any_honest().node.submit(late);  // after all honest ones returned
    if (dead_.empty()) must_not_count_[poll.id].insert(late.id);
  }
  wander(static_cast<int>(pick(10)));
  if (dies != nullptr && pick(2) == 0) {
    dead_.erase(dies);
    if (!dies->opened.contains(poll.id)) dies->opened.emplace(poll.id, dies->extent());
    give_return(*dies, poll.id, dies->extent());  // late, of what it had
    ++returned_[poll.id];
  }
}

void PollWorld::heal() {
  for (Seat* seat : std::set<Seat*>(dead_)) {
    dead_.erase(seat);
    for (const act::ActId& poll : polls_) {
      if (seat->opened.contains(poll)) give_return(*seat, poll, seat->extent());
    }
  }
  if (lie_ == Lie::withholds) lie_ = Lie::none;  // some answer in the end: else its entries are nobody's
  settle_down();
  settle_down();
}

void PollWorld::check() {
  std::vector<Seat*> honest;
  for (const auto& seat : seats_) {
    if (!seat->lies) honest.push_back(seat.get());
  }
  // Prefixes get around like acts: each asks the others, some rounds.
  for (int round = 0; round < 3; ++round) {
    for (Seat* seat : honest) seat->look(all());
  }
  const Seat::View first = honest.front()->look(all());
  for (Seat* seat : honest) {
    const Seat::View view = seat->look(all());
    EXPECT_EQ(view.digest, first.digest) << "node " << seat->node.number();
    EXPECT_EQ(seat->look({}).digest, first.digest) << "a copy of the folder of node " << seat->node.number() << " recounts otherwise";
  }
  for (const act::ActId& poll : polls_) {
    ASSERT_TRUE(first.outcomes.contains(poll)) << "undecided, with " << returned_[poll] << " of " << logs_ << " honest returns";
    const auto& counted = first.ballots.contains(poll) ? first.ballots.at(poll) : std::set<act::ActId>();
    for (const act::ActId& id : must_not_count_[poll]) EXPECT_FALSE(counted.contains(id)) << "a stuffed or late ballot counts";
    for (const act::ActId& id : must_count_[poll]) EXPECT_TRUE(counted.contains(id)) << "a ballot that more than half of the logs held in time does not count";
    counted_ += must_count_[poll].size();
  }
  // A listener's disk is lost. Made anew, it asks the others and agrees; of a sole log it is the same.
  Seat& lost = *honest.back();
  lost.node.wipe(500);
  lost.forget();
  for (int round = 0; round < 3; ++round) {
    for (Seat* from : all()) pull(lost, *from, 0);
  }
  for (int round = 0; round < 2; ++round) lost.look(all());
  EXPECT_EQ(lost.look(all()).digest, first.digest) << "a node made anew";
}

TEST(ReturnsSimulation, HonestNodesDecidePollsAlikeWhateverOneLogDoes) {
  const char* one = std::getenv("ALTHING_SEED");
  const char* wide = std::getenv("ALTHING_LONG");
  const std::uint64_t last = wide != nullptr && std::string_view(wide) == "1" ? 1000 : 40;
  const std::uint64_t begin = one != nullptr ? std::strtoull(one, nullptr, 10) : 1, end = one != nullptr ? begin : last;
  std::size_t counted = 0;
  for (std::uint64_t seed = begin; seed <= end; ++seed) {
    SCOPED_TRACE("ALTHING_SEED=" + std::to_string(seed));
    PollWorld world(seed);
    world.run();
    counted += world.counted();
    ASSERT_FALSE(HasFailure()) << "replay: ALTHING_SEED=" << seed << " test_peer --gtest_filter='ReturnsSimulation.*'";
  }
  EXPECT_GT(counted, end - begin);
}

}  // namespace
}  // namespace althing::peer
