// Ballot files from any bytes: the first byte chooses the format. What reads is counted by every method
// that takes its ballots, unless it is too large to be quick, and what can be written reads back.
#include "base/check.h"
#include "tally/count.h"
#include "tally/decide.h"
#include "tally/formats.h"
#include "tally/show.h"

using namespace althing;
using namespace althing::tally;

namespace {

Digest no_hash(std::string_view text) {
  Digest out{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    out[i % out.size()] = static_cast<std::uint8_t>(out[i % out.size()] * 31 + text[i]);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr std::size_t kFormats = 6, kMostOptions = 40;
  {
    TextSource source(text);
    LineReader lines(source);
    if (const auto votes = read_votes(lines)) CHECK(decide(*votes, {}));
  }
  if (const auto description = parse_description(text)) (void)merge({}, *description);
  const auto format = static_cast<Format>(data[0] % kFormats);
  TextSource source(text);
  LineReader lines(source);
  const auto profile = read_ballots(lines, format);
  if (!profile) {
    CHECK(profile.error().message.starts_with("line "));
    return 0;
  }
  for (std::size_t f = 0; f < kFormats; ++f) {
    if (profile->options.size() > kMostOptions || profile->valid > 10'000) break;
    const auto written = write_ballots(*profile, static_cast<Format>(f));
    if (!written) continue;
    TextSource again(*written);
    LineReader back(again);
    const auto read = read_ballots(back, static_cast<Format>(f));
    // Names that look like a format's own words need not come back; ballots that come back must agree.
    if (read) CHECK(read->valid * profile->weight_scale == profile->valid * read->weight_scale);
  }
  if (profile->options.size() > kMostOptions) return 0;
  for (const MethodInfo& method : methods()) {
    Description description;
    description.method = std::string(method.token);
    if (method.many) description.seats = 1 + data[0] % 3;
    if (const auto record = count(*profile, description, no_hash)) {
      (void)to_json(*record);
      (void)to_text(*record);
      (void)to_html_page(*record);
    }
  }
  return 0;
}
