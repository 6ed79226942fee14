// Case file to plan: good cases, and bad ones that name the row and the reason.
#include "cli/case/limits.h"
#include "support.h"

namespace althing::cli {
namespace {

constexpr std::string_view kGood = R"j({
  "case": 1, "title": "Boats", "lang": "en",
  "positions": [{"src": "P/1", "on": "law:1", "option": "mod", "actors": ["Fishers"], "text": "Boats may swim."},
                {"src": "P/2", "on": "law", "option": "noc", "actors": ["Sailors", "Rowers"]}],
  "provisions": [{"src": "new:1", "of": "new", "from": "law:1", "number": "1", "text": "Boats float well."},
                 {"src": "law:1", "of": "law", "number": "1", "label": "1.1 a)", "text": "Boats float."}],
  "instruments": [{"src": "new", "kind": "law", "on": "law", "title": "The new law"},
                  {"src": "law", "kind": "law", "title": "The law of boats", "date": "1988-12-09"}],
  "documents": [{"src": "D", "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
                 "provenance": "official", "of": "law", "title": "The law as printed"}]
})j";

/// The good case with one piece of its text replaced.
Plan with(std::string_view old_text, std::string_view new_text, Files files = {}) {
  std::string text(kGood);
  const std::size_t at = text.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  text.replace(at, old_text.size(), new_text);
  return plan_case(text, loader(std::move(files)));
}

void expect_fault(const Plan& plan, std::string_view row, std::string_view reason) {
  EXPECT_TRUE(has(plan.faults, row, reason)) << "wanted " << row << ": " << reason << "\ngot\n" << all(plan.faults);
}

TEST(Planner, PutsRowsAfterTheRowsTheyName) {
  const Plan plan = plan_case(kGood, loader({}));
  ASSERT_TRUE(plan.good()) << all(plan.faults);
  ASSERT_EQ(plan.rows.size(), 7u);
  std::vector<std::string> ids;
  for (const Row& row : plan.rows) ids.push_back(row.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"law", "new", "law:1", "new:1", "P/1", "P/2", "D"}));
  EXPECT_EQ(plan.rows[4].src.substr(0, 4), "p-1-");
  EXPECT_EQ(plan.rows[4].refs, (std::vector<RowRef>{{"on", "law:1"}}));
  EXPECT_EQ(detail_text(plan.rows[2], "label"), "1.1 a)");
  EXPECT_EQ(detail_text(plan.rows[2], "lang"), "en");
  EXPECT_FALSE(plan.rows[2].detail.find("number"));
}

TEST(Planner, NamesRowAndReason) {
  expect_fault(with(R"("on": "law:1")", R"("on": "law:9")"), "positions[0] (P/1)", "`on` names \"law:9\", which is no row of this case");
  expect_fault(with(R"("src": "P/2")", R"("src": "P/1")"), "positions[1] (P/1)", "is already that of positions[0] (P/1)");
  expect_fault(with(R"("src": "P/2")", R"("src": "law")"), "positions[1] (law)", "is already that of instruments[1] (law)");
  expect_fault(with(R"("src": "P/2", )", ""), "positions[1]", "`src` is missing");
  expect_fault(with(R"(, "title": "The new law")", ""), "instruments[0] (new)", "`title` is missing");
  expect_fault(with(R"(, "text": "Boats may swim.")", ""), "positions[0] (P/1)", "`text` is missing");
  expect_fault(with(R"("actors": ["Fishers"])", R"("actors": [])"), "positions[0] (P/1)", "`actors` must not be empty");
  expect_fault(with(R"("actors": ["Fishers"])", R"("actors": ["Fishers", 3])"), "positions[0] (P/1)", "`actors` must hold strings");
  expect_fault(with(R"("option": "mod")", R"("option": "change")"), "positions[0] (P/1)", "`option` must be one of noc, mod, add, sup, got \"change\"");
  expect_fault(with(R"("kind": "law", "on")", R"("kind": "rule", "on")"), "instruments[0] (new)", "`kind` must be one of");
  expect_fault(with(R"("number": "1", "label")", R"("number": "No. 1", "label")"), "provisions[1] (law:1)", "`number` must be a token");
  expect_fault(with(R"("of": "new")", R"("of": "law:1")"), "provisions[0] (new:1)", "`of` must not name \"law:1\", which is a provision");
  expect_fault(with(R"("from": "law:1")", R"("from": "law")"), "provisions[0] (new:1)", "`from` must not name");
  expect_fault(with(R"("src": "D", "sha256": "0)", R"("src": "D", "sha256": "G)"), "documents[0] (D)", "`sha256` must be 64");
  expect_fault(with(R"("date": "1988-12-09")", R"("date": "9 December")"), "instruments[1] (law)", "date: must be YYYY");
  expect_fault(with(R"("date": "1988-12-09")", R"("links": ["javascript:x"])"), "instruments[1] (law)", "links[0]");
  expect_fault(with(R"("date": "1988-12-09")", R"("colour": "red")"), "instruments[1] (law)", "unknown member `colour`");
  expect_fault(with("Boats float well.", "Boats \\u202e float."), "provisions[0] (new:1)", "text");
}

