#include "cli/import/row_acts.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "act/detail.h"
#include "act/detail_members.h"
#include "act/limits.h"
#include "act/schema.h"
#include "assembly/watch/rows.h"
#include "cli/import/limits.h"
#include "cli/import/row_words.h"
#include "table/trim.h"

namespace althing::cli {
namespace {

using table::Precision;

const act::Member* member_of(std::string_view type, std::string_view name) {
  for (const act::Member& member : act::find_type(type)->members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

bool is_word(const act::Member& member, std::string_view word) {
  if (member.form != act::Form::choice) return act::is_token(word);
  return std::find(member.choices.begin(), member.choices.end(), word) != member.choices.end();
}

Result<void> check_pick(std::string_view type, std::string_view name, const table::Pick& pick, bool required) {
  const std::string field = fmt::format("act.{}", name);
  const act::Member* member = member_of(type, name);
  if (member == nullptr) return fail(Errc::malformed, field, fmt::format("an {} has none", type));
  for (const std::string& word : pick.words()) {
    if (word.empty() ? required : !is_word(*member, word)) return fail(Errc::malformed, field, fmt::format("\"{}\" must be {}", word, act::describe(*member)));
  }
  return {};
}

std::int64_t floor_to(std::int64_t at, std::int64_t unit) { return (at >= 0 ? at : at - unit + 1) / unit * unit; }

// The first moment of its minute, hour, day, month or year.
UnixSeconds first_moment(UnixSeconds at, std::string_view precision) {
  if (precision == "minute") return floor_to(at, 60);
  if (precision == "hour") return floor_to(at, 3600);
  if (precision == "unknown") return at;
  const UnixSeconds day = floor_to(at, 86'400);
  if (precision == "day") return day;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day / 86'400}}};
  const auto first = precision == "month" ? std::chrono::sys_days{date.year() / date.month() / 1} : std::chrono::sys_days{date.year() / 1 / 1};
  return first.time_since_epoch().count() * 86'400;
}

// Minute to year, the finest first; unknown last.
std::size_t coarseness(std::string_view precision) {
  static constexpr std::string_view kOrder[] = {"minute", "hour", "day", "month", "year"};
  return static_cast<std::size_t>(std::find(std::begin(kOrder), std::end(kOrder), precision) - std::begin(kOrder));
}

class Maker {
 public:
  Maker(const table::Taken& taken, const table::Mapping& mapping, UnixSeconds now)
      : mapping_(mapping), act_(*mapping.act), now_(now), words_(taken, mapping), type_(act_type(mapping)) {}

  void take(const table::Record& record, RowActs& out) const {
    std::vector<std::string> remarks;
    auto made = acts_of(record, remarks);
    if (!made) {
      out.refused.push_back({record.line, made.error().text(), record.id});
      return;
    }
    for (RowAct& act : *made) out.acts.push_back(std::move(act));
    for (std::string& remark : remarks) out.remarks.push_back({record.line, std::move(remark), record.id});
  }

 private:
  Result<std::vector<RowAct>> acts_of(const table::Record& record, std::vector<std::string>& remarks) const {
    RowAct made;
    made.line = record.line;
    made.row = record.id;
    made.leaf.set("act", type_);
    TRY_VOID(add(made.leaf, "kind", act_.kind, record));
    for (const auto& [name, one] : {std::pair{"region", &act_.region}, {"extent", &act_.extent}}) {
      if (*one) TRY_VOID(add(made.leaf, name, **one, record));
    }
    TRY_VOID(add_times(made.leaf, record, remarks));
    TRY_VOID(add_labels(made.leaf, record));
    TRY(made.words, words_.words(record, remarks));
    std::vector<RowAct> out;
    for (const std::string& country : record.countries) {
      RowAct& act = out.emplace_back(made);
      act.leaf.set("country", country);
      act.src = mapping_.country_split.empty() ? record.id : record.id + "." + country;
      act.leaf.set("src", act.src);
    }
    TRY_VOID(check(out.front()));
    return out;
  }

  // What the record's own rules say of the act: nothing that reaches a node is refused there for its form.
  Result<void> check(const RowAct& made) const {
    act::Act act;
    act.type = type_;
    act.body = json::Value(made.leaf);
    act.detail = Hash{};
    TRY_VOID(act::check_schema(act));
    if (const std::string fault = assembly::watch::row_fault(act); !fault.empty()) return fail(Errc::schema, fault);
    json::Object detail = made.words;
    detail.set("salt", std::string(22, 'A'));
    detail.set("by", by_);
    TRY(const act::Detail read, act::parse_detail(json::write(json::Value(std::move(detail)))));
    return act::check_local_text(read);
  }

  Result<std::string> word(const std::string& name, const table::Pick& pick, const table::Record& record) const {
    const std::string_view cell = pick.column.empty() ? std::string_view() : words_.cell(record, pick.column);
    auto word = pick.of(cell);
    if (!word) return fail(Errc::schema, pick.column, fmt::format("\"{}\" is not among act.{}.values", table::start_of(cell), name));
    return std::move(*word);
  }

  Result<void> add(json::Object& leaf, const std::string& name, const table::Pick& pick, const table::Record& record) const {
    TRY(const std::string made, word(name, pick, record));
    if (!made.empty()) leaf.set(name, made);
    else if (name == "kind") return fail(Errc::schema, pick.column, "is empty; act.kind.other would say what it is then");
    return {};
  }

  Result<void> add_times(json::Object& leaf, const table::Record& record, std::vector<std::string>& remarks) const {
    std::string precision(table::precision_word(record.end ? std::max(record.start.precision, record.end->precision) : record.start.precision));
    if (record.end && record.end->precision != record.start.precision) remarks.push_back(fmt::format("times: one of them is known to the {} only, so both are given to it", precision));
    if (act_.precision) {
      TRY(const std::string asked, word("precision", *act_.precision, record));
      if (!asked.empty() && coarseness(asked) < coarseness(precision)) {
        return fail(Errc::schema, act_.precision->column, fmt::format("calls the times known to the {}, the table has the {}", asked, precision));
      }
      if (!asked.empty()) precision = asked;
    }
    for (const auto& [name, when] : {std::pair{"from", &record.start}, {"to", record.end ? &*record.end : nullptr}}) {
      if (when == nullptr) continue;
      if (precision == "minute" && when->at % 60 != 0) remarks.push_back(fmt::format("{}: seconds are left out", name));
      leaf.set(name, format_time(first_moment(when->at, precision)));
    }
    leaf.set("precision", precision);
    if (type_ == "incident" && record.start.at > now_ + kFutureSeconds) return fail(Errc::schema, start_column(), "is in the future; an incident has happened");
    if (!act_.end) return {};
    TRY(const std::string end, word("end", *act_.end, record));
    if (!record.end && !end.empty()) leaf.set("end", end);
    if (record.end && end == "ongoing") return fail(Errc::schema, act_.end->column, "says that it goes on, and the row has an end");
    return {};
  }

  const std::string& start_column() const { return mapping_.start.column.empty() ? mapping_.start.year : mapping_.start.column; }

  static Result<void> add_labels(json::Object& leaf, const table::Record& record) {
    std::vector<std::string> labels;
    for (const auto& [name, value] : record.labels) labels.push_back(fmt::format("{}:{}", name, table::word_token(value, act::kMaxToken - name.size() - 1)));
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    if (labels.size() > act::kMaxRowLabels) return fail(Errc::schema, "labels", fmt::format("may be {}, the row has {}", act::kMaxRowLabels, labels.size()));
    if (!labels.empty()) leaf.set("labels", json::Array(labels.begin(), labels.end()));
    return {};
  }

  const table::Mapping& mapping_;
  const table::ActColumns& act_;
  UnixSeconds now_;
  RowWords words_;
  std::string type_;
  // Any key: a detail has one, and whose it is is not known yet.
  std::string by_ = act::key_text(KeyPair::from_seed(Seed{}).key());
};

}  // namespace

std::string_view act_type(const table::Mapping& mapping) { return mapping.kind == table::Kind::event ? "event" : "incident"; }

Result<void> check_act_columns(const table::Mapping& mapping) {
  if (!mapping.act) return fail(Errc::usage, "act", "the mapping has no [act]: it does not say what kind of act a row is");
  const table::ActColumns& act = *mapping.act;
  const std::string_view type = act_type(mapping);
  if (!act.lang.empty()) {
    const act::DetailMember& lang = *act::find_detail_member("lang");
    if (!act::check_detail_member(lang, json::Value(act.lang))) return fail(Errc::malformed, "act.lang", "must be " + act::describe(lang));
  }
  TRY_VOID(check_pick(type, "kind", act.kind, true));
  for (const auto& [name, pick] : {std::pair{"region", &act.region}, {"extent", &act.extent}, {"end", &act.end}, {"precision", &act.precision}}) {
    if (*pick) TRY_VOID(check_pick(type, name, **pick, false));
  }
  return {};
}

RowActs row_acts(const table::Taken& taken, const table::Mapping& mapping, UnixSeconds now) {
  RowActs out;
  const Maker maker(taken, mapping, now);
  for (const table::Record& record : taken.records) maker.take(record, out);
  return out;
}

}  // namespace althing::cli
