#include "node/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "act/detail.h"
#include "act/schema.h"
#include "assembly/decision/poll.h"
#include "assembly/rules.h"
#include "assembly/watch/rows.h"
#include "node/follower.h"
#include "node/limits.h"
#include "table/countries.h"

namespace althing::node {
namespace {

// Tells the log writer that acts are being checked, also when the index throws.
struct Coming {
  Writer& writer;
  std::size_t count;
  Coming(Writer& w, std::size_t n) : writer(w), count(n) { writer.coming += count; }
  ~Coming() { writer.coming -= count; }
  Coming(const Coming&) = delete;
  Coming& operator=(const Coming&) = delete;
};

}  // namespace

// The submissions of one request on their way. `verdicts` grows with them; the log indices come last.
struct Intake::Batch {
  Batch(std::vector<Submission> all, std::function<void(Verdicts)> then, Tail& tail)
      : submissions(std::move(all)), done(std::move(then)), claims(tail) {}

  std::vector<Submission> submissions;
  std::function<void(Verdicts)> done;
  Claims claims;
  std::vector<Result<act::Act>> acts;
  std::unordered_set<act::ActId, UniformHash> claimed;
  std::unordered_map<act::ActId, std::size_t, UniformHash> accepted;  // to the place of its verdict
  Verdicts verdicts;
  std::vector<Intent> intents;
  std::vector<std::size_t> places;  // verdict of each intent, and its submission
  std::vector<LateDetail> late;     // of acts logged before
  std::vector<std::pair<std::size_t, std::size_t>> twins;  // the same act again, and where it was first

  /// An act accepted earlier in this request: what the index will say of it, as far as check_meaning asks.
  std::optional<index::ActBrief> brief_of(const act::ActId& id) const {
    const auto at = accepted.find(id);
    if (at == accepted.end()) return std::nullopt;
    const act::Act& act = *acts[at->second];
    // Who organises it is of no matter here.
    return index::ActBrief{true, act.type, act.type == "poll" ? assembly::decision::poll_payload(act, {}) : std::string(act.token("closes"))};
  }

  void refuse_all(const Error& error) {
    verdicts.assign(submissions.size(), fail(error));
    done(std::move(verdicts));
  }
  void finish(const Result<std::vector<std::uint64_t>>& indices) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      Result<Receipt>& verdict = verdicts[places[i]];
      if (indices) verdict->index = (*indices)[i];
      else verdict = fail(indices.error());
    }
    for (const auto& [twin, of] : twins) {
      verdicts[twin] = verdicts[of];
      if (verdicts[twin]) verdicts[twin]->known = true;
    }
    done(std::move(verdicts));
  }
};

Intake::Intake(record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower, const Clock& clock,
               IntakeRules rules)
    : record_(record), readers_(readers), tail_(tail), writer_(writer), follower_(follower), clock_(clock), rules_(rules),
      key_rate_(rules.per_key, kMaxRateKeys), address_rate_(rules.per_address, kMaxRateKeys) {}

int Intake::stamp_bits() const {
  const bool busy = writer_.inbox() > kMaxInboxEntries / 2;
  return busy ? std::max(rules_.stamp_bits, rules_.busy_stamp_bits) : rules_.stamp_bits;
}

Result<act::Act> Intake::parse(const Submission& submission) {
  TRY(act::Act act, act::parse_entry(submission.note));
  if (act.assembly() != record_.assembly()) {
    return fail(Errc::wrong_place, "in", fmt::format("this node keeps assembly {}", to_hex(record_.assembly())));
  }
  return act;
}

