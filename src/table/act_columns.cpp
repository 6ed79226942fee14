#include "table/act_columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "crypto/sha256.h"
#include "table/countries.h"
#include "table/section.h"
#include "table/trim.h"

namespace althing::table {
namespace {

constexpr std::string_view kWordMembers[] = {"cause", "justification", "note", "place", "text"};
constexpr std::size_t kHashHex = 12, kMaxRegion = 64;

/// The pick of a member, or of a text instead of a table the same word for every row.
Result<Pick> pick(Section& in, std::string_view member, bool between) {
  Pick out;
  if (auto fixed = in.text(member, true)) {
    out.fixed = *fixed;
    return out;
  }
  TRY(const toml::table* table, in.inner(member));
  Section section(in.named(member), *table);
  TRY(out.column, section.text("column", true));
  TRY(out.values, section.words("values"));
  TRY(out.other, section.text("other", false));
  if (between) {
    TRY(out.before, section.text("before", false));
    TRY(out.after, section.text("after", false));
    TRY(out.tokens, section.flag("tokens"));
  }
  TRY_VOID(section.end());
  if (out.values.empty() && out.other.empty() && !out.tokens) return bad_member(in.named(member), "needs values, or other");
  return out;
}

Result<std::optional<Pick>> maybe_pick(Section& in, std::string_view member, bool between = false) {
  if (!in.has(member)) return std::optional<Pick>();
  TRY(Pick out, pick(in, member, between));
  return std::optional(std::move(out));
}

// "{area}, {country}": columns in braces; {{ and }} are braces.
Result<std::vector<Words::Piece>> read_form(const std::string& name, std::string_view form) {
  std::vector<Words::Piece> out;
  std::string plain;
  const auto flush = [&] {
    if (!plain.empty()) out.push_back({false, std::exchange(plain, {})});
  };
  for (std::size_t at = 0; at < form.size(); ++at) {
    const char c = form[at];
    if ((c == '{' || c == '}') && at + 1 < form.size() && form[at + 1] == c) {
      plain += c;
      ++at;
    } else if (c == '{') {
      const std::size_t close = form.find('}', at);
      if (close == std::string_view::npos) return bad_member(name, fmt::format("\"{}\": a brace is not closed", form));
      const std::string_view column = trimmed(form.substr(at + 1, close - at - 1));
      if (column.empty()) return bad_member(name, fmt::format("\"{}\": {{}} names no column", form));
      flush();
      out.push_back({true, std::string(column)});
      at = close;
    } else if (c == '}') {
      return bad_member(name, fmt::format("\"{}\": a brace closes nothing", form));
    } else {
      plain += c;
    }
  }
  flush();
  return out;
}

Result<Words> words(Section& in, std::string_view member) {
  Words out;
  std::vector<std::string> forms;
  if (auto one = in.text(member, true)) forms.push_back(std::move(*one));
  else {
    TRY(forms, in.list(member, kMaxWordForms, true));
  }
  for (const std::string& form : forms) {
    TRY(auto pieces, read_form(in.named(member), form));
    out.forms.push_back(std::move(pieces));
  }
  return out;
}

void add(const std::string& column, std::vector<std::string>& out) {
  if (!column.empty() && std::find(out.begin(), out.end(), column) == out.end()) out.push_back(column);
}

void add(const Words& words, std::vector<std::string>& out) {
  for (const auto& form : words.forms) {
    for (const Words::Piece& piece : form) {
      if (piece.is_column) add(piece.text, out);
    }
  }
}

}  // namespace

std::string word_token(std::string_view text, std::size_t most) {
  std::string out = plain_name(text);
  std::replace(out.begin(), out.end(), ' ', '-');
  if (!out.empty() && out.size() <= most) return out;
  const std::string hash = to_hex(sha256(text)).substr(0, kHashHex);
  if (out.empty() || most <= kHashHex + 1) return hash;
  out.resize(std::min(out.size(), most - kHashHex - 1));
  return out + (out.ends_with('-') ? "" : "-") + hash;
}

std::optional<std::string> Pick::of(std::string_view cell) const {
  if (column.empty()) return fixed;
  cell = trimmed(cell, kSpaces);
  if (!before.empty() || !after.empty()) {
    const bool fits = cell.size() > before.size() + after.size() && cell.starts_with(before) && cell.ends_with(after);
    cell = fits ? trimmed(cell.substr(before.size(), cell.size() - before.size() - after.size()), kSpaces) : std::string_view();
  }
  if (const auto whole = values.find(std::string(cell)); whole != values.end()) return whole->second;
  const std::string* best = nullptr;
  std::size_t length = 0;
  for (const auto& [name, word] : values) {
    if (!name.ends_with('*') || name.size() <= length || !cell.starts_with(std::string_view(name).substr(0, name.size() - 1))) continue;
    best = &word;
    length = name.size();
  }
  if (best != nullptr) return *best;
  if (!other.empty()) return other;
  if (cell.empty()) return std::string();
  if (tokens) return word_token(cell, kMaxRegion);
  return std::nullopt;
}

std::vector<std::string> Pick::words() const {
  std::vector<std::string> out;
  if (column.empty()) out.push_back(fixed);
  for (const auto& [cell, word] : values) out.push_back(word);
  if (!other.empty()) out.push_back(other);
  return out;
}

Result<ActColumns> read_act_columns(const toml::table& table) {
  Section in("act", table);
  ActColumns out;
  if (!in.has("kind")) return bad_member("act.kind", "is missing");
  TRY(out.kind, pick(in, "kind", false));
  TRY(out.region, maybe_pick(in, "region", true));
  TRY(out.extent, maybe_pick(in, "extent"));
  TRY(out.end, maybe_pick(in, "end"));
  TRY(out.precision, maybe_pick(in, "precision"));
  if (!in.has("title")) return bad_member("act.title", "is missing");
  TRY(out.title, words(in, "title"));
  for (const std::string_view member : kWordMembers) {
    if (!in.has(member)) continue;
    TRY(Words made, words(in, member));
    out.words.emplace(member, std::move(made));
  }
  TRY(const toml::table* targets, in.inner("targets"));
  if (targets != nullptr) {
    Section section(in.named("targets"), *targets);
    out.targets.emplace();
    TRY(out.targets->column, section.text("column", true));
    TRY(out.targets->split, section.text("split", false));
    TRY_VOID(section.end());
  }
  TRY(out.links, in.list("links", kMaxLinkColumns, false));
  TRY(out.lang, in.text("lang", false));
  if (auto cells = in.text("cells", false)) {
    if (!cells->empty() && *cells != "all" && *cells != "mapped") return bad_member("act.cells", "must be \"all\", \"mapped\" or a list of columns");
    if (*cells == "all") out.kept = KeptCells::all;
  } else {
    TRY(out.cells, in.list("cells", kMaxCellColumns, true));
    out.kept = KeptCells::listed;
  }
  TRY_VOID(in.end());
  return out;
}

void add_columns(const ActColumns& act, std::vector<std::string>& out) {
  add(act.kind.column, out);
  for (const auto* one : {&act.region, &act.extent, &act.end, &act.precision}) {
    if (*one) add((*one)->column, out);
  }
  add(act.title, out);
  for (const auto& [member, words] : act.words) add(words, out);
  if (act.targets) add(act.targets->column, out);
  for (const std::string& column : act.links) add(column, out);
  for (const std::string& column : act.cells) add(column, out);
}

}  // namespace althing::table
