// Timing analyses that were fixed before their result: the list, one with what it comes to over the rows in force, the
// form, and the result as JSON and CSV. docs/timing.md.
#include <fmt/format.h>

#include <algorithm>

#include "act/limits.h"
#include "http/negotiate.h"
#include "timing/words.h"
#include "web/act_form.h"
#include "web/kit/csv.h"
#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_follow.h"
#include "web/page_placed.h"
#include "web/plan_runs.h"
#include "web/plan_words.h"

namespace althing::web {
namespace {

using assembly::watch::Plan;
using assembly::watch::PlanSide;
using assembly::watch::side_json;
using http::Request;
using http::Response;

constexpr std::size_t kListedPlans = 25, kRowsShown = 20;
const std::string kNothing = "–";

Raw day_words(const Translator& t, timing::Day day) { return t.day_html(std::int64_t{day} * 86'400); }

void plan_trail(View& view, std::string_view here) {
  trail(view, {{view.url("watch"), std::string(view.t.tr("What it watches"))}, {view.url("plans"), std::string(view.t.tr("Timing analyses"))}}, here);
}

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone));
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}}, t.tr("Timing analyses"));
  h.el("h1", {}, t.tr("Timing analyses"));
  h.el("p", {{"class", "lede"}}, t.tr("Do incidents begin around chosen moments more often than chance allows? Which rows and which days are looked at is fixed in the record before the result is shown."));
  h.open("p").el("a", {{"class", "button"}, {"href", view.url("plans/new")}}, t.tr("Fix an analysis")).close();
  auto plans = view.reader.items("window", kListedPlans + 1, before);
  const bool more = plans.size() > kListedPlans;
  if (more) plans.pop_back();
  if (plans.empty()) h.el("p", {{"role", "status"}}, t.tr("No analysis has been fixed here yet."));
  h.open("ul", {{"class", "list"}});
  for (const index::Item& one : plans) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("plan/" + to_hex(one.act.id))}}).raw(title_of(view, one.act, one.shown.title)).close();
    h.open("p", {{"class", "muted small"}}).raw(t.trh("fixed by {author}", {{"author", author_link(view, one.act)}})).text(" · ").raw(days_of(view, one.act));
    if (one.act.superseded) h.text(" · ").text(t.tr("taken back"));
    h.close().close();
  }
  h.close();
  if (more) h.open("p").link(fmt::format("{}?before={}", view.url("plans"), plans.back().act.no), t.tr("Earlier ones")).close();
  return PageSpec{.title = std::string(t.tr("Timing analyses")), .path = "plans", .section = Section::instruments};
}

struct Found {
  index::ActInfo act;
  Plan plan;
};
Result<Found> find_plan(index::Reader& reader, const act::ActId& id) {
  auto act = reader.act(id);
  if (!act || act->type != "window" || act->status != assembly::Status::effective) return fail(Errc::not_found, "id", "no plan of an analysis in force has this id here");
  auto plan = assembly::watch::read_plan(act->payload);
  if (!plan) return fail(Errc::internal, "id", "the plan that the fold keeps cannot be read");
  return Found{std::move(*act), std::move(*plan)};
}

void fixed(View& view, const Found& found, bool taken_back) {
  const Translator& t = view.t;
  Html& h = view.h;
  const Plan& plan = found.plan;
  h.el("h2", {}, t.tr("What was fixed"));
  if (taken_back) box(h, Box::warning, t.tr("Its author took it back."), Html().el("p", {}, t.tr("What was fixed, and what it comes to, stays visible.")).take());
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Incidents"), choice_words(view, plan.incidents));
  fact(h, t.tr("Events"), choice_words(view, plan.events));
  Html windows;
  for (const timing::Window& window : plan.options.windows) windows.open("div").text(window_words(t, window)).close();
  fact(h, t.tr("Windows"), windows.take());
  fact(h, t.tr("Days looked at"), t.trh("{from} to {to}", {{"from", day_words(t, plan.span.first)}, {"to", day_words(t, plan.span.last)}}));
  fact(h, t.tr("Placebo window"), Html().text(plan.options.placebo_days == 0 ? std::string(t.tr("none")) : t.trf("the same days, moved by {n} days", {{"n", fmt::format("{:+}", plan.options.placebo_days)}})).take());
  fact(h, t.tr("Draws"), Html().text(t.number(plan.options.draws)).text(" · ").el("code", {}, plan.seed).take());
  fact(h, t.tr("Fixed by"), author_link(view, found.act));
  fact(h, t.tr("When"), days_of(view, found.act));
  fact(h, t.tr("Act"), act_link(view, found.act.id, short_id(found.act.id)));
  h.close();
}

