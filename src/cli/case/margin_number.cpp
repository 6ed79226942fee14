// See margin_number.h.
#include "cli/case/margin_number.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/case/markup.h"

namespace althing::cli {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// "1.3" or "6.1.3" at the start (at least one dot, no dot at the end); empty if none.
std::string_view section_at(std::string_view text) {
  std::size_t end = 0, dots = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  while (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    ++dots;
    ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
  }
  return dots > 0 ? text.substr(0, end) : std::string_view();
}

/// The line without heading and emphasis marks in front of it.
std::string_view bare(std::string_view line) {
  const std::size_t at = line.find_first_not_of("#* ");
  return at == std::string_view::npos ? std::string_view() : line.substr(at);
}

class Splitter {
 public:
  explicit Splitter(const MarginOptions& options) : options_(options), next_(options.from) {}

  Result<void> line(std::size_t number, std::string_view raw) {
    if (!raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
    const std::string trimmed = squeeze(raw);
    if (trimmed.empty()) return {};
    if (stop(number, trimmed)) return {};
    if (stopped_) {
      out_.rest.back().lines.push_back(number);
      return {};
    }
    if (heading(number, trimmed)) return {};
    if (is_digit(trimmed.front())) return numbered(number, trimmed);
    return continued(number, trimmed);
  }

  Result<MarginText> finish() {
    drop_headings("a heading with no numbered provision under it");
    if (next_ <= options_.to) {
      return fail(Errc::malformed,
                  fmt::format("the text ends before No. {} (expected up to No. {})", next_, options_.to));
    }
    return std::move(out_);
  }

 private:
  bool stop(std::size_t number, std::string_view line) {
    for (const auto& stop : options_.stops) {
      if (!bare(line).starts_with(stop.at)) continue;
      drop_headings("a heading with no numbered provision under it");
      stopped_ = true;
      out_.rest.push_back({squeeze(bare(line)).substr(0, 80), stop.reason, {number}});
      return true;
    }
    return false;
  }

  bool heading(std::size_t number, std::string_view line) {
    const bool plain = std::ranges::find(options_.heading_lines, line) != options_.heading_lines.end();
    if (line.front() != '#' && !plain) return false;
    if (plain) drop_headings("a title with no numbered provision under it");
    if (!open_heading_) {
      heading_.clear();
      open_heading_ = true;
    }
    heading_.push_back(squeeze(bare(line)));
    pending_.push_back(number);
    return true;
  }

  /// Headings that turned out to head nothing go to the rest.
  void drop_headings(std::string_view reason) {
    if (pending_.empty()) return;
    out_.rest.push_back({heading_.front(), std::string(reason), std::move(pending_)});
    pending_.clear();
    heading_.clear();
    open_heading_ = false;
  }

  Result<void> numbered(std::size_t number, std::string_view line) {
    const std::string expected = std::to_string(next_);
    const auto refuse = [&](std::string_view why) {
      return fail(Errc::malformed, fmt::format("line {}: expected No. {}, {}: \"{}\"", number, expected, why,
                                               line.substr(0, 40)));
    };
    if (next_ > options_.to) return refuse(fmt::format("the last one is No. {}", options_.to));
    if (!line.starts_with(expected)) return refuse("found another number");
    std::string_view rest = line.substr(expected.size());

    if (open_heading_) {
      out_.headings.insert(out_.headings.end(), pending_.begin(), pending_.end());
      pending_.clear();
      open_heading_ = false;
      section_.clear();
    }
    MarginProvision provision;
    const std::string_view section = section_at(rest);
    if (!section.empty()) {
      if (!agrees_with_article(section)) return refuse(fmt::format("but section {} is not of this article", section));
      section_ = std::string(section);
      rest.remove_prefix(section.size());
      if (!rest.starts_with(" ")) return refuse("found no space after the section number");
      rest.remove_prefix(1);
    } else if (rest.empty() || is_digit(rest.front())) {
      return refuse("found another number");
    }
    provision.label = section_;
    if (rest.size() > 1 && is_lower(rest[0]) && rest[1] == ')') {
      provision.label += fmt::format("{}{})", provision.label.empty() ? "" : " ", rest[0]);
      rest.remove_prefix(2);
    } else if (section.empty()) {
      provision.label = heading_.empty() ? "" : heading_.front();
    }
    provision.number = next_++;
    provision.heading = fmt::format("{}", fmt::join(heading_, ": "));
    out_.provisions.push_back(std::move(provision));
    return add(number, rest);
  }

  /// "2.1" belongs under "Article 2"; a heading without a number agrees with everything.
  bool agrees_with_article(std::string_view section) const {
    constexpr std::string_view kArticle = "Article ";
    if (heading_.empty() || !heading_.front().starts_with(kArticle)) return true;
    const std::string_view article = std::string_view(heading_.front()).substr(kArticle.size());
    return section.substr(0, section.find('.')) == article;
  }

  Result<void> continued(std::size_t number, std::string_view line) {
    if (out_.provisions.empty() || open_heading_) {
      drop_headings("a title with no numbered provision under it");
      out_.rest.push_back({std::string(line.substr(0, 80)), "stands under no numbered provision", {number}});
      return {};
    }
    return add(number, line);
  }

  Result<void> add(std::size_t number, std::string_view line) {
    MarginProvision& provision = out_.provisions.back();
    auto plain = plain_line(line);
    if (!plain) return fail(Errc::malformed, fmt::format("line {}: {}", number, plain.error().message));
    const bool item = plain->text.starts_with("- ");
    if (!provision.text.empty()) provision.text += item && last_was_item_ ? "\n" : "\n\n";
    last_was_item_ = item;
    provision.text += plain->text;
    for (const std::string& note : plain->notes) {
      if (provision.note.find(note) != std::string::npos) continue;
      provision.note += (provision.note.empty() ? "" : "; ") + note;
    }
    provision.lines.push_back(number);
    return {};
  }

  const MarginOptions& options_;
  MarginText out_;
  int next_;
  bool stopped_ = false;
  bool open_heading_ = false;  // heading lines since the last provision
  bool last_was_item_ = false;
  std::vector<std::string> heading_;
  std::vector<std::size_t> pending_;
  std::string section_;
};

}  // namespace

Result<MarginText> split_margin_numbers(std::string_view text, const MarginOptions& options) {
  Splitter splitter(options);
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    TRY_VOID(splitter.line(++number, text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return splitter.finish();
}

}  // namespace althing::cli
