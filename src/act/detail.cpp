// Reading, checking and making details (docs/format-detail.md).
#include "act/detail.h"

#include <fmt/format.h>

#include "act/detail_members.h"
#include "act/door_rules.h"
#include "act/limits.h"
#include "act/quote.h"
#include "act/text_hygiene.h"

namespace althing::act {
namespace {

Result<void> check_salt(const json::Value& body) {
  const json::Value* salt = body.at("salt");
  const auto must = [&](std::string_view got) {
    return fail(Errc::schema, "salt", fmt::format("must be {} random bytes as 22 characters of canonical base64url, got {}",
                                                  kSaltBytes, got));
  };
  if (salt == nullptr) return must("nothing");
  if (salt->string() == nullptr) return must(shown(*salt));
  const auto bytes = from_base64url(*salt->string());
  if (!bytes || bytes->size() != kSaltBytes) return must(shown(*salt));
  return {};
}

Result<void> check_clean(std::string_view text, std::string_view member, bool multi_line) {
  const auto fault = find_text_fault(text, multi_line);
  if (!fault) return {};
  const bool named = is_member_name(member.substr(0, member.find('[')));  // foreign bytes stay out of `field`
  return fail(Errc::schema, named ? std::string(member) : std::string(),
              fmt::format("holds {}, which {}", code_point_name(fault->code_point), fault->why));
}

Result<void> check_clean_value(const json::Value& value, const std::string& member, bool multi_line) {
  if (const std::string* text = value.string()) return check_clean(*text, member, multi_line);
  if (const json::Array* items = value.array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      TRY_VOID(check_clean_value((*items)[i], fmt::format("{}[{}]", member, i), multi_line));
    }
  }
  if (const json::Object* object = value.object()) {
    for (const auto& [name, item] : *object) {
      TRY_VOID(check_clean(name, member, false));
      TRY_VOID(check_clean_value(item, member.empty() ? name : member, is_multi_line(name) || (!member.empty() && multi_line)));
    }
  }
  return {};
}

}  // namespace

Result<Detail> parse_detail(std::string_view bytes) {
  if (bytes.size() > kMaxDetailBytes) {
    return fail(Errc::too_large, fmt::format("a detail may have {} bytes, got {}", kMaxDetailBytes, bytes.size()));
  }
  auto body = json::parse(bytes, kMaxDetailDepth);
  if (!body) {
    Error error = std::move(body).error();
    if (!is_member_name(error.field)) error.field.clear();
    return fail(std::move(error));
  }
  if (body->object() == nullptr) return fail(Errc::malformed, "a detail must be a JSON object, got " + shown(*body));
  TRY_VOID(check_salt(*body));
  const auto by = parse_key(body->text_at("by"));
  if (!by) {
    return fail(Errc::schema, "by", fmt::format("must be the author's key (43 characters of canonical base64url), got {}",
                                                body->at("by") ? shown(*body->at("by")) : "nothing"));
  }
  for (const auto& [name, value] : *body->object()) {
    if (const DetailMember* member = find_detail_member(name)) TRY_VOID(check_detail_member(*member, value));
  }
  return Detail{std::string(bytes), sha256(bytes), *by, std::move(*body)};
}

Result<Detail> open_detail(const Act& act, std::string_view bytes) {
  if (!act.detail) return fail(Errc::schema, "detail", "the act names no detail");
  if (bytes.size() > kMaxDetailBytes) {
    return fail(Errc::too_large, fmt::format("a detail may have {} bytes, got {}", kMaxDetailBytes, bytes.size()));
  }
  if (const Hash hash = sha256(bytes); hash != *act.detail) {
    return fail(Errc::schema, "detail", fmt::format("these bytes are not the detail: their SHA-256 is {}, the act names {}",
                                                    to_hex(hash), to_hex(*act.detail)));
  }
  TRY(Detail detail, parse_detail(bytes));
  if (detail.by != act.by) {
    return fail(Errc::schema, "by", "the detail is by another author than the act, so it is not this act's");
  }
  return detail;
}

Result<void> check_local_text(const Detail& detail) { return check_clean_value(detail.body, {}, false); }

Result<std::string> make_detail(json::Value members, const Key& by, Random& random) {
  json::Object* object = members.object();
  if (object == nullptr) return fail(Errc::malformed, "a detail must be a JSON object, got " + shown(members));
  std::array<std::uint8_t, kSaltBytes> salt{};
  random.fill(salt);
  object->set("salt", to_base64url(salt));
  object->set("by", key_text(by));
  std::string bytes = json::write(members);
  TRY_VOID(parse_detail(bytes));
  return bytes;
}

}  // namespace althing::act
