// Forms: ask a question, answer one.
#include <fmt/format.h>

#include "act/limits.h"
#include "web/deliberation_form.h"
#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_words.h"

namespace althing::web {
namespace {

Result<PageSpec> ask(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto on = parse_hex<act::ActId>(view.query("on"));
  const GroupNames& names = group_names(view);
  trail(view, {{view.url("calls"), std::string(t.tr("Calls"))}}, t.tr("Ask a question"));
  h.el("h1", {}, t.tr("Ask a question"));
  h.el("p", {{"class", "lede"}}, t.tr("Every group answers in its own column, and everyone sees who was asked and has not answered."));
  ActForm form(view, "call", t.tr("You ask in public: {title}"));
  form.control({.name = "title", .as = "line", .label = t.tr("The question, in one line"), .max = act::kMaxTitleChars, .required = true});
  form.control({.name = "text", .as = "text", .label = t.tr("What you want to know, and why"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 10});
  translation_fields(view);
  const auto tokens = charter_groups(view);
  std::vector<std::string> labels;
  for (const std::string& token : tokens) labels.push_back(group_label(names, token));
  std::vector<Option> options;
  for (std::size_t i = 0; i < tokens.size(); ++i) options.push_back({tokens[i], labels[i]});
  form.boxes("groups", t.tr("Groups asked"), t.tr("None chosen: everybody is asked."), options);
  form.control({.name = "closes", .as = "time", .label = t.tr("Answers until"), .hint = t.tr("At the end of that day, UTC. Leave empty for no end."), .type = "date", .narrow = true});
  form.control({.name = "on", .as = "ids", .label = t.tr("About (ids of provisions or instruments)"), .hint = t.tr("Separated by spaces; found on the page of each provision. May stay empty."),
                .value = on ? view.query("on") : std::string_view()});
  form.control({.name = "with", .as = "ids", .label = t.tr("Together with (ids of memberships)"), .hint = t.tr("Co-organisers, separated by spaces. May stay empty.")});
  form.mandate();
  form.finish(fmt::format("althing act call groups=civil-society closes=2030-12-31T23:59:59Z --detail title=\"...\" --detail text=@question.md --key me.key --node {} --print", node_url(view)));
  return act_form_spec(t.tr("Ask a question"), "calls/new", Section::calls);
}

Result<PageSpec> respond(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto call = view.reader.call(id);
  if (!call) return fail(Errc::not_found, std::string(t.tr("no call in force has this id here")));
  const std::string title = plain_title(view, call->act, call->shown.title), path = "call/" + to_hex(id);
  trail(view, {{view.url("calls"), std::string(t.tr("Calls"))}, {view.url(path), title}}, t.tr("Answer"));
  h.el("h1", {}, t.tr("Answer this call"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, call->act, call->shown.title)).close();
  const PageSpec spec = act_form_spec(fmt::format("{}: {}", t.tr("Answer"), title), path + "/respond", Section::calls);
  if (call->withdrawn || !is_open(call->closes, view.now)) {
    box(h, Box::warning, t.tr("This call takes no more answers"), Html().el("p", {}, call->withdrawn ? t.tr("Its authors withdrew it.") : t.tr("Its time is over. The answers given stay.")).take());
    return spec;
  }
  if (!call->shown.text.empty()) h.open("details").el("summary", {}, t.tr("Read the question once more")).open("div", {{"class", "prose"}}).raw(markdown(call->shown.text).html).close().close();
  h.el("p", {}, t.tr("A later answer of yours replaces this one; both stay in the record."));
  ActForm form(view, "respond", t.tr("You answer this call in public. An earlier answer of yours no longer counts."));
  form.hidden("to", "id", to_hex(id));
  form.control({.name = "text", .as = "text", .label = t.tr("Your answer"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 12, .required = true});
  translation_fields(view, false);
  form.mandate();
  form.finish(fmt::format("althing act respond to={} --detail text=@answer.md --key me.key --node {} --print", to_hex(id), node_url(view)));
  return spec;
}

}  // namespace

void add_call_form_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/calls/new", "Form to ask a question", ask);
  add_page(router, app, "/{lang}/call/{id}/respond", "Form to answer a call", respond);
}

}  // namespace althing::web
