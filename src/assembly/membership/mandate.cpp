#include "assembly/membership/mandate.h"

#include <algorithm>
#include <charconv>

#include "assembly/fold.h"
#include "assembly/rules.h"

namespace althing::assembly {
namespace {

bool in_list(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (list.substr(0, comma) == item) return true;
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

// True iff the dismissal lets this act stand: it is one of `last` or an ancestor of one.
bool stands_after(State& state, const ActRow& dismissal, const ActRow& act) {
  const std::vector<ActNo> all = last_acts(dismissal);
  return std::any_of(all.begin(), all.end(), [&](ActNo last) { return last == act.no || is_ancestor(state, act, state.get(last)); });
}

}  // namespace

std::vector<ActNo> last_acts(const ActRow& dismissal) {
  std::vector<ActNo> out;
  std::string_view list = dismissal.payload;
  for (std::size_t comma = list.find(','); comma != std::string_view::npos; comma = list.find(',')) {
    ActNo last = kNone;
    std::from_chars(list.data(), list.data() + comma, last);
    out.push_back(last);
    list.remove_prefix(comma + 1);
  }
  return out;
}

std::string fixed_mandate_fault(State& state, const ActRow& row, ActNo for_join) {
  const ActRow appoint = state.get(row.mandate);
  if (!state.get(for_join).first_join) return "for: must name the member's first join";
  if (payload_part(appoint.payload, 0) != act::key_text(row.key)) return "mandate: was given to another key";
  const std::string_view scope = payload_part(appoint.payload, 2);
  if (!in_list(scope, "all") && !in_list(scope, row.type)) return "mandate: does not cover acts of type " + row.type;
  if ((row.type == "sign" || row.type == "ballot") && row.subject != kNone) {
    // Both keep `closes` first. Fixed-form times compare as text. `at` plays no part: a mandate must reach to the closing.
    const std::string closes(payload_part(state.get(row.subject).payload, 0));
    if (!closes.empty() && payload_part(appoint.payload, 1) < closes) return row.type == "sign" ? "mandate: ends before the statement closes" : "mandate: ends before the poll closes";
  }
  return {};
}

std::string mandate_fault(State& state, const ActRow& row) {
  const ActRow appoint = state.get(row.mandate);
  if (appoint.author != row.actor) return "mandate: was not given by the member acted for";
  if (appoint.status != Status::effective) return "mandate: the appointment is void";
  for (const ActNo no : state.acts_about(row.mandate, "dismiss")) {
    const ActRow dismissal = state.get(no);
    if (dismissal.status == Status::effective && !stands_after(state, dismissal, row)) {
      return "dismissed: the mandate was ended and its end does not name this act";
    }
  }
  return {};
}

}  // namespace althing::assembly
