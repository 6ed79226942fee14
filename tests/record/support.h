// Shared by the record's tests: a folder "d" in a FakeFs, tiny fake entries (append() does not ask
// the door), and a check of the whole record through its public files.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "record/fake_fs.h"
#include "record/record.h"
#include "tlog/bundle.h"
#include "tlog/checkpoint.h"
#include "tlog/tile.h"

namespace althing::record {

class CountingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = next_++;
  }

 private:
  std::uint8_t next_ = 1;
};

inline act::ActId test_assembly() { return act::ActId::from(sha256("an assembly of tests").view()); }
inline std::string note(std::uint64_t i) { return "note " + std::to_string(i); }
inline std::string detail(std::uint64_t i) { return "DETAIL<" + std::to_string(i) + ">"; }

/// `count` entries from number `first`; every third has no detail.
inline std::vector<NewEntry> entries(std::uint64_t first, std::uint64_t count) {
  std::vector<NewEntry> out;
  for (std::uint64_t i = first; i < first + count; ++i) out.push_back({note(i), i % 3 == 2 ? "" : detail(i)});
  return out;
}

inline void must(const Result<void>& result) { ASSERT_TRUE(result.has_value()) << result.error().text(); }
template <class T>
T take(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().text();
    throw std::runtime_error(result.error().text());
  }
  return std::move(*result);
}

inline std::unique_ptr<Record> new_record(Fs& fs, const std::string& dir = "d", Options options = {}) {
  CountingRandom random;
  must(Record::init(fs, dir, random));
  return take(Record::create(fs, dir, test_assembly(), options));
}

/// The root over notes 0..size-1 by the plain definition.
inline Hash root_of_notes(std::uint64_t size) {
  tlog::Frontier frontier;
  for (std::uint64_t i = 0; i < size; ++i) frontier.append(tlog::leaf_hash(as_bytes(note(i))));
  return frontier.root();
}

/// Notes are as appended, the root is theirs, and every file the size implies is on disk and right.
void expect_whole(Fs& fs, const std::string& dir, const Record& record);

}  // namespace althing::record
