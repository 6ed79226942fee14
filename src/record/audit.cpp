// The audit: bundles are checked by several threads and folded in order by the caller's thread, which
// rebuilds every tile above and compares. Fold memory is the right edge; at most a few bundles wait.
#include "record/audit.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "record/audit_bundle.h"
#include "record/claim.h"
#include "record/layout.h"
#include "record/pack.h"
#include "record/record.h"
#include "tlog/checkpoint.h"
#include "tlog/tile_reader.h"

namespace althing::record {
namespace {

using tlog::TileId;

/// Runs jobs begin..end-1 on threads and hands the results out in order; a bounded number wait.
class OrderedPool {
 public:
  using Job = std::function<AuditedBundle(std::uint64_t)>;
  OrderedPool(int threads, std::uint64_t begin, std::uint64_t end, Job job)
      : job_(std::move(job)), next_(begin), taken_(begin), end_(end),
        window_(2 * static_cast<std::uint64_t>(std::max(threads, 1)) + 2) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  OrderedPool(const OrderedPool&) = delete;
  OrderedPool& operator=(const OrderedPool&) = delete;
  ~OrderedPool() {
    {
      const std::lock_guard lock(mutex_);
      end_ = next_;  // no new jobs
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  /// The next result in order; must not be called more often than there are jobs.
  AuditedBundle take() {
    if (threads_.empty()) return job_(taken_++);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_.contains(taken_); });
    auto node = done_.extract(taken_++);
    lock.unlock();
    changed_.notify_all();
    return std::move(node.mapped());
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return next_ >= end_ || next_ < taken_ + window_; });
      if (next_ >= end_) return;
      const std::uint64_t mine = next_++;
      lock.unlock();
      AuditedBundle result = job_(mine);
      lock.lock();
      done_.emplace(mine, std::move(result));
      changed_.notify_all();
    }
  }

  Job job_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_, taken_, end_, window_;
  std::map<std::uint64_t, AuditedBundle> done_;
  std::vector<std::thread> threads_;
};

class Auditor {
 public:
  Auditor(Source& source, const AuditOptions& options, const OnAct& on_act, const OnProgress& on_progress)
      : source_(source), options_(options), on_act_(on_act), on_progress_(on_progress) {}

  Result<AuditReport> run();

 private:
  Result<void> load_checkpoint();
  void add_fault(std::string file, std::string message, std::optional<std::uint64_t> index = {});
  bool full() const { return report_.faults.size() >= options_.max_faults; }
  void check_given_key();
  void check_signature();
  Result<std::uint64_t> resume();
  void take_bundle(AuditedBundle bundle);
  void decide_last(AuditedBundle& bundle);
  void note_act(std::uint64_t index, const AuditedEntry& entry);
  void check_mark(std::uint64_t index, const act::Act& act);
  void check_tile(const tlog::TileData& tile);
  void check_edge();
  void check_names();
  void check_name(const std::string& name, bool moved);
  void check_narrow(const std::string& name, const TileId& id, bool pack);
  void check_blob(const std::string& name);
  void check_fork(const std::string& name);

  Source& source_;
  const AuditOptions& options_;
  const OnAct& on_act_;
  const OnProgress& on_progress_;
  AuditReport report_;
  std::string checkpoint_;
  act::ActId assembly_;
  std::optional<Key> log_key_;
  std::unique_ptr<AuditFiles> files_;
  tlog::TileEdge edge_;
  std::map<unsigned, tlog::TileData> partial_;  // newest of each level
  bool broken_ = false;  // some leaves could not be had: nothing above can be compared
};

void Auditor::add_fault(std::string file, std::string message, std::optional<std::uint64_t> index) {
  if (!full()) report_.faults.push_back({index, std::move(file), std::move(message)});
}

