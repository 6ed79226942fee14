// Shared by the tests of the case file: a loader over a map, reading a file, looking for a remark.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "base/fs.h"
#include "cli/case/planner.h"

namespace althing::cli {

using Files = std::map<std::string, std::string>;

inline FileLoader loader(Files files) {
  return [files = std::move(files)](const std::string& name) -> Result<std::string> {
    const auto it = files.find(name);
    if (it == files.end()) return fail(Errc::not_found, name, "no such file");
    return it->second;
  };
}

inline FileLoader folder(std::string dir) {
  return [dir = std::move(dir)](const std::string& name) { return posix_fs()->read_file(join_path(dir, name)); };
}

/// The remarks as one text, one a line: "row: reason".
inline std::string all(const Remarks& remarks) {
  std::string out;
  for (const Remark& r : remarks) out += r.row + ": " + r.reason + "\n";
  return out;
}

inline bool has(const Remarks& remarks, std::string_view row, std::string_view reason) {
  for (const Remark& r : remarks) {
    if (r.row.find(row) != std::string::npos && r.reason.find(reason) != std::string::npos) return true;
  }
  return false;
}

inline const Row* find_row(const Plan& plan, std::string_view id) {
  for (const Row& row : plan.rows) if (row.id == id) return &row;
  return nullptr;
}

inline std::string detail_text(const Row& row, std::string_view member) {
  const json::Value* value = row.detail.find(member);
  return value && value->string() ? *value->string() : std::string();
}

inline std::string source_file(const std::string& path) {
  auto text = posix_fs()->read_file(std::string(ALTHING_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(text) << path;
  return text.value_or("");
}

/// The shared folder of real data; empty if there is none.
inline std::string shared_dir() {
  const char* given = std::getenv("ALTHING_SHARED");
  const std::string dir = given ? given : std::string(ALTHING_SOURCE_DIR) + "/../shared";
  return posix_fs()->exists(dir + "/data/wcit-12") ? dir : std::string();
}

}  // namespace althing::cli
