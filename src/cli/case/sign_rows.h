// Carries out a plan: signs the acts of the rows that are new or changed, and only of those. Identity
// of an imported row is (author, act type, `src`); docs/case-file.md, "Importing again". No clock, no
// randomness: the same plan, key and record give the same bytes. Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "act/act.h"
#include "cli/case/plan.h"

namespace althing::cli {

/// What the record holds of one row of this author.
struct HeldRow {
  act::ActId first;            // its first version: the id other rows name
  std::optional<Hash> detail;  // commitment of its latest version
};
/// By (act type, src).
using HeldRows = std::map<std::pair<std::string, std::string>, HeldRow>;

struct Importer {
  const KeyPair& key;
  act::ActId assembly;
  std::vector<act::ActId> heads;  // the author's latest acts, at most act::kMaxPrev; may be empty
  UnixSeconds at = 0;
  std::optional<act::ActId> on_behalf = {};  // `for`: join of the organisation, with its mandate
  std::optional<act::ActId> mandate = {};
};

struct SignedRow {
  std::string type;
  std::string id;   // source id
  std::string src;  // token
  act::ActId act;
  bool update = false;  // a new version of a row the record holds
  std::string note;     // the entry to submit
  std::string detail;   // exact bytes
};

struct Import {
  std::vector<SignedRow> acts;  // in the order to submit; each names the one before in `prev`
  std::size_t unchanged = 0;
  std::map<std::string, act::ActId> ids;  // source id -> the row's first act, held or new
};

/// usage: the plan has faults; too_large: too many heads; else the act's own refusal, naming the row.
Result<Import> sign_rows(const Plan& plan, const Importer& importer, const HeldRows& held);

/// Members of a `statement` act and of its detail, ready to be completed and signed.
/// @param now the moment of posting, from which `open_days` counts (rounded up to a whole minute)
/// unknown_ref: a row it answers is not among `ids` (Import::ids).
struct StatementParts {
  json::Object leaf;    // act, v, on?, closes?
  json::Object detail;  // without salt and by
};
Result<StatementParts> statement_parts(const StatementDraft& draft, const std::map<std::string, act::ActId>& ids,
                                       UnixSeconds now);

}  // namespace althing::cli
