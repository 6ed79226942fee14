#include "sheet/qr.h"

#include <fmt/format.h>

#include <qrcodegen/qrcodegen.hpp>

namespace althing::sheet {

Result<QrCode> qr_code(std::string_view text) {
  if (text.size() > kMaxQrBytes) return fail(Errc::too_large, "text", fmt::format("may have {} bytes, got {}", kMaxQrBytes, text.size()));
  try {
    const auto made = qrcodegen::QrCode::encodeText(std::string(text).c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    QrCode out;
    out.size = made.getSize();
    out.dark.reserve(static_cast<std::size_t>(out.size * out.size));
    for (int y = 0; y < out.size; ++y) {
      for (int x = 0; x < out.size; ++x) out.dark.push_back(made.getModule(x, y));
    }
    return out;
  } catch (const std::exception& fault) {
    return fail(Errc::internal, "text", fmt::format("cannot be made a QR code: {}", fault.what()));
  }
}

std::string qr_path(const QrCode& code) {
  std::string out;
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size;) {
      if (!code.at(x, y)) {
        ++x;
        continue;
      }
      const int from = x;
      while (x < code.size && code.at(x, y)) ++x;
      fmt::format_to(std::back_inserter(out), "M{} {}h{}v1h-{}z", from + kQuietModules, y + kQuietModules, x - from, x - from);
    }
  }
  return out;
}

}  // namespace althing::sheet