void numbers(View& view, const timing::Report& report) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto amount = [&](const std::string& text) { h.el("td", {{"class", "number"}}, text); };
  const auto row = [&](const timing::WindowReport& w, bool placebo) {
    const std::string days = w.window.first == w.window.last ? fmt::format("{:+}", w.window.first) : fmt::format("{:+}..{:+}", w.window.first, w.window.last);
    const auto span = [&](double low, double high) { return t.trf("{from} to {to}", {{"from", timing::number_text(low)}, {"to", timing::number_text(high)}}); };
    h.open("tr").open("th", {{"scope", "row"}}).el("span", {{"dir", "ltr"}}, days).text(placebo ? fmt::format(" ({})", t.tr("placebo")) : std::string()).close();
    number_cell(h, t, w.all.inside);
    number_cell(h, t, w.all.onsets);
    amount(timing::number_text(w.expected));
    amount(w.ratio.estimate ? timing::number_text(*w.ratio.estimate) : kNothing);
    amount(w.ratio.estimate ? span(w.ratio.low, w.ratio.high) : kNothing);
    amount(w.resampled ? span(w.resampled->first, w.resampled->second) : kNothing);
    amount(fmt::format("{:.4f}", w.p_corrected));
    const auto pooled = w.pooled();
    amount(pooled ? timing::number_text(*pooled) : kNothing);
    h.close();
  };
  table(h, "numbers", t.tr("Days on which incidents began, by windows of days after the event"),
        {{t.tr("Window")}, {t.tr("Inside"), true}, {t.tr("Of"), true}, {t.tr("Expected"), true}, {t.tr("Ratio"), true}, {t.tr("95 % interval"), true}, {t.tr("Countries drawn anew"), true}, {t.tr("p, corrected"), true}, {t.tr("Over all country-days"), true}},
        [&] {
          for (std::size_t i = 0; i < report.windows.size(); ++i) {
            row(report.windows[i], false);
            if (i < report.placebos.size()) row(report.placebos[i], true);
          }
        });
}

void curve(View& view, const timing::Report& report, const std::string& hex) {
  const Translator& t = view.t;
  Html& h = view.h;
  const Raw chart = curve_chart(t, report);
  if (chart.empty()) return;
  h.el("h2", {}, t.tr("Day by day around the event"));
  h.open("figure").raw(chart);
  h.el("figcaption", {}, t.tr("How often incidents began so many days before or after an event, for each event; the band holds 95 % of turned calendars, the dashed line is what chance gives.")).close();
  h.open("details").el("summary", {}, t.tr("The same as a table"));
  table(h, "curve", t.tr("Day by day around the event"), {{t.tr("Days from the event"), true}, {t.tr("Pairs"), true}, {t.tr("Events"), true}, {t.tr("Rate"), true}, {t.tr("Band"), true}}, [&] {
    for (const timing::CurvePoint& p : report.curve) {
      h.open("tr").el("th", {{"scope", "row"}}, fmt::format("{:+}", p.lag));
      number_cell(h, t, p.pairs);
      number_cell(h, t, p.events);
      h.el("td", {{"class", "number"}}, timing::number_text(p.rate())).el("td", {{"class", "number"}}, t.trf("{from} to {to}", {{"from", timing::number_text(p.low)}, {"to", timing::number_text(p.high)}})).close();
    }
  });
  h.close();
  h.open("p").link(view.url("plan/" + hex + "/curve.csv"), t.tr("The curve as a table (CSV)")).close();
}

