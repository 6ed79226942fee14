// Deliveries of statements and the answers to them: what is awaited.
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {

void add_delivery_pages(http::Router&, App&) {}

}  // namespace althing::web
