// The watch's timing analysis: 10,000 circular shifts of 2,102 incidents against 6,000 events, the whole report,
// and how fast rows of a table are read and mapped, become acts, are compared with what a node holds, and are signed. One thread.
#include <cstdio>
#include <random>
#include <string>

#include "kit.h"
#include "cli/import/sender.h"
#include "cli/import/table_plan.h"
#include "table/take.h"
#include "timing/analysis.h"

namespace {

using namespace althing;

timing::Data made_up(std::size_t incidents, std::size_t events) {
  std::mt19937_64 random(1);
  timing::Data data;
  data.span = {16'801, 20'453};  // 2016 to 2025
  for (int i = 0; i < 100; ++i) data.countries.push_back(std::to_string(i));
  const auto one = [&] { return timing::Dated{static_cast<std::uint32_t>(timing::below(random, 100)), data.span.first + static_cast<timing::Day>(timing::below(random, 3'653))}; };
  for (std::size_t i = 0; i < incidents; ++i) data.onsets.push_back(one());
  for (std::size_t i = 0; i < events; ++i) data.events.push_back(one());
  return data;
}

std::string made_up_table(std::size_t rows) {
  std::string out = "id,place,begin,end,scope,cause,note\n";
  const std::string note(200, 'x');
  for (std::size_t i = 0; i < rows; ++i) {
    out += std::to_string(i) + ",\"Tanzania, United Republic of\",\"Wednesday, March 17, 2021, 4:40:00 PM\",\"Wednesday, March 17, 2021, 5:40:00 PM\",national,\"Protests, Elections\"," + note + "\n";
  }
  return out;
}

constexpr std::string_view kMapping = R"(
kind = "incident"
source = "bench"
id = ["id"]
[country]
column = "place"
[start]
column = "begin"
forms = ["YYYY-M-D", "Weekday, Month D, YYYY, h:m:s AP"]
[end]
column = "end"
forms = ["YYYY-M-D", "Weekday, Month D, YYYY, h:m:s AP"]
[labels.scope]
column = "scope"
[labels.cause]
column = "cause"
split = ","
[act]
lang = "en"
cells = "all"
kind = "shutdown"
title = "{place}: {scope}"
text = "{note}"
)";

// Takes whatever it is handed: what is measured is the import's own part.
class Nowhere final : public cli::Channel {
 public:
  Result<cli::Answers> submit(const std::vector<cli::Handed>& acts) override {
    cli::Answers out;
    for (const cli::Handed& one : acts) out.emplace_back(to_hex(act::id_of_text(one.note.substr(0, one.note.find('\n') + 1))));
    return out;
  }
  UnixSeconds now() const override { return 1'772'323'200; }
  std::int64_t steady_ms() const override { return 0; }
  void sleep_ms(std::int64_t) override {}
};

// A table's rows up to the signed acts of a first import.
void import_of(const table::Taken& taken, const table::Mapping& mapping) {
  const KeyPair key = KeyPair::from_seed(Seed{});
  const auto rate = [&](const char* what, double seconds) { std::printf("%s: %.0f/s\n", what, static_cast<double>(taken.records.size()) / seconds); };
  cli::RowActs rows;
  rate("rows made acts, each checked against its schema and the rules of details", bench::seconds_of([&] { rows = cli::row_acts(taken, mapping, 1'772'323'200); }));
  cli::TablePlan plan;
  rate("acts compared with what a node holds, details salted", bench::seconds_of([&] { plan = cli::plan_table(rows, taken, mapping, {}, key); }));
  std::vector<cli::Outgoing> acts;
  for (cli::PlannedAct& one : plan.acts) acts.push_back({rows.acts[one.act].leaf, std::move(one.detail)});
  Nowhere nowhere;
  const cli::SendAs as{key, {}, {}};
  cli::Sent sent;
  rate("acts signed", bench::seconds_of([&] { sent = cli::send_acts(acts, as, nowhere, {}); }));
  if (sent.stopped) std::printf("stopped: %s\n", sent.stopped->text().c_str());
}

}  // namespace

int main() {
  bench::print_machine();
  const timing::Data data = made_up(2'102, 6'000);
  const auto countries = bench::must(timing::by_country(data));
  timing::ShiftTest test;
  const double shifts = bench::seconds_of([&] {
    std::vector<std::vector<std::uint32_t>> counts;
    for (const auto& country : countries) counts.push_back(timing::turned_counts(country, timing::window_days(country, {-3, 3}, data.span.days())));
    test = timing::shift_test(counts, 10'000, 1);
  });
  std::printf("10,000 circular shifts of 2,102 incidents against 6,000 events in 100 countries, 3,653 days: %.3f s (aim: 1 s); p = %.4f\n", shifts, test.p());
  timing::Options options;
  options.windows = {{0, 0}, {-3, 3}, {-14, -1}};
  const double whole = bench::seconds_of([&] { bench::must(timing::analyse(data, options)); });
  std::printf("the whole report, three windows with placebos and curve: %.3f s\n", whole);
  const std::string csv = made_up_table(100'000);
  const auto mapping = bench::must(table::read_mapping(kMapping));
  table::Taken taken;
  const double rows = bench::seconds_of([&] { taken = bench::must(table::take_rows(csv, mapping)); });
  std::printf("rows read and mapped: %.0f/s (%zu rows; aim: 20,000/s)\n", static_cast<double>(taken.records.size()) / rows, taken.records.size());
  import_of(taken, mapping);
  return 0;
}
