// The result of a poll, provisional or final: what came out, by which rule, group by group, with the tables
// of the count and the draw. Every number leads to the ballots that make it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/check.h"
#include "tally/scan.h"
#include "web/page_poll.h"

namespace althing::web {
namespace {

using index::PollInfo;

constexpr std::size_t kReasonsShown = 5;      // of each position
constexpr std::size_t kLogShown = 12;         // characters of a log's key, and of a root

struct ResultSection {
  View& view;
  const PollInfo& poll;
  const json::Value& labels;
  const ShownCount& count;
  Phase phase;
  const assembly::decision::PollSummary& summary = count.summary;
  const Translator& t = view.t;
  Html& h = view.h;

  std::string ballots_url(std::string_view position, std::string_view group) const {
    return fmt::format("{}?position={}&group={}", view.url("poll/" + to_hex(poll.act.id) + "/ballots"), url_component(position), url_component(group));
  }
  bool decided() const { return is_decided(phase); }

  void marker() {
    const auto of = poll.logs.size();
    const auto in = static_cast<std::size_t>(std::count_if(poll.log_returns.begin(), poll.log_returns.end(), [](const index::LogReturn& one) { return one.state == index::LogReturn::State::counted; }));
    Html b;
    b.el("p", {}, t.ntrf("{in} of {n} return in", "{in} of {n} returns in", of, {{"in", t.number(static_cast<std::int64_t>(decided() ? in : poll.returns.size()))}}));
    if (!poll.contradictions.empty()) {
      b.open("p").text(t.tr("A log returned this poll more than once, which it must not: its words void each other, and together they are evidence against it."));
      for (const index::ActInfo& one : poll.contradictions) b.text(" · ").raw(act_link(view, one.id, t.trf("return {id}", {{"id", short_id(one.id)}})));
      b.close();
    }
    if (poll.is_final()) {
      b.el("p", {}, of == 1 ? t.tr("A return is a log's signed word of what it held when the poll opened and when it closed. The count rests on that and on nothing else; only a second return by the same log would undo it.")
                            : t.tr("A return is a log's signed word of what it held when the poll opened and when it closed. What lies in the returns of more than half of the logs counts, and nothing that comes later changes it."));
      if (in < of) b.el("p", {}, t.tr("Returns that were missing seven days after the closing, as more than half of the logs date it, are given up."));
      box(h, Box::success, t.tr("Final"), b.take());
      return returns();
    }
    if (decided()) {
      b.el("p", {}, t.tr("More than half of the logs have returned, so the poll is decided. It is final when all have, or seven days after it closed."));
      open_acts(b);
      box(h, Box::warning, t.tr("Decided, not final yet"), b.take());
      return returns();
    }
    if (of == 0) b.el("p", {}, t.tr("Neither the charter nor the poll names a log whose return would close it, so it will stay undecided."));
    else if (of > 1) b.el("p", {}, t.tr("It is decided when more than half of these logs have returned it, and their prefixes have come here."));
    if (count.rows != nullptr && count.rows->folded != view.reader.folded()) {
      b.open("p").raw(t.trh("As counted {when}; ballots that came in since are in the next count.", {{"when", t.time_html(count.rows->at, view.now)}})).close();
    }
    if (phase == Phase::waiting) b.el("p", {}, t.tr("It has closed. What counts are the ballots the returns hold; what follows counts those this node holds, and can still differ from the result."));
    else still_open(b);
    box(h, Box::warning, t.tr("Provisional"), b.take());
    if (!poll.returns.empty() || !poll.contradictions.empty()) returns();
  }

  // What a return that is still missing could change.
  void open_acts(Html& b) const {
    const auto ballots = static_cast<std::uint64_t>(summary.open_ballots), membership = static_cast<std::uint64_t>(summary.open_membership);
    if (ballots == 0 && membership == 0) {
      b.el("p", {}, t.tr("No ballot depends on the returns that are missing; they can change the draw between equal results and nothing else."));
      return;
    }
    if (ballots > 0) b.el("p", {}, t.ntrf("{n} ballot lies in too few of the returns so far; a missing one could let it count.", "{n} ballots lie in too few of the returns so far; a missing one could let them count.", ballots));
    if (membership > 0) b.el("p", {}, t.ntrf("{n} act about who may vote lies in too few of the returns so far; a missing one could let it count.", "{n} acts about who may vote lie in too few of the returns so far; a missing one could let them count.", membership));
  }

