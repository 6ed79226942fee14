#include "web/kit/i18n.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace althing::web {
namespace {

constexpr UnixSeconds kDay = 86400;

class I18n : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { catalogs_ = std::make_unique<Catalogs>(true); }
  static void TearDownTestSuite() { catalogs_.reset(); }
  const Translator& en() const { return catalogs_->english(); }
  const Translator& pseudo() const { return *catalogs_->find("qps"); }
  static inline std::unique_ptr<Catalogs> catalogs_;
};

TEST_F(I18n, Languages) {
  EXPECT_EQ(catalogs_->langs().front(), "en");
  EXPECT_EQ(catalogs_->find("xx"), nullptr);
  EXPECT_EQ(catalogs_->find(""), nullptr);
  EXPECT_EQ(Catalogs().find("qps"), nullptr) << "the test language is off unless asked for";
  EXPECT_EQ(en().dir(), "ltr");
  EXPECT_EQ(en().html_lang(), "en");
}

TEST_F(I18n, UnknownIdsAreTheirOwnText) {
  // i18n-test: these ids are not in any catalogue, on purpose.
  EXPECT_EQ(en().tr("no such message in the catalogue"), "no such message in the catalogue");
  EXPECT_EQ(en().ntrf("{n} cow", "{n} cows", 1), "1 cow");
  EXPECT_EQ(en().ntrf("{n} cow", "{n} cows", 0), "0 cows");
  EXPECT_EQ(en().ntrf("{n} cow", "{n} cows", 1284), "1,284 cows");
  EXPECT_EQ(en().ntrf("{n} cow", "{n} cows", 1000001), "1,000,001 cows");
  EXPECT_EQ(en().tr(msgc("verb", "Open")), "Open");
}

TEST_F(I18n, PlaceholdersByName) {
  EXPECT_EQ(en().trf("{a} and {b}, {a} {c} {", {{"a", "1"}, {"b", "{a}"}}), "1 and {a}, 1 {c} {");
  EXPECT_EQ(en().trf("{x}", {{"x", ""}}), "");
}

TEST_F(I18n, HtmlEscapesMessageAndTextButNotRaw) {
  EXPECT_EQ(en().trh("a<b {x} & {y}", {{"x", "<script>"}, {"y", bdi("<i>")}}).str(),
            "a&lt;b &lt;script&gt; &amp; <bdi>&lt;i&gt;</bdi>");
  EXPECT_EQ(en().ntrh("{n} by {who}", "{n} by {who}", 2, {{"who", "a&b"}}).str(), "2 by a&amp;b");
}

