#include "web/kit/text_diff.h"

#include <algorithm>
#include <deque>

#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

using Kind = DiffRun::Kind;
using Tokens = std::vector<std::string_view>;

bool is_blank(std::string_view token) { return token.find_first_not_of(" \t\n\r\f\v") == std::string_view::npos; }
std::string_view space_as_one(std::string_view token) { return is_blank(token) ? std::string_view(" ") : token; }

Tokens lines_of(std::string_view text) {
  Tokens out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

// Whether two texts of one kind of token have enough in common to be laid over each other.
bool shares_enough(const std::vector<DiffRun>& runs) {
  std::size_t same = 0, del = 0, ins = 0;
  for (const DiffRun& run : runs) (run.kind == Kind::same ? same : run.kind == Kind::deleted ? del : ins) += run.text.size();
  return same * 4 >= same + std::max(del, ins);
}

void add(std::vector<DiffRun>& out, const DiffRun& run) {
  if (!out.empty() && out.back().kind == run.kind) out.back().text += run.text;
  else out.push_back(run);
}

// Within a stretch of changed lines, the words that differ.
std::vector<DiffRun> by_words_within(const std::vector<DiffRun>& lines) {
  std::vector<DiffRun> out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i + 1 < lines.size() && lines[i].kind == Kind::deleted && lines[i + 1].kind == Kind::inserted) {
      const auto words = diff_runs(diff_tokens(lines[i].text), diff_tokens(lines[i + 1].text), space_as_one);
      if (words && shares_enough(*words)) {
        for (const DiffRun& run : *words) add(out, run);
        ++i;
        continue;
      }
    }
    add(out, lines[i]);
  }
  return out;
}

// A change of white space alone is none.
std::vector<DiffRun> without_blank_changes(std::vector<DiffRun> runs) {
  std::vector<DiffRun> out;
  for (const DiffRun& run : runs) {
    if (run.kind != Kind::inserted || !is_blank(run.text)) add(out, run.kind == Kind::deleted && is_blank(run.text) ? DiffRun{Kind::same, run.text} : run);
  }
  return out;
}

std::size_t changes_in(const std::vector<DiffRun>& runs) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].kind != Kind::same && (i == 0 || runs[i - 1].kind == Kind::same)) ++out;
  }
  return out;
}

std::size_t at_character(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
  return at;
}

}  // namespace

TextDiff text_diff(std::string_view old_raw, std::string_view new_raw) {
  const std::string old_text = scrub_utf8(old_raw), new_text = scrub_utf8(new_raw);
  TextDiff out;
  auto runs = diff_runs(diff_tokens(old_text), diff_tokens(new_text), space_as_one);
  if (runs && shares_enough(*runs)) {
    out.how = TextDiff::How::words;
  } else {
    std::deque<std::string> squeezed;  // a line is known by its words
    runs = diff_runs(lines_of(old_text), lines_of(new_text), [&](std::string_view line) -> std::string_view { return squeezed.emplace_back(squeeze_space(line)); });
    if (!runs || !shares_enough(*runs)) return out;
    runs = by_words_within(*runs);
    out.how = TextDiff::How::lines;
  }
  out.runs = without_blank_changes(std::move(*runs));
  out.changes = changes_in(out.runs);
  return out;
}

Skipped skip_middle(std::string_view same, bool after_change, bool before_change) {
  const std::size_t head = after_change ? kDiffContext : 0, tail = before_change ? kDiffContext : 0;
  Skipped out;
  if (same.size() <= head + tail + kDiffContext) {
    out.head = same;
    return out;
  }
  // To the next white space, so that no word is cut, if there is one near.
  std::size_t from = at_character(same, head), to = at_character(same, same.size() - tail);
  if (const std::size_t gap = same.find_first_of(" \n", from); head > 0 && gap < to && gap < from + kDiffContext) from = gap;
  if (const std::size_t gap = same.rfind(' ', to); tail > 0 && gap != std::string_view::npos && gap > from && gap + kDiffContext > to) to = gap;
  out.head = same.substr(0, from);
  out.tail = same.substr(to);
  out.words = words_of(same.substr(from, to - from)).size();
  return out;
}

}  // namespace althing::web
