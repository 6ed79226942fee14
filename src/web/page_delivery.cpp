// Deliveries of statements and the answers to them: what is awaited and for how long, the forms, and the
// section that a statement's page shows.
#include <fmt/format.h>

#include <algorithm>

#include "web/kit/markdown.h"
#include "web/page_follow.h"
#include "web/page_voice.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kListed = 25, kScanned = 1'000, kOnStatement = 20, kCandidates = 10;
constexpr std::int64_t kDay = 24 * 3600;

struct Channel {
  std::string_view token;
  Msg word;
};
constexpr Channel kChannels[] = {{"meeting", msg("at a meeting")}, {"submission", msg("as a submission")}, {"email", msg("by e-mail")}, {"post", msg("by post")},
                                 {"in-person", msg("in person")}, {"publication", msg("by publication")}, {"other", msg("by other means")}};

std::string_view channel_word(const Translator& t, std::string_view token) {
  for (const Channel& channel : kChannels) {
    if (channel.token == token) return t.tr(channel.word);
  }
  return token;
}

// When it was handed over: as its author dates it in words, else the act.
UnixSeconds handed_over(const index::DeliveryInfo& d) {
  const std::string_view date = d.shown.detail.text_at("date");
  if (const auto day = parse_date(date)) return *day;
  if (const auto time = parse_time(date)) return *time;
  return d.act.at;
}

bool is_overdue(const index::DeliveryInfo& d, UnixSeconds now) {
  const auto due = parse_time(d.due);
  return d.answers.empty() && due && *due < now;
}

void state_badge(View& view, const index::DeliveryInfo& d) {
  const Translator& t = view.t;
  if (d.withdrawn) badge(view.h, Badge::is_void, t.tr("Withdrawn"));
  else if (!d.answers.empty()) badge(view.h, Badge::open, t.tr("Answered"));
  else if (is_overdue(d, view.now)) badge(view.h, Badge::is_void, t.tr("Answer overdue"));
  else badge(view.h, Badge::pending, t.tr("Answer awaited"));
}

void file_line(View& view, std::string_view label, const std::string& sha256_hex) {
  Html& h = view.h;
  h.open("p", {{"class", "small"}}).text(label).text(" ");
  const auto hash_of = parse_hex<Hash>(sha256_hex);
  const bool held = hash_of && view.app.node().record().has_blob(*hash_of);
  if (held) h.link("/record/blob/" + sha256_hex, view.t.tr("the file, held by this node")).text(" · ");
  h.el("code", {{"class", "hash"}}, sha256_hex);
  if (!held) h.text(" · ").text(view.t.tr("this node does not hold the file; whoever has it can compare the fingerprint"));
  h.close();
}

void answer(View& view, const index::Item& a) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("div", {{"class", "position"}}).open("p").el("strong", {}, t.tr("The answer")).text(" · ").raw(author_link(view, a.act));
  h.text(" · ").raw(days_of(view, a.act)).text(" · ").raw(act_link(view, a.act.id, short_id(a.act.id))).close();
  interests_note(view, a.act);
  if (!hidden_reason(t, a.act).empty()) hidden_box(view, a.act);
  else if (!a.shown.text.empty()) h.open("div", {{"class", "prose"}, Attr::only_if(!a.shown.lang.empty(), "lang", a.shown.lang)}).raw(markdown(a.shown.text).html).close();
  if (!a.act.payload.empty()) file_line(view, t.tr("On file:"), a.act.payload);
  h.close();
}

