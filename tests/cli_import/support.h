// A small table and its mapping, shared by the tests of the import.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "cli/import/table_plan.h"

namespace althing::cli {

inline constexpr UnixSeconds kNow = 1'772'323'200;  // 2026-03-01

inline constexpr std::string_view kHead = "place,begin,end,what,where,reason,state,news,told\n";

inline constexpr std::string_view kMapping = R"(
kind = "incident"
source = "test"
id = ["place", "begin"]
[country]
column = "place"
[start]
column = "begin"
forms = ["YYYY-M-D", "YYYY-M-D h:m:s", "YYYY-M-D h:m", "YYYY-M-D h", "YYYY-M", "YYYY"]
[end]
column = "end"
forms = ["YYYY-M-D", "YYYY-M-D h:m"]
[labels.cause]
column = "reason"
split = ","
[[drop]]
column = "reason"
values = ["test"]
why = "a test of the table's makers"
[act]
lang = "en"
title = ["{what} in {where}, {place}", "{what}, {place}"]
text = "{told}"
place = "{where}"
links = ["news"]
[act.kind]
column = "what"
values = { "Shut*" = "shutdown", "Slow" = "throttling" }
[act.extent]
column = "where"
values = { "everywhere" = "national" }
other = "local"
[act.end]
column = "state"
values = { "on" = "ongoing", "over" = "unknown", "" = "" }
)";

inline table::Mapping mapping_of(std::string_view toml) {
  auto mapping = table::read_mapping(toml);
  EXPECT_TRUE(mapping.has_value()) << mapping.error().text();
  return std::move(*mapping);
}

/// The mapping with a piece of it replaced.
inline table::Mapping changed_mapping(std::string_view piece, std::string_view by) {
  std::string text(kMapping);
  const std::size_t at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  text.replace(at, piece.size(), by);
  return mapping_of(text);
}

inline table::Taken taken_of(const std::string& rows, const table::Mapping& mapping) {
  auto taken = table::take_rows(std::string(kHead) + rows, mapping);
  EXPECT_TRUE(taken.has_value()) << taken.error().text();
  return std::move(*taken);
}

inline RowActs acts_of(const std::string& rows, const table::Mapping& mapping = mapping_of(kMapping)) { return row_acts(taken_of(rows, mapping), mapping, kNow); }

inline std::string json_of(const json::Object& object) { return json::write(json::Value(object)); }

/// "line N: text" of each.
inline std::vector<std::string> notes(const std::vector<table::LineNote>& from) {
  std::vector<std::string> out;
  for (const table::LineNote& note : from) out.push_back("line " + std::to_string(note.line) + ": " + note.text);
  return out;
}

inline const KeyPair& author() {
  static const KeyPair key = KeyPair::from_seed(Seed::from(as_bytes("seed of the author, 32 bytes ...")));
  return key;
}

}  // namespace althing::cli
