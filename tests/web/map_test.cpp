// The map's countries and those that acts may name are the same.
#include <gtest/gtest.h>

#include "table/countries.h"
#include "web/kit/world.h"

namespace althing::web {
namespace {

TEST(Map, HasEveryCountryThatARowMayName) {
  const World world;
  if (world.empty()) GTEST_SKIP() << "built without the browser's part";
  for (char a = 'a'; a <= 'z'; ++a) {
    for (char b = 'a'; b <= 'z'; ++b) {
      const std::string code{a, b};
      EXPECT_EQ(world.has(code), table::is_country_code(code)) << code;
    }
  }
}

}  // namespace
}  // namespace althing::web
