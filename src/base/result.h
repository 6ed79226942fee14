// Result<T>: every function whose input comes from outside (bytes, disk, peers, people) returns one.
// An Error names what kind of thing went wrong (Errc), which field of the input it is about (may be
// empty) and a message in plain words. One table in http maps Errc to a status (RFC 9457).
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace althing {

enum class Errc {
  malformed,    // the bytes are not what the format says
  too_large,    // over a named limit
  schema,       // well-formed, but breaks its type's rules
  signature,    // a signature is missing, unknown or does not verify
  unknown_ref,  // names something this node does not hold
  wrong_place,  // belongs to another assembly or another log
  clock_skew,   // `at` is too far from this node's clock
  stamp,        // needs proof of work first
  forbidden,    // understood, not allowed
  not_found,
  gone,         // was here, erased or withheld
  conflict,     // contradicts what is already there
  rate_limited,
  overloaded,   // inbox full, try again
  storage,      // disk failed or is full
  corrupt,      // our own stored bytes are not what they should be
  unsupported,
  usage,        // wrong command line
  internal,
};

/// Stable lower-case token of an error code ("malformed", "too_large", ...), used in JSON replies.
std::string_view errc_token(Errc code);

struct Error {
  Errc code = Errc::internal;
  std::string field;    // name of the input's field, empty if it is about the whole
  std::string message;  // one sentence, no final newline

  /// "field: message", or the message alone.
  std::string text() const { return field.empty() ? message : field + ": " + message; }
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string message) {
  return tl::unexpected<Error>(Error{code, {}, std::move(message)});
}
inline tl::unexpected<Error> fail(Errc code, std::string field, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(field), std::move(message)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace althing

// Evaluates a Result; returns its error from the enclosing function, or binds the value.
#define ALTHING_CAT2(a, b) a##b
#define ALTHING_CAT(a, b) ALTHING_CAT2(a, b)
#define TRY_IMPL(tmp, decl, expr)                            \
  auto tmp = (expr);                                         \
  if (!tmp) return ::althing::fail(std::move(tmp).error());  \
  decl = std::move(*tmp)
#define TRY(decl, expr) TRY_IMPL(ALTHING_CAT(try_, __LINE__), decl, expr)
#define TRY_VOID(expr)                                                                        \
  do {                                                                                        \
    if (auto try_status = (expr); !try_status) return ::althing::fail(std::move(try_status).error()); \
  } while (false)
