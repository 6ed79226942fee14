// One poll: the question, what it decides, by which rule, who votes and until when; the ballot form; the
// result. And the page that tells a reader without script which command makes the ballot chosen.
#include <fmt/format.h>

#include "act/limits.h"
#include "web/kit/markdown.h"
#include "web/page_follow.h"
#include "web/page_poll.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

using assembly::decision::BallotForm;
using assembly::decision::PollChoice;
using index::PollInfo;

std::string page_of(const PollInfo& poll) { return "poll/" + to_hex(poll.act.id); }

void poll_trail(View& view, const PollInfo& poll, std::string_view here) {
  trail(view, {{view.url("polls"), std::string(view.t.tr("Polls"))}, {view.url(page_of(poll)), plain_title(view, poll.act, poll.shown.title)}}, here);
}

void question(View& view, const PollInfo& poll) {
  if (!hidden_reason(view.t, poll.act).empty()) return hidden_box(view, poll.act);
  if (poll.shown.text.empty()) return;
  view.h.open("div", {{"class", "prose"}, Attr::only_if(!poll.shown.lang.empty(), "lang", poll.shown.lang)}).raw(markdown(poll.shown.text).html).close();
}

void choices_list(View& view, const PollInfo& poll, const json::Value& labels) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (poll.spec.choices.empty()) return;
  h.el("h2", {}, t.tr("What there is to choose from")).open("ul");
  for (const PollChoice& choice : poll.spec.choices) {
    h.open("li");
    choice_words(view, labels, choice);
    h.close();
  }
  h.close();
}

Raw decided_on(View& view, const PollInfo& poll) {
  Html on;
  for (const act::ActId& id : poll.spec.on) on.el("div", {}, target_link(view, id));
  return on.take();
}

std::string electorate_words(View& view, const PollInfo& poll) {
  const Translator& t = view.t;
  const std::string groups = group_labels(view, poll.spec.groups);
  if (poll.spec.all_members) return std::string(t.tr("All members, with a seat in a group or without."));
  if (groups.empty()) return std::string(t.tr("Members with a seat in a group."));
  return t.trf("Members with a seat in one of these groups: {groups}.", {{"groups", groups}});
}

void facts(View& view, const PollInfo& poll) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto time = [&](const std::string& text) { return t.time_html(parse_time(text).value_or(0), view.now); };
  h.open("dl", {{"class", "facts"}});
  // That of a yes/no question stands above it, the choices of an election name theirs.
  if (!poll.spec.on.empty() && !poll.spec.is_yes_no()) fact(h, t.tr("Decides on"), decided_on(view, poll));
  fact(h, t.tr("Method"), method_word(t, poll.spec.method));
  if (poll.spec.seats > 1) fact(h, t.tr("To elect"), t.number(poll.spec.seats));
  fact(h, t.tr("Who may vote"), electorate_words(view, poll));
  fact(h, t.tr("Opens"), time(poll.spec.opens));
  fact(h, t.tr("Closes"), time(poll.spec.closes));
  fact(h, t.tr("Asked by"), author_link(view, poll.act));
  fact(h, t.tr("Act"), act_link(view, poll.act.id, to_hex(poll.act.id)));
  h.close();
  interests_note(view, poll.act);
}

// One control a choice: its place, its score, or whether it is approved. Plain names, so that the form also
// works as a GET without script.
void option_controls(View& view, const PollInfo& poll, const json::Value& labels, BallotForm form) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::size_t n = poll.spec.choices.size();
  h.open("fieldset", {{"class", "field"}});
  h.el("legend", {}, form == BallotForm::ranking ? t.tr("Your order: 1 is the best; equal numbers are equal; what you leave empty stands below all others")
                     : form == BallotForm::scores ? t.tr("Your scores: 0 to 100, more is better; what you leave empty gets none")
                                                  : t.tr("What you approve of"));
  for (const PollChoice& choice : poll.spec.choices) {
    const std::string id = "o-" + choice.choice;
    const std::string chosen(view.query(id));
    if (form == BallotForm::approval) {
      h.open("div", {{"class", "choice"}}).single("input", {{"type", "checkbox"}, {"id", id}, {"name", id}, {"value", "1"}, {"data-as", "approval"}, {"data-choice", choice.choice}, {"checked", !chosen.empty()}});
      h.open("label", {{"for", id}}).name(label_text(labels, choice.choice)).close().close();
      continue;
    }
    h.open("div", {{"class", "field field--short"}}).open("label", {{"for", id}}).name(label_text(labels, choice.choice)).close();
    if (form == BallotForm::scores) {
      h.single("input", {{"type", "number"}, {"min", "0"}, {"max", "100"}, {"inputmode", "numeric"}, {"id", id}, {"name", id}, {"value", chosen}, {"data-as", "score"}, {"data-choice", choice.choice}});
    } else {
      h.open("select", {{"id", id}, {"name", id}, {"data-as", "ranking"}, {"data-choice", choice.choice}}).el("option", {{"value", ""}}, t.tr("not ranked"));
      for (std::size_t place = 1; place <= n; ++place) {
        const std::string value = std::to_string(place);
        h.el("option", {{"value", value}, {"selected", value == chosen}}, t.number(static_cast<std::int64_t>(place)));
      }
      h.close();
    }
    h.close();
  }
  h.close();
}

