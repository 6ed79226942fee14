// Everything as flat files (docs/exports.md): one table of exports and their columns, from which CSV, JSON
// and the documentation are made. A row is an act with what the fold says of it, in log order, whatever its
// verdict. Rows are read in pieces, so memory is bounded however many there are. One ExportReader per thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "index/reader.h"
#include "record/record.h"

namespace althing::web {

/// What a cell is made from.
struct ExportRow {
  const index::Item& item;
  const act::Act& act;
  index::Reader& reader;
  std::string_view base;  // of permalinks, "" = relative
  mutable std::optional<std::optional<index::MemberInfo>> member = {};  // looked up once for all columns
};

struct ExportColumn {
  std::string_view name;
  std::string_view meaning;
  json::Value (*value)(const ExportRow& row, std::string_view name);
  bool prose = false;  // keeps its line breaks
};

struct Export {
  std::string_view name;     // of the file, without ending
  std::string_view meaning;  // what its rows are
  std::span<const std::string_view> types;  // of acts; none: all
  bool (*keep)(const ExportRow& row);       // nullptr: all of these types
  std::span<const ExportColumn> own;        // beside common_columns()
};

std::span<const Export> exports();
const Export* find_export(std::string_view name);
/// The columns every export begins with.
std::span<const ExportColumn> common_columns();

enum class ExportForm { csv, json };
inline constexpr std::size_t kExportRowsPerPull = 500;
std::string export_head(const Export& which, ExportForm form);
std::string export_tail(ExportForm form);
/// The next rows from `from` on; moves it, to kNone after the last. `first`: no row went before (JSON).
Result<std::string> export_rows(const Export& which, ExportForm form, const record::Record& record, index::Reader& reader, std::string_view base,
                                index::ActNo& from, bool& first);

/// docs/exports.md below its introduction.
std::string exports_markdown();

}  // namespace althing::web
