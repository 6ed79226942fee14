// Every script passes, and its acts give the same digest in any order, in memory and in SQLite.
#include "assembly/script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "index/schema.h"
#include "index/sqlite_state.h"

namespace althing::test {
namespace {

std::vector<std::string> scripts() {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(std::string(ALTHING_SOURCE_DIR) + "/tests/assembly/scripts")) {
    if (file.path().extension() == ".fold") out.push_back(file.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

Hash fold_all(assembly::State& state, const std::vector<act::Act>& acts) {
  assembly::Fold fold(state);
  for (std::size_t i = 0; i < acts.size(); ++i) fold.apply(acts[i], i);
  fold.settle();
  return assembly::digest(state);
}

class FoldScript : public testing::TestWithParam<std::string> {};

TEST_P(FoldScript, GivesTheStateItSays) {
  std::stringstream text;
  text << std::ifstream(GetParam()).rdbuf();
  Script script;
  ASSERT_EQ(script.run(text.str()), "");
  ASSERT_FALSE(script.acts().empty());
  const Hash expected = script.digest();
  std::vector<act::Act> acts = script.acts();
  std::mt19937_64 random(acts.size());
  for (int round = 0; round < 40; ++round) {
    if (round == 0) std::reverse(acts.begin(), acts.end());
    else std::shuffle(acts.begin(), acts.end(), random);
    assembly::MemoryState memory;
    ASSERT_EQ(to_hex(fold_all(memory, acts)), to_hex(expected)) << "order " << round;
    if (round % 10 != 0) continue;
    index::Db db(":memory:", index::Db::Mode::create);
    for (const char* sql : index::kCreate) db.exec(sql);
    index::SqliteState state(db);
    ASSERT_EQ(to_hex(fold_all(state, acts)), to_hex(expected)) << "in SQLite, order " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(All, FoldScript, testing::ValuesIn(scripts()), [](const auto& which) {
  std::string name = std::filesystem::path(which.param).stem().string();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

// The interpreter itself must be able to fail.
TEST(FoldScriptLanguage, ReportsFailures) {
  const std::string head = "found f by=ana groups=civil:ana>ana2\njoin ja by=ana kind=person next=ana2\n";
  EXPECT_EQ(Script().run(head + "expect act ja effective\nexpect seats civil ja\n"), "");
  EXPECT_NE(Script().run(head + "expect act ja void rotated\n"), "");
  EXPECT_NE(Script().run(head + "expect act ja pending\n"), "");
  EXPECT_NE(Script().run(head + "expect seats civil\n"), "");
  EXPECT_NE(Script().run(head + "expect author ja none\n"), "");
  EXPECT_NE(Script().run(head + "give ja\n"), "");
  EXPECT_NE(Script().run(head + "expect nonsense ja\n"), "");
}

}  // namespace
}  // namespace althing::test
