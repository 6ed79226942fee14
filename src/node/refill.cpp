#include "node/refill.h"

#include <algorithm>
#include <future>

#include "node/held_logs.h"
#include "node/limits.h"
#include "record/layout.h"
#include "tlog/tile_reader.h"

namespace althing::node {

Result<std::vector<index::IndexEntry>> read_entries(const record::Record& record, std::uint64_t from, std::uint64_t to) {
  TRY(const auto notes, record.read_notes(from, to));
  TRY(auto details, record.read_details(from, to));
  std::vector<index::IndexEntry> out;
  out.reserve(notes.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    TRY(act::Act act, act::parse_entry(notes[i]));
    out.push_back({from + i, std::move(act), std::move(details[i])});
  }
  return out;
}

// While one batch is folded, the next is read and parsed by another thread.
Result<void> refill(index::Index& index, const record::Record& record,
                    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  const std::uint64_t size = record.snapshot()->size;
  const auto read = [&](std::uint64_t at) {
    return std::async(std::launch::async, [&index, &record, at, end = std::min<std::uint64_t>(size, at + kIndexBatch)]() -> Result<std::vector<index::IndexEntry>> {
      TRY(auto entries, read_entries(record, at, end));
      for (index::IndexEntry& entry : entries) index.prepare(entry);
      return entries;
    });
  };
  std::uint64_t at = index.folded();
  if (at >= size) return {};
  for (auto next = read(at); at < size;) {
    TRY(const auto batch, next.get());
    at += batch.size();
    if (at < size) next = read(at);
    TRY_VOID(index.apply(batch).map([](const auto&) {}));
    if (on_progress) on_progress(at, size);
  }
  return {};
}

namespace {

// Which polls can be decided can rest on what other polls put in force, so it is looked at again until nothing is new.
Result<void> decide_by_folder(Fs& fs, const std::string& record_dir, index::Index& index, const record::Record& record) {
  const auto folder = record::folder_source(fs, record_dir);
  OwnLog own;
  own.key = record.log_key().key();
  own.size = index.folded();
  own.tiles = [&](const tlog::TileId& id) { return record.read_public(tlog::tile_path(id)); };
  own.root_at = [&, size = own.size](std::uint64_t at) -> Result<Hash> {
    tlog::TileReader tree(size, own.tiles);
    return tlog::root_of(at, tree);
  };
  assembly::State& state = index.state();
  std::vector<assembly::decision::WantedPrefix> before, wanted = assembly::decision::wanted_prefixes(state);
  while (wanted != before) {
    for (const assembly::ActNo no : index.repeated_entries()) {
      TRY(const auto notes, record.read_notes(no, no + 1));
      TRY(const act::Act act, act::parse_entry(notes.front()));
      own.repeated.emplace(no, act.id);
    }
    std::vector<std::string> faults;  // an audit names them
    TRY(auto logs, held_logs(*folder, own, [&](const act::ActId& id) { return state.find(id); }, wanted, faults));
    index.set_logs(std::move(logs));
    TRY_VOID(index.finish());
    before = std::exchange(wanted, assembly::decision::wanted_prefixes(state));
  }
  return {};
}

}  // namespace

Result<void> rebuild(Fs& fs, const std::string& path, const record::Record& record, index::IndexOptions options,
                     const std::function<void(std::uint64_t, std::uint64_t)>& on_progress,
                     const std::function<Result<void>(index::Index&)>& look) {
  const std::string fresh = path + ".new";
  const auto remove = [&](const std::string& name) -> Result<void> {
    if (!fs.exists(name)) return {};
    return fs.remove(name);
  };
  TRY_VOID(remove(fresh));
  options.bulk = true;
  {
    TRY(const auto index, index::Index::open(fresh, record.assembly(), options));
    TRY_VOID(refill(*index, record, on_progress));
    TRY_VOID(index->finish());
    TRY_VOID(decide_by_folder(fs, join_path(parent_dir(path), record::kRecordDir), *index, record));
    TRY_VOID(look(*index));
  }
  {
    TRY(const auto file, fs.open(fresh, OpenMode::read_write));
    TRY_VOID(file->sync());
  }
  for (const char* suffix : {"-wal", "-shm", ""}) TRY_VOID(remove(path + suffix));
  return fs.rename(fresh, path);
}

}  // namespace althing::node