  std::string state_words(const index::LogReturn& one) const {
    switch (one.state) {
      case index::LogReturn::State::counted: return std::string(t.tr("counted"));
      case index::LogReturn::State::twice: return std::string(t.tr("void: returned more than once"));
      case index::LogReturn::State::uncounted:
        return std::string(poll.is_final() ? t.tr("not counted: too late, or not what the log holds") : t.tr("not counted yet: what it names is not held here, or is not what the log holds"));
      case index::LogReturn::State::missing: return std::string(poll.is_final() ? t.tr("missing, given up") : t.tr("missing"));
    }
    return {};
  }

  // The logs and what each has said.
  void returns() {
    h.open("details", {{"open", poll.logs.size() > 1}}).el("summary", {}, t.tr("The returns of the logs"));
    h.open("div", {{"class", "table-scroll"}, {"role", "region"}, {"aria-labelledby", "returns"}, {"tabindex", 0}}).open("table", {{"class", "table"}});
    h.el("caption", {{"id", "returns"}}, t.tr("Each log that closes the poll, and what it says it held"));
    h.open("thead").open("tr");
    for (const std::string_view head : {t.tr("Log"), t.tr("State"), t.tr("Entries when it opened"), t.tr("Entries when it closed"), t.tr("Root when it closed"), t.tr("Returned, by its clock")}) h.el("th", {{"scope", "col"}}, head);
    h.close().close().open("tbody");
    for (const index::LogReturn& one : poll.log_returns) {
      h.open("tr").open("th", {{"scope", "row"}}).el("code", {}, one.log.substr(0, kLogShown)).close();
      h.el("td", {}, state_words(one));
      if (!one.act) {
        h.el("td", {}, "").el("td", {}, "").el("td", {}, "").el("td", {}, "");
      } else {
        h.el("td", {}, t.number(static_cast<std::int64_t>(one.opened))).el("td", {}, t.number(static_cast<std::int64_t>(one.closed)));
        h.open("td").el("code", {}, one.root.substr(0, kLogShown)).close();
        h.open("td").raw(act_link(view, one.act->id, short_id(one.act->id))).text(" ").raw(t.time_html(one.act->at, view.now)).close();
      }
      h.close();
    }
    h.close().close().close().close();
  }

  void still_open(Html& b) const {
    const auto missing = static_cast<std::uint64_t>(summary.total.absent);
    b.el("p", {}, t.ntrf("{n} entitled member has not voted yet, and every ballot can be changed until the poll closes.", "{n} entitled members have not voted yet, and every ballot can be changed until the poll closes.", missing));
    if (!poll.spec.is_yes_no() || missing == 0 || count.rows == nullptr) return;
    const auto &all_yes = count.rows->all_yes, &all_no = count.rows->all_no;
    if (!all_yes || !all_no) return;
    if (*all_yes && *all_no) b.el("p", {}, t.tr("If no ballot is changed, it will be adopted however the others vote."));
    else if (!*all_yes) b.el("p", {}, t.tr("If no ballot is changed, it cannot be adopted any more, however the others vote."));
    else b.el("p", {}, t.tr("The votes still to come can change what comes out."));
  }

  tally::Rule rule() const {
    if (poll.spec.method == "consent") return tally::consent_rule();
    auto parsed = tally::parse_rule(poll.rule);
    return parsed ? std::move(*parsed) : tally::Rule{};
  }

  void outcome() {
    if (!summary.record) {
      box(h, Box::error, t.tr("It cannot be counted"), Html().el("p", {}, visible(summary.fault, TextKind::line)).take());
      return;
    }
    h.open("p", {{"class", "lede"}}).open("strong");
    if (poll.spec.is_yes_no()) {
      const bool adopted = summary.record->adopted.value_or(false);
      if (decided()) h.text(adopted ? t.tr("Adopted.") : t.tr("Not adopted."));
      else h.text(adopted ? t.tr("As the votes stand it would be adopted.") : t.tr("As the votes stand it would not be adopted."));
      h.close().close();
      return;
    }
    if (summary.record->elected.empty()) h.text(t.tr("Nothing is elected."));
    else h.text(decided() ? t.tr("Elected:") : t.tr("As the votes stand, elected would be:"));
    h.close().close();
    if (summary.record->elected.empty()) return;
    h.open("ol");
    for (const tally::OptionIndex option : summary.record->elected) {
      const auto& known = poll.spec.choices;
      const auto choice = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.choice == summary.record->options[option].id; });
      h.open("li").open("strong");
      if (choice == known.end()) h.name(summary.record->options[option].name);
      else choice_words(view, labels, *choice);
      h.close().close();
    }
    h.close();
  }