void Intake::submit(std::vector<Submission> submissions, const std::string& address, std::function<void(Verdicts)> done) {
  const auto batch = std::make_shared<Batch>(std::move(submissions), std::move(done), tail_);
  const std::size_t count = batch->submissions.size();
  const bool loopback = address == "127.0.0.1" || address == "::1";
  if (!loopback || rules_.limit_loopback) {
    if (const int wait = address_rate_.take(address, static_cast<double>(count), steady_ms()); wait > 0) {
      return batch->refuse_all({Errc::rate_limited, {}, fmt::format("too many acts from this address; try again in {} s", wait)});
    }
  }
  if (record_.snapshot()->size > follower_.folded() + kMaxIndexLag) {
    return batch->refuse_all({Errc::overloaded, {}, "the node's index is too far behind its log; try again shortly"});
  }
  // Ids are claimed first: what was logged and indexed before the claim is seen by the snapshot taken
  // after it, and nobody logs it from then on. So no act is logged twice.
  for (std::size_t i = 0; i < count; ++i) {
    batch->acts.push_back(parse(batch->submissions[i]));
    const auto& act = batch->acts.back();
    if (act && batch->claims.take(act->id)) batch->claimed.insert(act->id);
  }
  auto reader = readers_.take();
  if (!reader) return batch->refuse_all(reader.error());
  {
    const Coming coming(writer_, count);
    const index::ReadSnapshot snapshot(**reader);
    for (std::size_t i = 0; i < count; ++i) judge(*batch, i, **reader);
  }
  log(batch);
}

// Hands what was accepted to the writer. From there on the verdicts are its thread's. It takes jobs
// before the acts handed in after them, so late details are settled before the request is answered.
// What the checks needed goes here, not on the one thread that all wait for.
void Intake::log(const std::shared_ptr<Batch>& batch) {
  // What was refused is nobody's any more: the writer takes over what it was given, and forgets only that.
  for (const act::ActId& id : batch->claimed) {
    if (!batch->accepted.contains(id)) batch->claims.let_go(id);
  }
  for (std::size_t i = 0; i < batch->intents.size(); ++i) {
    Submission& submission = batch->submissions[batch->places[i]];
    batch->intents[i].entry = {std::move(submission.note), std::move(submission.detail)};
  }
  batch->submissions.clear();
  batch->acts.clear();
  batch->claimed.clear();
  batch->accepted.clear();
  const bool late = !batch->late.empty();
  if (late) writer_.post([this, batch] { take_late_details(*batch); });
  const auto finish = [batch](const Result<std::vector<std::uint64_t>>& indices) { batch->finish(indices); };
  const auto finish_in_turn = [&](Result<std::vector<std::uint64_t>> indices) {
    if (late) return writer_.post([finish, indices = std::move(indices)] { finish(indices); });
    finish(indices);
  };
  if (batch->intents.empty()) return finish_in_turn(std::vector<std::uint64_t>{});
  if (auto taken = writer_.submit(std::move(batch->intents), finish); !taken) return finish_in_turn(fail(taken.error()));
  batch->claims.hand_over();
}

// The verdict on one submission of a batch, or its intent. A refused one keeps its claim to the end:
// the same act may come again after what it lacked.
void Intake::judge(Batch& batch, std::size_t i, index::Reader& reader) {
  const Submission& submission = batch.submissions[i];
  const auto& act = batch.acts[i];
  const auto refuse = [&](Error error) { batch.verdicts.push_back(fail(std::move(error))); };
  if (!act) return refuse(act.error());
  if (const auto before = batch.accepted.find(act->id); before != batch.accepted.end()) {
    const Submission& first = batch.submissions[before->second];
    if (submission.note != first.note || submission.detail != first.detail) {
      return refuse({Errc::conflict, {}, "the same act with other bytes is being logged right now; ask again"});
    }
    batch.twins.emplace_back(i, before->second);
    return batch.verdicts.push_back(Receipt{act->id, 0, true});
  }
  const bool claimed = batch.claimed.contains(act->id);
  const auto tail = claimed ? std::nullopt : tail_.find(act->id);
  if (tail == Tail::kInFlight) return refuse({Errc::conflict, {}, "the same act is being logged right now; ask again for its receipt"});
  auto index = tail ? tail : reader.find(act->id);
  if (!index && !claimed) {
    renew(reader);  // it left the tail after the snapshot was taken
    index = reader.find(act->id);
  }
  if (index) {
    if (claimed) batch.claims.let_go(act->id);
    return batch.verdicts.push_back(known(*act, *index, submission, batch, reader));
  }
  if (auto good = check(*act, submission, batch, reader); !good) return refuse(good.error());
  batch.accepted.emplace(act->id, i);
  batch.verdicts.push_back(Receipt{act->id, 0, false});
  batch.intents.push_back({act->id, {}});  // log() adds the bytes
  batch.places.push_back(i);
}

