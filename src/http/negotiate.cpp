#include "http/negotiate.h"

#include <algorithm>

#include "base/check.h"

namespace althing::http {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Cuts off and returns the part before `separator`.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t at = std::min(text.find(separator), text.size());
  const std::string_view part = trim(text.substr(0, at));
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

// RFC 9110 12.4.2 qvalue in thousandths; nonsense counts as 0, so that it never wins.
int parse_q(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return 0;
  int value = (text[0] - '0') * 1000;
  if (text.size() == 1) return value;
  if (text[1] != '.') return 0;
  int scale = 100;
  for (char c : text.substr(2)) {
    if (c < '0' || c > '9') return 0;
    value += (c - '0') * scale;
    scale /= 10;
  }
  return std::min(value, 1000);
}

struct Range {
  std::string_view name;
  int q = 1000;
};

Range parse_range(std::string_view item) {
  Range range;
  range.name = take(item, ';');
  while (!item.empty()) {
    const std::string_view parameter = take(item, ';');
    if (parameter.size() >= 2 && lower(parameter[0]) == 'q' && parameter[1] == '=') {
      range.q = parse_q(parameter.substr(2));
    }
  }
  return range;
}

// How closely a media range names an offer: 3 exact, 2 "text/*", 1 "*/*", 0 not.
int closeness_media(std::string_view range, std::string_view offer) {
  if (same(range, offer)) return 3;
  if (range == "*/*") return 1;
  if (range.size() > 2 && range.ends_with("/*")) {
    const std::string_view stem = range.substr(0, range.size() - 1);
    if (same(stem, offer.substr(0, stem.size()))) return 2;
  }
  return 0;
}

int closeness_language(std::string_view range, std::string_view offer) {
  if (range == "*") return 1;
  if (same(range, offer)) return 3;
  return same(range.substr(0, range.find('-')), offer.substr(0, offer.find('-'))) ? 2 : 0;
}

std::optional<std::size_t> best(std::string_view header, std::span<const std::string_view> offers,
                                int (*closeness)(std::string_view, std::string_view)) {
  if (offers.empty()) return std::nullopt;
  if (trim(header).empty()) return 0;
  std::optional<std::size_t> winner;
  int winner_q = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    int close = 0;
    int q = 0;
    for (std::string_view rest = header; !rest.empty();) {
      const Range range = parse_range(take(rest, ','));
      const int here = closeness(range.name, offers[i]);
      if (here > close) {
        close = here;
        q = range.q;
      }
    }
    if (q > winner_q) {
      winner = i;
      winner_q = q;
    }
  }
  return winner;
}

}  // namespace

std::optional<std::size_t> negotiate(std::string_view accept, std::span<const std::string_view> offers) {
  return best(accept, offers, closeness_media);
}

std::optional<std::size_t> negotiate_language(std::string_view accept,
                                              std::span<const std::string_view> offers) {
  return best(accept, offers, closeness_language);
}

bool accepts_gzip(std::string_view accept_encoding) {
  int exact = -1, any = -1;
  while (!accept_encoding.empty()) {
    const Range range = parse_range(take(accept_encoding, ','));
    if (same(range.name, "gzip") || same(range.name, "x-gzip")) exact = range.q;
    if (range.name == "*") any = range.q;
  }
  return exact >= 0 ? exact > 0 : any > 0;
}

std::string max_age(std::int64_t seconds) { return "public, max-age=" + std::to_string(seconds); }

std::string quote_etag(std::string_view token) {
  CHECK(std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '"'; }));
  return '"' + std::string(token) + '"';
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  if (trim(if_none_match) == "*") return true;
  while (!if_none_match.empty()) {
    std::string_view one = take(if_none_match, ',');  // our tags hold no commas
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
}

std::optional<Response> not_modified(const Request& request, std::string_view etag_token,
                                     std::string_view cache_control) {
  if (request.method != Method::get && request.method != Method::head) return std::nullopt;
  const std::string etag = quote_etag(etag_token);
  if (!etag_matches(request.headers.joined("If-None-Match"), etag)) return std::nullopt;
  Response out = respond_empty(304);
  out.headers.add("ETag", etag);
  out.headers.add("Cache-Control", cache_control);
  return out;
}

Response cached(const Request& request, Response response, std::string_view etag_token,
                std::string_view cache_control) {
  if (response.status == 200) {
    if (auto same_as_held = not_modified(request, etag_token, cache_control)) {
      // A 304 repeats what a 200 would vary on, so that caches keep the right variant.
      if (const std::string* vary = response.headers.find("Vary")) same_as_held->headers.add("Vary", *vary);
      return std::move(*same_as_held);
    }
  }
  response.headers.set("ETag", quote_etag(etag_token));
  response.headers.set("Cache-Control", cache_control);
  return response;
}

}  // namespace althing::http
