// A plan of a timing analysis and what it came to, in the reader's language: timing/words.h says the same in English
// on the command line. No sentence says more than the numbers do.
#pragma once

#include "assembly/watch/plan.h"
#include "web/page_kit.h"

namespace althing::web {

/// "the day of the event", "the day 3 days after the event", "from 7 days before to 7 days after the event".
std::string window_words(const Translator& t, const timing::Window& window);
/// One window in plain words. `placebo`: what the same window came to away from the events, or nullptr.
std::string result_words(const Translator& t, const timing::WindowReport& window, const timing::WindowReport* placebo);
/// "is, no · shutdown · with cause:elections": which rows; "all of them" if none is left out.
Raw choice_words(View& view, const assembly::watch::RowChoice& choice);
std::string_view left_out_words(const Translator& t, assembly::watch::Why why);
/// Rates of onset by days from the event, over the band of turned calendars: for the eye, the table beside it tells the same.
Raw curve_chart(const Translator& t, const timing::Report& report);

}  // namespace althing::web
