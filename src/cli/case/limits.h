// Every limit of a case file, named once (docs/case-file.md lists them).
#pragma once

#include <cstddef>

namespace althing::cli {

inline constexpr std::size_t kMaxCaseBytes = std::size_t{4} << 20;    // the case file itself
inline constexpr std::size_t kMaxSourceBytes = std::size_t{16} << 20;  // a file it draws from
inline constexpr std::size_t kMaxCaseRows = 20000;   // rows of all types together
inline constexpr std::size_t kMaxSourceIdBytes = 300;  // `src` as the case file writes it
inline constexpr std::size_t kMaxFileName = 200;     // a path under `files`, bytes
inline constexpr std::size_t kMaxCaseMembers = 1000;  // members of the assembly section
inline constexpr int kMaxOpenDays = 3650;            // a statement's `open_days`
inline constexpr int kMaxCaseDepth = 12;             // nesting of the JSON

}  // namespace althing::cli
