// `statements` and `assembly`, and the worked example of the project.
#include <set>

#include "cli/case/limits.h"
#include "support.h"

namespace althing::cli {
namespace {

constexpr std::string_view kGood = R"({"case": 1, "title": "T", "lang": "en",
  "instruments": [{"src": "law", "kind": "law", "title": "L"}],
  "statements": [{"ref": "s", "title": "We ask", "text": "Words.", "closes": "2013-01-31T23:59:59Z", "on": ["law"]}],
  "assembly": {"name": "A", "text": "Charter.", "groups": [{"group": "users", "title": "Users"}],
    "admission": {"vouches": 2, "limit": 5, "age_days": 0},
    "members": [{"ref": "org", "name": "Org", "kind": "organisation", "group": "users", "country": "is"},
                {"ref": "ann", "name": "Ann", "kind": "person"},
                {"ref": "bob", "name": "Bob", "kind": "person", "joins": false}],
    "signatures": [{"by": "ann", "statement": "s", "capacity": "affiliated", "affiliation": "Org"},
                   {"by": "bob", "statement": "s", "capacity": "person", "name": "Bob"},
                   {"by": "ann", "statement": "s", "capacity": "organisation", "for": "org"}]}})";

void refuses(std::string_view old_text, std::string_view new_text, std::string_view row, std::string_view reason) {
  std::string text(kGood);
  const std::size_t at = text.find(old_text);
  ASSERT_NE(at, std::string::npos) << old_text;
  text.replace(at, old_text.size(), new_text);
  const Plan plan = plan_case(text, loader({}));
  EXPECT_TRUE(has(plan.faults, row, reason)) << "wanted " << row << ": " << reason << "\ngot\n" << all(plan.faults);
}

TEST(AssemblySection, Good) {
  const Plan plan = plan_case(kGood, loader({}));
  ASSERT_TRUE(plan.good()) << all(plan.faults);
  ASSERT_TRUE(plan.assembly);
  EXPECT_EQ(plan.assembly->members.size(), 3u);
  EXPECT_FALSE(plan.assembly->members[2].joins);
  EXPECT_EQ(plan.assembly->signatures[2].on_behalf, "org");
  EXPECT_EQ(format_time(*plan.statements[0].closes), "2013-01-31T23:59:59Z");
}

TEST(AssemblySection, NamesRowAndReason) {
  refuses(R"("closes": "2013-01-31T23:59:59Z")", R"("closes": "soon")", "statements[0]", "`closes`");
  refuses(R"("on": ["law"])", R"("open_days": 3651)", "statements[0]", "`open_days` must be an integer from 1 to 3650");
  refuses(R"("on": ["law"])", R"("open_days": 3650)", "statements[0]", "says both");
  refuses(R"("on": ["law"])", R"("on": ["war"])", "statements[0] (s)", "no provision or instrument");
  refuses(R"("group": "users", "country")", R"("group": "elves", "country")", "members[0] (org)", "not among the assembly's groups");
  refuses(R"("group": "users", "country")", R"("country")", "assembly", "somebody must found it");
  refuses(R"("country": "is")", R"("country": "Iceland")", "members[0] (org)", "two lower-case letters");
  refuses(R"("ref": "bob")", R"("ref": "ann")", "members[2] (ann)", "used twice");
  refuses(R"("by": "bob")", R"("by": "eve")", "signatures[1]", "\"eve\" is no member");
  refuses(R"("by": "bob", "statement": "s")", R"("by": "bob", "statement": "t")", "signatures[1]", "no statement of this case");
  refuses(R"(, "affiliation": "Org")", "", "signatures[0]", "`affiliation` is missing");
  refuses(R"("by": "bob")", R"("by": "org")", "signatures[1]", "signs as a person but is none");
  refuses(R"(, "for": "org")", "", "signatures[2]", "names none that joins");
  refuses(R"("by": "bob")", R"("by": "ann")", "signatures[1]", "signs the same statement twice");
  refuses(R"("vouches": 2)", R"("vouches": 0)", "assembly.admission", "`vouches` must be an integer from 1 to 1000");
  refuses(R"("vouches": 2)", R"("votes": 2)", "assembly.admission", "unknown member `votes`");
}

TEST(AssemblySection, MemberLimit) {
  const auto members = [](std::size_t n) {
    std::string text(kGood);
    std::string more;
    for (std::size_t i = 3; i < n; ++i) more += R"({"ref": "m)" + std::to_string(i) + R"(", "name": "M", "kind": "person"},)";
    text.insert(text.find(R"({"ref": "org")"), more);
    return plan_case(text, loader({}));
  };
  EXPECT_TRUE(members(kMaxCaseMembers).good());
  EXPECT_TRUE(has(members(kMaxCaseMembers + 1).faults, "assembly", "`members` may have 1000 items"));
}

TEST(Story, PlanIsGood) {
  const Plan plan = plan_case(source_file("examples/wcit-12/story.case.json"), loader({}));
  EXPECT_TRUE(plan.good()) << all(plan.faults);
  std::map<std::string, int> types;
  std::set<std::string> options;
  for (const Row& row : plan.rows) {
    ++types[row.type];
    if (row.type == "position") options.insert(*row.leaf.find("option")->string());
    // Told in our own words: every row must say so.
    EXPECT_NE(detail_text(row, "note").find("own words"), std::string::npos) << row.where;
  }
  EXPECT_EQ(types["instrument"], 2);
  EXPECT_GE(types["provision"], 15);
  EXPECT_GE(types["position"], 12);
  EXPECT_EQ(options, (std::set<std::string>{"add", "mod", "noc", "sup"}));
  ASSERT_TRUE(plan.assembly);
  std::set<std::string> capacities;
  for (const SignatureDraft& s : plan.assembly->signatures) capacities.insert(s.capacity);
  EXPECT_EQ(capacities.size(), 3u);
  EXPECT_EQ(plan.statements.size(), 1u);
}

}  // namespace
}  // namespace althing::cli
