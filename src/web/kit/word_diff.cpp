#include "web/kit/word_diff.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "base/utf8.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

using Kind = DiffRun::Kind;
using Tokens = std::vector<std::string_view>;

enum class Class { space, word, single };

Class classify(char32_t c) {
  if (c < 0x80) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) return Class::space;
    const char32_t letter = c | 0x20;
    return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ? Class::word : Class::single;
  }
  if (c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
      c == 0x3000) {
    return Class::space;
  }
  if (c == 0x200c || c == 0x200d) return Class::word;
  if (c < 0xc0)
    return c == 0xaa || c == 0xad || c == 0xb5 || c == 0xba ? Class::word : Class::single;
  const bool symbols =
      c == 0xd7 || c == 0xf7 || (c >= 0x2010 && c <= 0x2bff) || (c >= 0xfe10 && c <= 0xfe6f);
  const bool arabic = c == 0x60c || c == 0x61b || c == 0x61f || c == 0x6d4;
  const bool east_asian = (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
                          (c >= 0xff00 && c <= 0xffef) || (c >= 0x1f000 && c <= 0x3ffff);
  return symbols || arabic || east_asian ? Class::single : Class::word;
}

}  // namespace

std::vector<std::string_view> diff_tokens(std::string_view text) {
  Tokens out;
  Class before = Class::single;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const Class now = classify(next_code_point(text, at));
    if (now == before && now != Class::single)
      out.back() = {out.back().data(), out.back().size() + at - from};
    else
      out.push_back(text.substr(from, at - from));
    before = now;
  }
  return out;
}

namespace {

using Ids = std::vector<std::uint32_t>;

// Equal tokens get equal numbers, so that the search compares integers.
Ids number_tokens(const Tokens& tokens,
                  std::unordered_map<std::string_view, std::uint32_t>& known,
                  const TokenKey& key) {
  Ids out;
  out.reserve(tokens.size());
  for (std::string_view t : tokens)
    out.push_back(known.try_emplace(key ? key(t) : t, static_cast<std::uint32_t>(known.size()))
                      .first->second);
  return out;
}

using Script = std::vector<Kind>;  // one step per token: same takes one of each side

// Myers' greedy O(ND) search, forward; the frontier of every round is kept for the way back.
// Empty result with ok=false: more than kMaxDiffEdits edits.
bool shortest_script(const Ids& a, const Ids& b, Script& script) {
  const int n = static_cast<int>(a.size());
  const int m = static_cast<int>(b.size());
  const int limit = std::min(n + m, kMaxDiffEdits);
  std::vector<int> v(static_cast<std::size_t>(2 * limit + 3), 0);
  const auto at = [&](std::vector<int>& f, int k, int d) -> int& {
    return f[static_cast<std::size_t>(k + d)];
  };
  std::vector<std::vector<int>> trace;
  int found = -1;
  for (int d = 0; d <= limit && found < 0; ++d) {
    for (int k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && at(v, k - 1, limit + 1) < at(v, k + 1, limit + 1));
      int x = d == 0 ? 0 : down ? at(v, k + 1, limit + 1) : at(v, k - 1, limit + 1) + 1;
      while (x < n && x - k < m &&
             a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)])
        ++x;
      at(v, k, limit + 1) = x;
      if (k == n - m && x >= n) found = d;
    }
    const auto middle = v.begin() + limit + 1;
    trace.emplace_back(middle - d, middle + d + 1);
  }
  if (found < 0) return false;
  int x = n;
  int y = m;
  for (int d = found; d > 0; --d) {
    auto& f = trace[static_cast<std::size_t>(d - 1)];
    const auto reach = [&](int k) { return k < -(d - 1) || k > d - 1 ? -1 : at(f, k, d - 1); };
    const int k = x - y;
    const bool down = k == -d || (k != d && reach(k - 1) < reach(k + 1));
    const int px = down ? reach(k + 1) : reach(k - 1);
    const int py = px - (down ? k + 1 : k - 1);
    for (; x > px + (down ? 0 : 1) && y > py + (down ? 1 : 0); --x, --y)
      script.push_back(Kind::same);
    script.push_back(down ? Kind::inserted : Kind::deleted);
    x = px;
    y = py;
  }
  for (; x > 0; --x) script.push_back(Kind::same);
  std::reverse(script.begin(), script.end());
  return true;
}

