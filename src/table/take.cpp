#include "table/take.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/bytes.h"
#include "crypto/sha256.h"
#include "table/countries.h"
#include "table/trim.h"

namespace althing::table {
namespace {

class Taker {
 public:
  Taker(const Mapping& mapping, Taken& out) : mapping_(mapping), out_(out) {}

  Result<void> find_columns() {
    for (const std::string& name : columns_of(mapping_)) {
      const auto at = std::find(out_.columns.begin(), out_.columns.end(), name);
      if (at == out_.columns.end()) return fail(Errc::malformed, "columns", fmt::format("the table has no column \"{}\"", name));
      if (std::find(at + 1, out_.columns.end(), name) != out_.columns.end()) return fail(Errc::malformed, "columns", fmt::format("the table has two columns \"{}\"", name));
      column_.emplace(name, static_cast<std::size_t>(at - out_.columns.begin()));
    }
    return {};
  }

  void take(Row& row) {
    ++out_.rows;
    if (const std::string why = dropped(row); !why.empty()) {
      out_.dropped.push_back({row.line, why, id_of(row)});
      return;
    }
    Record record;
    record.line = row.line;
    record.id = id_of(row);
    std::vector<std::string> remarks;
    if (auto done = fill(record, row, remarks); !done) {
      out_.refused.push_back({row.line, done.error().text(), std::move(record.id)});
      return;
    }
    for (std::string& remark : remarks) out_.remarks.push_back({row.line, std::move(remark), record.id});
    record.cells = std::move(row.cells);
    out_.records.push_back(std::move(record));
  }

 private:
  std::string_view cell(const Row& row, const std::string& column) const { return trimmed(row.cells[column_.at(column)], kSpaces); }

  std::string dropped(const Row& row) const {
    const auto fits = [&](const Filter& filter) { return std::find(filter.values.begin(), filter.values.end(), cell(row, filter.column)) != filter.values.end(); };
    for (const Filter& filter : mapping_.keep) {
      if (!fits(filter)) return fmt::format("{}: \"{}\" is not kept", filter.column, cell(row, filter.column));
    }
    for (const Filter& filter : mapping_.drop) {
      if (fits(filter)) return fmt::format("{}: {}", filter.column, filter.why);
    }
    return {};
  }

  Result<void> fill(Record& record, const Row& row, std::vector<std::string>& remarks) {
    TRY_VOID(fill_countries(record, row));
    TRY_VOID(fill_dates(record, row, remarks));
    for (const Label& label : mapping_.labels) {
      for (const std::string_view part : parts_of(cell(row, label.column), label.split)) {
        const auto known = label.values.find(std::string(part));
        record.labels.emplace(label.name, known == label.values.end() ? std::string(part) : known->second);
      }
    }
    const auto [before, fresh] = seen_.emplace(record.id, row.line);
    if (!fresh) return fail(Errc::conflict, fmt::format("is the same as line {}: the columns of its id say so", before->second));
    return {};
  }

  std::string id_of(const Row& row) const {
    std::string all;
    for (const std::string& column : mapping_.id) all.append(cell(row, column)).push_back('\x1f');
    return fmt::format("{}.{}", mapping_.source, to_hex(sha256(all)).substr(0, 16));
  }

  Result<void> fill_countries(Record& record, const Row& row) {
    const auto names = parts_of(cell(row, mapping_.country), mapping_.country_split);
    if (names.empty()) return fail(Errc::malformed, mapping_.country, "names no country");
    std::string missing;
    for (const std::string_view name : names) {
      const auto given = mapping_.countries.find(std::string(name));
      const auto code = given != mapping_.countries.end() ? std::optional(given->second) : country_code(name);
      if (code) {
        if (std::find(record.countries.begin(), record.countries.end(), *code) == record.countries.end()) record.countries.push_back(*code);
        continue;
      }
      ++out_.unmatched[std::string(name)];
      missing = name;
    }
    if (!missing.empty()) return fail(Errc::malformed, mapping_.country, fmt::format("\"{}\" has no code; name one in country.names", missing));
    return {};
  }

  Result<std::pair<When, std::optional<When>>> read(const DateColumns& date, const Row& row) const {
    if (date.column.empty()) {
      const auto of = [&](const std::string& column) { return column.empty() ? std::string_view() : cell(row, column); };
      TRY(When when, read_parts(of(date.year), of(date.month), of(date.day)));
      return std::pair(std::move(when), std::optional<When>());
    }
    const auto ends = parts_of(cell(row, date.column), date.separator);
    if (ends.empty()) return fail(Errc::malformed, "is empty");
    if (ends.size() > 2) return fail(Errc::malformed, fmt::format("\"{}\" is no range of two", cell(row, date.column)));
    TRY(When first, read_when(ends[0], date.forms));
    if (ends.size() == 1) return std::pair(std::move(first), std::optional<When>());
    TRY(When second, read_when(ends[1], date.forms));
    return std::pair(std::move(first), std::optional(std::move(second)));
  }

  static std::string name_of(const DateColumns& date) { return date.column.empty() ? date.year : date.column; }

  Result<void> fill_dates(Record& record, const Row& row, std::vector<std::string>& remarks) {
    auto start = read(mapping_.start, row);
    if (!start) return fail(Errc::malformed, name_of(mapping_.start), start.error().message);
    record.start = std::move(start->first);
    record.end = std::move(start->second);
    for (const std::string& remark : record.start.remarks) remarks.push_back(remark);
    if (mapping_.end && !cell(row, name_of(*mapping_.end)).empty()) {
      auto end = read(*mapping_.end, row);
      if (end) record.end = std::move(end->first);
      else if (!mapping_.drop_bad_end) return fail(Errc::malformed, name_of(*mapping_.end), end.error().message);
      else remarks.push_back(fmt::format("{}: {}; taken as not told", name_of(*mapping_.end), end.error().message));
    }
    if (!record.end) return {};
    for (const std::string& remark : record.end->remarks) remarks.push_back(remark);
    if (record.end->at >= record.start.at) return {};
    const std::string why = fmt::format("it ends ({}) before it begins ({})", format_time(record.end->at), format_time(record.start.at));
    if (!mapping_.drop_bad_end) return fail(Errc::malformed, mapping_.end ? name_of(*mapping_.end) : name_of(mapping_.start), why);
    remarks.push_back(why + "; the end is taken as not told");
    record.end.reset();
    return {};
  }

  const Mapping& mapping_;
  Taken& out_;
  std::unordered_map<std::string, std::size_t> column_;
  std::unordered_map<std::string, std::uint64_t> seen_;  // line by id
};

}  // namespace

Result<Taken> take_rows(std::string_view csv, const Mapping& mapping) {
  TRY(Csv table, Csv::open(csv));
  Taken out;
  out.columns = table.columns();
  Taker taker(mapping, out);
  TRY_VOID(taker.find_columns());
  Row row;
  while (true) {
    TRY(const bool any, table.next(row));
    if (!any) return out;
    taker.take(row);
  }
}

}  // namespace althing::table
