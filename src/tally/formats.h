// Ballot files in and out (docs/counting.md, "Formats"). Readers stream: memory grows with distinct
// ballots only. What cannot be right is refused with its line and the reason; what is merely
// unusual is taken and said in `warnings`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tally/profile.h"
#include "tally/source.h"

namespace althing::tally {

enum class Format { blt, preflib, abif, debian, pabulib, csv };
std::string_view format_name(Format format);
std::optional<Format> format_of_name(std::string_view name);
/// By the name's ending (.blt, .soc .soi .toc .toi .cat, .abif, .pb, .csv), else by the first
/// lines. unsupported if neither tells.
Result<Format> detect_format(std::string_view file_name, std::string_view head);

/// Reads a file. Errors' messages start with "line N: ".
Result<Profile> read_ballots(LineReader& lines, Format format);

Result<Profile> read_blt(LineReader& lines);
Result<Profile> read_preflib(LineReader& lines);
Result<Profile> read_abif(LineReader& lines);
Result<Profile> read_debian(LineReader& lines);
Result<Profile> read_pabulib(LineReader& lines);
Result<Profile> read_csv(LineReader& lines);

/// Writes a profile. unsupported, with the reason, where the format cannot hold it (a score in
/// BLT).
Result<std::string> write_ballots(const Profile& profile, Format format);

}  // namespace althing::tally
