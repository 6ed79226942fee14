// Ballots written in each format that can hold them.
#include <fmt/format.h>

#include <algorithm>

#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

tl::unexpected<Error> cannot(Format format, std::string_view why) {
  return fail(Errc::unsupported, "convert",
              fmt::format("{} cannot hold {}", format_name(format), why));
}

std::string weight_text(const Profile& profile, std::int64_t weight) {
  return decimal_text(weight, profile.weight_scale);
}

std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

// Ranked items with `between` places and `tie` within them; each option as `name` gives it.
template <class Name>
std::string ranking(const BallotRef& ballot, std::string_view between, std::string_view tie,
                    Name name) {
  std::string out;
  for (const Item item : ballot.items) {
    if (!out.empty()) out += item.tied() ? tie : between;
    out += name(item.option());
  }
  return out;
}

Result<std::string> to_blt(const Profile& profile) {
  if (profile.kind != BallotKind::ranked)
    return cannot(Format::blt, fmt::format("{} ballots", kind_name(profile.kind)));
  std::string out = fmt::format("{} {}\n", profile.options.size(), profile.hints.seats.value_or(1));
  for (const OptionIndex option : profile.hints.withdrawn) out += fmt::format("-{}\n", option + 1);
  for (std::size_t i = 0; i < profile.size(); ++i) {
    out += weight_text(profile, profile[i].weight) + " " +
           ranking(profile[i], " ", "=", [](OptionIndex o) { return std::to_string(o + 1); }) +
           " 0\n";
  }
  if (profile.blank > 0) out += weight_text(profile, profile.blank) + " 0\n";
  out += "0\n";
  for (const Option& option : profile.options) out += "\"" + one_line(option.name) + "\"\n";
  return out + "\"" + one_line(profile.hints.title) + "\"\n";
}

Result<std::string> to_preflib(const Profile& profile) {
  if (profile.kind == BallotKind::score) return cannot(Format::preflib, "scores");
  const bool approvals = profile.kind == BallotKind::approval;
  bool ties = false, complete = profile.blank == 0;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    complete = complete && profile[i].items.size() == profile.options.size();
    for (const Item item : profile[i].items) ties = ties || item.tied();
  }
  const std::string_view type = approvals ? "cat"
                                : ties    ? (complete ? "toc" : "toi")
                                          : (complete ? "soc" : "soi");
  std::string out =
      fmt::format("# TITLE: {}\n# DATA TYPE: {}\n# NUMBER ALTERNATIVES: {}\n# NUMBER VOTERS: {}\n",
                  one_line(profile.hints.title), type, profile.options.size(),
                  weight_text(profile, profile.valid + profile.blank));
  if (approvals) out += "# NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: No\n";
  for (std::size_t i = 0; i < profile.options.size(); ++i)
    out += fmt::format("# ALTERNATIVE NAME {}: {}\n", i + 1, one_line(profile.options[i].name));
  const auto number = [](OptionIndex o) { return std::to_string(o + 1); };
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    out += weight_text(profile, ballot.weight) + ": ";
    if (approvals) {
      out += "{" + ranking(ballot, ",", ",", number) + "},{";
      std::string others;
      for (OptionIndex o = 0; o < profile.options.size(); ++o) {
        const bool in = std::any_of(ballot.items.begin(), ballot.items.end(),
                                    [&](Item item) { return item.option() == o; });
        if (!in) others += (others.empty() ? "" : ",") + number(o);
      }
      out += others + "}\n";
      continue;
    }
    for (std::size_t k = 0; k < ballot.items.size(); ++k) {
      const bool tied_next = k + 1 < ballot.items.size() && ballot.items[k + 1].tied(),
                 tied = ballot.items[k].tied();
      out += (k > 0 ? "," : "") + std::string(!tied && tied_next ? "{" : "") +
             number(ballot.items[k].option()) + (tied && !tied_next ? "}" : "");
    }
    out += "\n";
  }
  if (profile.blank > 0) {
    std::string all;
    for (OptionIndex o = 0; o < profile.options.size(); ++o) all += (o > 0 ? "," : "") + number(o);
    out += weight_text(profile, profile.blank) + ": " +
           (approvals ? "{},{" + all + "}" : std::string()) + "\n";
  }
  return out;
}

Result<std::string> to_abif(const Profile& profile) {
  std::string out;
  const auto id = [&](OptionIndex o) { return "[" + one_line(profile.options[o].id) + "]"; };
  for (OptionIndex o = 0; o < profile.options.size(); ++o) {
    const Option& option = profile.options[o];
    if (option.id.find(']') != std::string::npos || option.name.find(']') != std::string::npos)
      return cannot(Format::abif, "a name with ]");
    out += "=" + id(o) + ":[" + one_line(option.name) + "]\n";
  }
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    out += weight_text(profile, ballot.weight) + ": ";
    if (profile.kind == BallotKind::ranked)
      out += ranking(ballot, ">", "=", id);
    else if (profile.kind == BallotKind::approval)
      out += ranking(ballot, "=", "=", id);
    else {
      for (std::size_t k = 0; k < ballot.items.size(); ++k)
        out += fmt::format("{}{}/{}", k > 0 ? "," : "", id(ballot.items[k].option()),
                           ballot.scores[k]);
    }
    out += "\n";
  }
  if (profile.blank > 0) out += weight_text(profile, profile.blank) + ":\n";
  return out;
}

