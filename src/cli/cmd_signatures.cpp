// althing signatures withhold|dispute: one act for each signature that a search finds, after a look at how
// many that are. It goes by the node's own list, the same that the page "moderate" previews.
#include <fmt/format.h>

#include <optional>

#include "cli/acting.h"
#include "record/record.h"
#include "web/kit/html.h"

namespace althing::cli {
namespace {

struct Options {
  std::string version, dir, reason;
  std::string matching, capacity, country, group, standing;
  std::optional<std::uint64_t> expect;
};

// The sign acts of a CSV list: the cell before the permalink, which ends each row.
Result<std::vector<std::string>> acts_of_csv(std::string_view csv) {
  std::vector<std::string> out;
  for (std::size_t at = 0, line = 0; at < csv.size(); ++line) {
    const std::size_t end = std::min(csv.find("\r\n", at), csv.size());
    const std::string_view row = csv.substr(at, end - at);
    at = end + 2;
    if (line == 0 || row.empty()) continue;
    const std::size_t cut = row.rfind(",\"");
    const auto id = cut != std::string_view::npos && cut > 65 ? parse_hex<act::ActId>(row.substr(cut - 65, 64)) : Result<act::ActId>(fail(Errc::malformed, "no act"));
    if (!id) return fail(Errc::malformed, "node", "the list of signatories has a row without its act");
    out.push_back(to_hex(*id));
  }
  return out;
}

Result<int> run(Context& context, const Options& options, const char* type) {
  const bool withhold = std::string_view(type) == "withhold";
  std::string query;
  for (const auto& [name, value] : {std::pair("q", &options.matching), std::pair("capacity", &options.capacity), std::pair("country", &options.country),
                                    std::pair("group", &options.group), std::pair("standing", &options.standing)}) {
    if (!value->empty()) query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, web::url_component(*value));
  }
  if (query.empty()) return fail(Errc::usage, "--matching", "say which signatures: nobody moderates all of them at once");
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const std::string csv, api.get("/en/statement/" + options.version + "/signatories.csv" + query));
  TRY(const std::vector<std::string> found, acts_of_csv(csv));
  if (!options.expect) {
    context.print(json::object({{"found", std::uint64_t{found.size()}}, {"done", 0}, {"acts", json::Array(found.begin(), found.end())}}),
                  fmt::format("{} signatures found, nothing done. To go on: --expect {}\n", found.size(), found.size()));
    return kDone;
  }
  if (*options.expect != found.size()) {
    return fail(Errc::usage, "--expect", fmt::format("says {}, but {} are found now; nothing was done", *options.expect, found.size()));
  }
  if (options.reason.empty()) return fail(Errc::usage, "--reason", "is wanted: everyone will read it");
  KeyFile keys{KeyPair{}, {}};
  if (withhold) {
    TRY(keys.key, record::Record::load_key(*context.fs, options.dir, "operator"));
  } else {
    TRY(keys, load_key_file(*context.fs, context.key_file));
  }
  std::uint64_t done = 0;
  for (const std::string& id : found) {
    TRY(const Author author, author_of(api, keys));
    json::Object body, detail;
    body.set("act", type);
    body.set(withhold ? "of" : "on", id);
    detail.set("reason", options.reason);
    TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
    const auto receipt = api.submit(made.note, made.detail);
    if (!receipt) return fail(receipt.error().code, receipt.error().field, fmt::format("{}; {} of {} are done and stay so", receipt.error().message, done, found.size()));
    ++done;
  }
  context.print(json::object({{"found", std::uint64_t{found.size()}}, {"done", done}}), fmt::format("{} of {} signatures: {} logged.\n", done, found.size(), type));
  return kDone;
}

void add(CLI::App* sub, Context& context, const char* type) {
  auto options = std::make_shared<Options>();
  sub->add_option("VERSION", options->version, "Id of a statement or revise act")->required();
  sub->add_option("--matching", options->matching, "Words in names and affiliations");
  sub->add_option("--capacity", options->capacity, "person, affiliated or organisation");
  sub->add_option("--country", options->country, "Two letters");
  sub->add_option("--group", options->group, "Members with a seat in it");
  sub->add_option("--standing", options->standing, "attested, vouched or unvouched");
  sub->add_option("--expect", options->expect, "Go on only if so many are found; without it nothing is done");
  sub->add_option("--reason", options->reason, "Reason, shown to everyone");
  if (std::string_view(type) == "withhold") sub->add_option("--dir", options->dir, "Data folder with the operator key")->required();
  sub->callback([&context, options, type] { context.run([&] { return run(context, *options, type); }); });
}

}  // namespace

void add_signatures(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("signatures", "Withhold or dispute the signatures that a search finds");
  command->require_subcommand(1);
  command->footer("Example:\n  althing signatures withhold VERSION --matching \"casino\" --dir data\n"
                  "  althing signatures withhold VERSION --matching \"casino\" --dir data --expect 17 --reason \"advertising\"\n"
                  "The first only counts. Each signature gets an act of its own, which can be appealed against or taken back.");
  add(command->add_subcommand("withhold", "As operator: hide names and words on your node"), context, "withhold");
  add(command->add_subcommand("dispute", "As organiser: mark as disputed; both counts are shown"), context, "dispute");
}

}  // namespace althing::cli