Result<index::DeliveryInfo> delivery_of(View& view) {
  TRY(const act::ActId id, param_id(view));
  auto delivery = view.reader.delivery(id);
  if (!delivery) return fail(Errc::not_found, std::string(view.t.tr("no delivery has this id here")));
  return std::move(*delivery);
}

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone));
  const std::string_view state = view.query("state");
  if (!state.empty() && state != "awaited" && state != "overdue" && state != "answered") return fail(Errc::malformed, "state", "must be awaited, overdue or answered");
  trail(view, {{view.url("statements"), std::string(t.tr("Statements"))}}, t.tr("Deliveries"));
  h.el("h1", {}, t.tr("Deliveries and answers"));
  h.el("p", {{"class", "lede"}}, t.tr("To whom statements were handed, through whom, and what came back."));
  h.open("form", {{"class", "filters"}, {"action", view.url("deliveries")}});
  select(h, "state", "state", t.tr("State"), {{"", t.tr("all")}, {"awaited", t.tr("answer awaited")}, {"overdue", t.tr("answer overdue")}, {"answered", t.tr("answered")}}, state);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  const auto fits = [&](const index::DeliveryInfo& d) {
    if (state.empty()) return true;
    if (state == "answered") return !d.answers.empty();
    return state == "overdue" ? is_overdue(d, view.now) : d.answers.empty();
  };
  std::vector<index::DeliveryInfo> rows;
  std::uint64_t from = before;
  bool more = false;
  for (std::size_t scanned = 0; scanned < kScanned && !more;) {
    const auto some = view.reader.deliveries(nullptr, kListed + 1, from);
    for (const auto& d : some) {
      if (!fits(d)) continue;
      if (rows.size() == kListed) {
        more = true;
        break;
      }
      rows.push_back(d);
    }
    if (some.size() <= kListed) break;
    from = some.back().act.no;
    scanned += some.size();
  }
  if (rows.empty()) h.el("p", {}, state.empty() ? t.tr("Nothing has been delivered yet.") : t.tr("No delivery is in this state."));
  h.open("ul", {{"class", "list"}});
  for (const auto& d : rows) delivery_row(view, d, true);
  h.close();
  if (more) h.open("p").link(fmt::format("{}?state={}&before={}", view.url("deliveries"), state, rows.back().act.no), t.tr("Older deliveries")).close();
  h.open("p").link(view.url("calendar.ics?kind=answer-due"), t.tr("Subscribe to the dates when answers are due")).close();
  return PageSpec{.title = std::string(t.tr("Deliveries and answers")), .path = "deliveries", .section = Section::statements};
}

Result<PageSpec> one(View& view) {
  TRY(const index::DeliveryInfo d, delivery_of(view));
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string to(d.shown.detail.text_at("addressee"));
  const std::string title = to.empty() ? plain_title(view, d.act, {}) : t.trf("Delivered to {addressee}", {{"addressee", visible_line(to, 200)}});
  trail(view, {{view.url("statements"), std::string(t.tr("Statements"))}, {view.url("deliveries"), std::string(t.tr("Deliveries"))}}, title);
  h.el("h1", {{"dir", "auto"}}, title);
  h.open("ul", {{"class", "list"}});
  delivery_row(view, d, true);
  h.close();
  verify_box(view, d.act.id);
  return PageSpec{.title = title, .path = "delivery/" + to_hex(d.act.id), .section = Section::statements};
}

// The member through whom, chosen before the form: a search by name, each find a link to this page with `via`.
Result<std::optional<index::MemberInfo>> through_whom(View& view, const std::string& path) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string_view asked = view.query("via"), name = view.query("q");
  std::optional<index::MemberInfo> via;
  if (!asked.empty()) {
    const auto id = parse_hex<act::ActId>(asked);
    if (id) via = view.reader.member(*id);
    if (!via) return fail(Errc::malformed, "via", "no member has this id here");
  }
  h.el("h2", {}, t.tr("Through which member"));
  if (via) {
    h.open("p").raw(member_link(view, via->act.id, via->name)).text(" · ").link(view.url(path), t.tr("somebody else, or nobody")).close();
    return via;
  }
  h.el("p", {}, t.tr("A member with a seat where it was handed over. Nobody is named unless you choose."));
  h.open("form", {{"class", "filters"}, {"action", view.url(path)}});
  field(h, {.id = "via-q", .name = "q", .label = t.tr("Name"), .value = name, .type = "search"});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Find the member")).close();
  if (name.empty()) return via;
  bool more = false;
  index::MemberQuery query;
  query.text = std::string(name);
  query.limit = kCandidates;
  const auto found = view.reader.members(query, more);
  if (found.empty()) h.el("p", {}, t.tr("No member has this name."));
  h.open("ul", {{"class", "list"}});
  for (const index::MemberInfo& member : found) {
    h.open("li").raw(member_link(view, member.act.id, member.name)).text(" · ");
    h.link(fmt::format("{}?via={}", view.url(path), to_hex(member.act.id)), t.tr("through this member")).close();
  }
  h.close();
  if (more) h.el("p", {{"class", "small"}}, t.tr("There are more; say more of the name."));
  return via;
}

