#include "http/problem.h"

namespace althing::http {

int status_of(Errc code) {
  switch (code) {
    case Errc::malformed:
    case Errc::signature:
    case Errc::usage: return 400;
    case Errc::forbidden: return 403;
    case Errc::not_found: return 404;
    case Errc::conflict: return 409;
    case Errc::gone: return 410;
    case Errc::too_large: return 413;
    case Errc::unsupported: return 415;
    case Errc::schema:
    case Errc::unknown_ref:
    case Errc::wrong_place:
    case Errc::clock_skew: return 422;
    case Errc::stamp: return 428;
    case Errc::rate_limited: return 429;
    case Errc::overloaded: return 503;
    case Errc::storage: return 507;
    case Errc::corrupt:
    case Errc::internal: return 500;
  }
  return 500;
}

namespace {

// One short title per kind of error, the same every time (RFC 9457 3.1.3).
std::string_view title_of(Errc code) {
  switch (code) {
    case Errc::malformed: return "The request is not well formed";
    case Errc::too_large: return "Over a limit";
    case Errc::schema: return "Breaks the rules of its type";
    case Errc::signature: return "The signature does not verify";
    case Errc::unknown_ref: return "Names something this node does not hold";
    case Errc::wrong_place: return "Belongs to another assembly or log";
    case Errc::clock_skew: return "The time is too far from this node's clock";
    case Errc::stamp: return "A stamp is needed first";
    case Errc::forbidden: return "Not allowed";
    case Errc::not_found: return "Not found";
    case Errc::gone: return "No longer here";
    case Errc::conflict: return "Contradicts what is already there";
    case Errc::rate_limited: return "Too many requests";
    case Errc::overloaded: return "Busy, try again";
    case Errc::storage: return "The node's storage failed";
    case Errc::corrupt: return "The node's stored data are damaged";
    case Errc::unsupported: return "Not supported";
    case Errc::usage: return "Wrong use";
    case Errc::internal: return "The node failed";
  }
  return "The node failed";
}

}  // namespace

json::Value problem_value(const Error& error, int status) {
  json::Value value = json::object({{"type", "about:blank"},
                                    {"title", title_of(error.code)},
                                    {"status", status},
                                    {"detail", error.message},
                                    {"code", errc_token(error.code)}});
  if (!error.field.empty()) value.object()->set("field", error.field);
  return value;
}

Response problem_status(int status, const Error& error) {
  std::string body = json::write(problem_value(error, status));
  body += '\n';
  Response out = respond(status, "application/problem+json", std::move(body));
  out.headers.add("Cache-Control", "no-store");
  return out;
}

Response problem(const Error& error, int retry_after_seconds) {
  const int status = status_of(error.code);
  Response out = problem_status(status, error);
  if (status == 429 || status == 503) out.headers.add("Retry-After", std::to_string(retry_after_seconds));
  return out;
}

}  // namespace althing::http
