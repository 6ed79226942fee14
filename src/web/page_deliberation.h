// What the pages of calls, proposals, amendments and comments share.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "web/page_kit.h"

namespace althing::web {

// --- lists ------------------------------------------------------------------------------------------

inline constexpr std::size_t kListed = 25;    // rows of a page
inline constexpr std::size_t kScanned = 500;  // acts looked at for one page of a filtered list

/// Newest acts of a type from `before` on, as long as a page has room and not too many were looked at: `take` says
/// whether it made a row of one. `before` becomes the last one looked at. True if there is more.
bool scan_newest(View& view, std::string_view type, std::uint64_t& before, const std::function<bool(const index::Item&)>& take);

// --- groups -----------------------------------------------------------------------------------------

/// Groups of the charter in force, in its order.
std::vector<std::string> charter_groups(View& view);

// --- words ------------------------------------------------------------------------------------------

/// A text as Markdown, or the box that stands in its place.
void prose(View& view, const index::ActInfo& act, const index::Shown& shown, std::string_view text);
/// "by X, for Y · days · receipt", with the interests X declared below.
void byline(View& view, const index::ActInfo& act);
/// Members by name, with commas between; nothing for none.
Raw member_list(View& view, const std::vector<act::ActId>& joins);
/// The groups a member counts in, as words: "civil society, technical", or that it has no seat.
std::string seat_words(View& view, const GroupNames& names, const index::ActInfo& act);

// --- proposals --------------------------------------------------------------------------------------

enum class Stage { discussed, voted, adopted, rejected, withdrawn };
inline constexpr std::string_view kStages[] = {"discussed", "voted", "adopted", "rejected", "withdrawn"};
struct Standing {
  Stage stage = Stage::discussed;
  std::vector<index::PollInfo> polls;  // about any of its versions, oldest first
};
/// What became of a proposal: by the last poll about it, unless it was withdrawn.
Standing standing_of(View& view, const index::ProposalInfo& proposal);
std::string_view stage_word(const Translator& t, Stage stage);
void stage_badge(View& view, Stage stage);
/// "A text of its own", "change it", ...
std::string_view proposal_kind_word(const Translator& t, std::string_view kind);

/// The version in force; of two made at once that is not always the last in the log.
std::size_t current_at(const index::ProposalInfo& proposal);
/// Title in force, for links, <title> and crumbs.
std::string proposal_title(const View& view, const index::ProposalInfo& proposal);
/// Link to the proposal by its title.
Raw proposal_link(const View& view, const index::ProposalInfo& proposal);
/// By the route's {id}: of the proposal, any of its versions, or an amendment. `at` = version meant.
struct ChosenProposal {
  index::ProposalInfo proposal;
  std::size_t at = 0;
  const index::ProposalVersion& version() const { return proposal.versions[at]; }
  bool newest() const { return at == current_at(proposal); }
};
Result<ChosenProposal> chosen_proposal(View& view);
void proposal_trail(View& view, const index::ProposalInfo& proposal, std::string_view here);
/// The text a proposal changes: that of the provision it is on. "" for a text of its own.
std::string base_text(View& view, const index::ProposalInfo& proposal);
/// A word diff in a block of prose; says so if the texts share too little.
void diff_block(View& view, std::string_view before, std::string_view after);
/// Open, accepted, declined or withdrawn, in a word.
void amendment_badge(View& view, const index::AmendmentInfo& amendment);
/// One proposal beside the states' positions on a provision.
void proposal_position(Html& h, View& view, const index::ProposalInfo& proposal, std::string_view base);
/// The assembly's own texts on a place, with the ways to vote on them and to add one; after the positions.
void proposals_block(View& view, const act::ActId& place, const std::vector<index::ProposalInfo>& all, std::string_view base);
/// "/en/polls/new?on=...&on=..." over those that are not withdrawn.
std::string new_poll_url(const View& view, const std::vector<index::ProposalInfo>& all);

/// A path with one more parameter.
std::string with_query(std::string_view path, std::string_view name, std::uint64_t value);

// --- comments ---------------------------------------------------------------------------------------

/// Comments on any of these acts in pages (?after=), each with its answers one level deep, and the way to
/// add one on `on`. `here`: the page's path for paging.
Result<void> comments(View& view, const std::vector<act::ActId>& subjects, const act::ActId& on, const std::string& here);

void add_proposal_form_pages(http::Router& router, App& app);
void add_proposal_page(http::Router& router, App& app);
void add_amendment_pages(http::Router& router, App& app);
void add_comment_pages(http::Router& router, App& app);
void add_similar_pages(http::Router& router, App& app);
void add_call_form_pages(http::Router& router, App& app);

}  // namespace althing::web
