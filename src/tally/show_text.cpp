#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "tally/scan.h"
#include "tally/show.h"

namespace althing::tally {
namespace {

constexpr std::size_t kWidth = 100;     // of a block of a wide table
constexpr std::size_t kWidest = 28;     // of one column
constexpr std::size_t kMostRows = 400;  // of one table; --json has all

std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return out;
}

std::string cut(std::string text) {
  if (!is_utf8(text) || count_code_points(text) <= kWidest) return text;
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < kWidest; ++i) next_code_point(text, at);
  return text.substr(0, at) + "…";
}

std::size_t width_of(const std::string& text) {
  return is_utf8(text) ? count_code_points(text) : text.size();
}

std::string names_of(const CountRecord& record, std::span<const OptionIndex> options) {
  std::string out;
  for (const OptionIndex option : options)
    out += (out.empty() ? "" : ", ") + one_line(record.options[option].name);
  return out;
}

std::string cell_text(const CountRecord& record, const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return one_line(*text);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *number);
  if (const auto* option = std::get_if<OptionCell>(&cell))
    return cut(one_line(record.options[option->option].name));
  if (const auto* options = std::get_if<OptionList>(&cell)) return names_of(record, *options);
  return {};
}

}  // namespace

bool is_number(const Cell& cell) {
  if (std::holds_alternative<std::int64_t>(cell)) return true;
  const auto* text = std::get_if<std::string>(&cell);
  return text != nullptr && text->find_first_of("0123456789") != std::string::npos &&
         text->find_first_not_of("0123456789.-/:() ") == std::string::npos;
}

namespace {

void pad(std::string& out, const std::string& text, std::size_t width, bool right) {
  const std::size_t have = width_of(text);
  const std::string space(width > have ? width - have : 0, ' ');
  out += right ? space + text : text + space;
}

void table_text(const CountRecord& record, const Table& table, std::string& out) {
  if (table.rows.empty()) return;
  out += "\n" + table.title + "\n";
  const std::size_t rows = std::min(table.rows.size(), kMostRows), columns = table.columns.size();
  std::vector<std::vector<std::string>> text(columns);  // head first
  std::vector<std::size_t> width(columns);
  std::vector<char> right(columns, 1);
  for (std::size_t c = 0; c < columns; ++c) {
    const Column& column = table.columns[c];
    std::string head = column.label;
    if (column.option) {
      const std::string name = one_line(record.options[*column.option].name);
      head = head.empty() ? name : head + ": " + name;
    }
    text[c].push_back(cut(std::move(head)));
    for (std::size_t r = 0; r < rows; ++r) {
      text[c].push_back(cell_text(record, table.rows[r][c]));
      if (!is_number(table.rows[r][c]) && !text[c].back().empty()) right[c] = 0;
    }
    for (const auto& cell : text[c]) width[c] = std::max(width[c], width_of(cell));
  }
  // The leading columns are repeated in every block of a table wider than the terminal.
  const std::size_t lead = std::min(table.lead, columns);
  for (std::size_t from = lead, last = 0; last < columns; from = last) {
    std::size_t total = 0;
    for (std::size_t c = 0; c < lead; ++c) total += width[c] + (c > 0 ? 2 : 0);
    last = columns == lead ? lead : from;
    while (last < columns && (last == from || total + 2 + width[last] <= kWidth))
      total += 2 + width[last++];
    for (std::size_t r = 0; r <= rows; ++r) {
      std::string line = "  ";
      for (std::size_t c = 0; c < last; c = c + 1 == lead ? from : c + 1) {
        if (c > 0) line += "  ";
        pad(line, text[c][r], width[c], right[c] != 0);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    if (last < columns) out += "\n";
  }
  if (rows < table.rows.size())
    out += fmt::format("  ... {} rows more; --json has all\n", table.rows.size() - rows);
  if (!table.note.empty()) out += "  " + table.note + "\n";
}

}  // namespace

std::string outcome_sentence(const CountRecord& record) {
  if (record.adopted) return *record.adopted ? "Adopted." : "Not adopted.";
  if (record.elected.empty()) return "Nothing is elected.";
  if (record.elected.size() == 1)
    return "Elected: " + one_line(record.options[record.elected[0]].name) + ".";
  return fmt::format("Elected ({}): {}.", record.elected.size(), names_of(record, record.elected));
}

std::string tie_sentence(const CountRecord& record, const TieEvent& tie) {
  return fmt::format("{}: {} are equal; {}: {}.", tie.what, names_of(record, tie.tied),
                     tie.hashes.empty() ? "the order laid down beforehand takes" : "the draw takes",
                     names_of(record, tie.chosen));
}

std::string to_text(const CountRecord& record) {
  std::string out;
  if (!record.title.empty()) out += one_line(record.title) + "\n";
  out += record.method_name + "\n";
  if (!record.words.empty()) out += record.words + "\n";
  const auto votes = [&](std::int64_t weight) { return decimal_text(weight, record.weight_scale); };
  if (record.adopted)
    out += fmt::format("{} votes cast", record.valid);
  else {
    out += fmt::format("{} options, {}{} ballots ({} distinct)",
                       record.options.size() - record.withdrawn.size(),
                       record.seats == 0 ? "" : fmt::format("{} to elect, ", record.seats),
                       votes(record.valid - record.unused), record.distinct);
  }
  if (record.blank != 0)
    out += fmt::format(", {} {}", votes(record.blank), record.adopted ? "did not vote" : "blank");
  if (record.unused != 0)
    out += fmt::format(", {} not usable by this method", votes(record.unused));
  out += "\n";
  if (!record.withdrawn.empty()) out += "Withdrawn: " + names_of(record, record.withdrawn) + "\n";
  out += "\n" + outcome_sentence(record) + "\n";
  for (const auto& note : record.notes) out += note + "\n";
  if (!record.ties.empty()) {
    out += "\nTies\n";
    for (const TieEvent& tie : record.ties) {
      out += "  " + tie_sentence(record, tie) + "\n";
      for (std::size_t i = 0; i < tie.hashes.size(); ++i) {
        out +=
            fmt::format("    {}  {}\n", tie.hashes[i], one_line(record.options[tie.drawn[i]].name));
      }
    }
    if (record.draw.order.empty()) {
      out += fmt::format("  Draw: ascending SHA-256 of \"tie|{}|{}|<option>\"\n",
                         one_line(record.draw.poll), one_line(record.draw.seed));
    }
    out += fmt::format("  Outcomes the ties allow{}:\n",
                       record.outcomes.complete ? "" : " (not all looked for)");
    for (const Outcome& outcome : record.outcomes.list)
      out += "    " + names_of(record, outcome) + "\n";
  }
  if (!record.figures.empty()) out += "\n";
  for (const Figure& figure : record.figures) out += figure.label + ": " + figure.value + "\n";
  for (const Table& table : record.tables) table_text(record, table, out);
  for (const auto& warning : record.warnings) out += "\nNote: " + one_line(warning) + "\n";
  return out;
}

}  // namespace althing::tally
