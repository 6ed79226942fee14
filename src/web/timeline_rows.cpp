// The rows of the timeline, and the span they take.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "web/page_timeline.h"

namespace althing::web {
namespace {

using index::Grain;
using index::PlacedInfo;
using index::PlacedQuery;
using index::PlacedTokens;

constexpr std::int64_t kDay = 86'400;
constexpr std::string_view kPlaced[] = {"event", "step", "incident"};

UnixSeconds midnight(UnixSeconds at) { return at - ((at % kDay) + kDay) % kDay; }

bool has_lane(const TimelineQuery& query, std::string_view type) { return query.label.empty() || type == "event" || type == "incident"; }

// "1988", "2012-12" and so on, as details have dates, as the tokens of a row with that precision. Without a time for others.
PlacedTokens tokens_of(std::string_view date) {
  static constexpr std::string_view kWhole = "0000-01-01T00:00:00Z";
  PlacedTokens out;
  if (date.size() != 4 && date.size() != 7 && date.size() != 10 && date.size() != kWhole.size()) return out;
  out.precision = date.size() == 4 ? "year" : date.size() == 7 ? "month" : date.size() == 10 ? "day" : "minute";
  out.from = std::string(date) + std::string(kWhole.substr(date.size()));
  return out;
}

TimelineRow placed_row_of(View& view, const PlacedInfo& row, const index::PlacedSpan& span) {
  TimelineRow out;
  out.span = span;
  out.recorded = row.act.logged ? row.act.logged->at : row.act.at;
  out.when = span_words(view.t, row.tokens);
  out.what = placed_kind_word(view.t, row.tokens.kind);
  out.title = plain_title(view, row.act, row.shown.title);
  out.url = read_path(row.act);
  out.country = row.tokens.country;
  return out;
}

// An instrument, document or provision, where its detail dates it; without a date where it was recorded, if `always`.
std::optional<TimelineRow> text_row(View& view, const index::ActInfo& act, const index::Shown& shown, bool always) {
  PlacedTokens tokens = tokens_of(shown.detail.text_at("date"));
  auto span = index::placed_span(tokens);
  TimelineRow out;
  if (!span) {
    if (!always) return std::nullopt;
    tokens = tokens_of(format_time(act.logged ? act.logged->at : act.at));
    span = index::placed_span(tokens);
    if (!span) return std::nullopt;
    out.by_record = true;
  }
  out.span = *span;
  out.when = span_words(view.t, tokens);
  out.what = type_word(view.t, act.type);
  out.title = plain_title(view, act, shown.title);
  out.url = read_path(act);
  return out;
}

// All texts of the filters, whenever they are from.
std::vector<TimelineRow> text_rows(View& view, const TimelineQuery& query) {
  std::vector<TimelineRow> out;
  if (!query.label.empty()) return out;
  std::optional<std::set<act::ActId>> joined;  // of the dossier
  if (query.dossier) {
    joined.emplace();
    for (const index::DossierPart& part : view.reader.parts(*query.dossier, index::kMaxDossierRows)) joined->insert(part.row.act.id);
  }
  const auto add = [&](const index::ActInfo& act, const index::Shown& shown, bool always) {
    if (out.size() == kLaneTexts || (joined && !joined->contains(act.id))) return;
    if (auto row = text_row(view, act, shown, always)) out.push_back(std::move(*row));
  };
  if (query.instrument) {
    if (const auto one = view.reader.instrument(*query.instrument)) {
      add(one->act, one->shown, true);
      for (const index::ProvisionInfo& provision : view.reader.provisions(one->act.id)) add(provision.act, provision.shown, false);
      for (const index::DocumentInfo& document : view.reader.documents(&one->act.id)) add(document.act, document.shown, false);
    }
  } else {
    for (const index::InstrumentInfo& one : view.reader.instruments()) add(one.act, one.shown, true);
    for (const index::DocumentInfo& document : view.reader.documents(nullptr)) add(document.act, document.shown, false);
  }
  return out;
}

void sort_rows(std::vector<TimelineRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const TimelineRow& a, const TimelineRow& b) { return a.span.begins < b.span.begins; });
}

// Rows at hand: those of the span, or how many begin in each column.
TimelineLane text_lane(std::vector<TimelineRow> rows, const Axis& axis) {
  TimelineLane out;
  out.type = "instrument";
  std::erase_if(rows, [&](const TimelineRow& row) { return row.span.begins >= axis.to || row.span.ends <= axis.from; });
  sort_rows(rows);
  out.total = static_cast<std::int64_t>(rows.size());
  if (rows.size() <= kLaneRows) {
    out.rows = std::move(rows);
    return out;
  }
  out.counts.resize(axis.bounds.size() - 1);
  for (const TimelineRow& row : rows) {
    const auto behind = std::upper_bound(axis.bounds.begin(), axis.bounds.end(), std::max(row.span.begins, axis.from));
    ++out.counts[static_cast<std::size_t>(behind - axis.bounds.begin()) - 1];
  }
  return out;
}

Grain grain_of(AxisUnit unit) { return unit == AxisUnit::year ? Grain::year : unit == AxisUnit::month ? Grain::month : Grain::day; }

