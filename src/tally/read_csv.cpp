// CSV (docs/counting.md, "CSV"): a row of column names, then one ballot a row, comma or semicolon.
//
//     weight,rank1,rank2,...         option names from best to worst, "A=B" for equal ones
//     weight,rank:Amy,rank:Bob,...   the rank of each option, 1 the best, empty: not ranked
//     weight,Amy,Bob,...             scores (also "score:Amy"), empty: no score
//     weight,approve:Amy,...         1, yes, true, x: approved; 0, no, false, empty: not
//     weight,approved                names with | between them
//
// `weight` (also count, ballots) may be missing; id, voter, voter_id, ballot_id and group are
// passed over.
//
// The files of the Scottish elections archive (mggg/scot-elex) are known by their first row of two
// numbers, options and seats; ballots and names follow.
#include <fmt/format.h>

#include <algorithm>

#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

enum class Role { weight, ignored, place, rank, score, approve, approved };
struct CsvColumn {
  Role role = Role::ignored;
  OptionIndex option = 0;
};

bool is_place(std::string_view name) {
  for (const std::string_view prefix : {"rank", "choice"}) {
    if (!iequal(name.substr(0, prefix.size()), prefix)) continue;
    std::string_view rest = name.substr(prefix.size());
    if (!rest.empty() && (rest.front() == ' ' || rest.front() == '_')) rest.remove_prefix(1);
    if (parse_count(rest, kMaxOptions)) return true;
  }
  return false;
}

class CsvReader {
 public:
  CsvReader(LineReader& lines, char separator) : lines_(lines), separator_(separator) {}

  Result<Profile> read() {
    std::vector<std::string> cells;
    TRY(bool more, next(cells));
    if (!more) return fail_at(1, Errc::malformed, "the file is empty");
    while (cells.size() > 1 && cells.back().empty()) cells.pop_back();
    if (cells.size() == 2 && parse_count(cells[0], kMaxOptions) &&
        parse_count(cells[1], kMaxOptions))
      return read_scottish(cells);
    const auto head_read = head(cells);
    if (!head_read) return fail(at_line(lines_.number(), head_read.error()));
    while (true) {
      TRY(more, next(cells));
      if (!more) break;
      const auto done = row(cells);
      if (!done) return fail(at_line(lines_.number(), done.error()));
    }
    if (rows_ == 0) return fail_at(lines_.number() + 1, Errc::malformed, "the file has no ballots");
    return builder_->take();
  }

 private:
  Result<bool> next(std::vector<std::string>& cells) {
    while (true) {
      TRY(const bool more, next_record(lines_, separator_, cells));
      if (!more) return false;
      if (cells[0].starts_with('#')) continue;
      for (std::string& cell : cells) cell = to_utf8(cell);
      return true;
    }
  }

  Result<void> head(const std::vector<std::string>& cells) {
    std::vector<std::pair<Role, std::string>> found;
    bool places = false, any[7] = {};
    for (const std::string& cell : cells) {
      Role role = Role::score;
      std::string name;
      const auto colon = cell.find(':');
      const std::string_view prefix =
          std::string_view(cell).substr(0, colon == std::string::npos ? 0 : colon);
      if (iequal(cell, "weight") || iequal(cell, "count") || iequal(cell, "ballots"))
        role = Role::weight;
      else if (cell.empty() || iequal(cell, "id") || iequal(cell, "voter") ||
               iequal(cell, "voter_id") || iequal(cell, "ballot_id") || iequal(cell, "group"))
        role = Role::ignored;
      else if (is_place(cell))
        role = Role::place, places = true;
      else if (iequal(cell, "approved"))
        role = Role::approved;
      else {
        if (iequal(prefix, "rank"))
          role = Role::rank;
        else if (iequal(prefix, "approve"))
          role = Role::approve;
        const bool known = role != Role::score || iequal(prefix, "score");
        name = known ? std::string(trim(std::string_view(cell).substr(colon + 1))) : cell;
        if (name.empty())
          return fail(Errc::malformed, fmt::format("{} names no option", quoted(cell)));
      }
      if (role == Role::weight && any[static_cast<int>(Role::weight)])
        return fail(Errc::malformed, "two columns of weights");
      any[static_cast<int>(role)] = true;
      found.emplace_back(role, name);
    }
    const int kinds = (places ? 1 : 0) + any[static_cast<int>(Role::rank)] +
                      any[static_cast<int>(Role::score)] + any[static_cast<int>(Role::approve)] +
                      any[static_cast<int>(Role::approved)];
    if (kinds == 0)
      return fail(Errc::malformed, "no column of choices, ranks, scores or approvals");
    if (kinds > 1)
      return fail(Errc::malformed,
                  "columns of different kinds (choices, ranks, scores, approvals) in one file");
    const bool score = any[static_cast<int>(Role::score)],
               approval =
                   any[static_cast<int>(Role::approve)] || any[static_cast<int>(Role::approved)];
    builder_.emplace(score      ? BallotKind::score
                     : approval ? BallotKind::approval
                                : BallotKind::ranked);
    for (const auto& [role, name] : found) {
      CsvColumn column{role, 0};
      if (!name.empty()) {
        TRY(column.option, builder_->add_option(name, name));
      }
      columns_.push_back(column);
    }
    return {};
  }

