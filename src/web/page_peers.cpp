// The peers page: which nodes this one pulls from, how far it has read their logs, and what they did wrong.
#include "web/kit/hidden.h"
#include "web/kit/limits.h"
#include "web/page_kit.h"
#include "web/page_record.h"
#include "web/pages.h"

namespace althing::web {
namespace {

Result<PageSpec> peers_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("record"), std::string(t.tr("Record"))}}, t.tr("Other nodes"));
  h.el("h1", {}, t.tr("Other nodes"));
  h.el("p", {{"class", "lede"}}, t.tr("This node reads the logs of the nodes below, checks every entry and keeps what it lacks. So each of them can vanish without anything being lost."));
  const auto list = view.app.node().peers().status();
  if (list.empty()) h.el("p", {}, t.tr("This node has no peers yet. Its operator adds some with `althing peer add`."));
  for (const node::PeerStatus& peer : list) {
    h.el("h2", {{"dir", "auto"}}, visible_line(peer.entry.address, kMaxLineCodePoints));
    if (peer.forks > 0) {
      h.el("p", {{"class", "callout"}, {"role", "note"}}, t.tr("Its log has signed two histories that contradict each other. The evidence is kept, and so are the acts of both."));
    }
    h.open("dl", {{"class", "facts"}});
    Html origin;
    hash(origin, peer.origin);
    if (!peer.origin.empty()) fact(h, t.tr("Name of this log"), origin.take());
    fact(h, t.tr("Entries"), t.number(static_cast<std::int64_t>(peer.size)));
    fact(h, t.tr("Not read yet"), t.number(static_cast<std::int64_t>(peer.size - peer.taken)));
    fact(h, t.tr("New here since this node started"), t.number(static_cast<std::int64_t>(peer.added)));
    if (peer.cosigned > 0) fact(h, t.tr("Our entries it has cosigned"), t.number(static_cast<std::int64_t>(peer.cosigned)));
    if (peer.refused > 0) fact(h, t.tr("Entries refused"), t.number(static_cast<std::int64_t>(peer.refused)));
    if (peer.wrong_details > 0) fact(h, t.tr("Words that were not what their act commits to"), t.number(static_cast<std::int64_t>(peer.wrong_details)));
    fact(h, t.tr("Last contact"), peer.last_contact == 0 ? std::string(t.tr("never")) : t.time(peer.last_contact));
    if (peer.entry.paused) fact(h, t.tr("Paused"), visible_line(peer.entry.reason, kMaxLineCodePoints));
    if (!peer.fault.empty()) fact(h, t.tr("Fault"), visible_line(peer.fault, kMaxLineCodePoints));
    h.close();
  }
  return PageSpec{.title = std::string(t.tr("Other nodes")), .path = "peers", .section = Section::record};
}

}  // namespace

void add_peers_page(http::Router& router, App& app) { add_page(router, app, "/{lang}/peers", "Other nodes", peers_page); }

}  // namespace althing::web
