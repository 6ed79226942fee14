#include "web/app.h"

#include "web/page_cache.h"
#include "web/plan_runs.h"
#include "web/poll_counts.h"

namespace althing::web {

void Metrics::count(const http::Access& access) {
  ++requests;
  request_micros += static_cast<std::uint64_t>(access.micros < 0 ? 0 : access.micros);
  bytes_sent += access.bytes;
  if (access.status < 300) ++status_2xx;
  else if (access.status < 400) ++status_3xx;
  else if (access.status < 500) ++status_4xx;
  else ++status_5xx;
}

App::App(node::Node& node, AppOptions options) : node_(node), options_(std::move(options)), page_cache_(std::make_unique<PageCache>()), poll_counts_(std::make_unique<PollCounts>(node)),
      plan_runs_(std::make_unique<PlanRuns>(node, *poll_counts_)) {
  add_act_routes(router_, *this);
  add_change_routes(router_, *this);
  add_record_routes(router_, *this);
  add_status_routes(router_, *this);
  add_peer_routes(router_, *this);
  add_receipt_routes(router_, *this);
  add_poll_routes(router_, *this);
  add_document_routes(router_, *this);
  add_pages(router_, *this);
  openapi_ = openapi_document(router_);
  poll_counts_->warm_up();
}

// Requests that outlived the server's grace are dropped: they would count in our metrics.
App::~App() {
  poll_counts_->stop();  // first: what waits on the bulk lane may wait for it
  node_.bulk().stop();
}

}  // namespace althing::web