// An act can go from the tail into the index after our snapshot and before our look at the tail. So
// what is found in neither is looked for again in a newer one.
void Intake::renew(index::Reader& reader) {
  reader.end();
  reader.begin();
}

bool Intake::is_held(const act::ActId& id, const Batch& batch, index::Reader& reader) {
  if (is_coming(id, batch) || reader.find(id)) return true;
  renew(reader);
  return reader.find(id).has_value();
}

// Logged or about to be, and not in the index yet. Of this batch only what was accepted counts.
bool Intake::is_coming(const act::ActId& id, const Batch& batch) const {
  return batch.claimed.contains(id) ? batch.accepted.contains(id) : tail_.find(id).has_value();
}

Result<void> Intake::check(const act::Act& act, const Submission& submission, const Batch& batch, index::Reader& reader) {
  if (const int bits = stamp_bits(); act::leading_zero_bits(act.id) < bits && act.prev.empty() && reader.heads(act.by).empty()) {
    return fail(Errc::stamp, "nonce", fmt::format("this node asks new keys for an id with {} leading zero bits now; vary `nonce`", bits));
  }
  if (const std::int64_t skew = act.at - clock_.now(); std::abs(skew) > kMaxSkewSeconds) {
    return fail(Errc::clock_skew, "at", fmt::format("is {} s {} this node's clock ({}); at most {} s are accepted", std::abs(skew),
                                                   skew > 0 ? "ahead of" : "behind", format_time(clock_.now()), kMaxSkewSeconds));
  }
  // Before anything is held against the key: whoever forges acts in its name must not use up its rate.
  TRY_VOID(act::check_signature(act));
  if (const int wait = key_rate_.take(act.by.text(), 1, steady_ms()); wait > 0) {
    return fail(Errc::rate_limited, "by", fmt::format("too many acts by this key; try again in {} s", wait));
  }
  TRY_VOID(check_meaning(act, batch, reader));
  return check_detail(act, submission);
}

// What is closed takes no more from local clients. `closes` (or `until`) stands first in the payload of what it closes.
Result<void> Intake::check_open(std::string_view type, const std::string& member, std::string_view payload) const {
  const bool closing = (type == "sign" && member == "statement") || (type == "ballot" && member == "poll") || ((type == "respond" || type == "pledge") && member == "to");
  if (!closing) return {};
  const std::string closes(payload.substr(0, payload.find('|')));
  const auto end = parse_time(closes);
  if (end && clock_.now() > *end) {
    return fail(Errc::forbidden, member, fmt::format("{} closed at {}", type == "sign" ? "signing" : type == "ballot" ? "voting" : "it", closes));
  }
  if (type != "ballot") return {};
  // A poll void before its own members were looked at has none here.
  if (assembly::payload_part(payload, 2).empty()) return fail(Errc::forbidden, member, "names a poll that is void");
  const std::string opens = assembly::decision::read_poll(payload).opens;
  if (const auto start = parse_time(opens); start && clock_.now() < *start) {
    return fail(Errc::forbidden, member, fmt::format("voting opens at {}", opens));
  }
  return {};
}

