#include "cli/acting.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/detail_members.h"
#include "act/limits.h"
#include "act/schema.h"

namespace althing::cli {
namespace {

constexpr std::int64_t kMaxStampTries = std::int64_t{1} << 32;

// A nonce that gives the act's id the leading zero bits a node asks of unknown keys.
Result<Made> stamped(const Author& author, json::Object body, const json::Object& detail, UnixSeconds at, Random& random) {
  TRY(Made made, make_act(body, detail, author.keys.key, &author.assembly, author.heads, at, random));
  if (author.stamp_bits == 0 || !author.heads.empty()) return made;
  TRY(const act::Act act, act::parse_entry(made.note));
  json::Value leaf = act.body;
  for (std::int64_t n = 0; n < kMaxStampTries; ++n) {
    leaf.object()->set("nonce", std::to_string(n));
    TRY(const std::string text, act::text_of(leaf));
    made.id = act::id_of_text(text);
    if (act::leading_zero_bits(made.id) < author.stamp_bits) continue;
    made.note = act::note_of(text, author.keys.key);
    return made;
  }
  return fail(Errc::stamp, "nonce", "no stamp found");
}

Result<json::Value> member_value(const act::Member& member, const std::string& text) {
  switch (member.form) {
    case act::Form::count: {
      const auto number = parse_decimal(text);
      if (!number) return fail(Errc::usage, std::string(member.name), "must be " + act::describe(member));
      return json::Value(*number);
    }
    case act::Form::tokens:
    case act::Form::ids:
    case act::Form::keys: return json::Value(comma_list(text, true));
    case act::Form::custom: {
      if (member.name == "choices") return poll_choices(text);
      if (member.name == "choice") return ballot_choice(text);
      auto value = json::parse(text);
      if (!value) return fail(Errc::usage, std::string(member.name), "must be JSON: " + std::string(member.looks));
      return value;
    }
    default: return json::Value(text);
  }
}

}  // namespace

Result<Author> author_of(ApiClient& api, const KeyFile& keys, const std::string& extra) {
  Author author;
  author.keys = keys;
  TRY(const json::Value policy, api.get_json("/policy"));
  TRY(author.assembly, parse_hex<act::ActId>(policy.text_at("assembly")));
  if (const json::Value* bits = policy.at("stamp_bits"); bits != nullptr && bits->integer() != nullptr) {
    author.stamp_bits = static_cast<int>(std::clamp<std::int64_t>(*bits->integer(), 0, 32));
  }
  TRY(author.standing, api.get_json("/heads?key=" + act::key_text(keys.key.key()) + extra));
  if (const json::Value* prev = author.standing.at("prev"); prev != nullptr && prev->array() != nullptr) {
    for (const json::Value& id : *prev->array()) {
      if (id.string() == nullptr || author.heads.size() == act::kMaxPrev) break;
      TRY(author.heads.emplace_back(), parse_hex<act::ActId>(*id.string()));
    }
  }
  std::sort(author.heads.begin(), author.heads.end());
  return author;
}

Result<Made> compose(const Author& author, json::Object body, json::Object detail, UnixSeconds at) {
  SystemRandom random;
  TRY(Made made, stamped(author, std::move(body), detail, at, random));
  TRY(const act::Act act, act::parse_entry(made.note));
  TRY_VOID(act::check_schema(act));
  return made;
}

Result<int> deliver(Context& context, ApiClient& api, const Made& made, bool print) {
  if (print) {
    fmt::print("{}\n", json::write(submission_value(made.note, made.detail)));
    return kDone;
  }
  TRY(const json::Value receipt, api.submit(made.note, made.detail));
  const json::Value* index = receipt.at("index");
  context.print(receipt, fmt::format("{} {}\n  entry {}, proof: althing proof {}\n", receipt.text_at("status"), receipt.text_at("id"),
                                     index != nullptr && index->integer() != nullptr ? *index->integer() : -1, receipt.text_at("id")));
  return kDone;
}

Result<int> act_now(Context& context, json::Object body, json::Object detail, bool print) {
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, keys));
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  return deliver(context, api, made, print);
}

Result<std::pair<std::string, std::string>> split_pair(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return fail(Errc::usage, text, "must be NAME=VALUE");
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

json::Array comma_list(const std::string& text, bool as_set) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (as_set) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
  }
  return json::Array(items.begin(), items.end());
}

