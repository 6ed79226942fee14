// A text as a QR code (ISO/IEC 18004) in modules, and as the path of an SVG. Thin over qrcodegen. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::sheet {

inline constexpr std::size_t kMaxQrBytes = 1'000;  // beyond it cameras struggle
inline constexpr int kQuietModules = 4;            // white around it, as the standard asks

struct QrCode {
  int size = 0;             // modules a side, without the quiet zone
  std::vector<bool> dark;   // row by row
  bool at(int x, int y) const { return dark[static_cast<std::size_t>(y * size + x)]; }
};

/// Error correction level M. too_large beyond kMaxQrBytes.
Result<QrCode> qr_code(std::string_view text);

/// The `d` of one SVG path in units of modules, the quiet zone included: a view box of 0 0 n n with
/// n = size + 2 * kQuietModules.
std::string qr_path(const QrCode& code);

}  // namespace althing::sheet
