// What follows from decisions and statements, as pieces that other pages show: outcome and review date,
// pledges and what was done, deliveries and answers. page_outcome.cpp, page_delivery.cpp, page_actions.cpp.
#pragma once

#include "web/act_form.h"
#include "web/page_kit.h"

namespace althing::web {

/// Section "Outcome" of a poll or a version of a proposal: what was stated, its review date, the statements
/// made of its text, and the links to state it or to make one. Also with nothing stated yet, when `offer`.
void outcome_box(View& view, const act::ActId& id, bool offer = true);

/// Section "Carrying it out" of an action or a version of a proposal: counts that lead to the rows, the
/// newest pledges by name or key and whether they are done, and the links to pledge and to report.
void pledges_block(View& view, const act::ActId& id);

/// Section "Delivered to" of a statement: its deliveries with their answers, and the link to record one.
void deliveries_block(View& view, const act::ActId& statement, const act::ActId& version);

/// <li> of one delivery with its answers.
void delivery_row(View& view, const index::DeliveryInfo& delivery, bool name_statement);

/// A link to the page where an act of any type is shown best, with its title (or its first digits).
Raw item_link(View& view, const act::ActId& id);

/// The page of an act as other sites show a link to it: description, address, picture.
/// @param markdown what it says
PageSpec with_preview(const View& view, PageSpec spec, const act::ActId& id, std::string_view markdown);

/// A time of an act with how far away it is; nothing if the text is none.
Raw moment(View& view, std::string_view time);

void add_outcome_pages(http::Router& router, App& app);
void add_calendar_pages(http::Router& router, App& app);
void add_letter_pages(http::Router& router, App& app);
void add_cards(http::Router& router, App& app);
void add_number_pages(http::Router& router, App& app);
void add_share_pages(http::Router& router, App& app);

}  // namespace althing::web
