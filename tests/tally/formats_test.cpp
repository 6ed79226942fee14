// Ballot files: what each format says, what real files do, and what is refused with which line.
#include "tally/support.h"

namespace althing::tally::test {
namespace {

std::string fault(std::string_view text, Format format) {
  const auto profile = try_read(text, format);
  return profile ? "read" : profile.error().message;
}
#define EXPECT_FAULT(text, format, part) \
  EXPECT_NE(fault(text, format).find(part), std::string::npos) << fault(text, format)

/// Ballots in words: "3*A>B=C".
std::string shown(const Profile& p) {
  std::string out;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const BallotRef b = p[i];
    out += (out.empty() ? "" : " ") + std::to_string(b.weight) + "*";
    for (std::size_t k = 0; k < b.items.size(); ++k) {
      if (k > 0) out += p.kind == BallotKind::ranked ? (b.items[k].tied() ? "=" : ">") : ",";
      out += p.options[b.items[k].option()].id;
      if (!b.scores.empty()) out += "/" + std::to_string(b.scores[k]);
    }
  }
  return out;
}

TEST(Blt, ReadsAllItsParts) {
  const auto p = read(
      "\xef\xbb\xbf# a comment\r\n4 2\r\n-2 -3\r\n\r\n3 1 3=4 2 0 # first\r\n1 4 - 1 0\r\n(b7) 2 1 "
      "3=4 2 0\r\n1 0\r\n0\r\n\"Amy \"\"Al\"\" Lee\"\r\n\"Bob\" \"Party\"\r\n"
      "Cem\r\n\"D\xc3\xb3ra\"\r\n\"Club\"\r\n",
      Format::blt);
  EXPECT_EQ(shown(p), "5*1>3=4>2 1*4>1");
  EXPECT_EQ(*p.hints.seats, 2U);
  EXPECT_EQ(p.hints.withdrawn, (std::vector<OptionIndex>{1, 2}));
  EXPECT_EQ(p.blank, 1);
  EXPECT_EQ(p.hints.title, "Club");
  EXPECT_EQ(p.options[2].name, "Cem");
  EXPECT_EQ(p.options[3].name, "D\xc3\xb3ra");
}

TEST(Blt, BallotsMayRunOverLinesAndCommentsBetweenTokens) {
  const auto p = read("2 1 /* two options */\n3 1\n2 0 1 2 0\n0\n\"A\"\n\"B\"\n", Format::blt);
  EXPECT_EQ(shown(p), "3*1>2 1*2");
}

TEST(Blt, TieOrders) {
  EXPECT_EQ(read("2 1\n[tie 2 1]\n1 1 0\n0\n\"A\"\n\"B\"\n\"t\"\n", Format::blt).hints.tie_order,
            (std::vector<OptionIndex>{1, 0}));
  EXPECT_EQ(read("2 1\n1 1 0\n0\n\"A\"\n\"B\"\n=tie 2 1 0\n\"t\"\n", Format::blt).hints.tie_order,
            (std::vector<OptionIndex>{1, 0}));
}

TEST(Blt, LineBreaksDoNotMatter) {  // Hill, Wichmann and Woodall 1987
  const auto p = read(
      "4 2 -2 3 1 3 4 0 4 1 3 2 0 2 2 4 3 1 0 0 \"Adam\" \"Basil\" \"Charlotte\" \"Donald\" "
      "\"Title\"",
      Format::blt);
  EXPECT_EQ(shown(p), "3*1>3>4 4*1>3>2 2*2>4>3>1");
  EXPECT_EQ(p.hints.withdrawn, std::vector<OptionIndex>{1});
  EXPECT_EQ(p.options[3].name, "Donald");
  EXPECT_EQ(p.hints.title, "Title");
  const auto q = read("2 1\n1 1 0\n0\n\"A\" \"B\"\n", Format::blt);
  EXPECT_EQ(q.options[1].name, "B");
  EXPECT_EQ(q.hints.title, "");
}

TEST(Blt, DroopsSettingsAndHillsEqualOnes) {
  const auto p = read(
      "3 2\n[nick a b c]\n[withdrawn b]\n[tie c b a ]\n[undeclared c]\n5 a b 0\n1 b=c 0\n3 c "
      "0\n0\n\"A\"\n\"B\"\n\"C\"\n\"t\"\n",
      Format::blt);
  EXPECT_EQ(shown(p), "5*1>2 1*2=3 3*3");
  EXPECT_EQ(p.hints.withdrawn, std::vector<OptionIndex>{1});
  EXPECT_EQ(p.hints.tie_order, (std::vector<OptionIndex>{2, 1, 0}));
  EXPECT_EQ(p.warnings.size(), 1U);
  EXPECT_EQ(shown(read("4 1\n2 1 (2 3) 4 0\n1 ( 3 1 ) 0\n(x7) 1 (2) 4 0\n0\n", Format::blt)),
            "2*1>2=3>4 1*1=3 1*2>4");
  EXPECT_FAULT("2 1\n[nick a]\n1 c 0\n0\n", Format::blt, "line 3: \"c\" is not a whole number");
  EXPECT_FAULT("2 1\n[nick a a]\n", Format::blt, "line 2: \"a\" is the short name of two");
  EXPECT_FAULT("2 1\n[nick a b c]\n", Format::blt, "line 2: more short names than 2 options");
  EXPECT_FAULT("2 1\n[colour 2]\n", Format::blt, "line 2: unknown setting");
  EXPECT_FAULT("2 1\n1 (1 0) 0\n0\n", Format::blt, "line 2: 0 among equal ranks");
}

TEST(Blt, RefusesWithTheLine) {
  EXPECT_FAULT("", Format::blt, "line 1: the file has no numbers");
  EXPECT_FAULT("x 2\n", Format::blt, "line 1: \"x\" is not a whole number");
  EXPECT_FAULT("0 2\n", Format::blt, "line 1: the number of options is 0");
  EXPECT_FAULT("2 0\n", Format::blt, "line 1: the number of seats is 0");
  EXPECT_FAULT("2 1\n1 3 0\n0\n", Format::blt, "line 2: 3 is no option");
  EXPECT_FAULT("2 1\n1 1 1 0\n0\n", Format::blt, "line 2: option \"1\" stands twice");
  EXPECT_FAULT("2 1\n1 1 2 1 0\n0\n", Format::blt, "line 2: a ballot of more than 2 places");
  EXPECT_FAULT("2 1\n1 1 x 0\n0\n", Format::blt, "line 2: \"x\" is not a whole number");
  EXPECT_FAULT("2 1\n1 1=0\n0\n", Format::blt, "0 among equal ranks");
  EXPECT_FAULT("2 1\n1 1= 0\n0\n", Format::blt, "line 2: a number is missing");
  EXPECT_FAULT("2 1\n1 1 2\n", Format::blt, "ends within a ballot");
  EXPECT_FAULT("2 1\n1 1 2 0\n", Format::blt, "line 3: the file ends before the 0");
  EXPECT_FAULT("2 1\n1 1 2 0\n0\n\"A\"\n", Format::blt, "1 options have names, the file says 2");
  EXPECT_FAULT("2 1\n1 1 2 0\n0\n\"A\n\"B\"\n", Format::blt, "line 4: a quote is not closed");
  EXPECT_FAULT("2 1\n1 1 0\n0 7\n", Format::blt, "line 3: \"7\" after the 0");
  EXPECT_FAULT("2 1\n1e3 1 0\n0\n", Format::blt, "\"1e3\" is not a number");
  EXPECT_FAULT("2 1\n99999999999999999999 1 0\n0\n", Format::blt, "is more than 1000000000000");
  EXPECT_FAULT("2 1\n-1 -1\n1 2 0\n0\n", Format::blt, "withdrawn twice");
}

TEST(Preflib, NewFormat) {
  const auto p = read(
      "# FILE NAME: x.toc\n# TITLE: Club\n# DATA TYPE: toc\n# NUMBER ALTERNATIVES: 3\n# NUMBER "
      "VOTERS: 5\n# NUMBER UNIQUE ORDERS: 2\n"
      "# ALTERNATIVE NAME 1: Amy\n# ALTERNATIVE NAME 2: Bob\n# ALTERNATIVE NAME 3: Cem\n3: "
      "1,{2,3}\n2: 3, 2, 1\n",
      Format::preflib);
  EXPECT_EQ(shown(p), "3*1>2=3 2*3>2>1");
  EXPECT_EQ(p.options[2].name, "Cem");
  EXPECT_EQ(p.hints.title, "Club");
}

TEST(Preflib, OldFormat) {
  const auto p =
      read("3\n1,Amy\n2,Bob, the second\n3,Cem\n5,5,2\n3,1,{2,3}\n2,3\n", Format::preflib);
  EXPECT_EQ(shown(p), "3*1>2=3 2*3");
  EXPECT_EQ(p.options[1].name, "Bob, the second");
}

TEST(Preflib, Categories) {
  const std::string head = "# DATA TYPE: cat\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 3\n";
  const auto two =
      read(head + "# NUMBER CATEGORIES: 2\n2: {1,3},2\n1: {},{1,2,3}\n", Format::preflib);
  EXPECT_EQ(two.kind, BallotKind::approval);
  EXPECT_EQ(shown(two), "2*1,3");
  EXPECT_EQ(two.blank, 1);
  const auto three = read(head + "# NUMBER CATEGORIES: 3\n3: {1},{},{2,3}\n", Format::preflib);
  EXPECT_EQ(shown(three), "3*1/2,2/0,3/0");
}

TEST(Preflib, DecimalWeights) {
  const auto p = read(
      "# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 3.5\n# DATA TYPE: soc\n1.25: 1,2\n2.25: 2,1\n",
      Format::preflib);
  EXPECT_EQ(p.weight_scale, 100);
  EXPECT_EQ(p.valid, 350);
}

TEST(Preflib, RefusesWithTheLine) {
  const std::string head = "# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 2\n";
  EXPECT_FAULT(head + "2: 3\n", Format::preflib, "line 4: 3 is no alternative");
  EXPECT_FAULT(head + "2: {1,2}\n", Format::preflib, "line 4: soi has no ties");
  EXPECT_FAULT(head + "2: {1,2\n", Format::preflib, "line 4: a { is not closed");
  EXPECT_FAULT(head + "2: 1,\n", Format::preflib, "line 4: nothing follows the last comma");
  EXPECT_FAULT(head + "2: 1,,2\n", Format::preflib, "line 4");
  EXPECT_FAULT(head + "2 1,2\n", Format::preflib, "line 4");
  EXPECT_FAULT(head + "0: 1\n", Format::preflib, "more than 0");
  EXPECT_FAULT(head + "-1: 1\n", Format::preflib, "more than 0");
  EXPECT_FAULT(head + "1: 1\n", Format::preflib, "the header says 2: the file is cut off");
  EXPECT_FAULT(head + "2: 1,1\n", Format::preflib, "stands twice");
  EXPECT_FAULT("# DATA TYPE: soc\n# NUMBER ALTERNATIVES: 3\n2: 1,2\n", Format::preflib,
               "soc has complete orders");
  EXPECT_FAULT(head, Format::preflib, "no ballots");
  EXPECT_FAULT("# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 1: B\n", Format::preflib,
               "line 2: alternative 1 is named twice");
  EXPECT_FAULT("# NUMBER ALTERNATIVES: 1000000\n", Format::preflib,
               "line 1: \"1000000\" is more than 10000");
  EXPECT_FAULT("x\n", Format::preflib, "line 1");
}

TEST(Abif, Rankings) {
  const auto p = read(
      "{\"version\": \"0.1\"}\n=A:[Amy Lee]\n# c\n27: A>B=C # more\n3*C , B\nB>A\n[New "
      "one]>\"B\"\n2: A>B: {\"precinct\": 5}\n",
      Format::abif);
  EXPECT_EQ(shown(p), "27*A>B=C 3*B=C 1*B>A 1*New one>B 2*A>B");
  EXPECT_EQ(p.options[0].name, "Amy Lee");
}

TEST(Abif, Scores) {
  const auto p = read("27: A/5, B/2, C/0\n3: C/5>A/1\n", Format::abif);
  EXPECT_EQ(p.kind, BallotKind::score);
  EXPECT_EQ(shown(p), "27*A/5,B/2,C/0 3*A/1,C/5");
}

TEST(Abif, BlankBallotsFirstAndOptionsWithoutScores) {
  const auto p = read(
      "{\"title\": \"Capital\"}\n{odd: metadata}\n500:\n2.5:\n210: M/5>N/0>C\n26: M, N/400, "
      "C/290\n",
      Format::abif);
  EXPECT_EQ(p.kind, BallotKind::score);
  EXPECT_EQ(p.hints.title, "Capital");
  EXPECT_EQ(p.blank, 5025);  // in tenths
  EXPECT_EQ(p.weight_scale, 10);
  EXPECT_EQ(elected(count(p, "score")), Names{"N"});
  EXPECT_EQ(read("=A:[Amy]\n100:\n", Format::abif).blank, 100);
  // The same scores in another order are the same ballot.
  EXPECT_EQ(read("1: A/5, B/2\n1: B/2, A/5\n", Format::abif).size(), 1U);
}

TEST(Abif, RefusesWithTheLine) {
  EXPECT_FAULT("3: A>\n", Format::abif, "line 1: nothing follows the last >");
  EXPECT_FAULT("3: A>>B\n", Format::abif, "line 1");
  EXPECT_FAULT("3: >B\n", Format::abif, "line 1");
  EXPECT_FAULT("x: A\n", Format::abif, "line 1");
  EXPECT_FAULT("0: A\n", Format::abif, "more than 0");
  EXPECT_FAULT("1: A>B>A\n", Format::abif, "stands twice");
  EXPECT_FAULT("1: A>B\n1: A/5,B\n", Format::abif, "line 2: some options have a score");
  EXPECT_FAULT("1: A/3>B/5\n", Format::abif, "contradict");
  EXPECT_FAULT("1: A/5\n1: A>B\n", Format::abif, "line 2: a ranking in a file of scores");
  EXPECT_FAULT("1: [A>B\n", Format::abif, "not closed");
  EXPECT_FAULT("1: A/1000001\n", Format::abif, "is more than 1000000");
  EXPECT_FAULT("# nothing\n", Format::abif, "no ballots");
}

TEST(Debian, RefusesWithTheLine) {
  const std::string head = " / Option 1--->: A\n |/ Option 2-->: B\n";
  EXPECT_EQ(shown(read(head + "V: 21 x\nV: -1\nV: 11\nV: --\n", Format::debian)),
            "1*2>1 1*2 1*1=2");
  EXPECT_FAULT(head + "V: 1\n", Format::debian, "line 3: \"1\" ranks 1 options, there are 2");
  EXPECT_FAULT(head + "V: 1?\n", Format::debian, "line 3: \"?\" is no rank");
  EXPECT_FAULT(head, Format::debian, "no ballots");
  EXPECT_FAULT("V: 12\n", Format::debian, "before the list of options");
  EXPECT_FAULT(" / Option 2--->: A\n", Format::debian, "option 2 where option 1 should be");
}

constexpr std::string_view kPb =
    "META\nkey;value\nbudget;100\nvote_type;approval\nnum_projects;2\nnum_votes;"
    "2\nPROJECTS\nproject_id;cost;name\n1;60;\"A;B\"\n2;50;C\nVOTES\nvoter_id;vote\n";

TEST(Pabulib, ReadsQuotesAndBlankVotes) {
  const auto p = read(std::string(kPb) + "7;1,2\n8;\n", Format::pabulib);
  EXPECT_EQ(p.options[0].name, "A;B");
  EXPECT_EQ(p.blank, 1);
  EXPECT_EQ(shown(p), "1*1,2");
}

TEST(Pabulib, CentsAndPoints) {
  const auto p = read(
      "META\nkey;value\nbudget;100,50\nvote_type;cumulative\nPROJECTS\nproject_id;cost\na;60\nb;0."
      "25\nVOTES\nvoter_id;vote;points\n1;a,b;3,7\n",
      Format::pabulib);
  EXPECT_EQ(p.money_scale, 100);
  EXPECT_EQ(*p.hints.budget, 10050);
  EXPECT_EQ(shown(p), "1*a/3,b/7");
}

TEST(Pabulib, RanksAndPointsAreCounted) {
  const auto file = [](const char* type, const char* rule, const char* columns, const char* votes) {
    return read(std::string("META\nkey;value\nbudget;10\nmax_length;3\nvote_type;") + type +
                    "\nrule;" + rule + "\nPROJECTS\nproject_id;cost\na;6\nb;6\nc;4\nVOTES\n" +
                    columns + "\n" + votes,
                Format::pabulib);
  };
  // 3, 2 and 1 points: a 3+2+2 = 7, b 3+3 = 6, c 1+3 = 4. a, then b does not fit, c does.
  const auto ordinal = file("ordinal", "greedy", "voter_id;vote", "1;a,b\n2;b,a,c\n3;c,a\n");
  EXPECT_EQ(default_method(ordinal), "greedy");
  const auto record = count(ordinal, how("greedy"));
  EXPECT_EQ(elected(record), (Names{"a", "c"}));
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[0][2]), "7");
  // Equal Shares makes approvals of it and says so.
  const auto shares = count(ordinal, how("equal-shares"));
  EXPECT_EQ(elected(shares), (Names{"a", "c"}));
  ASSERT_EQ(shares.warnings.size(), 1U);
  EXPECT_NE(shares.warnings[0].find("counts as approved"), std::string::npos);
  const auto points =
      file("cumulative", "equalshares/add1", "voter_id;vote;points", "1;a,b;3,0\n2;b;1\n3;a;2\n");
  EXPECT_EQ(default_method(points), "equal-shares");
  EXPECT_EQ(elected(count(points, how("equal-shares"))), Names{"a"});  // b has one supporter
  EXPECT_EQ(default_method(file("scoring", "unknown", "voter_id;vote;points", "1;a;3\n")),
            "greedy");
}

