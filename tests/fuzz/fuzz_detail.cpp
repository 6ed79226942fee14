// Details from any bytes: what is accepted keeps its bytes and has a verdict on its characters.
#include "act/detail.h"
#include "base/check.h"
#include "base/utf8.h"

using namespace althing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto detail = act::parse_detail(bytes);
  if (!detail) {
    CHECK(!detail.error().message.empty());
    return 0;
  }
  CHECK(detail->bytes == bytes && is_utf8(bytes) && detail->commitment == sha256(bytes));
  if (const auto ok = act::check_local_text(*detail); !ok) CHECK(ok.error().code == Errc::schema);
  const auto again = act::parse_detail(json::write(detail->body));
  CHECK(again || again.error().code == Errc::too_large);  // escapes may grow it over the limit, nothing else
  return 0;
}