/// The checkpoint and the edge files of its size: a living log may publish in between, look again.
Result<void> Auditor::load_checkpoint() {
  for (int attempt = 0;; ++attempt) {
    auto bytes = source_.get("checkpoint");
    if (!bytes) return fail(bytes.error().code, "checkpoint: " + bytes.error().message);
    checkpoint_ = std::move(*bytes);
    const auto note = tlog::parse_note(checkpoint_);
    if (!note) return fail(note.error().code, "checkpoint: " + note.error().message);
    const auto parsed = tlog::parse_checkpoint(note->text);
    if (!parsed) return fail(parsed.error().code, "checkpoint: " + parsed.error().message);
    report_.origin = parsed->origin;
    report_.size = parsed->size;
    report_.root = parsed->root;
    files_ = std::make_unique<AuditFiles>(source_, parsed->size);
    if (files_->load_edge() || attempt == 9) return {};
    const auto again = source_.get("checkpoint");
    if (again && *again == checkpoint_) return {};  // it is gone for good: a fault, reported later
  }
}

void Auditor::check_given_key() {
  if (!options_.vkey.empty()) {
    const auto vkey = tlog::parse_vkey(options_.vkey);
    if (!vkey) {
      add_fault("checkpoint", "the verifier key given is not one: " + vkey.error().message);
      return;
    }
    log_key_ = vkey->key;
  }
  if (options_.log_key) log_key_ = options_.log_key;
}

void Auditor::check_signature() {
  // Never dropped by the limit of faults: a false size may be what made all the others.
  auto fault = [&](std::string message) { report_.faults.push_back({std::nullopt, "checkpoint", std::move(message)}); };
  if (!log_key_) {
    fault("no key of this log is known (its origin names none of the founding act's logs): give its vkey");
    return;
  }
  const auto key = tlog::VerifierKey::make(report_.origin, tlog::SignatureType::ed25519, *log_key_);
  if (origin_of(assembly_, *log_key_) != report_.origin) {
    fault("the origin does not name the log's key");
  } else if (const auto opened = tlog::open_checkpoint(checkpoint_, key, report_.origin); !opened) {
    fault(opened.error().message);
  }
}

/// First bundle to look at. The tiles must lead to the root of the earlier audit.
Result<std::uint64_t> Auditor::resume() {
  const std::uint64_t at = options_.resume_at;
  if (at == 0 || !options_.resume_root) return 0;
  if (at > report_.size) return fail(Errc::conflict, "the log was larger (" + std::to_string(at) + ") at the last audit");
  tlog::TileReader reader(report_.size, [&](const TileId& id) { return files_->get(id, false); });
  TRY(const Hash root, tlog::root_of(at, reader));
  if (root != *options_.resume_root) {
    return fail(Errc::conflict, "the log contradicts the root of size " + std::to_string(at) + " seen at the last audit");
  }
  const std::uint64_t first = at / tlog::kTileWidth;
  std::vector<std::string> tiles;
  for (const TileId& id : tlog::edge_tiles(first * tlog::kTileWidth)) {
    TRY(std::string bytes, tlog::cut_tile(id, reader));
    tiles.push_back(std::move(bytes));
  }
  TRY(edge_, tlog::TileEdge::load(first * tlog::kTileWidth, tiles));
  return first;
}

void Auditor::check_mark(std::uint64_t index, const act::Act& act) {
  const json::Value* size_value = act.at_name("size");
  const std::int64_t* size = size_value ? size_value->integer() : nullptr;
  const auto root = act.id_at("root");
  const std::string file = tlog::tile_path({true, 0, index / tlog::kTileWidth, tlog::kTileWidth});
  if (size == nullptr || *size < 0 || !root) return;  // its schema makes it void; not the log's word
  ++report_.marks;
  if (static_cast<std::uint64_t>(*size) > report_.size) {
    add_fault(file, "the log's mark names a size it has not reached", index);
    return;
  }
  tlog::TileReader reader(report_.size, [&](const TileId& id) { return files_->get(id, false); });
  const auto actual = tlog::root_of(static_cast<std::uint64_t>(*size), reader);
  if (!actual) return;  // the tile at fault is named by itself
  if (actual->data != root->data) add_fault(file, "the log's mark names a root its tree never had", index);
}

