#include "web/pages.h"

namespace althing::web {

void add_pages(http::Router& router, App& app) {
  add_home_pages(router, app);
  add_voice_pages(router, app);
  add_watch_pages(router, app);
  add_call_pages(router, app);
  add_proposal_pages(router, app);
  add_poll_pages(router, app);
  add_delivery_pages(router, app);
  add_action_pages(router, app);
  add_member_pages(router, app);
  add_member_forms(router, app);
  add_export_pages(router, app);
  add_feed_pages(router, app);
  add_follow_pages(router, app);
  add_record_pages(router, app);
}

}  // namespace althing::web
