// Rows of an export as CSV and JSON. A bundle of entries is read once for all its rows.
#include "web/export.h"

#include <fmt/format.h>

#include "web/kit/csv.h"

namespace althing::web {
namespace {

// The notes of the bundle that was asked for last.
class Notes {
 public:
  explicit Notes(const record::Record& record) : record_(record) {}
  Result<std::string_view> at(index::ActNo no) {
    constexpr index::ActNo kBundle = 256;
    const index::ActNo begin = no - no % kBundle;
    if (begin != begin_ || no - begin >= notes_.size()) {
      TRY(notes_, record_.read_notes(begin, begin + kBundle));
      begin_ = begin;
    }
    if (no - begin >= notes_.size()) return fail(Errc::corrupt, "the record does not hold an entry that the index names");
    return std::string_view(notes_[no - begin]);
  }

 private:
  const record::Record& record_;
  index::ActNo begin_ = index::kNone;
  std::vector<std::string> notes_;
};

// Ids and tokens of a list stand side by side; whatever else is no text stands as JSON.
std::string cell_text(const json::Value& value) {
  if (value.is_null()) return {};
  if (const std::string* text = value.string()) return *text;
  if (const json::Array* list = value.array()) {
    std::string out;
    for (const json::Value& each : *list) {
      const std::string* text = each.string();
      if (text == nullptr || text->find(' ') != std::string::npos) return json::write(value);
      out += (out.empty() ? "" : " ") + *text;
    }
    return out;
  }
  return json::write(value);
}

template <class Each>
void each_column(const Export& which, Each each) {
  const std::size_t count = common_columns().size() + which.own.size();
  std::size_t n = 0;
  for (const ExportColumn& column : common_columns()) each(column, ++n == count);
  for (const ExportColumn& column : which.own) each(column, ++n == count);
}

}  // namespace

const Export* find_export(std::string_view name) {
  for (const Export& each : exports()) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

std::string export_head(const Export& which, ExportForm form) {
  if (form == ExportForm::json) return fmt::format("{{\"export\":\"{}\",\"rows\":[", which.name);
  std::string out;
  each_column(which, [&](const ExportColumn& column, bool last) { out += std::string(column.name) + (last ? "\r\n" : ","); });
  return out;
}

std::string export_tail(ExportForm form) { return form == ExportForm::json ? "\n]}\n" : ""; }

Result<std::string> export_rows(const Export& which, ExportForm form, const record::Record& record, index::Reader& reader, std::string_view base,
                                index::ActNo& from, bool& first) {
  const index::ReadSnapshot snapshot(reader);
  const index::ScanPage page = reader.scan(which.types, from, kExportRowsPerPull);
  Notes notes(record);
  std::string out;
  for (const index::Item& item : page.rows) {
    TRY(const std::string_view note, notes.at(item.act.no));
    TRY(const act::Act act, act::parse_entry(note));
    const ExportRow row{item, act, reader, base};
    if (which.keep != nullptr && !which.keep(row)) continue;
    if (form == ExportForm::csv) {
      each_column(which, [&](const ExportColumn& column, bool last) {
        csv_cell(out, cell_text(column.value(row, column.name)), column.prose ? TextKind::prose : TextKind::line, last);
      });
      continue;
    }
    json::Object object;
    each_column(which, [&](const ExportColumn& column, bool) { object.set(column.name, column.value(row, column.name)); });
    out += std::exchange(first, false) ? "\n" : ",\n";
    out += json::write(object);
  }
  from = page.next;
  return out;
}

std::string exports_markdown() {
  std::string out = "## In every file\n\n| column | meaning |\n|---|---|\n";
  for (const ExportColumn& column : common_columns()) out += fmt::format("| `{}` | {} |\n", column.name, column.meaning);
  for (const Export& each : exports()) {
    out += fmt::format("\n## `{}`\n\n{}.", each.name, each.meaning);
    if (!each.types.empty()) {
      out += " Acts:";
      for (const std::string_view type : each.types) out += fmt::format(" `{}`", type);
      out += ".";
    }
    out += "\n";
    if (each.own.empty()) continue;
    out += "\n| column | meaning |\n|---|---|\n";
    for (const ExportColumn& column : each.own) out += fmt::format("| `{}` | {} |\n", column.name, column.meaning);
  }
  return out;
}

}  // namespace althing::web
