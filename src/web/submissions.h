// What POST /acts carries, as text: one submission, or many as NDJSON lines. Pure, fuzzed; the acts
// inside are opened by intake. docs/api.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "node/intake.h"

namespace althing::web {

/// {"act": note, "detail": text?} or a bare JSON string that is the note. malformed names the member.
Result<node::Submission> read_submission(std::string_view text);

/// One line of a request that is not empty: its number from 1, and what it submits or why it does not.
struct SubmissionLine {
  std::size_t number = 0;
  Result<node::Submission> submission;
};

/// The lines of one NDJSON request, taken in groups. However they are grouped they are the same lines.
/// Beyond node::kMaxLinesPerRequest one refusal stands for all that follow: 32 MiB hold millions of
/// lines, whose answers would fill the memory.
class SubmissionLines {
 public:
  explicit SubmissionLines(std::string body) : body_(std::move(body)) {}

  /// The next lines, at most `most` (> 0); none = the body is read.
  std::vector<SubmissionLine> take(std::size_t most);
  /// Nothing is left, not even empty lines.
  bool done() const { return at_ >= body_.size(); }

 private:
  std::string body_;
  std::size_t at_ = 0, line_ = 0;  // `line_` was read last
};

}  // namespace althing::web
