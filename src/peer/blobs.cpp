#include "peer/blobs.h"

#include <fmt/format.h>

#include <algorithm>

#include "peer/limits.h"

namespace althing::peer {
namespace {

// What was told fits a file of which `have` bytes are here.
Result<void> check(const BlobPiece& piece, std::uint64_t have, const Hash& name) {
  const std::uint64_t got = piece.bytes.size();
  const bool fits = piece.total > 0 && piece.total <= kMaxBlobBytes && have <= piece.total && got <= piece.total - have && (got > 0 || have == piece.total);
  if (fits) return {};
  return fail(Errc::corrupt, "blob", fmt::format("{} is said to have {} bytes, of which {} came from {} on; a file has 1 to {}", to_hex(name), piece.total, got, have, kMaxBlobBytes));
}

}  // namespace

// True if the file is settled: here now, or wrong.
Result<bool> BlobPull::fetch(Wire& wire, const std::string& part, const Hash& name, Fs& fs, Ledger& ledger, BlobReport& report, std::uint64_t& left) {
  {
    TRY(const auto file, fs.open(part, OpenMode::create));
    TRY(std::uint64_t have, file->size());
    for (std::uint64_t total = have + 1; have < total;) {
      if (left == 0) return false;
      TRY(const BlobPiece piece, wire.blob(name, have));
      TRY_VOID(check(piece, have, name));
      total = piece.total;
      TRY_VOID(file->write(have, as_bytes(piece.bytes)));
      have += piece.bytes.size();
      left -= std::min<std::uint64_t>(left, piece.bytes.size());
    }
  }
  TRY(const std::string bytes, fs.read_file(part, kMaxBlobBytes));
  if (sha256(bytes) == name) {
    TRY_VOID(ledger.add_blob(name, bytes));
    ++report.files;
    report.bytes += bytes.size();
  } else {
    ++report.wrong;
  }
  TRY_VOID(fs.remove(part));
  return true;
}

Result<BlobReport> BlobPull::round(Wire& wire, RemoteLog& log, Fs& fs, Ledger& ledger, std::int64_t now_ms) {
  BlobReport report;
  std::uint64_t left = kBlobBytesPerRound;
  std::size_t asked = 0;
  for (const Hash& name : ledger.lacks_blobs()) {
    const auto later = later_.find(name);
    if (later != later_.end() && now_ms < later->second) continue;
    if (left == 0 || asked++ == kMaxBlobParts) {
      report.more = true;
      break;
    }
    const std::uint64_t wrong = report.wrong;
    const std::string part = join_path(log.dir(), "blob-" + to_hex(name));
    const auto settled = fetch(wire, part, name, fs, ledger, report, left);
    const Errc why = settled ? Errc::internal : settled.error().code;
    const bool not_here = why == Errc::not_found;
    if (not_here || why == Errc::corrupt) static_cast<void>(fs.remove(part));
    if (not_here || why == Errc::corrupt || report.wrong > wrong) later_[name] = now_ms + kBlobRetryMs;
    if (!settled && !not_here) return fail(settled.error());
    if (settled && !*settled) report.more = true;
  }
  return report;
}

}  // namespace althing::peer
