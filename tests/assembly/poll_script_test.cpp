// Scripts of polls that are decided (scripts/polls): acts are numbered as a log numbers them, so their order
// stands; but what is decided when must not matter, in memory, in SQLite, in batches or at the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "assembly/decision/logs.h"
#include "assembly/script.h"
#include "index/cached_state.h"
#include "index/schema.h"

namespace althing::test {
namespace {

std::vector<std::string> scripts() {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(std::string(ALTHING_SOURCE_DIR) + "/tests/assembly/scripts/polls")) {
    out.push_back(file.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

class PollScript : public testing::TestWithParam<std::string> {};

TEST_P(PollScript, GivesTheStateItSays) {
  std::stringstream text;
  text << std::ifstream(GetParam()).rdbuf();
  Script script(true);
  ASSERT_EQ(script.run(text.str()), "");
  ASSERT_FALSE(script.state().decided_polls().empty());
  const std::vector<act::Act>& acts = script.acts();
  ActMaker maker;
  const assembly::FoldOptions options{assembly::decision::numbered_by([&](const Key& key) { return key == maker.key("log").key(); })};
  for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, acts.size()}) {
    for (const bool at_the_end : {false, true}) {
      index::Db db(":memory:", index::Db::Mode::create);
      for (const char* sql : index::kCreate) db.exec(sql);
      for (const char* sql : index::kCreateKeys) db.exec(sql);
      index::SqliteState tables(db);
      index::CachedState state(tables);
      assembly::Fold fold(state, options);
      for (std::size_t i = 0; i < acts.size(); ++i) {
        fold.apply(acts[i], i);
        if (i % batch == 0) fold.settle(!at_the_end);
      }
      fold.settle();
      state.flush();
      EXPECT_EQ(to_hex(assembly::digest(tables)), to_hex(script.digest())) << batch << at_the_end;
      for (const assembly::ActNo poll : script.state().decided_polls()) {
        const auto wanted = script.state().voters(poll), got = tables.voters(poll);
        EXPECT_EQ(tables.outcome(poll)->text, script.state().outcome(poll)->text);
        ASSERT_EQ(got.size(), wanted.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
          EXPECT_EQ(got[i].member, wanted[i].member);
          EXPECT_EQ(got[i].groups, wanted[i].groups);
          EXPECT_EQ(got[i].ballot, wanted[i].ballot);
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, PollScript, testing::ValuesIn(scripts()), [](const auto& which) {
  return std::filesystem::path(which.param).stem().string();
});

}  // namespace
}  // namespace althing::test
