// The generic check of an act of v 1 against its type's table, and the catalogue that joins the tables.
// Faults here are for ever: what v 1 says of a type must not change once acts of it are in a record.
#include "act/schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "act/door_rules.h"
#include "act/limits.h"
#include "act/quote.h"
#include "act/shapes.h"
#include "act/types.h"
#include "base/check.h"

namespace althing::act {
namespace {

constexpr std::string_view kCommon[] = {"act", "at", "by", "detail", "for", "in", "mandate", "nonce", "prev", "v"};

bool is_common(std::string_view name) {
  return std::find(std::begin(kCommon), std::end(kCommon), name) != std::end(kCommon);
}

bool is_country(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return text.size() == 2 && lower(text[0]) && lower(text[1]);
}

bool fits_text(Form form, const Member& member, std::string_view text) {
  switch (form) {
    case Form::token: return is_token(text);
    case Form::choice: return std::find(member.choices.begin(), member.choices.end(), text) != member.choices.end();
    case Form::key: return is_key_text(text);
    case Form::hash:
    case Form::id: return is_id_text(text);
    case Form::time: return parse_time(text).has_value();
    case Form::country: return is_country(text);
    default: return false;
  }
}

Form item_form(Form form) {
  switch (form) {
    case Form::tokens: return Form::token;
    case Form::ids: return Form::id;
    case Form::keys: return Form::key;
    default: return form;
  }
}

bool fits_array(const Member& member, const json::Value& value) {
  const json::Array* items = value.array();
  if (items == nullptr || items->size() < member.min || items->size() > member.max) return false;
  std::string_view last;
  for (const json::Value& item : *items) {
    const std::string* text = item.string();
    if (text == nullptr || !fits_text(item_form(member.form), member, *text)) return false;
    if (!last.empty() && last >= *text) return false;
    last = *text;
  }
  return true;
}

bool fits(const Member& member, const json::Value& value) {
  switch (member.form) {
    case Form::count: {
      const std::int64_t* n = value.integer();
      return n != nullptr && *n >= static_cast<std::int64_t>(member.min) && *n <= static_cast<std::int64_t>(member.max);
    }
    case Form::tokens:
    case Form::ids:
    case Form::keys: return fits_array(member, value);
    default: return value.string() != nullptr && fits_text(member.form, member, *value.string());
  }
}

Result<void> check_member(const Member& member, const json::Value* value) {
  const std::string name(member.name);
  if (value == nullptr) {
    if (!member.required) return {};
    return fail(Errc::schema, name, fmt::format("is missing; must be {}", describe(member)));
  }
  if (member.form != Form::custom) {
    if (fits(member, *value)) return {};
    return fail(Errc::schema, name, fmt::format("must be {}, got {}", describe(member), shown(*value)));
  }
  auto ok = member.check(*value);
  if (ok) return {};
  Error error = std::move(ok).error();
  error.code = Errc::schema;
  return within(name, std::move(error));
}

Result<void> check_mandate(const Act& act, const Type& type) {
  if (!act.on_behalf && !act.mandate) return {};
  if (!type.by_mandate) {
    return fail(Errc::schema, act.on_behalf ? "for" : "mandate",
                fmt::format("a `{}` cannot be done for another", type.name));
  }
  if (!act.mandate) return fail(Errc::schema, "mandate", "is missing; must name the appoint that `for` rests on");
  if (!act.on_behalf) return fail(Errc::schema, "for", "is missing; must name the join of the organisation acted for");
  return {};
}

std::string join_words(std::span<const std::string_view> words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace

std::string describe(const Member& m) {
  const auto set_of = [&](std::string_view items) {
    return fmt::format("an array of {} to {} distinct {} in ascending order", m.min, m.max, items);
  };
  switch (m.form) {
    case Form::token: return "a token (1 to 64 of a-z 0-9 . _ : -)";
    case Form::choice: return "one of " + join_words(m.choices);
    case Form::key: return "a key (43 characters of canonical base64url)";
    case Form::hash: return "a SHA-256 (64 lower-case hex digits)";
    case Form::id: return "an id (64 lower-case hex digits)";
    case Form::time: return "a time YYYY-MM-DDTHH:MM:SSZ";
    case Form::count:
      if (m.max == static_cast<std::size_t>(json::kMaxInteger)) return fmt::format("an integer from {} on", m.min);
      return fmt::format("an integer from {} to {}", m.min, m.max);
    case Form::country: return "a country (two lower-case letters, ISO 3166)";
    case Form::tokens: return set_of("tokens");
    case Form::ids: return set_of("ids");
    case Form::keys: return set_of("keys");
    case Form::custom: return std::string(m.looks);
  }
  return {};
}

std::span<const Type> catalogue() {
  static const std::vector<Type> all = [] {
    std::vector<Type> out;
    for (const auto& room : {membership_types(), watch_types(), incident_types(), deliberation_types(), decision_types(), voice_types()}) {
      out.insert(out.end(), room.begin(), room.end());
    }
    return out;
  }();
  return all;
}

const Type* find_type(std::string_view name) {
  for (const Type& type : catalogue()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

Result<void> check_schema(const Act& act) {
  CHECK(act.v == 1);
  const Type* type = find_type(act.type);
  if (type == nullptr) return fail(Errc::schema, "act", "v 1 knows no type " + quoted(act.type));
  for (const Member& member : type->members) TRY_VOID(check_member(member, act.body.at(member.name)));
  for (const auto& [name, value] : *act.body.object()) {
    const bool own = std::any_of(type->members.begin(), type->members.end(),
                                 [&, &wanted = name](const Member& m) { return m.name == wanted; });
    if (!own && !is_common(name)) {
      return fail(Errc::schema, name, fmt::format("a `{}` of v 1 has no such member", type->name));
    }
  }
  if (!type->needs.empty() && !act.detail) {
    return fail(Errc::schema, "detail", fmt::format("is missing; a `{}` needs words ({})", type->name, type->needs));
  }
  return check_mandate(act, *type);
}

std::vector<Ref> references(const Act& act) {
  static constexpr std::string_view kJoin[] = {"join"};
  static constexpr std::string_view kAppoint[] = {"appoint"};
  std::vector<Ref> out;
  const Type* type = find_type(act.type);
  if (type == nullptr) return out;
  for (const Member& member : type->members) {
    if (member.form == Form::id) {
      if (const auto id = act.id_at(member.name)) out.push_back({member.name, *id, member.ref_types});
    } else if (member.form == Form::ids) {
      for (const ActId& id : act.ids_at(member.name)) out.push_back({member.name, id, member.ref_types});
    }
  }
  if (act.on_behalf) out.push_back({"for", *act.on_behalf, kJoin});
  if (act.mandate) out.push_back({"mandate", *act.mandate, kAppoint});
  return out;
}

}  // namespace althing::act
