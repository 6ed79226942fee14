// BLT, the ballot file of ERS, OpenSTV, Droop and OpaVote:
//
//     4 2              options, seats
//     -2               withdrawn (optional; several numbers may follow one another)
//     3 1 3=4 2 0      three ballots: 1, then 3 and 4 equal, then 2; 0 ends the ballot
//     0                end of the ballots
//     "Amy"            a name for each option; a second string is a party
//     "Club election"  title (optional)
//
// Tolerated: # and // comments to the end of a line, /* */ comments that begin and end a token, a
// ballot over several lines, "-" for a skipped rank, "(id)" before a ballot, [tie ...] and
// [withdrawn ...] and Droop's =tie, names without quotes, decimals in weights.
#include <fmt/format.h>

#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

class BltReader {
 public:
  explicit BltReader(LineReader& lines) : lines_(lines), builder_(BallotKind::ranked) {}

  Result<Profile> read() {
    std::string_view line;
    while (part_ != Part::names) {
      TRY(const bool more, lines_.next(line));
      if (!more) return fail_at(lines_.number() + 1, Errc::malformed, missing());
      const Result<void> done =
          is_simple(line) ? builder_.add(items_, weight_.value) : take_line(line);
      if (!done) return fail(at_line(lines_.number(), done.error()));
    }
    TRY_VOID(read_names());
    Profile profile = builder_.take();
    if (!withdrawn_.empty()) profile.hints.withdrawn = withdrawn_;
    profile.hints.seats = seats_;
    return profile;
  }

 private:
  enum class Part { options, seats, withdrawn, weight, ballot, names };

  std::string missing() const {
    switch (part_) {
      case Part::options:
        return "the file has no numbers of options and seats";
      case Part::seats:
        return "the number of seats is missing";
      case Part::ballot:
        return "the file ends within a ballot (its final 0 is missing)";
      default:
        return "the file ends before the 0 that ends the ballots";
    }
  }

  // The usual line, "3 1 4 2 0" and nothing else, into weight_ and items_; anything else is left to
  // take_line. This is where the time of a large file goes.
  bool is_simple(std::string_view line) {
    if (part_ != Part::weight || in_comment_) return false;
    const char* at = line.data();
    const char* const end = at + line.size();
    constexpr std::uint32_t kMost = 1'000'000;
    bool first = true;
    items_.clear();
    while (at < end) {
      std::uint32_t number = 0;
      const char* const start = at;
      while (at < end && is_digit(*at) && number < kMost) {
        number = number * 10 + static_cast<std::uint32_t>(*at++ - '0');
      }
      if (at == start || (at < end && *at != ' ')) return false;
      at += at < end ? 1 : 0;
      if (first) {
        if (number == 0) return false;
        weight_ = {number, 0};
        first = false;
      } else if (number == 0) {
        return at == end;
      } else {
        if (number > options_ || items_.size() == options_) return false;
        items_.push_back(Item(static_cast<OptionIndex>(number - 1)));
      }
    }
    return false;
  }

  Result<void> take_line(std::string_view line) {
    const char* at = line.data();
    const char* const end = at + line.size();
    while (at < end) {
      if (is_blank(*at)) {
        ++at;
        continue;
      }
      const char* start = at;
      if (part_ == Part::ballot && !in_comment_) {  // the hot path: a small number and a blank
        std::uint32_t number = 0;
        while (at < end && is_digit(*at) && at - start < 6)
          number = number * 10 + static_cast<std::uint32_t>(*at++ - '0');
        if (at > start && (at == end || is_blank(*at))) {
          TRY_VOID(number == 0 ? end_ballot() : add_item(number, false));
          continue;
        }
        at = start;
      }
      while (at < end && !is_blank(*at)) ++at;
      const std::string_view token(start, static_cast<std::size_t>(at - start));
      if (in_comment_ || token.starts_with("/*")) {
        in_comment_ = !token.ends_with("*/") || token == "/*/";
        continue;
      }
      if (token.front() == '#' || token.starts_with("//")) return {};
      if (part_ == Part::names)
        return fail(Errc::malformed,
                    fmt::format("{} after the 0 that ends the ballots", quoted(token)));
      TRY_VOID(take_token(token));
    }
    return {};
  }

