// Any act as it stands: verdict with its reason, what it names, its bytes and its words. And how anyone
// can check all of it without trusting this node.
#include <fmt/format.h>

#include "act/detail.h"
#include "web/kit/markdown.h"
#include "web/page_words.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

// Where people read about it, "" if only here. What is said of another act is read on that one's page.
std::string own_page(View& view, const index::ActInfo& info, const act::Act& act) {
  if (info.status != assembly::Status::effective) return {};
  if (info.type == "revise" && view.reader.proposal(info.id)) return "proposal/" + to_hex(info.id);
  struct Said {
    std::string_view type, path, member;
  };
  constexpr Said kSaid[] = {
      {"respond", "call/", "to"}, {"decline", "amendment/", "of"}, {"support", "proposal/", "of"}, {"object", "proposal/", "of"}};
  for (const auto& [type, path, member] : kSaid) {
    if (info.type != type) continue;
    const auto id = act.id_at(member);
    return id ? std::string(path) + to_hex(*id) : std::string();
  }
  const std::string path = read_path(info);
  return path.starts_with("acts/") ? std::string() : path;
}

// Every id that a member of the act holds, as links.
void references(View& view, const act::Act& act) {
  Html& h = view.h;
  const auto link_all = [&](std::string_view term, const std::vector<act::ActId>& ids) {
    Html links;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto named = view.reader.act(ids[i]);
      if (i > 0) links.text(", ");
      if (named) links.raw(act_link(view, ids[i], fmt::format("{} {}", type_word(view.t, named->type), short_id(ids[i]))));
      else links.text(view.t.trf("{id} (not held here)", {{"id", short_id(ids[i])}}));
    }
    fact(h, term, links.take());
  };
  if (!act.prev.empty()) link_all(view.t.tr("Follows"), act.prev);
  if (act.on_behalf) link_all(view.t.tr("In the name of"), {*act.on_behalf});
  if (act.mandate) link_all(view.t.tr("By mandate"), {*act.mandate});
  for (const auto& [name, value] : *act.body.object()) {
    if (name == "prev" || name == "in" || name == "detail" || name == "for" || name == "mandate" || name == "next" || name == "sha256" || name == "root") continue;
    if (const auto id = act.id_at(name)) link_all(name, {*id});
    else if (value.array() != nullptr) {
      if (const auto ids = act.ids_at(name); !ids.empty()) link_all(name, ids);
    }
  }
}

void words(View& view, const index::ActInfo& info, const act::Act& act) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (!act.detail) return;
  h.el("h2", {}, t.tr("Its words"));
  if (!hidden_reason(t, info).empty()) return hidden_box(view, info);
  const auto held = view.app.node().record().read_details(info.no, info.no + 1);
  const auto detail = held && !held->empty() ? act::open_detail(act, held->front()) : Result<act::Detail>(fail(Errc::not_found, "not held"));
  if (!detail) {
    h.el("p", {}, t.tr("This node does not hold its words."));
    return;
  }
  words_block(view, detail->body);
  raw_text(h, t.tr("The words, byte for byte"), detail->bytes);
  const std::string here = view.url("acts/" + to_hex(info.id));
  h.open("p", {{"class", "cluster small"}});
  if (can_be_erased(info)) h.link(here + "/erase", t.tr("Erase these words (their author)"));
  h.link(here + "/withhold", t.tr("Withhold them here (the people who run this node)")).close();
}

// Whether a ballot is in its poll's result, and if not, why.
void ballot_note(View& view, const index::ActInfo& info, const act::Act& act) {
  const Translator& t = view.t;
  const auto id = act.type == "ballot" && info.status == assembly::Status::effective ? act.id_at("poll") : std::nullopt;
  const auto poll = id ? view.reader.poll(*id) : std::nullopt;
  if (!poll || !poll->outcome) return;
  const auto& member = info.acting_for ? info.acting_for : info.member;
  const auto vote = member ? view.reader.vote_of(*id, *member) : std::nullopt;
  std::string_view words = t.tr("It is counted in the result of its poll.");
  if (!vote) words = t.tr("It is not counted: its member had no vote in this poll when it opened.");
  else if (vote->ballot == index::kNone) words = t.tr("It is not counted: the log that closed the poll did not hold it yet.");
  else if (vote->ballot != info.no) words = t.tr("It is not counted: another ballot of its member is.");
  view.h.el("p", {}, words);
}

void receipt_box(View& view, const act::ActId& id, std::uint64_t no) {
  const Translator& t = view.t;
  Html b;
  b.el("p", {}, t.trf("It has number {n} in this node's log. Save the receipt: it proves that without this node.", {{"n", t.number(static_cast<std::int64_t>(no))}}));
  b.open("p").el("a", {{"class", "button"}, {"href", "/acts/" + to_hex(id) + "/proof"}, {"download", true}}, t.tr("Save the receipt")).close();
  box(view.h, Box::success, t.tr("Your act is in the record"), b.take());
}

