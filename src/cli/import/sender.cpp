#include "cli/import/sender.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/limits.h"

namespace althing::cli {
namespace {

constexpr int kMostIdle = 2;

// What a node's refusal means for an act that was handed in.
enum class Verdict {
  refused,   // for good
  wait,      // not logged; the same bytes again after a while
  unsure,    // may be on its way into the log: the same bytes again, never others
  chain,     // names one that was not logged: to be signed anew
  old,       // signed too long ago
  stop,      // no act of this key will do better
};

Verdict verdict_of(const Error& error) {
  switch (error.code) {
    case Errc::rate_limited:
    case Errc::overloaded:
    case Errc::storage: return Verdict::wait;
    case Errc::conflict: return Verdict::unsure;
    case Errc::clock_skew: return Verdict::old;
    case Errc::unknown_ref: return error.field == "prev" ? Verdict::chain : Verdict::refused;
    case Errc::stamp:
    case Errc::wrong_place:
    case Errc::signature: return Verdict::stop;
    default: return Verdict::refused;
  }
}

bool passes(const Error& error) {
  return error.code == Errc::rate_limited || error.code == Errc::overloaded || error.code == Errc::storage;
}

class Sender {
 public:
  Sender(const std::vector<Outgoing>& acts, const SendAs& as, Channel& channel, const SendOptions& options)
      : acts_(acts), as_(as), channel_(channel), options_(options), batch_(std::max<std::size_t>(options.batch, 1)), prev_(as.heads) {
    out_.outcomes.resize(acts.size());
    moved_ms_ = channel.steady_ms();
  }

  Sent run() {
    while (!out_.stopped && (next_ < acts_.size() || !pending_.empty())) {
      if (auto good = fill(); !good) {
        out_.stopped = good.error();
        break;
      }
      step();
    }
    show({});
    return std::move(out_);
  }

 private:
  struct Pending {
    std::size_t act = 0;
    std::string note;
    act::ActId id;
    UnixSeconds at = 0;
    bool unsure = false;  // may be logged already
  };

  Result<Pending> sign(std::size_t i, const std::vector<act::ActId>& prev) const {
    Pending out;
    out.act = i;
    out.at = channel_.now();
    json::Object body = acts_[i].leaf;
    body.set("v", 1);
    body.set("at", format_time(out.at));
    body.set("in", to_hex(as_.assembly));
    if (!acts_[i].detail.empty()) body.set("detail", to_hex(sha256(acts_[i].detail)));
    json::Array ids;
    for (const act::ActId& id : prev) ids.emplace_back(to_hex(id));
    if (!ids.empty()) body.set("prev", std::move(ids));
    TRY(out.note, act::sign_act(json::Value(std::move(body)), as_.key));
    TRY(const act::Act act, act::parse_entry(out.note));
    out.id = act.id;
    return out;
  }

  // Signs until the batch is full.
  Result<void> fill() {
    std::size_t bytes = 0;
    for (const Pending& one : pending_) bytes += one.note.size() + acts_[one.act].detail.size();
    while (next_ < acts_.size() && pending_.size() < batch_) {
      bytes += acts_[next_].detail.size() + act::kMaxEntryBytes / 8;
      if (!pending_.empty() && bytes > kMaxBatchBytes) break;
      TRY(Pending one, sign(next_, pending_.empty() ? prev_ : std::vector<act::ActId>{pending_.back().id}));
      pending_.push_back(std::move(one));
      ++next_;
    }
    return {};
  }

  void step() {
    std::vector<Handed> handed;
    for (const Pending& one : pending_) handed.push_back({one.note, acts_[one.act].detail});
    ++out_.requests;
    const auto answers = channel_.submit(handed);
    if (!answers) return lost(answers.error());
    if (answers->size() > pending_.size() || answers->empty()) {
      out_.stopped = Error{Errc::malformed, "node", fmt::format("answered {} of {} lines", answers->size(), pending_.size())};
      return;
    }
    take(*answers);
  }

  // No answer, or one about the whole request.
  void lost(const Error& error) {
    const bool fresh = std::none_of(pending_.begin(), pending_.end(), [](const Pending& one) { return one.unsure; });
    if (error.code == Errc::too_large && pending_.size() > 1 && fresh) {
      drop_back(pending_.size() / 2);
      batch_ = std::max<std::size_t>(pending_.size(), 1);
      return;
    }
    if (!passes(error)) {
      out_.stopped = error;
      return;
    }
    for (Pending& one : pending_) one.unsure = true;
    wait(error);
  }

  // The last ones go back to those not signed yet.
  void drop_back(std::size_t keep) {
    next_ = pending_[keep].act;
    pending_.resize(keep);
  }

