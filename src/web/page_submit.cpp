// POST /{lang}/submit: a signed act pasted into a plain form, for readers without script. What is logged
// leads to the act's page with its receipt (303, so that reloading sends nothing twice).
#include <fmt/format.h>

#include "http/problem.h"
#include "http/target.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr std::uint64_t kMaxFormBody = 512 * 1024;  // an entry and a detail, percent-encoded

// Browsers send line breaks as CR LF and people paste with space around; a note ends with one newline.
std::string plain_lines(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\r') out += c;
  }
  const std::size_t first = out.find_first_not_of(" \t\n");
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of(" \t\n") + 1 - first);
}

// What the two boxes hold. `--print` of the command line gives {"act": note, "detail": text} in one piece,
// so that is read as well as a bare note.
node::Submission read_pasted(const http::Params& form) {
  node::Submission sent{plain_lines(form.get("note")), plain_lines(form.get("detail"))};
  if (const auto both = json::parse(sent.note, 4); both && !both->text_at("act").empty() && both->text_at("act").front() == '{') {
    if (sent.detail.empty()) sent.detail = both->text_at("detail");
    sent.note = plain_lines(both->text_at("act"));
  }
  if (!sent.note.empty()) sent.note += '\n';
  return sent;
}

http::Response refused(App& app, const http::Request& request, const node::Submission& sent, const Error& error) {
  http::Response response = make_page(app, request, [&](View& view) -> Result<PageSpec> {
    const Translator& t = view.t;
    Html& h = view.h;
    trail(view, {}, t.tr("Hand in a signed act"));
    h.el("h1", {}, t.tr("The act was refused"));
    Html words;
    words.el("p", {}, visible(error.text(), TextKind::line));
    words.el("p", {}, error.code == Errc::rate_limited || error.code == Errc::overloaded ? t.tr("Nothing was logged. Wait a little and send the same text again.")
                                                                                         : t.tr("Nothing was logged. Correct what is named and send it again."));
    box(h, Box::error, t.tr("Why"), words.take());
    h.open("form", {{"method", "post"}, {"action", view.url("submit")}});
    field(h, {.id = "note", .name = "note", .label = t.tr("Signed act"), .value = sent.note, .autocomplete = "off", .rows = 6, .required = true});
    field(h, {.id = "detail", .name = "detail", .label = t.tr("Detail, if there is one"), .value = sent.detail, .autocomplete = "off", .rows = 4});
    h.el("button", {{"class", "button"}}, t.tr("Hand in the signed act")).close();
    view.status = http::status_of(error.code);
    PageSpec spec;
    spec.title = std::string(t.tr("The act was refused"));
    spec.no_index = true;
    return spec;
  });
  response.headers.set("Cache-Control", "no-store");
  return response;
}

void submit(App& app, http::Request&& request, http::Responder responder) {
  if (request.content_type() != "application/x-www-form-urlencoded") {
    return responder(problem_page(app, request, Error{Errc::unsupported, "Content-Type", "must be application/x-www-form-urlencoded"}));
  }
  if (site_of(app).catalogs.find(request.params.get("lang")) == nullptr) return responder(problem_page(app, request, Error{Errc::not_found, {}, "no page at this address"}));
  const auto form = http::parse_form(request.body);
  if (!form) return responder(problem_page(app, request, form.error()));
  const node::Submission sent = read_pasted(*form);
  auto answer = std::make_shared<http::Responder>(std::move(responder));
  auto kept = std::make_shared<http::Request>(std::move(request));
  kept->body.clear();
  const std::string peer = kept->peer;
  app.node().intake().submit({sent}, peer, [&app, answer, kept, sent](node::Intake::Verdicts verdicts) {
    const Result<node::Receipt>& verdict = verdicts.front();
    if (!verdict) {
      ++app.metrics().acts_refused;
      return (*answer)(refused(app, *kept, sent, verdict.error()));
    }
    ++(verdict->known ? app.metrics().acts_known : app.metrics().acts_logged);
    http::Response response = http::redirect(303, page_url(kept->params.get("lang"), "acts/" + to_hex(verdict->id)) + "?receipt=1");
    response.headers.set("Cache-Control", "no-store");
    (*answer)(std::move(response));
  });
}

}  // namespace

void add_submit_pages(http::Router& router, App& app) {
  router.add({http::Method::post, "/{lang}/submit", [&app](http::Request&& q, http::Responder r) { submit(app, std::move(q), std::move(r)); }, kMaxFormBody,
              "pages", "Hand in a pasted signed act", "The plain form's way to POST /acts.", {{"lang", "path", "Language."}},
              {{"application/x-www-form-urlencoded", "note and, if there is one, detail.", ""}},
              {{303, "text/html", "Logged: to the act's page with its receipt."}, {422, "text/html", "Refused, with the reason."}}});
}

}  // namespace althing::web
