// Every limit of the transport, by name. Server::Options and client options start from these; docs
// and /policy print them; tests stand at each limit and one past it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::http {

// What one request may be.
inline constexpr std::size_t kMaxHeaderBytes = 8 * 1024;   // request line to the empty line, inclusive
inline constexpr std::size_t kMaxHeaderFields = 64;
inline constexpr std::size_t kMaxTargetBytes = 4 * 1024;
inline constexpr std::size_t kMaxQueryParams = 64;
inline constexpr std::size_t kMaxHostBytes = 255;
inline constexpr std::uint64_t kDefaultBodyBytes = 16 * 1024;  // for routes that say nothing, unknown ones too
inline constexpr std::size_t kMaxChunkDigits = 8;               // hex digits of a chunk size; no extensions

// How long things may take.
inline constexpr std::int64_t kHeaderTimeoutMs = 10'000;    // first byte of a request to its empty line
inline constexpr std::int64_t kIdleTimeoutMs = 60'000;      // between requests of one connection
inline constexpr std::int64_t kBodyGraceMs = 10'000;        // body: grace + bytes so far / minimum rate
inline constexpr std::int64_t kBodyMinBytesPerSecond = 2 * 1024;
inline constexpr std::int64_t kWriteTimeoutMs = 30'000;     // for each piece of kWritePieceBytes
inline constexpr std::int64_t kHandlerTimeoutMs = 30'000;   // then 503; a later answer is dropped
inline constexpr std::int64_t kLingerMs = 2'000;            // draining after a refusal, so that it is read
inline constexpr std::int64_t kStopGraceMs = 5'000;
inline constexpr int kHttpNice = 10;                         // of the loops' threads: the log's writer goes first
inline constexpr std::int64_t kSweepMs = 100;               // granularity of all of the above

// How many.
inline constexpr std::size_t kMaxConnections = 10'000;
inline constexpr std::size_t kMaxConnectionsPerAddress = 2'000;  // IPv6: per /64
inline constexpr std::uint64_t kMaxRequestsPerConnection = 100'000;
// Bodies in memory, beyond the first kFreeBodyBytes of each: what small requests need is never refused.
inline constexpr std::uint64_t kFreeBodyBytes = 64 * 1024;
inline constexpr std::uint64_t kMaxBufferedBytes = 512u << 20;
inline constexpr std::uint64_t kMaxBufferedBytesPerAddress = 256u << 20;
inline constexpr std::size_t kMaxLingering = 128;           // refused connections answered at once
inline constexpr std::size_t kWritePieceBytes = 64 * 1024;
inline constexpr std::uint64_t kMaxLingerBytes = 1024 * 1024;

// gzip of answers.
inline constexpr std::size_t kGzipMinBytes = 1024;          // smaller ones fit a packet anyhow
inline constexpr std::size_t kGzipMaxBytes = 1024 * 1024;   // larger ones would hold up the loop
inline constexpr int kGzipLevel = 1;

// Client.
inline constexpr std::int64_t kClientConnectMs = 10'000;
inline constexpr std::int64_t kClientTimeoutMs = 60'000;    // one request and its whole answer
inline constexpr std::int64_t kClientCancelMs = 100;          // until a call nobody waits for any more ends
inline constexpr std::uint64_t kClientMaxBody = 64 * 1024 * 1024;
inline constexpr std::uint64_t kClientMaxRatio = 100;       // of a gzip answer to its bytes on the wire
inline constexpr std::uint64_t kClientFreeBytes = 1024 * 1024;  // that may come out of any

}  // namespace althing::http
