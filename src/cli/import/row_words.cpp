#include "cli/import/row_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/detail_members.h"
#include "act/limits.h"
#include "act/text_hygiene.h"
#include "base/utf8.h"
#include "table/trim.h"

namespace althing::cli {
namespace {

using table::kSpaces;
using table::trimmed;

// Line ends as the record has them.
std::string with_newlines(std::string_view cell) {
  std::string out;
  out.reserve(cell.size());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\r') out += cell[i];
    else if (i + 1 == cell.size() || cell[i + 1] != '\n') out += '\n';
  }
  return out;
}

// One line: runs of white space as one blank, without marks that only texts may hold.
std::string as_line(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const char32_t c = next_code_point(text, at);
    if (c == 0xad || c == 0x200e || c == 0x200f) continue;
    if (kSpaces.find(text[from]) == std::string_view::npos) out += text.substr(from, at - from);
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return act::spelled_out(out, false);
}

// At most `most` characters, the last one an ellipsis if something was cut.
bool cut(std::string& text, std::size_t most) {
  std::size_t at = 0;
  for (std::size_t n = 0; n + 1 < most && at < text.size(); ++n) next_code_point(text, at);
  std::size_t last = at;
  if (last < text.size()) next_code_point(text, last);
  if (last >= text.size()) return false;
  text.resize(at);
  text += "\u2026";
  return true;
}

std::string shown(char32_t c) {
  std::string out;
  append_utf8(out, c);
  return out;
}

// Addresses of a cell: what stands between white space, without the commas and semicolons behind it.
std::vector<std::string_view> addresses(std::string_view cell) {
  std::vector<std::string_view> out;
  while (!(cell = trimmed(cell, kSpaces)).empty()) {
    std::string_view one = cell.substr(0, cell.find_first_of(kSpaces));
    cell.remove_prefix(one.size());
    for (std::size_t next = one.find(";http"); next != std::string_view::npos; next = one.find(";http")) {
      out.push_back(one.substr(0, next));
      one.remove_prefix(next + 1);
    }
    while (one.ends_with(';') || one.ends_with(',')) one.remove_suffix(1);
    if (!one.empty()) out.push_back(one);
  }
  return out;
}

}  // namespace

RowWords::RowWords(const table::Taken& taken, const table::Mapping& mapping) : act_(*mapping.act) {
  std::unordered_map<std::string, std::size_t> times;
  for (const std::string& column : taken.columns) ++times[column];
  for (const std::string& column : table::columns_of(mapping)) {
    const auto at = std::find(taken.columns.begin(), taken.columns.end(), column);
    const auto place = static_cast<std::size_t>(at - taken.columns.begin());
    place_.emplace(column, place);
    if (act_.kept != table::KeptCells::all) kept_.emplace_back(column, place);
  }
  if (act_.kept != table::KeptCells::all) return;
  // A name that is empty or there twice tells nothing apart: the number of the column does.
  for (std::size_t i = 0; i < taken.columns.size(); ++i) {
    const std::string& column = taken.columns[i];
    kept_.emplace_back(column.empty() || times[column] > 1 ? fmt::format("{}#{}", column, i + 1) : column, i);
  }
}

std::string_view RowWords::cell(const table::Record& record, const std::string& column) const {
  return trimmed(record.cells.at(place_.at(column)), kSpaces);
}

Result<RowWords::Cells> RowWords::clean(const table::Record& record, std::vector<std::string>& remarks) const {
  Cells out(record.cells.size());
  for (const auto& [name, place] : kept_) {
    std::string text = with_newlines(trimmed(record.cells.at(place), kSpaces));
    const auto fault = act::find_text_fault(text, true);
    if (fault) {
      for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (act::is_steering(c)) return fail(Errc::schema, name, fmt::format("holds {}, which {}", act::code_point_name(c), act::find_text_fault(shown(c), true)->why));
      }
      remarks.push_back(fmt::format("{}: holds {}, which {}; it is written out", name, act::code_point_name(fault->code_point), fault->why));
      text = act::spelled_out(text, true);
    }
    out[place] = std::move(text);
  }
  return out;
}

