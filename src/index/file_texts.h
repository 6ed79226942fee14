// What was read in files, in the index: a row for each page, and a full-text index over them. One writer.
#pragma once

#include "index/index.h"
#include "index/sqlite_state.h"

namespace althing::index {

class FileTexts {
 public:
  FileTexts(SqliteState& tables, bool search) : tables_(tables), search_(search) {}
  /// Within the caller's transaction; replaces what is there.
  void put(const FileText& text, int reader);
  /// false: nothing was there. What is dropped may stay in free pages until Index::scrub().
  bool drop(const Hash& file);

 private:
  SqliteState& tables_;
  bool search_;
};

}  // namespace althing::index
