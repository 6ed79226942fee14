// Strict reading of one JSON object of a case file: every member is asked for by name and kind, every
// problem becomes a remark that names the row, and a member nobody asked for is a problem too.
// Not thread-safe; lives on the stack of one reading function.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "cli/case/plan.h"

namespace althing::cli {

enum class Need { optional, required };

class Fields {
 public:
  /// @param where names the row in remarks; @param faults collects them. Both outlive this.
  Fields(const json::Value& value, std::string where, Remarks& faults);

  /// Kind-checked members; absent or wrong = nullptr / nullopt / "" (wrong and missing are remarked).
  const json::Value* any(std::string_view name, Need need = Need::optional);
  std::string text(std::string_view name, Need need = Need::optional);
  std::string token(std::string_view name, Need need = Need::optional);
  std::string choice(std::string_view name, std::span<const std::string_view> choices, Need need);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max, Need need);
  std::optional<bool> boolean(std::string_view name, Need need = Need::optional);
  const json::Array* array(std::string_view name, Need need = Need::optional);
  const json::Object* object(std::string_view name, Need need = Need::optional);
  /// An array of non-empty strings.
  std::vector<std::string> texts(std::string_view name, Need need = Need::optional);

  /// Adds a fault about this row.
  void fault(std::string reason);
  /// Faults every member that was never asked for.
  void finish();
  /// No fault about this row so far.
  bool ok() const { return ok_; }
  const std::string& where() const { return where_; }
  /// Names the row better, once its id is known.
  void rename(std::string where) { where_ = std::move(where); }

 private:
  std::string where_;
  Remarks& faults_;
  const json::Object* object_ = nullptr;
  std::set<std::string, std::less<>> asked_;
  bool ok_ = true;
};

}  // namespace althing::cli
