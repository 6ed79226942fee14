// althing export --static: the whole assembly as files, for any web server, a stick or a disk: every page that a visitor
// reads, feeds, tables and files, and the record itself, from which a node can be started (src/web/still.h).
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "web/still.h"

namespace althing::cli {

struct StaticOptions {
  std::string dir;                 // data folder, no node running on it; "" = read the node at --node
  std::string out;                 // folder to make
  std::vector<std::string> langs;  // empty: all
  std::vector<std::string> live;   // addresses of nodes that take part; empty: the peers that the node names
  std::string base_url;            // where the copy will be served, for permalinks; may be ""
  std::size_t max_files = web::kMaxStillFiles;
};

/// Made beside `out` and renamed to it when it is whole. conflict: `out` exists, or a node runs on the folder.
Result<int> export_static(Context& context, const StaticOptions& options);

}  // namespace althing::cli
