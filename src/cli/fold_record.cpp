#include "cli/fold_record.h"

#include <fmt/format.h>

#include <cstdlib>
#include <mutex>
#include <set>

#include "assembly/decision/poll.h"
#include "assembly/fold.h"
#include "assembly/memory_state.h"
#include "cli/progress.h"
#include "index/scratch_state.h"
#include "index/sqlite.h"
#include "node/held_logs.h"
#include "node/log_key.h"
#include "record/claim.h"
#include "record/limits.h"
#include "record/record.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"
#include "tlog/tile_reader.h"

namespace althing::cli {
namespace {

constexpr std::size_t kMaxPolicyBytes = 64u << 10;
constexpr std::uint64_t kFoldFlushActs = 4096;         // in a temporary file

// Keys of the logs a founding act names, each with its origin.
void note_logs(const act::Act& act, std::map<std::string, Key>& logs) {
  const json::Value* list = act.type == "found" ? act.at_name("logs") : nullptr;
  if (list == nullptr || list->array() == nullptr) return;
  for (const json::Value& item : *list->array()) {
    if (item.string() == nullptr) continue;
    if (const auto key = act::parse_key(*item.string()); key) logs[record::origin_of(act.id, *key)] = *key;
  }
}

std::string title_in(const std::string& detail) {
  const auto value = json::parse(detail);
  return value ? std::string(value->text_at("title")) : std::string();
}

// Small records are folded in memory, large ones in a temporary file, so that an audit needs no more
// memory for a large record than for a small one.
class FoldState {
 public:
  static Result<FoldState> open(bool in_memory) {
    FoldState out;
    if (in_memory) return out;
    const char* const dir = std::getenv("TMPDIR");
    TRY(out.scratch_, index::ScratchState::open(dir == nullptr || *dir == '\0' ? "/tmp" : dir));
    return out;
  }
  assembly::State& state() { return scratch_ ? scratch_->state() : *memory_; }
  Result<void> flush() { return scratch_ ? scratch_->flush() : Result<void>(); }

