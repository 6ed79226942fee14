// The pages, by concern. Each function adds its routes under every language ("/{lang}/...").
#pragma once

#include "web/app.h"

namespace althing::web {

void add_home_pages(http::Router& router, App& app);
void add_voice_pages(http::Router& router, App& app);
void add_watch_pages(http::Router& router, App& app);
void add_call_pages(http::Router& router, App& app);
void add_proposal_pages(http::Router& router, App& app);
void add_poll_pages(http::Router& router, App& app);
void add_delivery_pages(http::Router& router, App& app);
void add_action_pages(http::Router& router, App& app);
void add_member_pages(http::Router& router, App& app);
void add_export_pages(http::Router& router, App& app);
void add_feed_pages(http::Router& router, App& app);
void add_follow_pages(http::Router& router, App& app);
void add_member_forms(http::Router& router, App& app);
void add_record_pages(http::Router& router, App& app);

}  // namespace althing::web
