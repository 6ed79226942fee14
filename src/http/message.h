// Plain HTTP messages: what handlers, pages and tests see. No sockets, no Boost. Values; each object
// belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace althing::http {

enum class Method { get, head, post, put, options };
/// "GET", ...
std::string_view method_name(Method method);
/// Exact spelling only; nullopt for any other method.
std::optional<Method> parse_method(std::string_view name);

/// Names compared without ASCII case; order and repetitions kept.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;
  /// First value of that name, nullptr if absent.
  const std::string* find(std::string_view name) const;
  /// First value, or "".
  std::string_view get(std::string_view name) const;
  /// All values of that name joined by ", " (RFC 9110 5.3), or "".
  std::string joined(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  void add(std::string_view name, std::string_view value);
  /// Replaces all fields of that name by one.
  void set(std::string_view name, std::string_view value);
  bool empty() const { return fields_.empty(); }
  std::size_t size() const { return fields_.size(); }
  std::vector<Field>::const_iterator begin() const { return fields_.begin(); }
  std::vector<Field>::const_iterator end() const { return fields_.end(); }

 private:
  std::vector<Field> fields_;
};

/// Names and values of a query, a form or a route's {places}; exact names, order and repetitions kept.
class Params {
 public:
  const std::string* find(std::string_view name) const;
  /// First value, or "".
  std::string_view get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

struct Request {
  Method method = Method::get;
  std::string target;  // as sent: "/en/search?q=caf%C3%A9"
  std::string path;    // decoded once, see target.h: "/en/search"
  Params query;        // decoded: q = "café"
  Params params;       // filled by the router from the pattern's {places}
  Headers headers;
  std::string body;
  std::string peer;    // textual address without port: "127.0.0.1", "::1". Never stored or logged.
  int version = 11;    // 10 or 11

  /// Media type of Content-Type in lower case, without parameters; "" if absent.
  std::string content_type() const;
};

/// A file to be sent; size is what the headers promise (nullopt: the file's size when opened).
struct FileBody {
  std::string path;
  std::optional<std::uint64_t> size;
};
/// Called on an HTTP thread for the next chunk when the last has gone out, so memory stays bounded
/// however slow the reader; "" ends the body; an error cuts the connection (the client sees it).
using PullStream = std::function<Result<std::string>()>;
using SharedText = std::shared_ptr<const std::string>;

struct Response {
  int status = 200;
  Headers headers;  // the server adds Date, Content-Length / Transfer-Encoding, Connection
  std::variant<std::string, SharedText, FileBody, PullStream> body;
  bool gains_from_gzip = false;  // a body that is no text and yet shrinks; texts are coded without it

  /// The body if it is in memory ("" for files and streams). Valid as long as this object.
  std::string_view text() const;
};

// Makers. `content_type` is sent as given.
Response respond(int status, std::string_view content_type, std::string body);
Response respond_shared(std::string_view content_type, SharedText body);
Response respond_file(std::string_view content_type, std::string path,
                      std::optional<std::uint64_t> size = std::nullopt);
Response respond_stream(std::string_view content_type, PullStream next);
Response respond_text(int status, std::string body);              // text/plain; charset=utf-8
Response respond_html(int status, std::string body);              // text/html; charset=utf-8
Response respond_json(int status, const json::Value& value);      // application/json, final newline
Response respond_empty(int status = 204);
/// status 301, 302, 303, 307 or 308; location must be our own text (checked: no control characters).
Response redirect(int status, std::string_view location);

/// "OK", "Not Found", ...; "" for a status we do not use.
std::string_view reason_phrase(int status);

}  // namespace althing::http
