#include "web/kit/icalendar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace althing::web {
namespace {

// Undoes folding (RFC 5545, 3.1) and checks that every line on the way keeps to 75 bytes and CR LF.
std::vector<std::string> unfolded(const std::string& file) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at < file.size()) {
    const std::size_t end = file.find("\r\n", at);
    EXPECT_NE(end, std::string::npos) << "a line without CR LF";
    if (end == std::string::npos) break;
    const std::string line = file.substr(at, end - at);
    EXPECT_LE(line.size(), 75u) << line;
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    if (line.starts_with(" ") && !out.empty()) out.back() += line.substr(1);
    else out.push_back(line);
    at = end + 2;
  }
  return out;
}

std::string value_of(const std::vector<std::string>& lines, std::string_view name) {
  for (const std::string& line : lines) {
    if (line.starts_with(std::string(name) + ":")) return line.substr(name.size() + 1);
  }
  return "(none)";
}

TEST(Icalendar, WritesTimesInUtc) {
  EXPECT_EQ(calendar_time(*parse_time("2012-12-14T23:59:59Z")), "20121214T235959Z");
  EXPECT_EQ(calendar_time(0), "19700101T000000Z");
}

TEST(Icalendar, EscapesText) {
  EXPECT_EQ(calendar_text("a, b; c\\d\ne\r\nf"), "a\\, b\\; c\\\\d\\ne\\nf");
  EXPECT_EQ(calendar_text("bell\x07"), "bell");
}

TEST(Icalendar, FoldsAtTheLimitAndOneBeyond) {
  std::string out;
  append_calendar_line(out, std::string(75, 'x'));
  EXPECT_EQ(out, std::string(75, 'x') + "\r\n");
  out.clear();
  append_calendar_line(out, std::string(76, 'x'));
  EXPECT_EQ(out, std::string(75, 'x') + "\r\n x\r\n");
  out.clear();
  append_calendar_line(out, std::string(75 + 74 + 1, 'x'));
  EXPECT_EQ(out, std::string(75, 'x') + "\r\n " + std::string(74, 'x') + "\r\n x\r\n");
}

TEST(Icalendar, RemindsOfWhatIsToComeOnly) {
  CalendarEvent event;
  event.summary = "Hearing, the second";
  event.remind_days = 2;
  const std::vector<std::string> lines = unfolded(write_calendar("x", {event}));
  EXPECT_EQ(value_of(lines, "TRIGGER"), "-P2D");
  EXPECT_EQ(value_of(lines, "ACTION"), "DISPLAY");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "END:VALARM"), 1);
  event.cancelled = true;
  EXPECT_EQ(value_of(unfolded(write_calendar("x", {event})), "TRIGGER"), "(none)");
}

TEST(Icalendar, NeverFoldsInsideACodePoint) {
  std::string line;
  for (int i = 0; i < 100; ++i) line += "\u0634\u20AC\U0001F5F3";  // 2, 3 and 4 bytes
  for (std::size_t lead = 0; lead < 4; ++lead) {
    const std::string whole = std::string(lead, 'x') + line;
    std::string out;
    append_calendar_line(out, whole);
    EXPECT_EQ(unfolded(out).at(0), whole);
    std::istringstream physical(out);
    for (std::string one; std::getline(physical, one);) {
      const auto first = static_cast<unsigned char>(one[one[0] == ' ' ? 1 : 0]);
      EXPECT_NE(first & 0xC0, 0x80) << "a line begins inside a code point";
    }
  }
}

TEST(Icalendar, WritesAWholeFile) {
  CalendarEvent event;
  event.uid = "ab12-until@althing";
  event.stamp = *parse_time("2012-11-01T10:00:00Z");
  event.start = *parse_time("2012-12-03T09:00:00Z");
  event.end = *parse_time("2012-12-14T17:00:00Z");
  event.summary = "Write to your delegation; now";
  event.description = "One line,\nanother";
  event.url = "https://node.example.org/en/action/ab12";
  event.category = "action";
  const std::string file = write_calendar("Coalition, open", {event});
  const auto lines = unfolded(file);
  EXPECT_EQ(lines.front(), "BEGIN:VCALENDAR");
  EXPECT_EQ(lines.back(), "END:VCALENDAR");
  EXPECT_EQ(value_of(lines, "VERSION"), "2.0");
  EXPECT_EQ(value_of(lines, "X-WR-CALNAME"), "Coalition\\, open");
  EXPECT_EQ(value_of(lines, "UID"), "ab12-until@althing");
  EXPECT_EQ(value_of(lines, "DTSTAMP"), "20121101T100000Z");
  EXPECT_EQ(value_of(lines, "DTSTART"), "20121203T090000Z");
  EXPECT_EQ(value_of(lines, "DTEND"), "20121214T170000Z");
  EXPECT_EQ(value_of(lines, "SUMMARY"), "Write to your delegation\\; now");
  EXPECT_EQ(value_of(lines, "DESCRIPTION"), "One line\\,\\nanother");
  EXPECT_EQ(value_of(lines, "URL"), event.url);
  EXPECT_EQ(value_of(lines, "STATUS"), "CONFIRMED");
}

TEST(Icalendar, AMomentHasNoEndAndWhatWasTakenBackIsCancelled) {
  CalendarEvent event;
  event.uid = "x@althing";
  event.start = event.end = 1000;
  event.cancelled = true;
  const auto lines = unfolded(write_calendar("x", {event}));
  EXPECT_EQ(value_of(lines, "DTEND"), "(none)");
  EXPECT_EQ(value_of(lines, "STATUS"), "CANCELLED");
  EXPECT_EQ(value_of(lines, "SEQUENCE"), "1");
}

TEST(Icalendar, WordsCannotBecomeProperties) {
  CalendarEvent event;
  event.uid = "x@althing";
  event.summary = "hello\r\nATTENDEE:mailto:x@example.org";
  event.description = "a\nEND:VEVENT";
  event.url = "https://example.org/\r\nATTACH:x";
  const auto lines = unfolded(write_calendar("n\r\nBEGIN:VALARM", {event}));
  for (const std::string& line : lines) {
    EXPECT_FALSE(line.starts_with("ATTENDEE") || line.starts_with("ATTACH") || line.starts_with("BEGIN:VALARM")) << line;
  }
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "END:VEVENT"), 1);
}

}  // namespace
}  // namespace althing::web
