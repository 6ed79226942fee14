// Types of the room voice: statements, their frozen versions and the signatures under one version.
#include "act/limits.h"
#include "act/types.h"

namespace althing::act {
namespace {

using sv = std::string_view;

constexpr sv kCapacities[] = {"person", "affiliated", "organisation"};
constexpr sv kJoin[] = {"join"};
constexpr sv kRevised[] = {"statement", "propose"};
constexpr sv kVersionRef[] = {"statement", "revise"};
constexpr sv kProposed[] = {"propose", "revise", "accept"};
constexpr sv kDoubted[] = {"sign",      "event",    "incident", "claim",       "check", "document",
                          "instrument", "provision", "position", "corroborate", "step"};
constexpr sv kDelivery[] = {"deliver"};
constexpr sv kDecided[] = {"poll", "propose", "revise", "accept"};
constexpr sv kPledged[] = {"action", "propose", "revise", "accept"};
constexpr sv kDoneOf[] = {"action", "pledge", "propose", "revise", "accept"};
constexpr sv kChannels[] = {"meeting", "submission", "email", "post", "in-person", "publication", "other"};
constexpr sv kAnswered[] = {"provision", "instrument"};

const Member kStatement[] = {
    {.name = "closes", .form = Form::time, .required = false, .means = "when signing ends"},
    {.name = "with", .form = Form::ids, .required = false, .ref_types = kJoin, .min = 1, .max = kMaxWith,
     .means = "joins of co-organisers"},
    {.name = "on", .form = Form::ids, .required = false, .ref_types = kAnswered, .min = 1, .max = kMaxAnswered,
     .means = "the provisions or instruments it answers"},
    {.name = "from", .form = Form::id, .required = false, .ref_types = kProposed,
     .means = "the version of a proposal whose text it is"},
};
const Member kRevise[] = {
    {.name = "of", .form = Form::id, .ref_types = kRevised, .means = "the statement or proposal (its first version)"},
    {.name = "closes", .form = Form::time, .required = false, .means = "when signing this version ends (statements)"},
};
const Member kSign[] = {
    {.name = "statement", .form = Form::id, .ref_types = kVersionRef, .means = "the version signed"},
    {.name = "capacity", .form = Form::choice, .choices = kCapacities, .means = "as what it is signed"},
    {.name = "country", .form = Form::country, .required = false, .means = "of the signatory"},
};
const Member kUnsign[] = {
    {.name = "statement", .form = Form::id, .ref_types = kVersionRef, .means = "the version no longer signed"},
};

const Member kCollect[] = {
    {.name = "statement", .form = Form::id, .ref_types = kVersionRef, .means = "the version signed"},
    {.name = "count", .form = Form::count, .min = 1, .max = static_cast<std::size_t>(kMaxCollected), .means = "how many signed elsewhere"},
    {.name = "source", .form = Form::hash, .required = false, .means = "SHA-256 of the file that shows them (a blob)"},
    {.name = "src", .form = Form::token, .required = false, .means = "which collection: a later act replaces the earlier one"},
};
const Member kDispute[] = {
    {.name = "on", .form = Form::id, .ref_types = kDoubted,
     .means = "the signature that the organisers doubt, or the row of the watch file that a member doubts"},
};
const Member kOutcome[] = {
    {.name = "of", .form = Form::id, .ref_types = kDecided, .means = "the poll or version whose outcome it is"},
    {.name = "review", .form = Form::time, .required = false, .means = "when it is to be looked at again"},
};
const Member kDeliver[] = {
    {.name = "statement", .form = Form::id, .ref_types = kVersionRef, .means = "the version delivered"},
    {.name = "via", .form = Form::id, .required = false, .ref_types = kJoin, .means = "the member that delivers it"},
    {.name = "channel", .form = Form::choice, .choices = kChannels, .means = "how"},
    {.name = "receipt", .form = Form::hash, .required = false, .means = "SHA-256 of the receipt (a blob)"},
    {.name = "due", .form = Form::time, .required = false, .means = "when an answer is awaited"},
};
const Member kAnswer[] = {
    {.name = "to", .form = Form::id, .ref_types = kDelivery, .means = "the delivery that is answered"},
    {.name = "file", .form = Form::hash, .required = false, .means = "SHA-256 of the answer (a blob)"},
};
const Member kAction[] = {
    {.name = "until", .form = Form::time, .means = "until when"},
    {.name = "begins", .form = Form::time, .required = false, .means = "from when; at once if absent"},
    {.name = "on", .form = Form::ids, .required = false, .min = 1, .max = kMaxAnswered, .means = "what it is for"},
    {.name = "with", .form = Form::ids, .required = false, .ref_types = kJoin, .min = 1, .max = kMaxWith,
     .means = "joins of co-organisers"},
};
const Member kPledge[] = {
    {.name = "to", .form = Form::id, .ref_types = kPledged, .means = "the action, or the proposal to be carried out"},
};
const Member kDone[] = {
    {.name = "of", .form = Form::id, .ref_types = kDoneOf, .means = "the action, pledge or proposal carried out"},
};

const Type kTypes[] = {
    {.name = "statement", .room = "voice", .means = "One frozen text to be signed.", .wants_detail = true,
     .members = kStatement},
    {.name = "revise", .room = "voice", .means = "A new version; it carries no old signatures.",
     .wants_detail = true, .members = kRevise},
    {.name = "sign", .room = "voice", .means = "Signs one version of a statement; needs no join.",
     .wants_detail = true, .erasable = true, .members = kSign},
    {.name = "unsign", .room = "voice", .means = "Withdraws a signature.", .members = kUnsign},
    {.name = "collect", .room = "voice", .means = "Tells of signatures gathered elsewhere: a second, unverified number.",
     .wants_detail = true, .members = kCollect},
    {.name = "dispute", .room = "voice", .means = "Doubts a signature (its organisers) or a row of the watch file (any member), with a reason; both counts are shown.",
     .wants_detail = true, .needs = "reason", .members = kDispute},
    {.name = "outcome", .room = "voice", .means = "Says in words what was decided, and when it is reviewed.",
     .wants_detail = true, .members = kOutcome},
    {.name = "deliver", .room = "voice", .means = "A statement was handed to its addressee.",
     .wants_detail = true, .members = kDeliver},
    {.name = "answer", .room = "voice", .means = "What the addressee answered.", .wants_detail = true, .members = kAnswer},
    {.name = "action", .room = "voice", .means = "Asks people to do something by a time.",
     .wants_detail = true, .members = kAction},
    {.name = "pledge", .room = "voice", .means = "Promises to take part, or to carry out what was adopted.",
     .wants_detail = true, .erasable = true, .members = kPledge},
    {.name = "done", .room = "voice", .means = "Says that it was done.", .wants_detail = true, .erasable = true,
     .members = kDone},
};

}  // namespace

std::span<const Type> voice_types() { return kTypes; }

}  // namespace althing::act
