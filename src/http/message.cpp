#include "http/message.h"

#include <algorithm>

#include "base/check.h"

namespace althing::http {
namespace {

constexpr std::pair<Method, std::string_view> kMethods[] = {{Method::get, "GET"},
                                                            {Method::head, "HEAD"},
                                                            {Method::post, "POST"},
                                                            {Method::put, "PUT"},
                                                            {Method::options, "OPTIONS"}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view method_name(Method method) {
  for (const auto& [value, name] : kMethods) {
    if (value == method) return name;
  }
  return "";
}

std::optional<Method> parse_method(std::string_view text) {
  for (const auto& [value, name] : kMethods) {
    if (name == text) return value;
  }
  return std::nullopt;
}

const std::string* Headers::find(std::string_view name) const {
  for (const Field& field : fields_) {
    if (same_name(field.first, name)) return &field.second;
  }
  return nullptr;
}

std::string_view Headers::get(std::string_view name) const {
  const std::string* value = find(name);
  return value ? std::string_view(*value) : std::string_view();
}

std::string Headers::joined(std::string_view name) const {
  std::string out;
  bool first = true;
  for (const Field& field : fields_) {
    if (!same_name(field.first, name)) continue;
    if (!first) out += ", ";
    out += field.second;
    first = false;
  }
  return out;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields_.begin(), fields_.end(), [&](const Field& field) { return same_name(field.first, name); }));
}

void Headers::add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }

void Headers::set(std::string_view name, std::string_view value) {
  std::erase_if(fields_, [&](const Field& field) { return same_name(field.first, name); });
  add(name, value);
}

const std::string* Params::find(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string_view Params::get(std::string_view name) const {
  const std::string* value = find(name);
  return value ? std::string_view(*value) : std::string_view();
}

std::vector<std::string_view> Params::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : items_) {
    if (key == name) out.push_back(value);
  }
  return out;
}

std::string Request::content_type() const {
  std::string_view value = headers.get("Content-Type");
  value = value.substr(0, value.find(';'));
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  std::string out(value);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view Response::text() const {
  if (const auto* own = std::get_if<std::string>(&body)) return *own;
  if (const auto* shared = std::get_if<SharedText>(&body)) return *shared ? **shared : std::string_view();
  return {};
}

namespace {

Response with_type(int status, std::string_view content_type) {
  Response out;
  out.status = status;
  out.headers.add("Content-Type", content_type);
  out.headers.add("X-Content-Type-Options", "nosniff");  // people's words stay the type they are sent as
  return out;
}

}  // namespace

Response respond(int status, std::string_view content_type, std::string body) {
  Response out = with_type(status, content_type);
  out.body = std::move(body);
  return out;
}

Response respond_shared(std::string_view content_type, SharedText body) {
  Response out = with_type(200, content_type);
  out.body = std::move(body);
  return out;
}

Response respond_file(std::string_view content_type, std::string path, std::optional<std::uint64_t> size) {
  Response out = with_type(200, content_type);
  out.body = FileBody{std::move(path), size};
  return out;
}

Response respond_stream(std::string_view content_type, PullStream next) {
  Response out = with_type(200, content_type);
  out.body = std::move(next);
  return out;
}

Response respond_text(int status, std::string body) {
  return respond(status, "text/plain; charset=utf-8", std::move(body));
}

Response respond_html(int status, std::string body) {
  return respond(status, "text/html; charset=utf-8", std::move(body));
}

Response respond_json(int status, const json::Value& value) {
  std::string body = json::write(value);
  body += '\n';
  return respond(status, "application/json", std::move(body));
}

Response respond_empty(int status) {
  Response out;
  out.status = status;
  return out;
}

Response redirect(int status, std::string_view location) {
  CHECK(status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
  CHECK(std::none_of(location.begin(), location.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
  }));
  Response out = respond_empty(status);
  out.headers.add("Location", location);
  return out;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 206: return "Partial Content";
    case 416: return "Range Not Satisfiable";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "";
  }
}

}  // namespace althing::http
