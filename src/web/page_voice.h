// Inside of the pages about statements and signatures (page_statements, page_signatories, page_sign,
// page_signature, page_act, page_verify): what more than one of them needs.
#pragma once

#include "web/page_kit.h"

namespace althing::web {

/// A statement and the version a URL means.
struct Chosen {
  index::StatementInfo statement;
  std::size_t at = 0;  // index into statement.versions
  const index::StatementVersion& version() const { return statement.versions[at]; }
  bool newest() const { return version().current || at + 1 == statement.versions.size(); }
  const index::StatementVersion& current() const;
};
/// By the route's {id}: exactly the version of that id. not_found if it is none in force.
Result<Chosen> chosen_version(View& view);

/// Box that sends readers of an old version to the newest; nothing on the newest.
void old_version_box(View& view, const Chosen& chosen);
/// Breadcrumb trail of a page below a statement.
void statement_trail(View& view, const Chosen& chosen, std::string_view here);

void add_statement_pages(http::Router& router, App& app);
void add_signatory_pages(http::Router& router, App& app);
void add_sign_pages(http::Router& router, App& app);
void add_submit_pages(http::Router& router, App& app);
void add_signature_pages(http::Router& router, App& app);
void add_act_pages(http::Router& router, App& app);

}  // namespace althing::web
