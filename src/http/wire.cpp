#include "http/wire.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace althing::http {
namespace {

constexpr std::array<std::string_view, 5> kOwnHeaders = {"content-length", "transfer-encoding", "connection",
                                                         "date", "server"};

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_own(std::string_view name) {
  return std::any_of(kOwnHeaders.begin(), kOwnHeaders.end(), [&](std::string_view own) {
    return own.size() == name.size() && std::equal(own.begin(), own.end(), name.begin(), [](char a, char b) {
             return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
           });
  });
}

void add_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string http_date(std::time_t t) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  gmtime_r(&t, &parts);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[parts.tm_wday], parts.tm_mday,
                kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text;
}

bool headers_are_clean(const Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  return std::all_of(response.headers.begin(), response.headers.end(), [](const Headers::Field& field) {
    return is_name(field.first) && !is_own(field.first) &&
           std::none_of(field.second.begin(), field.second.end(), [](char c) {
             return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
           });
  });
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string response_head(const Response& response, const Framing& framing, std::string_view date,
                          std::string_view server_name) {
  std::string out;
  out.reserve(384);
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(reason_phrase(response.status)).append("\r\n");
  if (!server_name.empty()) add_line(out, "Server", server_name);
  add_line(out, "Date", date);
  for (const auto& [name, value] : response.headers) add_line(out, name, value);
  if (framing.content_length) add_line(out, "Content-Length", std::to_string(*framing.content_length));
  if (framing.chunked) add_line(out, "Transfer-Encoding", "chunked");
  if (!framing.keep_alive) add_line(out, "Connection", "close");
  out.append("\r\n");
  return out;
}

std::string chunk(std::string_view data) {
  char size[24];
  const int digits = std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  std::string out;
  out.reserve(data.size() + static_cast<std::size_t>(digits) + 2);
  out.append(size, static_cast<std::size_t>(digits)).append(data).append("\r\n");
  return out;
}

}  // namespace althing::http