TEST(Pabulib, RefusesWithTheLine) {
  const std::string pb(kPb);
  EXPECT_FAULT(pb + "7;1,3\n8;1\n", Format::pabulib, "line 13: \"3\" is no project");
  EXPECT_FAULT(pb + "7;1,1\n8;1\n", Format::pabulib, "line 13: option \"1\" stands twice");
  EXPECT_FAULT(pb + "7;1\n", Format::pabulib, "1 votes, META says 2");
  EXPECT_FAULT("META\nkey;value\nvote_type;approval\nPROJECTS\n", Format::pabulib,
               "line 4: META has no budget");
  EXPECT_FAULT("META\nkey;value\nbudget;x\n", Format::pabulib, "line 3: \"x\" is not a number");
  EXPECT_FAULT("META\nkey;value\nbudget;5\nvote_type;approval\nPROJECTS\nproject_id;name\n",
               Format::pabulib, "line 6: the column cost is missing");
  EXPECT_FAULT("budget;5\n", Format::pabulib, "line 1: the file does not begin with META");
  EXPECT_FAULT("META\nkey;value\nbudget;5\n", Format::pabulib, "no part VOTES");
  EXPECT_FAULT("META\nkey;value\nbudget;5\nvote_type;dance\nPROJECTS\n", Format::pabulib,
               "\"dance\" is not known");
  EXPECT_FAULT("META\nkey;value\ndescription;\"open\n", Format::pabulib,
               "line 3: a quote is not closed");
}