namespace {

// The most groups a record of a rule asks for; of an `any` tree the least of its branches'.
std::int64_t most_groups_needed(const json::Value& rule) {
  if (const json::Value* all = rule.at("all")) {
    std::int64_t most = 0;
    for (const json::Value& branch : *all->array()) most = std::max(most, most_groups_needed(branch));
    return most;
  }
  if (const json::Value* any = rule.at("any")) {
    std::int64_t least = INT64_MAX;
    for (const json::Value& branch : *any->array()) least = std::min(least, most_groups_needed(branch));
    return least;
  }
  const json::Value* scope = rule.at("scope");
  const json::Value* k = scope != nullptr ? scope->at("k") : nullptr;
  return k != nullptr ? *k->integer() : 0;
}

void note_rule_groups(const json::Value& rule, std::set<std::string>& out) {
  for (const std::string_view tree : {"all", "any"}) {
    if (const json::Value* branches = rule.at(tree)) {
      for (const json::Value& branch : *branches->array()) note_rule_groups(branch, out);
    }
  }
  const json::Value* scope = rule.at("scope");
  const json::Value* listed = scope != nullptr ? scope->at("groups") : nullptr;
  if (listed == nullptr) return;
  for (const json::Value& group : *listed->array()) out.insert(*group.string());
}

// Groups that nobody can have a seat in: their rule is never met, their call reaches nobody.
Result<void> check_groups(const act::Act& act, const json::Value& charter) {
  std::set<std::string> known, ruled;
  if (const json::Value* groups = charter.at("groups")) {
    for (const json::Value& group : *groups->array()) known.emplace(group.text_at("group"));
  }
  if (known.empty()) return {};
  const auto all_known = [&](std::string_view member, const std::set<std::string>& named) -> Result<void> {
    for (const std::string& group : named) {
      if (!known.contains(group)) return fail(Errc::schema, std::string(member), fmt::format("the charter has no group `{}`", group));
    }
    return {};
  };
  std::set<std::string> asked;
  if (const json::Value* groups = act.body.at("groups")) {
    for (const json::Value& group : *groups->array()) asked.insert(*group.string());
    TRY_VOID(all_known("groups", asked));
  }
  const json::Value* rule = act.body.at("rule");
  if (rule == nullptr) return {};
  note_rule_groups(*rule, ruled);
  TRY_VOID(all_known("rule", ruled));
  for (const std::string& group : ruled) {
    if (!asked.empty() && !asked.contains(group)) return fail(Errc::schema, "rule", fmt::format("can never be met: `{}` is not among the groups that vote", group));
  }
  const std::int64_t most = static_cast<std::int64_t>(asked.empty() ? known.size() : asked.size());
  if (const std::int64_t k = most_groups_needed(*rule); k > most) return fail(Errc::schema, "rule", fmt::format("can never be met: it asks for {} groups, and {} vote", k, most));
  return {};
}

// What the fold would call void for ever of a row of the watch file, a country that is none, and what has not happened yet.
Result<void> check_row(const act::Act& act, UnixSeconds now) {
  const act::Type* type = act::find_type(act.type);
  if (type == nullptr || type->room != "watch") return {};
  if (const std::string fault = assembly::watch::row_fault(act); !fault.empty()) {
    return fail(Errc::schema, fault.substr(0, fault.find(": ")), fault.substr(fault.find(": ") + 2));
  }
  if (const std::string_view country = act.token("country"); !country.empty() && !table::is_country_code(country)) {
    return fail(Errc::schema, "country", fmt::format("`{}` is no country of ISO 3166-1", country));
  }
  const auto from = parse_time(act.token("from"));
  if (act.type == "incident" && from && *from > now + kMaxSkewSeconds) return fail(Errc::schema, "from", "is in the future; an incident has happened. What is to come is an event or a step");
  return {};
}

// Nobody corroborates or doubts a row of their own.
Result<void> check_said(const act::Act& act, index::Reader& reader) {
  if (act.type != "corroborate" && act.type != "dispute") return {};
  const auto on = act.id_at("on");
  const auto row = on ? reader.act(*on) : std::nullopt;
  if (!row || row->type == "sign") return {};
  const auto who = act.on_behalf ? act.on_behalf : reader.identity(act.by);
  const auto& whose = row->acting_for ? row->acting_for : row->member;
  if (row->key != act.by && !(who && whose && *who == *whose)) return {};
  if (act.type == "dispute") return fail(Errc::forbidden, "by", "whoever recorded a row corrects it or takes it back instead");
  return fail(Errc::forbidden, "by", "a row is corroborated by others, not by who recorded it");
}

// An amendment asks for another wording of what the proposal says now.
Result<void> check_newest(const act::Act& act, index::Reader& reader) {
  if (act.type != "amend") return {};
  const auto of = act.id_at("of");
  const auto proposal = of ? reader.proposal(*of) : std::nullopt;
  if (!proposal) return {};
  if (proposal->withdrawn) return fail(Errc::forbidden, "of", "the proposal is withdrawn");
  for (const index::ProposalVersion& version : proposal->versions) {
    if (version.current && version.act.id != *of) {
      return fail(Errc::forbidden, "of", fmt::format("is not the newest version of the proposal; amend {}", to_hex(version.act.id)));
    }
  }
  return {};
}

}  // namespace

