// Reads a case file into a plan (docs/case-file.md). Pure: files come through a callback, no key, no
// clock, no disk. Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/case/plan.h"

namespace althing::cli {

/// Loads a file the case draws from, by the name the case file uses (relative, no "..").
/// not_found if there is none; the message is shown beside the row that wanted it.
using FileLoader = std::function<Result<std::string>(const std::string& name)>;

/// The plan of a case file. Never fails as a whole: what is wrong is in Plan::faults, each naming its
/// row, and what was left out on purpose is in Plan::skipped. A plan with faults holds what could be
/// read and must not be carried out.
Plan plan_case(std::string_view case_text, const FileLoader& load);

}  // namespace althing::cli
