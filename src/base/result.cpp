#include "base/result.h"

namespace althing {

std::string_view errc_token(Errc code) {
  switch (code) {
    case Errc::malformed: return "malformed";
    case Errc::too_large: return "too_large";
    case Errc::schema: return "schema";
    case Errc::signature: return "signature";
    case Errc::unknown_ref: return "unknown_ref";
    case Errc::wrong_place: return "wrong_place";
    case Errc::clock_skew: return "clock_skew";
    case Errc::stamp: return "stamp";
    case Errc::forbidden: return "forbidden";
    case Errc::not_found: return "not_found";
    case Errc::gone: return "gone";
    case Errc::conflict: return "conflict";
    case Errc::rate_limited: return "rate_limited";
    case Errc::overloaded: return "overloaded";
    case Errc::storage: return "storage";
    case Errc::corrupt: return "corrupt";
    case Errc::unsupported: return "unsupported";
    case Errc::usage: return "usage";
    case Errc::internal: return "internal";
  }
  return "internal";
}

}  // namespace althing
