// Tables and mappings on arbitrary bytes. The first line "%%" parts the mapping from the table; without one the
// bytes are a table for a fixed mapping. No crash; every row of a table that is read ends in exactly one
// place; ids are different; what a record says can be said again by the same cells.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "table/countries.h"
#include "table/take.h"

namespace {

using namespace althing::table;

void require(bool ok) {
  if (!ok) std::abort();
}

constexpr std::string_view kMapping = R"(
kind = "incident"
source = "fuzz"
id = ["a", "b"]
drop_bad_end = true
[country]
column = "a"
split = ";"
[start]
column = "b"
forms = ["YYYY-M-D", "Weekday, Month D, YYYY, h:m:s AP", "serial", "Month YYYY"]
separator = " to "
[end]
year = "c"
month = "d"
day = "e"
[labels.x]
column = "e"
split = ","
)";

void check(const Taken& taken) {
  require(taken.rows == taken.records.size() + taken.refused.size() + taken.dropped.size());
  std::set<std::string> ids;
  for (const Record& record : taken.records) {
    require(ids.insert(record.id).second);
    require(!record.countries.empty());
    for (const std::string& country : record.countries) require(is_country_code(country));
    require(!record.end || record.end->at >= record.start.at);
    require(record.cells.size() >= taken.columns.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = all.find("\n%%\n");
  const auto mapping = read_mapping(cut == std::string_view::npos ? kMapping : all.substr(0, cut));
  require(mapping.has_value() || !mapping.error().field.empty());
  if (!mapping) return 0;
  const auto taken = take_rows(cut == std::string_view::npos ? all : all.substr(cut + 4), *mapping);
  if (taken) check(*taken);
  return 0;
}
