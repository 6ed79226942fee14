#include "index/file_texts.h"

#include "index/dense_text.h"

namespace althing::index {

void FileTexts::put(const FileText& text, int reader) {
  drop(text.file);
  tables_.prepared("INSERT INTO file_text VALUES(?, ?, ?, ?, ?, ?)")
      .bind(text.file, reader, text.kind, text.reason, text.cut, static_cast<std::int64_t>(text.pages.size()))
      .run();
  for (std::size_t n = 0; n < text.pages.size(); ++n) {
    const std::string dense = search_ ? dense_text(text.pages[n]) : std::string();
    Query& insert = tables_.prepared("INSERT INTO file_page(file, page, text, dense) VALUES(?, ?, ?, ?) RETURNING id");
    insert.bind(text.file, static_cast<std::int64_t>(n + 1), text.pages[n], dense).step();
    const std::int64_t id = insert.integer(0);
    insert.run();
    if (search_) tables_.prepared("INSERT INTO file_search(rowid, text, dense) VALUES(?, ?, ?)").run_with(id, text.pages[n], dense);
  }
}

bool FileTexts::drop(const Hash& file) {
  struct Row {
    std::int64_t id;
    std::string text, dense;
  };
  for (;;) {  // some pages at a time: a file may have megabytes
    std::vector<Row> rows;
    Query& q = tables_.prepared("SELECT id, text, dense FROM file_page WHERE file = ? ORDER BY page LIMIT 64").bind(file);
    while (q.step()) rows.push_back({q.integer(0), q.text(1), q.text(2)});
    if (rows.empty()) break;
    for (const Row& row : rows) {
      if (search_) tables_.prepared("INSERT INTO file_search(file_search, rowid, text, dense) VALUES('delete', ?, ?, ?)").run_with(row.id, row.text, row.dense);
      tables_.prepared("DELETE FROM file_page WHERE id = ?").bind(row.id).run();
    }
  }
  Query& there = tables_.prepared("DELETE FROM file_text WHERE file = ? RETURNING 1").bind(file);
  const bool had = there.step();
  there.run();
  return had;
}

}  // namespace althing::index
