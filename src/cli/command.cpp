#include "cli/command.h"

#include <fmt/format.h>

namespace althing::cli {

int exit_code_of(const Error& error) {
  switch (error.code) {
    case Errc::usage: return kUsage;
    case Errc::storage:
    case Errc::overloaded:
    case Errc::not_found: return kUnreachable;
    default: return kRefused;
  }
}

void Context::run(const std::function<Result<int>()>& body) {
  const Result<int> outcome = body();
  if (outcome) {
    exit_code = *outcome;
    return;
  }
  const Error& error = outcome.error();
  if (json) {
    json::Value value = json::object({{"error", json::object({{"code", errc_token(error.code)}, {"field", error.field}, {"detail", error.message}})}});
    fmt::print(stdout, "{}\n", json::write(value));
  } else {
    fmt::print(stderr, "althing: {}\n", error.text());
  }
  exit_code = exit_code_of(error);
}

void Context::print(const json::Value& value, const std::string& text) const {
  if (json) fmt::print("{}\n", json::write(value));
  else fmt::print("{}", text);
  std::fflush(stdout);
}

}  // namespace althing::cli
