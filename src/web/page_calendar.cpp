// Every date there is: as a page, as one iCalendar file for each act, and as a subscription by kind.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "assembly/decision/poll.h"
#include "assembly/rules.h"
#include "http/negotiate.h"
#include "web/kit/icalendar.h"
#include "web/kit/markdown.h"
#include "web/page_follow.h"

namespace althing::web {

using assembly::payload_part;

namespace {

constexpr std::size_t kScannedOfEach = 500;                 // newest acts of each type that have dates
constexpr std::int64_t kPastSeconds = 180 * 24 * 3600;      // how long a date stays in a subscription
constexpr std::size_t kListedDates = 200;

struct DatedKind {
  std::string_view kind;
  std::string_view type;
  Msg word, filter;
};
constexpr DatedKind kKinds[] = {{"action", "action", msg("Action"), msg("actions")},
                                {"call", "call", msg("Call closes"), msg("calls closing")},
                                {"poll-opens", "poll", msg("Poll opens"), msg("polls opening")},
                                {"poll-closes", "poll", msg("Poll closes"), msg("polls closing")},
                                {"statement", "statement", msg("Signing closes"), msg("statements closing")},
                                {"answer-due", "deliver", msg("Answer due"), msg("answers due")},
                                {"review", "outcome", msg("Review of an outcome"), msg("reviews of outcomes")},
                                {"step", "step", msg("Upcoming step"), msg("upcoming steps")}};

struct Dated {
  const DatedKind* kind = nullptr;
  index::ActInfo act;
  std::string title, text;
  act::ActId page;           // whose page tells more
  UnixSeconds start = 0, end = 0;
  bool cancelled = false;
};

void add(std::vector<Dated>& out, std::string_view kind, const index::Item& item, std::string title, const act::ActId& page, std::string_view start, std::string_view end = {}) {
  const auto from = parse_time(start);
  if (!from) return;
  const auto to = parse_time(end);
  const auto* row = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const DatedKind& k) { return k.kind == kind; });
  out.push_back({row, item.act, std::move(title), markdown_text(item.shown.text, 600), page, *from, to ? *to : 0, item.withdrawn});
}

// All dates of one act.
void add_dates(View& view, std::vector<Dated>& out, const index::Item& item) {
  const std::string& payload = item.act.payload;
  const std::string title = plain_title(view, item.act, item.shown.title);
  if (item.act.type == "action") {
    const std::string_view until = payload_part(payload, 0), begins = payload_part(payload, 2);
    if (begins.empty()) add(out, "action", item, title, item.act.id, until);
    else add(out, "action", item, title, item.act.id, begins, until);
  } else if (item.act.type == "call") {
    add(out, "call", item, title, item.act.id, payload_part(payload, 0));
  } else if (item.act.type == "poll") {
    const assembly::decision::PollSpec poll = assembly::decision::read_poll(payload);
    add(out, "poll-opens", item, title, item.act.id, poll.opens);
    add(out, "poll-closes", item, title, item.act.id, poll.closes);
  } else if (item.act.type == "statement" || item.act.type == "revise") {
    add(out, "statement", item, title, item.act.id, payload_part(payload, 0));
  } else if (item.act.type == "deliver") {
    const auto delivery = view.reader.delivery(item.act.id);
    if (!delivery) return;
    const auto statement = view.reader.statement(delivery->version);
    std::string words = statement && !statement->versions.empty() ? plain_title(view, statement->act, statement->versions.back().title) : title;
    if (const std::string_view to = item.shown.detail.text_at("addressee"); !to.empty()) words = std::string(to) + ": " + words;
    index::Item counted = item;
    counted.withdrawn = delivery->withdrawn || !delivery->answers.empty();  // an answer is no longer awaited
    add(out, "answer-due", counted, words, delivery->statement, payload_part(payload, 4));
  } else if (item.act.type == "step") {
    index::Item counted = item;
    counted.withdrawn = item.act.superseded;  // moved: its new version has the date
    add(out, "step", counted, title, item.act.id, payload_part(payload, 2), payload_part(payload, 3));
  } else if (item.act.type == "outcome") {
    index::Item counted = item;
    counted.withdrawn = item.act.superseded;
    add(out, "review", counted, title, item.act.id, payload);
  }
}

