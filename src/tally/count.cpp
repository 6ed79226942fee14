// Prepares an election (seats, withdrawn options, ties), counts it by the method's function and
// finds all outcomes its ties allow.
#include "tally/count.h"

#include <fmt/format.h>

#include <algorithm>

#include "tally/method.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

struct Method {
  MethodInfo info;
  MethodFn fn;
  std::size_t effort;  // how long a count takes, in passes over the ballots, roughly
};

constexpr bool kYes = true, kNo = false;
constexpr Method kMethods[] = {
    //                                                        ranked approval score many
    {{"approval", "Approval", kNo, kYes, kNo, kYes, kMaxOptions}, count_approval, 1},
    {{"score", "Score", kNo, kNo, kYes, kYes, kMaxOptions}, count_score, 1},
    {{"star", "STAR", kNo, kNo, kYes, kNo, kMaxStarOptions}, count_star, 4},
    {{"schulze", "Schulze", kYes, kYes, kYes, kYes, kMaxPairwiseOptions}, count_schulze, 2},
    {{"debian", "Debian constitution A.5", kYes, kYes, kYes, kNo, kMaxPairwiseOptions},
     count_debian,
     2},
    {{"ranked-pairs", "Ranked Pairs", kYes, kYes, kYes, kYes, kMaxPairwiseOptions},
     count_ranked_pairs,
     2},
    {{"irv", "Instant runoff", kYes, kNo, kNo, kNo, kMaxStagedOptions}, count_irv, 4},
    {{"stv-scottish", "Single transferable vote, Scottish rules", kYes, kNo, kNo, kYes,
      kMaxStagedOptions},
     count_stv_scottish,
     4},
    {{"stv-meek", "Single transferable vote, Meek's method", kYes, kNo, kNo, kYes,
      kMaxStagedOptions},
     count_stv_meek,
     200},
    {{"equal-shares", "Method of Equal Shares", kNo, kYes, kNo, kYes, kMaxProjects},
     count_equal_shares,
     200},
    {{"greedy", "Most votes within the budget", kYes, kYes, kYes, kYes, kMaxOptions},
     count_greedy,
     1},
    {{"phragmen", "Sequential Phragmén", kNo, kYes, kNo, kYes, kMaxStagedOptions},
     count_phragmen,
     4},
};

const Method* find(std::string_view token) {
  for (const Method& method : kMethods) {
    if (method.info.token == token) return &method;
  }
  return nullptr;
}

// The ballots without some options. Their places close up; who was tied with nobody left stands
// alone. `kind` is theirs, or approval: then whoever has a rank, or more than 0 points, is
// approved.
Result<Profile> strip(const Profile& profile, const std::vector<char>& gone, BallotKind kind) {
  Builder builder(kind);
  Profile& out = builder.profile();
  for (const Option& option : profile.options) {
    TRY(const OptionIndex index, builder.add_option(option.id, option.name));
    out.options[index].cost = option.cost;
  }
  int decimals = 0;
  for (std::int64_t s = profile.weight_scale; s > 1; s /= 10) ++decimals;
  std::vector<Item> items;
  std::vector<std::int32_t> scores;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    items.clear();
    scores.clear();
    bool group_begun = false;  // a kept item of the current group exists
    for (std::size_t k = 0; k < ballot.items.size(); ++k) {
      const Item item = ballot.items[k];
      if (!item.tied()) group_begun = false;
      if (gone[item.option()] != 0) continue;
      if (kind != profile.kind && !ballot.scores.empty() && ballot.scores[k] <= 0) continue;
      items.push_back(Item(item.option(), group_begun));
      group_begun = true;
      if (!ballot.scores.empty()) scores.push_back(ballot.scores[k]);
    }
    TRY_VOID(kind == BallotKind::score ? builder.add_scores(items, scores, ballot.weight, decimals)
                                       : builder.add(items, ballot.weight, decimals));
  }
  Profile stripped = builder.take();
  stripped.blank += profile.blank;
  stripped.weight_scale = profile.weight_scale;
  stripped.money_scale = profile.money_scale;
  stripped.hints = profile.hints;
  stripped.warnings = profile.warnings;
  return stripped;
}

