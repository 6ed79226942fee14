// The count record as JSON, text and HTML; ties and their draw.
#include "base/bytes.h"
#include "tally/decide.h"
#include "tally/show.h"
#include "tally/support.h"

namespace althing::tally::test {
namespace {

TEST(Record, JsonHoldsTheWholeCount) {
  Description d = how("stv-scottish", 1);
  d.poll = "board";
  d.seed = "42";
  const auto record =
      count(read("3 1\n4 1 0\n3 2 3 1 0\n3 3 2 1 0\n1 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"Board\"\n",
                 Format::blt),
            d);
  const json::Value value = to_json(record);
  EXPECT_EQ(value.text_at("title"), "Board");
  EXPECT_EQ(value.text_at("method"), "stv-scottish");
  EXPECT_EQ(*value.at("ballots")->at("valid")->integer(), 10);
  EXPECT_EQ(*value.at("ballots")->at("blank")->integer(), 1);
  EXPECT_EQ(value.at("figures")->text_at("quota"), "6.00000");
  const json::Array& stages = *value.at("tables")->at("stages")->array();
  EXPECT_EQ(stages[0].at("votes")->text_at("1"), "4.00000");
  EXPECT_EQ(*stages[1].at("option")->string(),
            *value.at("ties")->array()->at(0).at("chosen")->array()->at(0).string());
  const json::Value& tie = value.at("ties")->array()->at(0);
  ASSERT_EQ(tie.at("order")->array()->size(), 2U);
  for (const json::Value& lot :
       *tie.at("order")->array()) {  // anyone can draw again from the inputs shown
    EXPECT_EQ(lot.text_at("sha256"),
              to_hex(ByteView(sha("tie|board|42|" + std::string(lot.text_at("option"))))));
  }
  EXPECT_LT(tie.at("order")->array()->at(0).text_at("sha256"),
            tie.at("order")->array()->at(1).text_at("sha256"));
  EXPECT_EQ(value.at("tied_outcomes")->array()->size(), 2U);
  EXPECT_TRUE(json::parse(json::write(value)));
}

TEST(Record, DrawDependsOnThePollAndTheSeedAlone) {
  const auto profile = make_approval(6, {{0, 1, 2, 3, 4, 5}});
  std::vector<std::string> winners;
  for (const auto* seed : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    Description d = how("approval");
    d.seed = seed;
    const auto record = count(profile, d);
    EXPECT_EQ(record.outcomes.list.size(), 6U);
    EXPECT_EQ(count(profile, d).elected, record.elected);
    winners.push_back(elected(record)[0]);
    // the least hash wins
    for (OptionIndex o = 0; o < 6; ++o)
      EXPECT_LE(sha("tie||" + std::string(seed) + "|" + winners.back()),
                sha("tie||" + std::string(seed) + "|" + record.options[o].id));
  }
  std::sort(winners.begin(), winners.end());
  EXPECT_GT(std::unique(winners.begin(), winners.end()) - winners.begin(), 1);
}

TEST(Record, HtmlEscapesWhatPeopleWrote) {
  const auto record =
      count(read("2 1\n1 1 0\n1 2 0\n0\n\"<script>alert(1)</script>\"\n\"B & 'c'\"\n\"T<i>\"\n",
                 Format::blt),
            "stv-scottish");
  const std::string page = to_html_page(record);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(page.find("B &amp; &#39;c&#39;"), std::string::npos);
  EXPECT_NE(page.find("T&lt;i&gt;"), std::string::npos);
  EXPECT_NE(to_html(record, [](std::string_view id) { return "<" + std::string(id) + ">"; })
                .find("&lt;Result&gt;"),
            std::string::npos)
      << "translations are escaped";
}

TEST(Record, PageAlignsNumbersAndNamesItsTables) {
  const auto page = to_html(count(read("3: A>B\n2: B>A\n", Format::abif), "stv-meek", 1));
  EXPECT_NE(page.find("role=\"region\" aria-label=\"Rounds\""), std::string::npos);
  EXPECT_NE(page.find("<td class=\"number\">3.000000000</td>"), std::string::npos);
  EXPECT_NE(page.find("<th scope=\"col\" class=\"number\">Keep: <bdi>A</bdi></th>"),
            std::string::npos);
  EXPECT_FALSE(is_number(std::string("0 of 2 groups")));
  EXPECT_TRUE(is_number(std::string("10/3 (3.3333)")));
  EXPECT_FALSE(is_number(std::string("-")));
}

TEST(Record, TextHasResultTiesAndTables) {
  const auto record = count(make_approval(3, {{0, 1}, {0, 1}, {2}}), "approval");
  const std::string text = to_text(record);
  EXPECT_NE(text.find("Elected: "), std::string::npos);
  EXPECT_NE(text.find("Outcomes the ties allow"), std::string::npos);
  EXPECT_NE(text.find("Approvals"), std::string::npos);
}

TEST(Record, ThresholdSaysAdoptedAndWhy) {
  TextSource source("group,vote\na,yes\na,no\nb,yes\n");
  LineReader lines(source);
  Description d;
  d.rule = *json::parse(R"({"base":"cast","ratio":[1,2],"scope":"all","strict":true})");
  const auto record = decide(*read_votes(lines), d);
  ASSERT_TRUE(record);
  const auto value = to_json(*record);
  EXPECT_TRUE(*value.at("adopted")->boolean());
  EXPECT_EQ(value.at("tables")->at("checks")->array()->at(0).text_at("what"),
            "All together: 2 yes of 3 votes cast, more than 1/2 needed");
  EXPECT_NE(to_text(*record).find("Adopted."), std::string::npos);
}

}  // namespace
}  // namespace althing::tally::test
