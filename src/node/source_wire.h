// A wire over a record's public files: a folder, a stick, a static mirror, a node. Of a node that can pick
// single entries (`select`) only what is missing is fetched, where that is less. One thread at a time.
#pragma once

#include <functional>
#include <string>

#include "peer/wire.h"
#include "record/audit.h"

namespace althing::node {

class SourceWire : public peer::Wire {
 public:
  explicit SourceWire(record::Source& source) : source_(source) {}

  Result<std::optional<std::string>> checkpoint() override;
  Result<std::string> tile(const tlog::TileId& id) override;
  Result<std::vector<std::string>> entries(const tlog::TileId& bundle, const peer::Places& places) override;
  Result<std::vector<std::string>> details(const tlog::TileId& bundle, const peer::Places& places) override;
  Result<peer::BlobPiece> blob(const Hash& name, std::uint64_t offset) override;

  /// GET /entries/<n> and /details/<n> with `only`, "" of bytes if this address has none. Set by whoever knows a node.
  std::function<Result<std::string>(const std::string& target)> select;
  /// Part of a public file; without it files are read whole. Set by whoever knows a server.
  std::function<Result<peer::BlobPiece>(const std::string& path, std::uint64_t offset)> ranged;

 private:
  /// The bytes at this width, or a full file's where the partial one is gone; `width` says which.
  Result<std::string> at_width(const tlog::TileId& id, bool pack, unsigned& width);
  Result<std::string> selected(std::string_view kind, const tlog::TileId& bundle, const peer::Places& places);

  record::Source& source_;
  std::string last_;  // checkpoint
};

/// 64 hex digits: place i is bit i % 8 (least significant first) of byte i / 8. malformed otherwise.
std::string write_places(const peer::Places& places);
Result<peer::Places> parse_places(std::string_view text);

}  // namespace althing::node
