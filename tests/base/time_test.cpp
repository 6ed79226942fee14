// The one text form of an instant, at its edges.
#include "base/time.h"

#include <gtest/gtest.h>

namespace althing {
namespace {

TEST(Time, KnownInstantsBothWays) {
  const std::pair<const char*, UnixSeconds> cases[] = {
      {"1970-01-01T00:00:00Z", 0}, {"2000-02-29T12:34:56Z", 951827696}, {"2024-02-29T23:59:59Z", 1709251199},
      {"2026-11-23T18:12:00Z", 1795457520}, {"9999-12-31T23:59:59Z", 253402300799}, {"1969-12-31T23:59:59Z", -1},
      {"2038-01-19T03:14:08Z", 2147483648}, {"0000-01-01T00:00:00Z", -62167219200}};
  for (const auto& [text, seconds] : cases) {
    ASSERT_TRUE(parse_time(text)) << text;
    EXPECT_EQ(*parse_time(text), seconds) << text;
    EXPECT_EQ(format_time(seconds), text);
  }
}

TEST(Time, LeapYears) {
  EXPECT_TRUE(parse_date("2000-02-29"));
  EXPECT_TRUE(parse_date("2024-02-29"));
  EXPECT_FALSE(parse_date("1900-02-29"));
  EXPECT_FALSE(parse_date("2100-02-29"));
  EXPECT_FALSE(parse_date("2026-02-29"));
}

TEST(Time, OtherSpellingsAndTimesThatAreNotAreRefused) {
  for (const char* bad : {"", "2026-11-23", "2026-11-23T18:12Z", "2026-11-23T18:12:00", "2026-11-23 18:12:00Z", "2026-11-23t18:12:00Z",
                          "2026-11-23T18:12:00z", "2026-11-23T18:12:00+00:00", "2026-11-23T18:12:00.0Z", "2026-11-23T18:12:60Z",
                          "2026-11-23T18:60:00Z", "2026-11-23T24:00:00Z", "2026-11-31T00:00:00Z", "2026-00-10T00:00:00Z",
                          "2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "+026-11-23T18:12:00Z",
                          "2026-1 -23T18:12:00Z", "2026/11/23T18:12:00Z", "2026-11-23T1a:12:00Z", "\xd9\xa2" "026-1-23T18:12:00Z"}) {
    const auto time = parse_time(bad);
    ASSERT_FALSE(time) << bad;
    EXPECT_EQ(time.error().code, Errc::malformed);
    EXPECT_NE(time.error().message.find("YYYY-MM-DDTHH:MM:SSZ"), std::string::npos);
  }
}

TEST(Date, OnlyWholeDates) {
  EXPECT_EQ(*parse_date("1970-01-02"), 86400);
  for (const char* bad : {"", "1970", "1970-1-2", "1970-01-02T", "1970-01-2x", "1970_01_02", "1970-04-31"}) EXPECT_FALSE(parse_date(bad)) << bad;
}

TEST(Time, EveryDayOfFourCenturiesComesBack) {
  for (std::int64_t day = -150000; day < 150000; day += 1) {
    ASSERT_EQ(*parse_time(format_time(day * 86400 + 86399)), day * 86400 + 86399);
  }
}

}  // namespace
}  // namespace althing
