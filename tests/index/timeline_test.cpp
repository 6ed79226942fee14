// Spans of time as rows tell them, how many begin in each column of an axis, and which reach into it from before.
#include <algorithm>
#include <random>

#include "index/fixture.h"

namespace althing::index {
namespace {

PlacedTokens tokens(const std::string& from, const std::string& precision, const std::string& to = {}, const std::string& end = {}) {
  PlacedTokens out;
  out.from = from, out.precision = precision, out.to = to, out.end = end;
  return out;
}

TEST(PlacedSpan, LastsAsLongAsItsTokensSay) {
  struct Row {
    PlacedTokens row;
    std::string ends;
    Grain grain;
  };
  for (const auto& [row, ends, grain] : std::initializer_list<Row>{
           {tokens("2024-02-28T10:30:00Z", "minute"), "2024-02-28T10:31:00Z", Grain::minute},
           {tokens("2024-02-28T23:00:00Z", "hour"), "2024-02-29T00:00:00Z", Grain::hour},
           {tokens("2024-02-28T00:00:00Z", "day"), "2024-02-29T00:00:00Z", Grain::day},
           {tokens("2024-02-28T00:00:00Z", "day", "2024-02-29T00:00:00Z"), "2024-03-01T00:00:00Z", Grain::day},
           {tokens("2024-02-01T00:00:00Z", "month"), "2024-03-01T00:00:00Z", Grain::month},
           {tokens("2024-12-01T00:00:00Z", "month"), "2025-01-01T00:00:00Z", Grain::month},
           {tokens("2024-01-01T00:00:00Z", "year", "2025-01-01T00:00:00Z"), "2026-01-01T00:00:00Z", Grain::year},
           {tokens("1969-01-01T00:00:00Z", "year"), "1970-01-01T00:00:00Z", Grain::year},
           {tokens("2024-02-28T00:00:00Z", "day", "", "unknown"), "2024-02-29T00:00:00Z", Grain::day},
           {tokens("2024-02-28T00:00:00Z", "unknown"), "2024-02-28T00:00:00Z", Grain::unknown}}) {
    const auto span = placed_span(row);
    ASSERT_TRUE(span) << row.from;
    EXPECT_EQ(format_time(span->begins), row.from);
    EXPECT_EQ(format_time(span->ends), ends) << row.from << " " << row.precision;
    EXPECT_EQ(span->grain, grain) << row.precision;
  }
  EXPECT_EQ(placed_span(tokens("2024-02-28T00:00:00Z", "day", "", "ongoing"))->ends, kNoEnd);
  EXPECT_FALSE(placed_span(tokens("soon", "day")));
}

class TimelineTest : public IndexTest {};

TEST_F(TimelineTest, ColumnsAndWhatReachesInAreWhatAPlainLookGives) {
  join("ana", "Ana"), join("ben", "Ben");
  const act::ActId law = add("instrument", "ana", {{"kind", "law"}, {"src", "law"}});
  const act::ActId dossier = add("dossier", "ana", {}, {{"title", "A file"}});
  struct Made {
    act::ActId id;
    std::string kind, country, label;
    bool ordered, joined;
    PlacedSpan span;
  };
  std::mt19937 random(11);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> kinds{"shutdown", "blocking"}, countries{"is", "no"}, labels{"", "cause:exams"}, precisions{"minute", "day", "month", "year", "unknown"};
  const UnixSeconds start = *parse_date("2024-01-01");
  std::vector<Made> all;
  for (int i = 0; i < 160; ++i) {
    Made one;
    one.kind = kinds[below(2)], one.country = countries[below(2)], one.label = labels[below(2)];
    one.ordered = below(3) == 0, one.joined = below(3) == 0;
    PlacedTokens row;
    row.precision = precisions[below(5)];
    UnixSeconds from = start + static_cast<UnixSeconds>(below(700)) * 86'400;
    std::string text = format_time(from);
    if (row.precision == "minute") text = text.substr(0, 11) + "10:30:00Z";
    if (row.precision == "month") text = text.substr(0, 8) + "01T00:00:00Z";
    if (row.precision == "year") text = text.substr(0, 5) + "01-01T00:00:00Z";
    row.from = text;
    const bool lasts = row.precision == "day" && below(2) != 0, ongoing = !lasts && below(5) == 0;
    if (lasts) row.to = format_time(from + static_cast<UnixSeconds>(below(90)) * 86'400);
    if (ongoing) row.end = "ongoing";
    one.span = *placed_span(row);
    json::Object members = object({{"kind", one.kind}, {"country", one.country}, {"from", row.from}, {"precision", row.precision}});
    if (lasts) members.set("to", row.to);
    if (ongoing) members.set("end", "ongoing");
    if (!one.label.empty()) members.set("labels", json::Array{one.label});
    if (one.ordered) members.set("order", to_hex(law));
    const IndexEntry entry = make("incident", "ana", std::move(members), json::Object());
    give(entry);
    one.id = entry.act.id;
    if (one.joined) add("part", "ana", {{"of", to_hex(dossier)}, {"row", to_hex(one.id)}});
    all.push_back(one);
  }
  for (int round = 0; round < 300; ++round) {
    PlacedQuery q;
    if (below(3) == 0) q.kind = kinds[below(2)];
    if (below(3) == 0) q.country = countries[below(2)];
    if (below(3) == 0) q.label = labels[1];
    if (below(4) == 0) q.instrument = law;
    if (below(4) == 0) q.dossier = dossier;
    q.from = start;  // does not matter
    const auto fits = [&](const Made& one) {
      return (q.kind.empty() || one.kind == q.kind) && (q.country.empty() || one.country == q.country) && (q.label.empty() || one.label == q.label) && (!q.instrument || one.ordered) &&
             (!q.dossier || one.joined);
    };
    std::vector<UnixSeconds> bounds{start + static_cast<UnixSeconds>(below(300)) * 86'400};
    for (std::size_t i = 1 + below(8); i > 0; --i) bounds.push_back(bounds.back() + static_cast<UnixSeconds>(1 + below(60)) * 86'400);
    const Grain vaguest = std::vector<Grain>{Grain::day, Grain::month, Grain::year}[below(3)];
    PlacedDensity want;
    want.counts.resize(bounds.size() - 1);
    for (const Made& one : all) {
      if (!fits(one) || one.span.begins < bounds.front() || one.span.begins >= bounds.back()) continue;
      std::size_t column = 0;
      while (bounds[column + 1] <= one.span.begins) ++column;
      if (one.span.grain > vaguest) ++want.vague;
      else ++want.counts[column];
    }
    const PlacedDensity got = reader_->placed_density(q, bounds, vaguest);
    ASSERT_EQ(got.counts, want.counts) << "round " << round;
    ASSERT_EQ(got.vague, want.vague) << "round " << round;
    std::vector<act::ActId> reach, found;
    for (const Made& one : all) {
      if (fits(one) && one.span.begins < bounds.front() && one.span.ends > bounds.front()) reach.push_back(one.id);
    }
    UnixSeconds last = INT64_MAX;
    for (const PlacedInfo& row : reader_->placed_reaching(q, bounds.front(), 1'000)) {
      found.push_back(row.act.id);
      EXPECT_LE(row.cursor.begins, last) << "latest beginning first";
      last = row.cursor.begins;
    }
    std::sort(reach.begin(), reach.end()), std::sort(found.begin(), found.end());
    ASSERT_EQ(found, reach) << "round " << round;
    if (reach.size() > 1) {
      EXPECT_EQ(reader_->placed_reaching(q, bounds.front(), reach.size() - 1).size(), reach.size() - 1);
    }
  }
  PlacedQuery nobody;
  nobody.instrument = act::ActId{};
  EXPECT_EQ(reader_->placed_density(nobody, {start, start + 86'400}, Grain::day).counts, std::vector<std::int64_t>{0});
  EXPECT_TRUE(reader_->placed_reaching(nobody, start, 9).empty());
  EXPECT_TRUE(reader_->placed_density({}, {start}, Grain::day).counts.empty());
}

TEST_F(TimelineTest, CountsFollowNewVersionsAndTakenBackOnes) {
  join("ana", "Ana");
  const auto incident = [&](const char* country, const char* from, const char* precision) {
    return add("incident", "ana", {{"kind", "shutdown"}, {"country", country}, {"from", from}, {"precision", precision}, {"src", "n-1"}});
  };
  incident("is", "2024-01-01T00:00:00Z", "year");
  const act::ActId two = incident("no", "2024-05-05T00:00:00Z", "day");
  const std::vector<UnixSeconds> year{*parse_date("2024-01-01"), *parse_date("2025-01-01")};
  EXPECT_TRUE(reader_->placed_reaching({}, *parse_date("2024-03-01"), 9).empty()) << "the year's row is replaced";
  PlacedDensity density = reader_->placed_density({}, year, Grain::day);
  EXPECT_EQ(density.counts[0], 1);
  EXPECT_EQ(density.vague, 0);
  auto counts = reader_->placed_counts("incident");
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].country, "no");
  EXPECT_EQ(reader_->placed_counts("incident", 202405, 202405).size(), 1U);
  EXPECT_TRUE(reader_->placed_counts("incident", 202401, 202404).empty());
  add("withdraw", "ana", {{"of", to_hex(two)}});
  EXPECT_EQ(reader_->placed_density({}, year, Grain::day).counts[0], 0);
  EXPECT_TRUE(reader_->placed_counts("incident").empty());
}

}  // namespace
}  // namespace althing::index
