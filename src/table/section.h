// One table of a mapping, whose members are taken one by one: what is left over at the end is unknown and
// refused, so that a slip of the pen is not a rule that silently does nothing. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"

namespace althing::table {

/// malformed, naming the member.
tl::unexpected<Error> bad_member(std::string field, std::string why);

/// Errors of all: malformed with the member's full name ("labels.cause.split").
class Section {
 public:
  Section(std::string name, const toml::table& table) : name_(std::move(name)), table_(table) {}

  std::string named(std::string_view member) const;
  bool has(std::string_view member) const { return table_.contains(member); }

  /// "" if it is not there and not required.
  Result<std::string> text(std::string_view member, bool required);
  Result<bool> flag(std::string_view member);
  /// 1 to `most` texts; none if it is not there and not required.
  Result<std::vector<std::string>> list(std::string_view member, std::size_t most, bool required);
  Result<std::map<std::string, std::string>> words(std::string_view member);
  /// The member if it is a table; nullptr if it is not there. malformed if it is something else.
  Result<const toml::table*> inner(std::string_view member);
  /// The tables of a [[member]]; none if it is not there.
  Result<std::vector<const toml::table*>> tables(std::string_view member, std::size_t most);
  /// malformed: a member nobody asked for.
  Result<void> end() const;

 private:
  const toml::node* take(std::string_view member);

  std::string name_;
  const toml::table& table_;
  std::vector<std::string_view> known_;
};

struct ActColumns;
/// A mapping's [act]. malformed with the member's name, "act.kind.values".
Result<ActColumns> read_act_columns(const toml::table& table);

}  // namespace althing::table
