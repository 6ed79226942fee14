// PrefLib (preflib.org/format): soc, soi, toc, toi (rankings, complete or not, with ties or not)
// and cat (categories), in the format with "# NAME: value" headers of 2022 and in the older one
// that begins with the number of alternatives.
//
//     # ALTERNATIVE NAME 1: Amy           1,Amy            (older: after a line with their number,
//     3: 1,{2,3}                          3,1,{2,3}         and a line voters,sum,unique)
//
// Two categories make approval ballots (the first is approval); more make scores, the first the
// best.
#include <fmt/format.h>

#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

class PreflibReader {
 public:
  explicit PreflibReader(LineReader& lines) : lines_(lines) {}

  Result<Profile> read() {
    std::string_view line;
    while (true) {
      TRY(const bool more, lines_.next(line));
      if (!more) break;
      const auto done = take_line(trim(line));
      if (!done) return fail(at_line(lines_.number(), done.error()));
    }
    if (!builder_) return fail_at(lines_.number() + 1, Errc::malformed, "the file has no ballots");
    return finish();
  }

 private:
  Result<void> take_line(std::string_view line) {
    if (line.empty()) return {};
    if (line.front() == '#') return header(trim(line.substr(1)));
    if (old_step_ == OldStep::unknown) {
      old_step_ = names_.empty() && alternatives_ == 0 && line.find(':') == std::string_view::npos
                      ? OldStep::number
                      : OldStep::ballots;
      old_ = old_step_ == OldStep::number;
    }
    if (old_step_ != OldStep::ballots) return old_header(line);
    if (!builder_) TRY_VOID(begin());
    return ballot(line);
  }

  Result<void> header(std::string_view line) {
    if (builder_) return {};  // a comment among the ballots
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return {};
    const std::string_view key = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
    if (key == "TITLE")
      title_ = to_utf8(value);
    else if (key == "DATA TYPE") {
      type_ = std::string(value);
      categorical_ = value == "cat";
    } else if (key == "NUMBER ALTERNATIVES") {
      TRY(alternatives_, parse_count(value, kMaxOptions));
    } else if (key == "NUMBER VOTERS") {
      TRY(const Decimal n, parse_number(value, kMaxTotalWeight, kMaxWeightDecimals));
      voters_ = n;
    } else if (key == "NUMBER UNIQUE ORDERS" || key == "NUMBER UNIQUE PREFERENCES") {
      TRY(unique_, parse_count(value, kMaxWeight));
    } else if (key == "NUMBER CATEGORIES") {
      TRY(categories_, parse_count(value, kMaxOptions));
      categorical_ = true;
    } else if (key.starts_with("ALTERNATIVE NAME ")) {
      TRY(const std::int64_t number, parse_count(trim(key.substr(17)), kMaxOptions));
      return name(number, value);
    }
    return {};
  }

  Result<void> name(std::int64_t number, std::string_view text) {
    if (number == 0) return fail(Errc::malformed, "alternatives are numbered from 1");
    if (text.size() > kMaxName)
      return fail(Errc::too_large, fmt::format("a name of more than {} bytes", kMaxName));
    if (static_cast<std::size_t>(number) > names_.size())
      names_.resize(static_cast<std::size_t>(number));
    std::string& held = names_[static_cast<std::size_t>(number) - 1];
    if (!held.empty())
      return fail(Errc::malformed, fmt::format("alternative {} is named twice", number));
    held = text.empty() ? std::to_string(number) : to_utf8(text);
    return {};
  }

  Result<void> old_header(std::string_view line) {
    if (old_step_ == OldStep::number) {
      TRY(alternatives_, parse_count(line, kMaxOptions));
      if (alternatives_ == 0) return fail(Errc::malformed, "the number of alternatives is 0");
      old_step_ = OldStep::names;
      return {};
    }
    const auto comma = line.find(',');
    if (comma == std::string_view::npos)
      return fail(Errc::malformed, fmt::format("{} has no comma", quoted(line)));
    if (old_step_ == OldStep::names) {
      TRY(const std::int64_t number, parse_count(trim(line.substr(0, comma)), alternatives_));
      TRY_VOID(name(number, trim(line.substr(comma + 1))));
      if (++old_named_ == alternatives_) old_step_ = OldStep::totals;
      return {};
    }
    TRY(voters_, parse_number(trim(line.substr(0, comma)), kMaxTotalWeight, kMaxWeightDecimals));
    old_step_ = OldStep::ballots;
    return {};
  }

  Result<void> begin() {
    if (alternatives_ == 0) alternatives_ = static_cast<std::int64_t>(names_.size());
    if (alternatives_ == 0)
      return fail(Errc::malformed, "ballots before the number of alternatives");
    if (names_.size() > static_cast<std::size_t>(alternatives_)) {
      return fail(Errc::malformed,
                  fmt::format("alternative {} is named, the file says {} alternatives",
                              names_.size(), alternatives_));
    }
    names_.resize(static_cast<std::size_t>(alternatives_));
    builder_.emplace(!categorical_     ? BallotKind::ranked
                     : categories_ > 2 ? BallotKind::score
                                       : BallotKind::approval);
    for (std::size_t i = 0; i < names_.size(); ++i)
      TRY_VOID(builder_->add_option(std::to_string(i + 1), names_[i]).map([](OptionIndex) {}));
    return {};
  }

