// The door on any bytes. What passes is written back byte for byte, has a verdict of its schema, and its
// references can be listed; a refusal has words.
#include "act/schema.h"
#include "base/check.h"

using namespace althing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view entry(reinterpret_cast<const char*>(data), size);
  const auto act = act::parse_entry(entry);
  if (!act) {
    CHECK(!act.error().message.empty());
    return 0;
  }
  CHECK(act::note_of(act->text, act->by, act->signature) == entry);
  CHECK(*act::text_of(act->body) == act->text);
  CHECK(act->id == act::id_of_text(act->text));
  static_cast<void>(act::verify_signature(*act));
  if (act->v != 1) return 0;
  if (const auto ok = act::check_schema(*act)) static_cast<void>(act::references(*act));
  else CHECK(ok.error().code == Errc::schema && !ok.error().message.empty());
  return 0;
}
