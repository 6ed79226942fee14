// Types of the room membership: who is in, who may act for whom, what is taken back (DESIGN.md 3).
#include "act/limits.h"
#include "act/types.h"

namespace althing::act {
namespace {

using sv = std::string_view;

constexpr sv kKinds[] = {"person", "association", "organisation"};
constexpr sv kJoin[] = {"join"};
constexpr sv kAppoint[] = {"appoint"};
constexpr sv kAttested[] = {"domain", "identity"};
constexpr sv kErasable[] = {"join", "sign", "support", "object", "comment", "respond", "pledge",
                            "done", "attest", "ballot", "declare", "report", "corroborate"};  // grows with the types of Type::erasable; a test compares
constexpr sv kNextMeans = "SHA-256 of the next key, which alone may rotate to itself";

const Member kFound[] = {
    {.name = "groups", .form = Form::custom, .check = check_groups,
     .looks = "an array of 1 to 32 {group, members}: distinct group tokens, each with 0 to 64 {key, next} of "
              "distinct keys, at least one founder in all",
     .means = "the groups and their founding members"},
    {.name = "admission", .form = Form::custom, .check = check_admission,
     .looks = "{age_days, limit, vouches}: integers 0 to 3650, 1 to 100000, 1 to 1000",
     .means = "vouches a member needs in a group, live vouches one voucher may give, days before it may"},
    {.name = "rule", .form = Form::custom, .required = false, .check = check_rule,
     .looks = "a rule record or an any/all tree of rule records",
     .means = "the default rule of its decisions"},
    {.name = "logs", .form = Form::keys, .required = false, .min = 1, .max = kMaxReturningLogs,
     .means = "log keys whose returns close its polls"},
};
const Member kJoinMembers[] = {
    {.name = "kind", .form = Form::choice, .choices = kKinds, .means = "what joins"},
    {.name = "next", .form = Form::hash, .means = kNextMeans},
    {.name = "country", .form = Form::country, .required = false, .means = "where it is at home"},
};
const Member kRotate[] = {
    {.name = "of", .form = Form::id, .ref_types = kJoin,
     .means = "the join whose key is replaced"},
    {.name = "next", .form = Form::hash, .means = kNextMeans},
};
const Member kAppointMembers[] = {
    {.name = "key", .form = Form::key, .means = "the representative"},
    {.name = "scope", .form = Form::tokens, .min = 1, .max = kMaxScope, .means = "act types it may do, or all"},
    {.name = "until", .form = Form::time, .means = "compared with what it acts on closing, never with at"},
};
const Member kDismiss[] = {
    {.name = "of", .form = Form::id, .ref_types = kAppoint, .means = "the appoint that ends"},
    {.name = "last", .form = Form::ids, .min = 0, .max = kMaxLast,
     .means = "its last acts that stand; what is not in their ancestry is void"},
};
const Member kVouch[] = {
    {.name = "whom", .form = Form::id, .ref_types = kJoin, .means = "the member's join"},
    {.name = "group", .form = Form::token, .means = "the group it is to count in"},
};
const Member kAttest[] = {
    {.name = "whom", .form = Form::id, .ref_types = kJoin, .means = "the member's join"},
    {.name = "what", .form = Form::choice, .choices = kAttested, .means = "that it holds a domain, or is who it says"},
    {.name = "domain", .form = Form::token, .required = false, .means = "the domain, lower case"},
    {.name = "method", .form = Form::token, .means = "how it was seen: well-known, dns, in-person, ..."},
};
const Member kReport[] = {
    {.name = "of", .form = Form::id, .means = "the act whose words are reported to operators"},
};
const Member kMark[] = {
    {.name = "size", .form = Form::count, .min = 0, .max = static_cast<std::size_t>(json::kMaxInteger),
     .means = "entries of the log covered"},
    {.name = "root", .form = Form::hash, .means = "root of its tree at that size"},
};
constexpr sv kPeerModes[] = {"follow", "pause", "block"};
const Member kNode[] = {
    {.name = "log", .form = Form::key, .means = "the node's log key, which signs the act"},
};
const Member kPeer[] = {
    {.name = "log", .form = Form::key, .means = "the log key of the other node"},
    {.name = "mode", .form = Form::choice, .choices = kPeerModes, .means = "whether this node pulls from it, leaves it alone for a time, or for good"},
};
const Member kErase[] = {
    {.name = "of", .form = Form::id, .ref_types = kErasable, .means = "the member's own act whose detail goes"},
};
const Member kWithhold[] = {
    {.name = "of", .form = Form::id, .means = "the act whose detail is hidden here"},
};
const Member kRestore[] = {
    {.name = "of", .form = Form::id, .means = "the act whose detail is shown again"},
};
const Member kAppeal[] = {
    {.name = "of", .form = Form::id, .means = "the withheld act or the withhold itself"},
};

const Type kTypes[] = {
    {.name = "found", .room = "membership", .means = "Founds an assembly; its id names it.",
     .wants_detail = true, .by_mandate = false, .members = kFound},
    {.name = "join", .room = "membership", .means = "A key becomes a member and commits to its next key.",
     .wants_detail = true, .erasable = true, .by_mandate = false, .members = kJoinMembers},
    {.name = "leave", .room = "membership", .means = "The member leaves.", .by_mandate = false, .members = {}},
    {.name = "rotate", .room = "membership",
     .means = "Hands an identity to the committed next key, which alone signs; voids the old key's acts outside "
              "its ancestry.",
     .by_mandate = false, .members = kRotate},
    {.name = "appoint", .room = "membership", .means = "Lets a representative act for the organisation.",
     .by_mandate = false, .members = kAppointMembers},
    {.name = "dismiss", .room = "membership", .means = "Ends a mandate.", .by_mandate = false, .members = kDismiss},
    {.name = "vouch", .room = "membership", .means = "Vouches that a member belongs in a group.", .members = kVouch},
    {.name = "unvouch", .room = "membership", .means = "Takes a vouch back.", .members = kVouch},
    {.name = "attest", .room = "membership", .means = "Says what its author saw of a member: a domain it holds, who it is.",
     .wants_detail = true, .erasable = true, .members = kAttest},
    {.name = "declare", .room = "membership", .means = "Declares a member's interests; shown beside its acts.",
     .wants_detail = true, .erasable = true, .needs = "text", .members = {}},
    {.name = "report", .room = "membership", .means = "Reports words to the operators, with a reason.",
     .wants_detail = true, .erasable = true, .needs = "reason", .members = kReport},
    {.name = "erase", .room = "membership", .means = "Removes the detail of one's own act on every honest node.",
     .members = kErase},
    {.name = "withhold", .room = "membership", .means = "This node's operator hides a detail on this node.",
     .wants_detail = true, .by_mandate = false, .members = kWithhold},
    {.name = "restore", .room = "membership", .means = "The operator shows it again.", .by_mandate = false,
     .members = kRestore},
    {.name = "appeal", .room = "membership", .means = "Asks for a withheld detail to be shown again.",
     .wants_detail = true, .members = kAppeal},
    {.name = "mark", .room = "membership", .means = "The log's clock: size and root at a time, by the log key.",
     .by_mandate = false, .members = kMark},
    {.name = "node", .room = "membership", .means = "A node announces itself, by its log key; its detail has `links` and a `name`.",
     .wants_detail = true, .by_mandate = false, .members = kNode},
    {.name = "peer", .room = "membership", .means = "A node's operator pauses, blocks or follows another node, with a reason.",
     .wants_detail = true, .needs = "reason", .by_mandate = false, .members = kPeer},
};

}  // namespace

std::span<const Type> membership_types() { return kTypes; }

}  // namespace althing::act
