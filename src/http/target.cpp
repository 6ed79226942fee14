#include "http/target.h"

#include <algorithm>

#include "base/utf8.h"
#include "http/limits.h"

namespace althing::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

// Dot segments in any spelling; after one decoding "%2e%2e" has become "..", so plain text decides.
Result<void> check_segments(std::string_view path) {
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    if (segment == "." || segment == "..") {
      return fail(Errc::malformed, "target", "the path holds a `.` or `..` segment");
    }
    at = end + 1;
  }
  return {};
}

Result<std::string> decode_path(std::string_view raw) {
  // An encoded slash would be a separator for one reader and a letter for the next.
  for (std::size_t at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
    const std::string_view escape = raw.substr(at, 3);
    if (escape == "%2f" || escape == "%2F") {
      return fail(Errc::malformed, "target", "the path holds an encoded slash (%2F)");
    }
  }
  TRY(std::string path, percent_decode(raw));
  if (std::any_of(path.begin(), path.end(), is_control)) {
    return fail(Errc::malformed, "target", "the path holds a control character");
  }
  TRY_VOID(check_segments(path));
  return path;
}

Result<Params> decode_pairs(std::string_view text) {
  Params out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (out.size() == kMaxQueryParams) {
      return fail(Errc::too_large, "more than " + std::to_string(kMaxQueryParams) + " parameters");
    }
    const std::size_t equals = std::min(pair.find('='), pair.size());
    TRY(std::string name, percent_decode(pair.substr(0, equals), true));
    TRY(std::string value, percent_decode(pair.substr(std::min(equals + 1, pair.size())), true));
    out.add(std::move(name), std::move(value));
  }
  return out;
}

tl::unexpected<Error> name_field(Error error, std::string_view field) {
  error.field = field;
  return fail(std::move(error));
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(Errc::malformed, "a % that is not followed by two hex digits");
      c = static_cast<char>(high << 4 | low);
      i += 2;
    }
    if (c == '\0') return fail(Errc::malformed, "a NUL character");
    out += c;
  }
  if (!is_utf8(out)) return fail(Errc::malformed, "not UTF-8 after decoding");
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

Result<Params> parse_form(std::string_view text) {
  auto pairs = decode_pairs(text);
  if (!pairs) return name_field(std::move(pairs).error(), "form");
  return pairs;
}

Result<Target> parse_target(std::string_view target) {
  if (target.size() > kMaxTargetBytes) {
    return fail(Errc::too_large, "target", "longer than " + std::to_string(kMaxTargetBytes) + " bytes");
  }
  if (target.empty() || target.front() != '/') {
    return fail(Errc::malformed, "target", "must begin with a slash");
  }
  const bool printable = std::all_of(target.begin(), target.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
  });
  if (!printable) {
    return fail(Errc::malformed, "target", "holds a character that must be percent-encoded");
  }
  const std::size_t mark = std::min(target.find('?'), target.size());
  Target out;
  auto path = decode_path(target.substr(0, mark));
  if (!path) return name_field(std::move(path).error(), "target");
  out.path = std::move(*path);
  auto query = decode_pairs(target.substr(std::min(mark + 1, target.size())));
  if (!query) return name_field(std::move(query).error(), "target");
  out.query = std::move(*query);
  return out;
}

}  // namespace althing::http
