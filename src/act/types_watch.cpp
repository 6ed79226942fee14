// Types of the room watch: instruments, their provisions, who wants what of them, and the papers
// (DESIGN.md 7). `src` names the row in its source: with the author and the type it is the identity
// of an imported row, and a later act of the same identity is its new version. `embargo` keeps the words
// back: the commitment is logged at once, the detail comes later. What happened, who says so and what is
// to come: types_incident.cpp.
#include "act/types.h"

namespace althing::act {
namespace {

using sv = std::string_view;

constexpr sv kKinds[] = {"treaty", "law", "directive", "programme", "ad-hoc"};
constexpr sv kOptions[] = {"noc", "mod", "add", "sup"};
constexpr sv kProvenances[] = {"official", "leaked", "requested", "archived"};
constexpr sv kInstrumentRef[] = {"instrument"};
constexpr sv kProvisionRef[] = {"provision"};
constexpr sv kOnRef[] = {"provision", "instrument"};

constexpr Member kSrc = {.name = "src", .form = Form::token, .required = false, .means = "the row in its source"};
constexpr Member kEmbargo = {.name = "embargo", .form = Form::time, .required = false, .means = "until when its author keeps the detail back"};

const Member kInstrument[] = {
    {.name = "kind", .form = Form::choice, .choices = kKinds, .means = "what it is"},
    {.name = "on", .form = Form::id, .required = false, .ref_types = kInstrumentRef,
     .means = "the instrument it amends or follows"},
    kSrc,
    kEmbargo,
};
const Member kProvision[] = {
    {.name = "of", .form = Form::id, .ref_types = kInstrumentRef, .means = "its instrument"},
    {.name = "number", .form = Form::token, .means = "its number, for order and reference"},
    {.name = "from", .form = Form::id, .required = false, .ref_types = kProvisionRef,
     .means = "the provision of another instrument whose later text this is"},
    kSrc,
    kEmbargo,
};
const Member kPosition[] = {
    {.name = "on", .form = Form::id, .ref_types = kOnRef, .means = "the provision or instrument"},
    {.name = "option", .form = Form::choice, .choices = kOptions, .means = "no change, modify, add, suppress"},
    kSrc,
    kEmbargo,
};
const Member kDocument[] = {
    {.name = "sha256", .form = Form::hash, .means = "the file (a blob)"},
    {.name = "provenance", .form = Form::choice, .choices = kProvenances, .means = "how it came here"},
    {.name = "of", .form = Form::id, .required = false, .ref_types = kInstrumentRef, .means = "its instrument"},
    kSrc,
    kEmbargo,
};

const Type kTypes[] = {
    {.name = "instrument", .room = "watch", .means = "Puts an official text on file.", .wants_detail = true,
     .members = kInstrument},
    {.name = "provision", .room = "watch", .means = "One provision of an instrument.", .wants_detail = true,
     .members = kProvision},
    {.name = "position", .room = "watch", .means = "What actors want of a provision.", .wants_detail = true,
     .members = kPosition},
    {.name = "document", .room = "watch", .means = "A file that is evidence.", .wants_detail = true,
     .members = kDocument},
};

}  // namespace

std::span<const Type> watch_types() { return kTypes; }

}  // namespace althing::act
