// SHA-256 against the examples of FIPS 180-4 and NIST's short and long message vectors.
#include "crypto/sha256.h"

#include <gtest/gtest.h>

#include <thread>

namespace althing {
namespace {

struct Case {
  std::string message;
  const char* hash;
};

const Case kCases[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    {std::string("\xd3", 1), "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"},
    {std::string(1000000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

TEST(Sha256, NistVectors) {
  for (const Case& c : kCases) {
    EXPECT_EQ(to_hex(sha256(c.message)), c.hash) << c.message.size();
    EXPECT_EQ(to_hex(sha256(as_bytes(c.message))), c.hash);
  }
}

TEST(Sha256, InPartsAndIncrementally) {
  for (const Case& c : kCases) {
    for (const std::size_t cut : {std::size_t{0}, c.message.size() / 3, c.message.size()}) {
      const std::string_view all = c.message;
      EXPECT_EQ(to_hex(sha256({as_bytes(all.substr(0, cut)), ByteView(), as_bytes(all.substr(cut))})), c.hash);
      Sha256 hasher;
      hasher.update(as_bytes(all.substr(0, cut)));
      hasher.update(as_bytes(all.substr(cut)));
      EXPECT_EQ(to_hex(hasher.finish()), c.hash);
      hasher.update(as_bytes("abc"));  // reusable after finish()
      EXPECT_EQ(to_hex(hasher.finish()), kCases[1].hash);
    }
  }
}

TEST(Sha256, EveryLengthAroundTheBlockInOneByteSteps) {
  for (std::size_t n = 0; n <= 130; ++n) {
    const std::string message(n, 'x');
    Sha256 hasher;
    for (char c : message) hasher.update(as_bytes(std::string_view(&c, 1)));
    EXPECT_EQ(hasher.finish(), sha256(message)) << n;
  }
}

TEST(Sha256, ThreadsDoNotShareAState) {
  std::vector<std::thread> threads;
  std::array<bool, 4> good{};
  for (std::size_t i = 0; i < good.size(); ++i) {
    threads.emplace_back([&good, i] {
      good[i] = true;
      for (int n = 0; n < 2000; ++n) good[i] = good[i] && to_hex(sha256(kCases[1].message)) == kCases[1].hash;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const bool ok : good) EXPECT_TRUE(ok);
}

}  // namespace
}  // namespace althing
