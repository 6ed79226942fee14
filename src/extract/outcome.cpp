// See outcome.h. "althing-text 1 <kind|-> <reason|-> <cut> <pages>\n", then for each page 8 hex digits of its
// length and its bytes.
#include "extract/outcome.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/utf8.h"

namespace althing::extract {
namespace {

constexpr std::string_view kMagic = "althing-text 1";
constexpr std::size_t kMaxHead = 100, kLength = 8;
constexpr std::string_view kKinds[] = {"pdf", "html", "text", "-"};
constexpr std::string_view kReasons[] = {"-", why::kKind, why::kSize, why::kDamaged, why::kLocked, why::kEmpty};  // the rest is seen from outside

bool is_one_of(std::string_view word, const auto& list) { return std::find(std::begin(list), std::end(list), word) != std::end(list); }

bool is_tidy(std::string_view page) {
  return is_utf8(page) && std::none_of(page.begin(), page.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
         });
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

Outcome no_text(std::string_view kind, std::string_view reason) {
  Outcome out;
  out.kind = kind;
  out.reason = reason;
  return out;
}

std::string write_outcome(const Outcome& outcome) {
  const auto token = [](const std::string& text) { return text.empty() ? std::string_view("-") : std::string_view(text); };
  std::string out = fmt::format("{} {} {} {} {}\n", kMagic, token(outcome.kind), token(outcome.reason), outcome.cut ? 1 : 0, outcome.pages.size());
  for (const std::string& page : outcome.pages) {
    out += fmt::format("{:08x}", page.size());
    out += page;
  }
  return out;
}

std::size_t max_outcome_bytes(const Limits& limits) { return kMaxHead + limits.text_bytes + kLength * limits.pages; }

Result<Outcome> parse_outcome(std::string_view bytes, const Limits& limits) {
  const auto bad = [](const char* what) { return fail(Errc::malformed, "text", std::string("what the reader wrote: ") + what); };
  const std::size_t end = bytes.substr(0, kMaxHead).find('\n');
  if (end == std::string_view::npos || !bytes.starts_with(kMagic) || end <= kMagic.size()) return bad("no head");
  const auto words = split(bytes.substr(kMagic.size() + 1, end - kMagic.size() - 1));
  if (words.size() != 4 || !is_one_of(words[0], kKinds) || !is_one_of(words[1], kReasons) || (words[2] != "0" && words[2] != "1")) return bad("head");
  const auto count = parse_decimal(words[3]);
  if (!count || *count > limits.pages || (words[1] == "-") != (*count > 0)) return bad("pages");
  Outcome out;
  out.kind = words[0] == "-" ? "" : words[0];
  out.reason = words[1] == "-" ? "" : words[1];
  out.cut = words[2] == "1";
  std::size_t at = end + 1, total = 0;
  for (std::uint64_t n = 0; n < *count; ++n) {
    std::size_t length = 0;
    if (bytes.size() - at < kLength) return bad("length");
    for (const char c : bytes.substr(at, kLength)) {
      const bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'f';
      if (!digit && !letter) return bad("length");
      length = length * 16 + static_cast<std::size_t>(digit ? c - '0' : c - 'a' + 10);
    }
    at += kLength;
    total += length;
    if (length > bytes.size() - at || total > limits.text_bytes) return bad("length");
    const std::string_view page = bytes.substr(at, length);
    if (!is_tidy(page)) return bad("a page that is not tidy");
    out.pages.emplace_back(page);
    at += length;
  }
  if (at != bytes.size()) return bad("more than it says");
  return out;
}

}  // namespace althing::extract
