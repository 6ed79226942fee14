// althing count: a ballot file counted by any method, with everything needed to follow the count.
#include <fmt/format.h>

#include "cli/ballot_file.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "crypto/sha256.h"
#include "tally/count.h"
#include "tally/decide.h"
#include "tally/formats.h"
#include "tally/show.h"

namespace althing::cli {
namespace {

struct CountOptions {
  std::string file, format, election, html, write_as, majority, rule;
  std::uint32_t seats = 0;
  std::vector<std::string> withdrawn, tie_order, majorities;
  std::string quorum, method, poll, seed, default_option, strength, satisfaction, completion,
      budget;
};

tally::Digest sha256_of(std::string_view text) { return sha256(text).data; }

// "3", "3/2" or "3:2".
Result<tally::Ratio> ratio_of(const std::string& text) {
  const auto cut = text.find_first_of("/:");
  const auto num = parse_decimal(text.substr(0, cut));
  const auto den =
      cut == std::string::npos ? Result<std::uint64_t>(1) : parse_decimal(text.substr(cut + 1));
  const auto most = static_cast<std::uint64_t>(tally::kMaxRuleNumber);
  if (!num || !den || *num == 0 || *den == 0 || *num > most || *den > most) {
    return fail(Errc::usage, "majority",
                fmt::format("must be N or N/M with numbers from 1 to {}", most));
  }
  return tally::Ratio{static_cast<std::int64_t>(*num), static_cast<std::int64_t>(*den)};
}

Result<tally::Description> description_of(Context& context, const CountOptions& options) {
  tally::Description flags, file;
  const auto set = [](std::optional<std::string>& member, const std::string& text) {
    if (!text.empty()) member = text;
  };
  set(flags.method, options.method);
  set(flags.default_option, options.default_option);
  set(flags.strength, options.strength);
  set(flags.satisfaction, options.satisfaction);
  set(flags.completion, options.completion);
  set(flags.budget, options.budget);
  if (options.seats != 0) flags.seats = options.seats;
  if (!options.quorum.empty()) {
    const auto quorum = tally::parse_quorum(options.quorum);
    if (!quorum) return fail(Errc::usage, "quorum", quorum.error().message);
    flags.quorum = *quorum;
  }
  for (const std::string& text : options.majorities) {
    const auto cut = text.rfind('=');
    if (cut == std::string::npos)
      return fail(Errc::usage, "majority-for", "must be OPTION=N or OPTION=N/M");
    TRY(const tally::Ratio ratio, ratio_of(text.substr(cut + 1)));
    flags.majorities.emplace_back(text.substr(0, cut), ratio);
  }
  flags.poll = options.poll;
  flags.seed = options.seed;
  flags.withdrawn = options.withdrawn;
  flags.tie_order = options.tie_order;
  if (!options.majority.empty()) {
    TRY(flags.majority, ratio_of(options.majority));
  }
  if (!options.rule.empty()) {
    auto rule = json::parse(options.rule);
    if (!rule) return fail(Errc::schema, "rule", rule.error().text());
    flags.rule = std::move(*rule);
  }
  if (options.election.empty()) return flags;
  TRY(const std::string text, context.fs->read_file(options.election, tally::kMaxElectionFile));
  auto parsed = tally::parse_description(text);
  if (!parsed) {
    Error error = parsed.error();
    error.field = options.election + (error.field.empty() ? "" : ": " + error.field);
    return fail(error);
  }
  return tally::merge(std::move(*parsed), flags);
}

// Either ballots or yes/no votes.
struct Held {
  std::optional<tally::Profile> profile;
  std::optional<tally::VoteTable> votes;
};

Result<Held> read_file(Context& context, const CountOptions& options) {
  TRY(const auto file, BallotFile::open(options.file));
  Progress progress("reading", context.json);
  tally::LineReader lines(
      *file, [&](std::uint64_t done) { progress.show(done, std::max(done, file->size())); });
  Held held;
  const auto done = [&]() -> Result<void> {
    TRY(const std::string_view head, lines.peek());
    std::optional<tally::Format> format = tally::format_of_name(options.format);
    if (!format) {
      TRY(format, tally::detect_format(options.file, head));
    }
    if (*format == tally::Format::csv && tally::is_vote_file(head)) {
      TRY(held.votes, tally::read_votes(lines));
    } else {
      TRY(held.profile, tally::read_ballots(lines, *format));
    }
    return {};
  }();
  if (done) return held;
  Error error = done.error();
  if (error.code != Errc::not_found && error.code != Errc::storage) error.field = options.file;
  return fail(error);
}

Result<int> count(Context& context, const CountOptions& options) {
  if (!options.format.empty() && options.format != "auto" &&
      !tally::format_of_name(options.format)) {
    return fail(
        Errc::usage, "format",
        "must be one of auto, blt, preflib (soc, soi, toc, toi, cat), abif, debian, pabulib, csv");
  }
  std::optional<tally::Format> write_as;
  if (!options.write_as.empty()) {
    write_as = tally::format_of_name(options.write_as);
    if (!write_as)
      return fail(Errc::usage, "convert",
                  "must be one of blt, preflib, abif, debian, pabulib, csv");
  }
  TRY(const tally::Description description, description_of(context, options));
  TRY(const Held held, read_file(context, options));
  if (write_as) {
    if (!held.profile)
      return fail(Errc::unsupported, "convert", "a file of yes/no votes has no other format");
    TRY(const std::string text, tally::write_ballots(*held.profile, *write_as));
    fmt::print("{}", text);
    return kDone;
  }
  TRY(const tally::CountRecord record, held.votes
                                           ? tally::decide(*held.votes, description)
                                           : tally::count(*held.profile, description, sha256_of));
  if (!options.html.empty())
    TRY_VOID(context.fs->replace_file(options.html, as_bytes(tally::to_html_page(record))));
  context.print(context.json ? tally::to_json(record) : json::Value(),
                context.json ? std::string() : tally::to_text(record));
  return kDone;
}

}  // namespace

void add_count(CLI::App& app, Context& context) {
  auto options = std::make_shared<CountOptions>();
  CLI::App* sub =
      app.add_subcommand("count", "Count a ballot file by any method and show every step");
  std::string names;
  for (const tally::MethodInfo& method : tally::methods())
    names += (names.empty() ? "" : ", ") + std::string(method.token);
  sub->footer(
      "Examples:\n  althing count ward.blt\n  althing count leader.tally.txt --method debian "
      "--quorum 47\n"
      "  althing count city.pb --completion add1 --html result.html\n  althing --json count "
      "options.toc --method ranked-pairs\n"
      "Without --method: Scottish STV for BLT, Equal Shares for Pabulib, Debian's rule for its "
      "tally sheets, approval for\n"
      "approvals, STAR for scores, Schulze for other rankings. Formats, rules and the record: "
      "docs/counting.md.");
  sub->add_option("FILE", options->file, "Ballot file, - for standard input")->required();
  sub->add_option("--format", options->format,
                  "auto, blt, preflib (soc, soi, toc, toi, cat), abif, debian, pabulib or csv");
  sub->add_option("--method", options->method,
                  names + "; for files of yes/no votes: threshold, consent");
  sub->add_option("--seats", options->seats, "How many to elect")
      ->check(CLI::Range(1u, static_cast<unsigned>(tally::kMaxOptions)));
  sub->add_option("--election", options->election,
                  "Election description (TOML); flags win over it");
  sub->add_option("--withdrawn", options->withdrawn, "Withdrawn options, by number or name")
      ->delimiter(',');
  sub->add_option("--poll", options->poll, "Input of the draw: the poll's name");
  sub->add_option("--seed", options->seed, "Input of the draw: the seed");
  sub->add_option("--tie-order", options->tie_order,
                  "All options, best first: breaks ties instead of the draw")
      ->delimiter(',');
  sub->add_option("--default-option", options->default_option,
                  "schulze, debian: the default option");
  sub->add_option("--quorum", options->quorum,
                  "schulze, debian: R, ballots that must rank an option above the default");
  sub->add_option("--majority", options->majority, "schulze, debian: S, as N or N/M");
  sub->add_option("--majority-for", options->majorities,
                  "schulze, debian: S of one option, as OPTION=N/M; may be given again");
  sub->add_option("--strength", options->strength,
                  "schulze, ranked-pairs: winning (votes) or margins");
  sub->add_option("--satisfaction", options->satisfaction, "equal-shares: cost or cardinality");
  sub->add_option("--completion", options->completion,
                  "equal-shares: none, add1, add1+greedy, greedy, add1-exhaustive or phragmen");
  sub->add_option("--budget", options->budget, "equal-shares, greedy: instead of the file's");
  sub->add_option("--rule", options->rule, "threshold: the rule tree as JSON");
  sub->add_option("--html", options->html, "Write the count as a page to this file");
  sub->add_option("--convert", options->write_as,
                  "Write the ballots in this format instead of counting");
  sub->callback([&context, options] { context.run([&] { return count(context, *options); }); });
}

}  // namespace althing::cli
