#include "web/kit/i18n.h"

#include <boost/locale.hpp>
#include <cmath>
#include <map>
#include <mutex>

#include "base/check.h"
#include "base/utf8.h"
#include "web/kit/embed.h"
#include "web/kit/locale_format.h"

namespace althing::web {
namespace {

struct LanguageInfo {
  std::string_view lang;
  std::string_view html_lang;
  std::string_view icu;
  std::string_view endonym;
  bool rtl;
};
// The six languages of the United Nations, and the one for looking at layouts.
constexpr LanguageInfo kLanguages[] = {
    {"en", "en", "en_GB", "English", false},  {"ar", "ar", "ar", "العربية", true},
    {"es", "es", "es", "Español", false},     {"fr", "fr", "fr", "Français", false},
    {"ru", "ru", "ru", "Русский", false},     {"zh", "zh", "zh_CN", "中文", false},
    {"qps", "ar-x-qps", "ar", "Pseudo", true}};

using MessageFacet = boost::locale::message_format<char>;

std::string_view catalogue_bytes(std::string_view lang) {
  const std::string name = std::string(lang == "qps" ? "en" : lang) + ".mo";
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == name) return file.bytes;
  }
  return {};
}

MessageFacet* load_messages(std::string_view lang, std::string_view mo) {
  boost::locale::gnu_gettext::messages_info info;
  info.language = lang;
  info.encoding = "UTF-8";
  info.domains.emplace_back("althing");
  info.paths.emplace_back("");
  info.callback = [mo](const std::string&, const std::string&) {
    return std::vector<char>(mo.begin(), mo.end());
  };
  return boost::locale::gnu_gettext::create_messages_facet<char>(info);
}

// Latin letters to Arabic ones, {placeholders} untouched: readable to nobody, laid out like Arabic.
std::string pseudo_text(std::string_view english) {
  constexpr char32_t kLetters[] = U"ابكدهفغحيجقلمنوپصرستعوخزيظ";
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < english.size();) {
    const char32_t c = next_code_point(english, at);
    inside = (inside || c == '{') && c != '}';
    const char32_t letter = c | 0x20;
    append_utf8(out,
                !inside && c < 0x80 && letter >= 'a' && letter <= 'z' ? kLetters[letter - 'a'] : c);
  }
  return out;
}

// gettext's plural rules look at the last digits only, Boost's interface takes an int.
int plural_count(std::uint64_t n) {
  return static_cast<int>(n < 1000000 ? n : n % 1000000 + 1000000);
}

// Calls literal(text) and value(arg) in the order of the pattern; unknown {names} are literal.
template <class Literal, class Value>
void fill(std::string_view pattern, Args args, Literal literal, Value value) {
  std::size_t start = 0;
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{', open + 1)) {
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    for (const Arg& arg : args) {
      if (arg.name() != name) continue;
      literal(pattern.substr(start, open - start));
      value(arg);
      start = close + 1;
      break;
    }
  }
  literal(pattern.substr(start));
}

std::string fill_text(std::string_view pattern, Args args) {
  std::string out;
  fill(
      pattern, args, [&](std::string_view text) { out += text; },
      [&](const Arg& arg) {
        CHECK(!arg.is_html());
        out += arg.text();
      });
  return out;
}

void fill_html(std::string& out, std::string_view pattern, Args args) {
  fill(
      pattern, args, [&](std::string_view text) { escape_to(out, text); },
      [&](const Arg& arg) {
        if (arg.is_html())
          out += arg.text();
        else
          escape_to(out, arg.text());
      });
}

// {n} first, so that a caller's own {n} (there should be none) is never mistaken for it.
std::string fill_number(std::string_view pattern, const std::string& number) {
  return fill_text(pattern, {{"n", number}});
}

}  // namespace

struct Translator::Impl {
  LanguageInfo info;
  LocaleFormat format;
  std::locale messages_locale;  // owns the facet
  const MessageFacet* messages;
  // Pseudo texts by address-independent key, made when first asked for. Bounded by the ids in the
  // code.
  mutable std::mutex mutex;
  mutable std::map<std::string, std::string, std::less<>> pseudo;

  Impl(const LanguageInfo& language, std::string_view mo)
      : info(language),
        format(std::string(language.icu)),
        messages_locale(std::locale::classic(), load_messages(language.lang, mo)),
        messages(&std::use_facet<MessageFacet>(messages_locale)) {}

  std::string_view finish(std::string_view text) const {
    if (info.lang != "qps") return text;
    const std::lock_guard lock(mutex);
    const auto found = pseudo.find(text);
    if (found != pseudo.end()) return found->second;
    return pseudo.emplace(std::string(text), pseudo_text(text)).first->second;
  }
};

Translator::Translator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Translator::~Translator() = default;

