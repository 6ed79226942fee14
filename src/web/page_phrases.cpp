// The small phrases of page_kit.h: who, which act, in what state, until when.
#include <fmt/format.h>

#include "assembly/watch/rows.h"
#include "web/kit/markdown.h"
#include "web/page_kit.h"
#include "web/page_words.h"

namespace althing::web {

void trail(View& view, std::vector<Crumb> between, std::string_view here) {
  between.insert(between.begin(), Crumb{view.url(""), std::string(view.t.tr("Home"))});
  crumbs(view.h, view.t, between, here);
}

std::string short_id(const act::ActId& id) { return to_hex(id).substr(0, 8); }

Raw act_link(const View& view, const act::ActId& id, std::string_view label) {
  return Html().link(view.url("acts/" + to_hex(id)), label).take();
}

std::string_view type_word(const Translator& t, std::string_view type) {
  struct Row {
    std::string_view type;
    Msg word;
  };
  static constexpr Row kRows[] = {
      {"found", msg("foundation")}, {"join", msg("membership")}, {"leave", msg("leaving")},
      {"rotate", msg("change of key")}, {"appoint", msg("mandate")}, {"dismiss", msg("end of a mandate")},
      {"vouch", msg("voucher")}, {"unvouch", msg("voucher withdrawn")}, {"mark", msg("log mark")},
      {"erase", msg("erasure")}, {"withhold", msg("withholding")}, {"restore", msg("restoration")},
      {"appeal", msg("appeal")}, {"instrument", msg("instrument")}, {"provision", msg("provision")},
      {"position", msg("position")}, {"document", msg("document")}, {"statement", msg("statement")},
      {"revise", msg("new version")},
      {"node", msg("announcement of a node")}, {"peer", msg("what a node makes of another")},
      {"attest", msg("attestation")}, {"declare", msg("declaration of interests")}, {"report", msg("report")},
      {"call", msg("call")}, {"respond", msg("answer to a call")}, {"propose", msg("proposal")}, {"amend", msg("amendment")},
      {"accept", msg("amendment accepted")}, {"decline", msg("amendment declined")}, {"support", msg("support")},
      {"object", msg("objection")}, {"comment", msg("comment")}, {"withdraw", msg("withdrawal")}, {"poll", msg("poll")},
      {"ballot", msg("ballot")}, {"charter", msg("charter")}, {"return", msg("return of a log")}, {"collect", msg("signatures collected elsewhere")},
      {"event", msg("event")}, {"incident", msg("incident")}, {"corroborate", msg("corroboration")}, {"claim", msg("claim")}, {"check", msg("check of a claim")}, {"dossier", msg("dossier")},
      {"part", msg("row put into a dossier")}, {"step", msg("upcoming step")}, {"window", msg("plan of a timing analysis")},
      {"dispute", msg("doubt")}, {"outcome", msg("outcome")}, {"deliver", msg("delivery")}, {"answer", msgc("type of act", "answer")},
      {"action", msg("action")}, {"pledge", msg("pledge")}, {"done", msg("done")}, {"sign", msgc("type of act", "signature")}, {"unsign", msg("signature withdrawn")}};
  for (const Row& row : kRows) {
    if (row.type == type) return t.tr(row.word);
  }
  return type;
}

std::string read_path(const index::ActInfo& act) {
  static constexpr std::pair<std::string_view, std::string_view> kRows[] = {
      {"statement", "statement/"}, {"revise", "statement/"}, {"sign", "signature/"}, {"instrument", "instrument/"}, {"provision", "provision/"},
      {"call", "call/"}, {"propose", "proposal/"}, {"accept", "proposal/"}, {"amend", "amendment/"}, {"comment", "comment/"}, {"poll", "poll/"},
      {"action", "action/"}, {"deliver", "delivery/"}, {"charter", "charter/"}, {"incident", "incident/"}, {"event", "event/"},
      {"step", "step/"}, {"claim", "claim/"}, {"dossier", "dossier/"}, {"window", "plan/"}, {"document", "document/"}};
  const std::string id = to_hex(act.id);
  if (act.status != assembly::Status::effective) return "acts/" + id;
  if (act.type == "join" && act.member == act.id) return "member/" + id;
  for (const auto& [type, path] : kRows) {
    if (act.type == type) return std::string(path) + id;
  }
  return "acts/" + id;
}

const GroupNames& group_names(View& view) {
  if (view.groups) return *view.groups;
  GroupNames& out = view.groups.emplace();
  const auto no = view.reader.find(view.app.node().record().assembly());
  if (!no) return out;
  const index::Shown shown = view.reader.shown(*no);
  const json::Value* groups = shown.detail.at("groups");
  if (groups == nullptr || groups->array() == nullptr) return out;
  for (const json::Value& group : *groups->array()) {
    if (const std::string_view title = group.text_at("title"); !title.empty()) out.emplace(group.text_at("group"), visible_line(title, 80));
  }
  return out;
}

std::string group_label(const GroupNames& names, std::string_view group) {
  const auto at = names.find(group);
  return at == names.end() ? std::string(group) : at->second;
}

std::string_view group_label(View& view, std::string_view group) {
  const GroupNames& names = group_names(view);
  const auto at = names.find(group);
  return at == names.end() ? group : std::string_view(at->second);
}

std::string group_labels(View& view, const std::vector<std::string>& groups) {
  std::string out;
  for (const std::string& group : groups) out.append(out.empty() ? "" : ", ").append(group_label(view, group));
  return out;
}

Raw member_link(const View& view, const act::ActId& join, std::string_view name) {
  Html h;
  h.open("a", {{"href", view.url("member/" + to_hex(join))}});
  if (name.empty()) h.text(view.t.trf("member {id}", {{"id", short_id(join)}}));
  else h.name(name);
  h.close();
  return h.take();
}

Raw author_link(const View& view, const index::ActInfo& act) {
  if (act.acting_for) return member_link(view, *act.acting_for, act.member_name);
  if (act.member) return member_link(view, *act.member, act.member_name);
  return Html().text(view.t.trf("key {id}", {{"id", act::key_text(act.key).substr(0, 8)}})).take();
}

std::string_view hidden_reason(const Translator& t, const index::ActInfo& act) {
  if (act.erased) return t.tr("Its words were erased by their author.");
  if (act.withheld) return t.tr("Its words are withheld by this node.");
  if (act.commitment && !act.detail_held && !assembly::watch::embargo_of(act.type, act.payload).empty()) return t.tr("Its author keeps its words back for a time.");
  if (act.commitment && !act.detail_held) return t.tr("This node does not hold its words.");
  return {};
}

std::string plain_title(const View& view, const index::ActInfo& act, std::string_view title) {
  if (!title.empty()) return visible_line(title, 160);
  return fmt::format("{} {}", type_word(view.t, act.type), short_id(act.id));
}

Raw title_of(const View& view, const index::ActInfo& act, std::string_view title) {
  if (!title.empty()) {
    const auto lang = view.reader.words_seen().langs.find(act.no);
    return lang == view.reader.words_seen().langs.end() ? bdi(title) : words_in(view.t, lang->second, title);
  }
  return Html().text(plain_title(view, act, title)).take();
}

void act_badge(View& view, const index::ActInfo& act) {
  using assembly::Status;
  if (act.status == Status::voided) badge(view.h, Badge::is_void, view.t.tr("Void"));
  else if (act.status == Status::pending) badge(view.h, Badge::pending, view.t.tr("Pending"));
  else if (act.status == Status::inert) badge(view.h, Badge::pending, view.t.tr("Not understood yet"));
  else if (act.superseded) badge(view.h, Badge::closed, view.t.tr("Superseded"));
  else badge(view.h, Badge::open, view.t.tr("In force"));
}

std::string verdict_words(const Translator& t, const index::ActInfo& act) {
  using assembly::Status;
  switch (act.status) {
    case Status::voided: return t.trf("Void, and so without effect: {reason}", {{"reason", visible(act.reason, TextKind::line)}});
    case Status::pending: return std::string(t.tr("Pending: something it names has not reached this node yet."));
    case Status::inert: return std::string(t.tr("Kept, but of a version this node does not understand; it has no effect here yet."));
    case Status::effective: break;
  }
  return std::string(act.superseded ? t.tr("Valid, but a later act of its author counts instead.") : t.tr("Valid and in force."));
}

Raw logged_words(const View& view, const index::ActInfo& act) {
  const Translator& t = view.t;
  if (!act.logged) {
    return Html().text(t.tr("No mark of this node's clock covers it yet; the next one follows within ten minutes or so.")).take();
  }
  const auto mark = view.reader.act_at(act.logged->mark);
  Html h;
  h.raw(t.trh("{time} at the latest", {{"time", t.time_html(act.logged->at, view.now)}}));
  if (act.logged->mark == index::kNone) h.text(" (").link(view.url("peers"), t.tr("other nodes vouch for it")).text(")");
  if (mark) h.text(" (").raw(act_link(view, mark->id, t.tr("mark of this node's clock"))).text(")");
  return h.take();
}

Raw days_of(const View& view, const index::ActInfo& act) {
  const Translator& t = view.t;
  if (!act.logged) return t.trh("dated {day}, not marked by the log yet", {{"day", t.day_html(act.at)}});
  if (act.logged->at / 86400 == act.at / 86400) return t.trh("dated and logged {day}", {{"day", t.day_html(act.at)}});
  return t.trh("dated {day}, logged {logged}", {{"day", t.day_html(act.at)}, {"logged", t.day_html(act.logged->at)}});
}

bool is_open(std::string_view closes, UnixSeconds now) {
  if (closes.empty()) return true;
  const auto end = parse_time(closes);
  return end && now <= *end;
}

void closing_badge(View& view, std::string_view closes) {
  const Translator& t = view.t;
  if (closes.empty()) {
    badge(view.h, Badge::open, t.tr("Open"));
    view.h.text(" ").el("span", {{"class", "muted"}}, t.tr("without end"));
    return;
  }
  const auto end = parse_time(closes);
  if (!end) return;
  if (view.now > *end) {
    badge(view.h, Badge::closed, t.tr("Closed"));
  } else if (*end - view.now < 14 * 86400) {
    badge(view.h, Badge::closing, t.trf("Closing {when}", {{"when", t.relative(*end, view.now)}}));
  } else {
    badge(view.h, Badge::open, t.tr("Open"));
  }
  const Raw when = t.time_html(*end, view.now);
  view.h.text(" ").el("span", {{"class", "muted"}}, view.now > *end ? t.trh("since {date}", {{"date", when}}) : t.trh("until {date}", {{"date", when}}));
}

void verify_box(View& view, const act::ActId& id) {
  const Translator& t = view.t;
  const std::string hex = to_hex(id);
  Html b;
  b.el("p", {}, t.tr("You need not trust this node. The proof below shows that this act stands in its log; any copy of the log can be checked in full."));
  b.open("p", {{"class", "cluster"}});
  b.link("/acts/" + hex + ".note", t.tr("The signed act")).link("/acts/" + hex + "/proof", t.tr("Its proof"));
  b.link(view.url("verify") + "?act=" + hex, t.tr("Check it step by step")).close();
  box(view.h, Box::plain, t.tr("Verify this yourself"), b.take());
}

std::string node_url(const View& view) {
  if (!view.app.options().base_url.empty()) return view.app.options().base_url;
  std::string host;
  for (const char c : view.request.headers.get("Host")) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || std::string_view(".:-[]").find(c) != std::string_view::npos) host += c;
  }
  return "http://" + (host.empty() ? "127.0.0.1" : host.substr(0, 255));
}

