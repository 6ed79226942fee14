// record/returned/<log>/<n>/: prefixes of other nodes' logs that closed polls rest on (DESIGN.md 4, 5), so that a copied
// folder can recount every poll. `size` in decimal with a newline, level-0 tiles in C2SP bytes and paths, and under
// `entry/<hex of the leaf hash>` the entries that this node's log lacks (the same act by another signature). A log that
// tells two stories has several <n>, from 0. docs/format-record.md. Whoever reads it checks it against a signed root.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "record/audit.h"
#include "tlog/tile_reader.h"

namespace althing::record {

/// Entries of one prefix that is kept: 512 MiB of leaf hashes.
inline constexpr std::uint64_t kMaxReturnedEntries = std::uint64_t{1} << 24;
inline constexpr std::size_t kMaxReturnedFile = tlog::kMaxLeafBytes;  // of one: a tile has 8 KiB, an entry at most this
/// Contradicting histories of one log that are kept.
inline constexpr std::size_t kMaxReturnedBranches = 4;

/// "returned/<32 hex digits of the log key's hash>".
std::string returned_dir(const Key& log);
/// "<returned_dir>/<n>".
std::string returned_dir(const Key& log, std::size_t branch);
/// "<dir>/entry/<hex>".
std::string returned_entry(const std::string& dir, const Hash& leaf);

/// Whether a path is one that files below `returned/` have: for who serves them.
bool is_returned_path(std::string_view path);

/// How many leaves `dir` says it has. not_found; corrupt: no number up to kMaxReturnedEntries.
Result<std::uint64_t> returned_size(Source& source, const std::string& dir);
/// The leaves [from, to) of level-0 tiles, `from` a multiple of 256. Asks for the last one at the width of `to`; what
/// comes may be wider.
Result<std::vector<Hash>> read_leaves(const tlog::TileFetch& fetch, std::uint64_t from, std::uint64_t to);
/// All leaves that `dir` has.
Result<std::vector<Hash>> read_returned(Source& source, const std::string& dir);

/// Writes a prefix durably; the first `same` of its leaves are there already. What was there stays readable.
/// @param dir of the folder `record/`, a returned_dir() with a branch
Result<void> write_returned(Fs& fs, const std::string& record_dir, const std::string& dir, std::span<const Hash> leaves, std::uint64_t same);

}  // namespace althing::record
