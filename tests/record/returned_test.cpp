// record/returned/: prefixes of other logs as files.
#include "record/returned.h"

#include <gtest/gtest.h>

#include "record/support.h"
#include "support/acts.h"

namespace althing::record {
namespace {

std::vector<Hash> leaves(std::size_t n) {
  std::vector<Hash> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(sha256("leaf " + std::to_string(i)));
  return out;
}

TEST(Returned, APrefixIsWrittenReadAndGrows) {
  FakeFs fs;
  must(fs.make_dirs("data/record"));
  const Key log = test::key_number(1).key();
  const std::string dir = returned_dir(log, 0);
  const auto source = folder_source(fs, "data/record");
  std::uint64_t same = 0;
  for (const std::size_t size : {1U, 255U, 256U, 257U, 600U, 700U}) {
    const std::vector<Hash> all = leaves(size);
    must(write_returned(fs, "data/record", dir, all, same));
    EXPECT_EQ(take(read_returned(*source, dir)), all) << size;
    same = size;
  }
  // What the wider partial tile stands in for is gone.
  const auto names = take(source->list("returned"));
  EXPECT_EQ(names.size(), 4U);  // two full tiles, one partial, the size
  for (const std::string& name : names) EXPECT_TRUE(is_returned_path(name)) << name;
}

TEST(Returned, WhatIsNoSizeIsRefused) {
  FakeFs fs;
  const std::string dir = returned_dir(test::key_number(1).key(), 0);
  const auto source = folder_source(fs, "record");
  EXPECT_EQ(returned_size(*source, dir).error().code, Errc::not_found);
  const auto with = [&](const std::string& text) {
    must(fs.make_dirs("record/" + dir));
    must(fs.replace_file("record/" + dir + "/size", as_bytes(text)));
    return returned_size(*source, dir);
  };
  EXPECT_EQ(take(with(std::to_string(kMaxReturnedEntries) + "\n")), kMaxReturnedEntries);
  for (const std::string& text : {std::to_string(kMaxReturnedEntries + 1) + "\n", std::string("7"), std::string("x\n"), std::string("-1\n"), std::string("\n")}) {
    const auto size = with(text);
    ASSERT_FALSE(size.has_value()) << text;
    EXPECT_EQ(size.error().code, Errc::corrupt) << text;
  }
}

TEST(Returned, PathsAreExactlyThoseOfItsFiles) {
  const std::string log(32, 'a'), leaf(64, 'b');
  for (const std::string& path : {std::string("/0/size"), std::string("/3/tile/0/000"), std::string("/0/tile/0/x001/234.p/255"), "/1/entry/" + leaf}) EXPECT_TRUE(is_returned_path("returned/" + log + path)) << path;
  for (const char* const path : {"/4/size", "/0/sizes", "/00/size", "/0/tile/1/000", "/0/tile/entries/000", "/0/tile/0/000.p/256", "/0/entry/../size", "/0/../../keys/log.key", "", "/0", "/0/"}) {
    EXPECT_FALSE(is_returned_path("returned/" + log + path)) << path;
  }
  EXPECT_FALSE(is_returned_path("returned/" + std::string(32, 'g') + "/0/size"));
  EXPECT_FALSE(is_returned_path("returned/" + std::string(31, 'a') + "/0/size"));
  EXPECT_FALSE(is_returned_path("tile/0/000"));
}

}  // namespace
}  // namespace althing::record
