#include "http/gate.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "http/limits.h"

namespace althing::http {
namespace {

tl::unexpected<Refusal> refuse(std::string field, std::string message, int status = 400,
                               Errc code = Errc::malformed) {
  return tl::unexpected<Refusal>(Refusal{status, {code, std::move(field), std::move(message)}});
}

// RFC 9110 5.6.2 tchar.
constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kToken = make_token_table();

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

bool equals(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
         });
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// uri-host [":" port] without the exotic: letters, digits, "-._~", or a bracketed IPv6 literal.
bool valid_host(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostBytes) return false;
  const auto name_char = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
  };
  std::string_view name = host;
  std::string_view port;
  if (host.front() == '[') {
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos || close < 3) return false;
    name = host.substr(1, close - 1);
    port = host.substr(close + 1);
    const auto address_char = [](char c) {
      return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
    };
    if (!std::all_of(name.begin(), name.end(), address_char)) return false;
  } else {
    const std::size_t colon = std::min(host.find(':'), host.size());
    name = host.substr(0, colon);
    port = host.substr(colon);
    if (name.empty() || !std::all_of(name.begin(), name.end(), name_char)) return false;
  }
  if (port.empty()) return true;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return port.front() == ':' && port.size() <= 6 && std::all_of(port.begin() + 1, port.end(), digit);
}

tl::expected<void, Refusal> check_method_and_target(const Head& head) {
  if (!parse_method(head.method)) {
    const bool known = head.method == "DELETE" || head.method == "PATCH" || head.method == "CONNECT" ||
                       head.method == "TRACE";
    return refuse("method", "only GET, HEAD, POST, PUT and OPTIONS are served", known ? 405 : 501,
                  Errc::unsupported);
  }
  if (head.target.empty() || head.target.front() != '/') {
    return refuse("target", "the request target must be a path (origin-form)");
  }
  if (!std::all_of(head.target.begin(), head.target.end(), [](char c) { return c > ' ' && c < '\x7f'; })) {
    return refuse("target", "holds a character that must be percent-encoded");
  }
  if (head.target.size() > kMaxTargetBytes) {
    return refuse("target", "longer than " + std::to_string(kMaxTargetBytes) + " bytes", 414, Errc::too_large);
  }
  return {};
}

// HTTP/1.0 connections always close: keeping them alive gains nothing and invites confusion.
bool apply_connection(Head& head, std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = trim(value.substr(0, comma));
    if (!option.empty() && !is_token(option)) return false;
    if (equals(option, "close")) head.keep_alive = false;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return true;
}

// Digits only, and few enough not to overflow whatever counts them.
bool parse_length(std::string_view text, std::uint64_t& out) {
  if (text.empty() || text.size() > 15) return false;
  out = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    out = out * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

}  // namespace

tl::expected<std::size_t, Refusal> find_head_end(std::string_view bytes, std::size_t from,
                                                 std::size_t max_bytes) {
  // A CR at the end of the last call's bytes could not be judged then: look at it again.
  for (std::size_t i = from > 0 ? from - 1 : 0; i < bytes.size(); ++i) {
    if (i >= max_bytes) {
      return refuse("", "the header is longer than " + std::to_string(max_bytes) + " bytes", 431, Errc::too_large);
    }
    const char c = bytes[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f') {
      // obs-fold: a line that begins with a blank continues the one before it.
      if (c == ' ' && i > 0 && bytes[i - 1] == '\n') return refuse("", "folded header lines are not accepted");
      continue;
    }
    if (c == '\t') {
      if (i > 0 && bytes[i - 1] == '\n') return refuse("", "folded header lines are not accepted");
    } else if (c == '\n') {
      if (i == 0 || bytes[i - 1] != '\r') return refuse("", "a line ends in LF without CR");
      if (i == 1) return refuse("", "the request begins with an empty line");
      if (i >= 3 && bytes[i - 2] == '\n') return i + 1;
    } else if (c == '\r') {
      if (i + 1 < bytes.size() && bytes[i + 1] != '\n') return refuse("", "a CR without LF");
    } else {
      return refuse("", "a control character in the header");
    }
  }
  if (bytes.size() >= max_bytes) {
    return refuse("", "the header is longer than " + std::to_string(max_bytes) + " bytes", 431, Errc::too_large);
  }
  return std::size_t{0};
}

