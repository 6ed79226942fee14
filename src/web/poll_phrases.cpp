// The phrases of page_poll.h: states, choices, ballots, rules in words.
#include <fmt/format.h>

#include <algorithm>

#include "web/page_poll.h"

namespace althing::web {

using assembly::decision::PollChoice;
using index::PollInfo;

Phase phase_of(const PollInfo& poll, UnixSeconds now) {
  if (poll.outcome) {
    if (poll.outcome->at("withdrawn") != nullptr) return Phase::withdrawn;
    if (poll.outcome->at("failed") != nullptr) return Phase::failed;
    if (poll.outcome->at("elected") != nullptr) return Phase::elected;
    const json::Value* adopted = poll.outcome->at("adopted");
    return adopted != nullptr && adopted->boolean() != nullptr && *adopted->boolean() ? Phase::adopted : Phase::not_adopted;
  }
  if (poll.withdrawn) return Phase::withdrawn;
  const auto opens = parse_time(poll.spec.opens), closes = parse_time(poll.spec.closes);
  if (opens && now < *opens) return Phase::coming;
  return closes && now <= *closes ? Phase::open : Phase::waiting;
}

bool is_decided(Phase phase) { return phase == Phase::adopted || phase == Phase::not_adopted || phase == Phase::elected || phase == Phase::failed; }

void state_badge(View& view, const PollInfo& poll) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto time = [&](const std::string& text) { return parse_time(text).value_or(0); };
  const auto when = [&](Raw words) { h.text(" ").el("span", {{"class", "muted"}}, words); };
  switch (phase_of(poll, view.now)) {
    case Phase::coming:
      badge(h, Badge::pending, t.trf("Opens {when}", {{"when", t.relative(time(poll.spec.opens), view.now)}}));
      return when(t.trh("on {date}", {{"date", t.time_html(time(poll.spec.opens))}}));
    case Phase::open: return closing_badge(view, poll.spec.closes);
    case Phase::waiting:
      badge(h, Badge::closed, t.tr("Closed"));
      return when(Html().text(t.tr("waiting for the returns of the logs")).take());
    case Phase::adopted: badge(h, Badge::open, t.tr("Adopted")); break;
    case Phase::not_adopted: badge(h, Badge::closed, t.tr("Not adopted")); break;
    case Phase::elected: badge(h, Badge::open, t.tr("Elected")); break;
    case Phase::failed: badge(h, Badge::is_void, t.tr("Could not be counted")); break;
    case Phase::withdrawn: badge(h, Badge::is_void, t.tr("Withdrawn")); return;
  }
  when(t.trh("closed {date}", {{"date", t.time_html(time(poll.spec.closes))}}));
}

Result<PollInfo> param_poll(View& view) {
  TRY(const act::ActId id, param_id(view));
  auto poll = view.reader.poll(id);
  if (!poll) return fail(Errc::not_found, std::string(view.t.tr("no poll has this id here")));
  return std::move(*poll);
}

json::Value labels_of(View& view, const PollInfo& poll) {
  json::Object out;
  const json::Value* options = poll.shown.detail.at("options");
  for (const PollChoice& choice : poll.spec.choices) {
    std::string words = options != nullptr ? std::string(options->text_at(choice.choice)) : std::string();
    if (words.empty() && choice.of) words = target_title(view, *choice.of);
    if (!words.empty()) out.set(choice.choice, visible_line(words, 200));
  }
  return json::Value(std::move(out));
}

void choice_words(View& view, const json::Value& labels, const PollChoice& choice) {
  const std::string label = label_text(labels, choice.choice);
  Html& h = view.h;
  if (!choice.of) {
    h.name(label);
    return;
  }
  // Words that only repeat the title would say it twice.
  const bool own = label != choice.choice && label != visible_line(target_title(view, *choice.of), 200);
  if (own) h.name(label).text(" (");
  h.raw(target_link(view, *choice.of));
  if (own) h.text(")");
}

std::string label_text(const json::Value& labels, std::string_view choice) {
  const std::string_view words = labels.text_at(choice);
  return std::string(words.empty() ? choice : words);
}

Counted count_of(View& view, const PollInfo& poll, const json::Value& labels) {
  return view.app.poll_counts().of(view.reader, poll, labels, view.reader.folded());
}

std::string position_word(const Translator& t, const json::Value& labels, std::string_view position) {
  if (labels.at(position) == nullptr) {
    if (position == "yes") return std::string(t.tr("Yes"));
    if (position == "no") return std::string(t.tr("No"));
    if (position == "abstain") return std::string(t.tr("Abstain"));
  }
  return label_text(labels, position);
}

