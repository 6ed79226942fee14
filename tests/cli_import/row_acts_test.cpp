// Rows to acts: kinds, times with their precision, labels, words, links, cells as they stand; and every refusal.
#include <gmock/gmock.h>

#include "act/limits.h"
#include "support.h"

namespace althing::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Notes = std::vector<std::string>;

TEST(RowActs, ARowBecomesAnActWithItsCellsBesideIt) {
  const RowActs made = acts_of("Chad,2020-05-05,2020-05-07,Shut down,N'Djamena,\"Protests, Exams!\",over,\"https://a.example/1; https://b.example/2,\nno address\",\"It  went\r\ndark\"\n");
  EXPECT_THAT(made.refused, IsEmpty());
  ASSERT_EQ(made.acts.size(), 1u);
  const RowAct& act = made.acts[0];
  EXPECT_EQ(act.line, 2u);
  EXPECT_EQ(act.src, act.row);
  EXPECT_THAT(act.src, testing::MatchesRegex("test\\.[0-9a-f]{16}"));
  EXPECT_EQ(json_of(act.leaf), R"({"act":"incident","country":"td","extent":"local","from":"2020-05-05T00:00:00Z","kind":"shutdown","labels":["cause:exams","cause:protests"],"precision":"day","src":")" +
                                   act.src + R"(","to":"2020-05-07T00:00:00Z"})");
  EXPECT_EQ(json_of(act.words), R"({"cells":{"begin":"2020-05-05","end":"2020-05-07","news":"https://a.example/1; https://b.example/2,\nno address","place":"Chad","reason":"Protests, Exams!",)"
                                R"("state":"over","told":"It  went\ndark","what":"Shut down","where":"N'Djamena"},"lang":"en","links":["https://b.example/2"],"place":"N'Djamena",)"
                                R"("source":"https://a.example/1","text":"It  went\ndark","title":"Shut down in N'Djamena, Chad"})");
  EXPECT_THAT(notes(made.remarks), ElementsAre("line 2: news: \"no\" and 1 more are no addresses (http, https, mailto)"));
}

std::string times(const std::string& begin, const std::string& end = "", const std::string& state = "", const table::Mapping& mapping = mapping_of(kMapping)) {
  const RowActs made = acts_of("Chad," + begin + "," + end + ",Slow,,," + state + ",,\n", mapping);
  if (made.acts.empty()) return made.refused.empty() ? "nothing" : made.refused[0].text;
  const json::Value leaf(made.acts[0].leaf);
  std::string out(leaf.text_at("from"));
  if (!leaf.text_at("to").empty()) out += " to " + std::string(leaf.text_at("to"));
  out += " " + std::string(leaf.text_at("precision")) + std::string(leaf.text_at("end").empty() ? "" : " ") + std::string(leaf.text_at("end"));
  for (const table::LineNote& note : made.remarks) out += " | " + note.text;
  return out;
}

TEST(RowActs, TimesKeepTheirPrecision) {
  EXPECT_EQ(times("1945"), "1945-01-01T00:00:00Z year");
  EXPECT_EQ(times("2020-5"), "2020-05-01T00:00:00Z month");
  EXPECT_EQ(times("2020-5-6"), "2020-05-06T00:00:00Z day");
  EXPECT_EQ(times("2020-5-6 7"), "2020-05-06T07:00:00Z hour");
  EXPECT_EQ(times("2020-5-6 7:08"), "2020-05-06T07:08:00Z minute");
  EXPECT_EQ(times("2020-5-6 7:08:09"), "2020-05-06T07:08:00Z minute | from: seconds are left out");
  EXPECT_EQ(times("1960-2-29 23:59", "1960-3-1 0:00"), "1960-02-29T23:59:00Z to 1960-03-01T00:00:00Z minute");
  EXPECT_EQ(times("2020-5-6 7:08", "2020-5-9"), "2020-05-06T00:00:00Z to 2020-05-09T00:00:00Z day | times: one of them is known to the day only, so both are given to it");
  EXPECT_EQ(times("2020-5", "2020-5-9"), "2020-05-01T00:00:00Z to 2020-05-01T00:00:00Z month | times: one of them is known to the month only, so both are given to it");
  EXPECT_EQ(times("2020-5-6", "", "on"), "2020-05-06T00:00:00Z day ongoing");
  EXPECT_EQ(times("2020-5-6", "", "over"), "2020-05-06T00:00:00Z day unknown");
  EXPECT_EQ(times("2020-5-6", "2020-5-7", "over"), "2020-05-06T00:00:00Z to 2020-05-07T00:00:00Z day");
}

