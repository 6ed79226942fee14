// Points 2 and 3 of Debian's constitution, appendix A.5: quorum and majority over the default
// option.
#pragma once

#include "tally/pairwise.h"

namespace althing::tally {

/// The standing options that are not dropped, ascending; all of them without a default option. Adds
/// the evidence. schema: quorum or majority without a default option.
Result<std::vector<OptionIndex>> admitted(const Setup& setup, const Matrix& matrix,
                                          CountRecord& record);

}  // namespace althing::tally
