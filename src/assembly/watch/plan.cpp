#include "assembly/watch/plan.h"

#include <algorithm>

#include "assembly/watch/rows.h"
#include "crypto/sha256.h"

namespace althing::assembly::watch {
namespace {

std::vector<std::string> texts(const json::Value* list) {
  std::vector<std::string> out;
  if (list == nullptr || list->array() == nullptr) return out;
  for (const json::Value& item : *list->array()) {
    if (item.string() != nullptr) out.push_back(*item.string());
  }
  return out;
}

RowChoice choice_of(const json::Value* value) {
  RowChoice out;
  if (value == nullptr) return out;
  out.kinds = texts(value->at("kinds"));
  out.countries = texts(value->at("countries"));
  out.extents = texts(value->at("extents"));
  out.labels = texts(value->at("labels"));
  out.without = texts(value->at("without"));
  for (const std::string& text : texts(value->at("by"))) {
    if (const auto id = parse_hex<act::ActId>(text)) out.by.push_back(*id);
  }
  out.src = value->text_at("src");
  return out;
}

std::optional<std::int64_t> integer_at(const json::Value& value, std::string_view name) {
  const json::Value* n = value.at(name);
  return n == nullptr || n->integer() == nullptr ? std::nullopt : std::optional(*n->integer());
}

bool among(const std::vector<std::string>& list, std::string_view text) { return list.empty() || std::find(list.begin(), list.end(), text) != list.end(); }

bool has_label(std::string_view labels, std::string_view label) {
  for (std::size_t at = 0; at < labels.size();) {
    const std::size_t end = std::min(labels.find(',', at), labels.size());
    if (labels.substr(at, end - at) == label) return true;
    at = end + 1;
  }
  return false;
}

bool fits(const RowChoice& choice, const PlanRow& row, const std::function<act::ActId()>& member) {
  const auto has = [&](const std::string& label) { return has_label(row.labels, label); };
  return among(choice.kinds, row.kind) && among(choice.countries, row.country) && among(choice.extents, row.extent) && row.src.starts_with(choice.src) &&
         std::all_of(choice.labels.begin(), choice.labels.end(), has) && std::none_of(choice.without.begin(), choice.without.end(), has) &&
         (choice.by.empty() || std::find(choice.by.begin(), choice.by.end(), member()) != choice.by.end());
}

std::optional<Why> why_not(const PlanRow& row, const timing::Span& span) {
  if (row.country.empty()) return Why::no_country;
  if (row.precision == "month") return Why::month;
  if (row.precision == "year") return Why::year;
  if (row.precision == "unknown") return Why::unknown;
  const auto at = parse_time(row.from);
  if (!at) return Why::unknown;
  return span.holds(timing::day_of(*at)) ? std::nullopt : std::optional(Why::outside);
}

}  // namespace

std::uint64_t seed_number(std::string_view text) {
  const Hash hash = sha256(text);
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | hash.data[i];
  return out;
}

std::string_view why_token(Why why) {
  constexpr std::string_view kTokens[] = {"no-country", "month", "year", "unknown", "outside"};
  return kTokens[static_cast<std::size_t>(why)];
}

json::Value side_json(const PlanSide& side, const std::function<std::string(ActNo)>& id) {
  json::Object left;
  for (const auto& [why, out] : side.left_out) {
    json::Array rows;
    for (const ActNo no : out.listed) rows.emplace_back(id(no));
    left.set(std::string(why_token(why)), json::object({{"rows", out.rows}, {"listed", std::move(rows)}}));
  }
  return json::object({{"in_force", side.in_force}, {"chosen", side.chosen}, {"looked_at", side.looked_at}, {"logged_before", side.already}, {"left_out", json::Value(std::move(left))}});
}

std::optional<Plan> read_plan(std::string_view payload) {
  const auto value = json::parse(payload);
  if (!value || value->object() == nullptr) return std::nullopt;
  const auto from = parse_time(value->text_at("from")), to = parse_time(value->text_at("to"));
  const auto draws = integer_at(*value, "draws"), lags = integer_at(*value, "lags"), placebo = integer_at(*value, "placebo");
  const json::Value* windows = value->at("windows");
  if (!from || !to || !draws || !lags || !placebo || windows == nullptr || windows->array() == nullptr) return std::nullopt;
  Plan out;
  out.incidents = choice_of(value->at("incidents"));
  out.events = choice_of(value->at("events"));
  out.span = {timing::day_of(*from), timing::day_of(*to)};
  out.options.windows.clear();
  for (const json::Value& item : *windows->array()) {
    const auto first = integer_at(item, "first"), last = integer_at(item, "last");
    if (!first || !last) return std::nullopt;
    out.options.windows.push_back({static_cast<int>(*first), static_cast<int>(*last)});
  }
  out.options.placebo_days = static_cast<int>(*placebo);
  out.options.lags = static_cast<int>(*lags);
  out.options.draws = static_cast<std::uint32_t>(*draws);
  out.seed = value->text_at("seed");
  out.options.seed = seed_number(out.seed);
  return out;
}

void PlanInput::add(std::string_view type, const PlanRow& row, const std::function<act::ActId()>& member) {
  const bool incident = type == "incident";
  if (!incident && type != "event") return;
  PlanSide& side = incident ? facts_.incidents : facts_.events;
  ++side.in_force;
  if (!fits(incident ? plan_.incidents : plan_.events, row, member)) return;
  ++side.chosen;
  // A window reaches over the ends of the days looked at, so events are taken from a year around them too.
  timing::Span span = plan_.span;
  if (!incident) span = {span.first - timing::kMaxWindowDay, span.last + timing::kMaxWindowDay};
  if (const auto why = why_not(row, span)) {
    LeftOut& out = side.left_out[*why];
    if (++out.rows <= static_cast<std::int64_t>(kListedLeftOut)) out.listed.push_back(row.no);
    return;
  }
  ++side.looked_at;
  side.already += row.no < no_ ? 1 : 0;
  const auto [it, fresh] = countries_.try_emplace(std::string(row.country), static_cast<std::uint32_t>(countries_.size()));
  (incident ? facts_.data.onsets : facts_.data.events).push_back({it->second, timing::day_of(*parse_time(row.from))});
}

PlanFacts PlanInput::take() {
  facts_.data.span = plan_.span;
  std::vector<std::uint32_t> place(countries_.size());
  for (const auto& [country, number] : countries_) {
    place[number] = static_cast<std::uint32_t>(facts_.data.countries.size());
    facts_.data.countries.push_back(country);
  }
  for (auto* rows : {&facts_.data.onsets, &facts_.data.events}) {
    for (timing::Dated& row : *rows) row.country = place[row.country];
  }
  countries_.clear();
  return std::move(facts_);
}

PlanFacts plan_facts(State& state, const Plan& plan, ActNo no) {
  PlanInput input(plan, no);
  for (const std::string_view type : {"incident", "event"}) {
    for (const SlotRow& slot : state.active_slots(type)) {
      const Placed placed = read_placed(slot.payload);
      input.add(type, {slot.winner, placed.src, placed.kind, placed.country, placed.from, placed.precision, placed.labels, placed.extent},
                [&] { return slot.owner == kNone ? act::ActId{} : state.get(slot.owner).id; });
    }
  }
  return input.take();
}

}  // namespace althing::assembly::watch