Result<PageSpec> deliver(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  const index::StatementVersion& v = chosen.version();
  const std::string id = to_hex(v.act.id);
  statement_trail(view, chosen, t.tr("Record a delivery"));
  h.el("h1", {}, t.tr("Record a delivery"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, v.act, v.title)).close();
  old_version_box(view, chosen);
  h.el("p", {}, t.tr("For the organisers, and for the member through whom it was handed over. A receipt stays with you: only its fingerprint enters the record."));
  TRY(const auto via, through_whom(view, "statement/" + id + "/deliver"));
  open_act_form(view, "deliver", t.tr("You say that this statement was delivered to {addressee}."));
  act_fixed(view, "statement", "id", id);
  act_control(view, {.name = "addressee", .as = "line", .label = t.tr("To whom"), .hint = t.tr("An office or a body, not a private person."), .required = true});
  if (via) act_fixed(view, "via", "id", to_hex(via->act.id));
  std::vector<Option> options;
  for (const Channel& channel : kChannels) options.push_back({channel.token, t.tr(channel.word)});
  act_select(view, "channel", "token", t.tr("How"), options, "meeting");
  act_control(view, {.name = "date", .as = "line", .label = t.tr("On which day"), .hint = t.tr("Leave empty for today."), .type = "date", .narrow = true});
  act_control(view, {.name = "due", .as = "time", .label = t.tr("Answer awaited by the end of (UTC)"), .hint = t.tr("May stay empty."), .type = "date", .narrow = true});
  act_control(view, {.name = "receipt", .as = "file", .label = t.tr("Receipt (file)"), .hint = t.tr("Only its SHA-256 is signed; the file is not sent. An operator can add it to the record."), .type = "file"});
  act_control(view, {.name = "note", .as = "text", .label = t.tr("A remark"), .hint = t.tr("May stay empty."), .rows = 3});
  close_act_form(view, "deliver", fmt::format("statement={} channel=meeting via={} due=2030-01-31T23:59:59Z receipt=SHA256 --detail addressee=\"...\" --detail date=2030-01-01", id, via ? to_hex(via->act.id) : "JOIN"));
  return act_form_spec(t.tr("Record a delivery"), "statement/" + id + "/deliver", Section::statements);
}

Result<PageSpec> file_answer(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const index::DeliveryInfo d, delivery_of(view));
  const std::string id = to_hex(d.act.id);
  trail(view, {{view.url("statements"), std::string(t.tr("Statements"))}, {view.url("deliveries"), std::string(t.tr("Deliveries"))}}, t.tr("Put the answer on file"));
  h.el("h1", {}, t.tr("Put the answer on file"));
  h.open("ul", {{"class", "list"}});
  delivery_row(view, d, true);
  h.close();
  open_act_form(view, "answer", t.tr("You put on file what the addressee answered."));
  act_fixed(view, "to", "id", id);
  act_control(view, {.name = "text", .as = "text", .label = t.tr("What was answered"), .hint = t.tr("In its own words, or a faithful summary that says it is one."), .rows = 10, .required = true});
  act_control(view, {.name = "date", .as = "line", .label = t.tr("On which day"), .hint = t.tr("Leave empty for today."), .type = "date", .narrow = true});
  act_control(view, {.name = "file", .as = "file", .label = t.tr("The answer (file)"), .hint = t.tr("Only its SHA-256 is signed; the file is not sent. An operator can add it to the record."), .type = "file"});
  close_act_form(view, "answer", fmt::format("to={} file=SHA256 --detail text=@answer.md --detail date=2030-01-01", id));
  return act_form_spec(t.tr("Put the answer on file"), "delivery/" + id + "/answer", Section::statements);
}

}  // namespace