  Result<OptionIndex> option(std::string_view name) {
    if (const auto known = builder_->find_id(name)) return *known;
    return builder_->add_option(name, name);
  }

  // Options of one cell, all equal: "A=B" in rankings, "A|B" in approvals.
  Result<void> names(std::string_view cell, char between) {
    bool tied = false;
    while (true) {
      const auto end = std::min(cell.find(between), cell.size());
      const std::string_view name = trim(cell.substr(0, end));
      if (name.empty())
        return fail(Errc::malformed,
                    fmt::format("an option is missing beside {}", quoted(std::string(1, between))));
      TRY(const OptionIndex index, option(name));
      if (items_.size() >= kMaxOptions)
        return fail(Errc::too_large, fmt::format("more than {} options on a ballot", kMaxOptions));
      items_.push_back(Item(index, tied));
      tied = true;
      if (end == cell.size()) return {};
      cell.remove_prefix(end + 1);
    }
  }

  static Result<bool> flag(std::string_view cell) {
    for (const std::string_view yes : {"1", "yes", "true", "x", "y"}) {
      if (iequal(cell, yes)) return true;
    }
    for (const std::string_view no : {"", "0", "no", "false", "n"}) {
      if (iequal(cell, no)) return false;
    }
    return fail(Errc::malformed, fmt::format("{} is neither 1 nor 0", quoted(cell)));
  }

