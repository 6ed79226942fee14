#include <gtest/gtest.h>

#include "table/countries.h"
#include "table/take.h"

namespace althing::table {
namespace {

using Cells = std::vector<std::string>;

TEST(Csv, Rfc4180) {
  auto csv = Csv::open("\xef\xbb\xbf a ,b,c\r\n1,\"x, \"\"y\"\"\nz\",\r\n\n,,\nlast");
  ASSERT_TRUE(csv.has_value());
  EXPECT_EQ(csv->columns(), (Cells{"a", "b", "c"}));
  Row row;
  ASSERT_TRUE(*csv->next(row));
  EXPECT_EQ(row.cells, (Cells{"1", "x, \"y\"\nz", ""}));
  EXPECT_EQ(row.line, 2u);
  ASSERT_TRUE(*csv->next(row));
  EXPECT_EQ(row.cells, (Cells{"last", "", ""}));
  EXPECT_EQ(row.line, 6u);
  EXPECT_FALSE(*csv->next(row));
}

TEST(Csv, RefusesWithTheLine) {
  const auto fault = [](std::string text) {
    auto csv = Csv::open(text);
    if (!csv) return csv.error().text();
    Row row;
    while (true) {
      const auto next = csv->next(row);
      if (!next) return next.error().text();
      if (!*next) return std::string("none");
    }
  };
  EXPECT_EQ(fault(""), "table: has no head");
  EXPECT_EQ(fault("a\n\"x"), "line 2: a quote is not closed");
  EXPECT_EQ(fault("a\n\"x\"y"), "line 2: text stands behind a closing quote");
  EXPECT_EQ(fault("a\n\xff"), "line 2: is no UTF-8; convert the table first (iconv -t UTF-8)");
  EXPECT_EQ(fault(std::string("a\nb\0c", 6)), "line 2: holds a zero byte: no text, or in UTF-16; a table is UTF-8");
  EXPECT_EQ(fault(std::string("a\0\n\0", 4)), "line 1: holds a zero byte: no text, or in UTF-16; a table is UTF-8");
  EXPECT_EQ(fault("a\n" + std::string(kMaxCellBytes, 'x')), "none");
  EXPECT_EQ(fault("a\n" + std::string(kMaxCellBytes + 1, 'x')), "line 2: a cell may have 65536 bytes");
  EXPECT_EQ(fault("a\n\"" + std::string(kMaxCellBytes + 1, 'x')), "line 2: a cell may have 65536 bytes");
  EXPECT_EQ(fault(std::string(kMaxColumns - 1, ',')), "table: has no head");
  EXPECT_EQ(fault("a\n" + std::string(kMaxColumns - 1, ',') + "x"), "none");
  EXPECT_EQ(fault("a\n" + std::string(kMaxColumns, ',')), "line 2: has more than 2000 cells");
  EXPECT_EQ(fault("a\n" + std::string(10'000'000, ',')), "line 2: has more than 2000 cells");
  EXPECT_EQ(fault(std::string(10'000'000, ',')), "line 1: has more than 2000 cells");
}

TEST(Countries, NamesThatTablesUse) {
  const std::pair<const char*, const char*> names[] = {
      {"C\u00f4te d'Ivoire", "ci"}, {"C&ocirc;te d'Ivoire", "ci"}, {"Ivory Coast (Cote d'Ivoire)", "ci"}, {"Cote d\u2019Ivoire", "ci"}, {"Tanzania, United Republic of", "tz"},
      {"Congo (Democratic Republic of the)", "cd"}, {"Congo", "cg"}, {"DRC", "cd"}, {"Democratic Republic of (DRC)", "cd"}, {"Iran (Islamic Republic of)", "ir"}, {"Myanmar/Burma", "mm"},
      {"Palestine, State of", "ps"}, {"The Gambia", "gm"}, {"Antigua & Barbuda", "ag"}, {"Holy See (Vatican City)", "va"}, {"T\u00fcrkiye", "tr"}, {"Timor Leste", "tl"},
      {"Guinea-Bissau", "gw"}, {"Guinea", "gn"}, {"Dominica ", "dm"}, {"The Dominican", "do"}, {"Viet Nam", "vn"}, {"mm", "mm"}, {"US", "us"}, {"Kosovo", "xk"}, {"Niger", "ne"}, {"Nigeria", "ng"},
      {"Korea, Republic of", "kr"}, {"Falkland Islands (Islas Malvinas)", "fk"}};
  for (const auto& [name, code] : names) EXPECT_EQ(country_code(name).value_or("none"), code) << name;
  for (const char* none : {"", "Somaliland", "USSR", "Czechoslovakia", "European Union", "zz", "Republic of Vietnam", "Yemen PDR", "\xff"}) EXPECT_FALSE(country_code(none)) << none;
}

std::string when(std::string_view cell, const std::vector<std::string>& forms) {
  const auto read = read_when(cell, forms);
  if (!read) return read.error().message;
  std::string out = format_time(read->at) + " " + std::string(precision_word(read->precision));
  for (const std::string& remark : read->remarks) out += " | " + remark;
  return out;
}

TEST(When, Forms) {
  const std::vector<std::string> ioda = {"Weekday, Month D, YYYY, h:m:s AP", "Weekday, Month D, YYYY, h:m AP", "M/D/YYYY h:m:s AP"};
  EXPECT_EQ(when("Wednesday, March 17, 2021, 4:40:00 PM", ioda), "2021-03-17T16:40:00Z minute");
  EXPECT_EQ(when(" Sat, Jun 2, 2018, 12:30 AM ", ioda), "2018-06-02T00:30:00Z minute");
  EXPECT_EQ(when("7/15/2019  12:05:09PM", ioda), "2019-07-15T12:05:09Z minute");
  EXPECT_EQ(when("Monday, May 29, 2018, 11:00 PM", ioda), "2018-05-29T23:00:00Z minute | \"Monday, May 29, 2018, 11:00 PM\": that day is a tuesday");
  EXPECT_EQ(when("3/4/2020 13:15:00 PM", ioda), "2020-03-04T13:15:00Z minute | \"3/4/2020 13:15:00 PM\": an hour over 12 beside PM, taken as of 24");
  EXPECT_EQ(when("2/30/2020 1:15:00 PM", ioda), "\"2/30/2020 1:15:00 PM\" names a day that does not exist");
  EXPECT_EQ(when("2/3/2020 25:15:00 PM", ioda), "\"2/3/2020 25:15:00 PM\" names a time that does not exist");
  EXPECT_EQ(when("N/A", ioda), "\"N/A\" is no date of the forms given");
  EXPECT_EQ(when("2020-02-29", {"YYYY-M-D"}), "2020-02-29T00:00:00Z day");
  EXPECT_EQ(when("2020-02-29x", {"YYYY-M-D"}), "\"2020-02-29x\" is no date of the forms given");
  EXPECT_EQ(when("June 2020", {"Month YYYY"}), "2020-06-01T00:00:00Z month");
  EXPECT_EQ(when("2020", {"YYYY"}), "2020-01-01T00:00:00Z year");
  EXPECT_EQ(when("2020-2-3 4", {"YYYY-M-D h"}), "2020-02-03T04:00:00Z hour");
  EXPECT_EQ(when("2020-2-3 4PM", {"YYYY-M-D h AP"}), "2020-02-03T16:00:00Z hour");
  EXPECT_EQ(when("43891", {"serial"}), "2020-03-01T00:00:00Z day");
  EXPECT_EQ(when("43891.75", {"serial"}), "2020-03-01T18:00:00Z minute");
  EXPECT_EQ(when(std::string(79, 'x') + "\u00e9", {"YYYY"}), "\"" + std::string(79, 'x') + "\" is no date of the forms given");  // no character is cut
  EXPECT_EQ(when("-1", {"serial"}), "\"-1\" is no date of the forms given");
}

TEST(When, Parts) {
  const auto parts = [](const char* y, const char* m, const char* d) {
    const auto read = read_parts(y, m, d);
    return read ? format_time(read->at).substr(0, 10) + " " + std::string(precision_word(read->precision)) : read.error().message;
  };
  EXPECT_EQ(parts("1988", "4", "6"), "1988-04-06 day");
  EXPECT_EQ(parts("1987", "11", " "), "1987-11-01 month");
  EXPECT_EQ(parts("1987", "0", "0"), "1987-01-01 year");
  EXPECT_EQ(parts("1987", "", "6"), "1987-01-01 year");
  EXPECT_EQ(parts("1987", "2", "29"), "\"1987 2 29\" names a day that does not exist");
  EXPECT_EQ(parts("", "2", "2"), "\" 2 2\" has no year");
  EXPECT_EQ(parts("1987", "May", "2"), "\"1987 May 2\" has no month");
}

constexpr std::string_view kMapping = R"(
kind = "incident"
source = "test"
id = ["place", "begin"]
[country]
column = "place"
split = ";"
names = { "Somaliland" = "so" }
[start]
column = "begin"
forms = ["YYYY-M-D"]
separator = " to "
[end]
column = "end"
forms = ["YYYY-M-D"]
[labels.why]
column = "reason"
split = ","
values = { "x" = "exams" }
[[drop]]
column = "reason"
values = ["rumour"]
why = "rumours are not incidents"
)";

TEST(Take, EveryRowEndsInOnePlace) {
  const Mapping mapping = *read_mapping(kMapping);
  const Taken taken = *take_rows(
      "place,begin,end,reason\n"
      "Chad,2020-1-2,2020-1-5,\"x, heat\"\n"
      "Laos; Myanmar,2020-2-1,,\n"
      "Atlantis,2020-1-2,,\n"
      "Chad;Atlantis,2020-1-2,,\n"
      ",2020-1-2,,\n"
      "Chad,soon,,\n"
      "Chad,2020-1-2,2020-1-9,\n"
      "Mali,2020-1-2,2020-1-1,\n"
      "Mali,2020-1-2,never,\n"
      "Mali,2020-1-3,,rumour\n"
      "Somaliland,2020-3-1 to 2020-3-4,,\n", mapping);
  EXPECT_EQ(taken.rows, 11u);
  ASSERT_EQ(taken.records.size(), 3u);
  EXPECT_EQ(taken.rows, taken.records.size() + taken.refused.size() + taken.dropped.size());
  EXPECT_EQ(taken.records[0].countries, Cells{"td"});
  EXPECT_EQ(taken.records[0].labels, (std::multimap<std::string, std::string>{{"why", "exams"}, {"why", "heat"}}));
  EXPECT_EQ(taken.records[0].cells[3], "x, heat");
  EXPECT_EQ(taken.records[1].countries, (Cells{"la", "mm"}));
  EXPECT_FALSE(taken.records[1].end);
  EXPECT_EQ(taken.records[2].countries, Cells{"so"});
  EXPECT_EQ(format_time(taken.records[2].end->at), "2020-03-04T00:00:00Z");
  EXPECT_EQ(taken.unmatched, (std::map<std::string, std::size_t>{{"Atlantis", 2}}));
  std::string refused;
  for (const LineNote& note : taken.refused) refused += std::to_string(note.line) + " " + note.text + "\n";
  EXPECT_EQ(refused,
            "4 place: \"Atlantis\" has no code; name one in country.names\n"
            "5 place: \"Atlantis\" has no code; name one in country.names\n"
            "6 place: names no country\n"
            "7 begin: \"soon\" is no date of the forms given\n"
            "8 is the same as line 2: the columns of its id say so\n"
            "9 end: it ends (2020-01-01T00:00:00Z) before it begins (2020-01-02T00:00:00Z)\n"
            "10 end: \"never\" is no date of the forms given\n");
  ASSERT_EQ(taken.dropped.size(), 1u);
  EXPECT_EQ(taken.dropped[0].text, "reason: rumours are not incidents");
  // Rows that are not taken have their ids too, so that an import knows that they are still in the table.
  EXPECT_EQ(taken.refused[4].id, taken.records[0].id);
  EXPECT_TRUE(taken.dropped[0].id.starts_with("test.") && taken.refused[0].id.starts_with("test."));
}

TEST(Take, IdsStayWhenOtherCellsAreCorrected) {
  const Mapping mapping = *read_mapping(kMapping);
  const auto id = [&](std::string_view row) { return take_rows("place,begin,end,reason\n" + std::string(row), mapping)->records.at(0).id; };
  EXPECT_EQ(id("Chad,2020-1-2,,"), id("Chad,2020-1-2,2020-1-5,heat"));
  EXPECT_NE(id("Chad,2020-1-2,,"), id("Chad,2020-1-3,,"));
  EXPECT_TRUE(id("Chad,2020-1-2,,").starts_with("test."));
}

TEST(Take, BadEndsAreLeftOutIfAsked) {
  Mapping mapping = *read_mapping(kMapping);
  mapping.drop_bad_end = true;
  const Taken taken = *take_rows("place,begin,end,reason\nMali,2020-1-2,2020-1-1,\nMali,2020-1-4,never,\n", mapping);
  ASSERT_EQ(taken.records.size(), 2u);
  EXPECT_FALSE(taken.records[0].end || taken.records[1].end);
  EXPECT_EQ(taken.remarks.size(), 2u);
}

TEST(Mapping, RefusesByMember) {
  const auto fault = [](std::string from, std::string to) {
    std::string text(kMapping);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto mapping = read_mapping(text);
    return mapping ? std::string("none") : mapping.error().text();
  };
  EXPECT_EQ(fault("kind = \"incident\"", "kind = \"thing\""), "kind: must be incident or event");
  EXPECT_EQ(fault("kind = \"incident\"", ""), "kind: is missing");
  EXPECT_EQ(fault("source = \"test\"", "source = \"Test!\""), "source: must be 1 to 32 of a-z 0-9 -");
  EXPECT_EQ(fault("id = [\"place\", \"begin\"]", "id = []"), "id: must be a list of 1 to 32 texts");
  EXPECT_EQ(fault("id = [\"place\", \"begin\"]", "id = [1]"), "id: must hold texts only");
  EXPECT_EQ(fault("\"Somaliland\" = \"so\"", "\"Somaliland\" = \"xx\""), "country.names: \"xx\" is no country code");
  EXPECT_EQ(fault("separator = \" to \"", "seperator = \" to \""), "start.seperator: is no member of a mapping");
  EXPECT_EQ(fault("forms = [\"YYYY-M-D\"]", ""), "start.forms: must be a list of 1 to 32 texts");
  EXPECT_EQ(fault("[country]", "[land]"), "country: is missing");
  EXPECT_EQ(fault("why = \"rumours are not incidents\"", ""), "drop.why: is missing");
  EXPECT_EQ(fault("split = \";\"", "split = 1"), "country.split: must be a text that is not empty");
  EXPECT_TRUE(fault("[country]", "[[country").starts_with("mapping: line "));
  EXPECT_EQ(read_mapping(std::string(kMaxMappingBytes + 1, '#')).error().code, Errc::too_large);
  EXPECT_EQ(read_mapping(std::string(kMaxMappingBytes, '#')).error().field, "kind");
  EXPECT_EQ(take_rows("place,begin,end\n", *read_mapping(kMapping)).error().message, "the table has no column \"reason\"");
  EXPECT_EQ(take_rows("place,begin,end,reason,end\n", *read_mapping(kMapping)).error().message, "the table has two columns \"end\"");
  EXPECT_TRUE(take_rows("place,begin,end,reason,x,x,,\n", *read_mapping(kMapping)));
  EXPECT_EQ(fault("[labels.why]", "[labels.\"Why not\"]"), "labels.Why not: its name must be 1 to 32 of a-z 0-9 -");
  EXPECT_EQ(fault("[labels.why]", "[[labels]]"), "labels: must be a table");
}

TEST(Mapping, RefusesByMemberOfAct) {
  const auto fault = [](std::string_view act) {
    const auto mapping = read_mapping(std::string(kMapping) + "[act]\n" + std::string(act));
    return mapping ? std::string("none") : mapping.error().text();
  };
  EXPECT_EQ(fault("kind = \"x\"\ntitle = \"T\""), "none");
  EXPECT_EQ(fault("title = \"T\""), "act.kind: is missing");
  EXPECT_EQ(fault("kind = \"x\""), "act.title: is missing");
  EXPECT_EQ(fault("kind = 1\ntitle = \"T\""), "act.kind: must be a table");
  EXPECT_EQ(fault("title = \"T\"\n[act.kind]\ncolumn = \"end\""), "act.kind: needs values, or other");
  EXPECT_EQ(fault("title = \"T\"\n[act.kind]\nvalues = { a = \"b\" }"), "act.kind.column: is missing");
  EXPECT_EQ(fault("title = \"T\"\n[act.kind]\ncolumn = \"end\"\ntokens = true"), "act.kind.tokens: is no member of a mapping");
  EXPECT_EQ(fault("kind = \"x\"\ntitle = []"), "act.title: must be a list of 1 to 8 texts");
  EXPECT_EQ(fault("kind = \"x\"\ntitle = \"{end\""), "act.title: \"{end\": a brace is not closed");
  EXPECT_EQ(fault("kind = \"x\"\ntitle = \"end}\""), "act.title: \"end}\": a brace closes nothing");
  EXPECT_EQ(fault("kind = \"x\"\ntitle = \"{ }\""), "act.title: \"{ }\": {} names no column");
  EXPECT_EQ(fault("kind = \"x\"\ntitle = \"T\"\ncells = \"some\""), "act.cells: must be \"all\", \"mapped\" or a list of columns");
  EXPECT_EQ(fault("kind = \"x\"\ntitle = \"T\"\nlinks = \"end\""), "act.links: must be a list of 1 to 8 texts");
  EXPECT_EQ(fault("kind = \"x\"\ntitle = \"T\"\ncolour = \"red\""), "act.colour: is no member of a mapping");
}

TEST(Mapping, WhatCellsAreCalled) {
  const auto mapping = read_mapping(std::string(kMapping) +
                                    "[act]\ntitle = \"{{{place}}} {end}\"\n[act.kind]\ncolumn = \"end\"\nvalues = { \"a b\" = \"whole\", \"a*\" = \"short\", \"a b*\" = \"long\", \"\" = \"none\" }\n"
                                    "[act.region]\ncolumn = \"reason\"\nbefore = \"Region (\"\nafter = \")\"\ntokens = true\n");
  ASSERT_TRUE(mapping) << mapping.error().text();
  const Pick& kind = mapping->act->kind;
  EXPECT_EQ(kind.of(" a b "), "whole");
  EXPECT_EQ(kind.of("a bc"), "long");
  EXPECT_EQ(kind.of("ac"), "short");
  EXPECT_EQ(kind.of(""), "none");
  EXPECT_EQ(kind.of("b"), std::nullopt);
  const Pick& region = *mapping->act->region;
  EXPECT_EQ(region.of("Region (T\u00e1chira)"), "tachira");
  EXPECT_EQ(region.of("Country"), "");
  EXPECT_EQ(region.of("Region ()"), "");
  const auto& form = mapping->act->title.forms.at(0);
  ASSERT_EQ(form.size(), 4u);
  EXPECT_EQ(form[0].text + "|" + form[1].text + "|" + form[2].text + "|" + form[3].text, "{|place|} |end");
  EXPECT_EQ(columns_of(*mapping), (Cells{"place", "begin", "end", "reason"}));
}

TEST(WordToken, OneWordForEveryText) {
  EXPECT_EQ(word_token("Political instability", 58), "political-instability");
  EXPECT_EQ(word_token("C\u00f4te d'Ivoire / X", 58), "cote-d-ivoire-x");
  EXPECT_EQ(word_token("\u4e2d\u6587", 58).size(), 12u);
  EXPECT_NE(word_token("\u4e2d\u6587", 58), word_token("\u4e2d", 58));
  EXPECT_EQ(word_token(std::string(58, 'x'), 58), std::string(58, 'x'));
  EXPECT_EQ(word_token(std::string(59, 'x'), 58).size(), 58u);
  EXPECT_NE(word_token(std::string(59, 'x'), 58), word_token(std::string(60, 'x'), 58));
}

}  // namespace
}  // namespace althing::table
