// The node's face: every route of the API and the pages in one table (http/router.h), from which the
// OpenAPI document is made. Handlers are thread-safe: they read the index through the pool and the
// record through its snapshot.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "http/router.h"
#include "node/node.h"

namespace althing::web {

class PageCache;
class PlanRuns;
class PollCounts;

struct Metrics {
  std::atomic<std::uint64_t> requests{0}, request_micros{0}, bytes_sent{0};
  std::atomic<std::uint64_t> status_2xx{0}, status_3xx{0}, status_4xx{0}, status_5xx{0};
  std::atomic<std::uint64_t> acts_logged{0}, acts_known{0}, acts_refused{0};

  void count(const http::Access& access);
};

struct AppOptions {
  std::string base_url;        // as the world sees it, for feeds and emails; "" = relative only
  bool pseudo_locale = false;  // offer /qps/, a right-to-left test language
};

class App {
 public:
  App(node::Node& node, AppOptions options);
  ~App();

  const http::Router& router() const { return router_; }
  node::Node& node() { return node_; }
  Metrics& metrics() { return metrics_; }
  PageCache& page_cache() { return *page_cache_; }
  PollCounts& poll_counts() { return *poll_counts_; }
  PlanRuns& plan_runs() { return *plan_runs_; }
  const AppOptions& options() const { return options_; }
  /// The OpenAPI 3.1 document of the whole route table.
  const std::string& openapi() const { return openapi_; }

 private:
  node::Node& node_;
  AppOptions options_;
  Metrics metrics_;
  std::unique_ptr<PageCache> page_cache_;
  std::unique_ptr<PollCounts> poll_counts_;
  std::unique_ptr<PlanRuns> plan_runs_;  // the destructor ends the thread of poll_counts_, which works for it, first
  http::Router router_;
  std::string openapi_;
};

// One function per file of routes.
void add_act_routes(http::Router& router, App& app);
void add_change_routes(http::Router& router, App& app);
void add_record_routes(http::Router& router, App& app);
void add_status_routes(http::Router& router, App& app);
void add_peer_routes(http::Router& router, App& app);
void add_receipt_routes(http::Router& router, App& app);
void add_poll_routes(http::Router& router, App& app);
void add_document_routes(http::Router& router, App& app);
void add_pages(http::Router& router, App& app);

/// OpenAPI 3.1 of the routes, as JSON.
std::string openapi_document(const http::Router& router);

}  // namespace althing::web