Result<std::vector<const DatedKind*>> asked_kinds(const http::Request& request) {
  std::vector<const DatedKind*> out;
  for (const std::string_view text : request.query.all("kind")) {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      const std::string_view one = text.substr(at, comma - at);
      at = comma + 1;
      if (one.empty()) continue;
      const std::size_t before = out.size();
      for (const DatedKind& kind : kKinds) {
        if (kind.kind == one || kind.type == one) out.push_back(&kind);
      }
      if (out.size() == before) return fail(Errc::malformed, "kind", "must be action, call, poll-opens, poll-closes, statement, answer-due, review or step");
    }
  }
  if (out.empty()) {
    for (const DatedKind& kind : kKinds) out.push_back(&kind);
  }
  return out;
}

// What closes or happens after `since`, in order of time.
std::vector<Dated> all_dates(View& view, const std::vector<const DatedKind*>& kinds, UnixSeconds since) {
  std::vector<Dated> out;
  std::vector<std::string_view> types;
  for (const DatedKind* kind : kinds) {
    if (std::find(types.begin(), types.end(), kind->type) == types.end()) types.push_back(kind->type);
  }
  for (const std::string_view type : types) {
    if (type == "statement") {
      // The version in force says until when; older ones are closed for readers.
      for (const index::StatementInfo& s : view.reader.statements(kScannedOfEach)) {
        for (const auto& version : s.versions) {
          if (!version.current || version.closes.empty()) continue;
          index::Item item;
          item.act = version.act;
          item.shown = view.reader.shown(version.act.no);
          add_dates(view, out, item);
        }
      }
      continue;
    }
    for (const index::Item& item : view.reader.items(type, kScannedOfEach)) add_dates(view, out, item);
  }
  std::erase_if(out, [&](const Dated& d) {
    return std::max(d.start, d.end) < since || std::find(kinds.begin(), kinds.end(), d.kind) == kinds.end();
  });
  std::sort(out.begin(), out.end(), [](const Dated& a, const Dated& b) { return std::tie(a.start, a.act.id, a.kind) < std::tie(b.start, b.act.id, b.kind); });
  return out;
}

std::string page_of(const View& view, const Dated& dated) {
  const std::string id = to_hex(dated.page);
  const std::string_view type = dated.act.type;
  const std::string path = type == "action" ? "action/" + id : type == "statement" || type == "revise" || type == "deliver" ? "statement/" + id
                         : type == "call" ? "call/" + id : type == "step" ? "step/" + id : type == "poll" ? "poll/" + id : "acts/" + id;
  return view.app.router().match(http::Method::get, view.url(path)).route != nullptr ? path : "acts/" + id;
}

std::string file_of(const View& view, std::string_view name, const std::vector<Dated>& dates) {
  std::vector<CalendarEvent> events;
  for (const Dated& d : dates) {
    CalendarEvent event;
    event.uid = fmt::format("{}-{}@althing", to_hex(d.act.id), d.kind->kind);
    event.stamp = d.act.at;
    event.start = d.start;
    event.end = d.end;
    event.summary = fmt::format("{}: {}", view.t.tr(d.kind->word), d.title);
    event.description = d.text;
    event.url = node_url(view) + view.url(page_of(view, d));
    event.category = std::string(d.kind->kind);
    event.cancelled = d.cancelled;
    events.push_back(std::move(event));
  }
  return write_calendar(name, events);
}

http::Response calendar_answer(const View& view, std::string file, const std::string& name) {
  http::Response response = http::respond(200, "text/calendar; charset=utf-8", std::move(file));
  for (const auto& [header, value] : file_headers()) response.headers.set(header, value);
  response.headers.set("Content-Disposition", "attachment; filename=\"" + name + ".ics\"");
  const std::string tag = to_hex(sha256(response.text())).substr(0, 24);
  return http::cached(view.request, std::move(response), tag, http::kRevalidate);
}

Result<PageSpec> subscription(View& view) {
  TRY(const auto kinds, asked_kinds(view.request));
  const auto assembly = view.reader.assembly();
  view.instead = calendar_answer(view, file_of(view, assembly ? std::string_view(assembly->name) : std::string_view("Althing"), all_dates(view, kinds, view.now - kPastSeconds)), "calendar");
  return PageSpec{};
}

