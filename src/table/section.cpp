#include "table/section.h"

#include <fmt/format.h>

#include <algorithm>

namespace althing::table {

tl::unexpected<Error> bad_member(std::string field, std::string why) { return fail(Errc::malformed, std::move(field), std::move(why)); }

std::string Section::named(std::string_view member) const { return name_.empty() ? std::string(member) : fmt::format("{}.{}", name_, member); }

const toml::node* Section::take(std::string_view member) {
  known_.push_back(member);
  return table_.get(member);
}

Result<std::string> Section::text(std::string_view member, bool required) {
  const toml::node* node = take(member);
  if (node == nullptr) {
    if (required) return bad_member(named(member), "is missing");
    return std::string();
  }
  const auto* value = node->as_string();
  if (value == nullptr || value->get().empty()) return bad_member(named(member), "must be a text that is not empty");
  return value->get();
}

Result<bool> Section::flag(std::string_view member) {
  const toml::node* node = take(member);
  if (node == nullptr) return false;
  if (!node->is_boolean()) return bad_member(named(member), "must be true or false");
  return node->as_boolean()->get();
}

Result<std::vector<std::string>> Section::list(std::string_view member, std::size_t most, bool required) {
  const toml::node* node = take(member);
  if (node == nullptr && !required) return std::vector<std::string>();
  const toml::array* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr || array->empty() || array->size() > most) return bad_member(named(member), fmt::format("must be a list of 1 to {} texts", most));
  std::vector<std::string> out;
  for (const toml::node& item : *array) {
    if (!item.is_string()) return bad_member(named(member), "must hold texts only");
    out.push_back(item.as_string()->get());
  }
  return out;
}

Result<std::map<std::string, std::string>> Section::words(std::string_view member) {
  std::map<std::string, std::string> out;
  const toml::node* node = take(member);
  if (node == nullptr) return out;
  if (!node->is_table()) return bad_member(named(member), "must be a table of texts");
  for (const auto& [key, value] : *node->as_table()) {
    if (!value.is_string()) return bad_member(named(member), "must be a table of texts");
    out.emplace(key.str(), value.as_string()->get());
  }
  return out;
}

Result<const toml::table*> Section::inner(std::string_view member) {
  const toml::node* node = take(member);
  if (node == nullptr) return static_cast<const toml::table*>(nullptr);
  if (!node->is_table()) return bad_member(named(member), "must be a table");
  return node->as_table();
}

Result<std::vector<const toml::table*>> Section::tables(std::string_view member, std::size_t most) {
  std::vector<const toml::table*> out;
  const toml::node* node = take(member);
  if (node == nullptr) return out;
  const toml::array* array = node->as_array();
  if (array == nullptr) return bad_member(named(member), "must be [[...]] tables");
  if (array->size() > most) return bad_member(named(member), fmt::format("may be {}", most));
  for (const toml::node& item : *array) {
    if (!item.is_table()) return bad_member(named(member), "must be [[...]] tables");
    out.push_back(item.as_table());
  }
  return out;
}

Result<void> Section::end() const {
  for (const auto& [key, value] : table_) {
    if (std::find(known_.begin(), known_.end(), key.str()) == known_.end()) return bad_member(named(key.str()), "is no member of a mapping");
  }
  return {};
}

}  // namespace althing::table
