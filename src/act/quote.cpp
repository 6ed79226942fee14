#include "act/quote.h"

#include <fmt/format.h>

namespace althing::act {

std::string quoted(std::string_view text, std::size_t max_chars) {
  std::string out = "\"";
  for (char c : text.substr(0, max_chars)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte < 0x20 || byte >= 0x7f) fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    else out += c;
  }
  out += '"';
  if (text.size() > max_chars) out += "...";
  return out;
}

std::string shown(const json::Value& value) {
  if (const std::string* s = value.string()) return quoted(*s);
  if (const std::int64_t* n = value.integer()) return fmt::format("{}", *n);
  if (const bool* b = value.boolean()) return *b ? "true" : "false";
  if (const json::Array* a = value.array()) return fmt::format("an array of {}", a->size());
  if (const json::Object* o = value.object()) return fmt::format("an object of {}", o->size());
  return "null";
}

}  // namespace althing::act
