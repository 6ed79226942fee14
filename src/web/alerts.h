// What changed of incidents by a filter: one began, one ended (a service is reachable again), one goes on again. Told of
// the versions of each row in force, newest first; a correction that changes none of this is no alert.
#pragma once

#include <vector>

#include "index/reader.h"
#include "web/app.h"

namespace althing::web {

enum class AlertKind : std::uint8_t { began, ended, again };
/// "began", "ended", "again".
std::string_view alert_token(AlertKind kind);

struct Alert {
  AlertKind kind = AlertKind::began;
  index::Item version;          // the act that says so
  index::PlacedTokens tokens;   // of that version
};

/// Rows looked at for one answer, newest first; alerts in one answer.
inline constexpr std::size_t kAlertRows = 500, kMaxAlerts = 100;

struct Alerts {
  std::vector<Alert> list;  // newest first
  bool cut = false;         // there may be more behind a limit
};

/// @param filter its country, kind, extent, label and author count
/// @param since only what was logged here from this entry on
Alerts alerts(index::Reader& reader, const index::PlacedQuery& filter, index::ActNo since = 0);

void add_alert_pages(http::Router& router, App& app);

}  // namespace althing::web
