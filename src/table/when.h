// Dates as tables have them. A form says how a cell is written:
//   YYYY year · M D h m s one or two digits · Month January or Jan · Weekday Monday or Mon · AP AM or PM ·
//   serial days since 1899-12-30 as spreadsheets count, with the time as a fraction · anything else as it stands;
// one space stands for any number of them, also none before AP. Hours over 12 beside PM are taken as they are
// and remarked on; so is a weekday that the date does not have. Times without a zone are UTC. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace althing::table {

enum class Precision { minute, hour, day, month, year };
std::string_view precision_word(Precision precision);

struct When {
  UnixSeconds at = 0;  // the first moment it can mean
  Precision precision = Precision::day;
  std::vector<std::string> remarks;  // what was odd about the cell
};

/// By the first form that fits. malformed with the cell quoted: none does, or it names a day that does not exist.
Result<When> read_when(std::string_view cell, const std::vector<std::string>& forms);

/// Of cells for year, month and day; an empty or zero month or day leaves the precision at what is known.
Result<When> read_parts(std::string_view year, std::string_view month, std::string_view day);

/// Days since 1970-01-01 of a day that exists; nothing of one that does not, or outside years 1 to 9999.
std::optional<std::int64_t> day_number(std::int64_t year, std::int64_t month, std::int64_t day);

}  // namespace althing::table
