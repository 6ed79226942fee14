// Details that come late, details that go for good, and blobs (DESIGN.md 4 and 8).
#include <algorithm>
#include <map>

#include "record/layout.h"
#include "record/limits.h"
#include "record/pack.h"
#include "record/store.h"

namespace althing::record {
namespace {

tlog::TileId full_bundle(std::uint64_t index) { return tlog::TileId{true, 0, index, tlog::kTileWidth}; }

void set_detail(std::shared_ptr<const NewEntry>& entry, std::string_view bytes) {
  entry = std::make_shared<const NewEntry>(NewEntry{entry->note, std::string(bytes)});
}

}  // namespace

/// Rewrites the pack of a full bundle; nothing if it already is so.
Result<void> Store::replace_in_pack(std::uint64_t bundle,
                                    const std::vector<std::pair<std::size_t, std::string_view>>& changes, bool durable) {
  TRY(const std::string old, read_full(full_bundle(bundle), true));
  TRY(auto details, parse_pack(old, tlog::kTileWidth));
  for (const auto& [at, bytes] : changes) details[at] = bytes;
  std::string pack;
  for (const auto detail : details) append_detail(pack, detail);
  const std::string name = in_record(pack_path(full_bundle(bundle)));
  if (durable) return folder_.put_durable(name, pack);
  return pack == old ? Result<void>{} : folder_.put(name, pack);
}

Result<void> Store::put_detail(std::uint64_t index, std::string_view bytes) {
  TRY_VOID(writable());
  if (index >= head_.size()) return fail(Errc::not_found, "the log has no entry " + std::to_string(index));
  if (bytes.empty()) return fail(Errc::malformed, "a detail must not be empty");
  if (bytes.size() > act::kMaxDetailBytes) {
    return fail(Errc::too_large, "a detail has at most " + std::to_string(act::kMaxDetailBytes) + " bytes");
  }
  TRY(const auto held, read_details(index, index + 1));
  if (held[0] == bytes) return {};

  if (auto done = journal_->add(JournalDetail{index, std::string(bytes)}); !done) {
    return fail(within(failed(std::move(done).error())));
  }
  Result<void> done;
  Head next = head_;
  if (index >= head_.tail_begin()) {
    set_detail(next.tail[index - next.tail_begin()], bytes);
    done = folder_.put(in_record(pack_path(next.tail_bundle())), next.pack_bytes());
  } else {
    done = replace_in_pack(index / tlog::kTileWidth, {{index % tlog::kTileWidth, bytes}}, false);
  }
  if (!done) {
    journal_->take_back();
    return fail(within(failed(std::move(done).error())));
  }
  head_ = std::move(next);
  set_published(published().snapshot);
  renew_journal_if_long();
  return {};
}

/// No pack of the tail's bundle but the current one may stay, nor the temp file of a failed write.
Result<void> Store::purge_tail_packs() {
  TRY_VOID(sweep_leftovers());
  return folder_.remove(std::string(kStageDir) + "/new");
}

Result<void> Store::erase_details(std::span<const std::uint64_t> indices) {
  TRY_VOID(writable());
  std::map<std::uint64_t, std::vector<std::pair<std::size_t, std::string_view>>> packs;
  Head next = head_;
  for (const std::uint64_t index : indices) {
    if (index >= head_.size()) return fail(Errc::not_found, "the log has no entry " + std::to_string(index));
    if (index >= head_.tail_begin()) set_detail(next.tail[index - next.tail_begin()], {});
    else packs[index / tlog::kTileWidth].emplace_back(index % tlog::kTileWidth, std::string_view{});
  }
  if (indices.empty()) return {};
  head_ = std::move(next);
  set_published(published().snapshot);
  // The journal first: a crash from here on cannot bring the details of the tail back. One that was in
  // a full pack may still be there: the caller repeats the erasure until it succeeds.
  auto erase = [&]() -> Result<void> {
    TRY_VOID(purge_tail_packs());
    TRY_VOID(renew_journal());
    for (const auto& [bundle, changes] : packs) TRY_VOID(replace_in_pack(bundle, changes, true));
    if (head_.tail.empty()) return {};
    return folder_.put_durable(in_record(pack_path(head_.tail_bundle())), head_.pack_bytes());
  };
  if (auto done = erase(); !done) return fail(within(failed(std::move(done).error())));
  return {};
}

Result<void> Store::put_blob(const Hash& name, std::string_view bytes) {
  if (options_.read_only) return fail(Errc::usage, "the record is open for reading only");
  if (bytes.size() > kMaxBlobBytes) return fail(Errc::too_large, "a blob has at most " + std::to_string(kMaxBlobBytes) + " bytes");
  if (sha256(bytes) != name) return fail(Errc::conflict, "sha256", "the bytes do not hash to the name given");
  const std::lock_guard lock(blob_mutex_);
  if (read_blob(name)) return {};  // one that is damaged is put right
  const std::string temp = folder_.path(std::string(kStageDir) + "/blob.new");
  const std::string path = folder_.path(in_record(blob_path(name)));
  auto put = [&]() -> Result<void> {
    {
      TRY(const auto file, fs_.open(temp, OpenMode::create));
      TRY_VOID(file->truncate(0));
      TRY_VOID(file->write(0, as_bytes(bytes)));
      TRY_VOID(file->sync());
    }
    TRY_VOID(fs_.rename(temp, path));
    return fs_.sync_dir(parent_dir(path));
  };
  auto done = put();
  if (!done) {
    // Not there until it is known to be durable: a later put must not take it for granted.
    static_cast<void>(fs_.remove(temp));
    static_cast<void>(fs_.remove(path));
    return fail(within(std::move(done).error()));
  }
  return {};
}

Result<std::string> Store::read_blob(const Hash& name) const {
  auto bytes = folder_.read(in_record(blob_path(name)), kMaxBlobBytes);
  if (!bytes && bytes.error().code == Errc::not_found) return fail(Errc::not_found, "no such blob here");
  if (bytes && sha256(*bytes) != name) return fail(Errc::corrupt, blob_path(name) + " does not hash to its name");
  return bytes;
}

bool Store::has_blob(const Hash& name) const { return fs_.exists(folder_.path(in_record(blob_path(name)))); }

}  // namespace althing::record
