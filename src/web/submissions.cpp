#include "web/submissions.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/door_rules.h"
#include "node/limits.h"

namespace althing::web {

Result<node::Submission> read_submission(std::string_view text) {
  const auto own = [](std::string_view name) { return act::is_member_name(name) ? std::string(name) : std::string(); };
  auto parsed = json::parse(text, 4);
  if (!parsed) return fail(parsed.error().code, own(parsed.error().field), parsed.error().message);
  const json::Value& value = *parsed;
  if (value.string() != nullptr) return node::Submission{*value.string(), {}};
  const json::Value* act = value.at("act");
  if (act == nullptr || act->string() == nullptr) return fail(Errc::malformed, "act", "must be the act's note as a JSON string");
  node::Submission out{*act->string(), {}};
  for (const auto& [name, member] : *value.object()) {
    if (name == "act") continue;
    if (name != "detail") return fail(Errc::malformed, own(name), "unknown member; only \"act\" and \"detail\" are read");
    if (member.is_null()) continue;
    if (member.string() == nullptr) return fail(Errc::malformed, "detail", "must be the exact text of the detail as a JSON string");
    out.detail = *member.string();
  }
  return out;
}

std::vector<SubmissionLine> SubmissionLines::take(std::size_t most) {
  std::vector<SubmissionLine> out;
  while (at_ < body_.size() && out.size() < most) {
    const std::size_t end = std::min(body_.find('\n', at_), body_.size());
    const std::string_view text = std::string_view(body_).substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    if (text.empty()) continue;
    if (line_ > node::kMaxLinesPerRequest) {
      at_ = body_.size();
      out.push_back({line_, fail(Errc::too_large, fmt::format("over {} lines in one request; this line and all after it were not read",
                                                              node::kMaxLinesPerRequest))});
      break;
    }
    out.push_back({line_, read_submission(text)});
  }
  return out;
}

}  // namespace althing::web
