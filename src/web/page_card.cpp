// The picture that other sites show of a link to a statement, call, proposal, poll or action (Open Graph).
#include <algorithm>

#include "http/negotiate.h"
#include "sheet/card.h"
#include "web/kit/markdown.h"
#include "web/made_files.h"
#include "web/page_follow.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr std::int64_t kCardSeconds = 600;  // other sites' readers may see a figure that old
constexpr std::size_t kTitleCodePoints = 300, kHeadCodePoints = 120, kPreviewBytes = 200;

struct Kind {
  std::string_view type;
  Msg word;
};
constexpr Kind kKinds[] = {{"statement", msg("Statement")}, {"revise", msg("Statement")}, {"call", msg("Call")}, {"propose", msg("Proposal")},
                           {"amend", msg("Amendment")}, {"accept", msg("Proposal")}, {"poll", msg("Poll")}, {"action", msg("Action")}};

Result<std::string> card(View& view) {
  const Translator& t = view.t;
  TRY(const act::ActId id, param_id(view));
  const auto item = view.reader.item_of(id);
  const auto* kind = item ? std::ranges::find(kKinds, item->act.type, &Kind::type) : std::end(kKinds);
  if (kind == std::end(kKinds)) return fail(Errc::not_found, std::string(t.tr("nothing with a title of its own has this id here")));
  if (!hidden_reason(t, item->act).empty()) return fail(Errc::gone, std::string(t.tr("its words are not shown here")));
  sheet::Card out;
  out.lang = std::string(t.html_lang());
  out.rtl = t.dir() == "rtl";
  const auto assembly = view.reader.assembly();
  out.head = assembly && !assembly->name.empty() ? visible_line(assembly->name, kHeadCodePoints) : std::string("Althing");
  out.title = visible_line(plain_title(view, item->act, item->shown.title), kTitleCodePoints);
  out.label = std::string(t.tr(kind->word));
  if (const auto statement = view.reader.statement(id); statement && !statement->versions.empty()) {
    const std::int64_t signatures = version_in_force(*statement).signatures;
    out.figure = t.number(signatures);
    out.label = std::string(t.ntr("signature", "signatures", static_cast<std::uint64_t>(signatures)));
  }
  return sheet::write_card(out);
}

}  // namespace

PageSpec with_preview(const View& view, PageSpec spec, const act::ActId& id, std::string_view markdown) {
  spec.description = markdown_text(markdown, kPreviewBytes);
  spec.origin = node_url(view);
  spec.picture = "card/" + to_hex(id) + ".png";
  return spec;
}

void add_cards(http::Router& router, App& app) {
  const auto files = std::make_shared<MadeFiles>("image/png", card);
  http::Route route;
  route.pattern = "/{lang}/card/{id}.png";
  route.tag = "pages";
  route.summary = "The picture that other sites show of a link";
  route.handler = http::sync([&app, files](const http::Request& request) {
    return make_page(app, request, [&](View& view) -> Result<PageSpec> {
      TRY(http::Response response, files->answer(view));
      response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
      response.headers.set("Cache-Control", http::max_age(kCardSeconds));
      view.instead = std::move(response);
      return PageSpec{};
    });
  });
  route.params = {{"lang", "path", "Language of the words that are not people's."}, {"id", "path", "A statement's version, call, proposal, amendment, poll or action."}};
  route.responses = {{200, "image/png", "1200 x 630 pixels."}, {404, "text/html", "Nothing here."}, {410, "text/html", "Its words are hidden here."}, {503, "text/html", "Another is being made."}};
  router.add(std::move(route));
}

}  // namespace althing::web