  void take(const Answers& answers) {
    std::vector<Pending> left;
    std::optional<Error> waits, stop, first;
    std::size_t logged = 0, refused = 0;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      Pending& one = pending_[i];
      const bool answered = i < answers.size();
      if (answered && answers[i]) {
        if (*answers[i] != to_hex(one.id)) {
          out_.stopped = Error{Errc::malformed, "node", "answered with a receipt of another act"};
          return;
        }
        out_.outcomes[one.act] = {Fate::logged, one.id, {}};
        prev_ = {one.id};
        last_logged_ = one.act;
        ++logged;
        continue;
      }
      const Error error = answered ? answers[i].error() : Error{Errc::overloaded, {}, "the node left the line unanswered"};
      const Verdict verdict = answered ? verdict_of(error) : Verdict::unsure;
      if (!first) first = error;
      if (verdict == Verdict::refused) {
        out_.outcomes[one.act] = {Fate::refused, {}, error.text()};
        ++refused;
        continue;
      }
      one.unsure = verdict == Verdict::unsure || (one.unsure && verdict == Verdict::wait);
      if (verdict == Verdict::wait || verdict == Verdict::unsure) waits = waits ? waits : std::optional(error);
      if (verdict == Verdict::stop || (verdict == Verdict::old && channel_.now() - one.at < kResignAfterSeconds)) stop = stop ? stop : std::optional(error);
      left.push_back(std::move(one));
    }
    if (logged + refused > 0) moved();
    pending_ = std::move(left);
    if (stop) {
      out_.stopped = stop;
      return;
    }
    if (logged + refused == 0 && !waits && ++idle_ > kMostIdle) {
      out_.stopped = first;
      return;
    }
    if (waits && waits->code == Errc::rate_limited) batch_ = std::max(std::min(kLeastBatch, std::max<std::size_t>(options_.batch, 1)), logged);
    else if (refused > 0) batch_ = std::max<std::size_t>(batch_ / 2, 1);
    else if (!waits) batch_ = std::min(batch_ * 2, std::max<std::size_t>(options_.batch, 1));
    if (auto good = resign(); !good) {
      out_.stopped = good.error();
      return;
    }
    show({});
    if (waits) wait(*waits);
  }

  // What is left follows what was logged. Whatever may be in the log keeps its bytes; the rest is signed anew if what
  // it names is not what it should, or if its time has passed.
  Result<void> resign() {
    std::vector<act::ActId> prev = prev_;
    for (Pending& one : pending_) {
      if (!one.unsure) {
        TRY(one, sign(one.act, prev));
      }
      if (!one.unsure || one.act > last_logged_) prev = {one.id};
    }
    // Of those that are not unsure only as many as a batch has are kept.
    std::size_t keep = 0;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      if (pending_[i].unsure || i < batch_) keep = i + 1;
    }
    if (keep < pending_.size()) drop_back(keep);
    return {};
  }

  void moved() {
    moved_ms_ = channel_.steady_ms();
    wait_ms_ = kFirstWaitMs;
    idle_ = 0;
  }

  void wait(const Error& error) {
    const bool haste = error.code == Errc::rate_limited;
    const std::int64_t ms = haste ? kHasteWaitMs : wait_ms_;
    if (channel_.steady_ms() + ms - moved_ms_ > options_.patience_ms) {
      out_.stopped = error;
      return;
    }
    show(error.text());
    ++out_.waits;
    channel_.sleep_ms(ms);
    if (!haste) wait_ms_ = std::min(wait_ms_ * 2, kMaxWaitMs);
  }

  void show(const std::string& waits_for) const {
    if (!options_.progress) return;
    const auto done = std::count_if(out_.outcomes.begin(), out_.outcomes.end(), [](const Outcome& one) { return one.fate != Fate::unsent; });
    options_.progress(static_cast<std::size_t>(done), acts_.size(), waits_for);
  }

  const std::vector<Outgoing>& acts_;
  const SendAs& as_;
  Channel& channel_;
  const SendOptions& options_;
  std::size_t batch_;
  std::vector<act::ActId> prev_;
  std::vector<Pending> pending_;
  std::size_t next_ = 0, last_logged_ = 0;
  int idle_ = 0;  // requests in a row after which nothing was known that was not known before
  std::int64_t moved_ms_ = 0, wait_ms_ = kFirstWaitMs;
  Sent out_;
};

}  // namespace

Sent send_acts(const std::vector<Outgoing>& acts, const SendAs& as, Channel& channel, const SendOptions& options) { return Sender(acts, as, channel, options).run(); }

}  // namespace althing::cli
