#include "cli/command.h"

#include <fmt/format.h>

#include "web/kit/hidden.h"

namespace althing::cli {
namespace {

// Other people's words among ours: a terminal obeys control characters and reorders at bidi ones, so
// they are spelled out as on pages; a CR that ends no line would overwrite the one it stands in.
std::string for_terminal(const std::string& text) {
  const std::string shown = web::visible(text, web::TextKind::prose);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i] == '\r' && (i + 1 == shown.size() || shown[i + 1] != '\n')) out += "[U+000D]";
    else out += shown[i];
  }
  return out;
}

}  // namespace

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
    fmt::print(stderr, "althing: {}\n", for_terminal(error.text()));
  }
  exit_code = exit_code_of(error);
}

void Context::print(const json::Value& value, const std::string& text) const {
  if (json) fmt::print("{}\n", json::write(value));
  else fmt::print("{}", for_terminal(text));
  std::fflush(stdout);
}

}  // namespace althing::cli
