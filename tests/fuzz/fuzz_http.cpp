// Everything that reads a stranger's bytes before a handler does: head, gate, target, query, chunks,
// negotiation. Checks also that a verdict does not depend on how the bytes arrive.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "http/chunked.h"
#include "http/client.h"
#include "http/gate.h"
#include "http/limits.h"
#include "http/negotiate.h"
#include "http/target.h"

using namespace althing;
using namespace althing::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = find_head_end(bytes, 0, kMaxHeaderBytes);
  const std::size_t half = size / 2;
  const auto early = find_head_end(bytes.substr(0, half), 0, kMaxHeaderBytes);
  if (early && *early == 0) {
    const auto late = find_head_end(bytes, half, kMaxHeaderBytes);
    CHECK(late.has_value() == whole.has_value() && (!late || *late == *whole));
  }
  if (whole && *whole > 0) {
    if (auto head = read_head(bytes.substr(0, *whole)); head && check_head(*head)) {
      if (const auto target = parse_target(head->target)) {
        CHECK(target->path.find('\0') == std::string::npos && target->path.find("/../") == std::string::npos);
      }
    }
  }
  (void)parse_target(bytes);
  (void)parse_form(bytes);
  (void)parse_url(bytes);
  constexpr std::string_view offers[] = {"text/html", "application/json"};
  (void)negotiate(bytes, offers);
  (void)etag_matches(bytes, "\"a\"");
  std::string all;
  std::string steps;
  ChunkDecoder at_once(4096);
  ChunkDecoder in_steps(4096);
  const auto used = at_once.feed(bytes, all);
  bool ok = true;
  for (std::size_t i = 0; i < size && ok && !in_steps.done(); ++i) ok = in_steps.feed(bytes.substr(i, 1), steps).has_value();
  CHECK(used.has_value() == ok && all == steps && at_once.done() == in_steps.done());
  return 0;
}
