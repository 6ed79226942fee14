// Atom feeds (RFC 4287) by typed append: every text is escaped and holds only what XML 1.0 allows. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace althing::web {

struct AtomEntry {
  std::string id;         // a URI that never changes
  std::string title;      // plain; may be people's words, like all texts here
  std::string url;        // absolute
  std::string author;
  std::string category;   // a token
  std::string summary;    // plain
  std::string lang;       // of title and summary, "" = the feed's
  UnixSeconds published = 0, updated = 0;
};
struct AtomFeed {
  std::string id, title, url, self;  // `url` is the page it is the feed of
  std::string lang;
  UnixSeconds updated = 0;           // if there are no entries; else the newest entry's
  std::vector<AtomEntry> entries;
};
std::string write_atom(const AtomFeed& feed);

}  // namespace althing::web
