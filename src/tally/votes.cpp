#include "tally/votes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "tally/limits.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

Result<Vote> vote_of(std::string_view text) {
  for (const std::string_view word :
       {"yes", "y", "1", "for", "consent", "agree", "accept", "aye"}) {
    if (iequal(text, word)) return Vote::yes;
  }
  for (const std::string_view word :
       {"no", "n", "0", "against", "object", "objection", "block", "disagree", "nay"}) {
    if (iequal(text, word)) return Vote::no;
  }
  for (const std::string_view word : {"abstain", "abstention", "stand aside"}) {
    if (iequal(text, word)) return Vote::abstain;
  }
  if (text.empty()) return Vote::none;
  return fail(Errc::malformed,
              fmt::format("{} is no vote (yes, no, abstain, or empty)", quoted(text)));
}

void add(Sums& sums, Vote vote, std::int64_t weight) {
  switch (vote) {
    case Vote::yes:
      sums.yes += weight;
      break;
    case Vote::no:
      sums.no += weight;
      break;
    case Vote::abstain:
      sums.abstain += weight;
      break;
    case Vote::none:
      sums.absent += weight;
      break;
  }
}

// "house|stakeholders"
Result<std::vector<std::string>> groups_of(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const auto end = std::min(text.find('|'), text.size());
    std::string name = to_utf8(trim(text.substr(0, end)));
    if (std::find(out.begin(), out.end(), name) != out.end())
      return fail(Errc::malformed, fmt::format("{} is named twice", quoted(name)));
    out.push_back(std::move(name));
    if (out.size() > kMaxRuleGroups)
      return fail(Errc::too_large, fmt::format("a member of more than {} groups", kMaxRuleGroups));
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

struct Columns {
  std::size_t vote = 0;
  std::optional<std::size_t> group, voter;
  std::vector<std::pair<std::size_t, std::size_t>> weights;  // column, kind
};

Result<Columns> columns_of(const std::vector<std::string>& cells, VoteTable& table) {
  Columns out;
  bool has_vote = false;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (iequal(cells[c], "vote")) {
      if (has_vote) return fail(Errc::malformed, "two columns named vote");
      out.vote = c;
      has_vote = true;
    } else if (iequal(cells[c], "group"))
      out.group = c;
    else if (iequal(cells[c], "voter") || iequal(cells[c], "name") || iequal(cells[c], "id"))
      out.voter = c;
    else if (cells[c].starts_with("weight")) {
      const std::string kind =
          cells[c] == "weight" ? "weight"
                               : cells[c].substr(std::min(cells[c].size(), cells[c].find(':') + 1));
      if (std::find(table.kinds.begin(), table.kinds.end(), kind) != table.kinds.end())
        return fail(Errc::malformed, fmt::format("two columns {}", quoted(cells[c])));
      out.weights.emplace_back(c, table.kinds.size());
      table.kinds.push_back(kind);
    } else
      return fail(Errc::malformed,
                  fmt::format("{} is no column of a file of votes", quoted(cells[c])));
  }
  if (!has_vote) return fail(Errc::malformed, "the column vote is missing");
  return out;
}

}  // namespace

std::map<std::string, Sums> VoteTable::by_group(std::size_t kind) const {
  std::map<std::string, Sums> out;
  for (const VoteRow& row : rows) {
    for (const std::string& group : row.groups) add(out[group], row.vote, row.weights[kind]);
  }
  return out;
}

Sums VoteTable::total(std::size_t kind) const {
  Sums out;
  for (const VoteRow& row : rows) add(out, row.vote, row.weights[kind]);
  return out;
}

bool is_vote_file(std::string_view head) {
  const std::string_view first = head.substr(0, head.find('\n'));
  std::vector<std::string> cells;
  bool open = false;
  if (!split_csv(trim(first), csv_separator(first), cells, open)) return false;
  return std::any_of(cells.begin(), cells.end(),
                     [](const std::string& cell) { return iequal(cell, "vote"); });
}

Result<VoteTable> read_votes(LineReader& lines) {
  TRY(const std::string_view head, lines.peek());
  const char separator = csv_separator(head.substr(0, head.find('\n')));
  VoteTable table;
  std::vector<std::string> cells;
  TRY(bool more, next_record(lines, separator, cells));
  if (!more) return fail_at(1, Errc::malformed, "the file is empty");
  const auto columns = columns_of(cells, table);
  if (!columns) return fail(at_line(lines.number(), columns.error()));
  std::vector<__int128> sums(table.kinds.size());
  while (true) {
    TRY(more, next_record(lines, separator, cells));
    if (!more) break;
    const auto done = [&]() -> Result<void> {
      if (cells[0].starts_with('#')) return {};
      if (table.rows.size() >= kMaxVoteRows)
        return fail(Errc::too_large, fmt::format("more than {} votes", kMaxVoteRows));
      VoteRow row;
      const auto cell = [&](std::size_t c) {
        return c < cells.size() ? std::string_view(cells[c]) : std::string_view{};
      };
      TRY(row.vote, vote_of(cell(columns->vote)));
      TRY(row.groups, groups_of(columns->group ? cell(*columns->group) : std::string_view{}));
      if (columns->voter) row.voter = to_utf8(cell(*columns->voter));
      row.weights.assign(table.kinds.size(), 1);
      for (const auto& [column, kind] : columns->weights) {
        TRY(row.weights[kind], parse_count(cell(column), kMaxWeight));
        sums[kind] += row.weights[kind];
        if (sums[kind] > kMaxTotalWeight)
          return fail(Errc::too_large,
                      fmt::format("weights of more than {} in all", kMaxTotalWeight));
      }
      table.rows.push_back(std::move(row));
      return {};
    }();
    if (!done) return fail(at_line(lines.number(), done.error()));
  }
  if (table.rows.empty())
    return fail_at(lines.number() + 1, Errc::malformed, "the file has no votes");
  // Who is in no group where others are in some belongs to none: the empty name is no further group.
  const auto grouped = [](const VoteRow& row) { return !row.groups.front().empty(); };
  if (std::any_of(table.rows.begin(), table.rows.end(), grouped)) {
    for (VoteRow& row : table.rows) {
      if (!grouped(row) && row.groups.size() == 1) row.groups.clear();
    }
  }
  return table;
}

}  // namespace althing::tally