Result<PageSpec> act_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto info = view.reader.act(id);
  if (!info) return fail(Errc::not_found, std::string(t.tr("no act with this id is held here")));
  TRY(const auto notes, view.app.node().record().read_notes(info->no, info->no + 1));
  if (notes.empty()) return fail(Errc::not_found, std::string(t.tr("no act with this id is held here")));
  TRY(const act::Act act, act::parse_entry(notes.front()));
  const std::string title = t.trf("Act: {type}", {{"type", type_word(t, act.type)}});
  trail(view, {{view.url("record"), std::string(t.tr("Record"))}}, title);
  h.el("h1", {}, title).open("p", {{"class", "cluster"}});
  act_badge(view, *info);
  h.el("span", {}, verdict_words(t, *info)).close();
  if (view.query("receipt") == "1") receipt_box(view, id, info->no);
  if (const std::string page = own_page(view, *info, act); !page.empty()) h.open("p").link(view.url(page), t.tr("Read it on its own page")).close();
  ballot_note(view, *info, act);
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("By"), author_link(view, *info));
  fact(h, t.tr("Dated by its author"), t.time_html(act.at, view.now));
  fact(h, t.tr("Logged"), logged_words(view, *info));
  fact(h, t.tr("Place in this node's log"), t.number(static_cast<std::int64_t>(info->no)));
  references(view, act);
  Html key, name;
  hash(key, act::key_text(act.by));
  hash(name, to_hex(id));
  fact(h, t.tr("Key"), key.take());
  fact(h, t.tr("Id"), name.take());
  h.close();
  interests_note(view, *info);
  words(view, *info, act);
  h.el("h2", {}, t.tr("As it was signed"));
  raw_text(h, t.tr("The act, byte for byte"), notes.front());
  h.open("p", {{"class", "cluster"}}).link("/acts/" + to_hex(id) + ".json", t.tr("As JSON"));
  if (info->commitment) h.link(view.url("acts/" + to_hex(id) + "/report"), t.tr("Report these words"));
  h.close();
  verify_box(view, id);
  PageSpec spec;
  spec.title = title + " " + short_id(id);
  spec.path = "acts/" + to_hex(id);
  spec.section = Section::record;
  spec.no_index = true;
  return spec;
}

void commands(View& view, const std::string& url, const std::string& id) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("Everything, on your own machine"));
  h.el("p", {}, t.tr("This takes a copy of the whole record, builds the log anew, checks each signature and computes every count again:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, "althing audit " + url);
  h.el("h2", {}, t.tr("By hand"));
  h.el("p", {}, t.tr("The checkpoint is the log's signed promise: its size and one number that stands for all its content. The proof leads from one act to that number."));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}},
       fmt::format("curl {0}/record/checkpoint\ncurl {0}/acts/{1}.note\ncurl {0}/acts/{1}/proof", url, id));
}

Result<PageSpec> verify(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto wanted = parse_hex<act::ActId>(view.query("act"));
  const std::string id = wanted ? to_hex(*wanted) : "";
  trail(view, {}, t.tr("Verify this yourself"));
  h.el("h1", {}, t.tr("Verify this yourself"));
  h.el("p", {{"class", "lede"}}, t.tr("You need not believe this node. Every act is signed by its author; the log that holds them can only grow; anyone can copy it and compute the same counts."));
  if (wanted) h.open("p").text(t.tr("To be checked:")).text(" ").raw(act_link(view, *wanted, id)).close();
  h.el("h2", {}, t.tr("One act, in this browser"));
  h.el("div", {{"data-althing", "verify"}, Attr::only_if(wanted.has_value(), "data-act", id), {"hidden", true}}, "");
  h.el("p", {{"data-althing-nojs", ""}}, t.tr("This needs script. The ways below do the same without."));
  commands(view, node_url(view), id.empty() ? "<id>" : id);
  h.el("h2", {}, t.tr("What this shows, and what not"));
  h.el("p", {}, t.tr("It shows that the key signed exactly these bytes, and that the log holds them for good. It does not show who holds the key: that is what vouchers are for. And it does not show that others see the same log: that is what other nodes that vouch for it are for."));
  PageSpec spec;
  spec.title = std::string(t.tr("Verify this yourself"));
  spec.path = wanted ? "verify?act=" + id : "verify";
  spec.script = true;
  return spec;
}

}  // namespace

void add_act_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/acts/{id}", "An act as it stands", act_page);
  add_page(router, app, "/{lang}/verify", "How to verify everything", verify);
}

}  // namespace althing::web
