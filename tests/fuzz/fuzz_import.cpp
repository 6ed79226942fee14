// A table and its mapping on arbitrary bytes, up to what an import would send; the first line "%%" parts the mapping
// from the table. Every row ends in one place; what is planned passes the schema and the detail's rules; the same table
// again has nothing to do, and an empty one makes everything of it gone.
#include <set>

#include "act/detail.h"
#include "act/schema.h"
#include "base/check.h"
#include "cli/import/report.h"

using namespace althing;
using namespace althing::cli;

namespace {

constexpr std::string_view kParting = "\n%%\n";
constexpr UnixSeconds kNow = 1'772'323'200;

const KeyPair& author() {
  static const KeyPair key = KeyPair::from_seed(Seed::from(as_bytes("seed of the author, 32 bytes ...")));
  return key;
}

std::string payload_of(const json::Object& leaf) {
  const json::Value value(leaf);
  std::string out, labels;
  if (const json::Value* all = value.at("labels")) {
    for (const json::Value& one : *all->array()) labels += *one.string() + ",";
  }
  for (const char* member : {"src", "kind", "country", "region", "from", "to", "precision", "end", "embargo"}) out += std::string(value.text_at(member)) + "|";
  return out + labels + "|" + std::string(value.text_at("extent"));
}

void check_act(const RowAct& made, const std::string& bytes) {
  const auto detail = act::parse_detail(bytes);
  CHECK(detail && act::check_local_text(*detail));
  act::Act act;
  act.type = std::string(json::Value(made.leaf).text_at("act"));
  act.body = json::Value(made.leaf);
  act.detail = detail->commitment;
  CHECK(act::check_schema(act));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = all.find(kParting);
  if (cut == std::string_view::npos) return 0;
  const auto mapping = table::read_mapping(all.substr(0, cut));
  if (!mapping || !check_act_columns(*mapping)) return 0;
  const std::string_view csv = all.substr(cut + kParting.size());
  const auto taken = table::take_rows(csv, *mapping);
  if (!taken) return 0;
  const RowActs rows = row_acts(*taken, *mapping, kNow);
  const TablePlan plan = plan_table(rows, *taken, *mapping, {}, author());
  CHECK(plan.acts.size() == rows.acts.size() && plan.gone.empty());
  HeldActs held;
  for (const PlannedAct& planned : plan.acts) {
    const RowAct& made = rows.acts[planned.act];
    check_act(made, planned.detail);
    CHECK(held.emplace(made.src, HeldAct{{}, sha256(planned.detail), payload_of(made.leaf)}).second);
  }
  const TableReport report = report_of(*taken, rows, plan, nullptr, false);
  std::uint64_t sum = 0;
  for (const auto& [end, n] : report.ends) sum += n;
  CHECK(sum == taken->rows);
  CHECK(!report_text(report, true).empty() && !report_csv(report).empty() && !json::write(report_json(report)).empty());
  const TablePlan again = plan_table(rows, *taken, *mapping, held, author());
  for (const PlannedAct& planned : again.acts) CHECK(planned.step == Step::unchanged);
  CHECK(again.gone.empty());
  table::Taken none;
  none.columns = taken->columns;
  CHECK(plan_table(RowActs(), none, *mapping, held, author()).gone.size() == held.size());
  return 0;
}
