// ABIF (electorama.com/abif): one line a bundle of equal ballots.
//
//     27: A>B=C        rankings              27: A/5, B/3, C/0     scores
//     =A:[Amy Smith]   the name of A         {"title": "..."}      metadata
//
// A comma without scores means equal (approvals). "27*" is the same as "27:"; without it the line
// is one ballot; a trailing ": {...}" is passed over. Identifiers may stand in [brackets] or
// "quotes". The first ballot that names somebody decides whether the file holds scores; scored
// lines in a file of rankings count by their order, an option without a score in a file of scores
// has none. A title is taken from the metadata.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

struct Mention {
  std::string id;
  char before = 0;  // '>', '=', ',' or 0 for the first
  bool scored = false;
  std::int64_t score = 0;
};

class AbifReader {
 public:
  explicit AbifReader(LineReader& lines) : lines_(lines) {}

  Result<Profile> read() {
    std::string_view line;
    while (true) {
      TRY(const bool more, lines_.next(line));
      if (!more) break;
      const auto done = take_line(trim(without_comment(line)));
      if (!done) return fail(at_line(lines_.number(), done.error()));
    }
    if (!builder_ && blank_.empty())
      return fail_at(lines_.number() + 1, Errc::malformed, "the file has no ballots");
    if (!builder_) TRY_VOID(begin(BallotKind::ranked));
    builder_->profile().hints.title = title_;
    return builder_->take();
  }

