#include "web/kit/locale_format.h"

#include <fmt/format.h>

#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <boost/locale.hpp>
#include <iomanip>
#include <sstream>

#include "web/kit/html.h"

namespace althing::web {
namespace {

std::string icu_number(const std::locale& locale, std::int64_t n) {
  std::ostringstream out;
  out.imbue(locale);
  out << boost::locale::as::number << n;
  return out.str();
}

void replace_all(std::string& text, const std::string& what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace

LocaleFormat::LocaleFormat(const std::string& name)
    : locale_(boost::locale::generator()(name + ".UTF-8")), name_(name) {
  for (std::size_t d = 0; d < digits_.size(); ++d)
    digits_[d] = icu_number(locale_, static_cast<std::int64_t>(d));
  // 1, 11, 111, ...: where the language puts its separators, by length.
  std::int64_t ones = 0;
  for (std::size_t count = 1; count < patterns_.size(); ++count) {
    ones = ones * 10 + 1;
    patterns_[count] = icu_number(locale_, ones);
    replace_all(patterns_[count], digits_[1], "#");
  }
  minus_ = icu_number(locale_, -1);
  replace_all(minus_, digits_[1], "");
  std::ostringstream half;
  half.imbue(locale_);
  half << boost::locale::as::number << std::fixed << std::setprecision(1) << 0.5;
  point_ = half.str();
  replace_all(point_, digits_[0], "");
  replace_all(point_, digits_[5], "");
}

std::string LocaleFormat::country(std::string_view code) const {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (code.size() != 2 || !letter(code[0]) || !letter(code[1])) return std::string(code);
  std::string capitals(code);
  for (char& c : capitals) c = static_cast<char>(c - 'a' + 'A');
  UChar buffer[128];
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length = uloc_getDisplayCountry(("und_" + capitals).c_str(), name_.c_str(), buffer, 128, &status);
  if (U_FAILURE(status) || length <= 0 || length > 128) return capitals;
  std::string out;
  icu::UnicodeString(buffer, length).toUTF8String(out);
  return out;
}

std::string LocaleFormat::digits(std::string_view ascii) const {
  std::string out;
  for (char c : ascii) {
    if (c >= '0' && c <= '9')
      out += digits_[static_cast<std::size_t>(c - '0')];
    else
      out += c;
  }
  return out;
}

std::string LocaleFormat::number(std::int64_t n) const {
  const std::uint64_t magnitude =
      n < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  const std::string ascii = fmt::format("{}", magnitude);
  std::string out = n < 0 ? minus_ : std::string();
  std::size_t next = 0;
  for (char c : patterns_[ascii.size()]) {
    if (c == '#')
      out += digits_[static_cast<std::size_t>(ascii[next++] - '0')];
    else
      out += c;
  }
  return out;
}

std::string LocaleFormat::tenths(std::int64_t n) const {
  const std::int64_t rest = n < 0 ? -(n % 10) : n % 10;
  const std::string whole = n < 0 && n > -10 ? minus_ + digits_[0] : number(n / 10);
  return rest == 0 ? whole : whole + point_ + digits_[static_cast<std::size_t>(rest)];
}

const LocaleFormat::Slot& LocaleFormat::slot_of(UnixSeconds t) const {
  const std::int64_t number = (t >= 0 ? t : t - 86399) / 86400;
  Slot& slot = days_[static_cast<std::size_t>(number) % days_.size()];
  if (slot.text.empty() || slot.day != number) {
    std::ostringstream out;
    out.imbue(locale_);
    out << boost::locale::as::date << boost::locale::as::date_long << boost::locale::as::gmt
        << number * 86400;
    slot.day = number;
    slot.text = out.str();
    slot.html =
        Html()
            .el("time", {{"datetime", format_time(number * 86400).substr(0, 10)}}, slot.text)
            .take()
            .str();
  }
  return slot;
}

std::string LocaleFormat::day(UnixSeconds t) const {
  const std::lock_guard lock(mutex_);
  return slot_of(t).text;
}

std::string LocaleFormat::day_html(UnixSeconds t) const {
  const std::lock_guard lock(mutex_);
  return slot_of(t).html;
}

std::string LocaleFormat::clock(UnixSeconds t) const {
  const std::int64_t second = ((t % 86400) + 86400) % 86400;
  return digits(fmt::format("{:02}:{:02}", second / 3600, second / 60 % 60));
}

}  // namespace althing::web
