// The peers page: which nodes this one pulls from, how far it has read their logs and what they did wrong; who
// vouches for this log; evidence of forks; nodes that announced themselves.
#include "act/act.h"
#include "record/record.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"
#include "web/page_kit.h"
#include "web/page_record.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kMaxRows = 200;

std::string plain(std::uint64_t n, const Translator& t) { return t.number(static_cast<std::int64_t>(n)); }

Raw hash_of(std::string_view text) {
  Html h;
  hash(h, text);
  return h.take();
}

void one_peer(View& view, const node::PeerStatus& peer) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h3", {{"dir", "auto"}}, visible_line(peer.entry.address, kMaxLineCodePoints));
  if (peer.forks > 0) {
    h.el("p", {{"class", "callout"}, {"role", "note"}}, t.tr("Its log has signed two histories that contradict each other. The evidence is kept, and so are the acts of both."));
  }
  h.open("dl", {{"class", "facts"}});
  if (peer.entry.mode != node::PeerMode::follow) fact(h, peer.entry.mode == node::PeerMode::paused ? t.tr("Paused") : t.tr("Blocked"), visible_line(peer.entry.reason, kMaxLineCodePoints));
  if (!peer.origin.empty()) fact(h, t.tr("Name of this log"), hash_of(peer.origin));
  fact(h, t.tr("Entries"), plain(peer.size, t));
  fact(h, t.tr("Not read yet"), plain(peer.size - peer.taken, t));
  if (peer.over_quota) fact(h, t.tr("Waiting"), t.tr("it brought more than its share of this hour; the rest comes later"));
  fact(h, t.tr("New here since this node started"), plain(peer.added, t));
  fact(h, t.tr("Brought here in all"), t.trf("{acts} acts, {bytes} bytes with words and files", {{"acts", plain(peer.brought_acts, t)}, {"bytes", plain(peer.brought_bytes, t)}}));
  if (peer.cosigned > 0) fact(h, t.tr("Our entries it has cosigned"), plain(peer.cosigned, t));
  if (peer.refused > 0) fact(h, t.tr("Entries refused"), plain(peer.refused, t));
  if (peer.wrong_details > 0) fact(h, t.tr("Words that were not what their act commits to"), plain(peer.wrong_details, t));
  if (peer.wrong_files > 0) fact(h, t.tr("Files that were not what their act names"), plain(peer.wrong_files, t));
  fact(h, t.tr("Last contact"), peer.last_contact == 0 ? std::string(t.tr("never")) : t.time(peer.last_contact));
  if (!peer.fault.empty()) fact(h, t.tr("Fault"), visible_line(peer.fault, kMaxLineCodePoints));
  h.close();
}

void witnesses(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto list = view.app.node().peers().witnesses().status();
  const auto [size, cosigners] = view.app.node().peers().cosignatures().newest();
  h.el("h2", {}, t.tr("Who vouches for this log"));
  h.el("p", {}, t.tr("Other nodes, and witnesses that its operator chose, sign that this log only ever grows. Receipts carry their signatures."));
  if (size > 0) h.el("p", {}, t.trf("{entries} entries are vouched for by {n}.", {{"entries", plain(size, t)}, {"n", plain(cosigners, t)}}));
  if (const std::string fault = view.app.node().peers().witnesses().fault(); !fault.empty()) h.el("p", {{"class", "callout"}, {"role", "note"}}, visible_line(fault, kMaxLineCodePoints));
  if (list.empty()) return;
  table(h, "witnesses", t.tr("Who is asked"), {{t.tr("Address")}, {t.tr("Entries")}, {t.tr("Fault")}}, [&] {
    for (const node::WitnessStatus& one : list) {
      h.open("tr");
      cell(h, visible_line(one.name.empty() ? one.address : one.name + " " + one.address, kMaxLineCodePoints));
      cell(h, plain(one.cosigned, t));
      cell(h, visible_line(one.fault, kMaxLineCodePoints));
      h.close();
    }
  });
  h.open("p").link("/witness/policy", t.tr("The rule by which to check them")).close();
}