Result<std::string> to_debian(const Profile& profile) {
  constexpr std::size_t kMost = 35, kRepeat = 10'000'000;
  if (profile.kind != BallotKind::ranked)
    return cannot(Format::debian, fmt::format("{} ballots", kind_name(profile.kind)));
  if (profile.options.size() > kMost)
    return cannot(Format::debian, fmt::format("more than {} options", kMost));
  if (profile.weight_scale != 1) return cannot(Format::debian, "weights with decimals");
  if (static_cast<std::size_t>(profile.valid + profile.blank) > kRepeat)
    return cannot(Format::debian, fmt::format("more than {} ballots, one a line", kRepeat));
  std::string out;
  for (std::size_t i = 0; i < profile.options.size(); ++i)
    out += fmt::format("  {}/ Option {}--->: {}\n", std::string(i, '|'), i + 1,
                       one_line(profile.options[i].name));
  const auto line = [&](const std::string& ranks, std::int64_t weight) {
    for (std::int64_t w = 0; w < weight; ++w) out += "V: " + ranks + "\n";
  };
  for (std::size_t i = 0; i < profile.size(); ++i) {
    std::string ranks(profile.options.size(), '-');
    int rank = 0;
    for (const Item item : profile[i].items) {
      rank += item.tied() ? 0 : 1;
      ranks[item.option()] = static_cast<char>(rank < 10 ? '0' + rank : 'A' + rank - 10);
    }
    line(ranks, profile[i].weight);
  }
  line(std::string(profile.options.size(), '-'), profile.blank);
  return out;
}

// A CSV cell with its quotes where it needs them.
std::string csv(std::string text, char separator) {
  text = one_line(std::move(text));
  if (text.find_first_of(std::string("\"#") + separator) == std::string::npos && text == trim(text))
    return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

Result<std::string> to_csv(const Profile& profile) {
  const std::string_view prefix = profile.kind == BallotKind::ranked  ? "rank:"
                                  : profile.kind == BallotKind::score ? "score:"
                                                                      : "approve:";
  std::string out = "weight";
  for (const Option& option : profile.options)
    out += "," + csv(std::string(prefix) + option.id, ',');
  out += "\n";
  std::vector<std::string> cells(profile.options.size());
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    std::fill(cells.begin(), cells.end(), profile.kind == BallotKind::approval ? "0" : "");
    int rank = 0;
    for (std::size_t k = 0; k < ballot.items.size(); ++k) {
      rank += ballot.items[k].tied() ? 0 : 1;
      cells[ballot.items[k].option()] = profile.kind == BallotKind::ranked ? std::to_string(rank)
                                        : profile.kind == BallotKind::score
                                            ? std::to_string(ballot.scores[k])
                                            : "1";
    }
    out += weight_text(profile, ballot.weight);
    for (const auto& cell : cells) out += "," + cell;
    out += "\n";
  }
  if (profile.blank > 0)
    out += weight_text(profile, profile.blank) + std::string(profile.options.size(), ',') + "\n";
  return out;
}

Result<std::string> to_pabulib(const Profile& profile) {
  constexpr std::int64_t kRepeat = 10'000'000;
  if (!profile.hints.budget) return cannot(Format::pabulib, "ballots without costs and a budget");
  if (profile.weight_scale != 1 || profile.valid + profile.blank > kRepeat)
    return cannot(Format::pabulib, "weights with decimals, or so many ballots, one a line");
  const auto money = [&](std::int64_t amount) { return decimal_text(amount, profile.money_scale); };
  const std::string_view type = profile.kind == BallotKind::approval ? "approval"
                                : profile.kind == BallotKind::score  ? "scoring"
                                                                     : "ordinal";
  std::string out = fmt::format(
      "META\nkey;value\ndescription;{}\nnum_projects;{}\nnum_votes;{}\nbudget;{}\nvote_type;{}\n",
      csv(profile.hints.title, ';'), profile.options.size(), profile.valid + profile.blank,
      money(*profile.hints.budget), type);
  if (!profile.hints.rule.empty()) out += "rule;" + csv(profile.hints.rule, ';') + "\n";
  out += "PROJECTS\nproject_id;cost;name;selected\n";
  const auto& selected = profile.hints.selected;
  for (OptionIndex o = 0; o < profile.options.size(); ++o) {
    const Option& option = profile.options[o];
    if (option.id.find(',') != std::string::npos)
      return cannot(Format::pabulib, "a project id with a comma");
    out += fmt::format("{};{};{};{}\n", csv(option.id, ';'), money(option.cost),
                       csv(option.name, ';'), std::count(selected.begin(), selected.end(), o));
  }
  out += profile.kind == BallotKind::score ? "VOTES\nvoter_id;vote;points\n"
                                           : "VOTES\nvoter_id;vote\n";
  std::int64_t voter = 0;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    std::string points;
    for (const std::int32_t score : ballot.scores)
      points += (points.empty() ? ";" : ",") + std::to_string(score);
    const std::string vote =
        ranking(ballot, ",", ",", [&](OptionIndex o) { return profile.options[o].id; });
    for (std::int64_t w = 0; w < ballot.weight; ++w)
      out += fmt::format("{};{}{}\n", ++voter, vote, points);
  }
  for (std::int64_t w = 0; w < profile.blank; ++w)
    out += fmt::format("{};{}\n", ++voter, profile.kind == BallotKind::score ? ";" : "");
  return out;
}

}  // namespace

Result<std::string> write_ballots(const Profile& profile, Format format) {
  switch (format) {
    case Format::blt:
      return to_blt(profile);
    case Format::preflib:
      return to_preflib(profile);
    case Format::abif:
      return to_abif(profile);
    case Format::debian:
      return to_debian(profile);
    case Format::pabulib:
      return to_pabulib(profile);
    case Format::csv:
      return to_csv(profile);
  }
  return fail(Errc::internal, "no such format");
}

}  // namespace althing::tally
