// Every status of c2sp.org/tlog-witness, and that the witness cannot be rolled back by a power cut.
#include "peer/witness.h"

#include <gtest/gtest.h>

#include "peer/limits.h"
#include "record/fake_fs.h"
#include "support/acts.h"
#include "tlog/tree.h"

namespace althing::peer {
namespace {

constexpr UnixSeconds kNow = 1'800'000'000;

class WitnessTest : public ::testing::Test {
 protected:
  WitnessTest() : witness_(fs_, "peers/witness", {"witness.example", test::key_number(50)}) {
    for (int i = 0; i < 20; ++i) tree_.append(sha256("leaf " + std::to_string(i)));
  }
  tlog::NoteSigner log(std::string origin = "log.example", std::uint64_t key = 60) const { return {std::move(origin), test::key_number(key)}; }
  Hash root(std::uint64_t size) { return size == 0 ? tlog::empty_root() : *tlog::root_of(size, tree_); }
  std::string note(std::uint64_t size) { return tlog::sign_checkpoint({"log.example", size, root(size), {}}, log()); }
  AddCheckpoint request(std::uint64_t old_size, std::uint64_t size) { return {old_size, *tlog::prove_consistency(old_size, size, tree_), note(size)}; }
  WitnessAnswer ask(const std::string& body) {
    return witness_.add_checkpoint(body, [&](std::string_view origin) -> std::optional<tlog::VerifierKey> {
      if (origin == "log.example") return log().verifier();
      return std::nullopt;
    }, kNow, {[&](const Fork& fork) { forks_.push_back(fork); }, [&](std::string_view origin, const std::string&) { heard_.emplace_back(origin); }});
  }
  WitnessAnswer ask(const AddCheckpoint& request) { return ask(write_add_checkpoint(request)); }

  FakeFs fs_;
  tlog::MemoryTree tree_;
  Witness witness_;
  std::vector<Fork> forks_;
  std::vector<std::string> heard_;
};

TEST_F(WitnessTest, CosignsWhatGrows) {
  for (const auto& [from, to] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 3}, {3, 8}, {8, 8}, {8, 20}}) {
    const auto answer = ask(request(from, to));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto lines = tlog::parse_signature_lines(answer.body);
    ASSERT_TRUE(lines.has_value());
    const std::string text = tlog::checkpoint_text({"log.example", to, root(to), {}});
    EXPECT_EQ(*tlog::verify_cosignature(text, witness_.verifier(), lines->front()), kNow);
  }
  const auto kept = witness_.checkpoint(to_hex(sha256("log.example").view()));
  ASSERT_TRUE(kept.has_value());
  const auto opened = tlog::open_checkpoint(*kept, log().verifier());
  EXPECT_EQ(opened->checkpoint.size, 20U);
  EXPECT_EQ(opened->note.signatures.size(), 2U);
  EXPECT_EQ(witness_.checkpoint(to_hex(sha256("other").view())).error().code, Errc::not_found);
  EXPECT_FALSE(witness_.checkpoint("../../keys/log.key").has_value());
}

