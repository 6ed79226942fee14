// A batch of submissions as POST /acts reads it: the first byte is the size of the groups. However the
// lines are grouped they are those of a plain split, each reads as it does alone, says what its JSON says,
// and reads the same when written anew.
#include "base/check.h"
#include "base/json.h"
#include "node/limits.h"
#include "web/submissions.h"

using namespace althing;
using namespace althing::web;

namespace {

bool same(const Result<node::Submission>& a, const Result<node::Submission>& b) {
  if (a.has_value() != b.has_value()) return false;
  if (a) return a->note == b->note && a->detail == b->detail;
  return a.error().code == b.error().code && a.error().field == b.error().field && a.error().message == b.error().message;
}

void check_line(std::string_view text, const Result<node::Submission>& submission) {
  if (!submission) {
    CHECK(!submission.error().message.empty());
    return;
  }
  const auto said = json::parse(text);
  CHECK(said && submission->note == (said->string() != nullptr ? *said->string() : said->text_at("act")));
  CHECK(submission->detail == said->text_at("detail"));
  json::Value value = json::object({{"act", submission->note}});
  if (!submission->detail.empty()) value.object()->set("detail", submission->detail);
  CHECK(same(read_submission(json::write(value)), submission));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t most = data[0] + 1u;
  const std::string body(reinterpret_cast<const char*>(data + 1), size - 1);
  SubmissionLines grouped(body);
  std::vector<SubmissionLine> lines;
  for (auto group = grouped.take(most); !group.empty(); group = grouped.take(most)) {
    CHECK(group.size() <= most);
    for (SubmissionLine& line : group) lines.push_back(std::move(line));
  }
  std::size_t next = 0, number = 0;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    const std::string_view text = std::string_view(body).substr(at, end - at);
    at = end + 1;
    ++number;
    if (text.empty()) continue;
    CHECK(next < lines.size() && lines[next].number == number);
    const auto& got = lines[next++].submission;
    if (number > node::kMaxLinesPerRequest) {
      CHECK(!got && got.error().code == Errc::too_large);
      break;
    }
    CHECK(same(got, read_submission(text)));
    check_line(text, got);
  }
  CHECK(next == lines.size());
  return 0;
}
