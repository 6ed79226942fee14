#include "web/alerts.h"

#include <algorithm>
#include <utility>

#include "index/placed_rows.h"

namespace althing::web {

using index::Item;
using index::PlacedQuery;
using index::PlacedTokens;

namespace {

constexpr std::size_t kBatch = 100;

PlacedTokens tokens_of(const Item& row) { return index::placed_tokens(row.act.type, row.act.payload); }

// Going on as far as the row says; without an end it was over when it was recorded.
bool goes_on(const PlacedTokens& row) { return row.to.empty() && (row.end == "ongoing" || row.end == "unknown"); }

bool fits(const PlacedQuery& filter, const Item& row, const PlacedTokens& tokens) {
  const auto& who = row.act.acting_for ? row.act.acting_for : row.act.member;
  return (filter.country.empty() || tokens.country == filter.country) && (filter.kind.empty() || tokens.kind == filter.kind) && (filter.extent.empty() || tokens.extent == filter.extent) &&
         (filter.label.empty() || std::find(tokens.labels.begin(), tokens.labels.end(), filter.label) != tokens.labels.end()) && (!filter.author || who == filter.author);
}

void changes_of(index::Reader& reader, const Item& row, index::ActNo since, std::vector<Alert>& out) {
  bool first = true, before = false;
  for (Item& version : reader.row_versions(row.act.id)) {
    PlacedTokens tokens = tokens_of(version);
    const bool now = goes_on(tokens);
    const bool is_first = std::exchange(first, false), was = std::exchange(before, now);
    if (version.act.no < since) continue;
    if (is_first) out.push_back({AlertKind::began, std::move(version), std::move(tokens)});
    else if (was && !now) out.push_back({AlertKind::ended, std::move(version), std::move(tokens)});
    else if (!was && now) out.push_back({AlertKind::again, std::move(version), std::move(tokens)});
  }
}

}  // namespace

std::string_view alert_token(AlertKind kind) {
  constexpr std::string_view kTokens[] = {"began", "ended", "again"};
  return kTokens[static_cast<std::size_t>(kind)];
}

Alerts alerts(index::Reader& reader, const PlacedQuery& filter, index::ActNo since) {
  Alerts out;
  index::ActNo before = index::kNone;
  for (std::size_t seen = 0; seen < kAlertRows; seen += kBatch) {
    const auto rows = reader.items("incident", kBatch, before);
    for (const Item& row : rows) {
      // Of a row the version in force is looked at, and tells of those before it.
      if (row.act.superseded || row.act.no < since || !fits(filter, row, tokens_of(row))) continue;
      changes_of(reader, row, since, out.list);
    }
    if (rows.size() < kBatch || rows.back().act.no < since) break;
    before = rows.back().act.no;
    out.cut = seen + kBatch >= kAlertRows;
  }
  std::sort(out.list.begin(), out.list.end(), [](const Alert& a, const Alert& b) { return a.version.act.no > b.version.act.no; });
  if (out.list.size() > kMaxAlerts) {
    out.list.erase(out.list.begin() + kMaxAlerts, out.list.end());
    out.cut = true;
  }
  return out;
}

}  // namespace althing::web
