// A record's public files over HTTP, from a node or from any static server. Answers may come coded (gzip), what
// changes seldom is asked for conditionally, and no answer is larger than what was asked for can be.
// Thread-safe: a connection serves one call at a time, idle ones are kept.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/client.h"
#include "peer/wire.h"
#include "record/audit.h"

namespace althing::node {

class HttpSource final : public record::Source {
 public:
  /// `address` is a node's, or that of a folder that holds `record/`. malformed.
  static Result<std::unique_ptr<HttpSource>> open(std::string_view address, http::ClientOptions options = {});

  /// not_found: 404 and 410; rate_limited: 429; overloaded: 503 and no connection; too_large: more than such a file
  /// can have; storage: cut or another status.
  Result<std::string> get(const std::string& path) override;
  /// Any address below the node's, beginning with "/".
  Result<std::string> fetch(const std::string& target, std::uint64_t max_bytes = http::kClientMaxBody);
  /// The file's bytes from `offset` on, at most `size`; all the rest from a server that knows no ranges.
  Result<peer::BlobPiece> piece(const std::string& path, std::uint64_t offset, std::uint64_t size);
  /// Any status is an answer.
  Result<http::ClientResponse> post(const std::string& target, std::string_view type, std::string_view body);
  /// Bytes of answers so far as they came, without their heads.
  std::uint64_t bytes() const { return bytes_.load(); }
  std::uint64_t requests() const { return requests_.load(); }

 private:
  HttpSource(http::Url url, std::string prefix, http::ClientOptions options) : url_(std::move(url)), prefix_(std::move(prefix)), options_(std::move(options)) {}
  Result<http::ClientResponse> exchange(http::Method method, const std::string& target, const http::Headers& headers, std::string_view body, std::uint64_t max_bytes);
  Result<http::Connection> take();

  http::Url url_;
  std::string prefix_;  // path of the address, without a final '/'
  http::ClientOptions options_;
  std::mutex mutex_;
  std::vector<http::Connection> idle_;
  std::string checkpoint_, checkpoint_tag_;  // as it came last
  std::atomic<std::uint64_t> bytes_{0}, requests_{0};
};

}  // namespace althing::node
