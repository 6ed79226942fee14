#include "cli/import/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "web/kit/csv.h"

namespace althing::cli {
namespace {

constexpr std::size_t kListed = 20;  // lines shown of each kind
constexpr RowEnd kEnds[] = {RowEnd::fresh, RowEnd::updated, RowEnd::unchanged, RowEnd::refused, RowEnd::dropped, RowEnd::refused_by_node, RowEnd::not_sent};

RowEnd end_of(const PlannedAct& act, const Outcome* outcome) {
  if (act.step == Step::unchanged) return RowEnd::unchanged;
  if (outcome != nullptr && outcome->fate == Fate::unsent) return RowEnd::not_sent;
  if (outcome != nullptr && outcome->fate == Fate::refused) return RowEnd::refused_by_node;
  return act.step == Step::fresh ? RowEnd::fresh : RowEnd::updated;
}

RowEnd joined(RowEnd a, RowEnd b) {
  return a == b || std::min(a, b) < RowEnd::updated ? std::min(a, b) : RowEnd::updated;
}

std::string_view words(RowEnd end) {
  return end == RowEnd::refused_by_node ? "refused by the node" : end == RowEnd::not_sent ? "not sent" : end_word(end);
}

}  // namespace

std::string_view end_word(RowEnd end) {
  switch (end) {
    case RowEnd::refused_by_node: return "refused-by-node";
    case RowEnd::not_sent: return "not-sent";
    case RowEnd::updated: return "updated";
    case RowEnd::fresh: return "new";
    case RowEnd::unchanged: return "unchanged";
    case RowEnd::refused: return "refused";
    case RowEnd::dropped: break;
  }
  return "dropped";
}

TableReport report_of(const table::Taken& taken, const RowActs& rows, const TablePlan& plan, const Sent* sent, bool withdraw) {
  TableReport out;
  out.rows = taken.rows;
  out.unmatched = taken.unmatched;
  out.dry_run = sent == nullptr;
  out.gone = plan.gone.size();
  out.remarks = taken.remarks;
  out.remarks.insert(out.remarks.end(), rows.remarks.begin(), rows.remarks.end());
  std::stable_sort(out.remarks.begin(), out.remarks.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  std::map<std::uint64_t, std::string> remarks;  // by line
  for (const table::LineNote& note : out.remarks) {
    std::string& all = remarks[note.line];
    if (!all.empty()) all += "; ";
    all += note.text;
  }
  std::map<std::uint64_t, RowEnd> ends;
  std::size_t next = 0;
  for (const PlannedAct& planned : plan.acts) {
    const RowAct& act = rows.acts[planned.act];
    const Outcome* outcome = planned.step == Step::unchanged || sent == nullptr ? nullptr : &sent->outcomes.at(next++);
    const RowEnd end = end_of(planned, outcome);
    ++out.acts[end];
    const auto [at, fresh] = ends.emplace(act.line, end);
    if (!fresh) at->second = joined(at->second, end);
    ReportLine line{act.line, std::string(end_word(end)), act.src, {}, {}};
    if (outcome != nullptr && outcome->fate == Fate::logged) line.act = to_hex(outcome->id);
    else if (planned.step != Step::fresh) line.act = to_hex(planned.held);
    line.reason = end == RowEnd::refused_by_node ? outcome->reason : remarks.contains(act.line) ? remarks.at(act.line) : std::string();
    out.lines.push_back(std::move(line));
  }
  for (const auto* notes : {&taken.refused, &rows.refused}) {
    for (const table::LineNote& note : *notes) {
      ends.emplace(note.line, RowEnd::refused);
      out.lines.push_back({note.line, std::string(end_word(RowEnd::refused)), note.id, {}, note.text});
    }
  }
  for (const table::LineNote& note : taken.dropped) {
    ends.emplace(note.line, RowEnd::dropped);
    out.lines.push_back({note.line, std::string(end_word(RowEnd::dropped)), note.id, {}, note.text});
  }
  for (const auto& [line, end] : ends) ++out.ends[end];
  std::stable_sort(out.lines.begin(), out.lines.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  for (const GoneAct& gone : plan.gone) {
    const Outcome* outcome = withdraw && sent != nullptr ? &sent->outcomes.at(next++) : nullptr;
    ReportLine line{0, "gone", gone.src, to_hex(gone.id), gone.why};
    if (outcome != nullptr && outcome->fate == Fate::logged) {
      line.outcome = "withdrawn";
      line.act = to_hex(outcome->id);
      ++out.withdrawn;
    } else if (outcome != nullptr && outcome->fate == Fate::refused) {
      line.reason = fmt::format("{}; withdrawing it was refused: {}", gone.why, outcome->reason);
    }
    out.lines.push_back(std::move(line));
  }
  return out;
}

std::string report_text(const TableReport& report, bool all_rows) {
  std::string out = fmt::format("{}{} rows:", report.dry_run ? "Nothing was sent. " : "", report.rows);
  for (const RowEnd end : kEnds) {
    const auto at = report.ends.find(end);
    const std::uint64_t n = at == report.ends.end() ? 0 : at->second;
    const bool always = end == RowEnd::fresh || end == RowEnd::updated || end == RowEnd::unchanged;
    if (n > 0 || always) out += fmt::format(" {} {},", n, words(end));
  }
  out.back() = '.';
  out += '\n';
  std::uint64_t acts = 0;
  for (const auto& [end, n] : report.acts) acts += n;
  const auto of_acts = [&](RowEnd end) { return report.acts.contains(end) ? report.acts.at(end) : 0; };
  out += fmt::format("  {} acts: {} new, {} updated, {} unchanged\n", acts, of_acts(RowEnd::fresh), of_acts(RowEnd::updated), of_acts(RowEnd::unchanged));
  if (report.gone > 0) out += fmt::format("  {} imported before and no longer in the table, {} withdrawn\n", report.gone, report.withdrawn);
  for (const auto& [country, n] : report.unmatched) out += fmt::format("  no country code for \"{}\" ({} row{})\n", country, n, n == 1 ? "" : "s");
  const auto list = [&](std::string_view outcome) {
    std::size_t n = 0;
    for (const ReportLine& line : report.lines) {
      if (line.outcome != outcome || (++n > kListed && !all_rows)) continue;
      if (line.line > 0) out += fmt::format("  {} line {}: {}\n", outcome, line.line, line.reason);
      else out += fmt::format("  {} {}: {}\n", outcome, line.src, line.reason);
    }
    if (n > kListed && !all_rows) out += fmt::format("  {} more {}; --rows lists them, --report FILE has every row\n", n - kListed, outcome);
  };
  for (const std::string_view outcome : {"refused", "refused-by-node", "gone", "withdrawn"}) list(outcome);
  const std::size_t shown = all_rows ? report.remarks.size() : std::min(report.remarks.size(), kListed);
  for (std::size_t i = 0; i < shown; ++i) out += fmt::format("  odd line {}: {}\n", report.remarks[i].line, report.remarks[i].text);
  if (shown < report.remarks.size()) out += fmt::format("  {} more odd; --rows lists them\n", report.remarks.size() - shown);
  return out;
}

json::Value report_json(const TableReport& report) {
  const auto counts = [](const std::map<RowEnd, std::uint64_t>& of) {
    json::Object out;
    for (const RowEnd end : kEnds) out.set(end_word(end), of.contains(end) ? of.at(end) : std::uint64_t{0});
    return out;
  };
  json::Object unmatched;
  for (const auto& [country, n] : report.unmatched) unmatched.set(country, static_cast<std::int64_t>(n));
  json::Array remarks, lines;
  for (const table::LineNote& note : report.remarks) remarks.push_back(json::object({{"line", note.line}, {"text", note.text}}));
  for (const ReportLine& line : report.lines) {
    if (line.outcome == "new" || line.outcome == "updated" || line.outcome == "unchanged") continue;
    lines.push_back(json::object({{"line", line.line}, {"outcome", line.outcome}, {"src", line.src}, {"act", line.act}, {"reason", line.reason}}));
  }
  return json::object({{"rows", report.rows}, {"outcomes", counts(report.ends)}, {"acts", counts(report.acts)}, {"gone", std::uint64_t{report.gone}},
                       {"withdrawn", std::uint64_t{report.withdrawn}}, {"unmatched", std::move(unmatched)}, {"remarks", std::move(remarks)}, {"lines", std::move(lines)},
                       {"dry_run", report.dry_run}});
}

std::string report_csv(const TableReport& report) {
  std::string out = "line,outcome,src,act,reason\r\n";
  for (const ReportLine& line : report.lines) {
    out += line.line > 0 ? fmt::format("{},", line.line) : ",";
    for (const std::string_view text : {std::string_view(line.outcome), std::string_view(line.src), std::string_view(line.act)}) web::csv_cell(out, text, web::TextKind::line);
    web::csv_cell(out, line.reason, web::TextKind::line, true);
  }
  return out;
}

}  // namespace althing::cli