void rows_of_side(View& view, const PlanSide& side, std::string_view title) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("li").el("strong", {}, title).text(": ");
  h.text(t.trf("{looked} of {force} in force are looked at; {already} of them stood in this log before the analysis was fixed.",
               {{"looked", t.number(side.looked_at)}, {"force", t.number(side.in_force)}, {"already", t.number(side.already)}}));
  if (side.in_force > side.chosen) h.text(" ").text(t.ntrf("{n} was not chosen.", "{n} were not chosen.", static_cast<std::uint64_t>(side.in_force - side.chosen)));
  for (const auto& [why, out] : side.left_out) {
    h.open("details").el("summary", {}, t.trf("Left out, {why}: {n}", {{"why", left_out_words(t, why)}, {"n", t.number(out.rows)}})).open("p");
    for (std::size_t i = 0; i < std::min(out.listed.size(), kRowsShown); ++i) {
      const auto act = view.reader.act_at(out.listed[i]);
      if (act) h.raw(act_link(view, act->id, short_id(act->id))).text(" ");
    }
    if (static_cast<std::size_t>(out.rows) > kRowsShown) h.text("…");
    h.close().close();
  }
  h.close();
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  auto found = find_plan(view.reader, id);
  if (!found) return fail(Errc::not_found, std::string(t.tr("no row in force has this id here")));
  const std::string hex = to_hex(id);
  const index::Shown shown = view.reader.shown(found->act.no);
  const std::string title = plain_title(view, found->act, shown.title);
  const bool taken_back = found->act.superseded;
  plan_trail(view, title);
  h.open("h1").raw(title_of(view, found->act, shown.title)).close();
  if (!hidden_reason(t, found->act).empty()) hidden_box(view, found->act);
  else if (!shown.text.empty()) h.open("div", {{"class", "prose"}}).raw(markdown(shown.text).html).close();
  fixed(view, *found, taken_back);
  interests_note(view, found->act);
  h.el("h2", {}, t.tr("What it comes to"));
  const Ran run = view.app.plan_runs().of(view.reader, id, found->plan, found->act.no);
  view.keep = run != nullptr && run->folded == view.reader.folded();
  if (run == nullptr) {
    h.open("p", {{"role", "status"}}).text(t.tr("It is being computed.")).text(" ").link(view.url("plan/" + hex), t.tr("Look again")).close();
  } else {
    h.el("p", {}, t.trf("Over the first {n} entries of this node's log, computed {time}.", {{"n", t.number(static_cast<std::int64_t>(run->folded))}, {"time", t.time(run->at)}}));
    if (!run->report) {
      box(h, Box::warning, t.tr("There is no result"), Html().el("p", {{"lang", "en"}, {"dir", "ltr"}}, run->fault).take());
    } else {
      for (std::size_t i = 0; i < run->report->windows.size(); ++i) {
        h.el("p", {}, result_words(t, run->report->windows[i], i < run->report->placebos.size() ? &run->report->placebos[i] : nullptr));
      }
      numbers(view, *run->report);
      curve(view, *run->report, hex);
    }
    h.el("h2", {}, t.tr("Which rows it rests on")).open("ul");
    rows_of_side(view, run->incidents, t.tr("Incidents"));
    rows_of_side(view, run->events, t.tr("Events"));
    h.close();
  }
  h.el("h2", {}, t.tr("Compute it yourself"));
  h.el("p", {}, t.tr("From a copy of the record, with the same entries, the numbers come out the same to the last digit:"));
  const std::string from = view.app.options().base_url.empty() ? std::string("NODE") : view.app.options().base_url;
  h.open("pre", {{"dir", "ltr"}, {"tabindex", "0"}}).text(fmt::format("althing timing --plan {} --record {}{}", hex, from, run == nullptr ? "" : fmt::format(" --entries {}", run->folded))).close();
  h.open("p", {{"class", "cluster"}}).link("/plans/" + hex + "/result", t.tr("All of it as data (JSON)")).close();
  h.open("p").link(view.url("follow/" + hex + "/withdraw"), t.tr("take it back")).close();
  verify_box(view, id);
  return with_preview(view, {.title = title, .path = "plan/" + hex, .section = Section::instruments}, id, shown.text);
}

