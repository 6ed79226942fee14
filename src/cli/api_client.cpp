#include "cli/api_client.h"

#include <fmt/format.h>

namespace althing::cli {
namespace {
constexpr int kAnswerDepth = 32;  // an act (16) inside an answer
constexpr std::int64_t kAnswerMs = 120'000;  // a large batch is fsynced before it is answered

// Of an answer without words of the node's own, such as a proxy's.
Errc code_of_status(int status) {
  switch (status) {
    case 404: return Errc::not_found;
    case 413: return Errc::too_large;
    case 429: return Errc::rate_limited;
    case 502:
    case 503:
    case 504: return Errc::overloaded;
    case 507: return Errc::storage;
    default: return Errc::internal;
  }
}

}  // namespace

Error error_of_problem(const json::Value& problem) {
  Error error{Errc::internal, std::string(problem.text_at("field")), std::string(problem.text_at("detail"))};
  const std::string_view token = problem.text_at("code");
  for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
    if (errc_token(static_cast<Errc>(code)) == token) error.code = static_cast<Errc>(code);
  }
  return error;
}

json::Value submission_value(std::string_view note, std::string_view detail) {
  json::Value out = json::object({{"act", note}});
  if (!detail.empty()) out.object()->set("detail", detail);
  return out;
}

Result<ApiClient> ApiClient::open(const std::string& base) {
  TRY(const http::Url url, http::parse_url(base));
  http::ClientOptions options;
  options.timeout_ms = kAnswerMs;
  auto connection = http::Connection::open(url, options);
  if (!connection) return fail(connection.error().code, "node", fmt::format("cannot reach {}: {}", base, connection.error().message));
  std::string prefix = url.target.substr(0, url.target.find('?'));
  while (prefix.ends_with('/')) prefix.pop_back();
  return ApiClient(std::move(*connection), std::move(prefix));
}

Result<std::string> ApiClient::exchange(http::Method method, std::string_view target, std::string_view type, std::string_view body) {
  http::Headers headers;
  if (!type.empty()) headers.add("Content-Type", type);
  TRY(http::ClientResponse response, connection_.send(method, prefix_ + std::string(target), headers, body));
  if (response.status / 100 == 2) return std::move(response.body);
  if (const auto problem = json::parse(response.body, kAnswerDepth); problem && problem->at("code") != nullptr) {
    return fail(error_of_problem(*problem));
  }
  return fail(code_of_status(response.status), fmt::format("the node answered {} to {}", response.status, target));
}

Result<std::string> ApiClient::get(std::string_view target) { return exchange(http::Method::get, target, {}, {}); }

Result<json::Value> ApiClient::get_json(std::string_view target) {
  TRY(const std::string body, get(target));
  return json::parse(body, kAnswerDepth);
}

Result<json::Value> ApiClient::submit(std::string_view note, std::string_view detail) {
  TRY(const std::string body, exchange(http::Method::post, "/acts", "application/json", json::write(submission_value(note, detail))));
  return json::parse(body, kAnswerDepth);
}

Result<json::Value> ApiClient::post_empty(std::string_view target) {
  TRY(const std::string body, exchange(http::Method::post, target, {}, {}));
  return json::parse(body, kAnswerDepth);
}

Result<std::vector<json::Value>> ApiClient::submit_lines(std::string_view lines) {
  TRY(const std::string body, exchange(http::Method::post, "/acts", "application/x-ndjson", lines));
  std::vector<json::Value> out;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    TRY(out.emplace_back(), json::parse(std::string_view(body).substr(at, end - at), kAnswerDepth));
    at = end + 1;
  }
  return out;
}

Result<void> ApiClient::put_blob(std::string_view name, std::string_view bytes) {
  TRY_VOID(exchange(http::Method::put, "/blob/" + std::string(name), "application/octet-stream", bytes).map([](const auto&) {}));
  return {};
}

}  // namespace althing::cli
