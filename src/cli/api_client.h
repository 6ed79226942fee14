// A node's API as commands use it: JSON in and out, problems turned back into Errors. One connection,
// one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/client.h"

namespace althing::cli {

class ApiClient {
 public:
  /// `base` is the node's address, e.g. "http://127.0.0.1:8080". overloaded: cannot connect.
  static Result<ApiClient> open(const std::string& base);

  /// Body of a 2xx answer; else the problem's code, field and detail as an Error.
  Result<std::string> get(std::string_view target);
  Result<json::Value> get_json(std::string_view target);
  /// Hands in one act, its detail may be empty. The receipt {id, index, size, status, receipt}.
  Result<json::Value> submit(std::string_view note, std::string_view detail);
  /// POST without a body.
  Result<json::Value> post_empty(std::string_view target);
  /// Hands in NDJSON; the answer's lines in order: a receipt, or {"line", "error"}.
  Result<std::vector<json::Value>> submit_lines(std::string_view lines);
  Result<void> put_blob(std::string_view name, std::string_view bytes);

 private:
  ApiClient(http::Connection connection, std::string prefix) : connection_(std::move(connection)), prefix_(std::move(prefix)) {}
  Result<std::string> exchange(http::Method method, std::string_view target, std::string_view type, std::string_view body);

  http::Connection connection_;
  std::string prefix_;  // path of the base, without a final '/'
};

/// The Error of a problem object {code, field?, detail}.
Error error_of_problem(const json::Value& problem);
/// {"act": note, "detail": text?}: what `--print` shows, `--submit` and the sign page read.
json::Value submission_value(std::string_view note, std::string_view detail);

}  // namespace althing::cli
