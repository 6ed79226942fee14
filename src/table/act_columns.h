// What a mapping's [act] says: how a row becomes an act of the watch file and its words. The names of kinds and
// extents are the catalogue's (src/act), which this room does not see: who makes the acts checks them. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::table {

inline constexpr std::size_t kMaxWordForms = 8, kMaxLinkColumns = 8, kMaxCellColumns = 256;

/// A member with one word: the same for every row, or by a column.
struct Pick {
  std::string fixed;                          // if `column` is ""
  std::string column;
  std::map<std::string, std::string> values;  // of cells: whole, or their beginning with a final *
  std::string other;                          // of cells that `values` does not name, empty ones too
  std::string before, after;                  // only what stands between these counts; a cell without them is empty
  bool tokens = false;                        // cells that `values` does not name become tokens of their letters

  /// What a cell is called; nothing of one that is not named. "" leaves the member out.
  std::optional<std::string> of(std::string_view cell) const;
  /// What the mapping may call cells: `fixed`, values and `other`.
  std::vector<std::string> words() const;
};

/// Words out of cells: the first form all of whose columns have something in the row.
struct Words {
  struct Piece {
    bool is_column = false;
    std::string text;
  };
  std::vector<std::vector<Piece>> forms;
};

struct Targets {
  std::string column, split;
};

/// Which cells are kept as they stand beside what was made of them.
enum class KeptCells { mapped, all, listed };

struct ActColumns {
  Pick kind;
  std::optional<Pick> region, extent, end, precision;
  Words title;
  std::map<std::string, Words> words;  // text, justification, cause, place, note
  std::optional<Targets> targets;
  std::vector<std::string> links;      // columns in which addresses stand
  std::string lang;
  KeptCells kept = KeptCells::mapped;
  std::vector<std::string> cells;      // of KeptCells::listed, beside the mapped ones
};

/// Every column that [act] reads, in its order.
void add_columns(const ActColumns& act, std::vector<std::string>& out);

/// "political-instability": letters and digits, in at most `most` characters of a-z 0-9 -; what is longer, or has no
/// Latin letters, ends in (is) 12 hex digits of its hash.
std::string word_token(std::string_view text, std::size_t most);

}  // namespace althing::table
