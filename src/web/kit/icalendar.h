// A calendar file as RFC 5545 has it: one VCALENDAR of VEVENTs, times in UTC, lines folded at 75 bytes and
// ended by CR LF. Texts are people's words: escaped, hidden characters spelled out (hidden.h). Pure,
// thread-safe; the same events give the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace althing::web {

struct CalendarEvent {
  std::string uid;          // stays the same for ever: an act's id and which of its dates
  UnixSeconds stamp = 0;    // when this state of it was written down
  UnixSeconds start = 0;
  UnixSeconds end = 0;      // 0: a moment
  std::string summary;      // plain, one line
  std::string description;  // plain, may have lines; "" = none
  std::string url;          // "" = none; http or https, else left out
  std::string category;     // "" = none
  bool cancelled = false;
  int remind_days = 0;      // > 0: a reminder so many days before (VALARM, 5545 3.6.6)
};

/// The whole file. `name` is shown by programs that subscribe to it.
std::string write_calendar(std::string_view name, const std::vector<CalendarEvent>& events);

/// One content line: folded so that no line is longer than 75 bytes (5545, 3.1), never inside a code point.
void append_calendar_line(std::string& out, std::string_view line);
/// A TEXT value: backslash, comma, semicolon and line breaks escaped (5545, 3.3.11).
std::string calendar_text(std::string_view text);
/// "20261123T181200Z"
std::string calendar_time(UnixSeconds t);

}  // namespace althing::web
