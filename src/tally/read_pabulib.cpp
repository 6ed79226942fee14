// Pabulib (pabulib.org/format): three parts of semicolon-separated rows, META (key;value), PROJECTS
// (project_id, cost, ...) and VOTES (voter_id, vote, ...), each with a row of column names.
//
// vote_type approval and choose-1 make approval ballots, ordinal makes rankings, scoring and
// cumulative make scores. Voters without a vote count as blank: they share in the budget.
#include <fmt/format.h>

#include <algorithm>

#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

class PabulibReader {
 public:
  explicit PabulibReader(LineReader& lines) : lines_(lines) {}

  Result<Profile> read() {
    std::vector<std::string> cells;
    while (true) {
      TRY(const bool more, next_record(lines_, ';', cells));
      if (!more) break;
      const auto done = take_row(cells);
      if (!done) return fail(at_line(lines_.number(), done.error()));
    }
    if (part_ != Part::votes)
      return fail_at(lines_.number() + 1, Errc::malformed, "the file has no part VOTES");
    return finish();
  }

 private:
  enum class Part { none, meta, projects, votes };

  Result<void> take_row(std::vector<std::string>& cells) {
    while (cells.size() > 1 && cells.back().empty()) cells.pop_back();
    if (cells.size() == 1 && !wants_names_) {
      if (iequal(cells[0], "META") && part_ == Part::none) return begin(Part::meta);
      if (iequal(cells[0], "PROJECTS") && part_ == Part::meta) return begin(Part::projects);
      if (iequal(cells[0], "VOTES") && part_ == Part::projects) return begin(Part::votes);
    }
    if (part_ == Part::none) return fail(Errc::malformed, "the file does not begin with META");
    if (wants_names_) {
      wants_names_ = false;
      columns_ = cells;
      return check_columns();
    }
    switch (part_) {
      case Part::meta:
        return meta(cells);
      case Part::projects:
        return project(cells);
      default:
        return vote(cells);
    }
  }

  Result<void> begin(Part part) {
    part_ = part;
    wants_names_ = true;
    if (part != Part::projects) return {};
    if (!budget_) return fail(Errc::malformed, "META has no budget");
    if (vote_type_.empty()) return fail(Errc::malformed, "META has no vote_type");
    BallotKind kind = BallotKind::approval;
    if (vote_type_ == "ordinal")
      kind = BallotKind::ranked;
    else if (vote_type_ == "scoring" || vote_type_ == "cumulative")
      kind = BallotKind::score;
    else if (vote_type_ != "approval" && vote_type_ != "choose-1")
      return fail(Errc::malformed, fmt::format("vote_type {} is not known", quoted(vote_type_)));
    builder_.emplace(kind);
    return {};
  }