namespace {

// Places of a ballot joined: " > " between places, " = " within one, ": " before a score.
std::string joined(const json::Value& choice, std::string_view between, std::string_view within, std::string_view before_score,
                   const std::function<std::string(std::string_view)>& word) {
  if (const std::string* vote = choice.string()) return word(*vote);
  std::string out;
  for (const json::Value& place : *choice.array()) {
    if (!out.empty()) out += between;
    if (const json::Array* tied = place.array()) {
      for (std::size_t i = 0; i < tied->size(); ++i) out += (i > 0 ? std::string(within) : std::string()) + word(*(*tied)[i].string());
    } else if (place.object() != nullptr) {
      out += word(place.text_at("choice")) + std::string(before_score) + std::to_string(*place.at("score")->integer());
    } else {
      out += word(*place.string());
    }
  }
  return out;
}

}  // namespace

std::string ballot_words(const Translator& t, const PollInfo& poll, const json::Value& labels, const json::Value& choice) {
  const bool ranking = assembly::decision::ballot_form(poll.spec.method) == assembly::decision::BallotForm::ranking;
  std::string out = joined(choice, ranking ? " > " : ", ", " = ", ": ", [&](std::string_view name) { return position_word(t, labels, name); });
  return out.empty() ? std::string(t.tr("names nothing")) : out;
}

std::string ballot_argument(const json::Value& choice) {
  const bool ranking = choice.array() != nullptr && std::none_of(choice.array()->begin(), choice.array()->end(), [](const json::Value& p) { return p.object() != nullptr; });
  return joined(choice, ranking ? ">" : ",", "=", ":", [](std::string_view name) { return std::string(name); });
}

std::string_view method_word(const Translator& t, std::string_view method) {
  struct Row {
    std::string_view method;
    Msg word;
  };
  static constexpr Row kRows[] = {{"consent", msg("Consent")}, {"threshold", msg("Threshold")}, {"approval", msg("Approval")}, {"score", msg("Score")}, {"star", msg("STAR: score, then a runoff")},
                                  {"schulze", msg("Schulze (rankings, in pairs)")}, {"ranked-pairs", msg("Ranked Pairs (rankings, in pairs)")}, {"irv", msg("Instant runoff (rankings)")},
                                  {"stv-scottish", msg("Single transferable vote, Scottish rules")}, {"stv-meek", msg("Single transferable vote, Meek's method")},
                                  {"equal-shares", msg("Method of Equal Shares (approvals)")}, {"phragmen", msg("Sequential Phragmén (approvals)")}};
  for (const Row& row : kRows) {
    if (row.method == method) return t.tr(row.word);
  }
  return method;
}

std::string share_words(const Translator& t, const tally::Fraction& ratio, bool strict) {
  if (ratio.num == ratio.den && !strict) return std::string(t.tr("all"));
  if (ratio.num == 0 && strict) return std::string(t.tr("some"));
  const std::string share = fmt::format("{}/{}", ratio.num, ratio.den);
  return strict ? t.trf("more than {share}", {{"share", share}}) : t.trf("at least {share}", {{"share", share}});
}

std::string_view base_word(const Translator& t, tally::Base base) {
  if (base == tally::Base::cast) return t.tr("votes cast");
  return base == tally::Base::non_abstain ? t.tr("votes cast without abstentions") : t.tr("votes of all entitled");
}