 private:
  static std::string_view without_comment(std::string_view line) {
    char closing = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (closing != 0) {
        if (line[i] == closing) closing = 0;
      } else if (line[i] == '[')
        closing = ']';
      else if (line[i] == '"')
        closing = '"';
      else if (line[i] == '#')
        return line.substr(0, i);
    }
    return line;
  }

  Result<void> take_line(std::string_view line) {
    if (line.empty()) return {};
    if (line.front() == '{') {
      metadata(line);
      return {};
    }
    if (line.front() == '=') return define(trim(line.substr(1)));
    Decimal weight{1, 0};
    // A count: digits, then ':' or '*'.
    std::size_t digits = 0;
    while (digits < line.size() && (is_digit(line[digits]) || line[digits] == '.')) ++digits;
    std::size_t after = digits;
    while (after < line.size() && is_blank(line[after])) ++after;
    if (digits > 0 && after < line.size() && (line[after] == ':' || line[after] == '*')) {
      TRY(weight, parse_number(line.substr(0, digits), kMaxWeight, kMaxWeightDecimals));
      if (weight.value == 0) return fail(Errc::malformed, "a count must be more than 0");
      line = trim(line.substr(after + 1));
    } else if (line.find_first_of(">=,/") == std::string_view::npos &&
               line.find(':') != std::string_view::npos) {
      return fail(Errc::malformed,
                  fmt::format("{} is no count of ballots", quoted(line.substr(0, line.find(':')))));
    }
    TRY_VOID(mentions(line));
    return add(weight);
  }

  // {"title": "..."}; other metadata, and what is not JSON, says nothing here.
  void metadata(std::string_view line) {
    const auto parsed = json::parse(line);
    if (!parsed) return;
    const std::string_view title = parsed->text_at("title");
    if (!title.empty() && title.size() <= kMaxName) title_ = title;
  }

  // "A:[Amy Smith]" or "A: Amy Smith"
  Result<void> define(std::string_view text) {
    std::string_view rest = text;
    TRY(const std::string id, identifier(rest));
    if (rest.empty() || rest.front() != ':')
      return fail(Errc::malformed, "a name is given as =id:[name]");
    rest = trim(rest.substr(1));
    if (!rest.empty() && rest.front() == '[') {
      if (rest.back() != ']') return fail(Errc::malformed, "a [ is not closed");
      rest = rest.substr(1, rest.size() - 2);
    } else if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') {
      rest = rest.substr(1, rest.size() - 2);
    }
    if (rest.size() > kMaxName)
      return fail(Errc::too_large, fmt::format("a name of more than {} bytes", kMaxName));
    if (builder_) {
      if (const auto known = builder_->find_id(id)) {
        builder_->profile().options[*known].name = to_utf8(rest);
        return {};
      }
      return builder_->add_option(id, to_utf8(rest)).map([](OptionIndex) {});
    }
    if (named_.size() >= kMaxOptions)
      return fail(Errc::too_large, fmt::format("more than {} options", kMaxOptions));
    named_.emplace_back(id, to_utf8(rest));
    return {};
  }

  static Result<std::string> identifier(std::string_view& rest) {
    rest = trim(rest);
    if (!rest.empty() && (rest.front() == '[' || rest.front() == '"')) {
      const auto close = rest.find(rest.front() == '[' ? ']' : '"', 1);
      if (close == std::string_view::npos)
        return fail(Errc::malformed, "a bracket or quote is not closed");
      std::string id = to_utf8(rest.substr(1, close - 1));
      rest = trim(rest.substr(close + 1));
      if (id.empty()) return fail(Errc::malformed, "an option without a name");
      return id;
    }
    const auto end = std::min(rest.find_first_of(">=,/:*<{}[]\""), rest.size());
    std::string id = to_utf8(trim(rest.substr(0, end)));
    rest = trim(rest.substr(end));
    if (id.empty())
      return fail(Errc::malformed, rest.empty() ? "the line ends where an option should be"
                                                : fmt::format("{} where an option should be",
                                                              quoted(rest.substr(0, 10))));
    return id;
  }

  Result<void> mentions(std::string_view line) {
    mentions_.clear();
    std::string_view rest = line;
    char before = 0;
    while (!rest.empty()) {
      if (rest.front() == ':') {  // extended data
        rest = trim(rest.substr(1));
        if (rest.empty() || (rest.front() == '{' && rest.back() == '}')) break;
        return fail(Errc::malformed, fmt::format("{} after the ballot", quoted(rest)));
      }
      Mention mention;
      mention.before = before;
      TRY(mention.id, identifier(rest));
      if (!rest.empty() && rest.front() == '/') {
        rest = trim(rest.substr(1));
        const auto end = std::min(rest.find_first_of(">=,: \t"), rest.size());
        TRY(const Decimal score, parse_number(rest.substr(0, end), kMaxScore, 0));
        mention.scored = true;
        mention.score = score.value;
        rest = trim(rest.substr(end));
      }
      mentions_.push_back(std::move(mention));
      if (mentions_.size() > kMaxOptions)
        return fail(Errc::too_large, fmt::format("more than {} options", kMaxOptions));
      if (rest.empty()) break;
      before = rest.front();
      if (before == ':') continue;
      if (before != '>' && before != '=' && before != ',')
        return fail(Errc::malformed, fmt::format("{} where >, = or , should be", quoted(rest)));
      rest = trim(rest.substr(1));
      if (rest.empty())
        return fail(Errc::malformed, fmt::format("nothing follows the last {}", before));
    }
    return {};
  }

  Result<void> add(Decimal weight) {
    const auto scored = static_cast<std::size_t>(std::count_if(
        mentions_.begin(), mentions_.end(), [](const Mention& m) { return m.scored; }));
    for (std::size_t i = 1; scored != 0 && i < mentions_.size(); ++i) {
      const Mention &left = mentions_[i - 1], &right = mentions_[i];
      if (!left.scored || !right.scored) continue;
      if ((right.before == '>' && left.score < right.score) ||
          (right.before == '=' && left.score != right.score)) {
        return fail(Errc::malformed, fmt::format("the scores of {} and {} contradict their ranks",
                                                 quoted(left.id), quoted(right.id)));
      }
    }
    if (!builder_ && mentions_.empty()) return add_blank(weight);
    if (!builder_) TRY_VOID(begin(scored != 0 ? BallotKind::score : BallotKind::ranked));
    const bool scores = builder_->profile().kind == BallotKind::score;
    if (scores && scored == 0 && !mentions_.empty())
      return fail(Errc::malformed, "a ranking in a file of scores");
    if (!scores && scored != 0 && scored != mentions_.size())
      return fail(Errc::malformed, "some options have a score and some have none");
    if (!scores && scored != 0) {  // by their order
      std::stable_sort(mentions_.begin(), mentions_.end(),
                       [](const Mention& a, const Mention& b) { return a.score > b.score; });
    }
    items_.clear();
    scores_.clear();
    for (std::size_t i = 0; i < mentions_.size(); ++i) {
      const Mention& mention = mentions_[i];
      auto option = builder_->find_id(mention.id);
      if (!option) {
        TRY(option, builder_->add_option(mention.id, {}));
      }
      if (scores && !mention.scored) continue;
      const bool same_score = i > 0 && scored != 0 && mentions_[i - 1].score == mention.score;
      const bool tied = !scores && i > 0 && (scored != 0 ? same_score : mention.before != '>');
      items_.push_back(Item(*option, tied));
      if (scores) scores_.push_back(static_cast<std::int32_t>(mention.score));
    }
    return scores ? builder_->add_scores(items_, scores_, weight.value, weight.decimals)
                  : builder_->add(items_, weight.value, weight.decimals);
  }

  Result<void> begin(BallotKind kind) {
    builder_.emplace(kind);
    for (const auto& [id, name] : named_)
      TRY_VOID(builder_->add_option(id, name).map([](OptionIndex) {}));
    for (const auto& [decimals, weight] : blank_)
      TRY_VOID(kind == BallotKind::score ? builder_->add_scores({}, {}, weight, decimals)
                                         : builder_->add({}, weight, decimals));
    return {};
  }

  // Blank ballots before the kind of the file is known.
  Result<void> add_blank(Decimal weight) {
    std::int64_t& held = blank_[weight.decimals];
    held += weight.value;
    std::int64_t most = kMaxTotalWeight;
    for (int i = 0; i < weight.decimals; ++i) most *= 10;
    if (held > most)
      return fail(Errc::too_large, fmt::format("more than {} ballots in all", kMaxTotalWeight));
    return {};
  }

  LineReader& lines_;
  std::optional<Builder> builder_;
  std::map<int, std::int64_t> blank_;  // decimals -> weight at that scale
  std::string title_;
  std::vector<std::pair<std::string, std::string>> named_;
  std::vector<Mention> mentions_;
  std::vector<Item> items_;
  std::vector<std::int32_t> scores_;
};

}  // namespace

Result<Profile> read_abif(LineReader& lines) { return AbifReader(lines).read(); }

}  // namespace althing::tally
