// The table of exports: what each holds and how its columns are called. docs/exports.md is rendered from it
// (`althing export --columns`), and a test fails if the two differ.
#include "web/export.h"

namespace althing::web {
namespace {

using Row = ExportRow;
using sv = std::string_view;

json::Value text_or_null(std::string text) { return text.empty() ? json::Value() : json::Value(std::move(text)); }
json::Array texts(const std::vector<std::string>& list) { return json::Array(list.begin(), list.end()); }

// A member of the act itself, as it was signed.
json::Value leaf(const Row& row, sv name) {
  const json::Value* value = row.act.body.at(name);
  return value != nullptr ? *value : json::Value();
}
// A member of its words; null where they are not held, erased or withheld.
json::Value word(const Row& row, sv name) {
  const json::Value* value = row.item.shown.detail.at(name);
  return value != nullptr ? *value : json::Value();
}
json::Value title(const Row& row, sv) { return text_or_null(row.item.shown.title); }
json::Value name(const Row& row, sv) { return text_or_null(row.item.shown.name); }
json::Value text(const Row& row, sv) { return text_or_null(row.item.shown.text); }
json::Value lang(const Row& row, sv) { return text_or_null(row.item.shown.lang); }

json::Value words_state(const Row& row, sv) {
  const index::ActInfo& act = row.item.act;
  if (!act.commitment) return "none";
  return act.erased ? "erased" : act.withheld ? "withheld" : act.detail_held ? "held" : "absent";
}
json::Value in_force(const Row& row, sv) {
  const index::ActInfo& act = row.item.act;
  return act.status == assembly::Status::effective && !act.superseded && !row.item.withdrawn;
}
json::Value author(const Row& row, sv) {
  const auto& who = row.item.act.acting_for ? row.item.act.acting_for : row.item.act.member;
  return who ? json::Value(to_hex(*who)) : json::Value();
}
json::Value logged(const Row& row, sv) { return row.item.act.logged ? json::Value(format_time(row.item.act.logged->at)) : json::Value(); }
json::Value permalink(const Row& row, sv) { return std::string(row.base) + "/acts/" + to_hex(row.act.id); }
template <sv const& counter>
json::Value counted(const Row& row, sv) { return row.reader.counted(row.act.id, counter); }
constexpr sv kSignatures = "signatures", kResponses = "respond", kPledges = "pledge", kDone = "done", kSupport = "support", kObject = "object";

const std::optional<index::MemberInfo>& member(const Row& row) {
  if (!row.member) row.member = row.reader.member(row.act.id);
  return *row.member;
}
template <class Take>
json::Value of_member(const Row& row, Take take) {
  const auto& who = member(row);
  return who ? take(*who) : json::Value();
}

constexpr ExportColumn kCommon[] = {
    {"act", "id of the act, SHA-256 of its text", [](const Row& row, sv) -> json::Value { return to_hex(row.act.id); }},
    {"type", "type of the act (docs/acts.md)", [](const Row& row, sv) -> json::Value { return row.act.type; }},
    {"index", "place in this node's log", [](const Row& row, sv) -> json::Value { return row.item.act.no; }},
    {"at", "time its author gave it, UTC", [](const Row& row, sv) -> json::Value { return format_time(row.act.at); }},
    {"logged", "when it was in this node's log at the latest; empty until a mark covers it", logged},
    {"status", "effective, void, pending or inert", [](const Row& row, sv) -> json::Value { return std::string(assembly::status_token(row.item.act.status)); }},
    {"reason_void", "why it is void", [](const Row& row, sv) { return text_or_null(row.item.act.reason); }},
    {"in_force", "true: effective, and nothing later of its author counts instead", in_force},
    {"author", "member whose act it is (first `join`), or for whom it was made by mandate; empty: a key that never joined", author},
    {"author_name", "name that member shows", [](const Row& row, sv) { return text_or_null(row.item.act.member_name); }},
    {"by_mandate", "true: a representative made it", [](const Row& row, sv) -> json::Value { return row.item.act.acting_for.has_value(); }},
    {"key", "key that signed it", [](const Row& row, sv) -> json::Value { return act::key_text(row.act.by); }},
    {"words", "its words on this node: none, held, erased, withheld or absent", words_state},
    {"permalink", "address of the act", permalink},
};

constexpr ExportColumn kTitle{"title", "its title", title}, kText{"text", "its text (Markdown)", text, true}, kLang{"lang", "language of its words", lang},
    kName{"name", "name shown", name}, kReason{"reason", "why, in its author's words", word, true}, kOn{"on", "ids it is about", leaf},
    kWith{"with", "members that organise it too", leaf}, kCloses{"closes", "when it ends", leaf}, kOf{"of", "id of the act it is about", leaf},
    kTo{"to", "id of the act it answers", leaf};

constexpr sv kStatementTypes[] = {"statement", "revise"};
constexpr ExportColumn kStatements[] = {
    kTitle, kText, kLang, {"of", "statement of which it is a version; empty: the first", leaf}, kCloses, kOn, kWith, {"from", "version of a proposal whose text it is", leaf},
    {"signatures", "signatures that count on this version", counted<kSignatures>}};
constexpr sv kSignTypes[] = {"sign"};
constexpr ExportColumn kSigns[] = {
    {"statement", "version signed", leaf}, {"capacity", "person, affiliated or organisation", leaf}, {"country", "ISO 3166, two letters", leaf}, kName,
    {"affiliation", "organisation the person names beside its name", title}};
constexpr sv kCollectTypes[] = {"collect", "dispute"};
constexpr ExportColumn kCollects[] = {
    {"statement", "version (collect)", leaf}, {"count", "signatures gathered elsewhere, unverified (collect)", leaf}, {"on", "signature in doubt (dispute)", leaf}, kText, kReason};
constexpr sv kCallTypes[] = {"call"};
constexpr ExportColumn kCalls[] = {
    kTitle, kText, kLang, {"groups", "groups asked; empty: everybody", leaf}, kCloses, kOn, kWith, {"answers", "answers that count", counted<kResponses>}};
constexpr sv kRespondTypes[] = {"respond"};
constexpr ExportColumn kAnswers[] = {kTo, kText, kLang};
constexpr sv kProposeTypes[] = {"propose"};
constexpr ExportColumn kProposals[] = {
    kTitle, kText, kLang, {"kind", "text, noc, mod, add or sup", leaf}, {"on", "provision or instrument", leaf}, {"from", "amendment it takes up", leaf}, kWith};
constexpr sv kVersionTypes[] = {"propose", "revise", "accept"};
constexpr ExportColumn kVersions[] = {
    kTitle, kText, kLang, {"of", "what it revises or accepts; empty: a first version", leaf}, {"support", "supporters of this version", counted<kSupport>},
    {"objections", "objections to this version", counted<kObject>}};
constexpr sv kAmendTypes[] = {"amend", "accept", "decline"};
constexpr ExportColumn kAmendments[] = {
    {"of", "version it would replace (amend), or the amendment decided on", leaf}, kTitle, kText, kLang, kReason};
constexpr sv kStanceTypes[] = {"support", "object"};
constexpr ExportColumn kStances[] = {{"of", "version supported or objected to", leaf}, kReason, kText, kLang};
constexpr sv kCommentTypes[] = {"comment"};
constexpr ExportColumn kComments[] = {{"on", "act it is about", leaf}, kText, kLang};
constexpr sv kPollTypes[] = {"poll"};
constexpr ExportColumn kPolls[] = {
    kTitle, kText, kLang, {"method", "how it is counted (docs/counting.md)", leaf}, {"choices", "what is chosen from", leaf}, {"options", "the choices in words", word},
    {"seats", "how many are chosen", leaf}, {"rule", "its own rule; empty: the charter's", leaf}, {"electorate", "seated or members", leaf}, {"groups", "groups that vote", leaf},
    {"opens", "when it opens", leaf}, kCloses, kOn,
    {"result", "what came out, once it is decided: adopted or elected, cast, eligible, seed of the tie draw",
     [](const Row& row, sv) -> json::Value {
       const auto poll = row.reader.poll(row.act.id);
       return poll && poll->outcome ? *poll->outcome : json::Value();
     }}};
constexpr sv kBallotTypes[] = {"ballot"};
constexpr ExportColumn kBallots[] = {{"poll", "the poll", leaf}, {"choice", "the vote", leaf}, kReason};
constexpr sv kOutcomeTypes[] = {"outcome"};
constexpr ExportColumn kOutcomes[] = {{"of", "poll or version whose outcome it is", leaf}, {"review", "when it is looked at again", leaf}, kTitle, kText, kLang};
constexpr sv kDeliverTypes[] = {"deliver"};
constexpr ExportColumn kDeliveries[] = {
    {"statement", "version delivered", leaf}, {"addressee", "to whom", word}, {"via", "member that delivers it", leaf}, {"channel", "how", leaf},
    {"date", "when, as its author says", word}, {"receipt", "SHA-256 of the receipt", leaf}, {"due", "when an answer is awaited", leaf}, kText};
constexpr sv kReplyTypes[] = {"answer"};
constexpr ExportColumn kReplies[] = {{"to", "delivery that is answered", leaf}, {"date", "when, as its author says", word}, {"file", "SHA-256 of the answer", leaf}, kText, kLang};
constexpr sv kActionTypes[] = {"action"};
constexpr ExportColumn kActions[] = {
    kTitle, kText, kLang, {"targets", "whom it addresses", word}, {"begins", "from when", leaf}, {"until", "until when", leaf}, {"place", "where", word}, kOn, kWith,
    {"pledges", "who pledged to take part", counted<kPledges>}, {"done", "who did it", counted<kDone>}};
constexpr sv kPledgeTypes[] = {"pledge", "done"};
constexpr ExportColumn kPledges_[] = {{"to", "action or version pledged to (pledge)", leaf}, {"of", "what was done (done)", leaf}, kText};
constexpr sv kJoinTypes[] = {"join"};
constexpr ExportColumn kMembers[] = {
    {"name", "name shown now", [](const Row& row, sv) { return of_member(row, [](const auto& m) { return text_or_null(m.name); }); }},
    {"kind", "person, association or organisation", leaf},
    {"country", "ISO 3166, two letters", [](const Row& row, sv) { return of_member(row, [](const auto& m) { return text_or_null(m.country); }); }},
    {"present", "false: it left", [](const Row& row, sv) { return of_member(row, [](const auto& m) -> json::Value { return m.present; }); }},
    {"groups", "groups it counts in", [](const Row& row, sv) { return of_member(row, [](const auto& m) -> json::Value { return texts(m.seats); }); }},
    {"founding", "those of them it founded", [](const Row& row, sv) { return of_member(row, [](const auto& m) -> json::Value { return texts(m.founding); }); }},
    {"key_now", "key it uses now", [](const Row& row, sv) { return of_member(row, [](const auto& m) -> json::Value { return act::key_text(m.key); }); }},
    kText};
constexpr sv kVouchTypes[] = {"vouch", "unvouch"};
constexpr ExportColumn kVouches[] = {{"whom", "member (first `join`)", leaf}, {"group", "group it is to count in", leaf}};
constexpr sv kMandateTypes[] = {"appoint", "dismiss"};
constexpr ExportColumn kMandates[] = {
    {"representative", "key appointed (appoint)",
     [](const Row& row, sv) { return leaf(row, "key"); }},
    {"scope", "types of act it may make (appoint)", leaf}, {"until", "end (appoint)", leaf}, {"of", "mandate that ends (dismiss)", leaf}};
constexpr sv kAttestTypes[] = {"attest"};
constexpr ExportColumn kAttests[] = {
    {"whom", "member (first `join`)", leaf}, {"what", "domain or identity", leaf}, {"domain", "the domain", leaf}, {"method", "how it was seen", leaf},
    {"date", "when, as its author says", word}, {"note", "its author's remark", word, true}};
constexpr sv kDeclareTypes[] = {"declare"};
constexpr ExportColumn kDeclares[] = {kText, kLang};
constexpr sv kModerationTypes[] = {"appeal", "erase", "report", "restore", "withhold"};
constexpr ExportColumn kModeration[] = {kOf, {"reason", "why, in its author's words", [](const Row& row, sv) {
                                                json::Value reason = word(row, "reason");
                                                return reason.is_null() ? text(row, {}) : reason;
                                              }, true}};
constexpr sv kCharterTypes[] = {"charter", "found"};
constexpr ExportColumn kCharters[] = {
    kName, kTitle, kText, kLang, {"groups", "the groups, each with its founding members: key and SHA-256 of the next", leaf},
    {"admission", "vouches for a seat, most vouches one may give, days before it may", leaf}, {"rule", "the default rule", leaf}, {"logs", "keys of the logs that close its polls", leaf}};
constexpr sv kTakenBackTypes[] = {"unsign", "withdraw"};
constexpr ExportColumn kTakenBack[] = {{"of", "act taken back (withdraw)", leaf}, {"statement", "version no longer signed (unsign)", leaf}};
constexpr sv kKeyTypes[] = {"leave", "rotate"};
constexpr ExportColumn kKeys[] = {{"of", "member (first `join`) whose key it replaces (rotate)", leaf}, {"next", "SHA-256 of the key that may replace this one (rotate)", leaf}};
constexpr sv kClockTypes[] = {"mark", "return"};
constexpr ExportColumn kClock[] = {
    {"size", "entries of the log covered (mark)", leaf}, {"root", "root of its tree then (mark)", leaf}, {"poll", "the poll it closes (return)", leaf},
    {"opened", "size and root when the poll opened (return)", leaf}, {"closed", "size and root when it closed (return)", leaf}};
constexpr sv kNodeTypes[] = {"node", "peer"};
constexpr ExportColumn kNodes[] = {
    {"log", "key of the log that is announced (node) or spoken of (peer)", leaf}, {"mode", "follow, pause or block (peer)", leaf}, kName, {"links", "where it can be reached (node)", word}, kReason, kText};
constexpr sv kWatchTypes[] = {"document", "instrument", "position", "provision"};
constexpr ExportColumn kWatch[] = {
    kTitle, kName, kText, kLang, {"kind", "of an instrument", leaf}, {"of", "its instrument", leaf}, {"on", "what it is about", leaf}, {"number", "of a provision", leaf},
    {"from", "provision whose later text this is", leaf}, {"option", "noc, mod, add or sup (position)", leaf}, {"actors", "who holds the position", word},
    {"src", "row in its source", leaf}, {"source", "where it was taken from", word}, {"sha256", "of a file (document)", leaf}, {"provenance", "how the file came here", leaf}};

constexpr sv kIncidentTypes[] = {"incident"}, kEventTypes[] = {"event"}, kStepTypes[] = {"step"}, kClaimTypes[] = {"claim"}, kDossierTypes[] = {"dossier", "part"}, kPlanTypes[] = {"window"};
constexpr sv kSaidTypes[] = {"check", "corroborate"};
constexpr sv kCorroborations = "corroborate", kDisputes = "dispute", kChecksCounted = "check";
json::Value independent(const Row& row, sv) { return row.reader.backing(row.act.id).independent; }
constexpr ExportColumn kCountry{"country", "ISO 3166, two letters", leaf}, kRegion{"region", "ISO 3166-2 or another token", leaf}, kFrom{"from", "when it began", leaf}, kUntil{"to", "its last moment, as exactly as precision says", leaf},
    kPrecision{"precision", "minute, hour, day, month, year or unknown", leaf}, kEnd{"end", "ongoing or unknown, in place of to", leaf}, kLabels{"labels", "what whoever recorded it files it under", leaf},
    kEvidence{"evidence", "ids of documents or rows that show it", leaf}, kLinks{"links", "addresses that show it", word}, kSourceWord{"source", "where it was taken from", word}, kSrc{"src", "row in its source", leaf},
    kEmbargo{"embargo", "until when its author keeps the words back", leaf}, kBacked{"corroborations", "members who corroborate this version", counted<kCorroborations>},
    kIndependent{"independent", "of these, organisations that are independent (docs/fold.md)", independent}, kDoubted{"disputes", "members who dispute this version", counted<kDisputes>};
constexpr ExportColumn kIncidents[] = {
    kTitle, kText, kLang, {"kind", "what was done (docs/acts.md)", leaf}, kCountry, kRegion, kFrom, kUntil, kPrecision, kEnd, {"extent", "national, regional, local or network", leaf},
    {"order", "instrument it was ordered by", leaf}, {"targets", "whom or what it hit", word}, {"justification", "what the authority says why", word, true},
    {"cause", "cause as recorded", word, true}, kLabels, kEvidence, kLinks, kSourceWord, kSrc, kEmbargo, kBacked, kIndependent, kDoubted};
constexpr ExportColumn kEvents[] = {
    kTitle, kText, kLang, {"kind", "what it is (docs/acts.md)", leaf}, kCountry, kRegion, kFrom, kUntil, kPrecision, kEnd, {"of", "instrument or dossier it belongs to", leaf},
    kLabels, kEvidence, kLinks, kSourceWord, kSrc, kEmbargo, kBacked, kIndependent, kDoubted};
constexpr ExportColumn kSteps[] = {
    kTitle, kText, kLang, {"kind", "hearing, vote, meeting, deadline, entry-into-force or other", leaf}, {"of", "instrument or dossier", leaf}, {"when", "when it begins, or the deadline", leaf},
    {"until", "when it ends", leaf}, kCountry, {"place", "where", word}, {"watcher", "member who watches it", leaf}, kLinks, kSrc};
constexpr ExportColumn kClaims[] = {
    {"quote", "the exact words", word, true}, {"speaker", "who said it", word}, {"role", "as what", word}, {"employer", "for whom the speaker works, as declared", word},
    {"interest", "interest, as declared", word, true}, {"date", "when it was said", word}, kSourceWord, {"on", "what it is about", leaf}, kText, kLang, kEvidence, kSrc, kEmbargo,
    {"checks", "checks of this version", counted<kChecksCounted>}, kBacked, kIndependent, kDoubted};
constexpr ExportColumn kSaid[] = {
    {"of", "claim (check)", leaf}, {"on", "version of a row (corroborate)", leaf}, {"verdict", "supported, contradicted, mixed or insufficient (check)", leaf}, kEvidence, kText, kLang, kLinks, kEmbargo};
constexpr ExportColumn kDossiers[] = {
    kTitle, kText, kLang, kWith, {"of", "dossier (part)", leaf}, {"row", "what was put into it (part)", leaf}, {"note", "why it belongs there (part)", word, true}, kSrc};
constexpr ExportColumn kPlans[] = {
    kTitle, kText, kLang, {"incidents", "which incidents", leaf}, {"events", "which events", leaf}, {"windows", "days after an event", leaf}, {"from", "first day", leaf}, {"to", "last day", leaf},
    {"placebo", "days the placebo is moved by", leaf}, {"lags", "days of the curve", leaf}, {"draws", "draws of the circular shift", leaf}, {"seed", "what the draws begin from", leaf}};

// Statements and proposals share `revise`.
bool of_statement(const Row& row) {
  return row.act.type == "statement" || (row.act.type == "revise" && row.reader.statement(row.act.id).has_value());
}
bool of_proposal(const Row& row) { return row.act.type != "revise" || row.reader.proposal(row.act.id).has_value(); }
bool first_join(const Row& row) {
  const auto& who = member(row);
  return who && who->act.id == row.act.id;
}

constexpr Export kExports[] = {
    {"acts", "Every act of the record, of whatever type", {}, nullptr, {}},
    {"statements", "Statements and their later versions", kStatementTypes, of_statement, kStatements},
    {"signatures", "Signatures; those taken back or signed again are not in force", kSignTypes, nullptr, kSigns},
    {"collected", "Signatures gathered elsewhere, and signatures that organisers dispute", kCollectTypes, nullptr, kCollects},
    {"calls", "Questions put to groups or to everybody", kCallTypes, nullptr, kCalls},
    {"answers", "Answers to calls; a later one replaces the earlier", kRespondTypes, nullptr, kAnswers},
    {"proposals", "Proposals, as first published", kProposeTypes, nullptr, kProposals},
    {"versions", "Versions of proposals", kVersionTypes, of_proposal, kVersions},
    {"amendments", "Amendments, and what their proposers decided on them", kAmendTypes, nullptr, kAmendments},
    {"stances", "Support of and objections to versions", kStanceTypes, nullptr, kStances},
    {"comments", "Comments", kCommentTypes, nullptr, kComments},
    {"polls", "Polls with their rule and result", kPollTypes, nullptr, kPolls},
    {"ballots", "Ballots of members, entitled or not; a later one replaces the earlier until the poll closes", kBallotTypes, nullptr, kBallots},
    {"outcomes", "Outcomes in words, with their review dates", kOutcomeTypes, nullptr, kOutcomes},
    {"actions", "Actions", kActionTypes, nullptr, kActions},
    {"pledges", "Pledges and what was done", kPledgeTypes, nullptr, kPledges_},
    {"deliveries", "Deliveries of statements", kDeliverTypes, nullptr, kDeliveries},
    {"replies", "What addressees answered", kReplyTypes, nullptr, kReplies},
    {"members", "Members, one row each (its first `join`)", kJoinTypes, first_join, kMembers},
    {"vouches", "Vouchers given and taken back", kVouchTypes, nullptr, kVouches},
    {"mandates", "Mandates given and ended", kMandateTypes, nullptr, kMandates},
    {"attestations", "What members and nodes say they saw of members", kAttestTypes, nullptr, kAttests},
    {"charters", "The founding act, and charters proposed since; in force is one that a poll adopted", kCharterTypes, nullptr, kCharters},
    {"keys", "Keys replaced, and members that left", kKeyTypes, nullptr, kKeys},
    {"withdrawn", "What was taken back, signatures among it", kTakenBackTypes, nullptr, kTakenBack},
    {"clock", "What logs say of themselves: when they held how much, and what they held when polls opened and closed", kClockTypes, nullptr, kClock},
    {"declarations", "Interests that members declared", kDeclareTypes, nullptr, kDeclares},
    {"moderation", "Reports, withholdings, restorations, appeals and erasures", kModerationTypes, nullptr, kModeration},
    {"nodes", "Nodes that announced themselves, and what operators made of other nodes", kNodeTypes, nullptr, kNodes},
    {"watch", "Official texts, positions on them and documents", kWatchTypes, nullptr, kWatch},
    {"incidents", "Incidents, all versions", kIncidentTypes, nullptr, kIncidents},
    {"events", "Events, all versions", kEventTypes, nullptr, kEvents},
    {"steps", "Upcoming steps and who watches them", kStepTypes, nullptr, kSteps},
    {"claims", "What was said, word for word", kClaimTypes, nullptr, kClaims},
    {"checks", "Checks of claims, and corroborations of rows", kSaidTypes, nullptr, kSaid},
    {"dossiers", "Dossiers and what was put into them", kDossierTypes, nullptr, kDossiers},
    {"plans", "Timing analyses as they were fixed beforehand", kPlanTypes, nullptr, kPlans},
};

}  // namespace

std::span<const Export> exports() { return kExports; }
std::span<const ExportColumn> common_columns() { return kCommon; }

}  // namespace althing::web