  // A number that leads to its ballots, with its share of `whole`.
  Raw linked(std::int64_t n, std::int64_t whole, std::string_view position, std::string_view group) const {
    Html c;
    if (n == 0) return c.text(t.number(0)).take();
    c.link(ballots_url(position, group), t.number(n));
    if (const std::string share = percent_words(t, n, whole); !share.empty()) c.text(" ").el("span", {{"class", "muted small"}}, "(" + share + ")");
    return c.take();
  }

  void asked(const std::vector<GroupCheck>& checks, std::string_view group) {
    h.open("td");
    for (const GroupCheck& check : checks) {
      if (check.group != group) continue;
      h.open("div").open("strong").text(check.met ? t.tr("met") : t.tr("not met")).close().text(": " + check.words).close();
    }
    h.close();
  }

  void votes_table() {
    const auto checks = group_checks(t, rule(), summary);
    h.el("h3", {}, t.tr("Votes, group by group"));
    h.open("div", {{"class", "table-scroll"}, {"role", "region"}, {"aria-labelledby", "votes"}, {"tabindex", 0}}).open("table", {{"class", "table"}});
    h.el("caption", {{"id", "votes"}}, t.tr("Percentages are of the votes cast")).open("thead").open("tr");
    h.el("th", {{"scope", "col"}}, t.tr("Group"));
    for (const std::string_view label : {t.tr("Yes"), t.tr("No"), t.tr("Abstain"), t.tr("Did not vote"), t.tr("Entitled")}) h.el("th", {{"scope", "col"}, {"class", "number"}}, label);
    h.el("th", {{"scope", "col"}}, t.tr("What the rule asks of it")).close().close().open("tbody");
    const auto line = [&](const std::string& group, const tally::Sums& sums, std::string_view name) {
      h.open("tr").el("th", {{"scope", "row"}}, name);
      for (const auto& [n, position] : {std::pair{sums.yes, "yes"}, {sums.no, "no"}, {sums.abstain, "abstain"}}) h.el("td", {{"class", "number"}}, linked(n, sums.cast(), position, group));
      h.el("td", {{"class", "number"}}, linked(sums.absent, 0, "none", group)).el("td", {{"class", "number"}}, t.number(sums.eligible()));
      asked(checks, group);
      h.close();
    };
    for (const auto& [group, sums] : summary.groups) {
      if (!group.empty()) line(group, sums, group_label(view, group));
    }
    line("", summary.total, t.tr("All together"));
    h.close().close().close();
    if (summary.record && summary.record->tables.size() > 0 && poll.spec.method == "threshold") comparisons(summary.record->tables.front());
  }

  // Every comparison the engine made, in its own words, so that the whole tree can be followed.
  void comparisons(const tally::Table& checks) {
    h.open("details").el("summary", {}, t.tr("Every comparison, in the counting engine's words")).open("ol");
    for (const auto& row : checks.rows) {
      const auto* what = std::get_if<std::string>(&row[0]);
      const auto* met = std::get_if<std::string>(&row[1]);
      if (what != nullptr && met != nullptr) h.open("li").text(*what + ": ").open("strong").text(tally_word(t, *met)).close().close();
    }
    h.close().close();
  }

  void turnout() {
    h.el("h3", {}, t.tr("Who took part"));
    table(h, "turnout", t.tr("Percentages are of those entitled"), {{t.tr("Group"), false}, {t.tr("Voted"), true}, {t.tr("Did not vote"), true}, {t.tr("Entitled"), true}}, [&] {
      const auto line = [&](std::string_view group, std::string_view name, std::int64_t voted, std::int64_t entitled) {
        h.open("tr").el("th", {{"scope", "row"}}, name).el("td", {{"class", "number"}}, linked(voted, entitled, "voted", group));
        h.el("td", {{"class", "number"}}, linked(entitled - voted, 0, "none", group)).el("td", {{"class", "number"}}, t.number(entitled)).close();
      };
      for (const auto& [group, sums] : summary.groups) {
        if (!group.empty()) line(group, group_label(view, group), sums.cast(), sums.eligible());
      }
      line("", t.tr("All together"), summary.total.cast(), summary.total.eligible());
    });
  }

  std::string names(std::span<const tally::OptionIndex> options) const {
    std::string out;
    for (const tally::OptionIndex option : options) out += (out.empty() ? "" : ", ") + summary.record->options[option].name;
    return out;
  }

