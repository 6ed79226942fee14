// Script, stylesheet and icons under /assets/, each at a URL that holds the hash of its content, so
// that browsers keep them for good and never mix two versions. Made once at start, then read-only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/kit/embed.h"

namespace althing::web {

struct Asset {
  std::string name;        // "althing.css"
  std::string hash;        // first 8 hex digits of SHA-256(bytes): also the entity tag's token
  std::string url;         // "/assets/althing.<hash>.css"
  std::string_view type;   // Content-Type
  std::string_view bytes;  // lives as long as the program
};

class Assets {
 public:
  /// Over embedded_files(): those whose extension is js, css or svg.
  Assets();
  /// The asset of that name, nullptr if there is none (a build without the script has no
  /// althing.js).
  const Asset* find(std::string_view name) const;
  /// Its URL, "" if there is none.
  std::string_view url(std::string_view name) const;
  /// The asset behind the last segment of a request for /assets/<file>: "althing.<hash>.css"
  /// exactly (immutable), or the bare name (must be revalidated). nullptr: 404, an old hash
  /// included.
  struct Match {
    const Asset* asset = nullptr;
    bool immutable = false;
  };
  Match match(std::string_view file) const;

 private:
  std::vector<Asset> assets_;
};

}  // namespace althing::web