TEST(Planner, RefusesOtherFormats) {
  expect_fault(with(R"("case": 1)", R"("case": 2)"), "case", "`case` must be an integer from 1 to 1");
  expect_fault(with(R"("case": 1, )", ""), "case", "`case` is missing");
  expect_fault(with(R"("title": "Boats", )", ""), "case", "`title` is missing");
  expect_fault(with(R"("lang": "en",)", R"("lang": "en", "watch": [],)"), "case", "unknown member `watch`");
  expect_fault(plan_case("[]", loader({})), "case", "must be an object");
  expect_fault(plan_case("{", loader({})), "case", "not valid JSON");
  expect_fault(plan_case(R"({"case":1,"case":1})", loader({})), "case", "twice");
}

TEST(Planner, RefusesCircles) {
  const Plan plan = with(R"("src": "law", "kind": "law")", R"("src": "law", "on": "new", "kind": "law")");
  EXPECT_TRUE(has(plan.faults, "instruments", "leads in a circle")) << all(plan.faults);
}

TEST(Planner, LimitsAtAndOnePast) {
  const std::string id(kMaxSourceIdBytes, 'S');
  EXPECT_TRUE(with(R"("src": "P/2")", R"("src": ")" + id + "\"").good());
  expect_fault(with(R"("src": "P/2")", R"("src": "S)" + id + "\""), "positions[1]", "longer than 300 bytes");
  std::string large(kGood);
  large.append(kMaxCaseBytes - large.size(), ' ');
  EXPECT_TRUE(plan_case(large, loader({})).good());
  expect_fault(plan_case(large + ' ', loader({})), "case", "larger than");
}

TEST(Planner, RowLimit) {
  const auto rows = [](std::size_t n) {
    std::string text = R"({"case":1,"title":"T","instruments":[)";
    for (std::size_t i = 0; i < n; ++i) text += R"({"src":"i)" + std::to_string(i) + R"(","kind":"law","title":"T"},)";
    text.back() = ']';
    return plan_case(text + "}", loader({}));
  };
  EXPECT_TRUE(rows(kMaxCaseRows).good());
  EXPECT_FALSE(rows(kMaxCaseRows + 1).good());
}

constexpr std::string_view kFrom = R"("src": "law", "provisions_from": {"file": "law.md", "format": "margin-number", "from": 1, "to": 2,
    "stops": [{"at": "END", "reason": "the end"}]})";
constexpr std::string_view kFiles = R"("files": [{"file": "law.md"}], "lang": "en",)";

Plan with_file(std::string_view from, std::string_view files, Files held) {
  std::string text(kGood);
  text.replace(text.find(R"("src": "law", )"), 14, std::string(from) + ", ");
  text.replace(text.find(R"("lang": "en",)"), 13, files);
  return plan_case(text, loader(std::move(held)));
}

