// Types of the room deliberation: questions and answers, proposals with their versions and amendments,
// what members think of a version, comments (DESIGN.md 3; docs/decisions/0050).
#include "act/limits.h"
#include "act/types.h"

namespace althing::act {
namespace {

using sv = std::string_view;

constexpr sv kProposalKinds[] = {"text", "noc", "mod", "add", "sup"};
constexpr sv kJoin[] = {"join"};
constexpr sv kPlaces[] = {"provision", "instrument"};
constexpr sv kCall[] = {"call"};
constexpr sv kAmend[] = {"amend"};
constexpr sv kVersion[] = {"propose", "revise", "accept"};
constexpr sv kWithdrawn[] = {"call",  "respond", "propose", "amend",  "support", "object",  "comment", "poll",
                             "collect", "dispute", "outcome", "deliver", "answer", "action", "pledge",  "done", "declare", "attest",
                             "event", "incident", "corroborate", "claim", "check", "dossier", "part", "step", "window"};

const Member kCallMembers[] = {
    {.name = "groups", .form = Form::tokens, .required = false, .min = 1, .max = kMaxGroups, .means = "the groups asked; everybody if absent"},
    {.name = "closes", .form = Form::time, .required = false, .means = "until when answers are awaited"},
    {.name = "on", .form = Form::ids, .required = false, .ref_types = kPlaces, .min = 1, .max = kMaxAnswered,
     .means = "the provisions or instruments it is about"},
    {.name = "with", .form = Form::ids, .required = false, .ref_types = kJoin, .min = 1, .max = kMaxWith,
     .means = "joins of co-organisers"},
};
const Member kRespond[] = {
    {.name = "to", .form = Form::id, .ref_types = kCall, .means = "the call answered"},
};
const Member kPropose[] = {
    {.name = "kind", .form = Form::choice, .choices = kProposalKinds,
     .means = "text stands alone; noc, mod, add, sup say what should become of a provision"},
    {.name = "on", .form = Form::id, .required = false, .ref_types = kPlaces, .means = "the provision (with add: or instrument); absent for a text"},
    {.name = "from", .form = Form::id, .required = false, .ref_types = kAmend, .means = "the amendment that it takes up as a rival"},
    {.name = "with", .form = Form::ids, .required = false, .ref_types = kJoin, .min = 1, .max = kMaxWith,
     .means = "joins of co-organisers"},
};
const Member kAmendMembers[] = {
    {.name = "of", .form = Form::id, .ref_types = kVersion, .means = "the version it would replace"},
};
const Member kVerdict[] = {
    {.name = "of", .form = Form::id, .ref_types = kAmend, .means = "the amendment"},
};
const Member kStance[] = {
    {.name = "of", .form = Form::id, .ref_types = kVersion, .means = "the version"},
};
const Member kComment[] = {
    {.name = "on", .form = Form::id, .means = "what it is about"},
};
const Member kWithdraw[] = {
    {.name = "of", .form = Form::id, .ref_types = kWithdrawn, .means = "the member's own act that is taken back"},
};

const Type kTypes[] = {
    {.name = "call", .room = "deliberation", .means = "Asks a question of some groups or of everybody.",
     .wants_detail = true, .members = kCallMembers},
    {.name = "respond", .room = "deliberation", .means = "Answers a call; a later answer replaces the earlier one.",
     .wants_detail = true, .erasable = true, .members = kRespond},
    {.name = "propose", .room = "deliberation", .means = "Proposes a text, by itself or for a provision.",
     .wants_detail = true, .members = kPropose},
    {.name = "amend", .room = "deliberation", .means = "Offers another text for a version of a proposal.",
     .wants_detail = true, .members = kAmendMembers},
    {.name = "accept", .room = "deliberation", .means = "Makes an amendment's text the proposal's next version.",
     .members = kVerdict},
    {.name = "decline", .room = "deliberation", .means = "Does not take an amendment, with a reason.",
     .wants_detail = true, .members = kVerdict},
    {.name = "support", .room = "deliberation", .means = "Supports one version of a proposal.",
     .wants_detail = true, .erasable = true, .members = kStance},
    {.name = "object", .room = "deliberation", .means = "Objects to one version of a proposal, with a reason.",
     .wants_detail = true, .erasable = true, .needs = "reason", .members = kStance},
    {.name = "comment", .room = "deliberation", .means = "Says something about another act.",
     .wants_detail = true, .erasable = true, .members = kComment},
    {.name = "withdraw", .room = "deliberation", .means = "Takes back what one did; it stays in the record.",
     .members = kWithdraw},
};

}  // namespace

std::span<const Type> deliberation_types() { return kTypes; }

}  // namespace althing::act