namespace {

void record_words(View& view, const tally::Rule& rule) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string share = share_words(t, rule.ratio, rule.strict);
  const std::string_view base = base_word(t, rule.base);
  std::string words;
  if (rule.scope == tally::Scope::all) words = t.trf("Of the {base}, {share} must be yes, everybody together.", {{"base", base}, {"share", share}});
  else if (rule.scope == tally::Scope::each) words = t.trf("Of the {base}, {share} must be yes in each group.", {{"base", base}, {"share", share}});
  else if (rule.groups.empty() && rule.k) words = t.ntrf("Of the {base}, {share} must be yes in at least {n} group.", "Of the {base}, {share} must be yes in at least {n} groups.", static_cast<std::uint64_t>(*rule.k), {{"base", base}, {"share", share}});
  else if (rule.k && static_cast<std::size_t>(*rule.k) < rule.groups.size()) words = t.ntrf("Of the {base}, {share} must be yes in at least {n} of these groups: {groups}.", "Of the {base}, {share} must be yes in at least {n} of these groups: {groups}.", static_cast<std::uint64_t>(*rule.k), {{"base", base}, {"share", share}, {"groups", group_labels(view, rule.groups)}});
  else words = t.trf("Of the {base}, {share} must be yes in each of these groups: {groups}.", {{"base", base}, {"share", share}, {"groups", rule.groups.empty() ? std::string(t.tr("all")) : group_labels(view, rule.groups)}});
  h.open("li").text(words);
  if (rule.base == tally::Base::cast) h.text(" ").text(t.tr("Abstentions count as against."));
  if (rule.base == tally::Base::eligible) h.text(" ").text(t.tr("Who does not vote counts as against."));
  if (!rule.weight.empty()) h.text(" ").text(t.trf("Votes are weighed by {weight}.", {{"weight", rule.weight}}));
  if (rule.floor) h.text(" ").text(t.trf("At least {n} must be yes in all.", {{"n", t.number(*rule.floor)}}));
  if (rule.block) {
    const std::string most = fmt::format("{}/{}", rule.block->max_against.num, rule.block->max_against.den);
    h.text(" ");
    if (rule.scope == tally::Scope::all) h.text(t.trf("It fails if more than {share} of them are no.", {{"share", most}}));
    else h.text(t.ntrf("It fails if more than {share} of them are no in {n} group or more.", "It fails if more than {share} of them are no in {n} groups or more.", static_cast<std::uint64_t>(rule.block->min_groups), {{"share", most}}));
  }
  if (rule.quorum) {
    const std::string least = fmt::format("{}/{}", rule.quorum->ratio.num, rule.quorum->ratio.den);
    h.text(" ").text(rule.quorum->per_group ? t.trf("Quorum: at least {share} of those entitled in each group must take part.", {{"share", least}})
                                            : t.trf("Quorum: at least {share} of those entitled must take part.", {{"share", least}}));
    if (rule.quorum->base == tally::Base::non_abstain) h.text(" ").text(t.tr("Abstaining is not taking part."));
  }
  h.close();
}

void tree_words(View& view, const tally::Rule& rule) {
  if (rule.kind == tally::Rule::Kind::record) return record_words(view, rule);
  Html& h = view.h;
  h.open("li").text(rule.kind == tally::Rule::Kind::all ? view.t.tr("All of these:") : view.t.tr("At least one of these:")).open("ul");
  for (const tally::Rule& branch : rule.branches) tree_words(view, branch);
  h.close().close();
}

}  // namespace

void rule_of_poll(View& view, const PollInfo& poll) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (poll.spec.method == "consent") {
    h.el("p", {}, t.tr("Adopted if somebody consents and nobody objects; abstaining is not objecting."));
  } else if (poll.spec.method == "threshold") {
    rule_words(view, poll.rule);
    if (!poll.spec.rule) h.open("p", {{"class", "muted small"}}).raw(t.trh("The poll names no rule of its own, so that of the {charter} holds.", {{"charter", Html().link(view.url("charter"), t.tr("charter")).take()}})).close();
  } else {
    h.el("p", {}, t.trf("Counted by this method: {method}. Ties are drawn by SHA-256 from the poll, the returns that closed it and the choice, so that nobody can know or choose the draw beforehand.", {{"method", method_word(t, poll.spec.method)}}));
  }
}

void rule_words(View& view, const json::Value& value) {
  const auto rule = tally::parse_rule(value);
  if (!rule) {
    view.h.el("p", {}, visible(rule.error().text(), TextKind::line));
    return;
  }
  view.h.open("ul");
  tree_words(view, *rule);
  view.h.close();
}

std::string tally_word(const Translator& t, std::string_view english) {
  static constexpr Msg kWords[] = {
      msg("Option"), msg("Options"), msg("Each row: how many ballots rank the option above the option of the column."),
      msg("Each cell: the winning votes of the weakest defeat on the strongest path, then the votes against it."), msg("Votes"), msg("Step"), msg("Steps"), msg("Elected"), msg("Cost"), msg("Sum of scores"), msg("Round"), msg("Rounds"), msg("Quota"), msg("Place"), msg("Order"),
      msg("Group"), msg("Exhausted"), msg("Budget"), msg("Ballots"), msgc("of a count", "Action"), msg("Winner"), msg("What was compared"), msg("Weakest defeats, dropped"), msg("Voters"), msg("Voter"),
      msg("Transfer of"), msg("Top scores"), msg("To elect"), msg("Surplus"), msg("Strongest paths"), msg("Stages"), msg("Stage"), msg("Selected"), msg("Score"), msg("Schwartz sets"), msg("Schwartz set"),
      msg("Runoff"), msg("Quorum"), msg("Purchases"), msg("Price"), msg("Pay less"), msg("Pay it"), msg("Pairwise matrix"), msg("Objections"), msg("Nothing is elected."), msg("Non-transferable"),
      msg("Majority"), msg("Lost in decimals"), msg("Loser"), msg("Load"), msg("Level"), msgc("of a count", "From"), msg("Finalist"), msg("Each voter's part"), msg("Did not vote"),
      msg("Defeats from the strongest to the weakest"), msg("Comparison"), msg("Blank ballots"), msg("Below it"), msg("Ballots with a first preference"),
      msg("Ballots that score the option higher than the other finalist."), msg("Ballots that score both finalists the same"), msg("Approvals"), msg("All together"), msg("Against"),
      msg("After the votes, the keep factor of each option."), msg("Yes"), msg("No"), msg("Abstain"), msgc("of a count", "Result"), msg("Options of one place are equal."), msg("met"), msg("not met"),
      msg("winner"), msg("exclusion"), msg("next elected"), msg("largest surplus"), msg("winner of the runoff"), msg("defeat locked first, by its winner"), msg("defeat locked first, by its loser")};
  for (const Msg& word : kWords) {
    if (english == word.id) return std::string(t.tr(word));
  }
  return std::string(english);
}

