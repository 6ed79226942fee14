// The file in which receipts of ballots are kept: one JSON object a line, {"format": "althing-receipt/v1", "ballot",
// "poll", "note", "log", "proof"}. docs/operating.md.
#pragma once

#include <string>
#include <vector>

#include "act/act.h"
#include "base/fs.h"
#include "base/json.h"

namespace althing::cli {

inline constexpr std::size_t kMaxReceiptsFile = 64u << 20;

struct StoredReceipt {
  act::ActId ballot, poll;
  Key log;
  std::string note, proof;  // the entry; C2SP tlog-proof
};

/// malformed names the line and the member.
Result<std::vector<StoredReceipt>> load_receipts(Fs& fs, const std::string& path);
/// Adds those that are not in the file yet, durably. too_large: the file would grow over kMaxReceiptsFile.
Result<void> add_receipts(Fs& fs, const std::string& path, const std::vector<StoredReceipt>& receipts);
/// Those of an answer of POST /acts/{id}/receipts. Nothing in it is believed: it is what is kept.
std::vector<StoredReceipt> receipts_in(const json::Value& answer);

}  // namespace althing::cli
