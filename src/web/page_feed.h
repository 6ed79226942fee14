// What a feed is made of, for lists that have their own filters. page_feed.cpp.
#pragma once

#include "web/kit/atom.h"
#include "web/kit/icalendar.h"
#include "web/page_kit.h"

namespace althing::web {

/// Id, title, addresses, language; no entries. Paths are below the language.
AtomFeed feed_start(View& view, std::string_view title, std::string_view feed_path, std::string_view page_path);
AtomEntry feed_entry(const View& view, const index::Item& item);
/// An incident, event or step in a calendar (placed_files.cpp).
CalendarEvent placed_date(View& view, const index::PlacedInfo& row);

}  // namespace althing::web
