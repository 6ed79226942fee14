// One signature: who, in what capacity, on which version, whether it counts now and why if not, and its
// receipt. The page a permalink of the CSV leads to.
#include <fmt/format.h>

#include "web/page_voice.h"

namespace althing::web {
namespace {

void state(View& view, const index::Signatory& who) {
  const Translator& t = view.t;
  const bool counts = who.act.status == assembly::Status::effective && !who.act.superseded;
  Html words;
  if (counts) {
    words.el("p", {}, t.tr("This signature is in force and is counted."));
    box(view.h, Box::success, t.tr("In force"), words.take());
    return;
  }
  words.el("p", {}, who.act.superseded ? t.tr("It was withdrawn, or replaced by a later signature of the same signatory. It is no longer counted.")
                                       : verdict_words(t, who.act));
  box(view.h, Box::warning, t.tr("Not counted"), words.take());
}

// What is known of the one behind it: attested, vouched for, or a bare key.
std::string_view standing_sentence(const Translator& t, const index::Signatory& who) {
  if (who.attested) return t.tr("This node, or a member with a seat, attests who it is or which domain it holds.");
  if (!who.seats.empty() && who.capacity == "organisation") {
    return who.act.acting_for ? t.tr("An organisation that members of this assembly have vouched for; the signing key acts by its mandate.")
                              : t.tr("An organisation that members of this assembly have vouched for; it signed with its own key.");
  }
  if (!who.seats.empty()) return t.tr("A key that members of this assembly have vouched for.");
  if (!who.kind.empty()) return t.tr("A member nobody has vouched for yet. The name is as the member gave it.");
  return t.tr("An unvouched key: the name is whatever its holder wrote, and nobody has confirmed it.");
}

void dispute_box(View& view, const index::Signatory& who) {
  const Translator& t = view.t;
  const auto dispute = view.reader.dispute_of(who.act.id);
  if (!dispute) return;
  Html words;
  words.open("p").raw(t.trh("By {author}, since {time}.", {{"author", author_link(view, dispute->act)}, {"time", t.time_html(dispute->act.at, view.now)}})).close();
  words.el("p", {{"dir", "auto"}}, visible(dispute->shown.detail.text_at("reason"), TextKind::prose));
  words.open("p").text(t.tr("It stays in the count; the count without disputed signatures stands beside it.")).text(" ").raw(act_link(view, dispute->act.id, t.tr("the dispute"))).close();
  box(view.h, Box::warning, t.tr("The organisers dispute this signature"), words.take());
}

void facts(View& view, const index::Signatory& who, const index::StatementInfo* statement) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Name shown"), signatory_name(t, who));
  fact(h, t.tr("Signed as"), capacity_word(t, who.capacity));
  if (!who.affiliation.empty()) fact(h, t.tr("Affiliation"), bdi(who.affiliation));
  if (!who.country.empty()) fact(h, t.tr("Country"), who.country);
  fact(h, t.tr("Standing"), standing_sentence(t, who));
  if (who.act.member || who.act.acting_for) fact(h, t.tr("Member"), author_link(view, who.act));
  std::string seats;
  for (const std::string& seat : who.seats) seats += (seats.empty() ? "" : ", ") + seat;
  fact(h, t.tr("Seats"), seats.empty() ? std::string(t.tr("none")) : seats);
  if (statement != nullptr) {
    for (std::size_t i = 0; i < statement->versions.size(); ++i) {
      const auto& v = statement->versions[i];
      if (v.act.id != who.version) continue;
      Html link;
      link.open("a", {{"href", fmt::format("{}?version={}", view.url("statement/" + to_hex(statement->act.id)), i + 1)}});
      link.raw(title_of(view, v.act, v.title)).text(", " + t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(i + 1))}})).close();
      fact(h, t.tr("Statement"), link.take());
    }
  } else {
    fact(h, t.tr("Statement"), act_link(view, who.version, to_hex(who.version)));
  }
  fact(h, t.tr("Dated by the signatory"), t.time_html(who.act.at, view.now));
  fact(h, t.tr("Logged"), logged_words(view, who.act));
  fact(h, t.tr("Place in this node's log"), t.number(static_cast<std::int64_t>(who.act.no)));
  Html key;
  hash(key, act::key_text(who.act.key));
  fact(h, t.tr("Key"), key.take());
  fact(h, t.tr("Act"), act_link(view, who.act.id, to_hex(who.act.id)));
  h.close();
  interests_note(view, who.act);
}

Result<PageSpec> signature(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto who = view.reader.signature(id);
  if (!who) return fail(Errc::not_found, std::string(t.tr("no signature has this id here")));
  const auto statement = view.reader.statement(who->version);
  const std::string name = who->name.empty() ? std::string(nameless_words(t, *who)) : visible_line(who->name, 120);
  std::vector<Crumb> between{{view.url("statements"), std::string(t.tr("Statements"))}};
  if (statement && !statement->versions.empty()) {
    const auto& v = statement->versions.back();
    between.push_back({view.url("statement/" + to_hex(statement->act.id)), plain_title(view, v.act, v.title)});
  }
  trail(view, std::move(between), t.tr("Signature"));
  h.open("h1").raw(t.trh("Signature: {name}", {{"name", bdi(name)}})).close();
  state(view, *who);
  dispute_box(view, *who);
  hidden_box(view, who->act);
  facts(view, *who, statement ? &*statement : nullptr);
  h.open("section", {{"class", "receipt"}, {"aria-labelledby", "receipt"}}).el("h2", {{"id", "receipt"}}, t.tr("Receipt"));
  h.el("p", {}, t.tr("The receipt proves, without this node, that the signature stands in its log. Keep it with the signed act."));
  h.open("p", {{"class", "cluster"}});
  h.el("a", {{"class", "button"}, {"href", "/acts/" + to_hex(id) + "/proof"}, {"download", true}}, t.tr("Save the receipt"));
  h.link("/acts/" + to_hex(id) + ".note", t.tr("The signed act")).close().close();
  h.el("h2", {}, t.tr("Is it yours?")).open("p", {{"class", "cluster"}});
  h.link(view.url("statement/" + to_hex(who->version) + "/sign"), t.tr("Withdraw or change it"));
  if (can_be_erased(who->act)) h.link(view.url("acts/" + to_hex(id) + "/erase"), t.tr("Erase your name and words"));
  h.link(view.url("signature/" + to_hex(id) + "/dispute"), t.tr("Dispute it (organisers)"));
  h.close();
  verify_box(view, id);
  PageSpec spec;
  spec.title = t.trf("Signature: {name}", {{"name", name}});
  spec.path = "signature/" + to_hex(id);
  spec.section = Section::statements;
  spec.no_index = true;
  return spec;
}

}  // namespace

void add_signature_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/signature/{id}", "One signature with its receipt", signature);
}

}  // namespace althing::web
