#include "table/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/toml.h"
#include "table/countries.h"

namespace althing::table {
namespace {

auto bad(std::string field, std::string why) { return fail(Errc::malformed, std::move(field), std::move(why)); }

// One table of the file, whose members are taken one by one; what is left over is unknown.
class Section {
 public:
  Section(std::string name, const toml::table& table) : name_(std::move(name)), table_(table) {}

  std::string named(std::string_view member) const { return name_.empty() ? std::string(member) : fmt::format("{}.{}", name_, member); }
  bool has(std::string_view member) const { return table_.contains(member); }

  Result<std::string> text(std::string_view member, bool required) {
    known_.push_back(member);
    const toml::node* node = table_.get(member);
    if (node == nullptr) {
      if (required) return bad(named(member), "is missing");
      return std::string();
    }
    const auto* value = node->as_string();
    if (value == nullptr || value->get().empty()) return bad(named(member), "must be a text that is not empty");
    return value->get();
  }
  Result<bool> flag(std::string_view member) {
    known_.push_back(member);
    const toml::node* node = table_.get(member);
    if (node == nullptr) return false;
    if (!node->is_boolean()) return bad(named(member), "must be true or false");
    return node->as_boolean()->get();
  }
  Result<std::vector<std::string>> list(std::string_view member, std::size_t most, bool required) {
    known_.push_back(member);
    const toml::node* node = table_.get(member);
    if (node == nullptr && !required) return std::vector<std::string>();
    const toml::array* array = node == nullptr ? nullptr : node->as_array();
    if (array == nullptr || array->empty() || array->size() > most) return bad(named(member), fmt::format("must be a list of 1 to {} texts", most));
    std::vector<std::string> out;
    for (const toml::node& item : *array) {
      if (!item.is_string()) return bad(named(member), "must hold texts only");
      out.push_back(item.as_string()->get());
    }
    return out;
  }
  Result<std::map<std::string, std::string>> words(std::string_view member) {
    known_.push_back(member);
    std::map<std::string, std::string> out;
    const toml::node* node = table_.get(member);
    if (node == nullptr) return out;
    if (!node->is_table()) return bad(named(member), "must be a table of texts");
    for (const auto& [key, value] : *node->as_table()) {
      if (!value.is_string()) return bad(named(member), "must be a table of texts");
      out.emplace(key.str(), value.as_string()->get());
    }
    return out;
  }
  const toml::table* inner(std::string_view member) {
    known_.push_back(member);
    const toml::node* node = table_.get(member);
    return node == nullptr ? nullptr : node->as_table();
  }
  const toml::array* tables(std::string_view member) {
    known_.push_back(member);
    const toml::node* node = table_.get(member);
    return node == nullptr ? nullptr : node->as_array();
  }
  Result<void> end() const {
    for (const auto& [key, value] : table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) == known_.end()) return bad(named(key.str()), "is no member of a mapping");
    }
    return {};
  }

 private:
  std::string name_;
  const toml::table& table_;
  std::vector<std::string_view> known_;
};

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
  const toml::array* array = in.tables(member);
  if (array == nullptr) {
    if (in.has(member)) return bad(in.named(member), "must be [[...]] tables");
    return out;
  }
  if (array->size() > kMaxFilters) return bad(in.named(member), fmt::format("may be {}", kMaxFilters));
  for (const toml::node& node : *array) {
    if (!node.is_table()) return bad(in.named(member), "must be [[...]] tables");
    Section section(in.named(member), *node.as_table());
    Filter filter;
    TRY(filter.column, section.text("column", true));
    TRY(filter.values, section.list("values", SIZE_MAX, true));
    TRY(filter.why, section.text("why", member == "drop"));
    TRY_VOID(section.end());
    out.push_back(std::move(filter));
  }
  return out;
}

Result<std::vector<Label>> labels(Section& in) {
  std::vector<Label> out;
  const toml::table* tables = in.inner("labels");
  if (tables == nullptr) return out;
  if (tables->size() > kMaxLabels) return bad("labels", fmt::format("may be {}", kMaxLabels));
  for (const auto& [key, value] : *tables) {
    const std::string name = fmt::format("labels.{}", key.str());
    if (!value.is_table()) return bad(name, "must be a table");
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

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace

Result<Mapping> read_mapping(std::string_view text) {
  if (text.size() > kMaxMappingBytes) return fail(Errc::too_large, "mapping", fmt::format("may have {} bytes, got {}", kMaxMappingBytes, text.size()));
  const auto root = parse_toml(text);
  if (!root) return bad("mapping", root.error().text());
  Section in("", *root);
  Mapping out;
  TRY(const std::string kind, in.text("kind", true));
  if (kind != "incident" && kind != "event") return bad("kind", "must be incident or event");
  out.kind = kind == "event" ? Kind::event : Kind::incident;
  TRY(out.source, in.text("source", true));
  if (!is_token(out.source)) return bad("source", "must be 1 to 32 of a-z 0-9 -");
  TRY(out.about, in.text("about", false));
  TRY(out.id, in.list("id", kMaxLabels, true));
  const toml::table* country = in.inner("country");
  if (country == nullptr) return bad("country", "is missing");
  {
    Section section("country", *country);
    TRY(out.country, section.text("column", true));
    TRY(out.country_split, section.text("split", false));
    TRY(out.countries, section.words("names"));
    TRY_VOID(section.end());
    for (const auto& [name, code] : out.countries) {
      if (!is_country_code(code)) return bad("country.names", fmt::format("\"{}\" is no country code", code));
    }
  }
  const toml::table* start = in.inner("start");
  if (start == nullptr) return bad("start", "is missing");
  TRY(out.start, date_columns("start", *start));
  if (const toml::table* end = in.inner("end")) {
    TRY(out.end, date_columns("end", *end));
  }
  TRY(out.drop_bad_end, in.flag("drop_bad_end"));
  TRY(out.labels, labels(in));
  TRY(out.keep, filters(in, "keep"));
  TRY(out.drop, filters(in, "drop"));
  TRY_VOID(in.end());
  return out;
}

}  // namespace althing::table