std::string_view Translator::lang() const { return impl_->info.lang; }
std::string_view Translator::html_lang() const { return impl_->info.html_lang; }
std::string_view Translator::endonym() const { return impl_->info.endonym; }
std::string_view Translator::dir() const { return impl_->info.rtl ? "rtl" : "ltr"; }

std::string_view Translator::tr(Msg message) const {
  const char* found = impl_->messages->get(0, message.context, message.id);
  return impl_->finish(found == nullptr ? message.id : found);
}

std::string_view Translator::ntr(Msg one, Msg many, std::uint64_t n) const {
  const char* found = impl_->messages->get(0, one.context, one.id, plural_count(n));
  return impl_->finish(found != nullptr ? found : n == 1 ? one.id : many.id);
}

std::string Translator::tr_table(const std::string& english) const {
  const char* found = impl_->messages->get(0, nullptr, english.c_str());
  return std::string(impl_->finish(found == nullptr ? english.c_str() : found));
}

std::string Translator::trf(Msg message, Args args) const { return fill_text(tr(message), args); }

std::string Translator::ntrf(Msg one, Msg many, std::uint64_t n, Args args) const {
  return fill_text(fill_number(ntr(one, many, n), number(static_cast<std::int64_t>(n))), args);
}

Raw Translator::trh(Msg message, Args args) const {
  std::string out;
  fill_html(out, tr(message), args);
  return Raw::trusted(std::move(out));
}

Raw Translator::ntrh(Msg one, Msg many, std::uint64_t n, Args args) const {
  std::string out;
  fill_html(out, fill_number(ntr(one, many, n), number(static_cast<std::int64_t>(n))), args);
  return Raw::trusted(std::move(out));
}

std::string Translator::country(std::string_view code) const { return impl_->format.country(code); }
std::string Translator::number(std::int64_t n) const { return impl_->format.number(n); }
std::string Translator::tenths(std::int64_t n) const { return impl_->format.tenths(n); }
std::string Translator::day(UnixSeconds t) const { return impl_->format.day(t); }

std::string Translator::time(UnixSeconds t) const {
  return trf("{date}, {time} UTC", {{"date", day(t)}, {"time", impl_->format.clock(t)}});
}

std::string Translator::relative(UnixSeconds t, UnixSeconds now) const {
  const bool ahead = t > now;
  const std::int64_t gap = ahead ? t - now : now - t;
  const auto rounded = [&](std::int64_t unit) {
    return static_cast<std::uint64_t>((gap + unit / 2) / unit);
  };
  constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86400, kMonth = 2629746,
                         kYear = 31556952;
  if (gap < 45) return std::string(ahead ? tr("in a moment") : tr("just now"));
  if (gap < 90 * kMinute) {
    const std::uint64_t n = rounded(kMinute);
    return ahead ? ntrf("in {n} minute", "in {n} minutes", n)
                 : ntrf("{n} minute ago", "{n} minutes ago", n);
  }
  if (gap < 36 * kHour) {
    const std::uint64_t n = rounded(kHour);
    return ahead ? ntrf("in {n} hour", "in {n} hours", n)
                 : ntrf("{n} hour ago", "{n} hours ago", n);
  }
  if (gap < 45 * kDay) {
    const std::uint64_t n = rounded(kDay);
    return ahead ? ntrf("in {n} day", "in {n} days", n) : ntrf("{n} day ago", "{n} days ago", n);
  }
  if (gap < 18 * kMonth) {
    const std::uint64_t n = rounded(kMonth);
    return ahead ? ntrf("in {n} month", "in {n} months", n)
                 : ntrf("{n} month ago", "{n} months ago", n);
  }
  const std::uint64_t n = rounded(kYear);
  return ahead ? ntrf("in {n} year", "in {n} years", n) : ntrf("{n} year ago", "{n} years ago", n);
}

Raw Translator::time_html(UnixSeconds t, UnixSeconds now) const {
  Html h;
  h.el("time", {{"datetime", format_time(t)}}, time(t));
  if (now > 0) h.text(" (").text(relative(t, now)).text(")");
  return h.take();
}

Raw Translator::day_html(UnixSeconds t) const { return Raw::trusted(impl_->format.day_html(t)); }

Catalogs::Catalogs(bool pseudo) {
  for (const LanguageInfo& info : kLanguages) {
    const std::string_view mo = catalogue_bytes(info.lang);
    if (mo.empty() || (info.lang == "qps" && !pseudo)) continue;
    all_.push_back(
        std::unique_ptr<Translator>(new Translator(std::make_unique<Translator::Impl>(info, mo))));
    langs_.push_back(info.lang);
  }
  CHECK(!langs_.empty() && langs_.front() == "en");
}

Catalogs::~Catalogs() = default;

const Translator* Catalogs::find(std::string_view lang) const {
  for (const auto& translator : all_) {
    if (translator->lang() == lang) return translator.get();
  }
  return nullptr;
}

const Translator& Catalogs::english() const { return *all_.front(); }

}  // namespace althing::web
