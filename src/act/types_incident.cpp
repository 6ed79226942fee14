// Types of the room watch, second part: what happened (event, incident), who stands behind it
// (corroborate), who says what of it (claim, check), the files that join rows (dossier, part), what is to
// come (step), and what a timing analysis is fixed to before anybody sees its result (window). DESIGN.md 7.
#include "act/limits.h"
#include "act/types.h"

namespace althing::act {
namespace {

using sv = std::string_view;

constexpr sv kEventKinds[] = {"election", "coup", "vote", "hearing", "meeting", "protest", "exam", "anniversary", "other"};
// What networks and the people on them suffer; "outage" where nobody has established who did it.
constexpr sv kIncidentKinds[] = {"shutdown",     "throttling", "blocking", "censorship", "surveillance", "seizure",
                                 "law-enforcement", "arrest",  "prosecution", "attack",  "outage",       "other"};
constexpr sv kPrecisions[] = {"minute", "hour", "day", "month", "year", "unknown"};
constexpr sv kEnds[] = {"ongoing", "unknown"};
constexpr sv kExtents[] = {"national", "regional", "local", "network"};
constexpr sv kVerdicts[] = {"supported", "contradicted", "mixed", "insufficient"};
constexpr sv kStepKinds[] = {"hearing", "vote", "meeting", "deadline", "entry-into-force", "other"};

constexpr sv kJoin[] = {"join"};
constexpr sv kInstrument[] = {"instrument"};
constexpr sv kPartOfStory[] = {"instrument", "dossier"};
constexpr sv kDocument[] = {"document"};
constexpr sv kClaimed[] = {"instrument", "provision", "incident", "event", "document"};
constexpr sv kClaim[] = {"claim"};
constexpr sv kDossier[] = {"dossier"};
constexpr sv kBacked[] = {"incident", "event", "claim", "document"};
constexpr sv kEvidence[] = {"document", "incident", "event", "instrument", "provision", "position", "claim"};
constexpr sv kJoined[] = {"instrument", "provision", "position", "document", "event", "incident", "claim", "check", "step", "window",
                          "statement",  "call",      "propose",  "poll",     "action"};

constexpr Member kSrc = {.name = "src", .form = Form::token, .required = false, .means = "the row in its source"};
constexpr Member kEmbargo = {.name = "embargo", .form = Form::time, .required = false, .means = "until when its author keeps the detail back"};
constexpr Member kRegion = {.name = "region", .form = Form::token, .required = false, .means = "where in it: ISO 3166-2 in small letters (in-jk), or another token"};
constexpr Member kFrom = {.name = "from", .form = Form::time, .means = "when it began: the first moment that the precision leaves open"};
constexpr Member kTo = {.name = "to", .form = Form::time, .required = false, .means = "its last minute, hour, day, month or year: that moment's first"};
constexpr Member kPrecision = {.name = "precision", .form = Form::choice, .choices = kPrecisions, .means = "how exactly `from` and `to` are known"};
constexpr Member kEnd = {.name = "end", .form = Form::choice, .required = false, .choices = kEnds, .means = "in place of `to`: going on, or not known"};
constexpr Member kLabels = {.name = "labels", .form = Form::tokens, .required = false, .min = 1, .max = kMaxRowLabels,
                            .means = "what whoever recorded it files it under, such as cause:elections"};
constexpr Member kDocuments = {.name = "evidence", .form = Form::ids, .required = false, .ref_types = kDocument, .min = 1, .max = kMaxEvidence,
                               .means = "documents that show it"};

const Member kEventMembers[] = {
    {.name = "kind", .form = Form::choice, .choices = kEventKinds, .means = "what it is"},
    {.name = "country", .form = Form::country, .required = false, .means = "where, or whom it concerns; absent if no single country"},
    kRegion, kFrom, kTo, kPrecision, kEnd,
    {.name = "of", .form = Form::id, .required = false, .ref_types = kPartOfStory, .means = "the instrument or dossier it belongs to"},
    kLabels, kDocuments, kSrc, kEmbargo,
};
const Member kIncidentMembers[] = {
    {.name = "kind", .form = Form::choice, .choices = kIncidentKinds, .means = "what was done"},
    {.name = "country", .form = Form::country, .means = "where"},
    kRegion, kFrom, kTo, kPrecision, kEnd,
    {.name = "extent", .form = Form::choice, .required = false, .choices = kExtents, .means = "how far it reached: the country, regions, a place, one operator's network"},
    {.name = "order", .form = Form::id, .required = false, .ref_types = kInstrument, .means = "the instrument it was ordered by or under"},
    kLabels, kDocuments, kSrc, kEmbargo,
};
const Member kCorroborate[] = {
    {.name = "on", .form = Form::id, .ref_types = kBacked, .means = "the version of a row that its author knows to be true"},
    kDocuments, kEmbargo,
};
const Member kClaimMembers[] = {
    {.name = "on", .form = Form::id, .required = false, .ref_types = kClaimed, .means = "what it is about"},
    kDocuments, kSrc, kEmbargo,
};
const Member kCheck[] = {
    {.name = "of", .form = Form::id, .ref_types = kClaim, .means = "the claim"},
    {.name = "verdict", .form = Form::choice, .choices = kVerdicts, .means = "what the evidence makes of it"},
    {.name = "evidence", .form = Form::ids, .required = false, .ref_types = kEvidence, .min = 1, .max = kMaxEvidence,
     .means = "the rows it rests on; only `insufficient` can do without"},
    kEmbargo,
};
const Member kDossierMembers[] = {
    {.name = "with", .form = Form::ids, .required = false, .ref_types = kJoin, .min = 1, .max = kMaxWith, .means = "joins of members who keep it too"},
    kSrc,
};
const Member kPart[] = {
    {.name = "of", .form = Form::id, .ref_types = kDossier, .means = "the dossier"},
    {.name = "row", .form = Form::id, .ref_types = kJoined, .means = "what is put into it"},
};
const Member kStep[] = {
    {.name = "of", .form = Form::id, .ref_types = kPartOfStory, .means = "the instrument or dossier"},
    {.name = "kind", .form = Form::choice, .choices = kStepKinds, .means = "what is to come"},
    {.name = "when", .form = Form::time, .means = "when it begins, or the deadline"},
    {.name = "until", .form = Form::time, .required = false, .means = "when it ends"},
    {.name = "country", .form = Form::country, .required = false, .means = "where"},
    {.name = "watcher", .form = Form::id, .ref_types = kJoin, .means = "join of the member who keeps an eye on it"},
    kSrc,
};
const Member kWindow[] = {
    {.name = "incidents", .form = Form::custom, .check = check_incident_choice,
     .looks = "{kinds, countries, extents, labels, without, by, src}, each optional: arrays of 1 to 64 distinct items in ascending order, `src` a token",
     .means = "which incidents: of these kinds, countries, extents, with all these labels and none of `without`, recorded by these members, whose src begins so"},
    {.name = "events", .form = Form::custom, .check = check_event_choice,
     .looks = "the same without extents",
     .means = "which events"},
    {.name = "windows", .form = Form::custom, .check = check_windows,
     .looks = "an array of 1 to 16 distinct {first, last}: integers -366 to 366, the first not after the last",
     .means = "days after an event, both ends counted"},
    {.name = "from", .form = Form::time, .means = "first day looked at, at 00:00:00"},
    {.name = "to", .form = Form::time, .means = "last day looked at, at 00:00:00"},
    {.name = "placebo", .form = Form::custom, .check = check_placebo, .looks = "an integer from -366 to 366", .means = "days the placebo window is moved by; 0 for none"},
    {.name = "lags", .form = Form::count, .min = 0, .max = static_cast<std::size_t>(kMaxPlanDay), .means = "days of the curve on both sides; 0 for none"},
    {.name = "draws", .form = Form::count, .min = static_cast<std::size_t>(kMinPlanDraws), .max = static_cast<std::size_t>(kMaxPlanDraws), .means = "draws of the circular shift"},
    {.name = "seed", .form = Form::token, .means = "what the draws begin from"},
};

const Type kTypes[] = {
    {.name = "event", .room = "watch", .means = "Something that happened or is to happen, with its place and time.", .wants_detail = true, .members = kEventMembers},
    {.name = "incident", .room = "watch", .means = "Harm done to a network or to people for what they do on it.", .wants_detail = true, .members = kIncidentMembers},
    {.name = "corroborate", .room = "watch", .means = "Says from own knowledge that a row is true; never by who recorded it.", .wants_detail = true, .erasable = true,
     .members = kCorroborate},
    {.name = "claim", .room = "watch", .means = "What somebody said, in the exact words.", .wants_detail = true, .needs = "quote", .members = kClaimMembers},
    {.name = "check", .room = "watch", .means = "What the evidence makes of a claim.", .wants_detail = true, .needs = "text", .members = kCheck},
    {.name = "dossier", .room = "watch", .means = "A file with a name that joins rows.", .wants_detail = true, .needs = "title", .members = kDossierMembers},
    {.name = "part", .room = "watch", .means = "Puts a row into a dossier.", .wants_detail = true, .members = kPart},
    {.name = "step", .room = "watch", .means = "What is to come of an instrument, and who watches it.", .wants_detail = true, .needs = "title", .members = kStep},
    {.name = "window", .room = "watch", .means = "Fixes a timing analysis before its result is shown.", .wants_detail = true, .needs = "title", .members = kWindow},
};

}  // namespace

std::span<const Type> incident_types() { return kTypes; }

}  // namespace althing::act
