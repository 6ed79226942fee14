#include "table/when.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "table/countries.h"
#include "table/trim.h"

namespace althing::table {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
constexpr std::int64_t kDay = 86'400, kHalfDay = 12;
constexpr std::int64_t kSerialEpoch = -25'569, kMaxSerial = 2'958'465;  // 1899-12-30; 9999-12-31

// What a form has found in a cell so far.
struct Parts {
  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  bool has_month = false, has_day = false, has_time = false, has_minute = false;
  std::optional<bool> afternoon;
  std::optional<std::size_t> weekday;
  std::optional<double> serial;
};

bool take_number(std::string_view& rest, std::size_t least, std::size_t most, std::int64_t& out) {
  std::size_t n = 0;
  while (n < most && n < rest.size() && rest[n] >= '0' && rest[n] <= '9') ++n;
  if (n < least) return false;
  out = 0;
  for (std::size_t i = 0; i < n; ++i) out = out * 10 + (rest[i] - '0');
  rest.remove_prefix(n);
  return true;
}

// A name of the list, whole or its first three letters.
template <std::size_t N>
bool take_name(std::string_view& rest, const std::array<std::string_view, N>& names, std::size_t& out) {
  std::size_t n = 0;
  while (n < rest.size() && ((rest[n] | 0x20) >= 'a' && (rest[n] | 0x20) <= 'z')) ++n;
  const std::string word = plain_name(rest.substr(0, n));
  for (std::size_t i = 0; i < N; ++i) {
    if (word != names[i] && word != names[i].substr(0, 3)) continue;
    out = i;
    rest.remove_prefix(n);
    return true;
  }
  return false;
}

bool take_half(std::string_view& rest, Parts& parts) {
  const std::string word = plain_name(rest.substr(0, 2));
  if (word != "am" && word != "pm") return false;
  parts.afternoon = word == "pm";
  rest.remove_prefix(2);
  return true;
}

bool take_serial(std::string_view& rest, Parts& parts) {
  double days = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), days);
  if (error != std::errc() || !(days >= 0) || days > static_cast<double>(kMaxSerial)) return false;
  parts.serial = days;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return true;
}

bool fits(std::string_view cell, std::string_view form, Parts& parts) {
  std::size_t name = 0;
  const auto skip = [&](std::string_view word) {
    if (!form.starts_with(word)) return false;
    form.remove_prefix(word.size());
    return true;
  };
  while (!form.empty()) {
    if (skip(" ")) {
      cell = cell.substr(std::min(cell.find_first_not_of(" \t"), cell.size()));
    } else if (skip("YYYY")) {
      if (!take_number(cell, 4, 4, parts.year)) return false;
    } else if (skip("Month")) {
      if (!take_name(cell, kMonths, name)) return false;
      parts.month = static_cast<std::int64_t>(name) + 1;
      parts.has_month = true;
    } else if (skip("Weekday")) {
      if (!take_name(cell, kWeekdays, name)) return false;
      parts.weekday = name;
    } else if (skip("serial")) {
      if (!take_serial(cell, parts)) return false;
    } else if (skip("AP")) {
      if (!take_half(cell, parts)) return false;
    } else if (skip("M")) {
      if (!take_number(cell, 1, 2, parts.month)) return false;
      parts.has_month = true;
    } else if (skip("D")) {
      if (!take_number(cell, 1, 2, parts.day)) return false;
      parts.has_day = true;
    } else if (skip("h")) {
      if (!take_number(cell, 1, 2, parts.hour)) return false;
      parts.has_time = true;
    } else if (skip("m")) {
      if (!take_number(cell, 1, 2, parts.minute)) return false;
      parts.has_minute = true;
    } else if (skip("s")) {
      if (!take_number(cell, 1, 2, parts.second)) return false;
    } else {
      if (cell.empty() || cell.front() != form.front()) return false;
      cell.remove_prefix(1);
      form.remove_prefix(1);
    }
  }
  return cell.empty();
}

tl::unexpected<Error> bad(std::string_view cell, std::string_view why) { return fail(Errc::malformed, fmt::format("\"{}\" {}", start_of(cell), why)); }

Result<When> made_of(std::string_view cell, Parts parts) {
  When out;
  if (parts.serial) {
    const double days = std::floor(*parts.serial);
    out.at = (static_cast<std::int64_t>(days) + kSerialEpoch) * kDay + static_cast<std::int64_t>(std::llround((*parts.serial - days) * static_cast<double>(kDay)));
    out.precision = *parts.serial > days ? Precision::minute : Precision::day;
    return out;
  }
  const auto day = day_number(parts.year, parts.has_month ? parts.month : 1, parts.has_day ? parts.day : 1);
  if (!day) return bad(cell, "names a day that does not exist");
  if (parts.afternoon) {
    if (parts.hour > kHalfDay) {
      out.remarks.push_back(fmt::format("\"{}\": an hour over 12 beside {}, taken as of 24", cell, *parts.afternoon ? "PM" : "AM"));
    } else {
      parts.hour = parts.hour % kHalfDay + (*parts.afternoon ? kHalfDay : 0);
    }
  }
  if (parts.hour > 23 || parts.minute > 59 || parts.second > 59) return bad(cell, "names a time that does not exist");
  out.at = *day * kDay + parts.hour * 3600 + parts.minute * 60 + parts.second;
  out.precision = parts.has_minute ? Precision::minute : parts.has_time ? Precision::hour : parts.has_day ? Precision::day : parts.has_month ? Precision::month : Precision::year;
  if (parts.weekday) {
    const auto is = static_cast<std::size_t>((*day % 7 + 11) % 7);  // 1970-01-01 was a Thursday
    if (is != *parts.weekday) out.remarks.push_back(fmt::format("\"{}\": that day is a {}", cell, kWeekdays[is]));
  }
  return out;
}

}  // namespace

std::string_view precision_word(Precision precision) {
  switch (precision) {
    case Precision::minute: return "minute";
    case Precision::hour: return "hour";
    case Precision::day: return "day";
    case Precision::month: return "month";
    case Precision::year: break;
  }
  return "year";
}

std::optional<std::int64_t> day_number(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

Result<When> read_when(std::string_view cell, const std::vector<std::string>& forms) {
  const std::string_view text = trimmed(cell);
  for (const std::string& form : forms) {
    Parts parts;
    if (fits(text, form, parts)) return made_of(text, parts);
  }
  return bad(text, "is no date of the forms given");
}

Result<When> read_parts(std::string_view year, std::string_view month, std::string_view day) {
  Parts parts;
  const auto number = [](std::string_view cell, std::size_t least, std::size_t most, std::int64_t& out) {
    cell = trimmed(cell);
    return take_number(cell, least, most, out) && cell.empty();
  };
  const std::string all = fmt::format("{} {} {}", trimmed(year), trimmed(month), trimmed(day));
  if (!number(year, 4, 4, parts.year)) return bad(all, "has no year");
  if (!trimmed(month).empty() && !number(month, 1, 2, parts.month)) return bad(all, "has no month");
  if (!trimmed(day).empty() && !number(day, 1, 2, parts.day)) return bad(all, "has no day");
  parts.has_month = parts.month != 0;
  parts.has_day = parts.has_month && parts.day != 0;
  return made_of(all, parts);
}

}  // namespace althing::table
