// A list's filters as its address has them.
#include <fmt/format.h>

#include <algorithm>

#include "act/act.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

using index::PlacedQuery;

Result<std::optional<UnixSeconds>> read_day(const http::Request& request, const char* name) {
  const std::string_view text = request.query.get(name);
  if (text.empty()) return std::optional<UnixSeconds>();
  const auto day = parse_date(text);
  if (!day) return fail(Errc::malformed, name, "must be a day, YYYY-MM-DD");
  return std::optional(*day);
}

Result<std::optional<act::ActId>> read_id(const http::Request& request, const char* name) {
  const std::string_view text = request.query.get(name);
  if (text.empty()) return std::optional<act::ActId>();
  const auto id = parse_hex<act::ActId>(text);
  if (!id) return fail(Errc::malformed, name, "must be an id, 64 digits and letters a to f");
  return std::optional(*id);
}

Result<std::string> read_word(const http::Request& request, const char* name, const std::vector<std::string_view>& words) {
  const std::string_view text = request.query.get(name);
  if (text.empty() || std::find(words.begin(), words.end(), text) != words.end()) return std::string(text);
  std::string list;
  for (const std::string_view word : words) list += (list.empty() ? "" : ", ") + std::string(word);
  return fail(Errc::malformed, name, "must be one of " + list);
}

}  // namespace

std::string cursor_text(const index::PlacedCursor& cursor) { return fmt::format("{}.{}", cursor.begins, cursor.row); }

Result<PlacedQuery> read_placed_query(const http::Request& request, std::string_view type) {
  PlacedQuery out;
  out.type = type;
  TRY(out.kind, read_word(request, "kind", placed_kind(type).kinds));
  TRY(out.extent, read_word(request, "extent", {"national", "regional", "local", "network"}));
  TRY(out.backing, read_word(request, "backing", {"none", "some", "independent", "disputed"}));
  out.country = request.query.get("country");
  for (char& c : out.country) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (!out.country.empty() && (out.country.size() != 2 || out.country.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos)) {
    return fail(Errc::malformed, "country", "must be two letters");
  }
  out.label = request.query.get("label");
  if (!out.label.empty() && !act::is_token(out.label)) return fail(Errc::malformed, "label", "must be a token: small letters, digits and . _ : -");
  TRY(const std::string ongoing, read_word(request, "ongoing", {"1"}));
  out.ongoing = !ongoing.empty();
  TRY(const std::string order, read_word(request, "order", {"oldest", "newest"}));
  out.oldest_first = order.empty() ? type == "step" : order == "oldest";
  TRY(out.author, read_id(request, "author"));
  TRY(out.instrument, read_id(request, "instrument"));
  TRY(out.dossier, read_id(request, "dossier"));
  TRY(out.from, read_day(request, "from"));
  TRY(out.to, read_day(request, "to"));
  if (out.from && out.to && *out.to < *out.from) return fail(Errc::malformed, "to", "is before `from`");
  if (out.to) *out.to += 86'400;  // that day too
  if (const std::string_view after = request.query.get("after"); !after.empty()) {
    const std::size_t dot = after.find('.');
    const bool minus = after.starts_with('-');
    const auto begins = parse_decimal(after.substr(minus ? 1 : 0, dot - (minus ? 1 : 0)));
    const auto row = dot == std::string_view::npos ? Result<std::uint64_t>(fail(Errc::malformed, {})) : parse_decimal(after.substr(dot + 1));
    if (!begins || !row || *begins > (std::uint64_t{1} << 53)) return fail(Errc::malformed, "after", "is not the place of a row");
    out.after = index::PlacedCursor{minus ? -static_cast<UnixSeconds>(*begins) : static_cast<UnixSeconds>(*begins), *row};
  }
  return out;
}

std::string placed_query_text(const PlacedQuery& query) {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, url_component(value));
  };
  add("country", query.country);
  add("kind", query.kind);
  add("extent", query.extent);
  add("label", query.label);
  add("backing", query.backing);
  if (query.ongoing) add("ongoing", "1");
  if (query.author) add("author", to_hex(*query.author));
  if (query.instrument) add("instrument", to_hex(*query.instrument));
  if (query.dossier) add("dossier", to_hex(*query.dossier));
  if (query.from) add("from", format_time(*query.from).substr(0, 10));
  if (query.to) add("to", format_time(*query.to - 1).substr(0, 10));
  if (query.oldest_first != (query.type == "step")) add("order", query.oldest_first ? "oldest" : "newest");
  return out;
}

}  // namespace althing::web
