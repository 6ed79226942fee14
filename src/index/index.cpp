#include "index/index.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "act/detail.h"
#include "act/schema.h"
#include "assembly/rules.h"
#include "index/cached_state.h"
#include "index/decider.h"
#include "index/dense_text.h"
#include "index/file_texts.h"
#include "index/schema.h"
#include "index/sqlite.h"
#include "index/sqlite_state.h"
#include "index/words.h"

namespace althing::index {
namespace {

constexpr int kScrubWaitMs = 1'000;  // for readers of older states; nothing else is folded meanwhile

std::string joined_names(const json::Value* list) {
  std::string out;
  if (list == nullptr || list->array() == nullptr) return out;
  for (const json::Value& item : *list->array()) {
    if (item.string() == nullptr) continue;
    if (!out.empty()) out += ", ";
    out += *item.string();
  }
  return out;
}

class SqliteIndex final : public Index {
 public:
  SqliteIndex(const std::string& path, const act::ActId& assembly, const IndexOptions& options)
      : options_(options), path_(path), db_(path, Db::Mode::create), tables_(db_), state_(tables_), texts_(tables_, options.search) {
    if (options.log_key) logs_ = assembly::decision::numbered_by([key = *options.log_key](const Key& by) { return by == key; });
    fold_.emplace(state_, fold_options());
    db_.exec("PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY");
    if (options.bulk) {
      // Nothing to come back to: after a crash the file is made anew.
      db_.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-262144");
    } else {
      // The journal goes into the file every 64 MiB: pages that change again and again are written once.
      db_.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16384;"
               "PRAGMA journal_size_limit=67108864");
    }
    prepare_tables(to_hex(assembly));
  }

  std::uint64_t folded() override {
    Query& q = tables_.prepared("SELECT value FROM meta WHERE name = 'folded'").bind();
    const std::uint64_t n = q.step() ? static_cast<std::uint64_t>(q.integer(0)) : 0;
    q.reset();
    return n;
  }

  void prepare(IndexEntry& entry) const override {
    entry.words = words_of(entry.act, entry.detail);
    entry.prepared = true;
  }

  Result<BatchEffects> apply(std::span<const IndexEntry> batch) override {
    return guarded([&]() -> Result<BatchEffects> {
      auto answer = decider_ ? decider_->take() : std::nullopt;
      if (batch.empty() && !answer && !decision_due_) return BatchEffects{};
      decision_due_ = decision_due_ || (answer && (answer->failed || answer->decision));
      Transaction transaction(db_);
      std::uint64_t next = folded();
      std::vector<const IndexEntry*> fresh;
      for (const IndexEntry& entry : batch) {
        if (entry.no != next) return fail(Errc::internal, fmt::format("index expected entry {}, got {}", next, entry.no));
        ++next;
        if (!fold_->apply(entry.act, entry.no)) continue;
        fresh.push_back(&entry);
        if (is_own_mark(entry)) add_history(entry);
      }
      state_.flush();
      has_erasures_ = any_erasure();
      if (has_erasures_ && !all_indexed_) index_the_rest();
      for (const IndexEntry* entry : fresh) {
        add_links(*entry);
        add_mark(*entry);
        if (entry->prepared) show(entry->no, entry->act, entry->detail, entry->words);
        else show(entry->no, entry->act, entry->detail, words_of(entry->act, entry->detail));
      }
      fold_->settle(!options_.bulk);  // a rebuild decides polls and seats once, at its end, when it has indexes for it
      state_.flush();
      BatchEffects effects = hide_changes();
      // Kept in the file: a kill between here and the scrub must not leave the words in the journal.
      if (!effects.erase.empty() || effects.texts_dropped) db_.exec("INSERT OR REPLACE INTO meta VALUES('scrub', 1)");
      if (!options_.bulk && fold_->take_polls_changed()) decision_due_ = true;
      if (answer && answer->decision) add_outcome(*answer->decision);
      const bool apart = decide_polls();
      tables_.prepared("INSERT OR REPLACE INTO meta VALUES('folded', ?)").bind(next).run();
      transaction.commit();
      if (apart) decider_->start(logs_);  // it sees what is committed
      return effects;
    });
  }

  Result<void> add_detail(std::uint64_t no, std::string_view bytes) override {
    return guarded([&]() -> Result<void> {
      Transaction transaction(db_);
      if (!has_act(no)) return {};  // a second note of an act that came before
      const assembly::ActRow row = state_.get(no);
      act::Act act;
      act.type = row.type;
      act.by = row.key;
      act.detail = row.commitment;
      has_erasures_ = any_erasure();
      unshow(no);
      if (const std::string text(bytes); !is_hidden(row)) show(no, act, text, words_of(act, text));
      transaction.commit();
      return {};
    });
  }

