// althing timing: do the incidents of one table begin around the events of another more often than chance
// allows? Reads published tables by mappings (docs/watch-mappings.md); needs no node.
#include <fmt/format.h>

#include "assembly/watch/plan.h"
#include "cli/command.h"
#include "cli/timing_data.h"
#include "cli/timing_plan.h"
#include "timing/words.h"

namespace althing::cli {
namespace {

constexpr std::size_t kListed = 20;  // lines shown of each reason

struct TimingOptions {
  std::vector<std::string> incidents, events;  // table, mapping
  std::vector<std::string> windows{"0..0"}, incidents_only, incidents_without, events_only, events_without;
  std::string from, to, seed = "althing";
  int placebo = timing::Options().placebo_days, lags = timing::Options().lags;
  std::uint32_t draws = timing::Options().draws;
  bool rows = false;
  PlanOptions plan;
};

Result<timing::Window> read_window(const std::string& text) {
  const auto cut = text.find("..");
  const auto number = [](const std::string& part) -> std::optional<int> {
    const bool minus = part.starts_with('-');
    const auto n = parse_decimal(part.substr(minus ? 1 : 0));
    if (!n || *n > timing::kMaxWindowDay) return std::nullopt;
    return minus ? -static_cast<int>(*n) : static_cast<int>(*n);
  };
  const auto first = number(text.substr(0, cut)), last = cut == std::string::npos ? first : number(text.substr(cut + 2));
  if (!first || !last) return fail(Errc::usage, "window", fmt::format("\"{}\" must be FIRST..LAST in days after an event, -{} to {}", text, timing::kMaxWindowDay, timing::kMaxWindowDay));
  return timing::Window{*first, *last};
}

Result<std::optional<timing::Day>> read_day(const std::string& text, const char* field) {
  if (text.empty()) return std::optional<timing::Day>();
  const auto at = parse_date(text);
  if (!at) return fail(Errc::usage, field, at.error().message);
  return std::optional(static_cast<timing::Day>(*at / 86'400));
}

Result<table::Taken> take_table(Context& context, const std::vector<std::string>& files, table::Kind kind, const char* field) {
  TRY(const std::string toml, context.fs->read_file(files[1], table::kMaxMappingBytes + 1));
  auto mapping = table::read_mapping(toml);
  if (!mapping) return fail(mapping.error().code, files[1] + ": " + mapping.error().field, mapping.error().message);
  if (mapping->kind != kind) return fail(Errc::usage, field, files[1] + " is a mapping for the other side");
  TRY(const std::string csv, context.fs->read_file(files[0], table::kMaxTableBytes + 1));
  auto taken = table::take_rows(csv, *mapping);
  if (!taken) return fail(taken.error().code, files[0] + ": " + taken.error().field, taken.error().message);
  return std::move(*taken);
}

Result<Choice> read_choice(const std::vector<std::string>& only, const std::vector<std::string>& without) {
  Choice out;
  for (const auto& [texts, tests] : {std::pair(&only, &out.only), {&without, &out.without}}) {
    for (const std::string& text : *texts) {
      TRY(LabelTest test, read_label_test(text));
      tests->push_back(std::move(test));
    }
  }
  return out;
}

std::string table_text(const char* name, const table::Taken& taken, const std::map<std::string, std::vector<std::uint64_t>>& left, bool rows) {
  std::string out = fmt::format("{}: {} rows, {} taken, {} refused, {} dropped by the mapping\n", name, taken.rows, taken.records.size(), taken.refused.size(), taken.dropped.size());
  for (const auto& [country, n] : taken.unmatched) out += fmt::format("  no country code for \"{}\" ({} row{})\n", country, n, n == 1 ? "" : "s");
  for (const auto& [why, lines] : left) out += fmt::format("  left out, {}: {}\n", why, lines.size());
  const auto list = [&](const char* what, const std::vector<table::LineNote>& notes) {
    const std::size_t shown = rows ? notes.size() : std::min(notes.size(), kListed);
    for (std::size_t i = 0; i < shown; ++i) out += fmt::format("  {} line {}: {}\n", what, notes[i].line, notes[i].text);
    if (shown < notes.size()) out += fmt::format("  {} more {}; --rows lists them\n", notes.size() - shown, what);
  };
  list("refused", taken.refused);
  list("odd", taken.remarks);
  return out;
}

json::Value table_json(const table::Taken& taken, const std::map<std::string, std::vector<std::uint64_t>>& left) {
  const auto notes = [](const std::vector<table::LineNote>& from) {
    json::Array out;
    for (const table::LineNote& note : from) out.push_back(json::object({{"line", note.line}, {"text", note.text}}));
    return out;
  };
  json::Object unmatched, left_out;
  for (const auto& [country, n] : taken.unmatched) unmatched.set(country, static_cast<std::int64_t>(n));
  for (const auto& [why, lines] : left) left_out.set(why, json::Array(lines.begin(), lines.end()));
  return json::object({{"rows", taken.rows}, {"taken", static_cast<std::int64_t>(taken.records.size())}, {"refused", notes(taken.refused)}, {"dropped", notes(taken.dropped)},
                       {"odd", notes(taken.remarks)}, {"unmatched", json::Value(std::move(unmatched))}, {"left_out", json::Value(std::move(left_out))}});
}

Result<int> timing_command(Context& context, const TimingOptions& options) {
  if (!options.plan.plan.empty()) return plan_command(context, options.plan);
  if (options.incidents.empty() || options.events.empty()) return fail(Errc::usage, options.incidents.empty() ? "incidents" : "events", "is missing; tables of both are needed, or --plan with --record");
  timing::Options asked;
  asked.windows.clear();
  for (const std::string& text : options.windows) {
    TRY(const timing::Window window, read_window(text));
    asked.windows.push_back(window);
  }
  asked.placebo_days = options.placebo;
  asked.lags = options.lags;
  asked.draws = options.draws;
  asked.seed = assembly::watch::seed_number(options.seed);
  TRY(const auto first, read_day(options.from, "from"));
  TRY(const auto last, read_day(options.to, "to"));
  TRY(const Choice of_incidents, read_choice(options.incidents_only, options.incidents_without));
  TRY(const Choice of_events, read_choice(options.events_only, options.events_without));
  TRY(const table::Taken incidents, take_table(context, options.incidents, table::Kind::incident, "incidents"));
  TRY(const table::Taken events, take_table(context, options.events, table::Kind::event, "events"));
  TRY(const TimingInput input, timing_input(incidents, of_incidents, events, of_events, first, last));
  TRY(const timing::Report report, timing::analyse(input.data, asked));
  json::Value out = timing::report_json(report, asked);
  out.object()->set("incidents", table_json(incidents, input.incidents_left_out));
  out.object()->set("events", table_json(events, input.events_left_out));
  context.print(out, timing::report_text(report, asked) + table_text("Incidents", incidents, input.incidents_left_out, options.rows) +
                         table_text("Events", events, input.events_left_out, options.rows));
  return kDone;
}

}  // namespace

void add_timing(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("timing", "Do incidents begin around events more often than chance allows? Of published tables, or of a record by a plan that it fixed");
  auto options = std::make_shared<TimingOptions>();
  CLI::Option* const incidents = command->add_option("--incidents", options->incidents, "Table of incidents (CSV) and its mapping (TOML)")->expected(2)->type_name("CSV TOML");
  command->add_option("--events", options->events, "Table of events and its mapping")->expected(2)->type_name("CSV TOML");
  command->add_option("--window", options->windows, "Days after an event, such as -1..1; may be given several times")->type_name("FIRST..LAST")->allow_extra_args(false);
  command->add_option("--from", options->from, "First day looked at; else the first that both tables have")->type_name("DATE");
  command->add_option("--to", options->to, "Last day looked at")->type_name("DATE");
  command->add_option("--incidents-only", options->incidents_only, "Only incidents with this label; \"label=beginning*\" too")->type_name("LABEL=VALUE")->allow_extra_args(false);
  command->add_option("--incidents-without", options->incidents_without, "No incidents with this label")->type_name("LABEL=VALUE")->allow_extra_args(false);
  command->add_option("--events-only", options->events_only, "Only events with this label")->type_name("LABEL=VALUE")->allow_extra_args(false);
  command->add_option("--events-without", options->events_without, "No events with this label")->type_name("LABEL=VALUE")->allow_extra_args(false);
  command->add_option("--placebo", options->placebo, "How many days the placebo window is moved; 0 for none")->capture_default_str();
  command->add_option("--lags", options->lags, "Days of the curve on both sides; 0 for none")->capture_default_str();
  command->add_option("--draws", options->draws, "Draws of the circular shift")->capture_default_str();
  command->add_option("--seed", options->seed, "Any text; the same gives the same draws")->capture_default_str();
  command->add_flag("--rows", options->rows, "List every row not taken and every odd cell");
  CLI::Option* const plan = command->add_option("--plan", options->plan.plan, "A window act that fixed an analysis: its rows are those of the record")->type_name("ID")->excludes(incidents);
  CLI::Option* const record = command->add_option("--record", options->plan.record, "Data folder, record, export, or a node's address")->type_name("WHERE");
  plan->needs(record);
  command->add_option("--entries", options->plan.entries, "Only the first so many entries of its log")->type_name("N")->needs(plan);
  command->callback([&context, options] { context.run([&] { return timing_command(context, *options); }); });
}

}  // namespace althing::cli
