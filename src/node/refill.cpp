#include "node/refill.h"

#include <algorithm>

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

Result<void> refill(index::Index& index, const record::Record& record,
                    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  const std::uint64_t size = record.snapshot()->size;
  for (std::uint64_t at = index.folded(); at < size;) {
    const std::uint64_t end = std::min<std::uint64_t>(size, at + kIndexBatch);
    TRY(const auto batch, read_entries(record, at, end));
    TRY_VOID(index.apply(batch).map([](const auto&) {}));
    at = end;
    if (on_progress) on_progress(at, size);
  }
  return {};
}

}  // namespace althing::node
