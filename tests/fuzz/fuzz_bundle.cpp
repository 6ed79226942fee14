// Entry bundles and detail packs: the first byte says how many entries. What is read is written back
// byte for byte, fits no other number of entries, and only opens under its own leaf hashes.
#include "base/check.h"
#include "record/pack.h"
#include "tlog/bundle.h"

using namespace althing;
using namespace althing::tlog;

namespace {

void check_bundle(std::string_view bytes, std::size_t width, const std::vector<std::string_view>& entries) {
  const std::vector<std::string> copies(entries.begin(), entries.end());
  const auto written = write_bundle(copies);
  CHECK(entries.size() == width && written && *written == bytes);
  for (const std::size_t other : {width - 1, width + 1}) {
    if (other <= kTileWidth) CHECK(!parse_bundle(bytes, other));
  }
  std::vector<Hash> hashes;
  for (const std::string_view entry : entries) hashes.push_back(leaf_hash(as_bytes(entry)));
  const auto opened = open_bundle(bytes, hashes);
  CHECK(opened && *opened == entries);
  if (hashes.empty()) return;
  hashes[bytes.size() % width].data[0] ^= 1;
  const auto bent = open_bundle(bytes, hashes);
  CHECK(!bent && bent.error().message.find("entry " + std::to_string(bytes.size() % width) + " ") != std::string::npos);
  const auto cut = record::cut_bundle(bytes, width, width / 2);
  CHECK(cut && bytes.starts_with(*cut) && parse_bundle(*cut, width / 2));
}

void check_pack(std::string_view bytes, std::size_t width, const std::vector<std::string_view>& details) {
  std::string written;
  for (const std::string_view detail : details) record::append_detail(written, detail);
  CHECK(details.size() == width && written == bytes && !record::parse_pack(bytes, width + 1));
  const auto cut = record::cut_pack(bytes, width, width / 2);
  CHECK(cut && bytes.starts_with(*cut) && record::parse_pack(*cut, width / 2));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t width = data[0] + 1u;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (const auto entries = parse_bundle(bytes, width)) check_bundle(bytes, width, *entries);
  else CHECK(entries.error().code == Errc::corrupt);
  if (const auto details = record::parse_pack(bytes, width)) check_pack(bytes, width, *details);
  else CHECK(details.error().code == Errc::corrupt);
  return 0;
}
