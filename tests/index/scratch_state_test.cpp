// The fold in a temporary file: the same state as in memory, and nothing left behind.
#include "index/scratch_state.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "assembly/fold.h"
#include "assembly/memory_state.h"
#include "assembly/random_acts.h"

namespace althing::index {
namespace {

TEST(ScratchState, FoldsAsMemoryDoesAndLeavesNoFile) {
  const auto dir = std::filesystem::path(testing::TempDir()) / ("althing_scratch_" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir);
  const std::vector<act::Act> acts = test::RandomActs(3).make(300);
  assembly::MemoryState memory;
  auto scratch = ScratchState::open(dir.string());
  ASSERT_TRUE(scratch) << scratch.error().text();
  EXPECT_TRUE(std::filesystem::is_empty(dir));
  assembly::Fold in_memory(memory), on_disk((*scratch)->state());
  for (std::size_t i = 0; i < acts.size(); ++i) {
    if (i % 37 == 0) {
      ASSERT_TRUE((*scratch)->flush());
    }
    EXPECT_EQ(in_memory.apply(acts[i], i), on_disk.apply(acts[i], i));
  }
  in_memory.settle();
  on_disk.settle();
  EXPECT_EQ(assembly::digest((*scratch)->state()), assembly::digest(memory));
  scratch->reset();
  EXPECT_TRUE(std::filesystem::is_empty(dir));
  std::filesystem::remove_all(dir);
}

TEST(ScratchState, AFolderThatIsNotThereIsNamed) {
  const auto scratch = ScratchState::open("/nonexistent/folder");
  ASSERT_FALSE(scratch);
  EXPECT_EQ(scratch.error().field, "/nonexistent/folder");
}

}  // namespace
}  // namespace althing::index
