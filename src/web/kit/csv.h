// One cell of a CSV file (RFC 4180) with people's words in it. Spreadsheets show what they hold and run
// what looks like a formula, so hidden characters are spelled out as on pages (hidden.h) and a leading
// = + - @ gets an apostrophe. The exact words are in the act's detail. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "web/kit/hidden.h"

namespace althing::web {

/// Appends the cell, quoted, and what parts it from the next one, or CR LF after the last.
/// @param kind names and other lines, or texts, which keep their line breaks
void csv_cell(std::string& out, std::string_view text, TextKind kind, bool last = false);

}  // namespace althing::web