TEST(RowActs, APrecisionTheTableSays) {
  const auto mapping = changed_mapping("[act.end]", "[act.precision]\ncolumn = \"state\"\nvalues = { \"about\" = \"month\", \"guess\" = \"unknown\", \"sharp\" = \"minute\" }\nother = \"year\"\n[act.end]");
  EXPECT_EQ(times("2020-5-6", "", "about", changed_mapping("[act.end]\ncolumn = \"state\"\nvalues = { \"on\" = \"ongoing\", \"over\" = \"unknown\", \"\" = \"\" }",
                                                          "[act.precision]\ncolumn = \"state\"\nvalues = { \"about\" = \"month\" }")), "2020-05-01T00:00:00Z month");
  const auto plain = changed_mapping("[act.end]\ncolumn = \"state\"\nvalues = { \"on\" = \"ongoing\", \"over\" = \"unknown\", \"\" = \"\" }",
                                     "[act.precision]\ncolumn = \"state\"\nvalues = { \"guess\" = \"unknown\", \"sharp\" = \"minute\" }\nother = \"year\"");
  EXPECT_EQ(times("2020-5-6 7:08", "", "guess", plain), "2020-05-06T07:08:00Z unknown");
  EXPECT_EQ(times("2020-5-6", "", "sharp", plain), "state: calls the times known to the minute, the table has the day");
  EXPECT_EQ(times("2020-5-6", "", "", plain), "2020-01-01T00:00:00Z year");
  EXPECT_TRUE(mapping.act->precision.has_value());
}

TEST(RowActs, TimesThatContradictEachOther) {
  EXPECT_EQ(times("2020-5-6", "2020-5-7", "on"), "state: says that it goes on, and the row has an end");
  EXPECT_EQ(times("2020-5-6", "", "perhaps"), "state: \"perhaps\" is not among act.end.values");
  EXPECT_EQ(times("2026-3-1 0:05"), "2026-03-01T00:05:00Z minute");
  EXPECT_EQ(times("2026-3-1 0:06"), "begin: is in the future; an incident has happened");
  const auto events = changed_mapping("kind = \"incident\"", "kind = \"event\"");
  EXPECT_EQ(check_act_columns(events).error().text(), "act.kind: \"shutdown\" must be one of election, coup, vote, hearing, meeting, protest, exam, anniversary, other");
  // Refused by the mapping's own rules before (take.h).
  const auto mapping = mapping_of(kMapping);
  EXPECT_THAT(notes(taken_of("Chad,2020-05-05,2020-05-04,Slow,,,,,\n", mapping).refused), ElementsAre(HasSubstr("it ends (2020-05-04T00:00:00Z) before it begins")));
}

TEST(RowActs, EventsMayLieAheadAndHaveNoExtent) {
  const auto mapping = mapping_of("kind = \"event\"\nsource = \"test\"\nid = [\"place\"]\n[country]\ncolumn = \"place\"\n[start]\ncolumn = \"begin\"\nforms = [\"YYYY-M-D\"]\n"
                                  "[act]\nkind = \"election\"\ntitle = \"Election\"\n");
  ASSERT_TRUE(check_act_columns(mapping));
  const RowActs made = acts_of("Chad,2099-05-05\n", mapping);
  ASSERT_EQ(made.acts.size(), 1u);
  EXPECT_EQ(json_of(made.acts[0].leaf), R"({"act":"event","country":"td","from":"2099-05-05T00:00:00Z","kind":"election","precision":"day","src":")" + made.acts[0].src + R"("})");
  EXPECT_EQ(json_of(made.acts[0].words), R"({"cells":{"begin":"2099-05-05","place":"Chad"},"title":"Election"})");
}

TEST(RowActs, OneActForEachCountry) {
  const auto mapping = changed_mapping("column = \"place\"", "column = \"place\"\nsplit = \";\"");
  const RowActs made = acts_of("Chad; Mali;Chad,2020-05-05,,Slow,,,,,\nTogo,2020-05-05,,Slow,,,,,\n", mapping);
  EXPECT_THAT(notes(made.refused), IsEmpty());
  ASSERT_EQ(made.acts.size(), 3u);
  EXPECT_EQ(made.acts[0].src, made.acts[0].row + ".td");
  EXPECT_EQ(made.acts[1].src, made.acts[0].row + ".ml");
  EXPECT_EQ(made.acts[1].row, made.acts[0].row);
  EXPECT_EQ(made.acts[2].src, made.acts[2].row + ".tg");  // a country more or less moves no other act of the row
}

TEST(RowActs, RowsThatNoActCanSay) {
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,Odd,,,,,\n").refused), ElementsAre("line 2: what: \"Odd\" is not among act.kind.values"));
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,,,,,,\n").refused), ElementsAre("line 2: what: is empty; act.kind.other would say what it is then"));
  std::string labels;
  for (int i = 0; i < 17; ++i) labels += "cause " + std::to_string(i) + ",";
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,Slow,,\"" + labels + "\",,,\n").refused), ElementsAre("line 2: labels: may be 16, the row has 17"));
  labels = labels.substr(labels.find(',') + 1);
  EXPECT_EQ(acts_of("Chad,2020-05-05,,Slow,,\"" + labels + "\",,,\n").acts.size(), 1u);
  const auto untitled = changed_mapping("title = [\"{what} in {where}, {place}\", \"{what}, {place}\"]", "title = \"{told}\"");
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,Slow,,,,,\n", untitled).refused), ElementsAre("line 2: title: no form of it fits: the columns of each are empty"));
  const std::string wide(act::kMaxTextChars + 1, 'x');
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,Slow," + wide + ",,,,\n").refused), ElementsAre("line 2: cells: may have 40000 characters, got 40001"));
  EXPECT_EQ(acts_of("Chad,2020-05-05,,Slow," + wide.substr(1) + ",,,,\n").acts.size(), 1u);
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,Slow,,,,," + wide.substr(1) + "\n").refused), ElementsAre(HasSubstr("a detail may have 65536 bytes, got 8")));
}