// A stretch of the result: text of both sides between two points; `same` when they are equal.
struct Part {
  std::string del;
  std::string ins;
  std::string same;
};

bool has_word(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (classify(next_code_point(text, at)) == Class::word) return true;
  }
  return false;
}

// Alternating [change, same, change, same, ...]: a `same` at most half as long as the
// edits on both sides of it, or only space and punctuation, is folded into them (Fraser's semantic
// clean-up).
std::vector<Part> clean_up(std::vector<Part> parts) {
  const auto weight = [](const Part& p) { return std::max(p.del.size(), p.ins.size()); };
  std::vector<Part> out;
  for (Part& part : parts) {
    out.push_back(std::move(part));
    while (out.size() >= 3) {
      Part& left = out[out.size() - 3];
      Part& mid = out[out.size() - 2];
      Part& right = out.back();
      if (mid.same.empty() || weight(left) == 0 || weight(right) == 0) break;
      const bool small = mid.same.size() * 2 <= std::min(weight(left), weight(right));
      if (!small && has_word(mid.same)) break;
      left.del += mid.same + right.del;
      left.ins += mid.same + right.ins;
      out.resize(out.size() - 2);
    }
  }
  return out;
}

std::vector<Part> to_parts(const Script& script, const Tokens& a, const Tokens& b) {
  std::vector<Part> parts(1);
  std::size_t i = 0;
  std::size_t j = 0;
  for (Kind step : script) {
    const bool is_same = step == Kind::same;
    if (is_same == (parts.size() % 2 == 1)) parts.emplace_back();  // even index: change, odd: same
    if (is_same) {
      parts.back().same += a[i++];
      ++j;
    } else if (step == Kind::deleted) {
      parts.back().del += a[i++];
    } else {
      parts.back().ins += b[j++];
    }
  }
  return parts;
}

void add_run(std::vector<DiffRun>& runs, Kind kind, std::string text) {
  if (text.empty()) return;
  if (!runs.empty() && runs.back().kind == kind)
    runs.back().text += text;
  else
    runs.push_back({kind, std::move(text)});
}

WordDiff whole(std::string_view a, std::string_view b) {
  WordDiff out;
  out.too_different = true;
  add_run(out.runs, Kind::deleted, std::string(a));
  add_run(out.runs, Kind::inserted, std::string(b));
  return out;
}

// Less than a quarter of the longer text is shared, and it is long enough for that to mean
// something.
bool shares_too_little(const WordDiff& diff, const Tokens& a, const Tokens& b) {
  std::size_t same = 0;
  std::size_t del = 0;
  std::size_t ins = 0;
  for (const DiffRun& run : diff.runs)
    (run.kind == Kind::same ? same : run.kind == Kind::deleted ? del : ins) += run.text.size();
  return std::min(a.size(), b.size()) > 16 && same * 4 < same + std::max(del, ins);
}

}  // namespace

