// What people read, in their language: gettext catalogues (locale/<lang>/althing.po, compiled and
// embedded at build) through Boost.Locale, numbers and dates through ICU. Message ids are the
// English texts and literals only; tools/i18n.sh collects them (its keywords: tr trf trh ntr ntrf
// ntrh msg msgc). Placeholders are {name}; values are escaped in trh/ntrh. Catalogs are made once
// at start (ICU is slow to set up); a Translator is shared by all threads.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "web/kit/html.h"

namespace althing::web {

/// A message id. Only literals convert, so no text of people can be looked up or leak into
/// catalogues.
class Msg {
 public:
  consteval Msg(const char* text) : id(text) {}
  consteval Msg(const char* text, const char* where) : id(text), context(where) {}
  const char* id;
  const char* context = nullptr;
};
/// Marks ids in tables: constexpr Msg kRows[] = {msg("Open"), msgc("verb", "Open")}.
consteval Msg msg(const char* text) { return Msg(text); }
consteval Msg msgc(const char* context, const char* text) { return Msg(text, context); }

/// The value of one {placeholder}: text, or HTML (a link, a bdi()) in trh/ntrh. Views its value.
class Arg {
 public:
  Arg(std::string_view name, std::string_view text) : name_(name), text_(text) {}
  Arg(std::string_view name, const char* text) : name_(name), text_(text) {}
  Arg(std::string_view name, const std::string& text) : name_(name), text_(text) {}
  Arg(std::string_view name, const Raw& html) : name_(name), text_(html.str()), is_html_(true) {}
  std::string_view name() const { return name_; }
  std::string_view text() const { return text_; }
  bool is_html() const { return is_html_; }

 private:
  std::string_view name_;
  std::string_view text_;
  bool is_html_ = false;
};
using Args = std::initializer_list<Arg>;

class Translator {
 public:
  ~Translator();
  Translator(const Translator&) = delete;
  Translator& operator=(const Translator&) = delete;

  std::string_view lang() const;       // as in URLs: "en"
  std::string_view html_lang() const;  // for <html lang>: "en" ("ar-x-qps" for the test language)
  std::string_view endonym() const;    // "English"
  std::string_view dir() const;        // "ltr" or "rtl"

  /// The text as it is (plain, unescaped; Html escapes it). Lives as long as the Catalogs.
  std::string_view tr(Msg message) const;
  std::string_view ntr(Msg one, Msg many, std::uint64_t n) const;
  /// Plain text with placeholders filled; CHECKs that no value is HTML. {n} of the plural forms is
  /// the number as the language writes it.
  std::string trf(Msg message, Args args) const;
  std::string ntrf(Msg one, Msg many, std::uint64_t n, Args args = {}) const;
  /// HTML: message and text values escaped, Raw values as they are.
  Raw trh(Msg message, Args args) const;
  Raw ntrh(Msg one, Msg many, std::uint64_t n, Args args = {}) const;
  /// For ids that come from ui/messages.json at start, nowhere else. English if unknown.
  std::string tr_table(const std::string& english) const;

  /// The name of a country in the language, by its code in small letters; the code in capitals if ICU knows none.
  std::string country(std::string_view code) const;
  std::string number(std::int64_t n) const;                    // "1,284"
  std::string tenths(std::int64_t n) const;                    // "66.7" of 667
  std::string day(UnixSeconds t) const;                        // "23 November 2026" (UTC)
  std::string time(UnixSeconds t) const;                       // "23 November 2026, 18:12 UTC"
  std::string relative(UnixSeconds t, UnixSeconds now) const;  // "in 2 days", "3 hours ago"
  /// <time datetime="...Z">absolute</time>, with " (relative)" behind it when now > 0.
  Raw time_html(UnixSeconds t, UnixSeconds now = 0) const;
  Raw day_html(UnixSeconds t) const;

 private:
  friend class Catalogs;
  struct Impl;
  explicit Translator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Every language the binary carries a catalogue of.
class Catalogs {
 public:
  /// pseudo: adds "qps", English in Arabic letters, right to left, to look at layouts.
  explicit Catalogs(bool pseudo = false);
  ~Catalogs();
  /// nullptr for a language that is not there.
  const Translator* find(std::string_view lang) const;
  const Translator& english() const;
  /// Codes, English first: what http::negotiate_language is offered.
  const std::vector<std::string_view>& langs() const { return langs_; }

 private:
  std::vector<std::unique_ptr<Translator>> all_;
  std::vector<std::string_view> langs_;
};

}  // namespace althing::web
