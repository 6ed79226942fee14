// Types of the room voice: statements, their frozen versions and the signatures under one version.
#include "act/limits.h"
#include "act/types.h"

namespace althing::act {
namespace {

using sv = std::string_view;

constexpr sv kCapacities[] = {"person", "affiliated", "organisation"};
constexpr sv kJoin[] = {"join"};
constexpr sv kStatementRef[] = {"statement"};
constexpr sv kVersionRef[] = {"statement", "revise"};
constexpr sv kAnswered[] = {"provision", "instrument"};

const Member kStatement[] = {
    {.name = "closes", .form = Form::time, .required = false, .means = "when signing ends"},
    {.name = "with", .form = Form::ids, .required = false, .ref_types = kJoin, .min = 1, .max = kMaxWith,
     .means = "joins of co-organisers"},
    {.name = "on", .form = Form::ids, .required = false, .ref_types = kAnswered, .min = 1, .max = kMaxAnswered,
     .means = "the provisions or instruments it answers"},
};
const Member kRevise[] = {
    {.name = "of", .form = Form::id, .ref_types = kStatementRef, .means = "the statement (its first version)"},
    {.name = "closes", .form = Form::time, .required = false, .means = "when signing this version ends"},
};
const Member kSign[] = {
    {.name = "statement", .form = Form::id, .ref_types = kVersionRef, .means = "the version signed"},
    {.name = "capacity", .form = Form::choice, .choices = kCapacities, .means = "as what it is signed"},
    {.name = "country", .form = Form::country, .required = false, .means = "of the signatory"},
};
const Member kUnsign[] = {
    {.name = "statement", .form = Form::id, .ref_types = kVersionRef, .means = "the version no longer signed"},
};

const Type kTypes[] = {
    {.name = "statement", .room = "voice", .means = "One frozen text to be signed.", .wants_detail = true,
     .members = kStatement},
    {.name = "revise", .room = "voice", .means = "A new version; it carries no old signatures.",
     .wants_detail = true, .members = kRevise},
    {.name = "sign", .room = "voice", .means = "Signs one version of a statement; needs no join.",
     .wants_detail = true, .erasable = true, .members = kSign},
    {.name = "unsign", .room = "voice", .means = "Withdraws a signature.", .members = kUnsign},
};

}  // namespace

std::span<const Type> voice_types() { return kTypes; }

}  // namespace althing::act
