// Details: what people wrote in prose, outside the leaf (DESIGN.md 3). The act holds SHA-256 of the
// exact bytes; a detail is an act's only if its `by` is the act's `by`. Pure, thread-safe.
#pragma once

#include "act/act.h"

namespace althing::act {

struct Detail {
  std::string bytes;
  Hash commitment;
  Key by;
  json::Value body;

  std::string_view text_at(std::string_view name) const { return body.text_at(name); }
};

/// What every node accepts: JSON object, <= kMaxDetailBytes, `salt` of 128 bits, `by` a key; known
/// members of the right kind and size. malformed / too_large / schema naming the member.
Result<Detail> parse_detail(std::string_view bytes);

/// parse_detail, the commitment equal to the act's and `by` equal to the act's.
Result<Detail> open_detail(const Act& act, std::string_view bytes);

/// Extra rules for first submission by a local client: no control, bidi-override, invisible or tag
/// characters that could deceive a reader. schema, naming the member and the code point.
Result<void> check_local_text(const Detail& detail);

/// Builds the bytes of a detail (canonical JSON) from members, adding salt and by.
Result<std::string> make_detail(json::Value members, const Key& by, Random& random);

}  // namespace althing::act
