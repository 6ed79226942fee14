// The picture other sites show of a link (ogp.me, og:image): the words of a title on our paper, its assembly
// and one figure. PNG of kCardWidth x kCardHeight pixels. Needs fonts on the machine. Thread-safe.
#pragma once

#include <string>

#include "base/result.h"

namespace althing::sheet {

inline constexpr int kCardWidth = 1200, kCardHeight = 630;
inline constexpr std::size_t kMaxCardTitle = 2'000;  // bytes; what does not fit its lines ends in an ellipsis

struct Card {
  std::string lang;  // BCP 47
  bool rtl = false;
  std::string head;    // whose it is
  std::string title;
  std::string figure;  // "1,204", may be empty
  std::string label;   // "signatures", or what it is
};

/// The file; the same bytes for the same card on one machine. too_large over the limit above; internal if
/// this machine has no font to write with.
Result<std::string> write_card(const Card& card);

}  // namespace althing::sheet
