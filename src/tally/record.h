// The count record: result, evidence, ties and how they were broken. Made by `count` (count.h),
// shown by show.h. Numbers are exact: integers, or decimals and fractions as text.
#pragma once

#include <string>
#include <vector>

#include "tally/profile.h"
#include "tally/table.h"
#include "tally/ties.h"

namespace althing::tally {

/// One number of the count: a quota, a budget per voter.
struct Figure {
  std::string key, label, value;
};

struct CountRecord {
  std::string title;
  std::string method;  // token
  std::string method_name;
  std::string words;  // the rule in words, with this election's numbers
  std::vector<Option> options;
  std::vector<OptionIndex> withdrawn;
  std::uint32_t seats = 1;                        // 0: a budget instead
  std::int64_t valid = 0, blank = 0, unused = 0;  // in 1/weight_scale ballots; unused: see words
  std::int64_t weight_scale = 1;
  std::uint64_t distinct = 0;
  DrawRule draw;

  std::vector<OptionIndex> elected;  // in the order of their election
  std::optional<bool> adopted;       // yes/no votes instead of an election
  std::vector<Figure> figures;
  std::vector<Table> tables;
  std::vector<TieEvent> ties;
  Outcomes outcomes;                  // all sets that the ties allow; one if there was none
  std::vector<std::string> notes;     // remarks on the result, e.g. a seat left empty
  std::vector<std::string> warnings;  // remarks on the file

  /// How often the count went over all ballots, if a method cannot tell beforehand (add1).
  std::size_t passes = 0;
  /// Evidence is costly for the counts that only look for tied outcomes; those switch it off.
  bool keep_evidence = true;
};

}  // namespace althing::tally
