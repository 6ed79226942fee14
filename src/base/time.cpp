#include "base/time.h"

#include <fmt/format.h>

#include <chrono>

namespace althing {
namespace {

// Days since 1970-01-01 of a proleptic Gregorian date.
std::int64_t days_from_civil(int y, int m, int d) {
  const std::chrono::sys_days days = std::chrono::year{y} / m / d;
  return days.time_since_epoch().count();
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

Result<std::int64_t> parse_day(std::string_view text) {
  const int y = digits(text, 0, 4);
  const int m = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  if (y < 0 || m < 1 || d < 1 || text[4] != '-' || text[7] != '-' ||
      !(std::chrono::year{y} / m / d).ok()) {
    return fail(Errc::malformed, fmt::format("no such date: {}", text.substr(0, 10)));
  }
  return days_from_civil(y, m, d);
}

}  // namespace

Result<UnixSeconds> parse_time(std::string_view text) {
  const auto bad = [&] {
    return fail(Errc::malformed, fmt::format("must be YYYY-MM-DDTHH:MM:SSZ, got \"{}\"", text.substr(0, 40)));
  };
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z') return bad();
  const auto day = parse_day(text);
  const int h = digits(text, 11, 2);
  const int min = digits(text, 14, 2);
  const int s = digits(text, 17, 2);
  if (!day || h < 0 || h > 23 || min < 0 || min > 59 || s < 0 || s > 59) return bad();
  return *day * 86400 + h * 3600 + min * 60 + s;
}

Result<UnixSeconds> parse_date(std::string_view text) {
  if (text.size() != 10) {
    return fail(Errc::malformed, fmt::format("must be YYYY-MM-DD, got \"{}\"", text.substr(0, 40)));
  }
  TRY(const std::int64_t day, parse_day(text));
  return day * 86400;
}

std::string format_time(UnixSeconds t) {
  const std::int64_t day = (t >= 0 ? t : t - 86399) / 86400;
  const int rest = static_cast<int>(t - day * 86400);
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600,
                     rest / 60 % 60, rest % 60);
}

UnixSeconds SystemClock::now() const {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace althing