std::string RowWords::filled(const table::Words& words, const Cells& cells) const {
  for (const auto& form : words.forms) {
    const bool fits = std::all_of(form.begin(), form.end(), [&](const table::Words::Piece& piece) { return !piece.is_column || !cells[place_.at(piece.text)].empty(); });
    if (!fits) continue;
    std::string out;
    for (const table::Words::Piece& piece : form) out += piece.is_column ? cells[place_.at(piece.text)] : piece.text;
    return out;
  }
  return {};
}

void RowWords::add_links(json::Object& out, const Cells& cells, std::vector<std::string>& remarks) const {
  json::Array links;
  bool first = true;
  std::vector<std::string_view> seen;
  for (const std::string& column : act_.links) {
    std::string_view odd;
    std::size_t odds = 0;
    for (const std::string_view one : addresses(cells[place_.at(column)])) {
      if (std::find(seen.begin(), seen.end(), one) != seen.end()) continue;
      if (!act::is_link(one)) {
        if (odds++ == 0) odd = one;
        continue;
      }
      seen.push_back(one);
      if (std::exchange(first, false)) out.set("source", one);
      else if (links.size() < act::kMaxLinks) links.emplace_back(one);
      else remarks.push_back(fmt::format("{}: more than {} addresses; \"{}\" stands in its cell alone", column, act::kMaxLinks + 1, table::start_of(one)));
    }
    if (odds == 1) remarks.push_back(fmt::format("{}: \"{}\" is no address (http, https, mailto)", column, table::start_of(odd)));
    if (odds > 1) remarks.push_back(fmt::format("{}: \"{}\" and {} more are no addresses (http, https, mailto)", column, table::start_of(odd), odds - 1));
  }
  if (!links.empty()) out.set("links", std::move(links));
}

void RowWords::add_targets(json::Object& out, const Cells& cells, std::vector<std::string>& remarks) const {
  if (!act_.targets) return;
  json::Array targets;
  std::size_t left_out = 0;
  for (const std::string_view part : table::parts_of(cells[place_.at(act_.targets->column)], act_.targets->split)) {
    std::string line = as_line(part);
    if (line.empty()) continue;
    if (targets.size() == act::kMaxActors) {
      ++left_out;
      continue;
    }
    if (cut(line, act::kMaxNameChars)) remarks.push_back(fmt::format("targets: cut to {} characters; {} has the whole", act::kMaxNameChars, act_.targets->column));
    targets.emplace_back(std::move(line));
  }
  if (left_out > 0) remarks.push_back(fmt::format("targets: {} more than {} stand in {} alone", left_out, act::kMaxActors, act_.targets->column));
  if (!targets.empty()) out.set("targets", std::move(targets));
}

Result<json::Object> RowWords::words(const table::Record& record, std::vector<std::string>& remarks) const {
  TRY(const Cells cells, clean(record, remarks));
  json::Object out;
  const auto add = [&](std::string_view member, const table::Words& forms) -> Result<void> {
    std::string text = filled(forms, cells);
    if (!act::is_multi_line(member)) text = as_line(text);
    if (text.empty()) {
      if (member == "title") return fail(Errc::schema, "title", "no form of it fits: the columns of each are empty");
      return {};
    }
    const std::size_t most = act::find_detail_member(member)->max;
    if (cut(text, most)) remarks.push_back(fmt::format("{}: cut to {} characters; the cells have the whole", member, most));
    out.set(member, std::move(text));
    return {};
  };
  TRY_VOID(add("title", act_.title));
  for (const auto& [member, forms] : act_.words) TRY_VOID(add(member, forms));
  add_targets(out, cells, remarks);
  add_links(out, cells, remarks);
  if (!act_.lang.empty()) out.set("lang", act_.lang);
  json::Object kept;
  for (const auto& [name, place] : kept_) {
    if (!cells[place].empty()) kept.set(name, cells[place]);
  }
  if (!kept.empty()) out.set("cells", std::move(kept));
  return out;
}

}  // namespace althing::cli
