// What came of reading a file: its text page by page, or in one token why there is none. And the form in
// which the reading process hands it over, which is parsed as strictly as any stranger's bytes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extract/limits.h"

namespace althing::extract {

/// Changes when the same file may yield another text: what an index holds of an older one is read again.
inline constexpr int kReaderVersion = 1;

/// Why a file has no text here. Stable tokens: the index keeps them, pages put them into words.
namespace why {
inline constexpr std::string_view kKind = "kind";        // no PDF, HTML or plain text
inline constexpr std::string_view kSize = "size";        // over Limits::file_bytes
inline constexpr std::string_view kTime = "time";        // took longer than it may
inline constexpr std::string_view kMemory = "memory";    // needed more than it may
inline constexpr std::string_view kDamaged = "damaged";  // begins like a PDF and is none that can be read
inline constexpr std::string_view kLocked = "locked";    // wants a password
inline constexpr std::string_view kEmpty = "empty";      // has no text: pictures of pages, perhaps
inline constexpr std::string_view kCrash = "crash";      // the reader failed on it
}  // namespace why

struct Outcome {
  std::string kind;                // "pdf", "html", "text"; "" if not told
  std::string reason;              // "" = there is text; else one of why::
  bool cut = false;                // pages end before the file does
  std::vector<std::string> pages;  // valid UTF-8, lines ended by \n, no other control characters but tabs
  bool operator==(const Outcome&) const = default;
};

Outcome no_text(std::string_view kind, std::string_view reason);

/// The bytes a reading process writes: one line, then each page with its length.
std::string write_outcome(const Outcome& outcome);
/// malformed: anything that write_outcome() does not write of a tidy outcome within the limits.
Result<Outcome> parse_outcome(std::string_view bytes, const Limits& limits);
/// The longest that write_outcome() can be within the limits.
std::size_t max_outcome_bytes(const Limits& limits);

}  // namespace althing::extract
