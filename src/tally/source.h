// Bytes in, line by line: the readers see a ballot file as a stream, so that its size does not
// matter. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::tally {

/// Where bytes come from (a file, a pipe, memory).
class Source {
 public:
  virtual ~Source() = default;
  /// Fills `out` from its start; 0 at the end.
  virtual Result<std::size_t> read(std::span<char> out) = 0;
};

class TextSource final : public Source {
 public:
  explicit TextSource(std::string_view text) : text_(text) {}
  Result<std::size_t> read(std::span<char> out) override;

 private:
  std::string_view text_;
};

/// Lines without their end (LF or CR LF), a byte-order mark before the first one dropped.
class LineReader {
 public:
  /// `progress` is called now and then with the bytes read so far.
  explicit LineReader(Source& source, std::function<void(std::uint64_t)> progress = {});

  /// The next line in `line`, valid until the next call; false at the end of the input.
  /// too_large: a line beyond kMaxLine.
  Result<bool> next(std::string_view& line);
  /// Number of the line last returned, from 1.
  std::uint64_t number() const { return number_; }
  /// The first bytes of the input, without consuming them (for finding out the format).
  Result<std::string_view> peek();

 private:
  Result<bool> fill();

  Source& source_;
  std::function<void(std::uint64_t)> progress_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t number_ = 0, bytes_ = 0;
  bool ended_ = false, started_ = false;
};

/// The next CSV record (split_csv), over several lines if a quoted cell holds line breaks; empty
/// lines are passed over. False at the end. Errors have their line. A last separator at the end of
/// a line makes one more, empty cell.
Result<bool> next_record(LineReader& lines, char separator, std::vector<std::string>& cells);

/// The error with "line N: " before its message.
Error at_line(std::uint64_t line, Error error);
tl::unexpected<Error> fail_at(std::uint64_t line, Errc code, std::string message);

}  // namespace althing::tally