void interests_note(View& view, const index::ActInfo& act) { view.h.raw(interests_of(view, act)); }

Raw interests_of(const View& view, const index::ActInfo& act) {
  constexpr std::size_t kShown = 300;
  const auto who = act.acting_for ? act.acting_for : act.member;
  const auto declared = who ? view.reader.declared(*who) : std::nullopt;
  if (!declared || act.type == "declare") return {};
  Html h;
  h.open("p", {{"class", "small"}}).el("strong", {}, view.t.tr("Declared interests:")).text(" ");
  const std::string_view hidden = hidden_reason(view.t, declared->act);
  if (!hidden.empty()) h.text(hidden).text(" ");
  else if (const std::string words = markdown_text(declared->shown.text, kShown); !words.empty()) h.el("bdi", {}, visible_line(words, kShown)).text(" ");
  h.raw(act_link(view, declared->act.id, view.t.tr("the whole declaration"))).close();
  return h.take();
}

std::string_view capacity_word(const Translator& t, std::string_view capacity) {
  if (capacity == "person") return t.tr("person");
  if (capacity == "affiliated") return t.tr("person with an affiliation");
  if (capacity == "organisation") return t.tr("organisation");
  return capacity;
}

std::string_view kind_word(const Translator& t, std::string_view kind) {
  if (kind == "person") return t.tr("person");
  if (kind == "association") return t.tr("association");
  if (kind == "organisation") return t.tr("organisation");
  return kind;
}