TEST(RowActs, CharactersThatDeceive) {
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,Slow,no\u202eth,,,,\n").refused), ElementsAre("line 2: where: holds U+202E, which is a bidirectional control"));
  EXPECT_THAT(notes(acts_of("Chad,2020-05-05,,Slow,,,,,ring\a\n").refused), ElementsAre("line 2: told: holds U+0007, which is a control character"));
  const RowActs made = acts_of("Chad,2020-05-05,,Slow,no\u200bth\u00ad,,,,\n");
  ASSERT_EQ(made.acts.size(), 1u);
  EXPECT_THAT(notes(made.remarks), ElementsAre("line 2: where: holds U+200B, which is invisible; it is written out"));
  const json::Value words(made.acts[0].words);
  EXPECT_EQ(words.text_at("title"), "Slow in no[U+200B]th, Chad");
  EXPECT_EQ(words.at("cells")->text_at("where"), "no[U+200B]th\u00ad");
}

TEST(RowActs, WhatIsTooLongIsCutAndSaidSo) {
  const std::string place(act::kMaxNameChars - 1, 'x');
  EXPECT_THAT(acts_of("Chad,2020-05-05,,Slow," + place + "\u00e9,,,,\n").remarks, IsEmpty());
  const RowActs made = acts_of("Chad,2020-05-05,,Slow," + place + "\u00e9e,,,,\n");
  EXPECT_THAT(notes(made.remarks), ElementsAre("line 2: place: cut to 200 characters; the cells have the whole"));
  const json::Value words(made.acts.at(0).words);
  EXPECT_EQ(words.text_at("place"), place + "\u2026");
  EXPECT_EQ(words.at("cells")->text_at("where"), place + "\u00e9e");
}

TEST(RowActs, AllCellsOrSomeMore) {
  const std::string csv = "place,begin,,what,x,\nChad,2020-05-05,p,Slow,q,r\n";
  const auto cells = [&](const std::string& kept) {
    const auto mapping = mapping_of("kind = \"event\"\nsource = \"test\"\nid = [\"place\"]\n[country]\ncolumn = \"place\"\n[start]\ncolumn = \"begin\"\nforms = [\"YYYY-M-D\"]\n"
                                    "[act]\nkind = \"coup\"\ntitle = \"T\"\n" + kept);
    const auto taken = table::take_rows(csv, mapping);
    EXPECT_TRUE(taken) << taken.error().text();
    const RowActs made = row_acts(*taken, mapping, kNow);
    return json::write(*json::Value(made.acts.at(0).words).at("cells"));
  };
  EXPECT_EQ(cells("cells = \"mapped\""), R"({"begin":"2020-05-05","place":"Chad"})");
  EXPECT_EQ(cells("cells = [\"x\"]"), R"({"begin":"2020-05-05","place":"Chad","x":"q"})");
  EXPECT_EQ(cells("cells = \"all\""), R"({"#3":"p","#6":"r","begin":"2020-05-05","place":"Chad","what":"Slow","x":"q"})");
}

TEST(RowActs, MappingsThatNoActFits) {
  const auto fault = [](std::string_view piece, std::string_view by) { return check_act_columns(changed_mapping(piece, by)).error().text(); };
  EXPECT_THAT(fault("\"Slow\" = \"throttling\"", "\"Slow\" = \"slowness\""), HasSubstr("act.kind: \"slowness\" must be one of shutdown, throttling"));
  EXPECT_THAT(fault("other = \"local\"", "other = \"global\""), HasSubstr("act.extent: \"global\" must be one of national, regional, local, network"));
  EXPECT_THAT(fault("lang = \"en\"", "lang = \"English!\""), HasSubstr("act.lang: must be a language tag"));
  EXPECT_THAT(fault("[act.extent]\ncolumn = \"where\"\nvalues = { \"everywhere\" = \"national\" }\nother = \"local\"", "[act.region]\ncolumn = \"where\"\nother = \"No token\""),
              HasSubstr("act.region: \"No token\" must be a token"));
  EXPECT_THAT(check_act_columns(mapping_of("kind = \"event\"\nsource = \"t\"\nid = [\"a\"]\n[country]\ncolumn = \"a\"\n[start]\ncolumn = \"b\"\nforms = [\"YYYY\"]\n")).error().text(),
              HasSubstr("act: the mapping has no [act]"));
  EXPECT_THAT(check_act_columns(mapping_of("kind = \"event\"\nsource = \"t\"\nid = [\"a\"]\n[country]\ncolumn = \"a\"\n[start]\ncolumn = \"b\"\nforms = [\"YYYY\"]\n"
                                           "[act]\nkind = \"coup\"\nextent = \"national\"\ntitle = \"T\"\n")).error().text(), "act.extent: an event has none");
}

}  // namespace
}  // namespace althing::cli