void ballot_form(View& view, const PollInfo& poll, const json::Value& labels) {
  const Translator& t = view.t;
  Html& h = view.h;
  const BallotForm form = assembly::decision::ballot_form(poll.spec.method);
  h.open("form", {{"id", "vote"}, {"action", view.url(page_of(poll) + "/vote")}, {"data-althing", "act"}, {"data-act", "ballot"}, {"data-assembly", to_hex(view.app.node().record().assembly())},
                  {"data-key-href", view.url("key")}, {"data-sentence", t.tr("Your signature casts this ballot. A later ballot of yours replaces it until the poll closes.")}});
  h.single("input", {{"type", "hidden"}, {"name", "poll"}, {"value", to_hex(poll.act.id)}, {"data-as", "id"}});
  if (form == BallotForm::vote) {
    const bool consent = poll.spec.method == "consent";
    h.open("fieldset", {{"class", "field"}}).el("legend", {}, t.tr("Your vote"));
    for (const auto& [value, label] : {std::pair{"yes", consent ? t.tr("Yes, I consent") : t.tr("Yes")}, {"no", consent ? t.tr("No, I object") : t.tr("No")}, {"abstain", t.tr("Abstain")}}) {
      const std::string id = std::string("vote-") + value;
      h.open("div", {{"class", "choice"}}).single("input", {{"type", "radio"}, {"id", id}, {"name", "choice"}, {"value", value}, {"data-as", "vote"}, {"required", true}, {"checked", view.query("choice") == value}});
      h.el("label", {{"for", id}}, label).close();
    }
    h.close();
  } else {
    option_controls(view, poll, labels, form);
  }
  h.open("div", {{"class", "field"}}).el("label", {{"for", "reason"}}, t.tr("Your reason, if you wish to tell"));
  h.el("span", {{"class", "field__hint"}, {"id", "reason-hint"}}, t.tr("Shown beside your vote. You can erase it later; the vote itself stays."));
  h.open("textarea", {{"id", "reason"}, {"name", "reason"}, {"rows", 3}, {"data-as", "text"}, {"data-max", std::to_string(act::kMaxReasonChars)}, {"aria-describedby", "reason-hint"}}).text(view.query("reason")).close().close();
  mandate_field(view);
  h.open("p").el("button", {{"class", "button"}}, t.tr("Look at what will be signed")).close().close();
}

// A ballot as the form without script gave it.
Result<json::Value> chosen_ballot(const View& view, const PollInfo& poll) {
  const Translator& t = view.t;
  const BallotForm form = assembly::decision::ballot_form(poll.spec.method);
  if (form == BallotForm::vote) {
    const std::string_view vote = view.query("choice");
    if (vote != "yes" && vote != "no" && vote != "abstain") return fail(Errc::malformed, "choice", std::string(t.tr("choose yes, no or abstain")));
    return json::Value(std::string(vote));
  }
  std::map<std::uint64_t, std::vector<std::string>> places;
  json::Array out;
  for (const PollChoice& choice : poll.spec.choices) {
    const std::string name = "o-" + choice.choice;
    if (view.query(name).empty()) continue;
    TRY(const std::uint64_t n, query_number(view, name, 0, 100));
    if (form == BallotForm::approval) out.emplace_back(choice.choice);
    else if (form == BallotForm::scores) out.push_back(json::object({{"choice", choice.choice}, {"score", static_cast<std::int64_t>(n)}}));
    else places[n].push_back(choice.choice);
  }
  for (auto& [n, tied] : places) {
    std::sort(tied.begin(), tied.end());
    if (tied.size() == 1) out.emplace_back(tied.front());
    else out.emplace_back(json::Array(tied.begin(), tied.end()));
  }
  return json::Value(std::move(out));
}

std::string ballot_command(const View& view, const PollInfo& poll, std::string_view choice, std::string_view reason) {
  std::string out = fmt::format("althing ballot {} {}", to_hex(poll.act.id), shell_quoted(choice));
  if (!reason.empty()) out += " --reason " + shell_quoted(reason);
  return out + fmt::format(" --key me.key --node {} --print", node_url(view));
}

