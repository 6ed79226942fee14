// Files by commitment: fetched in pieces, gone on with after a cut, and kept only if they are what they are called.
#include "peer/blobs.h"

#include <gtest/gtest.h>

#include "peer/limits.h"
#include "peer/simulation.h"

namespace althing::peer {
namespace {

class BlobsTest : public ::testing::Test {
 protected:
  BlobsTest() : found_(test::found()), a_(1, found_, 11), b_(2, found_, 12) {}
  std::string file(std::size_t size) {
    std::string out(size, '\0');
    for (char& c : out) c = static_cast<char>(random_());
    a_.keep_file(out);
    b_.name_file(sha256(out));
    return out;
  }
  BlobReport must(const Result<BlobReport>& report) {
    EXPECT_TRUE(report.has_value()) << report.error().text();
    return report.value_or(BlobReport{});
  }
  std::string part(const std::string& bytes) { return join_path(b_.log_of(a_).dir(), "blob-" + to_hex(sha256(bytes))); }

  std::mt19937_64 random_{7};
  test::SignedAct found_;
  SimNode a_, b_;
};

TEST_F(BlobsTest, WhatIsNamedAndLackedComes) {
  const std::string small = file(1), one_piece = file(100), more = file(1234);
  const BlobReport report = must(b_.files_from(a_, {}, random_, 0));
  EXPECT_EQ(report.files, 3U);
  EXPECT_EQ(report.bytes, 1335U);
  EXPECT_FALSE(report.more);
  for (const std::string& one : {small, one_piece, more}) {
    EXPECT_EQ(record::take(b_.record().read_blob(sha256(one))), one);
    EXPECT_FALSE(b_.fs().exists(part(one)));
  }
  EXPECT_EQ(must(b_.files_from(a_, {}, random_, 0)).files, 0U);
}

TEST_F(BlobsTest, AnInterruptedFileGoesOnWhereItStopped) {
  const std::string bytes = file(5000);
  std::uint64_t rounds = 0, got = 0;
  while (b_.files_held() == 0) {
    ASSERT_LT(++rounds, 1000U);
    SimWire wire(a_.record(), {.loss = 0.2}, random_);
    BlobPull pull;
    const auto report = pull.round(wire, b_.log_of(a_), b_.fs(), b_, 0);
    got += wire.bytes;
    if (!report) {
      EXPECT_EQ(report.error().code, Errc::storage);
    }
  }
  EXPECT_GT(rounds, 1U);
  EXPECT_EQ(got, bytes.size());  // not a byte twice
}

TEST_F(BlobsTest, AfterAPowerCutTheRestComesOrAllOfIt) {
  const std::string bytes = file(5000);
  for (unsigned seed = 1; b_.files_held() == 0; ++seed) {
    ASSERT_LT(seed, 200U);
    (void)b_.files_from(a_, {.loss = 0.1}, random_, 0);
    b_.crash(static_cast<FakeFs::Crash>(seed % 3), seed);
    b_.name_file(sha256(bytes));
  }
  EXPECT_EQ(record::take(b_.record().read_blob(sha256(bytes))), bytes);
}

TEST_F(BlobsTest, WrongBytesAreCountedAndNotAskedForAgainSoon) {
  file(300);
  EXPECT_EQ(must(b_.files_from(a_, {.wrong_files = true}, random_, 0)).wrong, 1U);
  EXPECT_EQ(b_.files_held(), 0U);
  EXPECT_EQ(must(b_.files_from(a_, {}, random_, kBlobRetryMs - 1)).files, 0U);
  EXPECT_EQ(must(b_.files_from(a_, {}, random_, kBlobRetryMs)).files, 1U);
}

TEST_F(BlobsTest, WhatIsNotThereIsNoFaultAndAskedForLater) {
  const std::string unknown = "nobody has this";
  b_.name_file(sha256(unknown));
  const BlobReport report = must(b_.files_from(a_, {}, random_, 0));
  EXPECT_EQ(report.files + report.wrong, 0U);
  a_.keep_file(unknown);
  EXPECT_EQ(must(b_.files_from(a_, {}, random_, 1)).files, 0U);
  EXPECT_EQ(must(b_.files_from(a_, {}, random_, kBlobRetryMs)).files, 1U);
}

TEST_F(BlobsTest, AFileWithoutEndIsCutOffAtTheLimit) {
  const std::string bytes = file(300);
  SimWire wire(a_.record(), {.endless_files = true}, random_);
  BlobPull pull;
  std::uint64_t rounds = 0;
  for (;; ++rounds) {
    ASSERT_LE(rounds, kMaxBlobBytes / kBlobBytesPerRound + 1);
    const auto report = pull.round(wire, b_.log_of(a_), b_.fs(), b_, 0);
    if (!report) {
      EXPECT_EQ(report.error().code, Errc::corrupt);
      break;
    }
    EXPECT_TRUE(report->more);
  }
  EXPECT_LE(wire.bytes, kMaxBlobBytes + 1000);
  EXPECT_FALSE(b_.fs().exists(part(bytes)));
}

// Sizes that cannot be.
TEST_F(BlobsTest, SizesThatContradictEachOtherAreALie) {
  struct Odd : SimWire {
    using SimWire::SimWire;
    Result<BlobPiece> blob(const Hash&, std::uint64_t) override { return piece; }
    BlobPiece piece;
  };
  for (const BlobPiece& piece : {BlobPiece{0, ""}, BlobPiece{5, ""}, BlobPiece{3, "four"}, BlobPiece{kMaxBlobBytes + 1, "x"}}) {
    SimNode c(3, found_, 99);
    c.name_file(sha256("x"));
    Odd wire(a_.record(), {}, random_);
    wire.piece = piece;
    BlobPull pull;
    EXPECT_EQ(pull.round(wire, c.log_of(a_), c.fs(), c, 0).error().code, Errc::corrupt) << piece.total;
  }
}

}  // namespace
}  // namespace althing::peer
