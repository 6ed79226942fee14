#include <fmt/format.h>

#include <map>

#include "tally/scan.h"
#include "tally/show.h"

namespace althing::tally {
namespace {

json::Array ids_of(const CountRecord& record, std::span<const OptionIndex> options) {
  json::Array out;
  for (const OptionIndex option : options) out.push_back(record.options[option].id);
  return out;
}

json::Value weight_of(const CountRecord& record, std::int64_t weight) {
  if (record.weight_scale == 1 && weight <= json::kMaxInteger) return weight;
  return decimal_text(weight, record.weight_scale);
}

json::Value cell_of(const CountRecord& record, const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    if (*number > json::kMaxInteger || *number < -json::kMaxInteger)
      return fmt::format("{}", *number);
    return *number;
  }
  if (const auto* option = std::get_if<OptionCell>(&cell)) return record.options[option->option].id;
  if (const auto* options = std::get_if<OptionList>(&cell)) return ids_of(record, *options);
  return nullptr;
}

json::Array rows_of(const CountRecord& record, const Table& table) {
  json::Array rows;
  for (const auto& row : table.rows) {
    json::Object out;
    std::map<std::string, json::Object>
        values;  // of the columns that are one option's, by their key
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      if (!column.option) {
        out.set(column.key, cell_of(record, row[c]));
      } else if (!std::holds_alternative<std::monostate>(row[c])) {
        values[column.key].set(record.options[*column.option].id, cell_of(record, row[c]));
      }
    }
    for (auto& [key, object] : values) out.set(key, std::move(object));
    rows.push_back(std::move(out));
  }
  return rows;
}

}  // namespace

json::Value to_json(const CountRecord& record) {
  json::Array options, elected_names, ties, outcomes, notes, warnings;
  for (const Option& option : record.options)
    options.push_back(json::object({{"id", option.id}, {"name", option.name}}));
  for (const OptionIndex option : record.elected)
    elected_names.push_back(record.options[option].name);
  for (const TieEvent& tie : record.ties) {
    json::Array lots;
    for (std::size_t i = 0; i < tie.drawn.size(); ++i) {
      json::Object lot;
      lot.set("option", record.options[tie.drawn[i]].id);
      if (!tie.hashes.empty()) lot.set("sha256", tie.hashes[i]);
      lots.push_back(std::move(lot));
    }
    ties.push_back(json::object({{"what", tie.what},
                                 {"tied", ids_of(record, tie.tied)},
                                 {"chosen", ids_of(record, tie.chosen)},
                                 {"order", std::move(lots)},
                                 {"by", tie.hashes.empty() ? "order" : "draw"}}));
  }
  for (const Outcome& outcome : record.outcomes.list) outcomes.push_back(ids_of(record, outcome));
  for (const auto& note : record.notes) notes.push_back(note);
  for (const auto& warning : record.warnings) warnings.push_back(warning);
  json::Object figures, tables;
  for (const Figure& figure : record.figures) figures.set(figure.key, figure.value);
  for (const Table& table : record.tables) tables.set(table.key, rows_of(record, table));
  json::Value out = json::object({
      {"title", record.title},
      {"method", record.method},
      {"rule", record.words},
      {"seats", std::int64_t{record.seats}},
      {"options", std::move(options)},
      {"withdrawn", ids_of(record, record.withdrawn)},
      {"ballots", json::object({{"valid", weight_of(record, record.valid - record.unused)},
                                {"blank", weight_of(record, record.blank)},
                                {"unused", weight_of(record, record.unused)},
                                {"distinct", record.distinct}})},
      {"elected", ids_of(record, record.elected)},
      {"elected_names", std::move(elected_names)},
      {"tied_outcomes", std::move(outcomes)},
      {"tied_outcomes_complete", record.outcomes.complete},
      {"draw", json::object({{"poll", record.draw.poll},
                             {"seed", record.draw.seed},
                             {"order", ids_of(record, record.draw.order)}})},
      {"ties", std::move(ties)},
      {"figures", std::move(figures)},
      {"tables", std::move(tables)},
      {"notes", std::move(notes)},
      {"warnings", std::move(warnings)},
  });
  if (record.adopted) out.object()->set("adopted", *record.adopted);
  return out;
}

}  // namespace althing::tally
