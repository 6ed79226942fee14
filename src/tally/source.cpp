#include "tally/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "tally/limits.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {
constexpr std::size_t kChunk = 256 * 1024;  // stays in the second-level cache while it is parsed
constexpr std::uint64_t kProgressEvery = 4 << 20;
}  // namespace

Result<std::size_t> TextSource::read(std::span<char> out) {
  const std::size_t n = std::min(out.size(), text_.size());
  // An empty text may have no address, which memcpy forbids.
  std::copy_n(text_.data(), n, out.data());
  text_.remove_prefix(n);
  return n;
}

LineReader::LineReader(Source& source, std::function<void(std::uint64_t)> progress)
    : source_(source), progress_(std::move(progress)), buffer_(kChunk) {}

// Moves the unread tail to the front and reads on behind it. False at the end.
Result<bool> LineReader::fill() {
  if (ended_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    if (buffer_.size() > kMaxLine + 2) {
      return fail_at(number_ + 1, Errc::too_large, fmt::format("longer than {} bytes", kMaxLine));
    }
    buffer_.resize(buffer_.size() * 2);
  }
  TRY(const std::size_t n, source_.read({buffer_.data() + end_, buffer_.size() - end_}));
  const bool due = progress_ && bytes_ / kProgressEvery != (bytes_ + n) / kProgressEvery;
  end_ += n;
  bytes_ += n;
  if (due) progress_(bytes_);
  if (n == 0) ended_ = true;
  if (!started_ && (end_ >= 3 || ended_)) {
    started_ = true;
    if (end_ >= 3 && std::memcmp(buffer_.data(), "\xef\xbb\xbf", 3) == 0) begin_ = 3;
  }
  return n > 0;
}

Result<std::string_view> LineReader::peek() {
  while (end_ - begin_ < 64 * 1024) {
    TRY(const bool more, fill());
    if (!more) break;
  }
  return std::string_view(buffer_.data() + begin_, end_ - begin_);
}

Result<bool> LineReader::next(std::string_view& line) {
  std::size_t searched = 0;
  const char* newline = nullptr;
  while (true) {
    const char* from = buffer_.data() + begin_;
    const std::size_t have = end_ - begin_;
    if (have > searched) {
      newline = static_cast<const char*>(std::memchr(from + searched, '\n', have - searched));
    }
    if (newline != nullptr) break;
    searched = have;
    TRY(const bool more, fill());
    if (more) continue;
    if (begin_ == end_) return false;
    newline = buffer_.data() + end_;  // the last line has no end
    break;
  }
  const char* start = buffer_.data() + begin_;
  const std::size_t length = static_cast<std::size_t>(newline - start);
  line = std::string_view(start, length);
  begin_ = std::min(end_, begin_ + length + 1);
  ++number_;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (line.size() > kMaxLine) {
    return fail_at(number_, Errc::too_large, fmt::format("longer than {} bytes", kMaxLine));
  }
  return true;
}

Result<bool> next_record(LineReader& lines, char separator, std::vector<std::string>& cells) {
  std::string_view line;
  do {
    TRY(const bool more, lines.next(line));
    if (!more) return false;
  } while (trim(line).empty());
  const std::uint64_t first = lines.number();
  bool open = false;
  auto done = split_csv(line, separator, cells, open);
  if (done && open) {
    std::string whole(line);
    while (done && open) {
      TRY(const bool more, lines.next(line));
      if (!more || whole.size() + line.size() > kMaxLine)
        return fail_at(first, Errc::malformed, "a quote is not closed");
      whole += '\n';
      whole += line;
      done = split_csv(whole, separator, cells, open);
    }
  }
  if (!done) return fail(at_line(first, done.error()));
  return true;
}

Error at_line(std::uint64_t line, Error error) {
  error.message = fmt::format("line {}: {}", line, error.message);
  return error;
}

tl::unexpected<Error> fail_at(std::uint64_t line, Errc code, std::string message) {
  return fail(at_line(line, Error{code, {}, std::move(message)}));
}

}  // namespace althing::tally