  void ties() {
    const tally::CountRecord& record = *summary.record;
    if (record.ties.empty()) return;
    h.el("h3", {{"id", "draw"}}, decided() ? t.tr("Ties and the draw") : t.tr("Ties"));
    h.el("p", {}, t.tr("All outcomes that the ties allow:")).open("ul");
    for (const tally::Outcome& outcome : record.outcomes.list) h.open("li").name(names(outcome)).close();
    h.close();
    if (!record.outcomes.complete) h.el("p", {}, t.tr("There may be more: the search was cut off at a limit."));
    if (!decided()) {
      h.el("p", {}, t.tr("If they are still tied when the poll closes, the draw decides. It is known only once the returns are in."));
      return;
    }
    for (const tally::TieEvent& tie : record.ties) {
      h.open("p").open("strong").text(tally_word(t, tie.what)).close().text(": ");
      h.raw(t.trh("{tied} are equal; the draw takes {chosen}.", {{"tied", bdi(names(tie.tied))}, {"chosen", bdi(names(tie.chosen))}})).close();
      if (tie.hashes.empty()) continue;
      h.open("ol");
      for (std::size_t i = 0; i < tie.hashes.size(); ++i) {
        h.open("li").name(record.options[tie.drawn[i]].name).text(" ");
        hash(h, tie.hashes[i]);
        h.close();
      }
      h.close();
    }
    h.el("p", {}, t.tr("The draw puts choices in the order of the SHA-256 of this text, the least first; the seed is the SHA-256 of the ids of the returns that closed the poll:"));
    h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, fmt::format("tie|{}|{}|{}", record.draw.poll, record.draw.seed, t.tr("option")));
  }

  void cell_of(const tally::Cell& value, bool head, bool lettered) {
    Html c;
    bool number = false;
    if (const auto* text = std::get_if<std::string>(&value)) c.text(tally_word(t, *text));
    else if (const auto* n = std::get_if<std::int64_t>(&value)) c.text(t.number(*n)), number = true;
    else if (const auto* option = std::get_if<tally::OptionCell>(&value)) {
      if (head && lettered) c.el("span", {{"class", "muted"}, {"aria-hidden", "true"}}, letter_of(option->option)).text(" ");
      c.name(summary.record->options[option->option].name);
    }
    else if (const auto* options = std::get_if<tally::OptionList>(&value)) c.name(names(*options));
    if (head) h.el("th", {{"scope", "row"}}, c.take());
    else h.el("td", {Attr::only_if(number || lettered, "class", "number")}, c.take());
  }

  // A column for each choice has a letter for its head, since names would make the table too wide for a phone;
  // the row of the choice has the letter beside the name.
  static std::string letter_of(tally::OptionIndex option) {
    const auto letter = [](std::size_t n) { return std::string(1, static_cast<char>('A' + n % 26)); };
    return option < 26 ? letter(option) : letter(option / 26 - 1) + letter(option);
  }

  void count_table(const tally::Table& one) {
    if (one.rows.empty()) return;
    const bool by_option = std::any_of(one.columns.begin(), one.columns.end(), [](const tally::Column& column) { return column.option.has_value(); });
    const std::string id = "t-" + one.key, title = tally_word(t, one.title);
    h.el("h3", {}, title);
    if (!one.note.empty()) h.el("p", {}, tally_word(t, one.note));
    h.open("div", {{"class", "table-scroll"}, {"role", "region"}, {"aria-labelledby", id}, {"tabindex", 0}}).open("table", {{"class", "table"}});
    h.el("caption", {{"id", id}, {"class", "visually-hidden"}}, title).open("thead").open("tr");
    for (const tally::Column& column : one.columns) {
      h.open("th", {{"scope", "col"}, Attr::only_if(column.option.has_value(), "class", "number")});
      if (column.option) h.el("span", {{"aria-hidden", "true"}}, letter_of(*column.option)).open("span", {{"class", "visually-hidden"}}).name(summary.record->options[*column.option].name).close();
      else h.text(tally_word(t, column.label));
      h.close();
    }
    h.close().close().open("tbody");
    for (const auto& row : one.rows) {
      h.open("tr");
      for (std::size_t c = 0; c < row.size(); ++c) cell_of(row[c], c == 0, by_option);
      h.close();
    }
    h.close().close().close();
  }

  void evidence() {
    const tally::CountRecord& record = *summary.record;
    h.open("dl", {{"class", "facts"}});
    const auto weight = [&](std::int64_t n) { return n % record.weight_scale == 0 ? t.number(n / record.weight_scale) : tally::decimal_text(n, record.weight_scale); };
    fact(h, t.tr("Ballots"), weight(record.valid - record.unused));
    if (record.blank != 0) fact(h, t.tr("Blank ballots"), weight(record.blank));
    for (const tally::Figure& figure : record.figures) fact(h, tally_word(t, figure.label), figure.value);
    h.close();
    for (const std::string& note : record.notes) h.el("p", {}, tally_note(t, note));
    ties();
    for (const tally::Table& one : record.tables) count_table(one);
  }

  void reason(const index::VoterInfo& voter) {
    h.open("li").raw(member_link(view, voter.member.join, voter.member.name));
    for (const std::string& group : voter.groups) h.text(" · ").text(group_label(view, group));
    h.open("div", {{"dir", "auto"}}).text(visible(voter.ballot->shown.detail.text_at("reason"), TextKind::prose)).close();
    h.raw(interests_of(view, voter.ballot->act));
    h.open("p", {{"class", "small muted"}}).raw(act_link(view, voter.ballot->act.id, t.tr("the ballot"))).close().close();
  }

  void reasons() {
    std::map<std::string, std::vector<index::VoterInfo>> found;
    for (const auto& [position, places] : summary.worded) {
      auto& list = found[position];
      for (const std::uint32_t place : places) {
        if (list.size() == kReasonsShown) break;
        const auto vote = vote_at(view.reader, poll, count.rows, place);
        if (!vote || vote->ballot == index::kNone) continue;
        index::VoterInfo voter = view.reader.voter(*vote);
        if (!voter.ballot->shown.detail.text_at("reason").empty()) list.push_back(std::move(voter));
      }
    }
    std::erase_if(found, [](const auto& each) { return each.second.empty(); });
    if (found.empty()) return;
    h.el("h3", {{"id", "reasons"}}, t.tr("Reasons"));
    std::vector<std::string> order = poll.spec.is_yes_no() ? std::vector<std::string>{"yes", "no", "abstain"} : std::vector<std::string>{};
    for (const auto& choice : poll.spec.choices) order.push_back(choice.choice);
    for (const std::string& position : order) {
      const auto it = found.find(position);
      if (it == found.end()) continue;
      h.open("h4").name(position_word(t, labels, position)).close().open("ul", {{"class", "list"}});
      for (const index::VoterInfo& voter : it->second) reason(voter);
      h.close();
    }
  }

  void downloads() {
    const std::string here = view.url("poll/" + to_hex(poll.act.id) + "/");
    h.el("h3", {}, t.tr("Count it yourself"));
    h.open("p", {{"class", "cluster"}});
    h.link(here + "ballots.csv", t.tr("Ballots (CSV)")).link(here + "count.json", t.tr("Count and ballots (JSON)"));
    if (poll.spec.is_yes_no()) h.link(here + "votes.csv", t.tr("Votes to count (CSV)"));
    else {
      const auto form = assembly::decision::ballot_form(poll.spec.method);
      if (form != assembly::decision::BallotForm::scores) h.link(here + "ballots.preflib", "PrefLib");
      h.link(here + "ballots.abif", "ABIF");
      if (form == assembly::decision::BallotForm::ranking) h.link(here + "ballots.blt", "BLT");
    }
    h.close();
    std::string command = "althing count ";
    if (poll.spec.is_yes_no()) {
      command += "votes.csv --method " + poll.spec.method;
      if (poll.spec.method == "threshold") command += " --rule " + shell_quoted(json::write(poll.rule));
    } else {
      command += fmt::format("ballots.abif --format abif --method {} --seats {} --poll {}", poll.spec.method, poll.spec.seats, to_hex(poll.act.id));
      if (poll.outcome) command += " --seed " + std::string(poll.outcome->text_at("seed"));
    }
    h.el("p", {}, t.tr("With the file downloaded, this counts it on your own machine. An audit of the record does so for every poll, from the signed acts themselves:"));
    h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, command);
  }

  void write() {
    h.el("h2", {{"id", "result"}}, decided() ? t.tr("Result") : t.tr("How it stands"));
    marker();
    outcome();
    h.el("h3", {{"id", "rule"}}, t.tr("The rule"));
    rule_of_poll(view, poll);
    if (poll.spec.is_yes_no()) votes_table();
    else turnout();
    h.open("p").el("a", {{"class", "button button--secondary"}, {"href", ballots_url("", "")}}, t.tr("Every ballot, and who has not voted")).close();
    if (summary.record && !poll.spec.is_yes_no()) evidence();
    reasons();
    downloads();
  }
};

}  // namespace

void poll_result(View& view, const PollInfo& poll, const json::Value& labels) {
  const auto count = count_of(view, poll, labels);
  if (!count) {
    view.h.el("h2", {{"id", "result"}}, view.t.tr("How it stands"));
    being_counted(view);
    view.h.el("h3", {{"id", "rule"}}, view.t.tr("The rule"));
    return rule_of_poll(view, poll);
  }
  ResultSection{view, poll, labels, *count, phase_of(poll, view.now)}.write();
}

}  // namespace althing::web
