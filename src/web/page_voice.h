// Inside of the pages about statements and signatures (page_statements, page_signatories, page_sign,
// page_signature, page_act, page_verify): what more than one of them needs.
#pragma once

#include "web/page_kit.h"

namespace althing::web {

/// The version the statement has now; of two published at once that is not always the last in the log.
const index::StatementVersion& version_in_force(const index::StatementInfo& statement);

/// A statement and the version a URL means.
struct Chosen {
  index::StatementInfo statement;
  std::size_t at = 0;  // index into statement.versions
  const index::StatementVersion& version() const { return statement.versions[at]; }
  bool newest() const { return &version() == &current(); }
  const index::StatementVersion& current() const { return version_in_force(statement); }
};
/// By the route's {id}: exactly the version of that id. not_found if it is none in force.
Result<Chosen> chosen_version(View& view);

/// The count with its goal, its parts, and beside it what is disputed or reported from elsewhere.
void count_block(View& view, const index::StatementVersion& v);
/// How many signatures its author asks for; 0 = no goal.
std::int64_t goal_of(View& view, const index::StatementVersion& v);
/// Who sent the reader here ("?partner=token"), "" if nobody is named. malformed if it is no token.
Result<std::string> partner_of(const View& view);
/// "?partner=token", or nothing.
std::string partner_query(const std::string& partner);
void partner_note(View& view, const std::string& partner);

/// Box that sends readers of an old version to the newest; nothing on the newest.
void old_version_box(View& view, const Chosen& chosen);
/// Breadcrumb trail of a page below a statement.
void statement_trail(View& view, const Chosen& chosen, std::string_view here);

/// How to make an act by `command`, and the form that takes it pasted: for readers without script.
void by_command_line(View& view, const std::string& command);

void add_hidden_pages(http::Router& router, App& app);
void add_statement_pages(http::Router& router, App& app);
void add_signatory_pages(http::Router& router, App& app);
void add_sign_pages(http::Router& router, App& app);
void add_submit_pages(http::Router& router, App& app);
void add_signature_pages(http::Router& router, App& app);
void add_act_pages(http::Router& router, App& app);

}  // namespace althing::web