TEST_F(WitnessTest, EveryRefusalHasItsStatus) {
  EXPECT_EQ(ask(std::string()).status, 400);
  EXPECT_EQ(ask(std::string("old x\n\n") + note(3)).status, 400);
  EXPECT_EQ(ask(std::string("old 0\nnot base64\n\n") + note(3)).status, 400);
  EXPECT_EQ(ask(std::string("old 0\n\nno note")).status, 400);
  EXPECT_EQ(ask(std::string(kMaxAddCheckpointBytes + 1, 'a')).status, 413);
  EXPECT_NE(ask(std::string(kMaxAddCheckpointBytes, 'a')).status, 413);
  std::string many = "old 0\n";
  for (int i = 0; i < 64; ++i) many += to_base64(root(1).view()) + "\n";
  EXPECT_EQ(ask(many + "\n" + note(3)).status, 400);
  // Unknown log; a log's name signed by another key; a known key whose signature fails.
  EXPECT_EQ(ask(AddCheckpoint{0, {}, tlog::sign_checkpoint({"other.example", 3, root(3), {}}, log("other.example"))}).status, 404);
  EXPECT_EQ(ask(AddCheckpoint{0, {}, tlog::sign_checkpoint({"log.example", 3, root(3), {}}, log("log.example", 61))}).status, 403);
  std::string broken = note(3);
  broken[broken.size() - 5] = broken[broken.size() - 5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(ask(AddCheckpoint{0, {}, broken}).status, 403);
  EXPECT_EQ(ask(AddCheckpoint{4, {}, note(3)}).status, 400);
  // Size 0.
  const std::string false_empty = tlog::sign_note("log.example\n0\n" + to_base64(root(3).view()) + "\n", log());
  EXPECT_EQ(ask(AddCheckpoint{0, {}, false_empty}).status, 422);
  EXPECT_EQ(ask(AddCheckpoint{0, {root(1)}, note(3)}).status, 422);
  ASSERT_EQ(ask(request(0, 3)).status, 200);
  const auto conflict = ask(request(0, 8));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.type, "text/x.tlog.size");
  EXPECT_EQ(conflict.body, "3\n");
  AddCheckpoint wrong = request(3, 8);
  wrong.proof[0].data[0] ^= 1;
  EXPECT_EQ(ask(wrong).status, 422);
  EXPECT_TRUE(forks_.empty());
  const std::string other = tlog::sign_checkpoint({"log.example", 3, sha256("another root"), {}}, log());
  EXPECT_EQ(ask(AddCheckpoint{3, {}, other}).status, 422);
  ASSERT_EQ(forks_.size(), 1U);
  EXPECT_TRUE(verify_fork(forks_[0]).has_value());
  ASSERT_EQ(ask(request(3, 8)).status, 200);  // none of that has moved it
}

TEST_F(WitnessTest, APowerCutAtAnyCallRollsNothingBack) {
  ASSERT_EQ(ask(request(0, 3)).status, 200);
  for (std::uint64_t cut = 1; cut < 12; ++cut) {
    for (const auto mode : {FakeFs::Crash::lose_all, FakeFs::Crash::keep_all, FakeFs::Crash::mixed}) {
      auto fs = fs_.clone();
      Witness witness(*fs, "peers/witness", {"witness.example", test::key_number(50)});
      const std::uint64_t begin = fs->calls();
      fs->before = [&](std::uint64_t number, FakeFs::Op, const std::string&) -> std::optional<Error> {
        if (number == begin + cut) throw FakeFs::Crashed{};
        return std::nullopt;
      };
      const auto known = [&](std::string_view) { return std::optional(log().verifier()); };
      bool signed_8 = false;
      try {
        signed_8 = witness.add_checkpoint(write_add_checkpoint(request(3, 8)), known, kNow).status == 200;
      } catch (const FakeFs::Crashed&) {
      }
      fs->before = {};
      fs->crash(mode, static_cast<unsigned>(cut));
      Witness again(*fs, "peers/witness", {"witness.example", test::key_number(50)});
      const auto answer = again.add_checkpoint(write_add_checkpoint({1, {}, note(20)}), known, kNow);
      ASSERT_EQ(answer.status, 409);
      EXPECT_TRUE(answer.body == "8\n" || (!signed_8 && answer.body == "3\n")) << cut << " " << answer.body;
    }
  }
}

TEST_F(WitnessTest, ADiskThatFailsSignsNothing) {
  fs_.before = [](std::uint64_t, FakeFs::Op op, const std::string&) -> std::optional<Error> {
    if (op == FakeFs::Op::sync) return Error{Errc::storage, {}, "the disk failed"};
    return std::nullopt;
  };
  EXPECT_EQ(ask(request(0, 3)).status, 500);
  fs_.before = {};
  EXPECT_EQ(ask(request(3, 8)).status, 409);
}

}  // namespace
}  // namespace althing::peer
