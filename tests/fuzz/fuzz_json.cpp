// JSON from any bytes: what is read, written and read again is the same value, spelled the same.
#include "base/check.h"
#include "base/json.h"
#include "base/utf8.h"

using namespace althing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = json::parse(text);
  if (!value) return 0;
  CHECK(is_utf8(text));
  const std::string written = json::write(*value);
  const auto again = json::parse(written);
  CHECK(again && *again == *value && json::write(*again) == written);
  return 0;
}
