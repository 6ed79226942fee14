// The POSIX file system: whole replacement, errors by kind, limits.
#include "base/fs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace althing {
namespace {

class PosixFsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "althing-fs-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string path(std::string_view name) const { return join_path(dir_, name); }

  std::string dir_;
  std::unique_ptr<Fs> fs_ = posix_fs();
};

TEST_F(PosixFsTest, SecretsAreClosedToOthersWhateverTheUmaskAndWhatWasThere) {
  const auto mode = [&](std::string_view name) {
    struct stat info {};
    EXPECT_EQ(::stat(path(name).c_str(), &info), 0);
    return info.st_mode & 0777u;
  };
  const mode_t before = ::umask(0);
  ASSERT_TRUE(fs_->replace_file(path("key"), as_bytes("secret"), 0600));
  ASSERT_TRUE(fs_->put_file(path("open"), as_bytes("public")));
  ASSERT_TRUE(fs_->make_dirs(path("keys")));
  ASSERT_TRUE(fs_->make_private(path("keys")));
  ASSERT_TRUE(fs_->make_dirs(path("record")));
  ::umask(before);
  EXPECT_EQ(mode("key"), 0600u);
  ASSERT_TRUE(fs_->put_file(path("left"), as_bytes("by a crash"), 0666));
  ASSERT_EQ(::chmod(path("left").c_str(), 0666), 0);
  ASSERT_TRUE(fs_->rename(path("left"), path("other.tmp")));
  ASSERT_TRUE(fs_->replace_file(path("other"), as_bytes("secret"), 0600));
  EXPECT_EQ(mode("other"), 0600u);
  EXPECT_EQ(mode("open"), 0644u);
  EXPECT_EQ(mode("keys"), 0700u);
  EXPECT_EQ(mode("record"), 0755u);
  EXPECT_FALSE(fs_->make_private(path("none")));
}

TEST_F(PosixFsTest, ReplacesWholeFilesAndKeepsPermissions) {
  ASSERT_TRUE(fs_->replace_file(path("key"), as_bytes("first, longer"), 0600));
  ASSERT_TRUE(fs_->replace_file(path("key"), as_bytes("second"), 0600));
  EXPECT_EQ(*fs_->read_file(path("key")), "second");
  struct stat info {};
  ASSERT_EQ(::stat(path("key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_EQ(fs_->list(dir_)->size(), 1U) << "no temporary file is left";
}

TEST_F(PosixFsTest, AFailedReplacementLeavesTheOldFile) {
  ASSERT_TRUE(fs_->replace_file(path("f"), as_bytes("old")));
  std::filesystem::create_directory(path("f.tmp"));  // the temporary name is taken
  EXPECT_FALSE(fs_->replace_file(path("f"), as_bytes("new")));
  EXPECT_EQ(*fs_->read_file(path("f")), "old");
  EXPECT_FALSE(fs_->replace_file(path("no/such/dir/f"), as_bytes("new")));
}

TEST_F(PosixFsTest, ReadsAtItsLimitAndRefusesOneMore) {
  ASSERT_TRUE(fs_->put_file(path("f"), as_bytes("12345")));
  EXPECT_EQ(*fs_->read_file(path("f"), 5), "12345");
  EXPECT_EQ(fs_->read_file(path("f"), 4).error().code, Errc::too_large);
}

TEST_F(PosixFsTest, MissingIsNotStorage) {
  EXPECT_EQ(fs_->read_file(path("none")).error().code, Errc::not_found);
  EXPECT_EQ(fs_->list(path("none")).error().code, Errc::not_found);
  EXPECT_EQ(fs_->remove(path("none")).error().code, Errc::not_found);
  EXPECT_EQ(fs_->rename(path("none"), path("x")).error().code, Errc::not_found);
  ASSERT_TRUE(fs_->put_file(path("f"), as_bytes("x")));
  const auto error = fs_->make_dirs(path("f/under"));
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().code, Errc::storage);
  EXPECT_NE(error.error().message.find(path("f")), std::string::npos);
}

TEST_F(PosixFsTest, FilesReadAndWriteAnywhere) {
  const auto file = fs_->open(path("f"), OpenMode::create);
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->write(3, as_bytes("abc")));
  EXPECT_EQ(*(*file)->size(), 6U);
  EXPECT_EQ(*(*file)->read(0, 100), std::string("\0\0\0abc", 6));
  EXPECT_EQ(*(*file)->read(4, 1), "b");
  EXPECT_EQ(*(*file)->read(100, 1), "");
  ASSERT_TRUE((*file)->truncate(4));
  ASSERT_TRUE((*file)->sync());
  EXPECT_EQ(*(*file)->size(), 4U);
  const auto reader = fs_->open(path("f"), OpenMode::read);
  EXPECT_FALSE((*reader)->write(0, as_bytes("x")));
  EXPECT_FALSE(fs_->open(path("none"), OpenMode::read_write));
}

TEST_F(PosixFsTest, DirectoriesAreMadeWithTheirParents) {
  ASSERT_TRUE(fs_->make_dirs(path("a/b/c")));
  ASSERT_TRUE(fs_->make_dirs(path("a/b/c")));
  ASSERT_TRUE(fs_->put_file(path("a/z"), as_bytes("x")));
  const auto entries = fs_->list(path("a"));
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0].name, "b");
  EXPECT_TRUE((*entries)[0].is_dir);
  EXPECT_FALSE((*entries)[1].is_dir);
  EXPECT_TRUE(fs_->exists(path("a/b/c")));
  EXPECT_TRUE(fs_->sync_dir(path("a")));
  EXPECT_FALSE(fs_->sync_dir(path("a/z")));
}

TEST(Path, JoinAndParent) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("", "b"), "b");
  EXPECT_EQ(parent_dir("a/b"), "a");
  EXPECT_EQ(parent_dir("a/b/"), "a");
  EXPECT_EQ(parent_dir("a"), ".");
  EXPECT_EQ(parent_dir("/a"), "/");
  EXPECT_EQ(parent_dir("/"), "/");
}

}  // namespace
}  // namespace althing