void voting(View& view, const PollInfo& poll, const json::Value& labels) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("Vote"));
  h.el("p", {}, t.tr("Ballots are open: everybody sees who voted how. You can change yours until the poll closes."));
  ballot_form(view, poll, labels);
  h.open("p", {{"class", "small"}, {"data-althing-nojs", ""}}).text(t.tr("Without script the button leads to a page with the command that makes this ballot, and a form to hand it in.")).close();
  h.open("p", {{"class", "small"}}).link(view.url(page_of(poll) + "/vote"), t.tr("Without script, or with a key kept elsewhere")).close();
}

Result<PageSpec> poll_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const PollInfo poll, param_poll(view));
  const json::Value labels = labels_of(view, poll);
  const Phase phase = phase_of(poll, view.now);
  const std::string title = plain_title(view, poll.act, poll.shown.title);
  trail(view, {{view.url("polls"), std::string(t.tr("Polls"))}}, title);
  h.open("h1").raw(title_of(view, poll.act, poll.shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  state_badge(view, poll);
  h.close();
  if (poll.withdrawn && !poll.outcome) h.el("p", {}, t.tr("Its author withdrew it. A withdrawal counts if it was in the record before the poll opened."));
  if (poll.spec.is_yes_no() && !poll.spec.on.empty()) {
    h.open("dl", {{"class", "facts"}});
    fact(h, t.tr("Decides on"), decided_on(view, poll));
    h.close();
  }
  question(view, poll);
  choices_list(view, poll, labels);
  if (phase == Phase::open) voting(view, poll, labels);
  if (phase != Phase::coming && phase != Phase::withdrawn) {
    poll_result(view, poll, labels);
  } else {
    h.el("h2", {{"id", "rule"}}, t.tr("The rule"));
    rule_of_poll(view, poll);
  }
  if (poll.outcome) outcome_box(view, poll.act.id);
  h.el("h2", {}, t.tr("About this poll"));
  facts(view, poll);
  verify_box(view, poll.act.id);
  PageSpec spec{.title = title, .path = page_of(poll), .section = Section::polls};
  spec.script = phase == Phase::open;
  spec.wide = phase != Phase::coming;
  return with_preview(view, std::move(spec), poll.act.id, poll.shown.text);
}

Result<PageSpec> vote_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const PollInfo poll, param_poll(view));
  const json::Value labels = labels_of(view, poll);
  poll_trail(view, poll, t.tr("Vote"));
  h.el("h1", {}, t.tr("Vote"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, poll.act, poll.shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  state_badge(view, poll);
  h.close();
  PageSpec spec{.title = fmt::format("{}: {}", t.tr("Vote"), plain_title(view, poll.act, poll.shown.title)), .path = page_of(poll) + "/vote", .section = Section::polls};
  spec.no_index = true;
  if (phase_of(poll, view.now) != Phase::open) {
    box(h, Box::warning, t.tr("This poll takes no ballots now"), Html().open("p").link(view.url(page_of(poll)), t.tr("To the poll")).close().take());
    return spec;
  }
  std::string argument;
  if (view.request.query.empty()) {
    const BallotForm form = assembly::decision::ballot_form(poll.spec.method);
    h.el("p", {}, t.tr("Choose on the page of the poll, or write the choice in the command yourself."));
    std::string names;
    for (const PollChoice& choice : poll.spec.choices) names += (names.empty() ? "" : form == BallotForm::ranking ? ">" : form == BallotForm::scores ? ":5," : ",") + choice.choice;
    argument = form == BallotForm::vote ? "yes" : names + (form == BallotForm::scores ? ":5" : "");
    if (!poll.spec.choices.empty()) {
      h.open("dl", {{"class", "facts"}});
      for (const PollChoice& choice : poll.spec.choices) fact(h, choice.choice, bdi(label_text(labels, choice.choice)));
      h.close();
    }
  } else {
    TRY(const json::Value choice, chosen_ballot(view, poll));
    const std::string fault = assembly::decision::ballot_fault(poll.spec, choice);
    if (!fault.empty()) return fail(Errc::malformed, fault);
    h.open("p").text(t.tr("Your ballot:")).text(" ").open("strong").text(ballot_words(t, poll, labels, choice)).close().close();
    argument = ballot_argument(choice);
  }
  by_command_line(view, ballot_command(view, poll, argument, view.query("reason")));
  h.open("p").link(view.url(page_of(poll)) + "#vote", t.tr("Choose again")).close();
  return spec;
}

}  // namespace

void add_poll_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/poll/{id}", "A poll, its ballot form and its result", poll_page);
  add_page(router, app, "/{lang}/poll/{id}/vote", "The command that casts a chosen ballot", vote_page);
}

}  // namespace althing::web