Result<std::vector<OptionIndex>> find_all(const Profile& profile,
                                          const std::vector<std::string>& names,
                                          std::string_view key) {
  std::vector<OptionIndex> out;
  for (const std::string& name : names) {
    const auto option = profile.find(name);
    if (!option)
      return fail(
          Errc::schema, std::string(key),
          fmt::format("{} is no option of this election, or the name of several", quoted(name)));
    if (std::find(out.begin(), out.end(), *option) != out.end()) {
      return fail(Errc::schema, std::string(key), fmt::format("{} is named twice", quoted(name)));
    }
    out.push_back(*option);
  }
  return out;
}

// How many counts may be made to find tied outcomes: fewer where one count is long.
std::size_t runs_allowed(const Profile& profile, std::size_t effort) {
  constexpr std::size_t kWork =
      1'000'000'000;  // options times (ballots and options squared), passes
  const std::size_t n = profile.options.size() + 1;
  return std::clamp<std::size_t>(kWork / ((profile.size() + n * n) * n * effort), 4, kMaxTiedRuns);
}

// A tally sheet's own default option makes Schulze's method no other than it is, unless one asks.
bool asks_for_a5(std::string_view token, const Description& description) {
  return token == "debian" || description.default_option || description.quorum.value != 0 ||
         description.majority.num != description.majority.den || !description.majorities.empty();
}

Result<DrawRule> draw_rule(const Profile& profile, const Description& description,
                           Sha256Of sha256) {
  DrawRule rule{description.poll, description.seed, profile.hints.tie_order, std::move(sha256)};
  if (!description.tie_order.empty()) {
    TRY(rule.order, find_all(profile, description.tie_order, "tie_order"));
  }
  if (!rule.order.empty() && rule.order.size() != profile.options.size()) {
    return fail(Errc::schema, "tie_order",
                fmt::format("names {} of {} options; it must name each once", rule.order.size(),
                            profile.options.size()));
  }
  return rule;
}

}  // namespace

std::string Setup::votes(std::int64_t weight) const {
  return decimal_text(weight, profile.weight_scale);
}

std::vector<OptionIndex> take_best(const std::vector<std::vector<OptionIndex>>& groups,
                                   std::size_t seats, std::string_view what, Ties& ties) {
  std::vector<OptionIndex> out;
  for (const auto& group : groups) {
    const std::size_t room = seats - out.size();
    if (room == 0) break;
    if (group.size() <= room) {
      out.insert(out.end(), group.begin(), group.end());
      continue;
    }
    for (const OptionIndex option : ties.first(what, group, room)) out.push_back(option);
  }
  return out;
}

std::span<const MethodInfo> methods() {
  static const std::vector<MethodInfo> kInfos = [] {
    std::vector<MethodInfo> out;
    for (const Method& method : kMethods) out.push_back(method.info);
    return out;
  }();
  return kInfos;
}

const MethodInfo* find_method(std::string_view token) {
  const Method* method = find(token);
  return method == nullptr ? nullptr : &method->info;
}

std::string_view default_method(const Profile& profile) {
  const std::string& rule = profile.hints.rule;
  if (profile.hints.budget) {
    const bool greedy = profile.kind == BallotKind::approval ? rule.starts_with("greedy")
                                                             : !rule.starts_with("equalshares");
    return greedy ? "greedy" : "equal-shares";
  }
  switch (profile.kind) {
    case BallotKind::approval:
      return "approval";
    case BallotKind::score:
      return "star";
    case BallotKind::ranked:
      break;
  }
  if (profile.hints.default_option) return "debian";
  return profile.hints.seats ? "stv-scottish" : "schulze";
}

