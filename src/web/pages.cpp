#include "web/pages.h"

namespace althing::web {

void add_pages(http::Router&, App&) {}

}  // namespace althing::web