  // "3: 1,{2,3}", older "3,1,{2,3}".
  Result<void> ballot(std::string_view line) {
    const auto cut = line.find(old_ ? ',' : ':');
    if (cut == std::string_view::npos && !old_)
      return fail(Errc::malformed, fmt::format("{} has no colon after the count", quoted(line)));
    TRY(const Decimal weight,
        parse_number(trim(line.substr(0, cut)), kMaxWeight, kMaxWeightDecimals));
    if (weight.value <= 0) return fail(Errc::malformed, "a count must be more than 0");
    items_.clear();
    scores_.clear();
    category_ = 0;
    std::string_view rest =
        cut == std::string_view::npos ? std::string_view{} : trim(line.substr(cut + 1));
    while (!rest.empty()) {
      std::size_t end;
      if (rest.front() == '{') {
        const auto close = rest.find('}');
        if (close == std::string_view::npos) return fail(Errc::malformed, "a { is not closed");
        TRY_VOID(group(rest.substr(1, close - 1)));
        end = close + 1;
      } else {
        end = std::min(rest.find(','), rest.size());
        TRY_VOID(group(rest.substr(0, end)));
        if (trim(rest.substr(0, end)).empty())
          return fail(Errc::malformed, "a place between commas is empty");
      }
      rest = trim(rest.substr(end));
      if (rest.empty()) break;
      if (rest.front() != ',')
        return fail(Errc::malformed, fmt::format("{} where a comma should be", quoted(rest)));
      rest = trim(rest.substr(1));
      if (rest.empty()) return fail(Errc::malformed, "nothing follows the last comma");
    }
    if (!categorical_ && (type_ == "soc" || type_ == "toc") && items_.size() != names_.size()) {
      return fail(Errc::malformed,
                  fmt::format("{} of {} alternatives are ranked; {} has complete orders",
                              items_.size(), names_.size(), type_));
    }
    ++rows_;
    if (builder_->profile().kind == BallotKind::score)
      return builder_->add_scores(items_, scores_, weight.value, weight.decimals);
    return builder_->add(items_, weight.value, weight.decimals);
  }

  // One place: the alternatives on it, separated by commas; in cat files one category, maybe empty.
  Result<void> group(std::string_view text) {
    ++category_;
    if (categorical_ && categories_ > 0 && category_ > categories_) {
      return fail(Errc::malformed, fmt::format("more than {} categories", categories_));
    }
    bool tied = false;
    for (text = trim(text); !text.empty();) {
      const auto end = std::min(text.find(','), text.size());
      const std::string_view token = trim(text.substr(0, end));
      TRY(const std::int64_t number, parse_count(token, kMaxOptions));
      if (number == 0 || number > alternatives_)
        return fail(Errc::malformed,
                    fmt::format("{} is no alternative: they are 1 to {}", number, alternatives_));
      if (items_.size() >= names_.size())
        return fail(Errc::malformed, "more places than alternatives");
      const Item item(static_cast<OptionIndex>(number - 1), tied && !categorical_);
      if (builder_->profile().kind != BallotKind::approval || category_ == 1) {
        items_.push_back(item);
        if (categorical_) scores_.push_back(static_cast<std::int32_t>(categories_ - category_));
      }
      if (tied && (type_ == "soc" || type_ == "soi"))
        return fail(Errc::malformed, fmt::format("{} has no ties", type_));
      tied = true;
      text = end == text.size() ? std::string_view{} : trim(text.substr(end + 1));
      if (end != std::string_view::npos && text.empty() && tied && token.empty())
        return fail(Errc::malformed, "an empty place");
    }
    if (!tied && !categorical_) return fail(Errc::malformed, "an empty place");
    return {};
  }

  Result<Profile> finish() {
    Profile profile = builder_->take();
    profile.hints.title = title_;
    if (voters_) {
      int decimals = 0;
      for (std::int64_t s = profile.weight_scale; s > 1; s /= 10) ++decimals;
      const bool finer = voters_->decimals > decimals;
      if (finer || at_scale(*voters_, decimals) != profile.valid + profile.blank) {
        return fail_at(
            lines_.number(), Errc::malformed,
            fmt::format("the ballots are {}, the header says {}: the file is cut off or damaged",
                        decimal_text(profile.valid + profile.blank, profile.weight_scale),
                        fixed_text(voters_->value, voters_->decimals)));
      }
    }
    if (unique_ != 0 && unique_ != rows_) {
      profile.warnings.push_back(fmt::format(
          "the header says {} distinct orders, the file has {} lines of ballots", unique_, rows_));
    }
    return profile;
  }

  enum class OldStep { unknown, number, names, totals, ballots };

  LineReader& lines_;
  std::optional<Builder> builder_;
  OldStep old_step_ = OldStep::unknown;
  bool old_ = false, categorical_ = false;
  std::int64_t alternatives_ = 0, categories_ = 0, category_ = 0, unique_ = 0, rows_ = 0,
               old_named_ = 0;
  std::optional<Decimal> voters_;
  std::string title_, type_;
  std::vector<std::string> names_;
  std::vector<Item> items_;
  std::vector<std::int32_t> scores_;
};

}  // namespace

Result<Profile> read_preflib(LineReader& lines) { return PreflibReader(lines).read(); }

}  // namespace althing::tally