// What the fold would call void for ever, and groups the charter does not know.
Result<void> Intake::check_poll(const act::Act& act, index::Reader& reader) {
  const auto spec = assembly::decision::read_poll(assembly::decision::poll_payload(act, {}));
  const std::string fault = assembly::decision::poll_fault(act, spec, [&](const act::ActId& id) {
    const auto target = targets_.get(id, reader);
    return target ? target->type : std::string();
  });
  if (const std::size_t colon = fault.find(": "); colon != std::string::npos) return fail(Errc::schema, fault.substr(0, colon), fault.substr(colon + 2));
  // What opens later may open under another charter.
  const auto opens = parse_time(spec.opens);
  return opens && *opens <= clock_.now() ? check_groups(act, reader.charter()) : Result<void>();
}

// Whoever voted in vain would learn of it only at the count. A member that lost its seat since the poll opened
// is let through, for who may vote was settled then.
Result<void> Intake::check_ballot(const act::Act& act, const assembly::decision::PollSpec& poll, const Batch& batch, index::Reader& reader) {
  if (const std::string fault = assembly::decision::ballot_fault(poll, *act.body.at("choice")); !fault.empty()) {
    return fail(Errc::schema, "choice", fault.substr(fault.find(": ") + 2));
  }
  // A key whose own join is on its way is judged by the fold.
  const auto held = [&](const act::ActId& id) { return reader.find(id).has_value() && !batch.accepted.contains(id); };
  const bool alone = std::none_of(batch.accepted.begin(), batch.accepted.end(), [&](const auto& each) { return batch.acts[each.second]->by == act.by; });
  if (!alone || !std::all_of(act.prev.begin(), act.prev.end(), held)) return {};
  const auto who = act.on_behalf ? act.on_behalf : reader.identity(act.by);
  if (!who) return fail(Errc::forbidden, "by", "only members vote, and this key never joined");
  if (poll.all_members || !held(*who) || reader.ever_vouched_for(*who)) return {};
  const auto member = reader.member(*who);
  if (member && member->seats.empty()) return fail(Errc::forbidden, "by", "only members with a seat in a group vote here, and nobody ever vouched for this one");
  return {};
}

