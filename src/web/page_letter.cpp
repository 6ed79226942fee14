// A statement as a formal communication: letterhead, text, annex of signatories, and a QR code that leads
// to its proof. The HTML page is the accessible version; the PDF is the same for offices that want a file.
#include <fmt/format.h>

#include "http/negotiate.h"
#include "sheet/pdf.h"
#include "sheet/qr.h"
#include "web/kit/markdown.h"
#include "web/made_files.h"
#include "web/page_follow.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr std::size_t kAnnexOnPage = 1'000;
constexpr unsigned kQrPixels = 160;

// What both forms say.
struct Letter {
  Chosen chosen;
  std::string assembly, title, proof_url, list_url;
  index::Shown shown;
  index::SignatoryPage annex;
  std::optional<index::DeliveryInfo> delivery;  // "?delivery=": names the addressee
};

Result<Letter> letter_of(View& view, std::size_t annex_rows) {
  TRY(Chosen chosen, chosen_version(view));
  const index::StatementVersion& v = chosen.version();
  if (!hidden_reason(view.t, v.act).empty()) return fail(Errc::gone, std::string(view.t.tr("the words of this version are not shown here, so there is nothing to send")));
  Letter out{chosen, "Althing", plain_title(view, v.act, v.title), {}, {}, view.reader.shown(v.act.no), {}, std::nullopt};
  if (const auto assembly = view.reader.assembly(); assembly && !assembly->name.empty()) out.assembly = assembly->name;
  out.proof_url = node_url(view) + view.url("acts/" + to_hex(v.act.id));
  out.list_url = node_url(view) + view.url("statement/" + to_hex(v.act.id) + "/signatories");
  if (const std::string_view text = view.query("delivery"); !text.empty()) {
    const auto id = parse_hex<act::ActId>(text);
    if (id) out.delivery = view.reader.delivery(*id);
    if (!out.delivery || out.delivery->statement != out.chosen.statement.act.id) return fail(Errc::not_found, "delivery", std::string(view.t.tr("no delivery of this statement has this id")));
  }
  index::SignatoryQuery query;
  query.limit = annex_rows;
  out.annex = view.reader.signatories(v.act.id, query);
  return out;
}

std::string annex_row(const Translator& t, const index::Signatory& who, std::size_t n) {
  std::string out = t.number(static_cast<std::int64_t>(n)) + ". " + (who.name.empty() ? std::string(nameless_words(t, who)) : visible_line(who.name, 200));
  if (!who.affiliation.empty()) out += ", " + visible_line(who.affiliation, 200);
  out += " (" + std::string(capacity_word(t, who.capacity)) + (who.country.empty() ? std::string() : ", " + who.country) + ")";
  return out;
}

std::string annex_words(const Translator& t, const Letter& letter) {
  const auto& v = letter.chosen.version();
  std::string out = t.ntrf("{n} signature", "{n} signatures", static_cast<std::uint64_t>(v.signatures));
  if (letter.annex.more) out += ". " + t.ntrf("The first {n} is named here; all stand at the address below.", "The first {n} are named here; all stand at the address below.", letter.annex.rows.size());
  return out;
}

void qr(View& view, const Letter& letter) {
  const auto code = sheet::qr_code(letter.proof_url);
  if (!code) return;
  const std::string box = fmt::format("0 0 {0} {0}", code->size + 2 * sheet::kQuietModules);
  Html& h = view.h;
  h.open("p").open("svg", {{"viewbox", box}, {"width", kQrPixels}, {"height", kQrPixels}, {"role", "img"}, {"aria-label", view.t.trf("QR code: {url}", {{"url", letter.proof_url}})}});
  h.el("path", {{"d", fmt::format("M0 0h{0}v{0}h-{0}z", code->size + 2 * sheet::kQuietModules)}, {"fill", "#fff"}}, "");
  h.el("path", {{"d", sheet::qr_path(*code)}, {"fill", "#000"}}, "").close().close();
}

// A whole address, to be read on paper too; it may break anywhere.
void address(Html& h, const std::string& url) {
  h.open("p").open("a", {{"href", url}}).el("code", {{"class", "hash"}}, url).close().close();
}

