// The known members of a detail as a table: kind and size of each. docs/format-detail.md is rendered
// from it. Members not listed here are free (any JSON); they are kept and not shown.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace althing::act {

enum class Prose { line, text, lines, language, links, url, date, flag, media, filename, options, translations, cells, count };

struct DetailMember {
  std::string_view name;
  Prose prose;
  std::size_t max = 0;  // code points; for lines and links the number of items
  std::string_view means;
};

std::span<const DetailMember> detail_members();

/// nullptr if the name is free.
const DetailMember* find_detail_member(std::string_view name);

/// The form in words, limit included.
std::string describe(const DetailMember& member);

/// schema / too_large with the member's name (and index) in `field`.
Result<void> check_detail_member(const DetailMember& member, const json::Value& value);

/// True iff the string may span lines (text, note, reason), or those in it (cells).
bool is_multi_line(std::string_view member);

/// http:, https: (a host, no user name) or mailto:, printable ASCII without spaces, quotes or brackets.
bool is_link(std::string_view url);

}  // namespace althing::act
