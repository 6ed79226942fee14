#include "web/kit/icalendar.h"

#include <algorithm>

#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

constexpr std::size_t kLineBytes = 75;  // without the line break (RFC 5545, 3.1)
constexpr std::size_t kMaxDescription = 2000;

bool continues_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

void property(std::string& out, std::string_view name, std::string_view value) {
  append_calendar_line(out, std::string(name) + ":" + std::string(value));
}

void write_event(std::string& out, const CalendarEvent& event) {
  property(out, "BEGIN", "VEVENT");
  property(out, "UID", event.uid);
  property(out, "DTSTAMP", calendar_time(event.stamp));
  property(out, "DTSTART", calendar_time(event.start));
  if (event.end > event.start) property(out, "DTEND", calendar_time(event.end));
  property(out, "SUMMARY", calendar_text(visible_line(event.summary, kMaxLineCodePoints)));
  if (!event.description.empty()) {
    std::string words = visible(event.description, TextKind::prose);
    if (words.size() > kMaxDescription) {
      std::size_t cut = kMaxDescription;
      while (cut > 0 && continues_code_point(words[cut])) --cut;
      words.resize(cut);
    }
    property(out, "DESCRIPTION", calendar_text(words));
  }
  const bool web = event.url.starts_with("https://") || event.url.starts_with("http://");
  if (web && event.url.find_first_of("\r\n") == std::string::npos) property(out, "URL", event.url);
  if (!event.category.empty()) property(out, "CATEGORIES", calendar_text(event.category));
  // Nobody is busy because a poll closes.
  property(out, "TRANSP", "TRANSPARENT");
  property(out, "SEQUENCE", event.cancelled ? "1" : "0");
  property(out, "STATUS", event.cancelled ? "CANCELLED" : "CONFIRMED");
  if (event.remind_days > 0 && !event.cancelled) {
    property(out, "BEGIN", "VALARM");
    property(out, "ACTION", "DISPLAY");
    property(out, "DESCRIPTION", calendar_text(visible_line(event.summary, kMaxLineCodePoints)));
    property(out, "TRIGGER", "-P" + std::to_string(event.remind_days) + "D");
    property(out, "END", "VALARM");
  }
  property(out, "END", "VEVENT");
}

}  // namespace

void append_calendar_line(std::string& out, std::string_view line) {
  std::size_t room = kLineBytes;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && continues_code_point(line[cut])) --cut;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = kLineBytes - 1;  // the space that says "goes on" is one of them
  }
  out.append(line).append("\r\n");
}

std::string calendar_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' || c == ',' || c == ';') out += '\\', out += c;
    else if (c == '\n') out += "\\n";
    else if (c == '\r') continue;
    else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') continue;
    else out += c;
  }
  return out;
}

std::string calendar_time(UnixSeconds t) {
  std::string out = format_time(t);
  std::erase_if(out, [](char c) { return c == '-' || c == ':'; });
  return out;
}

std::string write_calendar(std::string_view name, const std::vector<CalendarEvent>& events) {
  std::string out;
  property(out, "BEGIN", "VCALENDAR");
  property(out, "VERSION", "2.0");
  property(out, "PRODID", "-//Althing//Calendar 1//EN");
  property(out, "CALSCALE", "GREGORIAN");
  property(out, "METHOD", "PUBLISH");
  property(out, "X-WR-CALNAME", calendar_text(visible_line(name, kMaxLineCodePoints)));
  property(out, "REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
  for (const CalendarEvent& event : events) write_event(out, event);
  property(out, "END", "VCALENDAR");
  return out;
}

}  // namespace althing::web
