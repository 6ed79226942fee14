// A case file and the files it draws from: the case, then after a line "%%%" the text of every file it
// asks for. The same bytes give the same plan however they are spaced; only declared plain paths are
// asked for; a plan without faults has each row after those it names, and can be signed.
#include <set>

#include "act/detail.h"
#include "base/check.h"
#include "cli/case/planner.h"
#include "cli/case/sign_rows.h"

using namespace althing;
using namespace althing::cli;

namespace {

constexpr std::string_view kParting = "\n%%%\n";

std::string said(const Remarks& remarks) {
  std::string out;
  for (const Remark& remark : remarks) {
    CHECK(!remark.row.empty() && !remark.reason.empty());
    out += remark.row + ": " + remark.reason + "\n";
  }
  return out;
}

std::string told(const Plan& plan) {
  std::string out = plan.title + "\n" + plan.lang + "\n" + said(plan.faults) + said(plan.skipped);
  for (const Row& row : plan.rows) {
    out += row.type + " " + row.id + " " + row.src + " " + row.where + json::write(row.leaf) + json::write(row.detail);
    for (const RowRef& ref : row.refs) out += ref.member + "=" + ref.id + " ";
  }
  return out;
}

void check_order(const Plan& plan) {
  std::set<std::string> before;
  for (const Row& row : plan.rows) {
    for (const RowRef& ref : row.refs) CHECK(before.contains(ref.id));
    CHECK(before.insert(row.id).second);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t part = std::min(bytes.find(kParting), bytes.size());
  const std::string_view text = bytes.substr(0, part);
  const std::string file(bytes.substr(std::min(part + kParting.size(), bytes.size())));
  const FileLoader load = [&](const std::string& name) -> Result<std::string> {
    CHECK(!name.empty() && name.front() != '/' && text.find("\"files\"") != text.npos);
    CHECK(("/" + name + "/").find("/../") == std::string::npos && name.find('\0') == std::string::npos);
    return file;
  };
  const Plan plan = plan_case(text, load);
  const std::string first = told(plan);
  CHECK(told(plan_case(text, load)) == first);
  if (const auto value = json::parse(text, 12)) CHECK(told(plan_case(json::write(*value), load)) == first);
  if (!plan.good()) return 0;
  check_order(plan);
  static const KeyPair key = KeyPair::from_seed(Seed{});
  const auto import = sign_rows(plan, Importer{.key = key, .assembly = {}, .heads = {}, .at = 0}, {});
  CHECK(import && import->acts.size() == plan.rows.size());
  HeldRows held;
  for (const SignedRow& row : import->acts) {
    const auto detail = act::parse_detail(row.detail);
    CHECK(detail);
    held[{row.type, row.src}] = {row.act, detail->commitment};
  }
  const auto again = sign_rows(plan, Importer{.key = key, .assembly = {}, .heads = {}, .at = 60}, held);
  CHECK(again && again->acts.empty() && again->unchanged == plan.rows.size() && again->ids == import->ids);
  return 0;
}
