#include "node/http_source.h"

#include <fmt/format.h>

#include "record/limits.h"

namespace althing::node {
namespace {

Errc code_of(int status) {
  switch (status) {
    case 404:
    case 410: return Errc::not_found;
    case 429: return Errc::rate_limited;
    case 503: return Errc::overloaded;
    default: return Errc::storage;
  }
}

}  // namespace

Result<std::unique_ptr<HttpSource>> HttpSource::open(std::string_view address, http::ClientOptions options) {
  TRY(http::Url url, http::parse_url(address));
  std::string prefix = url.target.substr(0, url.target.find('?'));
  while (prefix.ends_with('/')) prefix.pop_back();
  options.max_body = std::min<std::uint64_t>(options.max_body, record::kMaxBlobBytes);
  return std::unique_ptr<HttpSource>(new HttpSource(std::move(url), std::move(prefix), std::move(options)));
}

Result<http::Connection> HttpSource::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      http::Connection connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return http::Connection::open(url_, options_);
}

Result<http::ClientResponse> HttpSource::exchange(http::Method method, const std::string& target, const http::Headers& headers, std::string_view body) {
  TRY(auto connection, take());
  TRY(http::ClientResponse response, connection.send(method, prefix_ + target, headers, body));
  bytes_ += response.body.size();
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  return response;
}

Result<std::string> HttpSource::fetch(const std::string& target) {
  TRY(http::ClientResponse response, exchange(http::Method::get, target, {}, {}));
  if (response.status == 200) return std::move(response.body);
  return fail(code_of(response.status), target, fmt::format("the node answered {}", response.status));
}

Result<http::ClientResponse> HttpSource::post(const std::string& target, std::string_view type, std::string_view body) {
  http::Headers headers;
  headers.set("Content-Type", std::string(type));
  return exchange(http::Method::post, target, headers, body);
}

}  // namespace althing::node