Result<PageSpec> form(View& view) {
  const Translator& t = view.t;
  plan_trail(view, t.tr("Fix an analysis"));
  view.h.el("h1", {}, t.tr("Fix an analysis"));
  view.h.el("p", {{"class", "lede"}}, t.tr("Say which rows and which days are looked at, before you know what comes out. It cannot be changed afterwards, only taken back, and that stays visible."));
  open_act_form(view, "window", t.tr("You fix, in public and for good, what this analysis looks at: {title}"));
  act_fixed(view, "incidents", "json", "{}");
  act_fixed(view, "events", "json", "{}");
  act_control(view, {.name = "title", .as = "line", .label = t.tr("The question, in one line"), .required = true, .max = act::kMaxTitleChars});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("Why this question, and what you expect"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 5});
  const auto tokens = [&](std::string_view name, std::string_view label, std::string_view hint) { act_control(view, {.name = name, .as = "tokens", .label = label, .hint = hint}); };
  const std::string kinds = t.trf("Of {kinds}; separated by spaces. Empty: all.", {{"kinds", fmt::format("{}", fmt::join(placed_kind("incident").kinds, " "))}});
  tokens("incidents.kinds", t.tr("Kinds of incidents"), kinds);
  tokens("incidents.countries", t.tr("Countries of incidents"), t.tr("Two small letters of ISO 3166 each, separated by spaces. Empty: all."));
  tokens("incidents.labels", t.tr("Labels that incidents must have"), t.tr("Separated by spaces. May stay empty."));
  tokens("incidents.without", t.tr("Labels that incidents must not have"), t.tr("Such as cause:elections: rows that were recorded because of the event would find themselves."));
  const std::string moments = t.trf("Of {kinds}; separated by spaces. Empty: all.", {{"kinds", fmt::format("{}", fmt::join(placed_kind("event").kinds, " "))}});
  tokens("events.kinds", t.tr("Kinds of events"), moments);
  tokens("events.labels", t.tr("Labels that events must have"), t.tr("Separated by spaces. May stay empty."));
  act_control(view, {.name = "windows", .as = "windows", .label = t.tr("Windows, in days after the event"), .hint = t.tr("Such as -7..7 0..0 for the week around it and the day itself."), .value = "-7..7 0..0", .required = true});
  act_control(view, {.name = "from", .as = "time", .label = t.tr("First day looked at (UTC)"), .type = "date", .narrow = true, .required = true, .day_start = true});
  act_control(view, {.name = "to", .as = "time", .label = t.tr("Last day looked at (UTC)"), .type = "date", .narrow = true, .required = true, .day_start = true});
  act_control(view, {.name = "placebo", .as = "integer", .label = t.tr("Placebo window: moved by so many days"), .hint = t.tr("0 for none."), .value = "-182", .narrow = true, .required = true});
  act_control(view, {.name = "lags", .as = "count", .label = t.tr("Days of the curve on both sides"), .hint = t.tr("0 for none."), .value = "30", .narrow = true, .required = true});
  act_control(view, {.name = "draws", .as = "count", .label = t.tr("Draws"), .hint = t.tr("1,000 to 1,000,000 turned calendars."), .value = "10000", .narrow = true, .required = true});
  act_control(view, {.name = "seed", .as = "token", .label = t.tr("Seed"), .hint = t.tr("Any short word: the same gives the same draws."), .value = "althing", .narrow = true, .required = true});
  close_act_form(view, "window", R"(incidents='{"kinds":["shutdown"]}' events='{"kinds":["election"]}' windows='[{"first":-7,"last":7}]' from=2016-01-01T00:00:00Z to=2025-12-31T00:00:00Z placebo=-182 lags=30 draws=10000 seed=althing --detail title="...")");
  return act_form_spec(t.tr("Fix an analysis"), "plans/new", Section::instruments);
}

