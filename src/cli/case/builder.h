// Inside of the planner: what its parts share while a plan grows. Not for other rooms.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "cli/case/fields.h"
#include "cli/case/planner.h"

namespace althing::cli {

class Builder {
 public:
  Builder(Plan& plan_in, const FileLoader& load_in) : plan(plan_in), load(load_in) {}

  /// Adds a row read from `where`; derives its token, default language and full name for messages.
  void add(Row row);
  void fault(std::string row, std::string reason) { plan.faults.push_back({std::move(row), std::move(reason)}); }
  void skip(std::string row, std::string reason) { plan.skipped.push_back({std::move(row), std::move(reason)}); }
  /// The named file, which must be declared under `files`; faults and nullopt otherwise.
  std::optional<std::string> file(Fields& fields, const std::string& name);

  Plan& plan;
  const FileLoader& load;
  std::set<std::string> declared;  // names under `files`
  std::set<std::string> used;      // those a row draws from
  bool full = false;               // the limit of rows was reported
};

/// `instruments`, `provisions`, `positions`, `documents`: rows written out in the case file.
void read_rows(Builder& builder, Fields& top);
/// An instrument's `provisions_from` (format "margin-number").
void read_margin_numbers(Builder& builder, const json::Value& from, const std::string& instrument, const std::string& where);
/// `positions_from` (format "records").
void read_records(Builder& builder, Fields& top);
/// `statements` and `assembly`.
void read_assembly(Builder& builder, Fields& top);

/// Duplicates, unknown references, cycles; on success puts each row after the rows it names.
void order_rows(Builder& builder);
/// Every detail must be one that a node takes from a local client.
void check_details(Builder& builder);

/// Moves the named members of the row as they are into `detail`; nodes check kind and size.
void take_detail(Fields& fields, json::Object& detail, std::initializer_list<std::string_view> names);

}  // namespace althing::cli