namespace {

std::vector<std::string> parts_of(const std::string& text, std::string_view between) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(between, at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool is_json(const std::string& text) { return text.starts_with('[') || text.starts_with('{') || text.starts_with('"'); }

}  // namespace

Result<json::Value> poll_choices(const std::string& text) {
  if (is_json(text)) return json::parse(text);
  json::Array out;
  for (const std::string& part : parts_of(text, ",")) {
    const std::size_t equals = part.find('=');
    json::Value one = json::object({{"choice", part.substr(0, equals)}});
    if (equals != std::string::npos) one.object()->set("of", part.substr(equals + 1));
    out.push_back(std::move(one));
  }
  return json::Value(std::move(out));
}

Result<json::Value> ballot_choice(const std::string& text) {
  if (is_json(text)) return json::parse(text);
  if (text == "yes" || text == "no" || text == "abstain") return json::Value(text);
  json::Array out;
  if (text.empty()) return json::Value(std::move(out));
  if (text.find(':') != std::string::npos) {
    for (const std::string& part : parts_of(text, ",")) {
      const std::size_t colon = part.rfind(':');
      const auto score = colon == std::string::npos ? Result<std::uint64_t>(fail(Errc::usage, "choice", "")) : parse_decimal(part.substr(colon + 1));
      if (!score || *score > 1000) return fail(Errc::usage, "choice", "`" + part + "` is no score; write a:5,b:3");
      out.push_back(json::object({{"choice", part.substr(0, colon)}, {"score", static_cast<std::int64_t>(*score)}}));
    }
    return json::Value(std::move(out));
  }
  const bool approvals = text.find_first_of("+,") != std::string::npos;
  if (approvals && text.find_first_of(">=") != std::string::npos) return fail(Errc::usage, "choice", "mixes a ranking (a>b=c) with approvals (a,b)");
  if (approvals) {
    for (const std::string& part : parts_of(text, "+,")) out.emplace_back(part);
    return json::Value(std::move(out));
  }
  for (const std::string& place : parts_of(text, ">")) {
    std::vector<std::string> tied = parts_of(place, "=");
    std::sort(tied.begin(), tied.end());
    if (tied.size() == 1) out.emplace_back(tied.front());
    else out.emplace_back(json::Array(tied.begin(), tied.end()));
  }
  return json::Value(std::move(out));
}

Result<json::Object> body_from_pairs(const std::string& type, const std::vector<std::string>& pairs) {
  const act::Type* known = act::find_type(type);
  if (known == nullptr) {
    std::string names;
    for (const act::Type& t : act::catalogue()) names += " " + std::string(t.name);
    return fail(Errc::usage, "type", "`" + type + "` is none of:" + names);
  }
  json::Object body;
  body.set("act", type);
  for (const std::string& pair : pairs) {
    TRY(const auto item, split_pair(pair));
    const auto member = std::find_if(known->members.begin(), known->members.end(), [&](const act::Member& m) { return m.name == item.first; });
    if (member == known->members.end()) {
      body.set(item.first, item.second);  // for, mandate; anything else is refused by the schema
      continue;
    }
    TRY(json::Value value, member_value(*member, item.second));
    body.set(item.first, std::move(value));
  }
  return body;
}

namespace {

// tr:fr:title=Titre: the author's own rendering of a member of the detail in a further language.
void add_translation(json::Array& translations, const std::string& name, const std::string& words) {
  const auto colon = name.find(':', 3);
  const std::string lang = name.substr(3, colon - 3);
  const std::string member = colon == std::string::npos ? std::string() : name.substr(colon + 1);
  auto item = std::find_if(translations.begin(), translations.end(), [&](const json::Value& one) { return one.text_at("lang") == lang; });
  if (item == translations.end()) item = translations.emplace(translations.end(), json::object({{"lang", lang}}));
  json::Object members = *item->object();
  members.set(member, words);
  *item = json::Value(std::move(members));
}

}  // namespace

Result<json::Object> detail_from_pairs(Fs& fs, const std::vector<std::string>& pairs) {
  json::Object detail;
  json::Array translations;
  for (const std::string& pair : pairs) {
    TRY(auto item, split_pair(pair));
    if (item.second.starts_with('@')) {
      TRY(item.second, fs.read_file(item.second.substr(1), act::kMaxDetailBytes));
    }
    if (item.first.starts_with("tr:")) {
      add_translation(translations, item.first, item.second);
      continue;
    }
    const act::DetailMember* member = act::find_detail_member(item.first);
    const act::Prose prose = member != nullptr ? member->prose : act::Prose::text;
    if (prose == act::Prose::lines || prose == act::Prose::links) detail.set(item.first, comma_list(item.second, false));
    else if (prose == act::Prose::count) {
      const auto number = parse_decimal(item.second);
      if (!number) return fail(Errc::usage, item.first, "must be " + act::describe(*member));
      detail.set(item.first, *number);
    } else if (prose == act::Prose::flag) detail.set(item.first, item.second == "true");
    else detail.set(item.first, item.second);
  }
  if (!translations.empty()) detail.set("translations", std::move(translations));
  return detail;
}

}  // namespace althing::cli