TEST(Csv, Choices) {
  const auto p = read("id,weight,rank1,rank2,rank3\n1,2,Amy,Bob=Cem,\n2,1,Cem,,Amy\n", Format::csv);
  EXPECT_EQ(shown(p), "2*Amy>Bob=Cem 1*Cem>Amy");
}

TEST(Csv, RanksScoresApprovals) {
  EXPECT_EQ(shown(read("rank:A;rank:B;rank:C\n2;1;2\n1;;\n", Format::csv)), "1*B>A=C 1*A");
  EXPECT_EQ(shown(read("A,\"B, b\"\n5,0\n,3\n", Format::csv)), "1*A/5,B, b/0 1*B, b/3");
  EXPECT_EQ(shown(read("approve:A,approve:B\n1,0\nyes,x\n,\n", Format::csv)), "1*A 1*A,B");
  EXPECT_EQ(shown(read("count,approved\n3,A|B\n1,\n", Format::csv)), "3*A,B");
}

TEST(Csv, ScottishArchive) {
  const auto p = read(
      "3,2,\n4,1,3,\n2,2,\n\"Candidate 1\",\"Amy\",\"P\",\n\"Candidate "
      "2\",\"Bob\",\"Q\",\n\"Candidate 3\",\"Cem\",\"\",\n\"Ward 1\",\n",
      Format::csv);
  EXPECT_EQ(shown(p), "4*1>3 2*2");
  EXPECT_EQ(*p.hints.seats, 2U);
  EXPECT_EQ(p.options[1].name, "Bob");
  EXPECT_EQ(p.hints.title, "Ward 1");
}

