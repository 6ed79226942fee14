#include "cli/timing_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace althing::cli {
namespace {

using Left = std::map<std::string, std::vector<std::uint64_t>>;

struct Side {
  std::map<std::string, std::vector<timing::Day>> days;  // by country
  std::optional<timing::Day> first, last;
};

Side side_of(const table::Taken& taken, const Choice& choice, Left& left) {
  Side out;
  for (const table::Record& record : taken.records) {
    if (!choice.fits(record)) {
      left["not chosen"].push_back(record.line);
      continue;
    }
    if (record.start.precision == table::Precision::month || record.start.precision == table::Precision::year) {
      left[fmt::format("its day is not known, only the {}", precision_word(record.start.precision))].push_back(record.line);
      continue;
    }
    const timing::Day day = timing::day_of(record.start.at);
    for (const std::string& country : record.countries) out.days[country].push_back(day);
    out.first = std::min(out.first.value_or(day), day);
    out.last = std::max(out.last.value_or(day), day);
  }
  return out;
}

void count_outside(const table::Taken& taken, const Choice& choice, const timing::Span& span, Left& left) {
  for (const table::Record& record : taken.records) {
    if (choice.fits(record) && record.start.precision <= table::Precision::day && !span.holds(timing::day_of(record.start.at))) left["outside the days looked at"].push_back(record.line);
  }
}

}  // namespace

bool LabelTest::fits(const table::Record& record) const {
  const auto [from, to] = record.labels.equal_range(label);
  return std::any_of(from, to, [&](const auto& one) { return begins ? one.second.starts_with(value) : one.second == value; });
}

Result<LabelTest> read_label_test(const std::string& text) {
  const auto cut = text.find('=');
  if (cut == std::string::npos || cut == 0) return fail(Errc::usage, text, "must be label=value or label=beginning*");
  LabelTest out{text.substr(0, cut), text.substr(cut + 1), false};
  if (out.value.ends_with('*')) {
    out.value.pop_back();
    out.begins = true;
  }
  return out;
}

bool Choice::fits(const table::Record& record) const {
  const auto test = [&](const LabelTest& one) { return one.fits(record); };
  return std::all_of(only.begin(), only.end(), test) && std::none_of(without.begin(), without.end(), test);
}

Result<TimingInput> timing_input(const table::Taken& incidents, const Choice& of_incidents, const table::Taken& events, const Choice& of_events, std::optional<timing::Day> first,
                                 std::optional<timing::Day> last) {
  TimingInput out;
  const Side a = side_of(incidents, of_incidents, out.incidents_left_out), b = side_of(events, of_events, out.events_left_out);
  if (!a.first) return fail(Errc::usage, "incidents", "no row can be looked at");
  if (!b.first) return fail(Errc::usage, "events", "no row can be looked at");
  out.data.span = {first.value_or(std::max(*a.first, *b.first)), last.value_or(std::min(*a.last, *b.last))};
  if (out.data.span.days() < 1) return fail(Errc::usage, "from", "the tables have no days in common");
  count_outside(incidents, of_incidents, out.data.span, out.incidents_left_out);
  count_outside(events, of_events, out.data.span, out.events_left_out);
  std::map<std::string, std::uint32_t> number;
  for (const Side* side : {&a, &b}) {
    for (const auto& [country, days] : side->days) number.emplace(country, 0);
  }
  for (auto& [country, n] : number) {
    n = static_cast<std::uint32_t>(out.data.countries.size());
    out.data.countries.push_back(country);
  }
  for (const auto& [country, days] : a.days) {
    for (const timing::Day day : days) out.data.onsets.push_back({number.at(country), day});
  }
  for (const auto& [country, days] : b.days) {
    for (const timing::Day day : days) out.data.events.push_back({number.at(country), day});
  }
  return out;
}

}  // namespace althing::cli