 private:
  std::unique_ptr<assembly::MemoryState> memory_ = std::make_unique<assembly::MemoryState>();
  std::unique_ptr<index::ScratchState> scratch_;
};

Error scratch_error(const index::DbError& error) { return {Errc::storage, {}, fmt::format("the temporary state: {}", error.what())}; }

// What a `return` by this log's key says of its own tree.
struct Returned {
  std::uint64_t index = 0;
  act::ActId id;
  json::Value body;
};

// A return lies if the log never had that root at that size, or could not have had that size yet; and a log
// that returns twice contradicts itself: neither counts. Each such return is a fault of the record.
void check_returns(record::Source& source, const std::vector<Returned>& all, record::AuditReport& report) {
  tlog::TileReader tree(report.size, [&](const tlog::TileId& id) { return source.get(tlog::tile_path(id)); });
  std::map<std::string, const Returned*> first;
  for (const Returned& one : all) {
    const auto fault = [&](std::string words) { report.faults.push_back({one.index, {}, fmt::format("the return {} lies: {}", to_hex(one.id), words)}); };
    const std::string poll(one.body.text_at("poll"));
    if (const auto [it, fresh] = first.emplace(poll, &one); !fresh) {
      fault(fmt::format("the log returned the poll {} before, by {}; neither counts", poll, to_hex(it->second->id)));
    }
    for (const std::string_view name : {"opened", "closed"}) {
      const json::Value& extent = *one.body.at(name);
      const auto size = static_cast<std::uint64_t>(*extent.at("size")->integer());
      if (size > one.index) {
        fault(fmt::format("`{}` names {} entries, and the log held {} when it said so", name, size, one.index));
        continue;
      }
      const auto root = tlog::root_of(size, tree);
      if (!root) fault(fmt::format("`{}` cannot be checked: {}", name, root.error().text()));
      else if (to_hex(*root) != extent.text_at("root")) fault(fmt::format("`{}` names a root the log never had at {} entries; it was {}", name, size, to_hex(*root)));
    }
  }
}

// Gives the fold what the folder keeps of other logs. Whether one poll can be decided can rest on what another put in
// force, so it is looked at again until nothing is new.
Result<void> decide_polls(record::Source& source, const tlog::Checkpoint& claim, const std::function<bool(const Key&)>& is_own,
                          std::map<std::uint64_t, act::ActId> repeated, assembly::Fold& fold, assembly::State& state, record::AuditReport& report) {
  fold.settle();
  node::OwnLog own;
  own.size = claim.size;
  own.repeated = std::move(repeated);
  own.tiles = [&](const tlog::TileId& id) { return source.get(tlog::tile_path(id)); };
  own.root_at = [&](std::uint64_t size) -> Result<Hash> {
    tlog::TileReader tree(own.size, own.tiles);
    return tlog::root_of(size, tree);
  };
  std::set<std::string> faults;
  std::vector<assembly::decision::WantedPrefix> before, wanted = assembly::decision::wanted_prefixes(state);
  while (wanted != before) {
    for (const auto& one : wanted) {
      if (is_own(one.log)) own.key = one.log;
    }
    std::vector<std::string> found;
    TRY(auto logs, node::held_logs(source, own, [&](const act::ActId& id) { return state.find(id); }, wanted, found));
    faults.insert(found.begin(), found.end());
    fold.set_logs(std::move(logs));
    fold.settle();
    before = std::exchange(wanted, assembly::decision::wanted_prefixes(state));
  }
  for (const std::string& fault : faults) report.faults.push_back({std::nullopt, "returned", fault});
  return {};
}

using Titles = std::vector<std::pair<act::ActId, std::string>>;

void summarise(assembly::State& state, const Titles& titles, const std::map<act::ActId, std::string>& questions, FoldedRecord& out) {
  for (const assembly::ActNo no : state.decided_polls()) {
    const assembly::ActRow row = state.get(no);
    const auto poll = assembly::decision::read_poll(row.payload);
    auto outcome = json::parse(state.outcome(no)->text);
    const auto title = questions.find(row.id);
    if (outcome) out.polls.push_back({row.id, title == questions.end() ? std::string() : title->second, poll.method, poll.closes, std::move(*outcome)});
  }
  out.digest = assembly::digest(state);
  state.each_act([&](const act::ActId&, assembly::Status status, std::string_view) { ++out.by_status[std::string(assembly::status_token(status))]; });
  for (const auto& [id, title] : titles) {
    const auto no = state.find(id);
    if (!no) continue;
    const assembly::ActRow row = state.get(*no);
    out.statements.push_back({id, title, std::string(assembly::status_token(row.status)), state.count(*no, "signatures"), state.count(*no, "person"),
                              state.count(*no, "affiliated"), state.count(*no, "organisation")});
  }
}

}  // namespace

bool is_url(const std::string& where) { return where.starts_with("http://") || where.starts_with("https://"); }

Result<std::unique_ptr<record::Source>> open_source(Context& context, const std::string& where) {
  if (is_url(where)) {
    TRY(auto source, node::HttpSource::open(where));
    return source;
  }
  const std::string inner = join_path(where, "record");
  const std::string dir = context.fs->exists(join_path(inner, "checkpoint")) ? inner : where;
  if (!context.fs->exists(join_path(dir, "checkpoint"))) return fail(Errc::not_found, where, "holds no record (no checkpoint file)");
  return record::folder_source(*context.fs, dir);
}

std::string policy_beside(Context& context, const std::string& where) {
  for (const std::string& dir : {where, parent_dir(where)}) {
    const auto text = context.fs->read_file(join_path(dir, "policy"), kMaxPolicyBytes);
    if (text) return *text;
    if (context.fs->exists(join_path(dir, "record"))) break;  // the mirror's own folder
  }
  return {};
}

std::optional<Key> own_log_key(Context& context, const std::string& where) {
  if (is_url(where)) {
    const auto source = node::HttpSource::open(where);
    if (!source) return {};
    const auto identity = node::identify_log(**source, source->get(), nullptr);
    return identity ? std::optional(identity->log.key) : std::nullopt;
  }
  if (const auto pair = record::Record::load_key(*context.fs, where, "log")) return pair->key();
  const std::string policy = policy_beside(context, where);
  const auto source = open_source(context, where);
  if (policy.empty() || !source) return {};
  const auto identity = node::identify_log(**source, nullptr, nullptr, policy);
  return identity ? std::optional(identity->log.key) : std::nullopt;
}

Result<FoldedRecord> fold_record(Context& context, record::Source& source, const record::AuditOptions& options, const FoldOptions& asked) {
  const tlog::Checkpoint claim = record::claimed_checkpoint(source).value_or(tlog::Checkpoint{});  // the audit checks it
  TRY(FoldState where, FoldState::open(options.resume_at > 0 || (claim.size <= kMaxFoldInMemory && !asked.on_disk)));
  assembly::State& state = where.state();
  // The origin ends in its key's hash, so polls can be followed without being told the key.
  const auto is_own = [&](const Key& key) { return claim.origin.ends_with("/" + to_hex(sha256(key.view())).substr(0, 32)); };
  assembly::Fold fold(state);
  Result<void> kept;  // the state, as far as it came
  Titles titles;
  std::map<act::ActId, std::string> questions;
  std::vector<Returned> returned;
  std::map<std::uint64_t, act::ActId> repeated;  // further notes of acts
  Progress progress("checking", context.json);
  std::map<std::string, Key> logs;
  FoldedRecord out;
  TRY(out.report, record::audit(
                      source, options,
                      [&](std::uint64_t index, const act::Act& act, const std::string& detail) {
                        note_logs(act, logs);
                        if (!kept || (asked.entries && index >= *asked.entries)) return;
                        try {
                          if (index % kFoldFlushActs == 0) kept = where.flush();
                          if (!kept) return;
                          if (!fold.apply(act, index)) {
                            repeated.emplace(index, act.id);
                            return;
                          }
                        } catch (const index::DbError& error) {
                          kept = fail(scratch_error(error));
                          return;
                        }
                        if (act.type == "poll") questions[act.id] = title_in(detail);
                        if (act.type == "return" && is_own(act.by)) {
                          const auto row = state.find(act.id);
                          if (row && !state.get(*row).fixed) returned.push_back({index, act.id, act.body});
                        }
                        if (act.type == "statement" || act.type == "revise") titles.emplace_back(act.id, title_in(detail));
                      },
                      [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }));
  progress.finish();
  TRY_VOID(kept);
  if (asked.entries && *asked.entries > out.report.size) return fail(Errc::usage, "entries", fmt::format("the record has {}", out.report.size));
  out.returns = returned.size();
  check_returns(source, returned, out.report);
  out.vkey = options.vkey;
  if (const auto log = logs.find(out.report.origin); out.vkey.empty() && log != logs.end()) {
    out.vkey = tlog::VerifierKey::make(log->first, tlog::SignatureType::ed25519, log->second).vkey();
  }
  out.whole = options.resume_at == 0;
  if (!out.whole) return out;
  try {
    TRY_VOID(decide_polls(source, claim, is_own, std::move(repeated), fold, state, out.report));
    summarise(state, titles, questions, out);
    if (asked.look) TRY_VOID(asked.look(state));
  } catch (const index::DbError& error) {
    return fail(scratch_error(error));
  }
  return out;
}

json::Value statements_value(const FoldedRecord& folded) {
  json::Array list;
  for (const StatementSummary& s : folded.statements) {
    list.push_back(json::object({{"version", to_hex(s.version)}, {"title", s.title}, {"status", s.status}, {"signatures", s.signatures},
                                 {"persons", s.persons}, {"affiliated", s.affiliated}, {"organisations", s.organisations}}));
  }
  return json::Value(std::move(list));
}

namespace {

std::string outcome_words(const json::Value& outcome) {
  const auto number = [&](std::string_view name) { const json::Value* n = outcome.at(name); return n != nullptr && n->integer() != nullptr ? *n->integer() : 0; };
  std::string words = "withdrawn before it opened";
  if (const json::Value* adopted = outcome.at("adopted"); adopted != nullptr && adopted->boolean() != nullptr) words = *adopted->boolean() ? "adopted" : "not adopted";
  if (const json::Value* elected = outcome.at("elected"); elected != nullptr && elected->array() != nullptr) {
    words = "elected";
    for (const json::Value& one : *elected->array()) words += " " + *one.string();
    if (elected->array()->empty()) words += " nothing";
  }
  if (outcome.at("failed") != nullptr) words = "could not be counted: " + std::string(outcome.text_at("failed"));
  return outcome.at("withdrawn") != nullptr ? words : fmt::format("{} ({} of {} voted)", words, number("cast"), number("eligible"));
}

}  // namespace

json::Value polls_value(const FoldedRecord& folded) {
  json::Array list;
  for (const PollSummary& p : folded.polls) {
    list.push_back(json::object({{"poll", to_hex(p.id)}, {"title", p.title}, {"method", p.method}, {"closes", p.closes}, {"outcome", p.outcome}}));
  }
  return json::Value(std::move(list));
}

std::string polls_text(const FoldedRecord& folded) {
  std::string text;
  for (const PollSummary& p : folded.polls) {
    text += fmt::format("{}  {}: {}  {}\n", to_hex(p.id), p.method, outcome_words(p.outcome), p.title.empty() ? "(text not held)" : p.title);
  }
  return text;
}

std::string statements_text(const FoldedRecord& folded) {
  std::string text;
  for (const StatementSummary& s : folded.statements) {
    text += fmt::format("{}  {:>6} signatures ({} persons, {} affiliated, {} organisations)  {}{}\n", to_hex(s.version), s.signatures, s.persons,
                        s.affiliated, s.organisations, s.title.empty() ? "(text not held)" : s.title, s.status == "effective" ? "" : " [" + s.status + "]");
  }
  return text.empty() ? "No statements.\n" : text;
}

}  // namespace althing::cli
