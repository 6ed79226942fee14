#include "act/detail_members.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/act.h"
#include "act/limits.h"
#include "act/quote.h"
#include "base/time.h"
#include "base/utf8.h"

namespace althing::act {
namespace {

constexpr DetailMember kMembers[] = {
    {"lang", Prose::language, 35, "language of the texts (BCP 47)"},
    {"name", Prose::line, kMaxNameChars, "name shown of a person, organisation, assembly, instrument"},
    {"title", Prose::line, kMaxTitleChars, "title of a statement, document, provision"},
    {"heading", Prose::line, kMaxTitleChars, "heading a provision stands under"},
    {"label", Prose::line, kMaxLabelChars, "number of a provision as printed"},
    {"text", Prose::text, kMaxTextChars, "the text (Markdown, CommonMark without HTML)"},
    {"truncated", Prose::flag, 0, "the text stops early; it gets no diff"},
    {"actors", Prose::lines, kMaxActors, "who holds a position, names as printed"},
    {"reason", Prose::text, kMaxReasonChars, "why"},
    {"note", Prose::text, kMaxReasonChars, "a remark"},
    {"affiliation", Prose::line, kMaxNameChars, "organisation a person names beside its own name"},
    {"role", Prose::line, kMaxNameChars, "role of a person there"},
    {"date", Prose::date, 20, "date of the thing described"},
    {"source", Prose::url, kMaxLinkChars, "where it was taken from"},
    {"addressee", Prose::line, kMaxNameChars, "to whom a statement was delivered"},
    {"targets", Prose::lines, kMaxActors, "whom an action addresses, whom or what an incident hit"},
    {"justification", Prose::text, kMaxReasonChars, "what an authority says why it did it"},
    {"cause", Prose::text, kMaxReasonChars, "the cause as whoever recorded it sees it"},
    {"speaker", Prose::line, kMaxNameChars, "who made a claim"},
    {"employer", Prose::line, kMaxNameChars, "for whom a speaker works, as declared"},
    {"interest", Prose::text, kMaxReasonChars, "what a speaker stands to gain or lose, as declared"},
    {"quote", Prose::text, kMaxReasonChars, "the exact words of a claim"},
    {"place", Prose::line, kMaxNameChars, "where something takes place"},
    {"goal", Prose::count, static_cast<std::size_t>(kMaxCollected), "how many signatures the author of a statement asks for"},
    {"options", Prose::options, kMaxChoices, "what the choices of a poll mean, in words"},
    {"translations", Prose::translations, kMaxTranslations, "title, name and text in further languages"},
    {"cells", Prose::cells, kMaxCells, "the row of a published table that it was made of, cells as they stand by the names of their columns"},
    {"links", Prose::links, kMaxLinks, "further addresses"},
    {"media", Prose::media, kMaxMediaChars, "media type of a file"},
    {"filename", Prose::filename, kMaxNameChars, "name of a file"},
};

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// [a-z]{2,3}(-[A-Za-z0-9]{2,8})*, at most 35 characters (RFC 5646, 4.4.1).
bool is_language(std::string_view text) {
  if (text.size() > 35) return false;
  const std::string_view primary = text.substr(0, text.find('-'));
  if (primary.size() < 2 || primary.size() > 3) return false;
  if (!std::all_of(primary.begin(), primary.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return false;
  for (std::size_t at = primary.size(); at < text.size();) {
    const std::string_view sub = text.substr(at + 1, text.substr(at + 1).find('-'));
    if (sub.size() < 2 || sub.size() > 8 || !std::all_of(sub.begin(), sub.end(), is_alnum)) return false;
    at += 1 + sub.size();
  }
  return true;
}

// YYYY, YYYY-MM, YYYY-MM-DD or a whole time: sources are rarely more exact.
bool is_date(std::string_view text) {
  switch (text.size()) {
    case 4: return parse_date(std::string(text) + "-01-01").has_value();
    case 7: return parse_date(std::string(text) + "-01").has_value();
    case 10: return parse_date(text).has_value();
    default: return parse_time(text).has_value();
  }
}

// type/subtype of RFC 6838, lower case, no parameters.
bool is_media(std::string_view text) {
  const auto part = [](std::string_view p) {
    return !p.empty() && std::all_of(p.begin(), p.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '+' || c == '-' || c == '_';
    });
  };
  const std::size_t slash = text.find('/');
  return text.size() <= kMaxMediaChars && slash != std::string_view::npos && part(text.substr(0, slash)) &&
         part(text.substr(slash + 1));
}

bool is_filename(std::string_view text) {
  return !text.empty() && text != "." && text != ".." && text.find_first_of("/\\") == std::string_view::npos;
}

Result<void> check_line(const std::string& field, std::size_t max, const json::Value& value) {
  const std::string* text = value.string();
  if (text == nullptr) return fail(Errc::schema, field, "must be a text, got " + shown(value));
  const std::size_t n = count_code_points(*text);
  if (n <= max) return {};
  return fail(Errc::too_large, field, fmt::format("may have {} characters, got {}", max, n));
}

Result<void> check_items(const DetailMember& member, const json::Value& value) {
  const json::Array* items = value.array();
  const std::string name(member.name);
  if (items == nullptr) return fail(Errc::schema, name, fmt::format("must be {}, got {}", describe(member), shown(value)));
  if (items->size() > member.max) {
    return fail(Errc::too_large, name, fmt::format("may have {} items, got {}", member.max, items->size()));
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    const json::Value& item = (*items)[i];
    const std::string field = fmt::format("{}[{}]", name, i);
    const bool links = member.prose == Prose::links;
    TRY_VOID(check_line(field, links ? kMaxLinkChars : kMaxNameChars, item));
    if (links && !is_link(*item.string())) {
      return fail(Errc::schema, field, "must be an http, https or mailto address, got " + shown(item));
    }
  }
  return {};
}

// {choice: line}: each value one line. The choices themselves are the act's.
Result<void> check_options(const DetailMember& member, const json::Value& value) {
  const json::Object* options = value.object();
  const std::string name(member.name);
  if (options == nullptr || options->empty()) return fail(Errc::schema, name, fmt::format("must be {}, got {}", describe(member), shown(value)));
  if (options->size() > member.max) return fail(Errc::too_large, name, fmt::format("may have {} members, got {}", member.max, options->size()));
  for (const auto& [choice, words] : *options) {
    if (!is_token(choice)) return fail(Errc::schema, name, "names a choice that is no token: " + quoted(choice));
    TRY_VOID(check_line(name + "." + choice, kMaxTitleChars, words));
  }
  return {};
}

// [{lang, title?, name?, text?}], each language once.
Result<void> check_translations(const DetailMember& member, const json::Value& value) {
  const json::Array* items = value.array();
  const std::string name(member.name);
  if (items == nullptr) return fail(Errc::schema, name, fmt::format("must be {}, got {}", describe(member), shown(value)));
  if (items->size() > member.max) return fail(Errc::too_large, name, fmt::format("may have {} items, got {}", member.max, items->size()));
  for (std::size_t i = 0; i < items->size(); ++i) {
    const std::string field = fmt::format("{}[{}]", name, i);
    const json::Value& item = (*items)[i];
    if (item.object() == nullptr || !is_language(item.text_at("lang"))) return fail(Errc::schema, field + ".lang", "must be a language tag like en, pt-BR, zh-Hant");
    for (std::size_t k = 0; k < i; ++k) {
      if ((*items)[k].text_at("lang") == item.text_at("lang")) return fail(Errc::schema, field + ".lang", "is there twice");
    }
    for (const auto& [key, words] : *item.object()) {
      if (key == "lang") continue;
      if (key != "title" && key != "name" && key != "text") return fail(Errc::schema, field, "has a member other than lang, title, name, text: " + quoted(key));
      TRY_VOID(check_line(field + "." + key, find_detail_member(key)->max, words));
    }
  }
  return {};
}

// {column: text}: the names are the table's own.
Result<void> check_cells(const DetailMember& member, const json::Value& value) {
  const json::Object* cells = value.object();
  const std::string name(member.name);
  if (cells == nullptr || cells->empty()) return fail(Errc::schema, name, fmt::format("must be {}, got {}", describe(member), shown(value)));
  if (cells->size() > member.max) return fail(Errc::too_large, name, fmt::format("may have {} members, got {}", member.max, cells->size()));
  for (const auto& [column, cell] : *cells) {
    if (count_code_points(column) > kMaxNameChars) return fail(Errc::too_large, name, fmt::format("may have names of {} characters", kMaxNameChars));
    TRY_VOID(check_line(name, kMaxTextChars, cell));
  }
  return {};
}

bool fits(Prose prose, std::string_view text) {
  switch (prose) {
    case Prose::language: return is_language(text);
    case Prose::url: return is_link(text);
    case Prose::date: return is_date(text);
    case Prose::media: return is_media(text);
    case Prose::filename: return is_filename(text);
    default: return true;
  }
}

}  // namespace

std::span<const DetailMember> detail_members() { return kMembers; }

const DetailMember* find_detail_member(std::string_view name) {
  const auto it = std::find_if(std::begin(kMembers), std::end(kMembers), [&](const auto& m) { return m.name == name; });
  return it != std::end(kMembers) ? it : nullptr;
}

std::string describe(const DetailMember& m) {
  switch (m.prose) {
    case Prose::line: return fmt::format("one line, at most {} characters", m.max);
    case Prose::text: return fmt::format("a text, at most {} characters", m.max);
    case Prose::lines: return fmt::format("an array of at most {} lines of at most {} characters", m.max, kMaxNameChars);
    case Prose::options: return fmt::format("an object of 1 to {} choices, each with one line of at most {} characters", m.max, kMaxTitleChars);
    case Prose::translations: return fmt::format("an array of at most {} {{lang, title, name, text}}, each language once", m.max);
    case Prose::cells: return fmt::format("an object of 1 to {} columns with texts of at most {} characters", m.max, kMaxTextChars);
    case Prose::language: return "a language tag like en, pt-BR, zh-Hant";
    case Prose::links: return fmt::format("an array of at most {} addresses (http, https, mailto)", m.max);
    case Prose::url: return fmt::format("an address (http, https, mailto), at most {} characters", m.max);
    case Prose::date: return "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ";
    case Prose::flag: return "true or false";
    case Prose::count: return fmt::format("an integer from 1 to {}", m.max);
    case Prose::media: return fmt::format("a media type like application/pdf, at most {} characters", m.max);
    case Prose::filename: return fmt::format("a file name without path, at most {} characters", m.max);
  }
  return {};
}

Result<void> check_detail_member(const DetailMember& member, const json::Value& value) {
  if (member.prose == Prose::lines || member.prose == Prose::links) return check_items(member, value);
  if (member.prose == Prose::options) return check_options(member, value);
  if (member.prose == Prose::translations) return check_translations(member, value);
  if (member.prose == Prose::cells) return check_cells(member, value);
  const std::string name(member.name);
  const auto bad = [&] { return fail(Errc::schema, name, fmt::format("must be {}, got {}", describe(member), shown(value))); };
  if (member.prose == Prose::flag) {
    if (value.boolean() == nullptr) return bad();
    return {};
  }
  if (member.prose == Prose::count) {
    const std::int64_t* n = value.integer();
    if (n == nullptr || *n < 1 || static_cast<std::uint64_t>(*n) > member.max) return bad();
    return {};
  }
  TRY_VOID(check_line(name, member.max, value));
  if (!fits(member.prose, *value.string())) return bad();
  return {};
}

bool is_multi_line(std::string_view member) {
  const DetailMember* known = find_detail_member(member);
  return known != nullptr && (known->prose == Prose::text || known->prose == Prose::cells);
}

bool is_link(std::string_view url) {
  if (url.size() > kMaxLinkChars) return false;
  const auto plain = [](char c) { return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos; };
  if (!std::all_of(url.begin(), url.end(), plain)) return false;
  if (url.starts_with("mailto:")) return url.size() > 7 && url.find('@') != std::string_view::npos;
  const std::size_t start = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
  if (start == 0) return false;
  const std::string_view host = url.substr(start, url.substr(start).find_first_of("/?#"));
  return !host.empty() && host.front() != ':' && host.find('@') == std::string_view::npos;
}

}  // namespace althing::act
