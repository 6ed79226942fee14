// Reader: what pages of deliberation, decision and voice have in common: acts of a type, acts about another.
#include <algorithm>

#include "assembly/rules.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::Status;

Item SqliteReader::item(const ActRow& row) {
  Item out;
  out.act = info(row);
  out.shown = shown(row.no);
  out.withdrawn = slot_active("withdrawn|" + to_hex(row.id));
  return out;
}

// In force: effective, and not replaced or taken back.
bool SqliteReader::counts(const ActRow& row) {
  if (row.status != Status::effective || !row.positive) return false;
  if (row.slot == 0) return true;
  const assembly::SlotRow slot = state_.get_slot(row.slot);
  return slot.active && slot.winner == row.no;
}

std::vector<Item> SqliteReader::items(std::string_view type, std::size_t limit, ActNo before) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<Item> out;
  for (const ActNo no : numbers(state_.prepared("SELECT no FROM act WHERE type = ? AND type NOT IN ('sign', 'unsign', 'mark') AND no < ? AND status = 1 "
                                                "ORDER BY no DESC LIMIT ?").bind(type, top, limit))) {
    out.push_back(item(state_.get(no)));
  }
  return out;
}

std::optional<Item> SqliteReader::item_of(const act::ActId& id) {
  const auto no = state_.find(id);
  return no ? std::optional(item(state_.get(*no))) : std::nullopt;
}

std::vector<Item> SqliteReader::about(const act::ActId& subject, std::string_view type, std::size_t limit, ActNo after) {
  return about_any({subject}, type, limit, after);
}

std::vector<Item> SqliteReader::about_any(const std::vector<act::ActId>& subjects, std::string_view type, std::size_t limit, ActNo after) {
  // In stretches: of what is about a text that thousands speak about only a page is read.
  constexpr std::size_t kStretch = 256;
  std::vector<Item> out;
  std::vector<ActNo> about;
  for (const act::ActId& subject : subjects) {
    if (const auto no = state_.find(subject)) about.push_back(*no);
  }
  std::sort(about.begin(), about.end());
  about.erase(std::unique(about.begin(), about.end()), about.end());
  std::int64_t from = after == kNone ? -1 : static_cast<std::int64_t>(after);
  for (bool more = true; more && out.size() < limit;) {
    std::vector<ActNo> all;
    more = false;
    for (const ActNo no : about) {
      const auto some = numbers(state_.prepared("SELECT no FROM act WHERE subject = ? AND type = ? AND subject IS NOT NULL AND type NOT IN ('sign', 'unsign') "
                                                "AND no > ? AND status = 1 ORDER BY no LIMIT ?").bind(no, type, from, kStretch));
      more = more || some.size() == kStretch;
      all.insert(all.end(), some.begin(), some.end());
    }
    std::sort(all.begin(), all.end());
    // Behind the first of these, another subject's may be missing.
    if (more && all.size() > kStretch) all.resize(kStretch);
    for (const ActNo each : all) {
      if (out.size() >= limit) break;
      const ActRow row = state_.get(each);
      if (counts(row)) out.push_back(item(row));
    }
    if (!all.empty()) from = static_cast<std::int64_t>(all.back());
  }
  return out;
}

std::vector<Item> SqliteReader::linked(std::string_view type, const act::ActId& target) {
  std::vector<Item> out;
  for (const ActNo no : numbers(state_.prepared("SELECT source FROM link WHERE kind = ? AND target = ? ORDER BY source").bind(type, target))) {
    const ActRow row = state_.get(no);
    if (row.status == Status::effective) out.push_back(item(row));
  }
  return out;
}

std::int64_t SqliteReader::counted(const act::ActId& subject, std::string_view name) {
  const auto no = state_.find(subject);
  return no ? state_.count(*no, name) : 0;
}

}  // namespace althing::index
