// The state digest: two nodes that hold the same acts print the same one (docs/fold.md, "Digest").
#include <fmt/format.h>

#include <map>

#include "assembly/fold.h"

namespace althing::assembly {

Hash digest(State& state) {
  Sha256 hasher;
  std::string lines;
  const auto flush = [&](bool all) {
    if (!all && lines.size() < 1 << 16) return;
    hasher.update(as_bytes(lines));
    lines.clear();
  };
  lines = fmt::format("{}\n", kFoldVersion);
  state.each_act([&](const act::ActId& id, Status status, std::string_view reason) {
    fmt::format_to(std::back_inserter(lines), "act {} {} {}\n", to_hex(id), status_token(status), reason_code(reason));
    flush(false);
  });
  state.each_slot([&](std::string_view key, bool active, const act::ActId& winner) {
    fmt::format_to(std::back_inserter(lines), "slot {} {} {}\n", key, active ? "set" : "clear", to_hex(winner));
    flush(false);
  });
  for (const GroupSeat& seat : state.seats()) {
    fmt::format_to(std::back_inserter(lines), "seat {} {} {}\n", seat.group, to_hex(state.get(seat.member).id),
                   seat.founding ? "founding" : "vouched");
  }
  std::map<act::ActId, std::string> outcomes;
  for (const ActNo no : state.decided_polls()) outcomes.emplace(state.get(no).id, state.outcome(no)->text);
  for (const auto& [poll, text] : outcomes) fmt::format_to(std::back_inserter(lines), "poll {} {}\n", to_hex(poll), text);
  flush(true);
  return hasher.finish();
}

}  // namespace althing::assembly