Result<PageSpec> page(View& view) {
  view.reader.prefer_words({});  // the letter has what was first written, as its PDF does
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Letter letter, letter_of(view, kAnnexOnPage));
  const auto& v = letter.chosen.version();
  const std::string id = to_hex(v.act.id), path = "statement/" + id + "/letter";
  statement_trail(view, letter.chosen, t.tr("Formal communication"));
  old_version_box(view, letter.chosen);
  h.open("p", {{"class", "cluster"}}).el("a", {{"class", "button button--secondary"}, {"href", view.url(path + ".pdf") + (letter.delivery ? "?delivery=" + to_hex(letter.delivery->act.id) : std::string())}}, t.tr("As PDF"));
  h.el("span", {{"class", "muted small"}}, t.tr("The PDF carries no tags for screen readers; this page is the accessible version, and prints as it stands.")).close();
  h.open("p", {{"class", "lede"}}).name(letter.assembly).close();
  if (letter.delivery) {
    if (const std::string_view to = letter.delivery->shown.detail.text_at("addressee"); !to.empty()) h.open("p").text(t.tr("To:")).text(" ").name(to).close();
  }
  h.open("h1").name(letter.title).close();
  h.open("p", {{"class", "muted"}}).raw(t.trh("{n}, frozen on {date}", {{"n", t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(letter.chosen.at + 1))}})}, {"date", t.time_html(v.act.at)}}));
  h.text(" · ").raw(t.trh("by {author}", {{"author", author_link(view, letter.chosen.statement.act)}})).close();
  h.open("div", {{"class", "prose"}, Attr::only_if(!letter.shown.lang.empty(), "lang", letter.shown.lang)}).raw(markdown(letter.shown.text).html).close();
  h.el("h2", {}, t.tr("Proof"));
  h.el("p", {}, t.tr("This text and each signature below it stand in a public log. The code and the address lead to the proof, which can be checked without trusting the sender."));
  qr(view, letter);
  address(h, letter.proof_url);
  h.open("p").el("code", {{"class", "hash"}}, id).close();
  h.el("h2", {}, t.tr("Annex: signatories"));
  h.el("p", {}, annex_words(t, letter));
  h.open("ol", {{"class", "columns"}});
  for (const index::Signatory& who : letter.annex.rows) {
    h.open("li").raw(signatory_name(t, who));
    if (!who.affiliation.empty()) h.text(", ").name(visible_line(who.affiliation, 200));
    h.text(" (").text(capacity_word(t, who.capacity)).text(who.country.empty() ? std::string() : ", " + who.country).text(")").close();
  }
  h.close();
  address(h, letter.list_url);
  PageSpec spec{.title = fmt::format("{}: {}", t.tr("Formal communication"), letter.title), .path = path, .section = Section::statements};
  spec.no_index = true;
  return spec;
}

Result<std::string> make_file(View& view) {
  const Translator& t = view.t;
  TRY(const Letter letter, letter_of(view, sheet::kMaxAnnexRows));
  const auto& v = letter.chosen.version();
  sheet::Letter out;
  out.lang = std::string(t.html_lang());
  out.rtl = t.dir() == "rtl";
  out.letterhead = visible_line(letter.assembly, 200);
  out.title = visible_line(letter.title, 300);
  if (letter.delivery) {
    if (const std::string_view to = letter.delivery->shown.detail.text_at("addressee"); !to.empty()) out.facts.emplace_back(t.tr("To"), visible_line(to, 200));
  }
  const auto& by = letter.chosen.statement.act;
  out.facts.emplace_back(t.tr("By"), by.member_name.empty() ? act::key_text(by.key) : visible_line(by.member_name, 200));
  out.facts.emplace_back(t.tr("Version"), t.trf("{n}, frozen on {date}", {{"n", t.number(static_cast<std::int64_t>(letter.chosen.at + 1))}, {"date", t.time(v.act.at)}}));
  out.facts.emplace_back(t.tr("Signatures"), t.number(v.signatures));
  out.facts.emplace_back(t.tr("Act"), to_hex(v.act.id));
  const std::string text = markdown_text(letter.shown.text, sheet::kMaxLetterBytes);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) out.paragraphs.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  out.annex_title = std::string(t.tr("Annex: signatories"));
  out.annex_note = annex_words(t, letter) + "\n" + letter.list_url;
  for (std::size_t i = 0; i < letter.annex.rows.size(); ++i) out.annex.push_back(annex_row(t, letter.annex.rows[i], i + 1));
  out.qr_text = letter.proof_url;
  out.qr_caption = std::string(t.tr("Leads to the proof of this text"));
  out.footer = out.letterhead;
  out.made = v.act.at;
  return sheet::write_pdf(out);
}

}  // namespace

void add_letter_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/statement/{id}/letter", "A statement as a formal communication", page);
  const auto files = std::make_shared<MadeFiles>("application/pdf", make_file);
  http::Route route;
  route.pattern = "/{lang}/statement/{id}/letter.pdf";
  route.tag = "pages";
  route.summary = "The formal communication as PDF";
  route.handler = http::sync([&app, files](const http::Request& request) {
    return make_page(app, request, [&](View& view) -> Result<PageSpec> {
      TRY(http::Response response, files->answer(view));
      response.headers.set("Content-Disposition", "attachment; filename=\"statement-" + std::string(view.param("id").substr(0, 8)) + ".pdf\"");
      response.headers.set("Cache-Control", http::kRevalidate);
      view.instead = std::move(response);
      return PageSpec{};
    });
  });
  route.params = {{"lang", "path", "Language of the words that are not people's."}, {"id", "path", "Version."}, {"delivery", "query", "A delivery, whose addressee is then named.", false}};
  route.responses = {{200, "application/pdf", "Not tagged; the page is the accessible version."}, {404, "text/html", "Nothing here."}, {503, "text/html", "Another is being made."}};
  router.add(std::move(route));
}

}  // namespace althing::web
