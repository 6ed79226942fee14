// What the pages and the API of documents share.
#pragma once

#include <string_view>

#include "index/reader.h"
#include "web/kit/i18n.h"

namespace althing::web {

/// Why a file shows no text here, as a sentence. `held`: whether this node has the file; `info`: what was read of it.
std::string_view no_text_words(const Translator& t, bool held, bool reads, const index::FileTextInfo* info);
/// "page 3" of a file that has pages, "part 3" of another.
std::string page_name(const Translator& t, bool paged, std::int64_t n);

}  // namespace althing::web