void evidence(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto all = view.app.node().peers().evidence().all();
  if (all.empty()) return;
  h.el("h2", {}, t.tr("Logs that signed two histories"));
  h.el("p", {}, t.tr("Each file proves by itself that its log signed two checkpoints which cannot both be true. Check it with `althing audit FILE`, or with the published formats alone."));
  table(h, "forks", t.tr("Evidence"), {{t.tr("Name of this log")}, {t.tr("Sizes")}, {t.tr("File")}}, [&] {
    for (const auto& [name, fork] : all) {
      const auto shown = tlog::verify_fork(fork);
      h.open("tr");
      cell(h, hash_of(fork.log.name));
      cell(h, shown ? plain(shown->smaller.size, t) + ", " + plain(shown->larger.size, t) : std::string());
      cell(h, Html().link("/record/fork/" + to_hex(name) + ".json", t.tr("evidence")).take());
      h.close();
    }
  });
}

void announced(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto nodes = view.reader.nodes(kMaxRows);
  if (!nodes.empty()) {
    h.el("h2", {}, t.tr("Nodes that announced themselves"));
    h.el("p", {}, t.tr("Anyone can run a node and announce it. Any of them serves the same assembly."));
    table(h, "nodes", t.tr("Newest first"), {{t.tr("Name")}, {t.tr("Address")}, {t.tr("Act")}}, [&] {
      for (const index::NodeInfo& node : nodes) {
        h.open("tr");
        cell(h, node.name.empty() ? act::key_text(node.log) : visible_line(node.name, kMaxLineCodePoints));
        Html links;
        for (const std::string& link : node.links) links.open("div").link(link, visible_line(link, kMaxLineCodePoints)).close();
        cell(h, links.take());
        cell(h, act_link(view, node.act.id, short_id(node.act.id)));
        h.close();
      }
    });
  }
  const auto rules = view.reader.peer_rules(kMaxRows);
  if (rules.empty()) return;
  h.el("h2", {}, t.tr("Nodes paused or blocked by operators"));
  h.el("p", {}, t.tr("An operator may leave another node alone, on its own node only, and must say so on the record with a reason."));
  table(h, "rules", t.tr("Newest first"), {{t.tr("When")}, {t.tr("What was done")}, {t.tr("Log")}, {t.tr("By")}, {t.tr("Reason")}}, [&] {
    for (const index::PeerRuleInfo& rule : rules) {
      h.open("tr");
      cell(h, days_of(view, rule.act));
      cell(h, act_link(view, rule.act.id, rule.mode == "pause" ? t.tr("paused") : rule.mode == "block" ? t.tr("blocked") : t.tr("followed again")));
      cell(h, hash_of(record::origin_of(view.app.node().record().assembly(), rule.log)));
      if (rule.ours) cell(h, t.tr("the people who run this node"));
      else cell(h, author_link(view, rule.act));
      cell(h, visible_line(rule.reason, kMaxLineCodePoints));
      h.close();
    }
  });
}

Result<PageSpec> peers_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("record"), std::string(t.tr("Record"))}}, t.tr("Other nodes"));
  h.el("h1", {}, t.tr("Other nodes"));
  h.el("p", {{"class", "lede"}}, t.tr("This node reads the logs of the nodes below, checks every entry and keeps what it lacks. So each of them can vanish without anything being lost."));
  const auto list = view.app.node().peers().status();
  h.el("h2", {}, t.tr("Nodes this one reads"));
  if (list.empty()) h.el("p", {}, t.tr("This node has no peers yet. Its operator adds some with `althing peer add`."));
  for (const node::PeerStatus& peer : list) one_peer(view, peer);
  witnesses(view);
  evidence(view);
  announced(view);
  return PageSpec{.title = std::string(t.tr("Other nodes")), .path = "peers", .section = Section::record};
}

}  // namespace

void add_peers_page(http::Router& router, App& app) { add_page(router, app, "/{lang}/peers", "Other nodes", peers_page); }

}  // namespace althing::web
