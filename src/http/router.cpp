#include "http/router.h"

#include <algorithm>

#include "base/check.h"
#include "http/problem.h"

namespace althing::http {
namespace {

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> out;
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    out.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string allow_header(const std::vector<Method>& methods) {
  std::string out;
  const auto add = [&](std::string_view name) {
    if (!out.empty()) out += ", ";
    out += name;
  };
  for (Method method : methods) {
    add(method_name(method));
    if (method == Method::get) add("HEAD");
  }
  add("OPTIONS");
  return out;
}

}  // namespace

Handler sync(std::function<Response(const Request&)> answer) {
  return [answer = std::move(answer)](Request&& request, Responder respond) { respond(answer(request)); };
}

Handler sync_result(std::function<Result<Response>(const Request&)> answer) {
  return [answer = std::move(answer)](Request&& request, Responder respond) {
    auto result = answer(request);
    respond(result ? std::move(*result) : problem(result.error()));
  };
}

std::vector<Router::Segment> Router::compile(std::string_view pattern) {
  CHECK(!pattern.empty() && pattern.front() == '/');
  std::vector<Segment> out;
  for (const std::string_view text : split_path(pattern)) {
    CHECK(out.empty() || !out.back().rest);  // {rest...} comes last
    Segment segment;
    const std::size_t open = text.find('{');
    segment.prefix = text.substr(0, open);
    if (open != std::string_view::npos) {
      const std::size_t close = text.find('}', open);
      CHECK(close != std::string_view::npos && close > open + 1);
      std::string_view name = text.substr(open + 1, close - open - 1);
      segment.suffix = text.substr(close + 1);
      CHECK(segment.suffix.find('{') == std::string::npos);
      if (name.ends_with("...")) {
        name.remove_suffix(3);
        segment.rest = true;
        CHECK(segment.prefix.empty() && segment.suffix.empty());
      }
      CHECK(!name.empty());
      segment.name = name;
    }
    out.push_back(std::move(segment));
  }
  return out;
}

bool Router::fits(const std::vector<Segment>& shape, const std::vector<std::string_view>& path, Params& out) {
  const bool open_ended = !shape.empty() && shape.back().rest;
  if (open_ended ? path.size() < shape.size() : path.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const Segment& segment = shape[i];
    if (segment.rest) {
      const std::string_view last = path.back();
      const std::string_view rest(path[i].data(), static_cast<std::size_t>(last.data() + last.size() - path[i].data()));
      if (rest.empty()) return false;
      out.add(segment.name, std::string(rest));
    } else if (segment.name.empty()) {
      if (path[i] != segment.prefix) return false;
    } else {
      const std::size_t around = segment.prefix.size() + segment.suffix.size();
      if (path[i].size() <= around || !path[i].starts_with(segment.prefix) || !path[i].ends_with(segment.suffix)) {
        return false;
      }
      out.add(segment.name, std::string(path[i].substr(segment.prefix.size(), path[i].size() - around)));
    }
  }
  return true;
}

bool Router::more_specific(const std::vector<Segment>& a, const std::vector<Segment>& b) {
  const auto rank = [](const Segment& s) {
    if (s.name.empty()) return std::size_t{1'000'000};
    return s.rest ? std::size_t{0} : 1 + s.prefix.size() + s.suffix.size();
  };
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (rank(a[i]) != rank(b[i])) return rank(a[i]) > rank(b[i]);
  }
  return a.size() > b.size();
}

void Router::add(Route route) {
  CHECK(route.handler != nullptr && route.method != Method::head && route.method != Method::options);
  std::vector<Segment> shape = compile(route.pattern);
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const bool same_shape = std::equal(shape.begin(), shape.end(), shapes_[i].begin(), shapes_[i].end(),
                                       [](const Segment& a, const Segment& b) {
                                         return a.prefix == b.prefix && a.suffix == b.suffix && a.rest == b.rest &&
                                                a.name.empty() == b.name.empty();
                                       });
    CHECK(!(same_shape && routes_[i].method == route.method));
  }
  routes_.push_back(std::move(route));
  shapes_.push_back(std::move(shape));
  const std::size_t index = routes_.size() - 1;
  const auto place = std::find_if(order_.begin(), order_.end(), [&](std::size_t other) {
    return more_specific(shapes_[index], shapes_[other]);
  });
  order_.insert(place, index);
}

Router::Match Router::match(Method method, std::string_view path) const {
  const Method wanted = method == Method::head ? Method::get : method;
  Match out;
  if (path.empty() || path.front() != '/') return out;
  const std::vector<std::string_view> segments = split_path(path);
  for (std::size_t index : order_) {
    Params params;
    if (!fits(shapes_[index], segments, params)) continue;
    if (routes_[index].method == wanted) {
      out.route = &routes_[index];
      out.params = std::move(params);
      out.allow.clear();
      return out;
    }
    const Method other = routes_[index].method;
    if (std::find(out.allow.begin(), out.allow.end(), other) == out.allow.end()) out.allow.push_back(other);
  }
  return out;
}

void Router::handle(Request&& request, Responder responder) const {
  Match found = match(request.method, request.path);
  if (found.route != nullptr) {
    request.params = std::move(found.params);
    found.route->handler(std::move(request), std::move(responder));
    return;
  }
  if (found.allow.empty()) {
    responder(problem({Errc::not_found, {}, "there is nothing at this address"}));
    return;
  }
  std::sort(found.allow.begin(), found.allow.end());
  Response answer = request.method == Method::options
                        ? respond_empty(204)
                        : problem_status(405, {Errc::unsupported, "method",
                                               "this address does not take " + std::string(method_name(request.method))});
  answer.headers.set("Allow", allow_header(found.allow));
  responder(std::move(answer));
}

std::uint64_t Router::body_limit(Method method, std::string_view path) const {
  if (method == Method::get || method == Method::head) return 0;
  const Match found = match(method, path);
  return found.route != nullptr ? found.route->body_limit : kDefaultBodyBytes;
}

}  // namespace althing::http
