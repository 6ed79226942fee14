// Splits a treaty text whose margin numbers are glued to their paragraphs ("51.3 These ..." is No. 5,
// section 1.3) into numbered provisions. No number can be told from the text alone; the next one is
// always known, and the section's article must agree. docs/case-file.md, "margin-number". Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::cli {

struct MarginOptions {
  struct Stop {
    std::string at;      // start of the line, after "#", "*" and spaces
    std::string reason;  // why nothing is taken from there on
  };
  int from = 1;
  int to = 1;
  std::vector<std::string> heading_lines;  // unmarked lines that are headings ("Preamble")
  std::vector<Stop> stops;
};

struct MarginProvision {
  int number = 0;
  std::string label;    // "1.1 b)"; where no section is printed, the heading's first line
  std::string heading;  // "Article 1: Purpose and Scope of the Regulations"
  std::string text;     // paragraphs, list items as "- item"
  std::string note;     // footnotes, empty if none
  std::vector<std::size_t> lines;  // the file's lines it came from, from 1
};

struct MarginRest {
  std::string title;   // its first line
  std::string reason;
  std::vector<std::size_t> lines;  // never empty
};

/// Every line that is not blank is in exactly one place: a provision, a heading or a rest.
struct MarginText {
  std::vector<MarginProvision> provisions;
  std::vector<std::size_t> headings;
  std::vector<MarginRest> rest;
};

/// malformed, naming the line: a line that starts with a digit and is not the next number; a text that
/// ends before `to`; markup that is not known.
Result<MarginText> split_margin_numbers(std::string_view text, const MarginOptions& options);

}  // namespace althing::cli