TEST(Csv, RefusesWithTheLine) {
  EXPECT_FAULT("", Format::csv, "line 1: the file is empty");
  EXPECT_FAULT("id,weight\n1,2\n", Format::csv, "line 1: no column of choices");
  EXPECT_FAULT("rank1,score:A\n", Format::csv, "line 1: columns of different kinds");
  EXPECT_FAULT("A,A\n1,2\n", Format::csv, "line 1: option \"A\" is named twice");
  EXPECT_FAULT("A,B\n1,2,3\n", Format::csv, "line 2: 3 cells for 2 columns");
  EXPECT_FAULT("A,B\n1,x\n", Format::csv, "line 2: \"x\" is not a number");
  EXPECT_FAULT("A,B\n1,2.5\n", Format::csv, "line 2: \"2.5\" has more than 0 decimals");
  EXPECT_FAULT("rank:A,rank:B\n0,1\n", Format::csv, "line 2: ranks begin at 1");
  EXPECT_FAULT("approve:A\nmaybe\n", Format::csv, "line 2: \"maybe\" is neither");
  EXPECT_FAULT("rank1,rank2\nA,A\n", Format::csv, "line 2: option \"A\" stands twice");
  EXPECT_FAULT("weight,A\n0,1\n", Format::csv, "line 2: a weight must be more than 0");
  EXPECT_FAULT("A,B\n\"1,2\n", Format::csv, "line 2: a quote is not closed");
  EXPECT_FAULT("A\n", Format::csv, "no ballots");
  EXPECT_FAULT("3,2\n1,4\n", Format::csv, "line 2: 4 is no option");
}