Result<CountRecord> count(const Profile& given, const Description& description, Sha256Of sha256) {
  const std::string token =
      description.method ? *description.method : std::string(default_method(given));
  const Method* method = find(token);
  if (method == nullptr)
    return fail(Errc::schema, "method", fmt::format("{} is no method", quoted(token)));
  const MethodInfo& info = method->info;
  const bool own = given.kind == BallotKind::ranked     ? info.ranked
                   : given.kind == BallotKind::approval ? info.approval
                                                        : info.score;
  // Budgets are often voted on with points or ranks, which Equal Shares and Phragmén do not use.
  const bool as_approvals = !own && info.approval && given.hints.budget;
  if (!own && !as_approvals)
    return fail(Errc::schema, "method",
                fmt::format("{} does not count {} ballots", token, kind_name(given.kind)));
  if (given.options.empty()) return fail(Errc::schema, "options", "the election has no options");
  if (given.options.size() > info.max_options) {
    return fail(Errc::too_large, "options",
                fmt::format("{} options; {} counts at most {}", given.options.size(), token,
                            info.max_options));
  }

  CountRecord record;
  record.withdrawn = given.hints.withdrawn;
  if (!description.withdrawn.empty()) {
    TRY(const auto more, find_all(given, description.withdrawn, "withdrawn"));
    for (const OptionIndex option : more) {
      if (std::find(record.withdrawn.begin(), record.withdrawn.end(), option) ==
          record.withdrawn.end())
        record.withdrawn.push_back(option);
    }
  }
  std::sort(record.withdrawn.begin(), record.withdrawn.end());
  std::vector<char> gone(given.options.size());
  for (const OptionIndex option : record.withdrawn) gone[option] = 1;
  std::optional<Profile> stripped;
  if (!record.withdrawn.empty() || as_approvals) {
    TRY(stripped, strip(given, gone, as_approvals ? BallotKind::approval : given.kind));
  }
  const Profile& profile = stripped ? *stripped : given;

  Setup setup{profile, description, {}, 1, profile.hints.default_option};
  for (std::size_t i = 0; i < gone.size(); ++i) {
    if (gone[i] == 0) setup.standing.push_back(static_cast<OptionIndex>(i));
  }
  if (setup.standing.empty()) return fail(Errc::schema, "withdrawn", "every option is withdrawn");
  setup.seats = description.seats ? *description.seats : profile.hints.seats.value_or(1);
  if (setup.seats == 0) return fail(Errc::schema, "seats", "must be at least 1");
  if (!info.many && setup.seats != 1) {
    if (description.seats)
      return fail(Errc::schema, "seats",
                  fmt::format("{} fills one seat, not {}", token, setup.seats));
    record.warnings.push_back(
        fmt::format("the file says {} seats; {} fills one", setup.seats, token));
    setup.seats = 1;
  }
  if (description.default_option) {
    const auto option = profile.find(*description.default_option);
    if (!option)
      return fail(
          Errc::schema, "default_option",
          fmt::format("{} is no option of this election", quoted(*description.default_option)));
    setup.default_option = *option;
  }
  if (!asks_for_a5(token, description)) setup.default_option.reset();
  if (setup.default_option && gone[*setup.default_option] != 0)
    return fail(Errc::schema, "default_option", "is withdrawn");
  TRY(record.draw, draw_rule(profile, description, std::move(sha256)));

  record.title = description.title ? *description.title : profile.hints.title;
  record.method = token;
  record.method_name = info.name;
  record.options = profile.options;
  // Who counts by a budget does not count seats.
  record.seats =
      profile.hints.budget && (token == "equal-shares" || token == "greedy") ? 0 : setup.seats;
  record.valid = profile.valid;
  record.blank = profile.blank;
  record.weight_scale = profile.weight_scale;
  record.distinct = profile.size();
  if (as_approvals)
    record.warnings.push_back(
        "points and ranks are not used: every project that is named, and not with 0 points, counts "
        "as approved");
  record.warnings.insert(record.warnings.end(), profile.warnings.begin(), profile.warnings.end());

  DrawTies ties(profile, record.draw);
  TRY_VOID(method->fn(setup, ties, record));
  record.ties = ties.events();
  if (setup.seats > setup.standing.size() && !profile.hints.budget)
    record.notes.push_back(fmt::format("{} of {} seats cannot be filled: there are {} options.",
                                       setup.seats - setup.standing.size(), setup.seats,
                                       setup.standing.size()));
  if (record.ties.empty()) {
    Outcome only = record.elected;
    std::sort(only.begin(), only.end());
    record.outcomes.list = {std::move(only)};
    return record;
  }
  // With other answers a count may still meet a limit: raises of add1, iterations of Meek.
  record.outcomes = all_outcomes(
      [&](Ties& other) -> std::optional<Outcome> {
        CountRecord again;
        again.keep_evidence = false;
        if (!method->fn(setup, other, again)) return std::nullopt;
        return std::move(again.elected);
      },
      runs_allowed(profile, std::max(method->effort, record.passes)));
  return record;
}

}  // namespace althing::tally
