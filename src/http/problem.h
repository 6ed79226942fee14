// Errors on the wire: one table from Errc to HTTP status, one body form, RFC 9457
// application/problem+json {type, title, status, detail, code, field?}. Pure.
#pragma once

#include "base/result.h"
#include "http/message.h"

namespace althing::http {

/// malformed usage signature 400 · forbidden 403 · not_found 404 · conflict 409 · gone 410 ·
/// too_large 413 · unsupported 415 · schema unknown_ref wrong_place clock_skew 422 · stamp 428 ·
/// rate_limited 429 · internal corrupt 500 · overloaded 503 · storage 507
int status_of(Errc code);

/// Seconds sent in Retry-After with 429 and 503 unless the caller says otherwise.
inline constexpr int kRetryAfterSeconds = 5;

/// The problem object alone (for NDJSON lines).
json::Value problem_value(const Error& error, int status);
/// Full answer; Cache-Control: no-store; Retry-After with 429 and 503.
Response problem(const Error& error, int retry_after_seconds = kRetryAfterSeconds);
/// The same with another status of the table's family (405, 406, 408, 431, 501...).
Response problem_status(int status, const Error& error);

}  // namespace althing::http
