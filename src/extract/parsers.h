// One function for each kind of file. Call them in a process that may be lost: the libraries behind them read
// strangers' bytes, may take any time and memory, and may crash. Each answers within Limits' sizes.
#pragma once

#include <string_view>

#include "extract/outcome.h"

namespace althing::extract {

/// What people see of an HTML page as text; scripts, styles and templates are dropped. libxml2.
Outcome read_html(std::string_view bytes, const Limits& limits);
/// Page by page in reading order. why::kDamaged, why::kLocked, why::kEmpty. poppler.
Outcome read_pdf(std::string_view bytes, const Limits& limits);

/// "pdf", "html" or "text", by what the file begins with and never by its name; "" for anything else.
std::string kind_of(std::string_view bytes);
/// Any of them; why::kKind, why::kSize too.
Outcome read_file(std::string_view bytes, const Limits& limits);

}  // namespace althing::extract