namespace {

struct Part {
  std::string_view name;
  std::string text;
};

// "{name} beats ..." against the engine's sentence: what stands in the places; nullopt if it is another sentence.
std::optional<std::vector<Part>> parts_of(std::string_view pattern, std::string_view text) {
  std::vector<Part> out;
  while (true) {
    const std::size_t open = pattern.find('{');
    if (!text.starts_with(pattern.substr(0, open))) return std::nullopt;
    if (open == std::string_view::npos) return text.size() == pattern.size() ? std::optional(std::move(out)) : std::nullopt;
    const std::size_t close = pattern.find('}');
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    text.remove_prefix(open);
    pattern.remove_prefix(close + 1);
    const std::string_view after = pattern.substr(0, pattern.find('{'));
    const std::size_t end = after.size() == pattern.size() ? text.rfind(after) : text.find(after);
    if (end == std::string_view::npos) return std::nullopt;
    out.push_back({name, std::string(text.substr(0, end))});
    text.remove_prefix(end);
  }
}

}  // namespace

std::string tally_note(const Translator& t, std::string_view english) {
  static constexpr Msg kNotes[] = {msg("{name} beats every other option one against one."), msg("{empty} of {seats} seats cannot be filled: there are {options} options."),
                                   msg("{n} seats stay empty: no option left has a supporter."), msg("More voters get more of their projects from the greedy selection, so that one is taken.")};
  for (const Msg& note : kNotes) {
    auto parts = parts_of(note.id, english);
    if (!parts) continue;
    parts->resize(3);  // the most that one has
    const auto& p = *parts;
    return t.trf(note, {{p[0].name, p[0].text}, {p[1].name, p[1].text}, {p[2].name, p[2].text}});
  }
  return std::string(english);
}

std::string percent_words(const Translator& t, std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return {};
  return t.trf("{n} %", {{"n", t.tenths((part * 1000 + whole / 2) / whole)}});
}

namespace {

std::int64_t base_of(const tally::Sums& sums, tally::Base base) {
  if (base == tally::Base::cast) return sums.cast();
  return base == tally::Base::non_abstain ? sums.non_abstain() : sums.eligible();
}

bool reaches(std::int64_t part, const tally::Fraction& ratio, std::int64_t whole, bool strict) {
  return strict ? part * ratio.den > ratio.num * whole : part * ratio.den >= ratio.num * whole;
}

void checks_of(const Translator& t, const tally::Rule& rule, const std::map<std::string, tally::Sums>& groups, const tally::Sums& total, std::vector<GroupCheck>& out) {
  for (const tally::Rule& branch : rule.branches) checks_of(t, branch, groups, total, out);
  if (rule.kind != tally::Rule::Kind::record || !rule.weight.empty()) return;
  const auto one = [&](const std::string& group, const tally::Sums& sums) {
    const std::int64_t whole = base_of(sums, rule.base);
    out.push_back({group, t.trf("{yes} yes of {whole} {base}; {share} needed", {{"yes", t.number(sums.yes)}, {"whole", t.number(whole)}, {"base", base_word(t, rule.base)}, {"share", share_words(t, rule.ratio, rule.strict)}}),
                   false, whole > 0 && reaches(sums.yes, rule.ratio, whole, rule.strict)});
  };
  const auto quorum = [&](const std::string& group, const tally::Sums& sums) {
    const std::int64_t part = rule.quorum->base == tally::Base::non_abstain ? sums.non_abstain() : sums.cast();
    out.push_back({group, t.trf("Quorum: {part} of {whole} entitled; at least {share} needed", {{"part", t.number(part)}, {"whole", t.number(sums.eligible())}, {"share", fmt::format("{}/{}", rule.quorum->ratio.num, rule.quorum->ratio.den)}}),
                   true, reaches(part, rule.quorum->ratio, sums.eligible(), false)});
  };
  if (rule.scope == tally::Scope::all) one("", total);
  const auto in_scope = [&](const std::string& group) {
    return rule.scope == tally::Scope::each || rule.groups.empty() || std::find(rule.groups.begin(), rule.groups.end(), group) != rule.groups.end();
  };
  tally::Sums asked = rule.scope == tally::Scope::all ? total : tally::Sums{};  // as tally/rule.cpp sums a quorum
  for (const auto& [group, sums] : groups) {
    if (rule.scope == tally::Scope::all || !in_scope(group)) continue;
    one(group, sums);
    asked.yes += sums.yes;
    asked.no += sums.no;
    asked.abstain += sums.abstain;
    asked.absent += sums.absent;
    if (rule.quorum && rule.quorum->per_group) quorum(group, sums);
  }
  if (rule.quorum && (!rule.quorum->per_group || rule.scope == tally::Scope::all)) quorum("", asked);
}

}  // namespace