std::optional<std::vector<DiffRun>> diff_runs(const std::vector<std::string_view>& a,
                                              const std::vector<std::string_view>& b,
                                              const TokenKey& key) {
  if (a.size() > kMaxDiffTokens || b.size() > kMaxDiffTokens) return std::nullopt;
  std::unordered_map<std::string_view, std::uint32_t> known;
  Ids x = number_tokens(a, known, key);
  Ids y = number_tokens(b, known, key);
  const auto head = std::mismatch(x.begin(), x.end(), y.begin(), y.end()).first - x.begin();
  auto tail = std::mismatch(x.rbegin(), x.rend(), y.rbegin(), y.rend()).first - x.rbegin();
  tail = std::min<std::ptrdiff_t>(tail, std::ssize(x) - head);
  tail = std::min<std::ptrdiff_t>(tail, std::ssize(y) - head);
  Script script(static_cast<std::size_t>(head), Kind::same);
  Script middle;
  if (!shortest_script({x.begin() + head, x.end() - tail}, {y.begin() + head, y.end() - tail},
                       middle)) {
    return std::nullopt;
  }
  script.insert(script.end(), middle.begin(), middle.end());
  script.insert(script.end(), static_cast<std::size_t>(tail), Kind::same);
  std::vector<DiffRun> out;
  for (Part& part : clean_up(to_parts(script, a, b))) {
    add_run(out, Kind::same, std::move(part.same));
    add_run(out, Kind::deleted, std::move(part.del));
    add_run(out, Kind::inserted, std::move(part.ins));
  }
  return out;
}

WordDiff word_diff(std::string_view old_raw, std::string_view new_raw) {
  const std::string old_text = scrub_utf8(old_raw);
  const std::string new_text = scrub_utf8(new_raw);
  const Tokens a = diff_tokens(old_text);
  const Tokens b = diff_tokens(new_text);
  if (old_text == new_text) {
    WordDiff out;
    add_run(out.runs, Kind::same, old_text);
    return out;
  }
  WordDiff out;
  auto runs = diff_runs(a, b, nullptr);
  if (!runs) return whole(old_text, new_text);
  out.runs = std::move(*runs);
  return shares_too_little(out, a, b) ? whole(old_text, new_text) : out;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (const std::string_view token : diff_tokens(text)) {
    std::size_t at = 0;
    const char32_t first = next_code_point(token, at);
    const bool letter = first >= 0x2e80 && !(first >= 0x3000 && first <= 0x3004) && !(first >= 0x3008 && first <= 0x3020) &&
                        !(first >= 0xfe10 && first <= 0xfe6f) && !(first >= 0xff00 && first <= 0xff0f) && !(first >= 0xff1a && first <= 0xff20);
    if (classify(first) == Class::word || (classify(first) == Class::single && letter)) out.push_back(token);
  }
  return out;
}

std::vector<std::pair<WordDiff, WordDiff>> diff_rows(const WordDiff& diff) {
  std::vector<std::pair<WordDiff, WordDiff>> rows(1);
  for (const DiffRun& run : diff.runs) {
    if (run.kind != Kind::same) {
      add_run((run.kind == Kind::deleted ? rows.back().first : rows.back().second).runs, run.kind, run.text);
      continue;
    }
    // A shared line end ends the row.
    for (std::size_t from = 0; from < run.text.size();) {
      const std::size_t end = run.text.find('\n', from);
      const std::size_t stop = end == std::string::npos ? run.text.size() : end + 1;
      for (WordDiff* side : {&rows.back().first, &rows.back().second}) add_run(side->runs, Kind::same, run.text.substr(from, stop - from));
      if (end != std::string::npos) rows.emplace_back();
      from = stop;
    }
  }
  if (rows.back().first.runs.empty() && rows.back().second.runs.empty()) rows.pop_back();
  return rows;
}

Raw render_diff(const WordDiff& diff) {
  Html h;
  for (const DiffRun& run : diff.runs) {
    const std::string shown = visible(run.text, TextKind::prose);
    if (run.kind == Kind::same)
      h.text(shown);
    else if (run.kind == Kind::deleted)
      h.el("del", {}, shown);
    else
      h.el("ins", {}, shown);
  }
  return h.take();
}

std::string squeeze_space(std::string_view text) {
  const std::string good = scrub_utf8(text);
  std::string out;
  bool gap = false;
  for (std::size_t at = 0; at < good.size();) {
    const std::size_t from = at;
    if (classify(next_code_point(good, at)) == Class::space) {
      gap = !out.empty();
      continue;
    }
    if (std::exchange(gap, false)) out += ' ';
    out.append(good, from, at - from);
  }
  return out;
}

}  // namespace althing::web