Result<PageSpec> single(View& view) {
  TRY(const act::ActId id, param_id(view));
  const auto item = view.reader.item_of(id);
  std::vector<Dated> dates;
  if (item && item->act.status == assembly::Status::effective) {
    const bool of_proposal = item->act.type == "revise" && !view.reader.statement(id);
    if (!of_proposal) add_dates(view, dates, *item);
  }
  if (dates.empty()) return fail(Errc::not_found, std::string(view.t.tr("this act has no date")));
  view.instead = calendar_answer(view, file_of(view, dates.front().title, dates), item->act.type + "-" + short_id(id));
  return PageSpec{};
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const auto kinds, asked_kinds(view.request));
  trail(view, {}, t.tr("Dates"));
  h.el("h1", {}, t.tr("Dates"));
  h.el("p", {{"class", "lede"}}, t.tr("What begins, closes or is due, from today on. Any calendar program can subscribe to it."));
  std::vector<Option> options{{"", t.tr("everything")}};
  for (const DatedKind& kind : kKinds) options.push_back({kind.kind, t.tr(kind.filter)});
  const bool all = kinds.size() == std::size(kKinds);
  const std::string chosen = all ? "" : std::string(view.query("kind"));
  h.open("form", {{"class", "filters"}, {"action", view.url("calendar")}});
  select(h, "kind", "kind", t.tr("Show"), options, chosen);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  std::vector<Dated> dates = all_dates(view, kinds, view.now);
  std::erase_if(dates, [](const Dated& d) { return d.cancelled; });
  if (dates.size() > kListedDates) dates.resize(kListedDates);
  if (dates.empty()) h.el("p", {}, t.tr("Nothing is dated from today on."));
  h.open("ol", {{"class", "timeline"}});
  for (const Dated& d : dates) {
    h.open("li").raw(t.time_html(d.start)).text(t.tr(d.kind->word)).text(": ");
    h.open("a", {{"href", view.url(page_of(view, d))}}).name(d.title).close();
    h.text(" · ").text(t.relative(d.start, view.now));
    h.text(" · ").link(view.url("acts/" + to_hex(d.act.id) + ".ics"), t.tr("to your calendar")).close();
  }
  h.close();
  const std::string feed = view.url("calendar.ics") + (chosen.empty() ? "" : "?kind=" + url_component(chosen));
  h.el("h2", {}, t.tr("Subscribe"));
  h.open("p").el("a", {{"class", "button button--secondary"}, {"href", feed}}, chosen.empty() ? t.tr("All these dates as a calendar") : t.tr("These dates as a calendar")).close();
  h.el("p", {}, t.tr("Give your calendar program this address, and it keeps up to date by itself:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, node_url(view) + feed);
  return PageSpec{.title = std::string(t.tr("Dates")), .path = "calendar", .section = Section::actions};
}

// A file instead of a page: errors stay pages.
void add_file(http::Router& router, App& app, std::string pattern, std::string summary, PageWriter writer) {
  http::Route route;
  route.pattern = std::move(pattern);
  route.tag = "pages";
  route.summary = std::move(summary);
  route.handler = http::sync([&app, writer = std::move(writer)](const http::Request& request) { return make_page(app, request, writer); });
  route.params = {{"lang", "path", "Language of the words that are not people's."}};
  if (route.pattern.find("{id}") != std::string::npos) route.params.push_back({"id", "path", "Act."});
  else route.params.push_back({"kind", "query", "action, call, poll-opens, poll-closes, statement, answer-due, review, step; several with commas; all if absent.", false});
  route.responses = {{200, "text/calendar", "RFC 5545; times in UTC."}, {404, "text/html", "Nothing here."}};
  router.add(std::move(route));
}

}  // namespace

void add_calendar_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/calendar", "What begins, closes or is due", page);
  add_file(router, app, "/{lang}/calendar.ics", "The same as a calendar to subscribe to", subscription);
  add_file(router, app, "/{lang}/acts/{id}.ics", "The dates of one act as a calendar file", single);
}

}  // namespace althing::web
