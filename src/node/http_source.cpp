#include "node/http_source.h"

#include <fmt/format.h>

#include "act/limits.h"
#include "record/limits.h"
#include "tlog/limits.h"

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

// What a public file can have at most. Tiles and bundles of other logs are read by nobody here.
std::uint64_t limit_of(std::string_view path) {
  if (path == "checkpoint") return tlog::kMaxNoteBytes;
  if (path.starts_with("tile/entries/")) return tlog::kTileWidth * (2 + tlog::kMaxLeafBytes);
  if (path.starts_with("tile/")) return tlog::kTileBytes;
  if (path.starts_with("detail/")) return tlog::kTileWidth * (4 + act::kMaxDetailBytes);
  return record::kMaxBlobBytes;
}

// "bytes 0-99/1234"
Result<std::uint64_t> total_of(std::string_view range, std::uint64_t offset) {
  const std::string wanted = fmt::format("bytes {}-", offset);
  const std::size_t slash = range.find('/');
  const auto total = slash == std::string_view::npos ? fail(Errc::malformed, "no size") : parse_decimal(range.substr(slash + 1));
  if (!range.starts_with(wanted) || !total) return fail(Errc::corrupt, "Content-Range", "is not the part that was asked for");
  return *total;
}

}  // namespace

Result<std::unique_ptr<HttpSource>> HttpSource::open(std::string_view address, http::ClientOptions options) {
  TRY(http::Url url, http::parse_url(address));
  std::string prefix = url.target.substr(0, url.target.find('?'));
  while (prefix.ends_with('/')) prefix.pop_back();
  options.max_body = std::min<std::uint64_t>(options.max_body, record::kMaxBlobBytes);
  options.gzip = true;
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

Result<http::ClientResponse> HttpSource::exchange(http::Method method, const std::string& target, const http::Headers& headers, std::string_view body, std::uint64_t max_bytes) {
  TRY(auto connection, take());
  connection.limit_body(std::min(max_bytes, options_.max_body));
  ++requests_;
  TRY(http::ClientResponse response, connection.send(method, prefix_ + target, headers, body));
  bytes_ += response.wire_bytes;
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  return response;
}

Result<std::string> HttpSource::fetch(const std::string& target, std::uint64_t max_bytes) {
  TRY(http::ClientResponse response, exchange(http::Method::get, target, {}, {}, max_bytes));
  if (response.status == 200) return std::move(response.body);
  return fail(code_of(response.status), target, fmt::format("the node answered {}", response.status));
}

Result<std::string> HttpSource::get(const std::string& path) {
  if (path != "checkpoint") return fetch("/record/" + path, limit_of(path));
  http::Headers headers;
  {
    const std::lock_guard lock(mutex_);
    if (!checkpoint_tag_.empty()) headers.set("If-None-Match", checkpoint_tag_);
  }
  TRY(http::ClientResponse response, exchange(http::Method::get, "/record/checkpoint", headers, {}, limit_of(path)));
  const std::lock_guard lock(mutex_);
  if (response.status == 304 && !headers.empty()) return checkpoint_;
  if (response.status != 200) return fail(code_of(response.status), "/record/checkpoint", fmt::format("the node answered {}", response.status));
  checkpoint_ = std::move(response.body);
  checkpoint_tag_ = response.headers.get("ETag");
  return checkpoint_;
}

Result<peer::BlobPiece> HttpSource::piece(const std::string& path, std::uint64_t offset, std::uint64_t size) {
  http::Headers headers;
  headers.set("Range", fmt::format("bytes={}-{}", offset, offset + size - 1));
  TRY(http::ClientResponse response, exchange(http::Method::get, "/record/" + path, headers, {}, limit_of(path)));
  if (response.status == 206) {
    TRY(const std::uint64_t total, total_of(response.headers.get("Content-Range"), offset));
    return peer::BlobPiece{total, std::move(response.body)};
  }
  if (response.status == 416) return fail(Errc::corrupt, path, fmt::format("has fewer than {} bytes there", offset));
  if (response.status != 200) return fail(code_of(response.status), path, fmt::format("the node answered {}", response.status));
  if (response.body.size() < offset) return fail(Errc::corrupt, path, fmt::format("has fewer than {} bytes there", offset));
  return peer::BlobPiece{response.body.size(), response.body.substr(offset)};
}

Result<http::ClientResponse> HttpSource::post(const std::string& target, std::string_view type, std::string_view body) {
  http::Headers headers;
  headers.set("Content-Type", std::string(type));
  return exchange(http::Method::post, target, headers, body, options_.max_body);
}

}  // namespace althing::node
