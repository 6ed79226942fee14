#include "node/refill.h"

#include <algorithm>
#include <future>

#include "node/limits.h"

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
