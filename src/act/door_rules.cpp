#include "act/door_rules.h"

#include <fmt/format.h>

#include <array>

#include "act/limits.h"
#include "act/quote.h"
#include "act/shapes.h"

namespace althing::act {
namespace {

enum Class : std::uint8_t { kTokenChar = 1, kNameChar = 2, kUrl64Char = 4, kHexChar = 8 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool digit = c >= '0' && c <= '9';
    const bool lower = c >= 'a' && c <= 'z';
    const bool upper = c >= 'A' && c <= 'Z';
    unsigned bits = 0;
    if (digit || lower || c == '.' || c == '_' || c == ':' || c == '-') bits |= kTokenChar;
    if (digit || lower || c == '_') bits |= kNameChar;
    if (digit || lower || upper || c == '-' || c == '_') bits |= kUrl64Char;
    if (digit || (c >= 'a' && c <= 'f')) bits |= kHexChar;
    table[c] = static_cast<std::uint8_t>(bits);
  }
  return table;
}
constexpr auto kClasses = make_classes();

bool all_of(std::string_view text, Class wanted) {
  for (char c : text) {
    if ((kClasses[static_cast<unsigned char>(c)] & wanted) == 0) return false;
  }
  return true;
}

// Base64url without padding whose unused bits are zero. The bits a last character may carry follow
// from the length: 2 characters spell 1 byte (4 bits unused), 3 spell 2 bytes (2 bits unused).
bool is_base64url(std::string_view text) {
  if (text.size() % 4 == 1 || !all_of(text, kUrl64Char)) return false;
  if (text.size() % 4 == 0) return true;
  const std::string_view ends = text.size() % 4 == 2 ? "AQgw" : "AEIMQUYcgkosw048";
  return ends.find(text.back()) != std::string_view::npos;
}

bool is_leaf_string(std::string_view text, std::string_view member) {
  if (member == "data") return text.size() <= kMaxDataChars && is_base64url(text);
  if (is_token(text)) return true;
  if (text.size() == 43) return is_key_text(text);
  return text.size() == 20 && parse_time(text);
}

Error bad_string(std::string_view text, std::string_view member) {
  if (member == "data" && text.size() > kMaxDataChars) {
    return {Errc::too_large, {}, fmt::format("must be at most {} characters, got {}", kMaxDataChars, text.size())};
  }
  if (member == "data") return {Errc::malformed, {}, "must be canonical base64url, got " + quoted(text)};
  return {Errc::malformed, {},
          fmt::format("must be an id, a key, a time or a token (1 to {} of a-z 0-9 . _ : -), got {}; prose belongs "
                      "in the detail", kMaxToken, quoted(text))};
}

Result<void> check_value(const json::Value& value, std::string_view member, int depth_left) {
  if (const std::string* s = value.string()) {
    if (!is_leaf_string(*s, member)) return fail(bad_string(*s, member));
    return {};
  }
  if (const std::int64_t* n = value.integer()) {
    if (*n > json::kMaxInteger || *n < -json::kMaxInteger) {
      return fail(Errc::malformed, fmt::format("must be within +-(2^53-1), got {}", *n));
    }
    return {};
  }
  const json::Array* items = value.array();
  const json::Object* object = value.object();
  if ((items != nullptr || object != nullptr) && depth_left == 0) {
    return fail(Errc::too_large, fmt::format("JSON is nested deeper than {}", kMaxActDepth));
  }
  if (items != nullptr) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (auto ok = check_value((*items)[i], {}, depth_left - 1); !ok) {
        return within(fmt::format("[{}]", i), std::move(ok).error());
      }
    }
  }
  if (object != nullptr) {
    for (const auto& [name, item] : *object) {
      if (!is_member_name(name)) {
        return fail(Errc::malformed, fmt::format("member names must be [a-z][a-z0-9_]*, at most {} characters, got {}",
                                                 kMaxMemberName, quoted(name)));
      }
      if (auto ok = check_value(item, name, depth_left - 1); !ok) return within(name, std::move(ok).error());
    }
  }
  return {};
}

