// Source ids to leaf tokens.
#include "act/act.h"
#include "cli/case/src_token.h"
#include "support.h"

namespace althing::cli {
namespace {

TEST(SrcToken, KeepsTokens) {
  EXPECT_EQ(src_token("itr-1988:5"), "itr-1988:5");
  EXPECT_EQ(src_token(std::string(64, 'a')), std::string(64, 'a'));
}

TEST(SrcToken, SanitisesWithASuffix) {
  const std::string token = src_token("PRG/29/1");
  EXPECT_EQ(token.substr(0, 9), "prg-29-1-");
  EXPECT_EQ(token.size(), 9u + 12u);
  EXPECT_EQ(token, src_token("PRG/29/1"));
}

TEST(SrcToken, DifferentIdsNeverMeet) {
  EXPECT_NE(src_token("PRG/29/1"), src_token("prg/29/1"));
  EXPECT_NE(src_token("PRG/29/1"), src_token("PRG 29 1"));
  EXPECT_NE(src_token("\xC3\xA9"), src_token("\xC3\xA8"));
}

TEST(SrcToken, IsAlwaysAToken) {
  for (const std::string& id : {std::string("A"), std::string(65, 'a'), std::string(300, 'X'), std::string("///"), std::string("-/-"),
                                std::string("Preamble (No. 1)"), std::string("\xC3\xA9t\xC3\xA9")}) {
    EXPECT_TRUE(act::is_token(src_token(id))) << id << " -> " << src_token(id);
  }
}

}  // namespace
}  // namespace althing::cli
