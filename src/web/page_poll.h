// Inside of the pages about polls (page_polls, page_poll, page_poll_*, page_charter): states, the words of
// choices and rules, what more than one of them needs.
#pragma once

#include "tally/rule.h"
#include "web/page_kit.h"
#include "web/poll_counts.h"

namespace althing::web {

enum class Phase { coming, open, waiting, adopted, not_adopted, elected, failed, withdrawn };
/// Where a poll stands now.
Phase phase_of(const index::PollInfo& poll, UnixSeconds now);
bool is_decided(Phase phase);
/// The state in a badge and what goes with it: opens in, closing in, waiting for returns, adopted, elected who.
void state_badge(View& view, const index::PollInfo& poll);

/// The poll of the route's {id}; not_found.
Result<index::PollInfo> param_poll(View& view);

/// What each choice is called, {choice: words}: the poll's own words, else the title of what it stands for.
json::Value labels_of(View& view, const index::PollInfo& poll);
/// A choice's words, and a link to the act it stands for.
void choice_words(View& view, const json::Value& labels, const assembly::decision::PollChoice& choice);
/// A choice's words as text.
std::string label_text(const json::Value& labels, std::string_view choice);

/// The count of a poll as of now (or for good).
Counted count_of(View& view, const index::PollInfo& poll, const json::Value& labels);

/// Yes, No, Abstain; else the choice's words.
std::string position_word(const Translator& t, const json::Value& labels, std::string_view position);
/// A whole ballot in words: "Yes", "A > B = C", "A, B", "A: 5".
std::string ballot_words(const Translator& t, const index::PollInfo& poll, const json::Value& labels, const json::Value& choice);
/// The same as `althing ballot` reads it, by tokens.
std::string ballot_argument(const json::Value& choice);

std::string_view method_word(const Translator& t, std::string_view method);
/// A rule as sentences, one a line of a list. `rule` as acts hold it.
void rule_words(View& view, const json::Value& rule);
/// By which rule or method a poll is decided, in words.
void rule_of_poll(View& view, const index::PollInfo& poll);
/// More than 1/2, at least 2/3, all.
std::string share_words(const Translator& t, const tally::Fraction& ratio, bool strict);
std::string_view base_word(const Translator& t, tally::Base base);
/// Words of ours that the counting engine made (headings, columns), in the page's language if it has them.
std::string tally_word(const Translator& t, std::string_view english);
/// The same of its remarks, which have names and numbers in them.
std::string tally_note(const Translator& t, std::string_view english);
/// "12.5 %" of a part, in whole tenths; "" of nothing.
std::string percent_words(const Translator& t, std::int64_t part, std::int64_t whole);

/// A part of a rule, one group's or everybody's, and whether it is met.
struct GroupCheck {
  std::string group;  // "" everybody together
  std::string words;
  bool quorum = false;
  bool met = false;
};
/// What the rule asks of each group, compared with its votes.
std::vector<GroupCheck> group_checks(const Translator& t, const tally::Rule& rule, const tally::VoteTable& votes);

/// In what name one acts: filled by the script with the key's mandates.
void mandate_field(View& view);
/// A text for a POSIX shell, quoted if it must be.
std::string shell_quoted(std::string_view text);
/// The title of what a poll or one of its choices is about, also of a version that an accepted amendment made.
std::string target_title(View& view, const act::ActId& id);
/// Link to a poll, proposal, charter or any other act, by its title; of several versions with its number.
Raw target_link(View& view, const act::ActId& id);

void poll_result(View& view, const index::PollInfo& poll, const json::Value& labels);

void add_poll_page(http::Router& router, App& app);
void add_poll_ballot_pages(http::Router& router, App& app);
void add_poll_form_pages(http::Router& router, App& app);
void add_poll_exports(http::Router& router, App& app);
void add_charter_pages(http::Router& router, App& app);

}  // namespace althing::web