  std::optional<std::size_t> column(std::string_view name) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (iequal(columns_[i], name)) return i;
    }
    return std::nullopt;
  }

  Result<void> check_columns() {
    const auto need = [&](std::string_view name, std::size_t& at) -> Result<void> {
      const auto found = column(name);
      if (!found) return fail(Errc::malformed, fmt::format("the column {} is missing", name));
      at = *found;
      return {};
    };
    if (part_ == Part::meta) {
      if (columns_.size() < 2) return fail(Errc::malformed, "META begins with key;value");
      return {};
    }
    if (part_ == Part::projects) {
      TRY_VOID(need("project_id", id_));
      TRY_VOID(need("cost", cost_));
      name_ = column("name");
      selected_ = column("selected");
      return {};
    }
    TRY_VOID(need("vote", vote_));
    points_ = column("points");
    weight_ = column("weight");
    if (builder_->profile().kind == BallotKind::score && !points_)
      return fail(Errc::malformed, "the column points is missing");
    return {};
  }

  static std::string_view cell(const std::vector<std::string>& cells,
                               std::optional<std::size_t> at) {
    return at && *at < cells.size() ? std::string_view(cells[*at]) : std::string_view{};
  }

  // Money in hundredths; a decimal comma is taken as a point.
  static Result<std::int64_t> money(std::string_view text) {
    std::string plain(text);
    if (plain.find('.') == std::string::npos && std::count(plain.begin(), plain.end(), ',') == 1)
      plain[plain.find(',')] = '.';
    TRY(const Decimal amount, parse_number(plain, kMaxMoney, kMaxMoneyDecimals));
    if (amount.value < 0)
      return fail(Errc::malformed, fmt::format("{} is less than 0", quoted(text)));
    return at_scale(amount, kMaxMoneyDecimals);
  }

  Result<void> meta(const std::vector<std::string>& cells) {
    const std::string_view key = cells[0], value = cell(cells, 1);
    if (key == "budget") {
      TRY(budget_, money(value));
      if (*budget_ == 0) return fail(Errc::malformed, "the budget is 0");
    } else if (key == "vote_type")
      vote_type_ = std::string(value);
    else if (key == "rule")
      rule_ = std::string(value);
    else if (key == "description")
      title_ = to_utf8(value);
    else if (key == "num_projects") {
      TRY(projects_, parse_count(value, kMaxOptions));
    } else if (key == "max_length") {
      const auto longest = parse_count(value, kMaxOptions);
      if (longest) longest_ = *longest;
    } else if (key == "num_votes") {
      TRY(votes_, parse_count(value, kMaxTotalWeight));
    }
    return {};
  }

  Result<void> project(const std::vector<std::string>& cells) {
    const std::string_view id = cell(cells, id_);
    if (id.empty()) return fail(Errc::malformed, "a project without project_id");
    TRY(const std::int64_t cost, money(cell(cells, cost_)));
    TRY(const OptionIndex option, builder_->add_option(id, to_utf8(cell(cells, name_))));
    builder_->profile().options[option].cost = cost;
    if (cell(cells, selected_) == "1") builder_->profile().hints.selected.push_back(option);
    return {};
  }

  Result<void> vote(const std::vector<std::string>& cells) {
    items_.clear();
    scores_.clear();
    Decimal weight{1, 0};
    if (const auto text = cell(cells, weight_); !text.empty()) {
      TRY(weight, parse_number(text, kMaxWeight, kMaxWeightDecimals));
      if (weight.value <= 0) return fail(Errc::malformed, "a weight must be more than 0");
    }
    std::string_view rest = trim(cell(cells, vote_)), points = trim(cell(cells, points_));
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      const std::string_view id = trim(rest.substr(0, comma));
      rest = comma == rest.size() ? std::string_view{} : trim(rest.substr(comma + 1));
      if (comma != 0 && rest.empty() && id.empty()) break;
      const auto option = builder_->find_id(id);
      if (!option) return fail(Errc::malformed, fmt::format("{} is no project", quoted(id)));
      if (builder_->profile().kind == BallotKind::score) {
        const auto end = std::min(points.find(','), points.size());
        TRY(const Decimal score, parse_number(trim(points.substr(0, end)), kMaxScore, 0));
        scores_.push_back(static_cast<std::int32_t>(score.value));
        points = end == points.size() ? std::string_view{} : trim(points.substr(end + 1));
      }
      items_.push_back(Item(*option));
      if (items_.size() > kMaxOptions)
        return fail(Errc::too_large, fmt::format("more than {} projects on a ballot", kMaxOptions));
    }
    if (!points.empty() && builder_->profile().kind == BallotKind::score)
      return fail(Errc::malformed, "more points than projects");
    ++rows_;
    if (builder_->profile().kind == BallotKind::score)
      return builder_->add_scores(items_, scores_, weight.value, weight.decimals);
    return builder_->add(items_, weight.value, weight.decimals);
  }

  Result<Profile> finish() {
    Profile profile = builder_->take();
    if (profile.options.empty())
      return fail_at(lines_.number(), Errc::malformed, "the file has no projects");
    const auto n = static_cast<std::int64_t>(profile.options.size());
    if (projects_ && *projects_ != n)
      return fail_at(
          lines_.number(), Errc::malformed,
          fmt::format("{} projects, META says {}: the file is cut off or damaged", n, *projects_));
    if (votes_ && *votes_ != rows_)
      return fail_at(
          lines_.number(), Errc::malformed,
          fmt::format("{} votes, META says {}: the file is cut off or damaged", rows_, *votes_));
    profile.money_scale = 100;
    bool whole = *budget_ % 100 == 0;
    for (const Option& option : profile.options) whole = whole && option.cost % 100 == 0;
    if (whole) {
      for (Option& option : profile.options) option.cost /= 100;
      *budget_ /= 100;
      profile.money_scale = 1;
    }
    profile.hints.budget = budget_;
    profile.hints.longest = longest_ > 0 ? longest_ : n;
    profile.hints.rule = rule_;
    profile.hints.title = title_;
    return profile;
  }

  LineReader& lines_;
  std::optional<Builder> builder_;
  Part part_ = Part::none;
  bool wants_names_ = false;
  std::vector<std::string> columns_;
  std::size_t id_ = 0, cost_ = 0, vote_ = 0;
  std::optional<std::size_t> name_, selected_, points_, weight_;
  std::optional<std::int64_t> budget_, projects_, votes_;
  std::int64_t rows_ = 0, longest_ = 0;
  std::string vote_type_, rule_, title_;
  std::vector<Item> items_;
  std::vector<std::int32_t> scores_;
};

}  // namespace

Result<Profile> read_pabulib(LineReader& lines) { return PabulibReader(lines).read(); }

}  // namespace althing::tally