// Faults that would make the act void, or leave it pending, are told before it is logged for ever.
Result<void> Intake::check_meaning(const act::Act& act, const Batch& batch, index::Reader& reader) {
  if (act.v != 1) return fail(Errc::unsupported, "v", "this node knows rule version 1; other versions are taken from peers only");
  TRY_VOID(act::check_schema(act));
  if (act.type == "poll") {
    TRY_VOID(check_poll(act, reader));
    if (const auto end = parse_time(act.token("closes")); end && *end <= clock_.now()) return fail(Errc::forbidden, "closes", "is in the past");
  }
  for (const act::ActId& id : act.prev) {
    if (!is_held(id, batch, reader)) return fail(Errc::unknown_ref, "prev", fmt::format("this node does not hold act {}", to_hex(id)));
  }
  for (const act::Ref& ref : act::references(act)) {
    const std::string member(ref.member);
    auto target = targets_.get(ref.id, reader);
    if (!target) target = batch.brief_of(ref.id);
    if (!target) {
      if (is_coming(ref.id, batch)) continue;  // on its way into the index: the fold will judge
      renew(reader);
      target = targets_.get(ref.id, reader);
    }
    if (!target) {
      return fail(Errc::unknown_ref, member, fmt::format("this node does not hold act {}", to_hex(ref.id)));
    }
    if (!ref.types.empty() && std::find(ref.types.begin(), ref.types.end(), target->type) == ref.types.end()) {
      return fail(Errc::schema, member, fmt::format("names an act of type {}", target->type));
    }
    TRY_VOID(check_open(act.type, member, target->payload));
    if (act.type == "ballot" && member == "poll") TRY_VOID(check_ballot(act, assembly::decision::read_poll(target->payload), batch, reader));
  }
  if (act.type == "call") TRY_VOID(check_groups(act, reader.charter()));
  TRY_VOID(check_row(act, clock_.now()));
  TRY_VOID(check_said(act, reader));
  return check_newest(act, reader);
}

namespace {

// What is empty without words, though the fold does not care: the member of the detail that has them.
std::string_view words_of(const act::Act& act) {
  struct Row {
    std::string_view type, member;
  };
  static constexpr Row kRows[] = {{"call", "title"}, {"respond", "text"}, {"amend", "text"}, {"comment", "text"}, {"decline", "reason"}, {"propose", "title"}};
  for (const Row& row : kRows) {
    if (row.type == act.type) return row.member;
  }
  const act::Type* type = act::find_type(act.type);
  return type != nullptr ? type->needs : std::string_view();
}

}  // namespace

Result<void> Intake::check_detail(const act::Act& act, const Submission& submission) {
  const std::string_view needed = rules_.check_details ? words_of(act) : std::string_view();
  if (submission.detail.empty()) {
    // Words that are kept back come later; what was logged is their commitment.
    if (const auto embargo = parse_time(act.token("embargo")); act.detail && embargo && *embargo > clock_.now()) return {};
    if (!act.detail && !needed.empty()) return fail(Errc::schema, "detail", fmt::format("is missing; a `{}` needs words ({})", act.type, needed));
    if (act.detail && rules_.check_details) {
      return fail(Errc::schema, "detail", "the act names a detail; send it along as {\"act\":..., \"detail\":...}");
    }
    return {};
  }
  if (!act.detail) return fail(Errc::schema, "detail", "a detail was sent, but the act names none");
  TRY(const act::Detail detail, act::open_detail(act, submission.detail));
  if (!rules_.check_details) return {};
  if (!needed.empty() && detail.text_at(needed).empty()) {
    return fail(Errc::schema, std::string(needed), fmt::format("is missing; a `{}` needs words", act.type));
  }
  return act::check_local_text(detail);
}

// A known act gets its receipt again; a detail we lack is taken in first.
Result<Receipt> Intake::known(const act::Act& act, std::uint64_t index, const Submission& submission, Batch& batch, index::Reader& reader) {
  TRY_VOID(act::check_signature(act));  // a receipt says that these bytes are good, not only this text
  if (!submission.detail.empty()) {
    TRY_VOID(act::open_detail(act, submission.detail).map([](const auto&) {}));
    const auto info = reader.act(act.id);
    if (info && info->erased) return fail(Errc::gone, "detail", "its author erased this detail");
    if (info && !info->detail_held && !info->withheld) batch.late.push_back({batch.verdicts.size(), index, submission.detail});
  }
  return Receipt{act.id, index, true};
}

// On the writer thread. A receipt for a detail is given when it is on disk, as for an act.
void Intake::take_late_details(Batch& batch) {
  for (const LateDetail& item : batch.late) {
    if (auto put = record_.put_detail(item.index, item.bytes)) follower_.detail_arrived(item.index, item.bytes);
    else batch.verdicts[item.place] = fail(std::move(put).error());
  }
}

}  // namespace althing::node
