#include "tally/store.h"

#include "base/bytes.h"

namespace althing::tally {
namespace {

constexpr std::int64_t kVersion = 1;

json::Value stored(std::int64_t n) {
  if (n <= json::kMaxInteger && n >= -json::kMaxInteger) return n;
  return json::object({{"n", std::to_string(n)}});
}
json::Array stored(const std::vector<OptionIndex>& options) {
  json::Array out;
  for (const OptionIndex option : options) out.emplace_back(std::int64_t{option});
  return out;
}
json::Array stored(const std::vector<std::string>& texts) { return json::Array(texts.begin(), texts.end()); }
json::Value stored(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* n = std::get_if<std::int64_t>(&cell)) return stored(*n);
  if (const auto* option = std::get_if<OptionCell>(&cell)) return json::object({{"o", std::int64_t{option->option}}});
  if (const auto* options = std::get_if<OptionList>(&cell)) return stored(*options);
  return nullptr;
}
json::Value stored(const Table& table) {
  json::Array columns, rows;
  for (const Column& column : table.columns) {
    columns.push_back(json::Array{column.key, column.label, column.option ? json::Value(std::int64_t{*column.option}) : json::Value()});
  }
  for (const auto& row : table.rows) {
    json::Array cells;
    for (const Cell& cell : row) cells.push_back(stored(cell));
    rows.push_back(std::move(cells));
  }
  return json::object({{"key", table.key}, {"title", table.title}, {"note", table.note}, {"columns", std::move(columns)}, {"rows", std::move(rows)},
                       {"lead", static_cast<std::int64_t>(table.lead)}});
}

// Reads members one after another; the first that does not fit makes all malformed.
class Restore {
 public:
  bool ok = true;

  const json::Value& at(const json::Value& value, std::string_view name) {
    const json::Value* found = value.at(name);
    return found != nullptr ? *found : missing();
  }
  const json::Array& list(const json::Value& value) {
    static const json::Array kNone;
    if (value.array() != nullptr) return *value.array();
    ok = false;
    return kNone;
  }
  std::string text(const json::Value& value) {
    if (value.string() != nullptr) return *value.string();
    ok = false;
    return {};
  }
  std::int64_t number(const json::Value& value) {
    if (value.integer() != nullptr) return *value.integer();
    const auto n = parse_signed(value.text_at("n"));
    ok = ok && n.has_value();
    return n.value_or(0);
  }
  OptionIndex option(const json::Value& value) {
    const std::int64_t n = number(value);
    ok = ok && n >= 0 && static_cast<std::size_t>(n) < options;
    return ok ? static_cast<OptionIndex>(n) : OptionIndex{0};
  }
  std::vector<OptionIndex> option_list(const json::Value& value) {
    std::vector<OptionIndex> out;
    for (const json::Value& each : list(value)) out.push_back(option(each));
    return out;
  }
  std::vector<std::string> texts(const json::Value& value) {
    std::vector<std::string> out;
    for (const json::Value& each : list(value)) out.push_back(text(each));
    return out;
  }
  Cell cell(const json::Value& value) {
    if (value.is_null()) return std::monostate{};
    if (value.string() != nullptr) return *value.string();
    if (value.array() != nullptr) return option_list(value);
    if (const json::Value* one = value.at("o")) return OptionCell{option(*one)};
    return number(value);
  }
  Table table(const json::Value& value) {
    Table out{text(at(value, "key")), text(at(value, "title")), text(at(value, "note")), {}, {}, static_cast<std::size_t>(number(at(value, "lead")))};
    for (const json::Value& column : list(at(value, "columns"))) {
      const json::Array& parts = list(column);
      if (!(ok = ok && parts.size() == 3)) return out;
      out.columns.push_back({text(parts[0]), text(parts[1]), parts[2].is_null() ? std::nullopt : std::optional(option(parts[2]))});
    }
    for (const json::Value& row : list(at(value, "rows"))) {
      std::vector<Cell> cells;
      for (const json::Value& one : list(row)) cells.push_back(cell(one));
      ok = ok && cells.size() == out.columns.size();
      out.rows.push_back(std::move(cells));
    }
    return out;
  }

  std::size_t options = 0;