TimelineLane placed_lane(View& view, const TimelineQuery& query, std::string_view type, const Axis& axis) {
  TimelineLane out;
  out.type = type;
  PlacedQuery q = lane_query(query, type);
  q.from = axis.from;
  q.to = axis.to;
  q.limit = kLaneRows;
  q.oldest_first = true;
  const index::PlacedPage page = view.reader.placed(q);
  out.total = page.total;
  const auto add = [&](const PlacedInfo& row) {
    if (const auto span = index::placed_span(row.tokens)) out.rows.push_back(placed_row_of(view, row, *span));
  };
  if (!page.more) {
    const auto before = view.reader.placed_reaching(q, axis.from, kLaneReaching + 1);
    out.more_reach = before.size() > kLaneReaching;
    for (std::size_t i = 0; i < std::min(before.size(), kLaneReaching); ++i) add(before[i]);
    for (const PlacedInfo& row : page.rows) add(row);
    sort_rows(out.rows);
    return out;
  }
  // By country and kind the index counts any number at once; with other filters it looks at each row.
  out.too_many = page.total > index::kMaxPlacedCounted && (!q.label.empty() || q.instrument || q.dossier);
  if (out.too_many) return out;
  const index::PlacedDensity density = view.reader.placed_density(q, axis.bounds, grain_of(axis.unit));
  out.counts = density.counts;
  out.vague = density.vague;
  if (out.total > index::kMaxPlacedCounted) {
    out.total = out.vague;
    for (const std::int64_t n : out.counts) out.total += n;
  }
  return out;
}

}  // namespace

Result<TimelineQuery> read_timeline_query(const http::Request& request) {
  TRY(const PlacedQuery asked, read_placed_query(request, "incident"));
  TimelineQuery out;
  out.country = asked.country, out.kind = asked.kind, out.label = asked.label;
  out.instrument = asked.instrument, out.dossier = asked.dossier;
  out.from = asked.from, out.to = asked.to;
  out.event = request.query.get("event");
  const auto& kinds = placed_kind("event").kinds;
  if (!out.event.empty() && std::find(kinds.begin(), kinds.end(), out.event) == kinds.end()) return fail(Errc::malformed, "event", fmt::format("must be one of {}", fmt::join(kinds, ", ")));
  if (out.from && out.to && (*out.to - *out.from) / kDay > kMaxAxisDays) return fail(Errc::malformed, "to", fmt::format("is more than {} days after `from`", kMaxAxisDays));
  return out;
}

std::string timeline_address(const TimelineQuery& query) {
  std::string out = "timeline";
  auto add = [&, first = true](std::string_view name, std::string_view value) mutable {
    if (value.empty()) return;
    out += fmt::format("{}{}={}", first ? "?" : "&", name, url_component(value));
    first = false;
  };
  add("country", query.country);
  add("kind", query.kind);
  add("event", query.event);
  add("label", query.label);
  add("instrument", query.instrument ? to_hex(*query.instrument) : "");
  add("dossier", query.dossier ? to_hex(*query.dossier) : "");
  add("from", query.from ? format_time(*query.from).substr(0, 10) : "");
  add("to", query.to ? format_time(*query.to - 1).substr(0, 10) : "");
  return out;
}

PlacedQuery lane_query(const TimelineQuery& query, std::string_view type) {
  PlacedQuery out;
  out.type = type;
  out.country = query.country;
  if (type == "incident") out.kind = query.kind;
  if (type == "event") out.kind = query.event;
  if (type != "step") out.label = query.label;
  out.instrument = query.instrument;
  out.dossier = query.dossier;
  out.oldest_first = type == "step";  // as its list has it
  return out;
}

std::pair<UnixSeconds, UnixSeconds> timeline_span(View& view, const TimelineQuery& query) {
  std::optional<UnixSeconds> first, last;
  const auto take = [&](const index::PlacedSpan& span) {
    if (span.grain == Grain::unknown) return;
    const UnixSeconds end = span.ends == index::kNoEnd ? view.now : span.ends;
    first = std::min(first.value_or(span.begins), span.begins);
    last = std::max(last.value_or(end), end);
  };
  if (!query.from || !query.to) {
    for (const std::string_view type : kPlaced) {
      if (!has_lane(query, type)) continue;
      PlacedQuery q = lane_query(query, type);
      q.limit = 1;
      for (const bool oldest : {true, false}) {
        q.oldest_first = oldest;
        for (const PlacedInfo& row : view.reader.placed(q).rows) {
          if (const auto span = index::placed_span(row.tokens)) take(*span);
        }
      }
    }
    for (const TimelineRow& row : text_rows(view, query)) take(row.span);
  }
  constexpr UnixSeconds kYear = 365 * kDay;
  const UnixSeconds today = midnight(view.now) + kDay;
  UnixSeconds from = query.from.value_or(midnight(first.value_or(today - kYear)));
  UnixSeconds to = query.to.value_or(midnight(last.value_or(today) - 1) + kDay);
  if (!query.from && from >= to) from = to - kYear;
  if (!query.to && to <= from) to = from + kYear;
  // One day alone is a poor axis to begin with.
  if (!query.from && !query.to && to - from < 14 * kDay) from -= 7 * kDay, to += 7 * kDay;
  from = std::max(from, kFirstDay), to = std::min(to, kLastDay);
  if ((to - from) / kDay > kMaxAxisDays) {
    if (query.from) to = from + kMaxAxisDays * kDay;
    else from = to - kMaxAxisDays * kDay;
  }
  return {from, to};
}

std::vector<TimelineLane> timeline_lanes(View& view, const TimelineQuery& query, const Axis& axis) {
  std::vector<TimelineLane> out;
  if (has_lane(query, "instrument")) out.push_back(text_lane(text_rows(view, query), axis));
  for (const std::string_view type : kPlaced) {
    if (has_lane(query, type)) out.push_back(placed_lane(view, query, type, axis));
  }
  return out;
}

}  // namespace althing::web