void Auditor::note_act(std::uint64_t index, const AuditedEntry& entry) {
  const act::Act& act = entry.act;
  ++report_.acts;
  if (!log_key_) log_key_ = log_key_named_by(act, assembly_, report_.origin);
  if (act.type == "mark" && origin_of(assembly_, act.by) == report_.origin) check_mark(index, act);
  if (on_act_) on_act_(index, act, entry.detail);
}

/// The last partial bundle and its tile disagree: the root says which is right.
void Auditor::decide_last(AuditedBundle& bundle) {
  auto leads = [&](const std::vector<Hash>& leaves) {
    tlog::TileEdge edge = edge_;
    for (const Hash& leaf : leaves) edge.append(leaf);
    return edge.root() == report_.root;
  };
  if (leads(bundle.stored)) {
    bundle.leaves = bundle.stored;
    blame_entries(bundle);
  } else {
    blame_tile(bundle);
    if (!leads(bundle.computed) && !broken_) blame_entries(bundle);
  }
}

void Auditor::take_bundle(AuditedBundle bundle) {
  if (bundle.undecided) decide_last(bundle);
  for (Fault& fault : bundle.faults) add_fault(std::move(fault.file), std::move(fault.message), fault.index);
  report_.details += bundle.details;
  report_.details_absent += bundle.details_absent;
  report_.bytes += bundle.bytes;
  for (std::size_t i = 0; i < bundle.entries.size(); ++i) {
    if (bundle.entries[i] && bundle.first + i >= options_.resume_at) note_act(bundle.first + i, *bundle.entries[i]);
  }
  if (bundle.leaves.size() != bundle.width) broken_ = true;
  if (broken_) return;
  for (const Hash& leaf : bundle.leaves) edge_.append(leaf);
  for (const auto& tile : edge_.take()) {
    if (!tile.id.full()) partial_[tile.id.level] = tile;
    else if (tile.id.level > 0) check_tile(tile);
  }
}

void Auditor::check_tile(const tlog::TileData& tile) {
  const auto stored = files_->get(tile.id, false);
  const std::string path = tlog::tile_path(tile.id);
  if (!stored) add_fault(path, stored.error().message);
  else if (*stored != tile.bytes) add_fault(path, "the tile is not what the entries below it give");
  else report_.bytes += stored->size();
}

void Auditor::check_edge() {
  if (broken_) return;
  if (edge_.root() != report_.root) {
    add_fault("checkpoint", "the root is not that of the entries");
    return;
  }
  for (const auto& [level, tile] : partial_) {
    if (level > 0 && tlog::has_tile(tile.id, report_.size)) check_tile(tile);  // level 0: with its bundle
  }
}

/// A partial file of an earlier size: it must be the beginning of the one that holds now.
void Auditor::check_narrow(const std::string& name, const TileId& id, bool pack) {
  TileId wide = id;
  wide.width = tlog::kTileWidth;
  if (id.index >= tlog::full_tiles(id.level, report_.size)) wide.width = tlog::partial_width(id.level, report_.size);
  const auto whole = files_->get(wide, pack);
  const auto narrow = source_.get(name);
  if (!whole || !narrow) return;  // the one that holds now is named by itself; the other just went
  Result<std::string> cut = whole->substr(0, id.width * tlog::kHashBytes);
  if (pack) cut = cut_pack(*whole, wide.width, id.width);
  else if (id.entries) cut = cut_bundle(*whole, wide.width, id.width);
  if (cut && *cut != *narrow) add_fault(name, "the partial file is not the beginning of the newer one");
}

void Auditor::check_blob(const std::string& name) {
  const auto hash = parse_hex<Hash>(std::string_view(name).substr(5));
  if (!hash) {
    add_fault(name, "a blob's name is 64 hex digits");
    return;
  }
  const auto bytes = source_.get(name);
  if (!bytes) add_fault(name, bytes.error().message);
  else if (sha256(*bytes) != *hash) add_fault(name, "the blob does not hash to its name");
  else ++report_.blobs, report_.bytes += bytes->size();
}