  Result<void> take_token(std::string_view token) {
    switch (part_) {
      case Part::options: {
        TRY(const std::int64_t n, parse_count(token, kMaxOptions));
        if (n == 0) return fail(Errc::malformed, "the number of options is 0");
        options_ = static_cast<std::uint32_t>(n);
        for (std::uint32_t i = 1; i <= options_; ++i)
          TRY_VOID(builder_.add_option(std::to_string(i), {}).map([](OptionIndex) {}));
        part_ = Part::seats;
        return {};
      }
      case Part::seats: {
        TRY(const std::int64_t n, parse_count(token, kMaxOptions));
        if (n == 0) return fail(Errc::malformed, "the number of seats is 0");
        seats_ = static_cast<std::uint32_t>(n);
        part_ = Part::withdrawn;
        return {};
      }
      case Part::withdrawn:
        if (token.size() > 1 && token.front() == '-') return withdraw(token.substr(1));
        if (token.front() == '[' || in_bracket_) return bracket(token);
        part_ = Part::weight;
        [[fallthrough]];
      case Part::weight:
        return begin_ballot(token);
      case Part::ballot:
        return ranking(token);
      case Part::names:
        break;
    }
    return {};
  }

  Result<void> withdraw(std::string_view text) {
    TRY(const OptionIndex option, option_number(text));
    for (const OptionIndex known : withdrawn_) {
      if (known == option)
        return fail(Errc::malformed, fmt::format("option {} is withdrawn twice", text));
    }
    withdrawn_.push_back(option);
    return {};
  }

  // [tie 2 1 3] and [withdrawn 2]: OpaVote's way to say more before the ballots.
  Result<void> bracket(std::string_view token) {
    if (token.front() == '[') {
      bracket_name_ = std::string(token.substr(1));
      in_bracket_ = true;
      if (bracket_name_.ends_with(']')) bracket_name_.pop_back(), in_bracket_ = false;
      if (bracket_name_ != "tie" && bracket_name_ != "withdrawn") {
        return fail(Errc::unsupported, fmt::format("unknown setting {}", quoted(token)));
      }
      return {};
    }
    if (token.ends_with(']')) {
      in_bracket_ = false;
      token.remove_suffix(1);
      if (token.empty()) return {};
    }
    if (bracket_name_ == "withdrawn") return withdraw(token);
    TRY(const OptionIndex option, option_number(token));
    builder_.profile().hints.tie_order.push_back(option);
    return {};
  }

  Result<void> begin_ballot(std::string_view token) {
    if (token.front() == '(') {  // an identifier of the ballot
      if (!token.ends_with(')'))
        return fail(Errc::malformed, fmt::format("{} is no ballot identifier", quoted(token)));
      return {};
    }
    TRY(const Decimal weight, parse_number(token, kMaxWeight, kMaxWeightDecimals));
    if (weight.value < 0)
      return fail(Errc::malformed, fmt::format("{} is no number of ballots", quoted(token)));
    if (weight.value == 0) {
      part_ = Part::names;
      return {};
    }
    weight_ = weight;
    items_.clear();
    part_ = Part::ballot;
    return {};
  }

  // "3", "3=4=5", "-" (a skipped rank), "0" (end).
  Result<void> ranking(std::string_view token) {
    if (token == "-") return {};
    bool tied = false;
    while (true) {
      const auto equal = token.find('=');
      const std::string_view text = token.substr(0, equal);
      TRY(const std::int64_t number, parse_count(text, kMaxOptions));
      if (number == 0 && (tied || equal != std::string_view::npos))
        return fail(Errc::malformed, "0 among equal ranks");
      if (number == 0) return end_ballot();
      TRY_VOID(add_item(static_cast<std::uint32_t>(number), tied));
      if (equal == std::string_view::npos) return {};
      token.remove_prefix(equal + 1);
      tied = true;
    }
  }

  Result<OptionIndex> option_number(std::string_view text) {
    TRY(const std::int64_t number, parse_count(text, kMaxOptions));
    if (number == 0 || number > options_)
      return fail(Errc::malformed,
                  fmt::format("{} is no option: they are 1 to {}", number, options_));
    return static_cast<OptionIndex>(number - 1);
  }

  Result<void> add_item(std::uint32_t number, bool tied) {
    if (number > options_)
      return fail(Errc::malformed,
                  fmt::format("{} is no option: they are 1 to {}", number, options_));
    if (items_.size() >= options_)
      return fail(Errc::malformed, fmt::format("a ballot of more than {} places", options_));
    items_.push_back(Item(static_cast<OptionIndex>(number - 1), tied));
    return {};
  }