void delivery_row(View& view, const index::DeliveryInfo& d, bool name_statement) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string id = to_hex(d.act.id);
  const std::string_view to = d.shown.detail.text_at("addressee");
  h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("delivery/" + id)}}).raw(title_of(view, d.act, to)).close();
  state_badge(view, d);
  if (const auto why = hidden_reason(t, d.act); !why.empty()) h.el("p", {{"class", "small"}}, why);
  if (name_statement) h.open("p").raw(item_link(view, d.version)).close();
  h.open("p", {{"class", "muted small"}}).raw(t.day_html(handed_over(d))).text(" · ").text(channel_word(t, d.channel));
  if (d.via) h.text(" · ").raw(t.trh("through {member}", {{"member", member_link(view, d.via->join, d.via->name)}}));
  if (d.answers.empty() && !d.withdrawn) {
    const auto days = std::max<std::int64_t>((view.now - handed_over(d)) / kDay, 0);
    h.text(" · ").text(t.ntrf("no answer for {n} day", "no answer for {n} days", static_cast<std::uint64_t>(days)));
    if (!d.due.empty()) h.text(" · ").raw(t.trh("due {time}", {{"time", moment(view, d.due)}}));
  }
  h.text(" · ").raw(t.trh("recorded by {author}", {{"author", author_link(view, d.act)}})).close();
  interests_note(view, d.act);
  if (const std::string_view note = d.shown.detail.text_at("note"); !note.empty()) h.el("p", {{"dir", "auto"}}, visible(note, TextKind::prose));
  if (!d.receipt.empty()) file_line(view, t.tr("Receipt:"), d.receipt);
  for (const index::Item& a : d.answers) answer(view, a);
  if (!d.withdrawn) {
    h.open("p", {{"class", "cluster small"}}).link(view.url("delivery/" + id + "/answer"), t.tr("Put the answer on file"));
    if (!d.due.empty()) h.link(view.url("acts/" + id + ".ics"), t.tr("to your calendar"));
    h.link(view.url("follow/" + id + "/withdraw"), t.tr("take it back")).close();
  }
  h.close();
}

void deliveries_block(View& view, const act::ActId& statement, const act::ActId& version) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto rows = view.reader.deliveries(&statement, kOnStatement);
  h.el("h2", {{"id", "delivered"}}, t.tr("Delivered to"));
  if (rows.empty()) h.el("p", {}, t.tr("Nobody yet."));
  h.open("ul", {{"class", "list"}});
  for (const auto& d : rows) delivery_row(view, d, d.version != version);
  h.close();
  h.open("p", {{"class", "cluster"}}).link(view.url("statement/" + to_hex(version) + "/letter"), t.tr("As a formal communication"));
  h.link(view.url("statement/" + to_hex(version) + "/deliver"), t.tr("Record a delivery")).link(view.url("deliveries"), t.tr("All deliveries")).close();
}

void add_delivery_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/deliveries", "Deliveries of statements and awaited answers", list);
  add_page(router, app, "/{lang}/delivery/{id}", "One delivery with its answers", one);
  add_page(router, app, "/{lang}/delivery/{id}/answer", "Form to put an answer on file", file_answer);
  add_page(router, app, "/{lang}/statement/{id}/deliver", "Form to record a delivery", deliver);
}

}  // namespace althing::web
