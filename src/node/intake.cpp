#include "node/intake.h"

#include <fmt/format.h>

#include <cstdlib>

#include "act/detail.h"
#include "act/schema.h"
#include "node/follower.h"
#include "node/limits.h"

namespace althing::node {

struct Intake::Checked {
  Intent intent;
  std::optional<Receipt> known;
  bool lacks_detail = false;  // known, and its detail comes only now
};

Intake::Intake(record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower, const Clock& clock,
               IntakeRules rules)
    : record_(record), readers_(readers), tail_(tail), writer_(writer), follower_(follower), clock_(clock), rules_(rules),
      key_rate_(rules.per_key, kMaxRateKeys), address_rate_(rules.per_address, kMaxRateKeys) {}

int Intake::stamp_bits() const {
  const bool busy = writer_.inbox() > kMaxInboxEntries / 2;
  return busy ? std::max(rules_.stamp_bits, rules_.busy_stamp_bits) : rules_.stamp_bits;
}

bool Intake::is_held(const act::ActId& id, index::Reader& reader) const { return tail_.find(id) || reader.find(id); }

void Intake::submit(std::vector<Submission> submissions, const std::string& address, std::function<void(Verdicts)> done) {
  auto verdicts = std::make_shared<Verdicts>();
  const bool loopback = address == "127.0.0.1" || address == "::1";
  if (!loopback || rules_.limit_loopback) {
    if (const int wait = address_rate_.take(address, static_cast<double>(submissions.size()), steady_ms()); wait > 0) {
      const Error error{Errc::rate_limited, {}, fmt::format("too many acts from this address; try again in {} s", wait)};
      verdicts->assign(submissions.size(), fail(error));
      return done(std::move(*verdicts));
    }
  }
  auto reader = readers_.take();
  if (!reader) {
    verdicts->assign(submissions.size(), fail(reader.error()));
    return done(std::move(*verdicts));
  }
  std::vector<Intent> intents;
  auto places = std::make_shared<std::vector<std::size_t>>();  // verdict of each intent
  std::vector<LateDetail> late;
  for (const Submission& submission : submissions) {
    auto checked = check(submission, **reader);
    if (!checked) {
      verdicts->push_back(fail(checked.error()));
    } else if (checked->known) {
      if (checked->lacks_detail) late.push_back({verdicts->size(), checked->known->index, submission.detail});
      verdicts->push_back(*checked->known);
    } else {
      places->push_back(verdicts->size());
      verdicts->push_back(Receipt{checked->intent.id, 0, false});
      intents.push_back(std::move(checked->intent));
    }
  }
  // From here on the verdicts are the writer thread's, if it has anything to do with them. It takes jobs
  // before the acts handed in after them, so the late details are settled before `done`.
  const bool any_late = !late.empty();
  if (any_late) writer_.post([this, verdicts, list = std::move(late)] { take_late_details(*verdicts, list); });
  if (intents.empty()) {
    if (any_late) return writer_.post([verdicts, done] { done(std::move(*verdicts)); });
    return done(std::move(*verdicts));
  }
  std::vector<act::ActId> ids;
  for (const Intent& intent : intents) ids.push_back(intent.id);
  const auto finish = [verdicts, places, done](Result<std::vector<std::uint64_t>> indices) {
    for (std::size_t i = 0; i < places->size(); ++i) {
      Result<Receipt>& verdict = (*verdicts)[(*places)[i]];
      if (indices) verdict->index = (*indices)[i];
      else verdict = fail(indices.error());
    }
    done(std::move(*verdicts));
  };
  if (auto taken = writer_.submit(std::move(intents), finish); !taken) {
    for (const act::ActId& id : ids) tail_.forget(id);
    if (any_late) return writer_.post([finish, error = taken.error()] { finish(fail(error)); });
    finish(fail(taken.error()));
  }
}

Result<Intake::Checked> Intake::check(const Submission& submission, index::Reader& reader) {
  TRY(const act::Act act, act::parse_entry(submission.note));
  if (act.assembly() != record_.assembly()) {
    return fail(Errc::wrong_place, "in", fmt::format("this node keeps assembly {}", to_hex(record_.assembly())));
  }
  Checked checked;
  checked.intent.id = act.id;
  const auto tail = tail_.find(act.id);
  const auto indexed = tail ? std::nullopt : reader.find(act.id);
  if (tail == Tail::kInFlight) return fail(Errc::conflict, "the same act is being logged right now; ask again for its receipt");
  if (tail || indexed) {
    TRY_VOID(act::check_signature(act));  // a receipt says that these bytes are good, not only this text
    TRY_VOID(check_known(act, submission, reader, checked));
    checked.known = Receipt{act.id, tail ? *tail : *indexed, true};
    return checked;
  }
  const bool new_key = act.prev.empty() && reader.heads(act.by).empty();
  if (const int bits = stamp_bits(); new_key && act::leading_zero_bits(act.id) < bits) {
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
  TRY_VOID(check_meaning(act, reader));
  TRY_VOID(check_detail(act, submission));
  if (!tail_.begin(act.id)) return fail(Errc::conflict, "the same act is being logged right now; ask again for its receipt");
  checked.intent.entry = {submission.note, submission.detail};
  return checked;
}

// Faults that would make the act void, or leave it pending, are told before it is logged for ever.
Result<void> Intake::check_meaning(const act::Act& act, index::Reader& reader) {
  if (act.v != 1) return fail(Errc::unsupported, "v", "this node knows rule version 1; other versions are taken from peers only");
  TRY_VOID(act::check_schema(act));
  for (const act::ActId& id : act.prev) {
    if (!is_held(id, reader)) return fail(Errc::unknown_ref, "prev", fmt::format("this node does not hold act {}", to_hex(id)));
  }
  for (const act::Ref& ref : act::references(act)) {
    const std::string member(ref.member);
    if (!is_held(ref.id, reader)) return fail(Errc::unknown_ref, member, fmt::format("this node does not hold act {}", to_hex(ref.id)));
    const auto target = reader.act(ref.id);
    if (!target) continue;  // on its way into the index: the fold will judge
    if (!ref.types.empty() && std::find(ref.types.begin(), ref.types.end(), target->type) == ref.types.end()) {
      return fail(Errc::schema, member, fmt::format("names an act of type {}", target->type));
    }
    if (act.type == "sign" && member == "statement") {
      const std::string closes = target->payload.substr(0, target->payload.find('|'));
      if (const auto end = parse_time(closes); end && clock_.now() > *end) {
        return fail(Errc::forbidden, member, fmt::format("signing closed at {}", closes));
      }
    }
  }
  return {};
}

Result<void> Intake::check_detail(const act::Act& act, const Submission& submission) {
  if (submission.detail.empty()) {
    if (act.detail && rules_.check_details) {
      return fail(Errc::schema, "detail", "the act names a detail; send it along as {\"act\":..., \"detail\":...}");
    }
    return {};
  }
  if (!act.detail) return fail(Errc::schema, "detail", "a detail was sent, but the act names none");
  TRY(const act::Detail detail, act::open_detail(act, submission.detail));
  if (rules_.check_details) TRY_VOID(act::check_local_text(detail));
  return {};
}

// A known act gets its receipt again; a detail we lack is taken in first.
Result<void> Intake::check_known(const act::Act& act, const Submission& submission, index::Reader& reader, Checked& checked) {
  if (submission.detail.empty()) return {};
  TRY_VOID(act::open_detail(act, submission.detail).map([](const auto&) {}));
  const auto info = reader.act(act.id);
  if (info && info->erased) return fail(Errc::gone, "detail", "its author erased this detail");
  checked.lacks_detail = info && !info->detail_held && !info->withheld;
  return {};
}

// On the writer thread. A receipt for a detail is given when it is on disk, as for an act.
void Intake::take_late_details(Verdicts& verdicts, const std::vector<LateDetail>& late) {
  for (const LateDetail& item : late) {
    if (auto put = record_.put_detail(item.index, item.bytes)) follower_.detail_arrived(item.index, item.bytes);
    else verdicts[item.place] = fail(std::move(put).error());
  }
}

}  // namespace althing::node
