// Types of the room decision: polls, open ballots, charters, and the returns that close polls
// (DESIGN.md 5, 6; docs/decisions/0051).
#include "act/limits.h"
#include "act/types.h"

namespace althing::act {
namespace {

using sv = std::string_view;

constexpr sv kMethods[] = {"consent",      "threshold", "approval",     "score", "star",         "schulze",
                           "ranked-pairs", "irv",       "stv-scottish", "stv-meek", "equal-shares", "phragmen"};
constexpr sv kElectorates[] = {"seated", "members"};
constexpr sv kJoin[] = {"join"};
constexpr sv kPoll[] = {"poll"};

const Member kPollMembers[] = {
    {.name = "method", .form = Form::choice, .choices = kMethods, .means = "how it is counted"},
    {.name = "choices", .form = Form::custom, .required = false, .check = check_choices,
     .looks = "an array of 2 to 64 {choice, of?}: distinct tokens, `of` the act it stands for",
     .means = "what is chosen from; consent and threshold have yes, no, abstain"},
    {.name = "seats", .form = Form::count, .required = false, .min = 1, .max = kMaxChoices, .means = "how many are chosen, 1 if absent"},
    {.name = "rule", .form = Form::custom, .required = false, .check = check_rule,
     .looks = "a rule record or an any/all tree of rule records", .means = "of a threshold; the charter's if absent"},
    {.name = "electorate", .form = Form::choice, .required = false, .choices = kElectorates,
     .means = "members with a seat in a group (if absent), or all members"},
    {.name = "groups", .form = Form::tokens, .required = false, .min = 1, .max = kMaxGroups,
     .means = "only seats in these groups; all groups if absent"},
    {.name = "opens", .form = Form::time, .means = "who may vote is settled at this time"},
    {.name = "closes", .form = Form::time, .means = "ballots count that are logged by then"},
    {.name = "logs", .form = Form::keys, .required = false, .min = 1, .max = kMaxReturningLogs,
     .means = "log keys whose returns close it, besides the charter's"},
    {.name = "on", .form = Form::ids, .required = false, .min = 1, .max = kMaxAnswered, .means = "what it decides"},
    {.name = "with", .form = Form::ids, .required = false, .ref_types = kJoin, .min = 1, .max = kMaxWith,
     .means = "joins of co-organisers"},
};
const Member kBallot[] = {
    {.name = "poll", .form = Form::id, .ref_types = kPoll, .means = "the poll"},
    {.name = "choice", .form = Form::custom, .check = check_ballot_choice,
     .looks = "yes, no or abstain; or an array, best first, of tokens or of arrays of tied tokens; or an array of {choice, score}",
     .means = "the vote; what is approved; the ranking; the scores"},
};
const Member kCharter[] = {
    {.name = "groups", .form = Form::custom, .check = check_groups,
     .looks = "an array of 1 to 32 {group, members}: distinct group tokens, each with 0 to 64 {key, next} of "
              "distinct keys, at least one founder in all",
     .means = "the groups and the members that count in them without vouches"},
    {.name = "admission", .form = Form::custom, .check = check_admission,
     .looks = "{age_days, limit, vouches}: integers 0 to 3650, 1 to 100000, 1 to 1000",
     .means = "as in found"},
    {.name = "rule", .form = Form::custom, .required = false, .check = check_rule,
     .looks = "a rule record or an any/all tree of rule records", .means = "the default rule from then on"},
    {.name = "logs", .form = Form::keys, .required = false, .min = 1, .max = kMaxReturningLogs,
     .means = "log keys whose returns close polls from then on"},
};
const Member kReturn[] = {
    {.name = "poll", .form = Form::id, .ref_types = kPoll, .means = "the poll"},
    {.name = "opened", .form = Form::custom, .check = check_extent, .looks = "{root, size}: a SHA-256 and an integer from 0 on",
     .means = "the log at the first checkpoint at or after `opens`"},
    {.name = "closed", .form = Form::custom, .check = check_extent, .looks = "{root, size}: a SHA-256 and an integer from 0 on",
     .means = "the log at the first checkpoint at or after `closes`"},
};

const Type kTypes[] = {
    {.name = "poll", .room = "decision", .means = "Puts a choice to members, with its rule and its times.",
     .wants_detail = true, .members = kPollMembers},
    {.name = "ballot", .room = "decision", .means = "An open vote in a poll; a later one replaces it until the poll closes.",
     .wants_detail = true, .erasable = true, .members = kBallot},
    {.name = "charter", .room = "decision", .means = "A new charter; in force only when a poll on it under the charter in force adopts it.",
     .wants_detail = true, .members = kCharter},
    {.name = "return", .room = "decision", .means = "What a log held when a poll opened and when it closed, by the log key.",
     .by_mandate = false, .members = kReturn},
};

}  // namespace

std::span<const Type> decision_types() { return kTypes; }

}  // namespace althing::act
