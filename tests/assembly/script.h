// Runs a fold script (tests/assembly/scripts/*.fold): acts in, state out. One line each:
//   <type> <label> by=<key> [member=value...]   makes an act and folds it
//   later <type> <label> ...                    makes it only;  give <label>...  folds it then
//   expect act <label> effective | pending | inert | void <reason code>
//   expect count <version label> <counter> <n>
//   expect seats <group> [<label>...]           exactly these members, by their first join
//   expect winner <label> <label>|none          what is in force in the slot of the first act
//   expect active <label> yes|no                its winner sets the slot (sign) or clears it (unsign)
//   expect outcome <poll> none | member=JSON...  what a poll came to, if the script follows the log "log"
//   expect author|actor <label> <label>|none
// Values: labels for references, key names for key= and next= (a commitment), +N for times (seconds
// after the epoch), lists with commas. Without at= each act is a minute later than the one before;
// without prev= it follows its key's last act (prev=none: nothing). v= and any raw member may be given;
// choices=a,b>label, choice=yes | a>b=c | a+b | a:5,b:3, opened=SIZE, rule=JSON, logs=keys. `!` before a value keeps it as it is.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assembly/act_maker.h"
#include "assembly/fold.h"
#include "assembly/memory_state.h"

namespace althing::test {

class Script {
 public:
  /// @param decides polls whose log is the key named "log" are decided: acts are numbered as they are given
  explicit Script(bool decides = false);
  /// "" or the first failure, with its line.
  std::string run(const std::string& text);
  /// The acts folded, in order.
  const std::vector<act::Act>& acts() const { return given_; }
  const act::Act& act(const std::string& label) const { return made_.at(label); }
  assembly::State& state() { return state_; }
  Hash digest();

 private:
  std::string line(std::vector<std::string> words);
  std::string make(const std::vector<std::string>& words, bool give);
  std::string give(const std::string& label);
  std::string expect(const std::vector<std::string>& words);
  std::string expect_row(const std::vector<std::string>& words, const assembly::ActRow& row);
  json::Value value_of(const std::string& type, const std::string& name, const std::string& text);
  std::string expect_outcome(const std::vector<std::string>& words, const assembly::ActRow& row);
  json::Value choices(const std::string& text);
  json::Value ballot(const std::string& text);
  json::Value founding_groups(const std::string& text);
  std::string label_of(assembly::ActNo no);

  ActMaker maker_;
  assembly::MemoryState state_;
  assembly::Fold fold_;
  std::map<std::string, act::Act> made_;
  std::map<act::ActId, std::string> labels_;
  std::map<std::string, std::string> last_by_;  // key name -> label
  std::vector<act::Act> given_;
  UnixSeconds clock_ = kEpoch;
};

}  // namespace althing::test