TEST_F(I18n, NumbersAndDates) {
  EXPECT_EQ(en().number(0), "0");
  EXPECT_EQ(en().number(999), "999");
  EXPECT_EQ(en().number(-1234567), "-1,234,567");
  EXPECT_EQ(en().number(9223372036854775807), "9,223,372,036,854,775,807");
  EXPECT_EQ(en().tenths(667), "66.7");
  EXPECT_EQ(en().tenths(1000), "100");
  EXPECT_EQ(en().tenths(-3), "-0.3");
  EXPECT_EQ(en().number(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
  const UnixSeconds t = *parse_time("2026-11-23T18:02:00Z");
  EXPECT_EQ(en().day(t), "23 November 2026");
  EXPECT_EQ(en().time(t), "23 November 2026, 18:02 UTC");
  EXPECT_EQ(en().day(*parse_time("1988-12-09T00:00:00Z")), "9 December 1988");
  EXPECT_EQ(en().day(-1), "31 December 1969");
  // Two days that share a cache slot.
  EXPECT_NE(en().day(t), en().day(t + 256 * kDay));
  EXPECT_EQ(en().day(t), "23 November 2026");
  EXPECT_EQ(
      en().time_html(t, t - 2 * kDay).str(),
      "<time datetime=\"2026-11-23T18:02:00Z\">23 November 2026, 18:02 UTC</time> (in 2 days)");
}

TEST_F(I18n, RelativeTimes) {
  const auto from_now = [&](std::int64_t gap) {
    return en().relative(1000000000 + gap, 1000000000);
  };
  EXPECT_EQ(from_now(0), "just now");
  EXPECT_EQ(from_now(20), "in a moment");
  EXPECT_EQ(from_now(60), "in 1 minute");
  EXPECT_EQ(from_now(-3600), "60 minutes ago");
  EXPECT_EQ(from_now(2 * 3600), "in 2 hours");
  EXPECT_EQ(from_now(47 * 3600), "in 2 days");
  EXPECT_EQ(from_now(-10 * kDay), "10 days ago");
  EXPECT_EQ(from_now(61 * kDay), "in 2 months");
  EXPECT_EQ(from_now(-5000 * kDay), "14 years ago");
}

TEST_F(I18n, PseudoIsRightToLeftAndKeepsPlaceholders) {
  EXPECT_EQ(pseudo().dir(), "rtl");
  EXPECT_EQ(pseudo().html_lang(), "ar-x-qps");
  const std::string text(pseudo().tr("{link} holds it"));
  EXPECT_TRUE(text.starts_with("{link} ")) << text;
  EXPECT_EQ(text.find("holds"), std::string::npos);
  EXPECT_EQ(pseudo().tr("{link} holds it").data(), pseudo().tr("{link} holds it").data())
      << "lives as long as the catalogs";
  EXPECT_EQ(pseudo().number(12), "١٢");
}

TEST_F(I18n, OneTranslatorForManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 500; ++n) {
        const UnixSeconds t = (n * 7 + i) * kDay;
        EXPECT_EQ(en().day(t), en().day(t));
        EXPECT_FALSE(pseudo().tr("Members").empty());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// The six languages of the United Nations: texts, plural forms, numbers and dates.
TEST_F(I18n, SixLanguagesWithTheirDirections) {
  const Catalogs plain;
  EXPECT_EQ(plain.langs(), (std::vector<std::string_view>{"en", "ar", "es", "fr", "ru", "zh"}));
  for (const std::string_view lang : plain.langs()) {
    const Translator& t = *catalogs_->find(lang);
    EXPECT_EQ(t.dir(), lang == "ar" ? "rtl" : "ltr");
    EXPECT_EQ(t.html_lang(), lang);
    EXPECT_EQ(t.tr("Members") == "Members", lang == "en") << lang;
    EXPECT_EQ(t.tr("no such message in the catalogue"), "no such message in the catalogue") << lang;
    EXPECT_EQ(t.ntrf("{n} cow", "{n} cows", 2), t.number(2) + " cows") << lang << ": English where untranslated";
  }
}

TEST_F(I18n, PluralForms) {
  const auto forms = [&](std::string_view lang, std::initializer_list<std::uint64_t> numbers) {
    std::string out;
    for (const std::uint64_t n : numbers) out += catalogs_->find(lang)->ntrf("{n} signature", "{n} signatures", n) + "|";
    return out;
  };
  EXPECT_EQ(forms("ru", {1, 2, 5, 11, 12, 21, 22, 25, 111, 112}),
            "1 подпись|2 подписи|5 подписей|11 подписей|12 подписей|21 подпись|22 подписи|25 подписей|111 подписей|112 подписей|");
  EXPECT_EQ(forms("ar", {0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111}),
            "لا توقيعات|توقيع واحد|توقيعان|٣ توقيعات|١٠ توقيعات|١١ توقيعًا|٩٩ توقيعًا|١٠٠ توقيع|١٠٢ توقيع|١٠٣ توقيعات|١١١ توقيعًا|");
  EXPECT_EQ(forms("fr", {0, 1, 2}), "0 signature|1 signature|2 signatures|");
  EXPECT_EQ(forms("es", {0, 1, 2}), "0 firmas|1 firma|2 firmas|");
  EXPECT_EQ(forms("zh", {0, 1, 2}), "0 个签名|1 个签名|2 个签名|");
  // Beyond what Boost's int holds the last digits still decide.
  EXPECT_EQ(forms("ru", {10'000'000'001}), catalogs_->find("ru")->number(10'000'000'001) + " подпись|");
}

TEST_F(I18n, NumbersAndDatesInSixLanguages) {
  const UnixSeconds t = *parse_time("2026-11-23T18:02:00Z");
  const std::map<std::string, std::array<std::string, 3>> expected = {
      {"en", {"1,234,567", "23 November 2026", "in 2 days"}},
      {"ar", {"١٬٢٣٤٬٥٦٧", "٢٣ نوفمبر ٢٠٢٦", "خلال يومين"}},
      {"es", {"1.234.567", "23 de noviembre de 2026", "en 2 días"}},
      {"fr", {"1\u202f234\u202f567", "23 novembre 2026", "dans 2 jours"}},
      {"ru", {"1\u00a0234\u00a0567", "23 ноября 2026\u202fг.", "через 2 дня"}},
      {"zh", {"1,234,567", "2026年11月23日", "2 天后"}}};
  for (const auto& [lang, words] : expected) {
    const Translator& one = *catalogs_->find(lang);
    EXPECT_EQ(one.number(1234567), words[0]) << lang;
    EXPECT_EQ(one.tenths(667), (lang == "ar" ? "٦٦٫٧" : lang == "en" || lang == "zh" ? "66.7" : "66,7")) << lang;
    EXPECT_EQ(one.day(t), words[1]) << lang;
    EXPECT_EQ(one.relative(t + 2 * kDay, t), words[2]) << lang;
    EXPECT_NE(one.time(t).find("UTC"), std::string::npos) << lang;
  }
}

}  // namespace
}  // namespace althing::web