tl::expected<Head, Refusal> read_head(std::string_view bytes) {
  Head head;
  const std::size_t line_end = bytes.find("\r\n");
  if (line_end == std::string_view::npos) return refuse("", "no request line");
  const std::string_view line = bytes.substr(0, line_end);
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return refuse("", "the request line must be: method target HTTP/1.1");
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!is_token(head.method)) return refuse("method", "not a token");
  if (version == "HTTP/1.0") {
    head.version = 10;
    head.keep_alive = false;
  } else if (version != "HTTP/1.1") {
    const bool is_version = version.size() == 8 && version.starts_with("HTTP/");
    return refuse("", "only HTTP/1.1 and HTTP/1.0 are spoken here", is_version ? 505 : 400);
  }
  for (std::size_t at = line_end + 2; at < bytes.size();) {
    const std::size_t end = bytes.find("\r\n", at);
    if (end == std::string_view::npos) return refuse("", "a header line has no end");
    if (end == at) {
      if (end + 2 != bytes.size()) return refuse("", "bytes after the empty line");
      return head;
    }
    const std::string_view field = bytes.substr(at, end - at);
    const std::size_t colon = std::min(field.find(':'), field.size());
    if (colon == field.size() || !is_token(field.substr(0, colon))) {
      return refuse("", "a header line must be `Name: value`, without a space before the colon");
    }
    if (head.fields.size() == kMaxHeaderFields) {
      return refuse("", "more than " + std::to_string(kMaxHeaderFields) + " header fields", 431, Errc::too_large);
    }
    head.fields.emplace_back(field.substr(0, colon), trim(field.substr(colon + 1)));
    at = end + 2;
  }
  return refuse("", "the header does not end in an empty line");
}

tl::expected<void, Refusal> check_head(Head& head) {
  if (auto ok = check_method_and_target(head); !ok) return ok;
  int hosts = 0;
  int lengths = 0;
  int codings = 0;
  for (const auto& [name, value] : head.fields) {
    if (equals(name, "host")) {
      ++hosts;
      if (!valid_host(value)) return refuse("Host", "must be one host name or address, with or without a port");
    } else if (equals(name, "content-length")) {
      ++lengths;
      if (!parse_length(value, head.content_length)) return refuse("Content-Length", "must be a decimal number");
    } else if (equals(name, "transfer-encoding")) {
      ++codings;
      if (!equals(value, "chunked")) return refuse("Transfer-Encoding", "only `chunked` is accepted", 501);
      head.chunked = true;
    } else if (equals(name, "content-encoding")) {
      if (!equals(value, "identity")) return refuse("Content-Encoding", "send the body as it is; no coding is undone here", 415, Errc::unsupported);
    } else if (equals(name, "trailer")) {
      return refuse("Trailer", "trailers are not accepted");
    } else if (equals(name, "expect")) {
      if (!equals(value, "100-continue")) return refuse("Expect", "only 100-continue is known", 417);
      head.expects_continue = head.version == 11;
    } else if (equals(name, "connection")) {
      if (!apply_connection(head, value)) return refuse("Connection", "must be a list of tokens");
    }
  }
  if (hosts > 1) return refuse("Host", "given more than once");
  if (hosts == 0 && head.version == 11) return refuse("Host", "missing");
  if (lengths > 1) return refuse("Content-Length", "given more than once");
  if (codings > 1) return refuse("Transfer-Encoding", "given more than once");
  if (codings == 1 && lengths == 1) return refuse("Transfer-Encoding", "together with Content-Length");
  if (codings == 1 && head.version == 10) return refuse("Transfer-Encoding", "not in HTTP/1.0");
  return {};
}

}  // namespace althing::http