  Result<bool> add_text(const FileText& text) override {
    return guarded([&]() -> Result<bool> {
      Transaction transaction(db_);
      if (!is_file_shown(text.file)) return false;
      texts_.put(text, options_.file_reader);
      transaction.commit();
      return true;
    });
  }

  Result<void> add_cosigned(std::span<const std::pair<std::uint64_t, UnixSeconds>> times) override {
    return guarded([&]() -> Result<void> {
      Transaction transaction(db_);
      for (const auto& [size, at] : times) {
        // As with marks: if a clock was set back, the earlier time holds for what came before too.
        tables_.prepared("UPDATE cosigned SET at = ?2 WHERE size < ?1 AND at > ?2").bind(size, at).run();
        tables_.prepared("INSERT OR IGNORE INTO cosigned VALUES(?, ?)").bind(size, at).run();
      }
      transaction.commit();
      return {};
    });
  }

  Result<void> scrub() override {
    return guarded([&]() -> Result<void> {
      if (!scrub_is_due()) return {};
      // Merging all segments drops the terms of deleted rows; the checkpoint empties the journal.
      db_.exec("INSERT INTO search(search) VALUES('optimize'); INSERT INTO file_search(file_search) VALUES('optimize')");
      Query checkpoint(db_, "PRAGMA wal_checkpoint(TRUNCATE)");
      db_.set_wait_ms(kScrubWaitMs);
      const bool busy = checkpoint.bind().step() && checkpoint.integer(0) != 0;
      db_.set_wait_ms(kWaitMs);
      if (busy) {
        return fail(Errc::storage, "index: a reader keeps the journal in use, so erased text may still be in it; try again");
      }
      db_.exec("DELETE FROM meta WHERE name = 'scrub'");
      return {};
    });
  }

  Result<void> finish() override {
    return guarded([&]() -> Result<void> {
      tables_.end_bulk();
      if (options_.bulk && !all_indexed_) index_the_rest();
      Transaction transaction(db_);
      fold_->settle();
      state_.flush();
      transaction.commit();
      return {};
    });
  }

  std::vector<std::uint64_t> erased_entries() override {
    std::set<ActNo> out;
    for (const assembly::SlotRow& slot : state_.active_slots("erase")) {
      const assembly::ActRow row = state_.get(slot.subject);
      if (!row.commitment) continue;
      for (const ActNo no : erasable_copies(*row.commitment, row.key)) out.insert(no);
    }
    return {out.begin(), out.end()};
  }

  void set_logs(std::shared_ptr<const assembly::decision::Logs> logs) override {
    logs_ = std::move(logs);
    decision_due_ = true;
    if (options_.bulk) fold_->set_logs(logs_);
  }

  std::vector<std::uint64_t> repeated_entries() override {
    state_.flush();
    return tables_.missing_numbers(folded());
  }

  assembly::State& state() override { return state_; }

 private:
  assembly::FoldOptions fold_options() const {
    if (!logs_ || !options_.bulk) return {};  // else decide_polls() below
    return {logs_};
  }

  // Runs a job; if it fails or throws, what it left half done in memory is dropped (the transaction
  // rolled the tables back).
  template <class Job>
  auto guarded(Job job) -> decltype(job()) {
    try {
      auto result = job();
      if (!result) forget();
      return result;
    } catch (const DbError& error) {
      forget();
      return fail(Errc::storage, fmt::format("index: {}", error.what()));
    } catch (...) {
      forget();
      throw;
    }
  }
  void forget() {
    state_.forget();
    fold_.emplace(state_, fold_options());
    erase_too_.clear();
    history_begun_ = false;
    decision_due_ = true;
  }

  // Decides at once what is small. @returns whether the decider is to look for what is not
  bool decide_polls() {
    if (options_.bulk || !logs_ || !decision_due_ || (decider_ && decider_->busy())) return false;
    decision_due_ = false;
    // The decider is at rest here, so nothing it makes of the old outcomes can come later.
    if (assembly::decision::forget_unsaid(state_, *logs_)) settle_anew();
    if (state_.count(assembly::kNone, assembly::kMemberCounter) > kDecidedAtOnce && path_ != ":memory:") {
      if (!decider_) decider_.emplace(path_);
      return true;
    }
    if (assembly::decision::decide_polls(state_, *logs_)) settle_anew();
    return false;
  }
  void add_outcome(const assembly::decision::Decision& decision) {
    const auto before = state_.outcome(decision.outcome.poll);
    assembly::decision::keep(state_, decision);
    if (decision.outcome.charter != assembly::kNone || (before && before->charter != assembly::kNone)) settle_anew();
  }
  // Seats under another charter: a new fold knows of none.
  void settle_anew() {
    fold_.emplace(state_, fold_options());
    fold_->settle();
    state_.flush();
  }