TEST(Planner, TakesProvisionsFromAFile) {
  // The case has a row "law:1" of its own, so the file's rows need another prefix.
  std::string from(kFrom);
  from.insert(from.find(R"("from": 1)"), R"("prefix": "printed-", )");
  const Plan plan = with_file(from, kFiles, {{"law.md", "11.1 One.\n22.1 Two.\nEND of it\n"}});
  ASSERT_TRUE(plan.good()) << all(plan.faults);
  ASSERT_TRUE(find_row(plan, "printed-2"));
  EXPECT_EQ(find_row(plan, "printed-2")->refs, (std::vector<RowRef>{{"of", "law"}}));
  EXPECT_TRUE(has(plan.skipped, "law.md:3-3 \"END of it\"", "the end"));
}

TEST(Planner, FilesThatAreNotThere) {
  const std::string text = "11.1 One.\n22.1 Two.\n";
  expect_fault(with_file(kFrom, kFiles, {}), "provisions_from", "cannot read \"law.md\": law.md: no such file");
  expect_fault(with_file(kFrom, R"("lang": "en",)", {{"law.md", text}}), "instruments[1] (law).provisions_from", "not declared under `files`");
  expect_fault(with_file(kFrom, kFiles, {{"law.md", text}}), "provisions[1] (law:1)", "is already that of law.md:1 (law:1)");
  expect_fault(with_file(kFrom, kFiles, {{"law.md", "11.1 One.\n"}}), "(law.md)", "the text ends before No. 2");
  expect_fault(with(R"("lang": "en",)", kFiles), "files (law.md)", "nothing draws from it");
  EXPECT_TRUE(has(with(R"("lang": "en",)", R"("files": [{"file": "x.csv", "unused": "no use"}],)").skipped, "x.csv", "no use"));
  for (const std::string name : {"../law.md", "/law.md", "a//b", "a/./b", "a\\\\b"}) {
    expect_fault(with(R"("lang": "en",)", R"("files": [{"file": ")" + name + R"(", "unused": "x"}],)"), "files[0]", "must be a relative path");
  }
}

TEST(Planner, FileLimits) {
  std::string from(kFrom);
  from.insert(from.find(R"("from": 1)"), R"("prefix": "printed-", )");
  std::string text = "11.1 One.\n22.1 Two.\n";
  text.append(kMaxSourceBytes - text.size(), '\n');
  EXPECT_TRUE(with_file(from, kFiles, {{"law.md", text}}).good());
  expect_fault(with_file(from, kFiles, {{"law.md", text + '\n'}}), "provisions_from", "larger than 16777216 bytes");
  const auto named = [](std::size_t size) {
    return with(R"("lang": "en",)", R"("files": [{"file": ")" + std::string(size, 'f') + R"(", "unused": "x"}],)");
  };
  EXPECT_TRUE(named(kMaxFileName).good());
  expect_fault(named(kMaxFileName + 1), "files[0]", "must be a relative path");
}

TEST(Planner, DepthLimit) {
  const auto nested = [](int depth) {  // the row's member stands at the third level
    std::string value = "1";
    for (int i = 3; i < depth; ++i) value = "[" + value + "]";
    return with(R"("date": "1988-12-09")", R"("deep": )" + value);
  };
  expect_fault(nested(kMaxCaseDepth), "instruments[1] (law)", "unknown member `deep`");
  expect_fault(nested(kMaxCaseDepth + 1), "case", "nested too deeply");
}

constexpr std::string_view kRecords = R"j({"case": 1, "title": "T", "files": [{"file": "r.json"}],
  "instruments": [{"src": "law", "kind": "law", "title": "L"}, {"src": "new", "kind": "law", "title": "N"}],
  "positions_from": [{"file": "r.json", "format": "records", "list": "rows", "prefix": "r:", "actor_separator": ", ", "note_mark": "[sic",
    "columns": {"id": "n", "actors": "who", "place": "at", "action": "do", "text": "words", "truncated": "cut"},
    "actor_map": {"B (x, y)": "Bee"},
    "actions": {"MOD": {"take": "position", "option": "mod"}, "END": {"take": "provision", "of": "new"}, "NO": {"skip": "said so"}},
    "provision_map": {"1": {"on": "law", "strip": "1 ", "number": "1"}, "2": {}, "3": {"on": "law"}}}]})j";

