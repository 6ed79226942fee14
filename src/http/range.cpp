#include "http/range.h"

#include <algorithm>

#include "base/bytes.h"
#include "http/problem.h"

namespace althing::http {

std::optional<ByteRange> parse_range(const Request& request, std::uint64_t total) {
  const ByteRange all{0, total, total};
  std::string_view text = request.headers.get("Range");
  constexpr std::string_view kUnit = "bytes=";
  if (request.method != Method::get || request.headers.count("Range") != 1 || request.headers.find("If-Range") != nullptr) return all;
  if (!text.starts_with(kUnit)) return all;
  text.remove_prefix(kUnit.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return all;
  const std::string_view first = text.substr(0, dash), last = text.substr(dash + 1);
  const auto a = parse_decimal(first), b = parse_decimal(last);
  if (first.empty()) {
    if (!b) return all;
    if (*b == 0 || total == 0) return std::nullopt;
    return ByteRange{total - std::min(*b, total), total, total};
  }
  if (!a || (!last.empty() && (!b || *b < *a))) return all;
  if (*a >= total) return std::nullopt;
  return ByteRange{*a, last.empty() ? total : std::min(*b, total - 1) + 1, total};
}

Response range_refused(std::uint64_t total) {
  Response out = problem_status(416, {Errc::malformed, "Range", "begins behind the end"});
  out.headers.set("Content-Range", "bytes */" + std::to_string(total));
  return out;
}

Response cut(const ByteRange& range, Response response) {
  if (response.status != 200) return response;
  response.headers.set("Accept-Ranges", "bytes");
  if (range.whole()) return response;
  response.body = std::string(response.text().substr(range.begin, range.end - range.begin));
  response.status = 206;
  response.headers.set("Content-Range", "bytes " + std::to_string(range.begin) + "-" + std::to_string(range.end - 1) + "/" + std::to_string(range.total));
  return response;
}

}  // namespace althing::http