  bool scrub_is_due() {
    Query& q = tables_.prepared("SELECT 1 FROM meta WHERE name = 'scrub'").bind();
    const bool due = q.step();
    q.reset();
    return due;
  }

  bool has_act(ActNo no) {
    Query& q = tables_.prepared("SELECT 1 FROM act WHERE no = ?").bind(no);
    const bool there = q.step();
    q.reset();
    return there;
  }

  void prepare_tables(const std::string& assembly) {
    const std::string wanted = fmt::format("{} {} {}", kSchemaVersion, assembly::kFoldVersion, assembly);
    db_.exec("CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
    {
      Query q(db_, "SELECT value FROM meta WHERE name = 'kind'");
      if (q.bind().step() && q.text(0) == wanted) {
        all_indexed_ = true;
        return;
      }
    }
    Transaction transaction(db_);
    std::vector<std::string> old;
    {
      Query q(db_, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'file_search_%' AND name NOT LIKE 'sqlite_%'");
      q.bind();
      while (q.step()) old.push_back(q.text(0));
    }
    for (const std::string& table : old) db_.exec(fmt::format("DROP TABLE IF EXISTS {}", table).c_str());
    for (const char* sql : kCreate) db_.exec(sql);
    if (options_.bulk) {
      tables_.begin_bulk();
    } else {
      for (const char* sql : kCreateKeys) db_.exec(sql);
      index_the_rest();
    }
    Query(db_, "INSERT INTO meta VALUES('kind', ?)").bind(wanted).run();
    transaction.commit();
  }

  // References that pages follow and the fold does not need.
  void add_links(const IndexEntry& entry) {
    if (entry.act.v != 1) return;
    Query& insert = tables_.prepared("INSERT OR IGNORE INTO link VALUES(?, ?, ?)");
    if (entry.act.type == "statement") {
      for (const std::string_view member : {"on", "with"}) {
        for (const act::ActId& id : entry.act.ids_at(member)) insert.bind(member, id, entry.no).run();
      }
    }
    // The others under their own type, so that what is about a text is found with one look.
    for (const std::string_view type : {"call", "propose", "poll", "action"}) {
      if (entry.act.type != type) continue;
      for (const act::ActId& id : entry.act.ids_at("on")) insert.bind(type, id, entry.no).run();
      if (const auto id = entry.act.id_at("on")) insert.bind(type, *id, entry.no).run();
    }
    for (const std::string_view type : {"statement", "propose"}) {
      if (entry.act.type != type) continue;
      if (const auto id = entry.act.id_at("from")) insert.bind(type, *id, entry.no).run();
    }
    // Documents and other rows that show it, and the dossiers a row was put into.
    for (const std::string_view type : {"event", "incident", "corroborate", "claim", "check"}) {
      if (entry.act.type != type) continue;
      for (const act::ActId& id : entry.act.ids_at("evidence")) insert.bind("evidence", id, entry.no).run();
    }
    if (entry.act.type == "part") {
      if (const auto id = entry.act.id_at("row")) insert.bind("part", *id, entry.no).run();
    }
    if (entry.act.type == "provision") {
      if (const auto id = entry.act.id_at("from")) insert.bind("from", *id, entry.no).run();
    }
    constexpr std::pair<std::string_view, std::string_view> kFiles[] = {{"document", "sha256"}, {"deliver", "receipt"}, {"answer", "file"}, {"collect", "source"}};
    for (const auto& [type, member] : kFiles) {
      if (entry.act.type != type) continue;
      if (const auto file = parse_hex<Hash>(entry.act.token(member))) insert.bind("file", *file, entry.no).run();
    }
  }

  void index_the_rest() {
    for (const char* sql : kCreateAfter) db_.exec(sql);
    all_indexed_ = true;
  }

  bool any_erasure() {
    Query& q = tables_.prepared("SELECT 1 FROM slot WHERE kind = 'erase' AND active = 1 LIMIT 1").bind();
    const bool any = q.step();
    q.reset();
    return any;
  }

  // A log's clock (DESIGN.md 4, "Logged time"). A mark covers the entries before it, so one that claims more
  // than the log held says nothing. If the clock was set back, the earlier time holds for what came before too.
  void add_mark(const IndexEntry& entry) {
    if (entry.act.v != 1 || entry.act.type != "mark") return;
    const json::Value* size = entry.act.body.at("size");
    if (size == nullptr || size->integer() == nullptr || *size->integer() < 1 || static_cast<std::uint64_t>(*size->integer()) > entry.no) return;
    if (state_.get(entry.no).status != assembly::Status::effective) return;
    tables_.prepared("UPDATE mark SET at = ?2, no = ?3 WHERE key = ?1 AND at > ?2").bind(entry.act.by, entry.act.at, entry.no).run();
    tables_.prepared("INSERT OR IGNORE INTO mark VALUES(?, ?, ?, ?)").bind(entry.act.by, *size->integer(), entry.act.at, entry.no).run();
  }

  bool is_own_mark(const IndexEntry& entry) {
    return entry.act.v == 1 && entry.act.type == "mark" && options_.log_key && entry.act.by == *options_.log_key &&
           state_.get(entry.no).status == assembly::Status::effective;
  }

  // What a mark of this log finds counted: one row for each version whose count is not what the mark before
  // found. It is taken while the log is read in its order, so it tells of withdrawn signatures too.
  void add_history(const IndexEntry& mark) {
    std::set<ActNo> changed = state_.take_counted();
    // What changed before this process began is not known; of a file that is made anew it is.
    if (!std::exchange(history_begun_, true) && all_indexed_) {
      for (const std::string_view type : {"statement", "revise"}) {
        const std::vector<ActNo> versions = tables_.acts_of_type(type);
        changed.insert(versions.begin(), versions.end());
      }
    }
    for (const ActNo version : changed) {
      const std::int64_t n = state_.count(version, "signatures");
      Query& last = tables_.prepared("SELECT n FROM history WHERE subject = ? ORDER BY mark DESC LIMIT 1").bind(version);
      const bool same = last.step() ? last.integer(0) == n : n == 0;
      last.reset();
      if (!same) tables_.prepared("INSERT OR REPLACE INTO history VALUES(?, ?, ?, ?, ?)").run_with(version, mark.no, mark.act.at, mark.no, n);
    }
  }

  // What a detail shows; nothing if it is not this act's or not held.
  std::optional<ShownWords> words_of(const act::Act& act, const std::string& bytes) const {
    if (bytes.empty()) return std::nullopt;
    const auto detail = act::open_detail(act, bytes);
    if (!detail) return std::nullopt;
    const bool sign = act.type == "sign";
    ShownWords out;
    out.lang = detail->text_at("lang");
    out.name = detail->text_at("name");
    if (out.name.empty()) out.name = joined_names(detail->body.at("actors"));
    if (out.name.empty()) out.name = detail->text_at("speaker");
    out.title = detail->text_at(sign ? "affiliation" : "title");
    if (out.title.empty() && !sign) out.title = detail->text_at("label");
    if (!sign) out.text = detail->text_at("text");
    out.more = translated_words(detail->body);
    for (const std::string_view member : {"quote", "justification", "cause", "place", "employer"}) {
      if (const std::string_view words = detail->text_at(member); !sign && !words.empty()) (out.more += words) += '\n';
    }
    if (options_.search) out.dense = dense_text(out.title + "\n" + out.name + "\n" + out.text + "\n" + out.more);
    return out;
  }

  // Takes a detail that is not shown yet into the lists and the search.
  void show(ActNo no, const act::Act& act, const std::string& bytes, const std::optional<ShownWords>& words) {
    if (!words) return;
    if (has_erasures_ && cites_erased(act, no)) {
      erase_too_.push_back(no);
      return;
    }
    tables_.prepared("INSERT INTO shown VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
        .run_with(no, words->lang, words->title, words->name, words->text, words->more, words->dense,
                  act.type == "sign" ? std::nullopt : std::optional(std::string_view(bytes)));
    if (options_.search) {
      tables_.prepared("INSERT INTO search(rowid, title, name, text, more, dense) VALUES(?, ?, ?, ?, ?, ?)")
          .run_with(no, words->title, words->name, words->text, words->more, words->dense);
    }
  }

  static bool is_erasable(std::string_view type) {
    const act::Type* known = act::find_type(type);
    return known != nullptr && known->erasable;
  }

  // Acts whose copy of a detail goes with an erasure: the same author's, of types that can be erased. A
  // statement stays: nobody takes a text back from those who signed it by citing it in a signature.
  std::vector<ActNo> erasable_copies(const Hash& commitment, const Key& key) {
    Query& q = tables_.prepared("SELECT no, type FROM act WHERE commitment8 = ? AND commitment = ? AND key = ?")
                   .bind(first8(commitment), commitment, key);
    std::vector<ActNo> out;
    while (q.step()) {
      if (is_erasable(q.text(1))) out.push_back(static_cast<ActNo>(q.integer(0)));
    }
    return out;
  }

  // True iff the same author already erased this very detail through another act.
  bool cites_erased(const act::Act& act, ActNo no) {
    if (!is_erasable(act.type)) return false;
    const std::vector<ActNo> copies = erasable_copies(*act.detail, act.by);
    return std::any_of(copies.begin(), copies.end(), [&](ActNo other) { return other != no && is_erased(state_.get(other)); });
  }

  void unshow(ActNo no) {
    Query& q = tables_.prepared("SELECT title, name, text, more, dense FROM shown WHERE no = ?").bind(no);
    if (!q.step()) return;
    const std::string title = q.text(0), name = q.text(1), text = q.text(2), more = q.text(3), dense = q.text(4);
    q.reset();
    if (options_.search) {
      tables_.prepared("INSERT INTO search(search, rowid, title, name, text, more, dense) VALUES('delete', ?, ?, ?, ?, ?, ?)")
          .bind(no, title, name, text, more, dense)
          .run();
    }
    tables_.prepared("DELETE FROM shown WHERE no = ?").bind(no).run();
  }

  bool slot_active(const std::string& key) {
    const auto slot = state_.find_slot(key);
    return slot && slot->active;
  }
  bool is_erased(const assembly::ActRow& row) { return slot_active("erase|" + to_hex(row.id)); }
  bool is_hidden(const assembly::ActRow& row) {
    return is_erased(row) ||
           (options_.operator_key && slot_active("withhold|" + act::key_text(*options_.operator_key) + "|" + to_hex(row.id)));
  }

  // True iff a document in effect, not hidden here, names the file.
  bool is_file_shown(const Hash& file) {
    std::vector<ActNo> found;
    Query& q = tables_.prepared("SELECT source FROM link WHERE kind = 'file' AND target = ?").bind(file);
    while (q.step()) found.push_back(static_cast<ActNo>(q.integer(0)));
    return std::any_of(found.begin(), found.end(), [&](ActNo no) {
      const assembly::ActRow row = state_.get(no);
      return row.type == "document" && row.status == assembly::Status::effective && !is_hidden(row);
    });
  }

  // A file's text goes with the last document that shows it; what was read is then read again if one comes back.
  bool drop_text(const assembly::ActRow& document) {
    const auto file = parse_hex<Hash>(assembly::payload_part(document.payload, 1));
    return file && !is_file_shown(*file) && texts_.drop(*file);
  }

  // Acts on new erasures and withholdings. An erased text goes wherever its author cited it.
  BatchEffects hide_changes() {
    BatchEffects effects;
    effects.erase = std::exchange(erase_too_, {});
    std::set<ActNo> seen;
    for (const ActNo no : fold_->take_hidden_changes()) {
      if (!seen.insert(no).second) continue;
      const assembly::ActRow row = state_.get(no);
      if (!is_hidden(row)) {
        effects.show_again.push_back(no);
        continue;
      }
      unshow(no);
      if (row.type == "document" && drop_text(row)) effects.texts_dropped = true;
      if (!is_erased(row) || !row.commitment) continue;
      for (const ActNo other : erasable_copies(*row.commitment, row.key)) {
        unshow(other);
        effects.erase.push_back(other);
      }
    }
    return effects;
  }

  IndexOptions options_;
  std::string path_;
  Db db_;
  SqliteState tables_;
  CachedState state_;  // over the tables
  FileTexts texts_;
  std::optional<assembly::Fold> fold_;
  bool has_erasures_ = true;
  bool all_indexed_ = false;  // of a new file: kCreateAfter too
  bool history_begun_ = false;
  std::vector<std::uint64_t> erase_too_;  // entries that cite a detail erased before
  bool decision_due_ = true;              // some poll may wait for its decision
  std::shared_ptr<const assembly::decision::Logs> logs_;  // nullptr: no poll is decided
  std::optional<Decider> decider_;        // of a large assembly
};

}  // namespace

Result<std::unique_ptr<Index>> Index::open(const std::string& path, const act::ActId& assembly, const IndexOptions& options) {
  try {
    return std::make_unique<SqliteIndex>(path, assembly, options);
  } catch (const DbError& error) {
    return fail(Errc::storage, fmt::format("index: {}", error.what()));
  }
}

}  // namespace althing::index
