// Names of the files of a data folder (DESIGN.md 4) and the bytes of the two small ones: key files
// and the assembly's id. Pure but for load and save. docs/format-record.md is the document.
#pragma once

#include <string>
#include <string_view>

#include "act/act.h"
#include "base/fs.h"
#include "crypto/ed25519.h"
#include "tlog/tile.h"

namespace althing::record {

inline constexpr std::string_view kKeysDir = "keys";
inline constexpr std::string_view kStageDir = "stage";
inline constexpr std::string_view kRecordDir = "record";
inline constexpr std::string_view kAssemblyFile = "assembly";
inline constexpr std::string_view kLockFile = "lock";
inline constexpr std::string_view kCheckpointFile = "record/checkpoint";
inline constexpr std::string_view kBlobDir = "record/blob";
inline constexpr std::string_view kForkDir = "record/fork";

/// "detail/<N>[.p/<W>]": the pack that runs parallel to an entry bundle (bundle.entries is set).
std::string pack_path(const tlog::TileId& bundle);
/// The bundle a pack runs parallel to. malformed unless pack_path writes it so.
Result<tlog::TileId> parse_pack_path(std::string_view path);
/// "blob/<hex>".
std::string blob_path(const Hash& name);

/// keys/<which>.key = "althing-key/v1 <base64url seed>\n".
std::string key_file(std::string_view which);
std::string write_key(const KeyPair& key);
/// malformed never quotes the text: it is a secret.
Result<KeyPair> parse_key_file(std::string_view text);

/// assembly = "<id hex>\n".
std::string write_assembly(const act::ActId& id);
Result<act::ActId> parse_assembly(std::string_view text);

}  // namespace althing::record