  Result<void> end_ballot() {
    part_ = Part::weight;
    return builder_.add(items_, weight_.value, weight_.decimals);
  }

  // The next line that says something, or false.
  Result<bool> next_text(std::string& text) {
    std::string_view line;
    while (true) {
      TRY(const bool more, lines_.next(line));
      if (!more) return false;
      const std::string_view inner = trim(line);
      if (inner.empty() || inner.front() == '#' || inner.starts_with("//")) continue;
      text = to_utf8(inner);
      return true;
    }
  }

  // Whether a quote before `rest` ends a name: names may hold quotes themselves, Ann "Nan" Lee.
  static bool closes(std::string_view rest) {
    const std::string_view next = trim(rest);
    return next.empty() || (is_blank(rest.front()) &&
                            (next.front() == '"' || next.front() == '#' || next.starts_with("//")));
  }

  // All "quoted" parts of a line; a line without quotes is one part.
  Result<std::vector<std::string>> strings(std::string_view text) {
    std::vector<std::string> out;
    if (text.front() != '"') {
      out.emplace_back(text);
      return out;
    }
    while (!text.empty()) {
      if (text.front() == '#' || text.starts_with("//")) break;
      if (text.front() != '"')
        return fail_at(lines_.number(), Errc::malformed,
                       fmt::format("{} outside quotes", quoted(text)));
      std::size_t close = text.find('"', 1);
      while (close != std::string_view::npos && !closes(text.substr(close + 1))) {
        close = text.find('"', close + 1);
      }
      if (close == std::string_view::npos) {
        return fail_at(lines_.number(), Errc::malformed, "a quote is not closed");
      }
      std::string inner(text.substr(1, close - 1));
      for (auto at = inner.find("\"\""); at != std::string::npos; at = inner.find("\"\"", at + 1)) {
        inner.erase(at, 1);
      }
      out.push_back(std::move(inner));
      text = trim(text.substr(close + 1));
    }
    return out;
  }

  Result<void> read_names() {
    Profile& profile = builder_.profile();
    std::vector<std::string> texts;
    std::string text;
    std::uint32_t named = 0;
    while (named < options_) {
      TRY(const bool more, next_text(text));
      if (!more) {
        if (named == 0) {
          builder_.warn("the file has no names of options");
          return {};
        }
        return fail_at(lines_.number() + 1, Errc::malformed,
                       fmt::format("{} options have names, the file says {}", named, options_));
      }
      TRY(texts, strings(text));
      if (texts[0].size() > kMaxName)
        return fail_at(lines_.number(), Errc::too_large,
                       fmt::format("a name of more than {} bytes", kMaxName));
      if (!texts[0].empty()) profile.options[named].name = texts[0];
      ++named;
    }
    bool titled = false;
    while (true) {
      TRY(const bool more, next_text(text));
      if (!more) break;
      if (text.starts_with("=tie")) {
        TRY_VOID(droop_ties(text.substr(4)));
        continue;
      }
      TRY(texts, strings(text));
      if (texts[0].size() > kMaxName)
        return fail_at(lines_.number(), Errc::too_large,
                       fmt::format("a title of more than {} bytes", kMaxName));
      if (!titled)
        profile.hints.title = texts[0];
      else
        builder_.warn(fmt::format("line {}: words after the title are ignored", lines_.number()));
      titled = true;
    }
    return {};
  }

  Result<void> droop_ties(std::string_view text) {
    for (text = trim(text); !text.empty();) {
      const auto end = text.find_first_of(" \t");
      const std::string_view token = text.substr(0, end);
      text = end == std::string_view::npos ? std::string_view{} : trim(text.substr(end));
      if (token == "0") return {};
      const auto option = option_number(token);
      if (!option) return fail(at_line(lines_.number(), option.error()));
      builder_.profile().hints.tie_order.push_back(*option);
    }
    return {};
  }

  LineReader& lines_;
  Builder builder_;
  Part part_ = Part::options;
  std::uint32_t options_ = 0, seats_ = 0;
  std::vector<OptionIndex> withdrawn_;
  bool in_comment_ = false, in_bracket_ = false;
  std::string bracket_name_;
  Decimal weight_;
  std::vector<Item> items_;
};

}  // namespace

Result<Profile> read_blt(LineReader& lines) { return BltReader(lines).read(); }

}  // namespace althing::tally
