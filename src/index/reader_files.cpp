// Reader: documents, the files that acts name, and the text read in them.
#include <algorithm>

#include "assembly/rules.h"
#include "index/dense_text.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;
using assembly::Status;

DocumentInfo SqliteReader::document_info(const ActRow& row) {
  DocumentInfo out;
  out.act = info(row);
  out.shown = shown(row.no);
  out.src = std::string(payload_part(row.payload, 0));
  if (const auto sha = parse_hex<Hash>(payload_part(row.payload, 1))) out.sha256 = *sha;
  out.provenance = std::string(payload_part(row.payload, 2));
  if (row.subject != kNone) out.of = current_of(row.subject);
  return out;
}

std::optional<DocumentInfo> SqliteReader::document(const act::ActId& id) {
  const auto no = state_.find(id);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != "document" || row.status != Status::effective) return std::nullopt;
  return document_info(row);
}

std::vector<DocumentInfo> SqliteReader::document_versions(const act::ActId& id) {
  std::vector<DocumentInfo> out;
  const auto no = state_.find(id);
  if (!no) return out;
  const ActRow row = state_.get(*no);
  if (row.type != "document" || row.slot == 0) return out;
  const auto all = numbers(state_.prepared("SELECT no FROM act WHERE slot = ? AND slot IS NOT NULL AND status = ? ORDER BY no")
                               .bind(row.slot, static_cast<std::int64_t>(Status::effective)));
  for (const ActNo one : all) out.push_back(document_info(state_.get(one)));
  return out;
}

std::vector<ActNo> SqliteReader::acts_naming(const Hash& file) {
  return numbers(state_.prepared("SELECT a.no FROM link l JOIN act a ON a.no = l.source WHERE l.kind = 'file' AND l.target = ? AND a.status = ? ORDER BY a.no")
                     .bind(file, static_cast<std::int64_t>(Status::effective)));
}

bool SqliteReader::is_file_hidden(const Hash& file) {
  const auto all = acts_naming(file);
  return !all.empty() && std::all_of(all.begin(), all.end(), [&](ActNo no) { return hidden_by(no).has_value(); });
}

std::optional<ActNo> SqliteReader::document_showing(const Hash& file) {
  const auto all = acts_naming(file);
  const auto shows = std::find_if(all.rbegin(), all.rend(), [&](ActNo no) { return state_.get(no).type == "document" && !hidden_by(no); });
  return shows == all.rend() ? std::nullopt : std::optional(*shows);
}

std::vector<Hash> SqliteReader::files_unread(const std::optional<Hash>& after, std::size_t limit) {
  Query& q = state_.prepared(
      "SELECT DISTINCT l.target FROM link l WHERE l.kind = 'file' AND l.target > ?1 AND NOT EXISTS (SELECT 1 FROM file_text t WHERE t.file = l.target AND t.reader = ?2) AND "
      "EXISTS (SELECT 1 FROM act a WHERE a.no = l.source AND a.type = 'document' AND a.status = ?3) ORDER BY l.target LIMIT ?4");
  q.bind(after ? after->view() : ByteView(), options_.file_reader, static_cast<std::int64_t>(Status::effective), static_cast<std::int64_t>(limit));
  std::vector<Hash> found;
  while (q.step()) found.push_back(Hash::from(as_bytes(q.text(0))));
  std::erase_if(found, [&](const Hash& file) { return !document_showing(file); });
  return found;
}

std::optional<FileTextInfo> SqliteReader::file_text(const Hash& file) {
  Query& q = state_.prepared("SELECT kind, reason, cut, pages FROM file_text WHERE file = ?").bind(file);
  std::optional<FileTextInfo> out;
  if (q.step()) out = FileTextInfo{q.text(0), q.text(1), q.integer(2) != 0, q.integer(3)};
  q.reset();
  return out && document_showing(file) ? out : std::nullopt;
}

std::vector<std::string> SqliteReader::file_pages(const Hash& file, std::int64_t from, std::size_t limit) {
  std::vector<std::string> out;
  if (!document_showing(file)) return out;
  Query& q = state_.prepared("SELECT text FROM file_page WHERE file = ? AND page >= ? ORDER BY page LIMIT ?").bind(file, from, static_cast<std::int64_t>(limit));
  while (q.step()) out.push_back(q.text(0));
  q.reset();
  return out;
}

namespace {

// ?1 words, ?2 limit, ?3 offset.
constexpr std::string_view kBestPages =
    "SELECT p.file, p.page, snippet(file_search, -1, char(2), char(3), '…', 24) FROM file_search JOIN file_page p ON p.id = file_search.rowid "
    "WHERE file_search MATCH ?1 ORDER BY rank LIMIT ?2 OFFSET ?3";
constexpr std::string_view kNewestPages =
    "SELECT p.file, p.page, snippet(file_search, -1, char(2), char(3), '…', 24) FROM file_search JOIN file_page p ON p.id = file_search.rowid "
    "WHERE file_search MATCH ?1 ORDER BY file_search.rowid DESC LIMIT ?2 OFFSET ?3";

}  // namespace

std::vector<FileHit> SqliteReader::search_files(const std::string& query, std::size_t limit, std::size_t offset, bool& more) {
  more = false;
  std::vector<FileHit> out;
  const std::string match = fts_query(query);
  if (match.empty()) return out;
  struct Found {
    Hash file;
    std::int64_t page;
    std::string snippet;
  };
  std::vector<Found> found;
  Query& q = state_.prepared(has_common_word(match, "file_search") ? kNewestPages : kBestPages).bind(match, limit + 1, offset);
  while (q.step()) found.push_back({Hash::from(as_bytes(q.text(0))), q.integer(1), q.text(2)});
  q.reset();
  more = found.size() > limit;
  if (more) found.resize(limit);
  for (Found& one : found) {
    const auto no = document_showing(one.file);
    const auto text = file_text(one.file);
    if (!no || !text) continue;  // hidden since; its text is on its way out
    FileHit hit;
    hit.document = info(state_.get(*no));
    hit.title = shown(*no).title;
    hit.page = one.page;
    hit.paged = text->kind == "pdf";
    hit.snippet = close_dense(one.snippet);
    out.push_back(std::move(hit));
  }
  return out;
}

}  // namespace althing::index