std::vector<GroupCheck> group_checks(const Translator& t, const tally::Rule& rule, const tally::VoteTable& votes) {
  std::vector<GroupCheck> out;
  checks_of(t, rule, votes.by_group(0), votes.total(0), out);
  return out;
}

void mandate_field(View& view) {
  Html& h = view.h;
  h.open("div", {{"class", "field"}}).el("label", {{"for", "mandate"}}, view.t.tr("In the name of"));
  h.open("select", {{"id", "mandate"}, {"name", "mandate"}}).el("option", {{"value", ""}}, view.t.tr("myself")).close().close();
}

std::string shell_quoted(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("._:/@+,=-").find(c) != std::string_view::npos; };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return std::string(text);
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

namespace {

// A version of a proposal: revise and accept acts have no page of their own, and an accept no title.
struct VersionMeant {
  std::string title, path;
  std::size_t number = 1;
  bool only = true;  // the proposal has no other
};

std::optional<VersionMeant> version_meant(View& view, const index::Item& item) {
  if (item.act.type != "propose" && item.act.type != "revise" && item.act.type != "accept") return std::nullopt;
  const auto proposal = view.reader.proposal(item.act.id);
  if (!proposal) return std::nullopt;
  for (std::size_t i = 0; i < proposal->versions.size(); ++i) {
    const index::ProposalVersion& v = proposal->versions[i];
    if (v.act.id != item.act.id) continue;
    VersionMeant out{plain_title(view, v.words, v.shown.title), "proposal/" + to_hex(v.act.id), i + 1, proposal->versions.size() == 1};
    // The first version has the proposal's id, which means the newest.
    if (i == 0 && !out.only) out.path += "?version=1";
    return out;
  }
  return std::nullopt;
}

}  // namespace

std::string target_title(View& view, const act::ActId& id) {
  const auto item = view.reader.item_of(id);
  if (!item) return {};
  const auto version = version_meant(view, *item);
  return version ? version->title : item->shown.title;
}

Raw target_link(View& view, const act::ActId& id) {
  const Translator& t = view.t;
  const auto item = view.reader.item_of(id);
  if (!item) return Html().text(t.trf("{id} (not held here)", {{"id", short_id(id)}})).take();
  Html h;
  if (const auto version = version_meant(view, *item)) {
    h.text(type_word(t, "propose")).text(": ").open("a", {{"href", view.url(version->path)}}).name(version->title).close();
    if (!version->only) h.text(" · ").text(t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(version->number))}}));
    return h.take();
  }
  constexpr std::pair<std::string_view, std::string_view> kPages[] = {{"poll", "poll/"}, {"charter", "charter/"}, {"statement", "statement/"}, {"revise", "statement/"},
                                                                      {"provision", "provision/"}, {"instrument", "instrument/"}, {"amend", "amendment/"},
                                                                      {"call", "call/"}, {"action", "action/"}};
  std::string path = "acts/" + to_hex(id);
  for (const auto& [type, page] : kPages) {
    if (item->act.type == type) path = std::string(page) + to_hex(id);
  }
  h.text(type_word(t, item->act.type)).text(": ").open("a", {{"href", view.url(path)}}).raw(title_of(view, item->act, item->shown.title)).close();
  return h.take();
}

}  // namespace althing::web
