// BLT, the ballot file of ERS, OpenSTV, Droop and OpaVote:
//
//     4 2              options, seats
//     -2               withdrawn (optional; several numbers may follow one another)
//     3 1 3=4 2 0      three ballots: 1, then 3 and 4 equal, then 2; 0 ends the ballot
//     0                end of the ballots
//     "Amy"            a name for each option; a second string is a party
//     "Club election"  title (optional)
//
// Line breaks mean nothing up to the 0 that ends the ballots; after it, names may follow one
// another on a line if there are fewer lines than options.
//
// Tolerated: # and // comments to the end of a line, /* */ comments that begin and end a token, a
// ballot over several lines, "-" for a skipped rank, "(id)" before a ballot, Hill's (3 4) for equal
// ones, Droop's [tie ...], [withdrawn ...], [undeclared ...], [nick ...] and =tie, names without
// quotes, decimals in weights.
#include <fmt/format.h>

#include <map>

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
      if (part_ == Part::ballot && !in_comment_ && !in_group_ &&
          nicks_.empty()) {  // the hot path: a small number
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
      if (part_ == Part::names) {
        if (token.front() != '"')
          return fail(Errc::malformed,
                      fmt::format("{} after the 0 that ends the ballots", quoted(token)));
        rest_ = std::string(start, static_cast<std::size_t>(end - start));
        return {};
      }
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
        if (token.front() == '[' || bracket_ != Bracket::none) return bracket(token);
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
    TRY(const OptionIndex option, option_named(text));
    for (const OptionIndex known : withdrawn_) {
      if (known == option)
        return fail(Errc::malformed, fmt::format("option {} is withdrawn twice", text));
    }
    withdrawn_.push_back(option);
    return {};
  }

  // [tie 2 1 3], [nick amy bob cem]: Droop's way to say more before the ballots.
  Result<void> bracket(std::string_view token) {
    const bool last = token.ends_with(']');
    if (last) token.remove_suffix(1);
    if (token.starts_with('[')) {
      const std::string_view name = token.substr(1);
      if (name == "tie")
        bracket_ = Bracket::tie;
      else if (name == "withdrawn")
        bracket_ = Bracket::withdrawn;
      else if (name == "nick")
        bracket_ = Bracket::nick;
      else if (name == "undeclared" || name == "droop") {
        bracket_ = Bracket::ignored;
        builder_.warn(fmt::format("line {}: [{} ...] has no meaning here and is ignored",
                                  lines_.number(), name));
      } else
        return fail(Errc::unsupported, fmt::format("unknown setting {}", quoted(token)));
    } else if (!token.empty()) {
      TRY_VOID(bracket_word(token));
    }
    if (last) bracket_ = Bracket::none;
    return {};
  }

  Result<void> bracket_word(std::string_view token) {
    switch (bracket_) {
      case Bracket::withdrawn:
        return withdraw(token);
      case Bracket::nick: {
        if (nicks_.size() == options_)
          return fail(Errc::malformed, fmt::format("more short names than {} options", options_));
        const auto number = static_cast<OptionIndex>(nicks_.size());
        if (!nicks_.emplace(token, number).second)
          return fail(Errc::malformed, fmt::format("{} is the short name of two", quoted(token)));
        return {};
      }
      case Bracket::tie: {
        TRY(const OptionIndex option, option_named(token));
        builder_.profile().hints.tie_order.push_back(option);
        return {};
      }
      default:
        return {};
    }
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

  // "3", "3=4=5", "(3 4 5)", "-" (a skipped rank), "0" (end).
  Result<void> ranking(std::string_view token) {
    if (token == "-") return {};
    if (token.front() == '(' && !in_group_) {
      in_group_ = true;
      group_begun_ = false;
      token.remove_prefix(1);
    }
    const bool last = in_group_ && token.ends_with(')');
    if (last) token.remove_suffix(1);
    if (!token.empty()) TRY_VOID(places(token));
    if (last) in_group_ = false;
    return {};
  }

  Result<void> places(std::string_view token) {
    bool tied = in_group_ && std::exchange(group_begun_, true);
    while (true) {
      const auto equal = token.find('=');
      const std::string_view text = token.substr(0, equal);
      if (const auto nick = nicks_.find(text); nick != nicks_.end()) {
        TRY_VOID(add_item(nick->second + 1U, tied));
      } else {
        TRY(const std::int64_t number, parse_count(text, kMaxOptions));
        if (number == 0 && (in_group_ || tied || equal != std::string_view::npos))
          return fail(Errc::malformed, "0 among equal ranks");
        if (number == 0) return end_ballot();
        TRY_VOID(add_item(static_cast<std::uint32_t>(number), tied));
      }
      if (equal == std::string_view::npos) return {};
      token.remove_prefix(equal + 1);
      tied = true;
    }
  }

  Result<OptionIndex> option_named(std::string_view text) {
    const auto nick = nicks_.find(text);
    if (nick != nicks_.end()) return nick->second;
    return option_number(text);
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
    std::string_view line = rest_;  // what stands behind the 0 that ends the ballots
    while (true) {
      if (rest_.empty()) {
        TRY(const bool more, lines_.next(line));
        if (!more) return false;
      }
      const std::string held = std::exchange(rest_, {});
      const std::string_view inner = trim(held.empty() ? line : std::string_view(held));
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

  struct NameLine {
    std::uint64_t number;
    std::vector<std::string> texts;
  };

  // A name a line, a second text of the line being a party; or, if there are fewer lines than
  // options, all texts one after another. Then a title.
  Result<void> read_names() {
    std::vector<NameLine> found;
    std::size_t texts = 0;
    std::string text;
    while (true) {
      TRY(const bool more, next_text(text));
      if (!more) break;
      if (text.starts_with("=tie")) {
        TRY_VOID(droop_ties(text.substr(4)));
        continue;
      }
      if (found.size() > options_) {
        builder_.warn(fmt::format("line {}: words after the title are ignored", lines_.number()));
        continue;
      }
      TRY(auto parts, strings(text));
      for (const std::string& part : parts) {
        if (part.size() > kMaxName)
          return fail_at(lines_.number(), Errc::too_large,
                         fmt::format("a name of more than {} bytes", kMaxName));
      }
      if (texts > options_ + 2) parts.resize(1);  // the others are names of nobody
      texts += parts.size();
      found.push_back({lines_.number(), std::move(parts)});
    }
    if (found.empty()) {
      builder_.warn("the file has no names of options");
      return {};
    }
    if (found.size() >= options_) {
      for (NameLine& line : found) line.texts.resize(1);
    } else if (texts < options_) {
      return fail_at(lines_.number() + 1, Errc::malformed,
                     fmt::format("{} options have names, the file says {}", texts, options_));
    }
    Profile& profile = builder_.profile();
    std::size_t place = 0;
    for (NameLine& line : found) {
      for (std::string& name : line.texts) {
        if (place < options_ && !name.empty()) profile.options[place].name = std::move(name);
        if (place == options_) profile.hints.title = std::move(name);
        if (place == options_ + 1)
          builder_.warn(fmt::format("line {}: words after the title are ignored", line.number));
        ++place;
      }
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
  enum class Bracket { none, tie, withdrawn, nick, ignored };
  Bracket bracket_ = Bracket::none;
  bool in_comment_ = false, in_group_ = false, group_begun_ = false;
  std::map<std::string, OptionIndex, std::less<>> nicks_;
  std::string rest_;
  Decimal weight_;
  std::vector<Item> items_;
};

}  // namespace

Result<Profile> read_blt(LineReader& lines) { return BltReader(lines).read(); }

}  // namespace althing::tally
