#include "table/mapping.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/toml.h"
#include "table/countries.h"
#include "table/section.h"

namespace althing::table {
namespace {

Result<DateColumns> date_columns(std::string name, const toml::table& table) {
  Section section(std::move(name), table);
  DateColumns out;
  if (section.has("column")) {
    TRY(out.column, section.text("column", true));
    TRY(out.forms, section.list("forms", kMaxForms, true));
    TRY(out.separator, section.text("separator", false));
  } else {
    TRY(out.year, section.text("year", true));
    TRY(out.month, section.text("month", false));
    TRY(out.day, section.text("day", false));
  }
  TRY_VOID(section.end());
  return out;
}

Result<std::vector<Filter>> filters(Section& in, std::string_view member) {
  std::vector<Filter> out;
  TRY(const auto tables, in.tables(member, kMaxFilters));
  for (const toml::table* table : tables) {
    Section section(in.named(member), *table);
    Filter filter;
    TRY(filter.column, section.text("column", true));
    TRY(filter.values, section.list("values", SIZE_MAX, true));
    TRY(filter.why, section.text("why", member == "drop"));
    TRY_VOID(section.end());
    out.push_back(std::move(filter));
  }
  return out;
}

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Result<std::vector<Label>> labels(Section& in) {
  std::vector<Label> out;
  TRY(const toml::table* tables, in.inner("labels"));
  if (tables == nullptr) return out;
  if (tables->size() > kMaxLabels) return bad_member("labels", fmt::format("may be {}", kMaxLabels));
  for (const auto& [key, value] : *tables) {
    const std::string name = fmt::format("labels.{}", key.str());
    if (!value.is_table()) return bad_member(name, "must be a table");
    if (!is_token(key.str())) return bad_member(name, "its name must be 1 to 32 of a-z 0-9 -");
    Section section(name, *value.as_table());
    Label label;
    label.name = key.str();
    TRY(label.column, section.text("column", true));
    TRY(label.split, section.text("split", false));
    TRY(label.values, section.words("values"));
    TRY_VOID(section.end());
    out.push_back(std::move(label));
  }
  return out;
}

}  // namespace

Result<Mapping> read_mapping(std::string_view text) {
  if (text.size() > kMaxMappingBytes) return fail(Errc::too_large, "mapping", fmt::format("may have {} bytes, got {}", kMaxMappingBytes, text.size()));
  const auto root = parse_toml(text);
  if (!root) return bad_member("mapping", root.error().text());
  Section in("", *root);
  Mapping out;
  TRY(const std::string kind, in.text("kind", true));
  if (kind != "incident" && kind != "event") return bad_member("kind", "must be incident or event");
  out.kind = kind == "event" ? Kind::event : Kind::incident;
  TRY(out.source, in.text("source", true));
  if (!is_token(out.source)) return bad_member("source", "must be 1 to 32 of a-z 0-9 -");
  TRY(out.about, in.text("about", false));
  TRY(out.id, in.list("id", kMaxLabels, true));
  TRY(const toml::table* country, in.inner("country"));
  if (country == nullptr) return bad_member("country", "is missing");
  {
    Section section("country", *country);
    TRY(out.country, section.text("column", true));
    TRY(out.country_split, section.text("split", false));
    TRY(out.countries, section.words("names"));
    TRY_VOID(section.end());
    for (const auto& [name, code] : out.countries) {
      if (!is_country_code(code)) return bad_member("country.names", fmt::format("\"{}\" is no country code", code));
    }
  }
  TRY(const toml::table* start, in.inner("start"));
  if (start == nullptr) return bad_member("start", "is missing");
  TRY(out.start, date_columns("start", *start));
  TRY(const toml::table* end, in.inner("end"));
  if (end != nullptr) {
    TRY(out.end, date_columns("end", *end));
  }
  TRY(out.drop_bad_end, in.flag("drop_bad_end"));
  TRY(out.labels, labels(in));
  TRY(out.keep, filters(in, "keep"));
  TRY(out.drop, filters(in, "drop"));
  TRY(const toml::table* act, in.inner("act"));
  if (act != nullptr) {
    TRY(out.act, read_act_columns(*act));
  }
  TRY_VOID(in.end());
  return out;
}

std::vector<std::string> columns_of(const Mapping& mapping) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& column) {
    if (!column.empty() && std::find(out.begin(), out.end(), column) == out.end()) out.push_back(column);
  };
  for (const std::string& column : mapping.id) add(column);
  add(mapping.country);
  for (const DateColumns* date : {&mapping.start, mapping.end ? &*mapping.end : nullptr}) {
    if (date == nullptr) continue;
    for (const std::string* column : {&date->column, &date->year, &date->month, &date->day}) add(*column);
  }
  for (const Label& label : mapping.labels) add(label.column);
  for (const auto* filters : {&mapping.keep, &mapping.drop}) {
    for (const Filter& filter : *filters) add(filter.column);
  }
  if (mapping.act) add_columns(*mapping.act, out);
  return out;
}

}  // namespace althing::table
