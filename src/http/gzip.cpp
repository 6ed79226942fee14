#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "base/check.h"
#include "http/limits.h"
#include "http/negotiate.h"

namespace althing::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // 32 KiB, with gzip's header
constexpr std::size_t kPiece = 64 * 1024;

// zlib's interface predates const.
Bytef* in(std::string_view bytes) { return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data())); }
Bytef* out(std::string& bytes, std::size_t at) { return reinterpret_cast<Bytef*>(bytes.data() + at); }

bool is_text(std::string_view type) {
  type = type.substr(0, type.find(';'));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") || type.ends_with("javascript");
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
  z_stream stream{};
  CHECK(bytes.size() < UINT32_MAX && deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string coded(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = in(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out(coded, 0);
  stream.avail_out = static_cast<uInt>(coded.size());
  const int done = deflate(&stream, Z_FINISH);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  CHECK(done == Z_STREAM_END);
  return coded;
}

Result<std::string> gunzip(std::string_view bytes, std::uint64_t max) {
  if (bytes.size() >= UINT32_MAX) return fail(Errc::too_large, "body", "is too large a gzip file");
  z_stream stream{};
  CHECK(inflateInit2(&stream, kGzipWindow) == Z_OK);
  stream.next_in = in(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string text;
  int state = Z_OK;
  while (state == Z_OK && text.size() <= max) {
    const std::size_t at = text.size();
    text.resize(at + kPiece);
    stream.next_out = out(text, at);
    stream.avail_out = static_cast<uInt>(kPiece);
    state = inflate(&stream, Z_NO_FLUSH);
    text.resize(at + kPiece - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (text.size() > max) return fail(Errc::too_large, "body", "the answer unpacks to more than " + std::to_string(max) + " bytes");
  if (!whole) return fail(Errc::malformed, "body", "is no whole gzip file");
  return text;
}

void code_answer(std::string_view accept_encoding, Method method, Response& response) {
  if (response.status != 200 || response.headers.find("Content-Encoding") != nullptr) return;
  if (std::holds_alternative<FileBody>(response.body) || std::holds_alternative<PullStream>(response.body)) return;
  if (!response.gains_from_gzip && !is_text(response.headers.get("Content-Type"))) return;
  const std::string_view text = response.text();
  if (text.size() < kGzipMinBytes || text.size() > kGzipMaxBytes) return;
  const std::string vary = response.headers.joined("Vary");
  response.headers.set("Vary", vary.empty() ? "Accept-Encoding" : vary + ", Accept-Encoding");
  if (method == Method::head || !accepts_gzip(accept_encoding)) return;
  std::string coded = gzip(text, kGzipLevel);
  if (coded.size() >= text.size()) return;
  response.body = std::move(coded);
  response.headers.set("Content-Encoding", "gzip");
  if (const std::string* tag = response.headers.find("ETag"); tag != nullptr && !tag->starts_with("W/")) response.headers.set("ETag", "W/" + *tag);
}

}  // namespace althing::http
