// The table of routes: one line per endpoint with its handler, its body limit and its documentation,
// from which web/ makes the OpenAPI document. Built once at start, then read by all HTTP threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/limits.h"
#include "http/message.h"
#include "http/server.h"

namespace althing::http {

struct ParamDoc {
  std::string name;
  std::string in = "path";      // path, query, header
  std::string description;
  bool required = true;
  std::string type = "string";  // JSON schema type: string, integer, boolean
  std::string pattern = {};     // regular expression, if any
};
struct BodyDoc {
  std::string content_type;
  std::string description;
  std::string schema = {};      // name of a schema in web's OpenAPI components, if any
};
struct ResponseDoc {
  int status = 200;
  std::string content_type;
  std::string description;
  std::string schema = {};
};

/// Pattern: segments of literal text, of one "{name}" with optional literal text around it
/// ("{id}.json"), and a last "{name...}" which takes the rest (may hold slashes, not empty).
struct Route {
  Method method = Method::get;  // get serves HEAD as well
  std::string pattern;
  Handler handler;
  std::uint64_t body_limit = kDefaultBodyBytes;  // for methods with a body
  std::string tag = {};
  std::string summary = {};
  std::string description = {};
  std::vector<ParamDoc> params = {};
  std::vector<BodyDoc> bodies = {};
  std::vector<ResponseDoc> responses = {};
};

/// Wraps a function that answers at once.
Handler sync(std::function<Response(const Request&)> answer);
/// The same for a Result: errors become problems.
Handler sync_result(std::function<Result<Response>(const Request&)> answer);

class Router {
 public:
  /// Patterns must be well-formed and no two routes of a method may have the same shape (CHECKed).
  void add(Route route);
  const std::vector<Route>& routes() const { return routes_; }

  struct Match {
    const Route* route = nullptr;    // null: no route for this method (see allow) or path
    Params params;
    std::vector<Method> allow;       // methods the path knows, when the method is not among them
  };
  /// Literal segments win over "{id}.json", that over "{id}", that over "{rest...}".
  Match match(Method method, std::string_view path) const;

  /// Dispatches: 404 and 405 (with Allow) as problems; OPTIONS answered with Allow. Thread-safe once built.
  void handle(Request&& request, Responder responder) const;
  /// For ServerOptions::body_limit: the route's, kDefaultBodyBytes for unknown ones, 0 for GET and HEAD.
  std::uint64_t body_limit(Method method, std::string_view path) const;

 private:
  struct Segment {
    std::string prefix, name, suffix;  // name empty: literal `prefix`
    bool rest = false;
  };
  static std::vector<Segment> compile(std::string_view pattern);
  static bool fits(const std::vector<Segment>& shape, const std::vector<std::string_view>& path, Params& out);
  static bool more_specific(const std::vector<Segment>& a, const std::vector<Segment>& b);

  std::vector<Route> routes_;
  std::vector<std::vector<Segment>> shapes_;  // parallel to routes_
  std::vector<std::size_t> order_;            // most specific first
};

}  // namespace althing::http