struct Looked {
  Found found;
  Ran run;
};
Result<Looked> looked_at(App& app, index::Reader& reader, const Request& request) {
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  if (!id) return fail(Errc::malformed, "id", "an act's id is 64 lower-case hex digits");
  TRY(Found found, find_plan(reader, *id));
  Ran run = app.plan_runs().of(reader, *id, found.plan, found.act.no);
  if (run == nullptr) return fail(Errc::overloaded, "the analysis is being computed; ask again");
  return Looked{std::move(found), std::move(run)};
}

Result<Response> result_json(App& app, const Request& request) {
  TRY(const auto reader, app.node().readers().take());
  TRY(const Looked looked, looked_at(app, *reader, request));
  TRY(json::Value plan, json::parse(looked.found.act.payload));
  const auto id_of = [&](index::ActNo no) { return to_hex(reader->act_at(no)->id); };
  json::Value out = json::object({{"plan", to_hex(looked.found.act.id)}, {"fixed", std::move(plan)}, {"entries", static_cast<std::int64_t>(looked.run->folded)},
                                  {"computed", format_time(looked.run->at)}, {"incidents", side_json(looked.run->incidents, id_of)}, {"events", side_json(looked.run->events, id_of)}});
  if (looked.run->report) out.object()->set("report", timing::report_json(*looked.run->report, looked.found.plan.options));
  else out.object()->set("fault", looked.run->fault);
  Response response = http::respond_json(200, out);
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

Result<Response> curve_csv(App& app, const Request& request) {
  TRY(const auto reader, app.node().readers().take());
  TRY(const Looked looked, looked_at(app, *reader, request));
  std::string out = "days_from_event,pairs,events,rate,low,high\r\n";
  if (looked.run->report) {
    for (const timing::CurvePoint& p : looked.run->report->curve) {
      out += fmt::format("{},{},{},{},{},{}\r\n", p.lag, p.pairs, p.events, timing::number_text(p.rate()), timing::number_text(p.low), timing::number_text(p.high));
    }
  }
  Response response = http::respond(200, "text/csv; charset=utf-8; header=present", std::move(out));
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

}  // namespace

void add_plan_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/plans", "Timing analyses that were fixed, newest first", list);
  add_page(router, app, "/{lang}/plans/new", "Form to fix a timing analysis", form);
  add_page(router, app, "/{lang}/plan/{id}", "A timing analysis: what was fixed and what it comes to", page);
  router.add({http::Method::get, "/plans/{id}/result", http::sync_result([&app](const Request& request) { return result_json(app, request); }), 0, "pages",
              "What a fixed timing analysis comes to over the rows in force", "", {{"id", "path", "The window act.", true, "string", "^[0-9a-f]{64}$"}}, {},
              {{200, "application/json", "What was fixed, the entries of this log it rests on, rows looked at and left out, and the report.", ""},
               {404, "application/problem+json", "No such plan.", "Problem"},
               {503, "application/problem+json", "It is being computed.", "Problem"}}});
  router.add({http::Method::get, "/{lang}/plan/{id}/curve.csv", http::sync_result([&app](const Request& request) { return curve_csv(app, request); }), 0, "pages",
              "The curve of a timing analysis as CSV", "", {{"lang", "path", "Language."}, {"id", "path", "The window act."}}, {},
              {{200, "text/csv", "Days from the event, pairs, events, rate and band.", ""}, {503, "application/problem+json", "It is being computed.", "Problem"}}});
}

}  // namespace althing::web
