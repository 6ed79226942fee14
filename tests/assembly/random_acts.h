// Plausible and hostile acts from a seed: forks, rotations, thieves, dismissals, missing references,
// back-dated acts, void acts, unknown versions; or proposals, stances, polls and what follows; or the watch file.
#pragma once

#include <random>

#include "assembly/act_maker.h"

namespace althing::test {

class RandomActs {
 public:
  explicit RandomActs(std::uint64_t seed) : random_(seed) {}
  /// Who members are, what they do together, how they decide, or what they keep an eye on.
  enum class About { members, together, polls, watch };
  /// Names of the keys of the logs that return polls; "log" alone unless set.
  void set_logs(std::vector<std::string> names) { logs_ = std::move(names); }
  ActMaker& maker() { return maker_; }
  /// About `count` acts in an order in which each comes after all it names.
  std::vector<act::Act> make(std::size_t count, About about = About::members);

 private:
  struct Made {
    act::Act act;
    std::string by;
  };
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  std::string any_key();
  json::Array any_prev(const std::string& by, std::string_view type);
  /// An act of one of these types, now and then of any type; "" if there is none.
  std::string any(std::initializer_list<std::string_view> types);
  bool fill(std::string_view type, const std::string& by, json::Object& members);
  bool fill_together(std::string_view type, json::Object& members);
  bool fill_watch(std::string_view type, json::Object& members);
  json::Value admission();
  std::string owner_of(std::string_view type, const json::Object& members) const;
  void fill_mandate(const std::string& by, json::Object& members);
  const Made* made_by_id(const std::string& id) const;

  std::mt19937_64 random_;
  ActMaker maker_;
  std::vector<Made> made_;
  bool polls_ = false, watch_ = false;
  json::Array founders_;
  std::vector<std::string> logs_{"log"};
  json::Array log_keys(std::size_t count);
};

}  // namespace althing::test