 private:
  static std::optional<std::int64_t> parse_signed(std::string_view text) {
    const bool minus = text.starts_with("-");
    const auto n = parse_decimal(text.substr(minus ? 1 : 0));
    if (!n || *n > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return minus ? -static_cast<std::int64_t>(*n) : static_cast<std::int64_t>(*n);
  }
  const json::Value& missing() {
    static const json::Value kNull;
    ok = false;
    return kNull;
  }
};

}  // namespace

json::Value to_stored(const CountRecord& record) {
  json::Array options, figures, tables, ties, outcomes;
  for (const Option& option : record.options) options.push_back(json::Array{option.id, option.name, stored(option.cost)});
  for (const Figure& figure : record.figures) figures.push_back(json::Array{figure.key, figure.label, figure.value});
  for (const Table& table : record.tables) tables.push_back(stored(table));
  for (const TieEvent& tie : record.ties) {
    ties.push_back(json::object({{"what", tie.what}, {"tied", stored(tie.tied)}, {"chosen", stored(tie.chosen)}, {"drawn", stored(tie.drawn)}, {"hashes", stored(tie.hashes)}}));
  }
  for (const Outcome& outcome : record.outcomes.list) outcomes.push_back(stored(outcome));
  return json::object({{"v", kVersion}, {"title", record.title}, {"method", record.method}, {"method_name", record.method_name}, {"words", record.words},
                       {"options", std::move(options)}, {"withdrawn", stored(record.withdrawn)}, {"seats", std::int64_t{record.seats}}, {"valid", stored(record.valid)},
                       {"blank", stored(record.blank)}, {"unused", stored(record.unused)}, {"weight_scale", stored(record.weight_scale)},
                       {"distinct", stored(static_cast<std::int64_t>(record.distinct))}, {"poll", record.draw.poll}, {"seed", record.draw.seed}, {"order", stored(record.draw.order)},
                       {"elected", stored(record.elected)}, {"adopted", record.adopted ? json::Value(*record.adopted) : json::Value()}, {"figures", std::move(figures)},
                       {"tables", std::move(tables)}, {"ties", std::move(ties)}, {"outcomes", std::move(outcomes)}, {"complete", record.outcomes.complete},
                       {"notes", stored(record.notes)}, {"warnings", stored(record.warnings)}});
}

Result<CountRecord> from_stored(const json::Value& value) {
  Restore r;
  CountRecord out;
  r.ok = value.object() != nullptr && r.number(r.at(value, "v")) == kVersion;
  if (!r.ok) return fail(Errc::malformed, "a count of another version");
  out.title = r.text(r.at(value, "title"));
  out.method = r.text(r.at(value, "method"));
  out.method_name = r.text(r.at(value, "method_name"));
  out.words = r.text(r.at(value, "words"));
  for (const json::Value& option : r.list(r.at(value, "options"))) {
    const json::Array& parts = r.list(option);
    if (parts.size() != 3) return fail(Errc::malformed, "options");
    out.options.push_back({r.text(parts[0]), r.text(parts[1]), r.number(parts[2])});
  }
  r.options = out.options.size();
  out.withdrawn = r.option_list(r.at(value, "withdrawn"));
  out.seats = static_cast<std::uint32_t>(r.number(r.at(value, "seats")));
  out.valid = r.number(r.at(value, "valid"));
  out.blank = r.number(r.at(value, "blank"));
  out.unused = r.number(r.at(value, "unused"));
  out.weight_scale = r.number(r.at(value, "weight_scale"));
  out.distinct = static_cast<std::uint64_t>(r.number(r.at(value, "distinct")));
  out.draw.poll = r.text(r.at(value, "poll"));
  out.draw.seed = r.text(r.at(value, "seed"));
  out.draw.order = r.option_list(r.at(value, "order"));
  out.elected = r.option_list(r.at(value, "elected"));
  if (const json::Value& adopted = r.at(value, "adopted"); !adopted.is_null()) {
    r.ok = r.ok && adopted.boolean() != nullptr;
    if (r.ok) out.adopted = *adopted.boolean();
  }
  for (const json::Value& figure : r.list(r.at(value, "figures"))) {
    const std::vector<std::string> parts = r.texts(figure);
    if (parts.size() != 3) return fail(Errc::malformed, "figures");
    out.figures.push_back({parts[0], parts[1], parts[2]});
  }
  for (const json::Value& table : r.list(r.at(value, "tables"))) out.tables.push_back(r.table(table));
  for (const json::Value& tie : r.list(r.at(value, "ties"))) {
    out.ties.push_back({r.text(r.at(tie, "what")), r.option_list(r.at(tie, "tied")), r.option_list(r.at(tie, "chosen")), r.option_list(r.at(tie, "drawn")), r.texts(r.at(tie, "hashes"))});
  }
  for (const json::Value& outcome : r.list(r.at(value, "outcomes"))) out.outcomes.list.push_back(r.option_list(outcome));
  const json::Value& complete = r.at(value, "complete");
  r.ok = r.ok && complete.boolean() != nullptr;
  if (r.ok) out.outcomes.complete = *complete.boolean();
  out.notes = r.texts(r.at(value, "notes"));
  out.warnings = r.texts(r.at(value, "warnings"));
  if (!r.ok || out.weight_scale < 1) return fail(Errc::malformed, "a count that is not whole");
  return out;
}

}  // namespace althing::tally
