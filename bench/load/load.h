// A small closed-loop HTTP load generator: C connections kept open, each with one request in flight,
// every request from the caller (wrk cannot sign a different act each time). One epoll loop per
// thread. Latency is from the first byte written to the last byte of the answer read. A connection told 503
// waits as long as Retry-After says before its next request; such answers count, their latencies do not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::load {

/// Puts the next request's exact bytes into `out`; false = no more. Called by generator thread
/// `thread` (0..threads-1) only, so one state per thread needs no lock.
using NextRequest = std::function<bool(int thread, std::string& out)>;
/// Every finished answer; views valid during the call. May be empty.
using OnAnswer = std::function<void(int thread, int status, std::string_view body)>;

struct LoadOptions {
  std::string address = "127.0.0.1";  // IPv4 literal
  std::uint16_t port = 0;
  int connections = 64;
  int threads = 1;
  std::int64_t duration_ms = 5000;    // ends earlier when there are no more requests
  std::int64_t warmup_ms = 0;         // not counted
  std::int64_t answer_timeout_ms = 10'000;
};

struct LoadResult {
  std::uint64_t answers = 0;
  std::uint64_t errors = 0;              // connections lost or timed out with a request in flight
  std::map<int, std::uint64_t> statuses;
  std::uint64_t bytes_in = 0;
  double seconds = 0;
  double per_second = 0;
  std::int64_t p50_us = 0, p90_us = 0, p99_us = 0, p999_us = 0, max_us = 0;

  /// "98123/s p50 0.61 ms p99 1.9 ms max 7 ms (490615 answers, 0 errors; 200: 490615)"
  std::string text() const;
};

/// Runs to the end. Errors: usage (address), overloaded (cannot connect).
Result<LoadResult> run(const LoadOptions& options, const NextRequest& next, const OnAnswer& on_answer = {});

/// The bytes of a request; Content-Length is added if there is a body or the method is POST or PUT.
std::string build_request(std::string_view method, std::string_view target, std::string_view content_type = {},
                          std::string_view body = {});
/// Hands out prepared requests once each (by all threads together), or round and round.
NextRequest from_vector(std::vector<std::string> requests, bool repeat);

}  // namespace althing::load
