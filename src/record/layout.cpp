// Paths and small files of a data folder. See layout.h.
#include "record/layout.h"

#include "record/record.h"

namespace althing::record {
namespace {

constexpr std::string_view kEntriesPrefix = "tile/entries/";
constexpr std::string_view kPackPrefix = "detail/";
constexpr std::string_view kKeyMagic = "althing-key/v1 ";

}  // namespace

std::string pack_path(const tlog::TileId& bundle) {
  return std::string(kPackPrefix) + tlog::tile_path(bundle).substr(kEntriesPrefix.size());
}

Result<tlog::TileId> parse_pack_path(std::string_view path) {
  if (!path.starts_with(kPackPrefix)) return fail(Errc::malformed, "not a path of a detail pack");
  return tlog::parse_tile_path(std::string(kEntriesPrefix) + std::string(path.substr(kPackPrefix.size())));
}

std::string blob_path(const Hash& name) { return "blob/" + to_hex(name); }

std::string key_file(std::string_view which) { return std::string(kKeysDir) + "/" + std::string(which) + ".key"; }

std::string write_key(const KeyPair& key) {
  return std::string(kKeyMagic) + to_base64url(key.seed().view()) + "\n";
}

Result<KeyPair> parse_key_file(std::string_view text) {
  if (!text.starts_with(kKeyMagic) || !text.ends_with('\n')) {
    return fail(Errc::malformed, "a key file is one line: althing-key/v1 <seed in base64url>");
  }
  text.remove_prefix(kKeyMagic.size());
  text.remove_suffix(1);
  const auto seed = from_base64url(text);
  if (!seed || seed->size() != Seed::kSize) return fail(Errc::malformed, "the seed of a key file must be 32 bytes in base64url");
  return KeyPair::from_seed(Seed::from(as_bytes(*seed)));
}

std::string write_assembly(const act::ActId& id) { return to_hex(id) + "\n"; }

Result<act::ActId> parse_assembly(std::string_view text) {
  if (!text.ends_with('\n')) return fail(Errc::malformed, "the file `assembly` must be 64 hex digits and a newline");
  return parse_hex<act::ActId>(text.substr(0, text.size() - 1));
}

std::string origin_of(const act::ActId& assembly, const Key& log_key) {
  return to_hex(assembly) + "/" + to_hex(sha256(log_key.view())).substr(0, 32);
}

}  // namespace althing::record
