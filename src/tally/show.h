// A count record as JSON (docs/counting.md, "The count record"), as terminal text and as an HTML
// fragment. Pure, thread-safe. What people wrote (titles, names) is escaped in HTML and, in text,
// left to the caller's terminal filter.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "tally/record.h"

namespace althing::tally {

json::Value to_json(const CountRecord& record);

/// Whether a cell is a number, as such or as text: numbers are aligned to the right.
bool is_number(const Cell& cell);

/// Words for the person: gets an English message id (a title or label of ours), gives its
/// translation.
using Translate = std::function<std::string(std::string_view)>;

/// Summary, ties, outcomes and all tables in fixed columns, wide tables in blocks.
std::string to_text(const CountRecord& record);
/// An HTML fragment: sections with headings from h2, tables with captions. No script, no style.
std::string to_html(const CountRecord& record, const Translate& translate = {});
/// A whole page around the fragment, readable without any other file.
std::string to_html_page(const CountRecord& record);

/// Sentences all views share.
std::string outcome_sentence(const CountRecord& record);
std::string tie_sentence(const CountRecord& record, const TieEvent& tie);

}  // namespace althing::tally
