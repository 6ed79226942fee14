#include "web/kit/csv.h"

namespace althing::web {

void csv_cell(std::string& out, std::string_view text, TextKind kind, bool last) {
  const std::string shown = visible(text, kind);
  out += '"';
  if (!shown.empty() && std::string_view("=+-@\t\r").find(shown.front()) != std::string_view::npos) out += '\'';
  for (const char c : shown) {
    if (c == '"') out += '"';
    out += c;
  }
  out += last ? "\"\r\n" : "\",";
}

}  // namespace althing::web
