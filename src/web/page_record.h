// Parts of add_record_pages (pages.h), each in its file.
#pragma once

#include "web/app.h"

namespace althing::web {

void add_search_page(http::Router& router, App& app);
void add_moderation_page(http::Router& router, App& app);
void add_peers_page(http::Router& router, App& app);

}  // namespace althing::web
