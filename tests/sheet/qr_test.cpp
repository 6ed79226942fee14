#include "sheet/qr.h"

#include <gtest/gtest.h>

namespace althing::sheet {
namespace {

// The three squares in the corners, by which a camera finds the code (ISO/IEC 18004, 6.3.3).
bool has_finder(const QrCode& code, int left, int top) {
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 7; ++x) {
      const bool edge = x == 0 || x == 6 || y == 0 || y == 6, core = x >= 2 && x <= 4 && y >= 2 && y <= 4;
      if (code.at(left + x, top + y) != (edge || core)) return false;
    }
  }
  return true;
}

TEST(Qr, HasFindersAndASizeOfTheStandard) {
  const auto code = qr_code("https://node.example.org/en/acts/" + std::string(64, 'a'));
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ((code->size - 17) % 4, 0);
  EXPECT_TRUE(has_finder(*code, 0, 0));
  EXPECT_TRUE(has_finder(*code, code->size - 7, 0));
  EXPECT_TRUE(has_finder(*code, 0, code->size - 7));
  EXPECT_FALSE(has_finder(*code, code->size - 7, code->size - 7));
}

TEST(Qr, PathCoversEachDarkModuleOnce) {
  const auto code = qr_code("x");
  ASSERT_TRUE(code.has_value());
  const std::string path = qr_path(*code);
  std::vector<int> covered(static_cast<std::size_t>(code->size * code->size), 0);
  int x = 0, y = 0, n = 0, back = 0, used = 0;
  const char* at = path.c_str();
  while (std::sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &n, &back, &used) == 4) {
    EXPECT_EQ(n, back);
    for (int i = 0; i < n; ++i) ++covered.at(static_cast<std::size_t>((y - kQuietModules) * code->size + x - kQuietModules + i));
    at += used;
  }
  EXPECT_EQ(*at, '\0');
  for (std::size_t i = 0; i < covered.size(); ++i) EXPECT_EQ(covered[i], code->dark[i] ? 1 : 0);
}

TEST(Qr, AtTheLimitAndOneBeyond) {
  EXPECT_TRUE(qr_code(std::string(kMaxQrBytes, 'a')).has_value());
  EXPECT_EQ(qr_code(std::string(kMaxQrBytes + 1, 'a')).error().code, Errc::too_large);
}

}  // namespace
}  // namespace althing::sheet
