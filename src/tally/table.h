// Evidence as tables: everything needed to follow a count by hand. Methods fill tables; JSON, HTML
// and the terminal show them without knowing the methods. Titles and labels are English message
// ids: whoever shows a table may translate them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tally/profile.h"

namespace althing::tally {

struct OptionCell {
  OptionIndex option;
};
using OptionList = std::vector<OptionIndex>;
/// Nothing, words or an exact number as text, an integer, an option, several options.
using Cell = std::variant<std::monostate, std::string, std::int64_t, OptionCell, OptionList>;

struct Column {
  std::string key;                    // name in JSON
  std::string label;                  // shown; empty for a column of one option: its name is shown
  std::optional<OptionIndex> option;  // a value of this option: in JSON {key: {id: value}}
};

struct Table {
  std::string key;  // name in JSON
  std::string title;
  std::string note;  // a sentence below it, may be empty
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // as long as columns each
  std::size_t lead = 1;                 // columns that say what a row is
};

}  // namespace althing::tally