std::string standing_words(const Translator& t, const index::Signatory& who) {
  if (who.attested) return std::string(t.tr("attested"));
  if (!who.seats.empty()) return std::string(t.tr("vouched for by members"));
  if (!who.kind.empty()) return std::string(t.tr("member, not vouched for"));
  return std::string(t.tr("unvouched key"));
}

std::string_view nameless_words(const Translator& t, const index::Signatory& who) {
  if (!who.name.empty()) return {};
  if (who.act.erased) return t.tr("Name erased by its author");
  return who.act.withheld ? t.tr("Name withheld by this node") : t.tr("Name not shown");
}

Raw signatory_name(const Translator& t, const index::Signatory& who) {
  if (!who.name.empty()) return bdi(visible_line(who.name, 200));
  return Html().el("span", {{"class", "muted"}}, nameless_words(t, who)).take();
}

void person_row(View& view, const index::Signatory& who) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("li", {{"class", "person"}});
  h.el("span", {{"class", "person__name"}}, signatory_name(t, who));
  h.open("span", {{"class", "person__note"}}).text(capacity_word(t, who.capacity));
  if (!who.affiliation.empty()) h.text(", ").name(visible_line(who.affiliation, 120));
  h.text(" · " + standing_words(t, who));
  if (!who.country.empty()) h.text(" · " + who.country);
  h.close().open("span", {{"class", "person__when"}});
  h.raw(days_of(view, who.act)).text(" · ").link(view.url("signature/" + to_hex(who.act.id)), t.tr("receipt")).close().close();
}

}  // namespace althing::web
