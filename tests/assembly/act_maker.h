// Acts for tests from names: keys are derived from their names, signatures are left zero (the fold
// never looks at them), so that a hundred thousand acts are made in seconds.
#pragma once

#include <map>
#include <string>

#include "act/act.h"

namespace althing::test {

inline constexpr UnixSeconds kEpoch = 1'900'000'000;

class ActMaker {
 public:
  const KeyPair& key(const std::string& name);
  /// The commitment to a key: SHA-256 of it, in hex.
  std::string next(const std::string& name);
  /// Sets act, by, at, in (but for found) and v if absent. Aborts if the door would refuse the result.
  act::Act make(std::string_view type, const std::string& by, UnixSeconds at, json::Object members);
  /// A `found`; later acts belong to its assembly.
  void use_assembly(const act::ActId& id) { assembly_ = to_hex(id); }

 private:
  std::map<std::string, KeyPair> keys_;
  std::string assembly_ = std::string(64, 'a');
};

}  // namespace althing::test
