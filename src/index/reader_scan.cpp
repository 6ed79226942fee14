// Reader: acts in log order for exports, and the newest acts about something for feeds.
#include <algorithm>

#include "index/limits.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::Status;

std::vector<Item> SqliteReader::newest_about(const std::vector<act::ActId>& subjects, std::size_t limit) {
  std::vector<ActNo> all;
  for (const act::ActId& id : subjects) {
    const auto no = state_.find(id);
    if (!no) continue;
    const auto some = numbers(state_.prepared("SELECT no FROM act WHERE subject = ? AND type NOT IN ('sign', 'unsign') AND type <> 'report' AND status = 1 "
                                              "ORDER BY no DESC LIMIT ?").bind(*no, limit));
    all.insert(all.end(), some.begin(), some.end());
  }
  std::sort(all.rbegin(), all.rend());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<Item> out;
  for (const ActNo no : all) {
    if (out.size() == limit) break;
    const ActRow row = state_.get(no);
    if (counts(row) || row.type == "revise" || row.type == "accept") out.push_back(item(row));  // old versions stay news
  }
  return out;
}

ScanPage SqliteReader::scan(std::span<const std::string_view> types, ActNo from, std::size_t limit) {
  ScanPage page;
  std::vector<ActNo> found;
  const bool all = types.empty();
  // No index holds signatures and marks by type: they are looked for in a stretch of the log.
  const bool stretch = all || std::any_of(types.begin(), types.end(), [](std::string_view t) { return t == "sign" || t == "unsign" || t == "mark"; });
  ActNo end = kNone;
  if (stretch) {
    end = from + kScanStretch;
    Query& q = state_.prepared("SELECT no, type FROM act WHERE no >= ? AND no < ? ORDER BY no").bind(from, end);
    ActNo last = kNone;
    while (q.step()) {
      last = static_cast<ActNo>(q.integer(0));
      if (all || std::find(types.begin(), types.end(), std::string_view(q.text(1))) != types.end()) found.push_back(last);
      if (found.size() > limit) break;
    }
    q.reset();
    if (last == kNone) end = kNone;  // a log has no gaps
  } else {
    for (const std::string_view type : types) {
      const auto some = numbers(state_.prepared("SELECT no FROM act WHERE type = ? AND type NOT IN ('sign', 'unsign', 'mark') AND no >= ? ORDER BY no LIMIT ?")
                                    .bind(type, from, limit + 1));
      found.insert(found.end(), some.begin(), some.end());
    }
    std::sort(found.begin(), found.end());
  }
  if (found.size() > limit) {
    page.next = found[limit];
    found.resize(limit);
  } else {
    page.next = end;
  }
  for (const ActNo no : found) page.rows.push_back(item(state_.get(no)));
  return page;
}

}  // namespace althing::index
