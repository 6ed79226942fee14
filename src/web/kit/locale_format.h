// Numbers and dates the way a language writes them. ICU gives the patterns once at start;
// afterwards numbers are filled into them without ICU (a page holds dozens), days come from a small
// cache.
#pragma once

#include <array>
#include <cstdint>
#include <locale>
#include <mutex>
#include <string>

#include "base/time.h"

namespace althing::web {

class LocaleFormat {
 public:
  /// `name`: an ICU locale ("en_GB", "ar", "zh_CN"). Thread-safe once made.
  explicit LocaleFormat(const std::string& name);
  std::string number(std::int64_t n) const;
  /// A number given in tenths, "66.7"; whole ones without a decimal.
  std::string tenths(std::int64_t n) const;
  /// The long date form, UTC.
  std::string day(UnixSeconds t) const;
  /// <time datetime="2026-11-23">23 November 2026</time>, escaped.
  std::string day_html(UnixSeconds t) const;
  /// "Iceland" of "is".
  std::string country(std::string_view code) const;
  /// "18:12" in the language's digits, UTC.
  std::string clock(UnixSeconds t) const;

 private:
  struct Slot {
    std::int64_t day = 0;
    std::string text;  // empty: not filled yet
    std::string html;
  };
  std::string digits(std::string_view ascii) const;
  /// The slot of t's day, filled. The caller holds mutex_.
  const Slot& slot_of(UnixSeconds t) const;

  std::locale locale_;
  std::string name_;  // of the ICU locale
  std::array<std::string, 10> digits_;
  std::array<std::string, 20> patterns_;  // by count of digits; '#' stands for a digit
  std::string minus_, point_;
  mutable std::mutex mutex_;
  mutable std::array<Slot, 256> days_;  // direct-mapped by day number; guarded by mutex_
};

}  // namespace althing::web
