// The real WCIT-12 files (not part of the project): every numbered provision whole, every row taken or
// listed with its reason. Skipped where the files are absent.
#include <algorithm>
#include <set>

#include "cli/case/margin_number.h"
#include "support.h"

namespace althing::cli {
namespace {

class RealData : public testing::Test {
 protected:
  void SetUp() override {
    if (shared_dir().empty()) GTEST_SKIP() << "no real data: set ALTHING_SHARED to the shared folder";
    dir_ = shared_dir() + "/data/wcit-12";
    plan_ = plan_case(source_file("examples/wcit-12/real.case.json"), folder(dir_));
  }
  const Row& row(const std::string& id) {
    const Row* found = find_row(plan_, id);
    static const Row kNone;
    EXPECT_TRUE(found) << id;
    return found ? *found : kNone;
  }
  std::string dir_;
  Plan plan_;
};

TEST_F(RealData, PlanIsGood) {
  EXPECT_TRUE(plan_.good()) << all(plan_.faults);
  std::map<std::string, int> count;
  for (const Row& r : plan_.rows) ++count[r.type];
  EXPECT_EQ(count["instrument"], 2);
  EXPECT_EQ(count["provision"], 64 + 5);
  EXPECT_EQ(count["position"], 10);
  EXPECT_EQ(count["document"], 0);
}

TEST_F(RealData, SixtyFourProvisionsWhole) {
  struct Spot { int number; std::string_view label, first, last; };
  constexpr Spot kSpots[] = {
      {1, "Preamble", "While the sovereign", "telecommunications."},
      {2, "1.1 a)", "These Regulations establish", "administrations*."},
      {3, "1.1 b)", "These Regulations recognize", "special arrangements."},
      {5, "1.3", "These Regulations are", "telecommunication services."},
      {9, "1.7 a)", "These Regulations recognize", "by that Member."},
      {10, "1.7 b)", "The Member concerned", "service providers."},
      {11, "1.7 c)", "The Members, where", "Resolution No. 2)."},
      {12, "1.8", "The regulations shall", "provide otherwise."},
      {13, "Article 2", "For the purpose", "other purposes."},
      {17, "2.4", "Service telecommunication A", "seat of the Union."},
      {18, "2.5", "Privilege telecommunication", "Privilege telecommunication"},
      {19, "2.5.1", "A telecommunication that", "public international telecommunications."},
      {23, "2.7 a)", "a means for", "(indirect relation), and"},
      {24, "2.7 b)", "normally, the settlement", "of accounts."},
      {27, "2.10", "Instructions: A collection", "acceptance, transmission, accounting)"},
      {35, "4.3 a)", "access to the", "and personnel:"},
      {40, "5.2", "Government telecommunications, including", "CCITT Recommendations."},
      {42, "6.1", "Collection charges", "Collection charges"},
      {45, "6.1.3", "Where, in accordance", "special circumstances."},
      {49, "6.3.1", "In the absence", "1/3.061 SDR."},
      {57, "Article 8", "Using the most", ""},
      {59, "9.1 b)", "Any such special", "third countries."},
      {61, "10.1", "These Regulations, of", "hours UTC."},
      {64, "10.4", "Members of the", "of approval."},
  };
  for (const Spot& spot : kSpots) {
    const Row& r = row("itr-1988:" + std::to_string(spot.number));
    const std::string text = detail_text(r, "text");
    EXPECT_EQ(detail_text(r, "label"), spot.label);
    EXPECT_TRUE(text.starts_with(spot.first)) << spot.number << ": " << text.substr(0, 60);
    EXPECT_TRUE(text.ends_with(spot.last)) << spot.number << ": " << text;
    EXPECT_EQ(r.leaf.find("number")->string()->c_str(), std::to_string(spot.number));
  }
  EXPECT_EQ(detail_text(row("itr-1988:17"), "text").find("\n\n- administrations;\n- recognized") == std::string::npos, false);
  EXPECT_EQ(detail_text(row("itr-1988:2"), "note"), "* or recognized private operating agency(ies)");
  EXPECT_EQ(detail_text(row("itr-1988:2"), "heading"), "Article 1: Purpose and Scope of the Regulations");
  EXPECT_EQ(detail_text(row("itr-1988:40"), "text").find("README"), std::string::npos);
}

TEST_F(RealData, NothingIsLost) {
  const std::string file = *posix_fs()->read_file(dir_ + "/itr-1988.md");
  const MarginOptions options{1, 64, {"Preamble"}, {{"IN WITNESS", "a"}, {"APPENDIX", "b"}, {"FINAL PROTOCOL", "c"}, {"RESOLUTION", "d"}}};
  const auto split = split_margin_numbers(file, options);
  ASSERT_TRUE(split) << split.error().text();
  ASSERT_EQ(split->provisions.size(), 64u);

  std::map<std::size_t, const MarginProvision*> taken;
  std::multiset<std::size_t> seen(split->headings.begin(), split->headings.end());
  for (const auto& p : split->provisions) {
    seen.insert(p.lines.begin(), p.lines.end());
    for (const std::size_t line : p.lines) taken[line] = &p;
  }
  for (const auto& r : split->rest) seen.insert(r.lines.begin(), r.lines.end());

  // Letters and digits only: what the plain form may change is spaces, marks and the margin number.
  const auto letters = [](std::string_view text) {
    std::string out;
    for (const char c : text) if (std::isalnum(static_cast<unsigned char>(c))) out += c;
    return out;
  };
  std::size_t number = 0, filled = 0;
  for (std::string_view rest = file; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.find_first_not_of(" \r") == std::string::npos) continue;
    ++filled;
    EXPECT_EQ(seen.count(number), 1u) << "line " << number << ": " << line.substr(0, 60);
    if (!taken.contains(number)) continue;
    const std::string_view note = "<sup>*or recognized private operating agency(ies)</sup>";
    for (std::size_t at; (at = line.find(note)) != std::string::npos;) line.erase(at, note.size());
    if (const std::size_t at = line.find("](../"); at != std::string::npos) line.erase(at, line.find(')', at) - at + 1);
    const MarginProvision& p = *taken[number];
    const std::string body = letters(line);
    const std::string whole = letters(std::to_string(p.number) + (p.label.starts_with("Article") || p.label == "Preamble" ? "" : p.label) + p.text);
    const std::string tail = letters(p.text);
    // A first line is number, its part of the label and text; a further line is text.
    const bool first = p.lines.front() == number;
    const std::string shown = first ? letters(std::to_string(p.number)) : "";
    ASSERT_TRUE(body.starts_with(shown)) << line;
    const std::string wanted = body.substr(shown.size());
    EXPECT_TRUE(tail.find(wanted) != std::string::npos || whole.find(wanted) != std::string::npos) << "line " << number << ": " << line;
  }
  EXPECT_EQ(seen.size(), filled);
  EXPECT_GT(filled, 150u);
}

TEST_F(RealData, EveryRecordIsTakenOrListed) {
  EXPECT_TRUE(has(plan_.skipped, "(ITR88/1.3)", "the base text itself"));
  EXPECT_TRUE(has(plan_.skipped, "(CAN-USA/31)", "procedure"));
  EXPECT_TRUE(has(plan_.skipped, "timeline.csv", "SHA-256"));
  int records = 0;
  for (const Remark& r : plan_.skipped) records += r.row.starts_with("positions.json[");
  EXPECT_EQ(records, 2) << all(plan_.skipped);
  for (const std::string_view part : {"APPENDIX 1", "APPENDIX 2", "APPENDIX 3", "FINAL PROTOCOL", "RESOLUTION No. 2", "IN WITNESS"}) {
    EXPECT_TRUE(has(plan_.skipped, part, "")) << part;
  }
}

TEST_F(RealData, PositionsStandWhereTheyBelong) {
  const auto on = [&](const std::string& id) { return row(id).refs.empty() ? "" : row(id).refs[0].id; };
  EXPECT_EQ(on("PRG/29/1"), "itr-1988:5");
  EXPECT_EQ(on("RUS/27/7"), "itr-1988:31");
  EXPECT_EQ(on("TUN/25/1"), "itr-1988");
  EXPECT_EQ(on("C82/6.1.3"), "itr-1988:45");
  EXPECT_EQ(detail_text(row("PRG/29/1"), "text").substr(0, 21), "These Regulations are");
  EXPECT_TRUE(detail_text(row("PRG/29/1"), "text").ends_with("services."));
  EXPECT_TRUE(detail_text(row("PRG/29/1"), "note").starts_with("sic: page shows"));
  EXPECT_EQ(detail_text(row("RUS/27/7"), "label"), "3A.1 (new, No. 31A)");
  EXPECT_EQ(detail_text(row("RUS/27/7"), "date"), "2012-11-17");
  EXPECT_NE(detail_text(row("RUS/27/7"), "reason"), "");
  EXPECT_NE(detail_text(row("RUS/27/7"), "source"), "");
  EXPECT_EQ(row("DT-X/Preamble").detail.find("actors")->array()->size(), 7u);
  EXPECT_EQ(*(*row("DT-X/Preamble").detail.find("actors")->array())[0].string(), "Russian Federation");
  EXPECT_EQ(row("HR-joint").detail.find("actors")->array()->size(), 11u);
  EXPECT_EQ(row("C24/6.1.3").detail.find("actors")->array()->size(), 1u);
  EXPECT_EQ(detail_text(row("C24/6.1.3"), "note"), "quoted by SG3RG-LAC");
  EXPECT_EQ(detail_text(row("C24/6.1.3"), "date"), "2010-07");
  for (const std::string id : {"IND/21/2", "RUS/27 (intro, Rev.1)", "DT-X/1.1a", "HR-joint", "TUN/25/1", "C82/6.1.3"}) {
    EXPECT_TRUE(row(id).detail.find("truncated")) << id;
  }
  EXPECT_FALSE(row("DT-X/Preamble").detail.find("truncated"));
}

TEST_F(RealData, AdoptedTextsAreASecondInstrument) {
  const Row& preamble = row("FINAL12/Preamble");
  EXPECT_EQ(preamble.type, "provision");
  EXPECT_EQ(preamble.refs, (std::vector<RowRef>{{"of", "itr-2012"}, {"from", "itr-1988:1"}}));
  EXPECT_EQ(*row("FINAL12/1.1abis").leaf.find("number")->string(), "2a");
  EXPECT_EQ(row("FINAL12/5A").refs.size(), 1u);
  EXPECT_NE(detail_text(row("FINAL12/5B"), "note").find("paraphrase"), std::string::npos);
}

}  // namespace
}  // namespace althing::cli