TEST(Formats, AreToldFromTheFile) {
  const auto format = [](std::string_view name, std::string_view head) {
    const auto f = detect_format(name, head);
    return f ? std::string(format_name(*f)) : "none";
  };
  EXPECT_EQ(format("x.blt", ""), "blt");
  EXPECT_EQ(format("x.TOC", ""), "preflib");
  EXPECT_EQ(format("x.pb", ""), "pabulib");
  EXPECT_EQ(format("-", "10 4\n1 2 0\n"), "blt");
  EXPECT_EQ(format("-", "META\nkey;value\nPROJECTS\n"), "pabulib");
  EXPECT_EQ(format("x.txt", "words\nV: 12\n"), "debian");
  EXPECT_EQ(format("-", "# c\n3: A>B\n"), "abif");
  EXPECT_EQ(format("-", "weight,A,B\n"), "csv");
  EXPECT_EQ(format("-", "hello\n"), "none");
  EXPECT_EQ(format("-", ""), "none");
}

// What is written reads back as the same ballots, in every format that can hold them.
TEST(Formats, RoundTrip) {
  Rng rng(5);
  const auto ranked = make_ranked(5, random_ballots(rng, 5, 60, true));
  for (const Format format :
       {Format::blt, Format::preflib, Format::abif, Format::csv, Format::debian}) {
    const auto text = write_ballots(ranked, format);
    ASSERT_TRUE(text) << format_name(format);
    const auto back = read(*text, format);
    EXPECT_EQ(back.valid, ranked.valid) << format_name(format);
    EXPECT_EQ(back.size(), ranked.size()) << format_name(format);
    EXPECT_EQ(count(back, "ranked-pairs", 5).elected, count(ranked, "ranked-pairs", 5).elected)
        << format_name(format);
  }
  const auto approvals = make_approval(3, {{0, 1}, {2}, {}, {0, 1}});
  for (const Format format : {Format::preflib, Format::csv}) {
    const auto text = write_ballots(approvals, format);
    ASSERT_TRUE(text);
    const auto back = read(*text, format);
    EXPECT_EQ(back.valid, 3);
    EXPECT_EQ(back.blank, 1);
    EXPECT_EQ(back.kind, BallotKind::approval);
  }
  const auto scores = read("A,B\n5,0\n,3\n", Format::csv);
  for (const Format format : {Format::abif, Format::csv})
    EXPECT_EQ(shown(read(*write_ballots(scores, format), format)), shown(scores));
  EXPECT_FALSE(write_ballots(scores, Format::blt));
  const auto pb = read(std::string(kPb) + "7;1,2\n8;\n", Format::pabulib);
  const auto again = read(*write_ballots(pb, Format::pabulib), Format::pabulib);
  EXPECT_EQ(shown(again), shown(pb));
  EXPECT_EQ(again.blank, 1);
  EXPECT_EQ(again.options[0].name, "A;B");
}

TEST(LineReader, LongInputInSmallPieces) {
  class Trickle final : public Source {
   public:
    explicit Trickle(std::string text) : text_(std::move(text)) {}
    Result<std::size_t> read(std::span<char> out) override {
      if (at_ == text_.size()) return std::size_t{0};
      out[0] = text_[at_++];
      return std::size_t{1};
    }

   private:
    std::string text_;
    std::size_t at_ = 0;
  };
  Trickle source("\xef\xbb\xbfone\r\n\ntwo\nlast");
  LineReader lines(source);
  std::string_view line;
  std::vector<std::string> got;
  while (*lines.next(line)) got.emplace_back(line);
  EXPECT_EQ(got, (std::vector<std::string>{"one", "", "two", "last"}));
  EXPECT_EQ(lines.number(), 4U);
}

}  // namespace
}  // namespace althing::tally::test
