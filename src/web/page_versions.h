// What the pages of texts with versions share.
#pragma once

#include <string>
#include <string_view>

#include "web/page_kit.h"

namespace althing::web {

/// Any two of `versions` against each other, counted from 0: a plain form to "<path>/compare", so that it works
/// without script. @param shape "unified" or "sides", for pages that offer both; "" leaves the choice out
void compare_form(View& view, const std::string& path, std::size_t versions, std::size_t from, std::size_t to, std::string_view shape = {});

}  // namespace althing::web