tl::unexpected<Error> must(std::string_view member, std::string_view be, const json::Value* got) {
  if (got == nullptr) return fail(Errc::malformed, std::string(member), fmt::format("is missing; must be {}", be));
  return fail(Errc::malformed, std::string(member), fmt::format("must be {}, got {}", be, shown(*got)));
}

constexpr std::string_view kIdWords = "an id (64 lower-case hex digits)";

// Absent leaves `out` empty.
template <class Id>
Result<void> read_id(const json::Value& body, std::string_view name, std::optional<Id>& out) {
  const json::Value* value = body.at(name);
  if (value == nullptr) return {};
  const std::string* text = value->string();
  if (text == nullptr || !is_id_text(*text)) return must(name, kIdWords, value);
  TRY(out, parse_hex<Id>(*text));
  return {};
}

Result<void> read_prev(const json::Value& body, std::vector<ActId>& out) {
  const json::Value* value = body.at("prev");
  if (value == nullptr) return {};
  static_assert(kMaxPrev == 8);
  constexpr std::string_view words = "an array of 1 to 8 distinct ids in ascending order";
  const json::Array* items = value->array();
  if (items == nullptr || items->empty() || items->size() > kMaxPrev) return must("prev", words, value);
  for (const json::Value& item : *items) {
    const std::string* text = item.string();
    if (text == nullptr || !is_id_text(*text)) return must("prev", words, &item);
    TRY(const ActId id, parse_hex<ActId>(*text));
    if (!out.empty() && !(out.back() < id)) {
      return fail(Errc::malformed, "prev", fmt::format("must be {}; {} is out of order or twice", words, *text));
    }
    out.push_back(id);
  }
  return {};
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= kMaxToken && all_of(text, kTokenChar);
}

bool is_member_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxMemberName && text[0] >= 'a' && text[0] <= 'z' &&
         all_of(text, kNameChar);
}

bool is_key_text(std::string_view text) { return text.size() == 43 && is_base64url(text); }
bool is_id_text(std::string_view text) { return text.size() == 64 && all_of(text, kHexChar); }

std::size_t max_entry_bytes(std::string_view type) {
  return type == "found" || type == "poll" ? kMaxLargeEntryBytes : kMaxEntryBytes;
}

Result<void> check_leaf_values(const json::Value& body) { return check_value(body, {}, kMaxActDepth); }

Result<void> read_common(const json::Value& body, Act& out) {
  if (body.object() == nullptr) {
    return fail(Errc::malformed, fmt::format("the text must be a JSON object, got {}", shown(body)));
  }
  const json::Value* v = body.at("v");
  if (v == nullptr || v->integer() == nullptr || *v->integer() < 1) return must("v", "an integer from 1 on", v);
  out.v = *v->integer();

  const json::Value* type = body.at("act");
  if (type == nullptr || type->string() == nullptr || !is_token(*type->string())) {
    return must("act", "the token of an act's type", type);
  }
  out.type = *type->string();

  const json::Value* by = body.at("by");
  if (by == nullptr || by->string() == nullptr || !is_key_text(*by->string())) {
    return must("by", "a key (43 characters of canonical base64url)", by);
  }
  TRY(out.by, parse_key(*by->string()));

  const json::Value* at = body.at("at");
  const auto seconds = parse_time(body.text_at("at"));
  if (!seconds) return must("at", "YYYY-MM-DDTHH:MM:SSZ", at);
  out.at = *seconds;

  TRY_VOID(read_id(body, "in", out.in));
  if (out.type == "found" && out.in) {
    return fail(Errc::malformed, "in", "must be absent in `found`: its own id names the assembly");
  }
  if (out.type != "found" && !out.in) return must("in", "the assembly's id (64 lower-case hex digits)", nullptr);
  TRY_VOID(read_prev(body, out.prev));
  TRY_VOID(read_id(body, "detail", out.detail));
  TRY_VOID(read_id(body, "for", out.on_behalf));
  TRY_VOID(read_id(body, "mandate", out.mandate));
  const json::Value* nonce = body.at("nonce");
  if (nonce != nullptr && (nonce->string() == nullptr || !is_token(*nonce->string()))) {
    return must("nonce", "a token", nonce);
  }
  return {};
}

}  // namespace althing::act
