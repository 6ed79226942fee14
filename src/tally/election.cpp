// The election description in TOML.
#include <fmt/format.h>

#include "base/toml.h"
#include "tally/election.h"
#include "tally/limits.h"
#include "tally/source.h"

namespace althing::tally {
namespace {

tl::unexpected<Error> bad(std::string_view key, std::string message) {
  return fail(Errc::schema, std::string(key), std::move(message));
}

Result<std::string> text_of(std::string_view key, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  return bad(key, key == "quorum" ? "must be a whole number, or a text if it has decimals"
                                  : "must be a string");
}

Result<std::vector<std::string>> texts_of(std::string_view key, const toml::node& node) {
  std::vector<std::string> out;
  const auto* items = node.as_array();
  if (items == nullptr) return bad(key, "must be an array of option names");
  if (items->size() > kMaxOptions)
    return fail(Errc::too_large, std::string(key),
                fmt::format("more than {} options", kMaxOptions));
  for (const toml::node& item : *items) {
    TRY(auto text, text_of(key, item));
    out.push_back(std::move(text));
  }
  return out;
}

Result<std::int64_t> count_of(std::string_view key, const toml::node& node, std::int64_t least,
                              std::int64_t most) {
  const auto* number = node.as_integer();
  if (number == nullptr || number->get() < least || number->get() > most)
    return bad(key, fmt::format("must be a whole number from {} to {}", least, most));
  return number->get();
}

Result<Ratio> ratio_of(std::string_view key, const toml::node& node) {
  if (const auto* pair = node.as_array(); pair != nullptr && pair->size() == 2) {
    TRY(const std::int64_t num, count_of(key, (*pair)[0], 1, kMaxRuleNumber));
    TRY(const std::int64_t den, count_of(key, (*pair)[1], 1, kMaxRuleNumber));
    return Ratio{num, den};
  }
  TRY(const std::int64_t whole, count_of(key, node, 1, kMaxRuleNumber));
  return Ratio{whole, 1};
}

// TOML as JSON, for the rule tree. Floats and dates have no place in it.
Result<json::Value> json_of(std::string_view key, const toml::node& node, int depth_left) {
  if (depth_left == 0) return bad(key, "is nested too deep");
  if (const auto* text = node.as_string()) return json::Value(text->get());
  if (const auto* flag = node.as_boolean()) return json::Value(flag->get());
  if (const auto* number = node.as_integer()) {
    if (number->get() > json::kMaxInteger || number->get() < -json::kMaxInteger)
      return bad(key, "has a number that is too large");
    return json::Value(number->get());
  }
  if (const auto* items = node.as_array()) {
    json::Array out;
    for (const toml::node& item : *items) {
      TRY(auto value, json_of(key, item, depth_left - 1));
      out.push_back(std::move(value));
    }
    return json::Value(std::move(out));
  }
  if (const auto* table = node.as_table()) {
    json::Object out;
    for (const auto& [name, item] : *table) {
      TRY(auto value, json_of(key, item, depth_left - 1));
      out.set(name.str(), std::move(value));
    }
    return json::Value(std::move(out));
  }
  return bad(key, "may hold texts, whole numbers, true, false, arrays and tables");
}

Result<void> take(Description& out, std::string_view key, const toml::node& node) {
  const auto text = [&](auto& member) -> Result<void> {
    TRY(member, text_of(key, node));
    return {};
  };
  const auto texts = [&](auto& member) -> Result<void> {
    TRY(member, texts_of(key, node));
    return {};
  };
  if (key == "title") return text(out.title);
  if (key == "method") return text(out.method);
  if (key == "poll") return text(out.poll);
  if (key == "seed") return text(out.seed);
  if (key == "tie_order") return texts(out.tie_order);
  if (key == "withdrawn") return texts(out.withdrawn);
  if (key == "default_option") return text(out.default_option);
  if (key == "strength") return text(out.strength);
  if (key == "satisfaction") return text(out.satisfaction);
  if (key == "completion") return text(out.completion);
  if (key == "budget") return text(out.budget);
  if (key == "seats") {
    TRY(const std::int64_t seats, count_of(key, node, 1, kMaxOptions));
    out.seats = static_cast<std::uint32_t>(seats);
    return {};
  }
  if (key == "quorum") {
    TRY(const std::string given, text_of(key, node));
    const auto quorum = parse_quorum(given);
    if (!quorum) return fail(quorum.error().code, "quorum", quorum.error().message);
    out.quorum = *quorum;
    return {};
  }
  if (key == "majority") {
    TRY(out.majority, ratio_of(key, node));
    return {};
  }
  if (key == "majorities") {
    const auto* table = node.as_table();
    if (table == nullptr) return bad(key, "must be a table of options and ratios");
    if (table->size() > kMaxOptions)
      return fail(Errc::too_large, std::string(key),
                  fmt::format("more than {} options", kMaxOptions));
    for (const auto& [name, item] : *table) {
      TRY(const Ratio ratio, ratio_of(key, item));
      out.majorities.emplace_back(name.str(), ratio);
    }
    return {};
  }
  if (key == "rule") {
    constexpr int kDepth = 16;
    TRY(out.rule, json_of(key, node, kDepth));
    return {};
  }
  return bad(key, "is no key of an election description");
}

}  // namespace

Result<Decimal> parse_quorum(std::string_view text) {
  const auto point = text.find('.');
  const std::string_view decimals =
      point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (decimals.size() > kMaxName || decimals.find_first_not_of("0123456789") != decimals.npos)
    return fail(Errc::malformed, fmt::format("{} is not a number", quoted(text)));
  const std::size_t kept = std::min(decimals.size(), static_cast<std::size_t>(kMaxWeightDecimals));
  const bool more = decimals.find_first_not_of('0', kept) != std::string_view::npos;
  TRY(Decimal quorum, parse_number(text.substr(0, text.size() - (decimals.size() - kept)),
                                   kMaxTotalWeight - 1, kMaxWeightDecimals));
  if (text.starts_with('-')) return fail(Errc::malformed, "must not be negative");
  quorum = {at_scale(quorum, kMaxWeightDecimals) + (more ? 1 : 0), kMaxWeightDecimals};
  while (quorum.decimals > 0 && quorum.value % 10 == 0) quorum.value /= 10, --quorum.decimals;
  return quorum;
}

Result<Description> parse_description(std::string_view text) {
  if (text.size() > kMaxElectionFile)
    return fail(Errc::too_large,
                fmt::format("an election description of more than {} bytes", kMaxElectionFile));
  TRY(const toml::table parsed, parse_toml(text));
  Description out;
  for (const auto& [key, node] : parsed) TRY_VOID(take(out, key.str(), node));
  return out;
}

Description merge(Description base, const Description& over) {
  const auto pick = [](auto& mine, const auto& theirs) {
    if (theirs) mine = theirs;
  };
  pick(base.title, over.title);
  pick(base.method, over.method);
  pick(base.seats, over.seats);
  pick(base.default_option, over.default_option);
  pick(base.strength, over.strength);
  pick(base.satisfaction, over.satisfaction);
  pick(base.completion, over.completion);
  pick(base.budget, over.budget);
  pick(base.rule, over.rule);
  if (!over.poll.empty()) base.poll = over.poll;
  if (!over.seed.empty()) base.seed = over.seed;
  if (!over.tie_order.empty()) base.tie_order = over.tie_order;
  if (!over.withdrawn.empty()) base.withdrawn = over.withdrawn;
  if (over.quorum.value != 0) base.quorum = over.quorum;
  if (!over.majorities.empty()) base.majorities = over.majorities;
  if (over.majority.num != over.majority.den) base.majority = over.majority;
  return base;
}

}  // namespace althing::tally