TEST(Planner, TakesPositionsFromRecords) {
  const Plan plan = plan_case(kRecords, loader({{"r.json", R"j({"rows": [
    {"n": "a", "who": "A, B (x, y), C", "at": "1", "do": "MOD", "words": "1 Words. [sic: odd]", "cut": true},
    {"n": "b", "who": "conference", "at": "1", "do": "END", "words": "1 Last words."},
    {"n": "c", "who": "A", "at": "1", "do": "NO", "words": "x", "extra": 1},
    {"n": "d", "who": "A", "at": "9", "do": "MOD", "words": "x"},
    {"n": "e", "who": "A", "at": "1", "do": "WHAT", "words": "x"},
    {"n": "f", "who": "A", "at": "2", "do": "MOD", "words": "x"},
    {"n": "g", "who": "A", "at": "2", "do": "END", "words": "x"},
    {"n": "h", "who": "A", "at": "1", "do": "MOD", "words": "x", "extra": 1},
    {"n": "i", "who": "A", "at": "1", "do": "MOD"},
    {"n": "j", "who": "A", "at": "1", "do": "MOD", "words": 5},
    {"who": "A"}, 7]})j"}}));
  ASSERT_TRUE(plan.good()) << all(plan.faults);
  ASSERT_EQ(plan.rows.size(), 4u);
  const Row* a = find_row(plan, "r:a");
  ASSERT_TRUE(a);
  EXPECT_EQ(json::write(*a->detail.find("actors")), R"(["A","Bee","C"])");
  EXPECT_EQ(detail_text(*a, "text"), "Words.");
  EXPECT_EQ(detail_text(*a, "note"), "sic: odd");
  EXPECT_TRUE(a->detail.find("truncated"));
  const Row* b = find_row(plan, "r:b");
  ASSERT_TRUE(b);
  EXPECT_EQ(b->type, "provision");
  EXPECT_EQ(detail_text(*b, "note"), "conference");
  EXPECT_TRUE(has(plan.skipped, "(c)", "said so"));
  EXPECT_TRUE(has(plan.skipped, "(d)", "provision \"9\" is not mapped"));
  EXPECT_TRUE(has(plan.skipped, "(e)", "action \"WHAT\" is not mapped"));
  EXPECT_TRUE(has(plan.skipped, "(f)", "says no `on`"));
  EXPECT_TRUE(has(plan.skipped, "(g)", "says no `number`"));
  EXPECT_TRUE(has(plan.skipped, "(h)", "member `extra` that no column maps"));
  EXPECT_TRUE(has(plan.skipped, "(i)", "has no text"));
  EXPECT_TRUE(has(plan.skipped, "(j)", "column `text` is of the wrong kind"));
  EXPECT_TRUE(has(plan.skipped, "r.json[10]", "has no id"));
  EXPECT_TRUE(has(plan.skipped, "r.json[11]", "is no object"));
  EXPECT_TRUE(has(plan.skipped, "provision_map[\"3\"]", "no record names"));
}

TEST(Planner, RecordsThatCannotBeRead) {
  expect_fault(plan_case(kRecords, loader({{"r.json", "{}"}})), "positions_from[0]", "r.json has no array `rows`");
  expect_fault(plan_case(kRecords, loader({{"r.json", "{"}})), "positions_from[0]", "r.json: not valid JSON");
  std::string text(kRecords);
  text.replace(text.find(R"("text": "words")"), 15, R"("txt": "words")");
  expect_fault(plan_case(text, loader({{"r.json", "{}"}})), "positions_from[0]", "`columns` has no `txt`");
  expect_fault(plan_case(text, loader({{"r.json", "{}"}})), "positions_from[0]", "`columns.text` is missing");
}

}  // namespace
}  // namespace althing::cli
