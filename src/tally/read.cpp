// Which format a file has, and its reader.
#include <fmt/format.h>

#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

struct FormatInfo {
  Format format;
  std::string_view name;
  Result<Profile> (*read)(LineReader&);
};
constexpr FormatInfo kFormats[] = {
    {Format::blt, "blt", read_blt},
    {Format::preflib, "preflib", read_preflib},
    {Format::abif, "abif", read_abif},
    {Format::debian, "debian", read_debian},
    {Format::pabulib, "pabulib", read_pabulib},
    {Format::csv, "csv", read_csv},
};

const FormatInfo& info_of(Format format) {
  for (const FormatInfo& info : kFormats) {
    if (info.format == format) return info;
  }
  return kFormats[0];
}

}  // namespace

std::string_view format_name(Format format) { return info_of(format).name; }

std::optional<Format> format_of_name(std::string_view name) {
  for (const FormatInfo& info : kFormats) {
    if (iequal(info.name, name)) return info.format;
  }
  for (const std::string_view preflib : {"soc", "soi", "toc", "toi", "cat"}) {
    if (iequal(preflib, name)) return Format::preflib;
  }
  if (iequal(name, "pb")) return Format::pabulib;
  return std::nullopt;
}

Result<Format> detect_format(std::string_view file_name, std::string_view head) {
  const auto point = file_name.rfind('.');
  if (point != std::string_view::npos) {
    const std::string_view ending = file_name.substr(point + 1);
    if (const auto known = format_of_name(ending); known && *known != Format::debian) return *known;
  }
  if (head.find("# ALTERNATIVE NAME") != std::string_view::npos || head.starts_with("# FILE NAME"))
    return Format::preflib;
  if (head.find("\nPROJECTS") != std::string_view::npos && head.starts_with("META"))
    return Format::pabulib;
  if (head.find("\nV: ") != std::string_view::npos || head.starts_with("V: "))
    return Format::debian;
  std::string_view rest = head;
  while (!rest.empty()) {  // the first line that says something
    const auto end = rest.find('\n');
    const std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const auto blank = line.find_first_of(" \t");
    if (blank != std::string_view::npos && parse_count(line.substr(0, blank), kMaxWeight))
      return Format::blt;
    if (line.front() == '{' || line.front() == '=' || line.find('>') != std::string_view::npos)
      return Format::abif;
    if (const auto colon = line.find(':');
        colon != std::string_view::npos &&
        parse_number(trim(line.substr(0, colon)), kMaxWeight, kMaxWeightDecimals))
      return Format::abif;
    if (line.find(',') != std::string_view::npos) return Format::csv;
    break;
  }
  return fail(Errc::unsupported, "format", "cannot be told from the file; name it with --format");
}

Result<Profile> read_ballots(LineReader& lines, Format format) {
  return info_of(format).read(lines);
}

}  // namespace althing::tally