  Result<void> row(std::vector<std::string>& cells) {
    if (cells.size() > columns_.size()) {
      while (cells.size() > columns_.size() && cells.back().empty()) cells.pop_back();
      if (cells.size() > columns_.size())
        return fail(Errc::malformed,
                    fmt::format("{} cells for {} columns", cells.size(), columns_.size()));
    }
    Decimal weight{1, 0};
    items_.clear();
    scores_.clear();
    ranked_.clear();
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string_view cell = cells[c];
      switch (columns_[c].role) {
        case Role::ignored:
          break;
        case Role::weight: {
          TRY(weight, parse_number(cell, kMaxWeight, kMaxWeightDecimals));
          if (weight.value <= 0) return fail(Errc::malformed, "a weight must be more than 0");
          break;
        }
        case Role::place:
          if (!cell.empty()) TRY_VOID(names(cell, '='));
          break;
        case Role::approved:
          if (!cell.empty()) TRY_VOID(names(cell, '|'));
          break;
        case Role::approve: {
          TRY(const bool yes, flag(cell));
          if (yes) items_.push_back(Item(columns_[c].option));
          break;
        }
        case Role::rank: {
          if (cell.empty()) break;
          TRY(const std::int64_t rank, parse_count(cell, kMaxOptions));
          if (rank == 0) return fail(Errc::malformed, "ranks begin at 1");
          ranked_.emplace_back(rank, columns_[c].option);
          break;
        }
        case Role::score: {
          if (cell.empty()) break;
          TRY(const Decimal score, parse_number(cell, kMaxScore, 0));
          items_.push_back(Item(columns_[c].option));
          scores_.push_back(static_cast<std::int32_t>(score.value));
          break;
        }
      }
    }
    std::sort(ranked_.begin(), ranked_.end());
    for (std::size_t i = 0; i < ranked_.size(); ++i)
      items_.push_back(Item(ranked_[i].second, i > 0 && ranked_[i].first == ranked_[i - 1].first));
    ++rows_;
    if (builder_->profile().kind == BallotKind::score)
      return builder_->add_scores(items_, scores_, weight.value, weight.decimals);
    return builder_->add(items_, weight.value, weight.decimals);
  }

  // "8,3" then "57,1,4,2" a bundle of ballots, then "Candidate 1","Name","Party" and a last row of
  // titles.
  Result<Profile> read_scottish(const std::vector<std::string>& first) {
    TRY(const std::int64_t options, parse_count(first[0], kMaxOptions));
    TRY(const std::int64_t seats, parse_count(first[1], kMaxOptions));
    if (options == 0 || seats == 0)
      return fail_at(lines_.number(), Errc::malformed,
                     "the numbers of options and seats must be more than 0");
    builder_.emplace(BallotKind::ranked);
    for (std::int64_t i = 1; i <= options; ++i)
      TRY_VOID(builder_->add_option(std::to_string(i), {}).map([](OptionIndex) {}));
    builder_->profile().hints.seats = static_cast<std::uint32_t>(seats);
    std::vector<std::string> cells;
    std::int64_t named = 0;
    while (true) {
      TRY(const bool more, next(cells));
      if (!more) break;
      const auto done = [&]() -> Result<void> {
        while (cells.size() > 1 && cells.back().empty()) cells.pop_back();
        if (parse_count(cells[0], kMaxWeight)) return scottish_ballot(cells, options);
        if (cells[0].starts_with("Candidate")) {
          if (++named > options || cells.size() < 2)
            return fail(Errc::malformed,
                        fmt::format("more names than {} options, or an empty one", options));
          builder_->profile().options[static_cast<std::size_t>(named - 1)].name = cells[1];
          return {};
        }
        if (named == 0)
          return fail(Errc::malformed, fmt::format("{} is no number of ballots", quoted(cells[0])));
        builder_->profile().hints.title = cells[0];
        return {};
      }();
      if (!done) return fail(at_line(lines_.number(), done.error()));
    }
    if (rows_ == 0) return fail_at(lines_.number() + 1, Errc::malformed, "the file has no ballots");
    if (named != 0 && named != options)
      return fail_at(
          lines_.number(), Errc::malformed,
          fmt::format("{} of {} options have names: the file is cut off", named, options));
    return builder_->take();
  }

  Result<void> scottish_ballot(const std::vector<std::string>& cells, std::int64_t options) {
    TRY(const std::int64_t weight, parse_count(cells[0], kMaxWeight));
    if (weight == 0) return fail(Errc::malformed, "a count must be more than 0");
    items_.clear();
    for (std::size_t c = 1; c < cells.size(); ++c) {
      if (cells[c].empty()) continue;
      TRY(const std::int64_t number, parse_count(cells[c], kMaxOptions));
      if (number == 0 || number > options)
        return fail(Errc::malformed,
                    fmt::format("{} is no option: they are 1 to {}", number, options));
      items_.push_back(Item(static_cast<OptionIndex>(number - 1)));
    }
    ++rows_;
    return builder_->add(items_, weight);
  }

  LineReader& lines_;
  char separator_;
  std::optional<Builder> builder_;
  std::vector<CsvColumn> columns_;
  std::uint64_t rows_ = 0;
  std::vector<Item> items_;
  std::vector<std::int32_t> scores_;
  std::vector<std::pair<std::int64_t, OptionIndex>> ranked_;
};

}  // namespace

Result<Profile> read_csv(LineReader& lines) {
  TRY(const std::string_view head, lines.peek());
  const std::string_view first = head.substr(0, head.find('\n'));
  return CsvReader(lines, csv_separator(first)).read();
}

}  // namespace althing::tally