void Auditor::check_fork(const std::string& name) {
  const auto bytes = source_.get(name);
  const auto fork = bytes ? tlog::parse_fork(*bytes) : fail(bytes.error());
  const auto shown = fork ? tlog::verify_fork(*fork) : fail(fork.error());
  if (!shown) return add_fault(name, "the evidence shows no fork: " + shown.error().text());
  if (name.substr(5) != tlog::fork_name(*bytes)) return add_fault(name, "the evidence does not hash to its name");
  if (fork->log.name == report_.origin && !options_.living) add_fault(name, "this very log has signed two histories");
  report_.bytes += bytes->size();
  report_.forks.push_back(*fork);
}

void Auditor::check_name(const std::string& name, bool moved) {
  if (name == "checkpoint" || name.starts_with("returned/")) return;
  if (name.starts_with("blob/")) return check_blob(name);
  if (name.starts_with("fork/")) return check_fork(name);
  const bool pack = name.starts_with("detail/");
  if (!pack && !name.starts_with("tile/")) return add_fault(name, "not a file of a record");
  const auto id = pack ? parse_pack_path(name) : tlog::parse_tile_path(name);
  if (!id) return add_fault(name, "not the path of a tile, bundle or pack");
  if (tlog::has_tile(*id, report_.size)) return;
  const std::uint64_t hashes = id->level < 8 ? report_.size >> (tlog::kTileHeight * id->level) : 0;
  if (id->index <= hashes / tlog::kTileWidth && id->index * tlog::kTileWidth + id->width <= hashes) {
    return check_narrow(name, *id, pack);
  }
  if (!moved) add_fault(name, "not part of a record of size " + std::to_string(report_.size));
}

void Auditor::check_names() {
  const auto names = source_.list("");
  if (!names) {
    if (names.error().code != Errc::unsupported) add_fault("", names.error().message);
    return;
  }
  const auto again = source_.get("checkpoint");
  // A living log: what is newer is not ours to judge.
  const bool moved = options_.living || (again && *again != checkpoint_);
  for (const std::string& name : *names) check_name(name, moved);
}

Result<AuditReport> Auditor::run() {
  TRY_VOID(load_checkpoint());
  const std::size_t slash = report_.origin.find('/');
  const auto assembly = parse_hex<act::ActId>(std::string_view(report_.origin).substr(0, slash));
  if (slash == std::string::npos || !assembly) {
    return fail(Errc::malformed, "checkpoint: the origin must be <assembly id>/<hash of the log's key>");
  }
  assembly_ = *assembly;
  check_given_key();
  auto first = resume();
  if (!first) {
    add_fault("checkpoint", first.error().message);
    return report_;
  }
  const std::uint64_t bundles = report_.size / tlog::kTileWidth + (report_.size % tlog::kTileWidth > 0 ? 1 : 0);
  {
    OrderedPool pool(options_.threads, *first, bundles,
                     [this](std::uint64_t index) { return audit_bundle(*files_, index, assembly_, options_.signatures); });
    for (std::uint64_t index = *first; index < bundles && !full(); ++index) {
      take_bundle(pool.take());
      if (on_progress_) on_progress_(std::min(report_.size, (index + 1) * tlog::kTileWidth), report_.size);
    }
  }
  check_signature();
  if (report_.faults.size() >= options_.max_faults) {
    report_.faults.push_back({std::nullopt, "", "stopped after " + std::to_string(options_.max_faults) + " faults"});
    return report_;
  }
  check_edge();
  check_names();
  return report_;
}

}  // namespace

Result<AuditReport> audit(Source& source, const AuditOptions& options, const OnAct& on_act,
                          const OnProgress& on_progress) {
  return Auditor(source, options, on_act, on_progress).run();
}

}  // namespace althing::record
