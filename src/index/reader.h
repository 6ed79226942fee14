// What pages, feeds and the API read from the index (DESIGN.md 9). One Reader per thread: it has its
// own read-only connection and sees one consistent state per call. Everything here can be recomputed
// from the record; names and titles are people's words and must be escaped by whoever shows them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assembly/decision/basis.h"
#include "assembly/decision/poll.h"
#include "assembly/state.h"
#include "index/watch.h"
#include "index/words.h"

namespace althing::index {

using assembly::ActNo;
using assembly::kNone;

/// When an entry was in the log at the latest, and the mark that says so; kNone: cosignatures of other nodes say so.
struct LoggedTime {
  UnixSeconds at = 0;
  ActNo mark = kNone;
};

/// One act with what lists need to show of it.
struct ActInfo {
  ActNo no = kNone;           // log index of its first entry
  act::ActId id;
  std::string type;
  std::int64_t v = 1;
  Key key;
  UnixSeconds at = 0;         // as its author dated it: a claim
  std::optional<LoggedTime> logged;  // by the earliest covering mark of this log or quorum of cosignatures, once there is one
  assembly::Status status = assembly::Status::pending;
  std::string reason;         // "code: words" if void
  bool superseded = false;    // effective, but a later act of its slot counts instead
  std::optional<act::ActId> member;     // identity (first join) of the signer
  std::optional<act::ActId> acting_for; // identity acted for by mandate
  std::string member_name;    // name of acting_for, else member, else ""
  std::optional<Hash> commitment;
  bool detail_held = false;
  bool erased = false;        // by its author
  bool withheld = false;      // by this node
  std::string payload;        // see the rules of its concern
};

/// The prose of an act (its detail as shown): empty strings where there is none.
struct Shown {
  std::string lang, title, name, text;
  bool translated = false;  // the author's own translation (prefer_words); `detail` has the original
  /// What is compared word by word: as first written, whatever language is preferred.
  std::string_view first_text() const { return translated ? detail.text_at("text") : std::string_view(text); }
  json::Value detail;  // whole detail; null for signatures (read it from the record) or if not held
};

struct GroupInfo {
  std::string group;
  std::int64_t seats = 0;
};

struct AssemblyInfo {
  act::ActId id;
  std::string name, text, lang;
  UnixSeconds founded = 0;
  std::vector<GroupInfo> groups;
  std::int64_t members = 0, statements = 0, instruments = 0, acts = 0;
  json::Value charter;  // {"admission":..., "groups":...} in force
};

struct StatementVersion {
  ActInfo act;  // statement or revise
  std::string title;
  std::string closes;  // "" = open without end
  std::int64_t signatures = 0, persons = 0, affiliated = 0, organisations = 0;
  bool current = false;
};
struct StatementInfo {
  ActInfo act;                             // the statement act
  std::vector<StatementVersion> versions;  // effective ones, oldest first; `current` is the newest in force
  std::vector<act::ActId> on;              // provisions or instruments it answers
  std::vector<act::ActId> with;            // co-organisers' joins
};

struct Signatory {
  ActInfo act;              // the sign act in force
  act::ActId version;
  std::string name;         // as shown, "" = no name shown
  std::string affiliation;
  std::string capacity;     // person, affiliated, organisation
  std::string country;      // ISO 3166 alpha-2 or ""
  std::string kind;         // of the member signing or signed for, "" for a bare key
  std::vector<std::string> seats;  // groups it counts in
  bool attested = false;    // as for MemberQuery
};
struct SignatoryQuery {
  std::string text;         // search in names, "" = all
  std::string capacity;     // "" = all
  std::string country;      // ISO 3166 alpha-2, "" = all; with `text` or `members` it is looked for among those
  std::string group;        // members with a seat in it, "" = all
  std::string standing;     // attested, vouched, unvouched as SignatureSplits counts them; "" = all
  bool newest_first = false;  // by place in the log; oldest first otherwise
  // Keyset paging, so that a page stays what it was while others sign: the rows behind `after` in the
  // list's order, or the last ones before `before` (which then counts). Both kNone: the start.
  ActNo after = kNone, before = kNone;
  std::size_t limit = 50;
};
/// Rows before a page are counted so far; further in, positions are not told.
inline constexpr std::int64_t kMaxRowsBefore = 10'000;
struct SignatoryPage {
  std::vector<Signatory> rows;
  std::int64_t rows_before = 0;  // in the list's order; kMaxRowsBefore: that many or more
  bool more = false;             // rows behind this page
  std::int64_t total = 0;  // matching the filters; the whole count when there is no text
};

struct InstrumentInfo {
  ActInfo act;  // the row's current act
  Shown shown;
  std::string kind, src;
  std::int64_t provisions = 0, positions = 0;
};
struct ProvisionInfo {
  ActInfo act;
  Shown shown;
  std::string number, src;
  act::ActId instrument;               // current act of its instrument's row
  std::optional<act::ActId> from;      // provision (current act of its row) whose later text this is
};
struct PositionInfo {
  ActInfo act;
  Shown shown;                         // detail.actors, .text, .truncated, .label, .note, .date, .source
  std::string option, src;             // noc mod add sup
  act::ActId on;                       // current act of the provision's or instrument's row
  bool on_instrument = false;
};
struct DocumentInfo {
  ActInfo act;
  Shown shown;
  std::string provenance;
  Hash sha256;
  std::string src;                    // names the row it is a version of; "" = a row of its own
  std::optional<act::ActId> of;       // its instrument, by the act now in force
};

/// What is known here of the text of a file.
struct FileTextInfo {
  std::string kind, reason;  // as in FileText
  bool cut = false;
  std::int64_t pages = 0;
};
/// A page of a file that holds all the words, with the newest document that shows the file.
struct FileHit {
  ActInfo document;
  std::string title;
  std::int64_t page = 0;  // from 1
  bool paged = false;     // the file itself has pages; else it was cut into parts
  std::string snippet;    // as in SearchHit
};

struct MemberInfo {
  ActInfo act;  // first join
  std::string name, text, kind, country;
  bool present = true;             // false after leave
  std::vector<std::string> seats;  // groups it counts in
  std::vector<std::string> founding;  // groups it founded
  Key key;                         // now in use: the first join's or the one last rotated in
  ActNo place = kNone;             // in the list it was asked for with: what MemberQuery::after takes
};
struct MemberQuery {
  std::string text, kind, group;
  std::string country;    // two lower-case letters, "" = all
  bool attested = false;  // only those that this node or a member with a seat (not itself) attests
  std::string standing;   // vouched (has a seat), unvouched (has none); "" = all
  ActNo after = kNone;
  std::size_t limit = 50;
};
/// What somebody says it saw of a member.
struct AttestInfo {
  ActInfo act;
  Shown shown;
  std::string what, domain, method;  // "domain" or "identity"
  bool ours = false;    // by this node's operator
  bool seated = false;  // by a member with a seat, not the member itself
};
struct VouchInfo {
  act::ActId from, whom, act;
  std::string from_name, whom_name, group;
  ActNo no = kNone;  // the voucher's
};
struct MandateInfo {
  act::ActId appoint, organisation;
  std::string organisation_name;
  Key key;
  std::vector<std::string> scope;
  std::string until;
  bool in_force = true;
};

struct SearchHit {
  ActInfo act;
  std::string title;    // or name
  std::string snippet;  // plain text; matches between U+0002 and U+0003
};

/// A row of the moderation log.
struct ModerationInfo {
  ActInfo act;         // withhold, restore, appeal, erase or report
  std::string reason;  // from its detail
  ActInfo target;
  bool ours = false;   // by this node's operator
};

/// A node that announced itself.
struct NodeInfo {
  ActInfo act;
  Key log;
  std::string name, text;
  std::vector<std::string> links;
};

/// What an operator made of another node.
struct PeerRuleInfo {
  ActInfo act;
  Key log;
  std::string mode;    // follow, pause, block
  std::string reason;
  bool ours = false;   // by this node's operator
};

/// A row that an importer wrote before (type, src -> current act).
struct ImportedRow {
  std::string type, src;
  act::ActId id;
  std::optional<Hash> commitment;
  std::string payload;  // its tokens as the rules of its type keep them
};

/// Never changes once the act is no longer pending.
struct ActBrief {
  bool pending = false;
  std::string type;
  std::string payload;  // see the rules of its type (assembly/*/rules.cpp)
};

/// Any act with its words.
struct Item {
  ActInfo act;
  Shown shown;
  bool withdrawn = false;  // calls, proposals, amendments, polls, actions; others that were taken back are not listed
};
struct ScanPage {
  std::vector<Item> rows;
  ActNo next = kNone;  // where to go on; kNone: that was all
};

struct MemberName {
  act::ActId join;
  std::string name;
};

struct ProposalVersion {
  ActInfo act;                      // propose, revise or accept
  std::optional<act::ActId> amend;  // of an accept: the amendment whose words it makes the text
  ActInfo words;                    // the act the words belong to: `act`, or the amendment
  Shown shown;
  std::int64_t support = 0, object = 0;
  bool current = false;
};
struct AmendmentInfo : Item {
  act::ActId of;        // the version it would replace
  std::string state;    // open, accepted, declined, withdrawn
  std::optional<Item> decided;  // the accept or decline
};
struct ProposalInfo {
  ActInfo act;       // the propose act
  std::string kind;  // text noc mod add sup
  std::optional<act::ActId> on, from;  // provision or instrument; the declined amendment it takes up
  std::vector<act::ActId> with;
  std::vector<ProposalVersion> versions;  // effective ones, oldest first
  std::vector<AmendmentInfo> amendments;  // effective ones, oldest first
  bool withdrawn = false;
};

struct CallInfo : Item {
  std::string closes;                // "" = open without end
  std::vector<std::string> groups;   // asked; empty: everybody
  std::vector<act::ActId> with;
  std::int64_t responses = 0;
};
struct ResponseInfo : Item {
  std::string kind;                 // of the member
  std::vector<std::string> groups;  // it counts in
};
/// A group that was asked, and who of it has not answered.
struct SilentGroup {
  std::string group;
  std::int64_t asked = 0, answered = 0;  // members that count in it
  std::vector<MemberName> members;       // those that have not, by place in the log; the first ones
};

/// What a named log has said of a poll.
struct LogReturn {
  enum class State {
    counted,   // the result rests on it
    uncounted, // made, and not counted here: what it names is not held yet, is not what the log holds, or came too late
    twice,     // made more than once: void, and evidence
    missing,
  };
  std::string log;                      // key, in text
  State state = State::missing;
  std::optional<ActInfo> act;           // of counted and uncounted
  std::uint64_t opened = 0, closed = 0; // numbers of entries
  std::string root;                     // hex, at `closed`
};

struct PollInfo : Item {
  assembly::decision::PollSpec spec;
  json::Value rule;                  // of a threshold: its own, or the charter's it was decided under, or the one in force now
  std::vector<std::string> logs;     // whose returns close it
  std::vector<LogReturn> log_returns;  // one a log
  std::vector<ActInfo> returns;      // that are in, each log's only one; the result rests on `outcome.returns`
  std::vector<ActInfo> contradictions;  // of logs that returned it more than once: none counts, all are evidence
  std::int64_t ballots = 0;          // cast by members, entitled or not
  std::optional<json::Value> outcome;  // decision/outcome.h; nullopt: not decided
  /// Decided, and no further return can change it.
  bool is_final() const {
    const json::Value* final = outcome ? outcome->at("final") : nullptr;
    return final != nullptr && *final->boolean();
  }
};
/// An entitled voter: as the poll closed, else as it stands now.
struct VoterInfo {
  MemberName member;
  std::string kind;
  std::vector<std::string> groups;
  std::optional<Item> ballot;
  json::Value choice;
};

struct ActionInfo : Item {
  std::string until, begins;       // begins "" = at once
  std::vector<act::ActId> with, on;
  std::int64_t pledges = 0, done = 0;
};
struct DeliveryInfo : Item {
  act::ActId statement, version;   // the statement act, and which version was delivered
  std::optional<MemberName> via;
  std::string channel, receipt, due;  // receipt: SHA-256 in hex or ""; due: time or ""
  std::vector<Item> answers;       // in log order; payload: SHA-256 of the answer's file or ""
};
/// A statement version's count when a mark of this log covered it: told once for each mark that changed it.
struct CountAt {
  UnixSeconds at = 0;
  std::uint64_t size = 0;          // entries of the log then
  ActNo mark = kNone;
  std::int64_t signatures = 0;
};
/// Who stands behind the signatures of a version now. A signer counts once in each list, in each of its groups.
struct SignatureSplits {
  std::int64_t attested = 0, vouched = 0, unvouched = 0;  // attested as for MemberQuery; it has a seat; neither
  std::vector<std::pair<std::string, std::int64_t>> kinds;      // of members; "" = bare keys
  std::vector<std::pair<std::string, std::int64_t>> groups;     // seats
  std::vector<std::pair<std::string, std::int64_t>> countries;  // as told; most first
};
/// More disputes than this are not looked through for a count; it then says "or more".
inline constexpr std::size_t kMaxDisputesCounted = 2'000;
/// A place in the electorate without names and words, for counting: cheap for 100,000 of them.
struct VoteInfo {
  ActNo member_no = kNone;
  act::ActId member;                // first join
  std::vector<std::string> groups;
  ActNo ballot = kNone;             // kNone: did not vote
  std::string choice;               // the ballot's, as JSON; "" without one
  bool has_words = false;           // the ballot names a detail, perhaps a reason
};
/// A member of the electorate of an open or coming poll, and whether it has voted.
struct AwaitedVote {
  PollInfo poll;
  std::optional<act::ActId> ballot;
};

/// A row with a place and a time: event, incident, step.
struct PlacedInfo : Item {
  PlacedTokens tokens;
  std::optional<Item> parent;             // what `order` or `of` names, as it stands now
  Backing backing;                        // of this version
  PlacedCursor cursor;                    // what PlacedQuery::after takes
};
struct PlacedPage {
  std::vector<PlacedInfo> rows;
  bool more = false;                      // behind the last one
  std::optional<PlacedCursor> next;       // go on here; with `backing` independent also after a page that found nothing
  std::int64_t total = 0;                 // kMaxPlacedCounted + 1: more than that; -1: not told (independent)
};
/// Who corroborates, with what stands behind the word "independent".
struct CorroborationInfo : Item {
  bool of_this_version = true;            // else of an earlier version of the row
  bool seated = false;                    // its member has a seat
  int organisation = 0;                   // equal numbers: one organisation; 0 is the one of who recorded the row
  std::vector<Item> evidence;             // documents as they stand now
};
struct CheckInfo : Item {
  std::string verdict;
  bool of_this_version = true;
  std::vector<Item> evidence;
};
struct ClaimInfo : Item {
  std::string src;
  std::optional<Item> on;
  std::int64_t checks = 0;                // of this version
  Backing backing;
};
struct DossierInfo : Item {
  std::vector<act::ActId> with;
  std::int64_t parts = 0;
};
struct DossierPart {
  Item part;                              // the act that put it there
  Item row;                               // as it stands now
};

class Reader {
 public:
  virtual ~Reader() = default;

  /// Between begin() and end() all calls see one state, whatever is folded meanwhile. May be nested.
  /// Keep it short (one page): the journal cannot be emptied while it lasts. Use ReadSnapshot.
  virtual void begin() = 0;
  virtual void end() noexcept = 0;

  virtual std::uint64_t folded() = 0;  // log entries the index has taken in
  virtual std::optional<ActNo> find(const act::ActId& id) = 0;
  /// Type and payload only: what intake asks of the acts a new one names.
  virtual std::optional<ActBrief> brief(const act::ActId& id) = 0;
  virtual std::optional<ActInfo> act(const act::ActId& id) = 0;
  virtual std::optional<ActInfo> act_at(ActNo no) = 0;
  virtual Shown shown(ActNo no) = 0;
  /// From here on shown(), and all that is made of it, has the words in this language where their author
  /// gave them so; "" as first written. Notes what it shows. Provisions and positions stay as first written.
  virtual void prefer_words(std::string lang) = 0;
  virtual const WordsSeen& words_seen() const = 0;
  virtual std::vector<ActInfo> newest(std::size_t limit, ActNo before = kNone) = 0;
  /// Acts by a member (its keys, and its representatives for it) or a bare key, newest first.
  virtual std::vector<ActInfo> acts_of(const Key& key, std::size_t limit, ActNo before = kNone) = 0;
  /// Who holds the entry with this commitment, for GET /detail/<sha256>: log indices of acts naming it.
  virtual std::vector<ActNo> acts_with_detail(const Hash& commitment) = 0;
  /// Acts of [from, to) that name a detail which is neither held, erased nor withheld here, with its commitment.
  /// Files that acts of [from, to) in effect name in their leaf (documents, receipts, answers, collections), unless
  /// this node withholds the act. In log order, at most `limit`.
  virtual std::vector<Hash> files_named(ActNo from, ActNo to, std::size_t limit) = 0;
  virtual std::vector<std::pair<ActNo, Hash>> details_lacking(ActNo from, ActNo to, std::size_t limit) = 0;

  virtual std::optional<AssemblyInfo> assembly() = 0;
  virtual std::vector<StatementInfo> statements(std::size_t limit, ActNo before = kNone) = 0;
  /// By the statement's id or any version's.
  virtual std::optional<StatementInfo> statement(const act::ActId& any_version) = 0;
  virtual SignatoryPage signatories(const act::ActId& version, const SignatoryQuery& query) = 0;
  /// The signature an act makes, in force or not; nullopt if it is no sign act.
  virtual std::optional<Signatory> signature(const act::ActId& sign_act) = 0;
  /// The sign act in force of a key (or its member) on a version.
  virtual std::optional<act::ActId> signature_of(const act::ActId& version, const Key& key) = 0;

  virtual std::vector<InstrumentInfo> instruments() = 0;
  virtual std::optional<InstrumentInfo> instrument(const act::ActId& any_version) = 0;
  /// In natural order of their numbers (3 < 3a < 10).
  virtual std::vector<ProvisionInfo> provisions(const act::ActId& instrument) = 0;
  virtual std::optional<ProvisionInfo> provision(const act::ActId& any_version) = 0;
  /// On the instrument itself and on all its provisions, in log order.
  virtual std::vector<PositionInfo> positions(const act::ActId& instrument) = 0;
  /// Provisions of other instruments that say they are the later text of this one.
  virtual std::vector<ProvisionInfo> successors(const act::ActId& provision) = 0;
  virtual std::vector<DocumentInfo> documents(const act::ActId* instrument) = 0;
  /// When this log's clock and when a quorum of other nodes say at the latest that an act was in the log.
  virtual std::pair<std::optional<LoggedTime>, std::optional<UnixSeconds>> held_since(ActNo no) = 0;
  /// By its id, in force or not; nullopt for what is no document in effect.
  virtual std::optional<DocumentInfo> document(const act::ActId& id) = 0;
  /// All versions of a document's row in log order, itself among them.
  virtual std::vector<DocumentInfo> document_versions(const act::ActId& id) = 0;
  /// All acts in effect that name a file in their leaf (documents, receipts, answers, collections), also superseded ones.
  virtual std::vector<ActNo> acts_naming(const Hash& file) = 0;
  /// An act that names the file is hidden here, and none that names it is shown.
  virtual bool is_file_hidden(const Hash& file) = 0;

  /// Files behind `after` that documents shown here name and whose text was not looked for yet, in order of their hashes.
  virtual std::vector<Hash> files_unread(const std::optional<Hash>& after, std::size_t limit) = 0;
  /// nullopt: not read yet, or no document that is shown here names it.
  virtual std::optional<FileTextInfo> file_text(const Hash& file) = 0;
  /// Pages [from, from + limit) of the text, the first is 1. Nothing where file_text() says nothing.
  virtual std::vector<std::string> file_pages(const Hash& file, std::int64_t from, std::size_t limit) = 0;
  /// Pages of files that hold all the words, best first.
  virtual std::vector<FileHit> search_files(const std::string& query, std::size_t limit, std::size_t offset, bool& more) = 0;
  /// Statements that name one of these acts in `on`.
  virtual std::vector<StatementInfo> answers_to(const std::vector<act::ActId>& acts) = 0;

  virtual PlacedPage placed(const PlacedQuery& query) = 0;
  virtual std::optional<PlacedInfo> placed_row(const act::ActId& any_version, std::string_view type) = 0;
  /// Rows in force by country and kind; months as year * 100 + month, both ends count.
  virtual std::vector<PlacedCount> placed_counts(std::string_view type, int from_month = 0, int to_month = 999912) = 0;
  /// The same by month, of one country or kind ("" = all), ascending.
  virtual std::vector<MonthCount> placed_months(std::string_view type, const std::string& country, const std::string& kind) = 0;
  /// How many rows of the filters begin in each span between two neighbours of `bounds` (ascending), which must be wider than
  /// `vaguest`: those whose beginning is known less exactly are counted apart. From, to, after and limit do not matter. Cheap
  /// for country and kind; with other filters ask `placed` for the total first, for this one counts every row.
  virtual PlacedDensity placed_density(const PlacedQuery& query, const std::vector<UnixSeconds>& bounds, Grain vaguest) = 0;
  /// Rows of the filters that began before `at`, not on its day, and as far as is known lasted beyond it; latest beginning first.
  virtual std::vector<PlacedInfo> placed_reaching(const PlacedQuery& query, UnixSeconds at, std::size_t limit) = 0;
  /// Every row in force of a type with its beginning, for analyses: in log order, those behind `after`.
  virtual std::vector<std::pair<ActNo, PlacedTokens>> placed_scan(std::string_view type, ActNo after, std::size_t limit) = 0;
  /// Of all versions of a row, in log order.
  virtual std::vector<CorroborationInfo> corroborations(const act::ActId& any_version, std::size_t limit) = 0;
  virtual Backing backing(const act::ActId& version) = 0;
  /// Disputes in force of a version.
  virtual std::vector<Item> disputes_of(const act::ActId& version, std::size_t limit) = 0;
  /// Rows that an act names in `evidence`, as they stand now.
  virtual std::vector<Item> evidence_of(const act::ActId& act) = 0;
  /// Acts in force that name this row (any version) as evidence.
  virtual std::vector<Item> evidence_for(const act::ActId& any_version, std::size_t limit) = 0;
  /// In force, newest first; about a row (any version) or all (nullptr).
  virtual std::vector<ClaimInfo> claims(const act::ActId* on, std::size_t limit, ActNo before = kNone) = 0;
  virtual std::optional<ClaimInfo> claim(const act::ActId& any_version) = 0;
  virtual std::vector<CheckInfo> checks(const act::ActId& claim, std::size_t limit) = 0;
  virtual std::vector<DossierInfo> dossiers(std::size_t limit, ActNo before = kNone) = 0;
  virtual std::optional<DossierInfo> dossier(const act::ActId& any_version) = 0;
  /// In the order they were put in, each row once.
  virtual std::vector<DossierPart> parts(const act::ActId& dossier, std::size_t limit) = 0;
  /// Dossiers a row (any version) is in.
  virtual std::vector<Item> dossiers_of(const act::ActId& row, std::size_t limit) = 0;
  /// The version in force of the row that an act is a version of; the act itself if it is none.
  virtual std::optional<Item> current_item(const act::ActId& any_version) = 0;
  /// All acts that are versions of the row, effective ones, oldest first.
  virtual std::vector<Item> row_versions(const act::ActId& any_version) = 0;

  virtual std::vector<MemberInfo> members(const MemberQuery& query, bool& more) = 0;
  virtual std::optional<MemberInfo> member(const act::ActId& join) = 0;
  /// In log order, those behind `after`.
  virtual std::vector<VouchInfo> vouches_for(const act::ActId& join, std::size_t limit = SIZE_MAX, ActNo after = kNone) = 0;
  virtual std::vector<VouchInfo> vouches_by(const act::ActId& join, std::size_t limit = SIZE_MAX, ActNo after = kNone) = 0;
  virtual std::vector<AttestInfo> attestations(const act::ActId& join) = 0;
  /// Whether any vouch for the member ever took effect, in force or not.
  virtual bool ever_vouched_for(const act::ActId& join) = 0;
  /// Members of a kind ("" = any) that MemberQuery::attested finds.
  virtual std::int64_t attested_members(std::string_view kind) = 0;
  virtual std::vector<MandateInfo> mandates_of_key(const Key& key) = 0;
  virtual std::vector<MandateInfo> mandates_by(const act::ActId& organisation) = 0;
  /// Latest acts of the key's causal order (for the next act's `prev`), ascending, at most 8. Leaves out
  /// what belongs to another member than identity(key): an act that follows two joins of its key is void.
  virtual std::vector<act::ActId> heads(const Key& key) = 0;
  /// The member the key acts for now (its first join). Of several, one rotated in or still holding the key
  /// before replaced ones, then the first in the log.
  virtual std::optional<act::ActId> identity(const Key& key) = 0;
  virtual std::vector<ImportedRow> imported_rows(const Key& key) = 0;

  /// Acts in force of a type (not sign, unsign, mark), newest first.
  virtual std::vector<Item> items(std::string_view type, std::size_t limit, ActNo before = kNone) = 0;
  virtual std::optional<Item> item_of(const act::ActId& id) = 0;
  /// Acts of a type about another (see its rules for what their subject is) that count now, in log order.
  /// Those behind `after`, if it is given.
  virtual std::vector<Item> about(const act::ActId& subject, std::string_view type, std::size_t limit = SIZE_MAX, ActNo after = kNone) = 0;
  /// The same about any of several acts, such as the versions of a proposal.
  virtual std::vector<Item> about_any(const std::vector<act::ActId>& subjects, std::string_view type, std::size_t limit, ActNo after = kNone) = 0;
  /// Acts of a type that name the target in `on` (call, propose, poll, action) or `from` (statement: the
  /// version it was made of; propose: the amendment it took up), in log order.
  virtual std::vector<Item> linked(std::string_view type, const act::ActId& target) = 0;
  /// A counter of the fold: support, object, respond, comment, pledge, done, ballot on what they are about.
  virtual std::int64_t counted(const act::ActId& subject, std::string_view name) = 0;

  virtual std::optional<ProposalInfo> proposal(const act::ActId& any_version_or_amendment) = 0;
  /// On a provision or instrument (or an earlier act of its row), in log order.
  virtual std::vector<ProposalInfo> proposals_on(const act::ActId& place) = 0;
  /// Proposals that took up an amendment of this one, in log order.
  virtual std::vector<ProposalInfo> rivals_from(const ProposalInfo& proposal) = 0;
  virtual std::optional<CallInfo> call(const act::ActId& id) = 0;
  virtual std::vector<ResponseInfo> responses(const act::ActId& call, std::size_t limit = SIZE_MAX, ActNo after = kNone) = 0;
  /// The groups asked, in order of their tokens, each with at most `limit` of its members that have not answered.
  virtual std::vector<SilentGroup> silent(const act::ActId& call, std::size_t limit = SIZE_MAX) = 0;
  /// The interests a member declared (its declare act in force).
  virtual std::optional<Item> declared(const act::ActId& join) = 0;

  /// The charter in force, as `found` and `charter` acts say it; null before the founding act is folded.
  virtual json::Value charter() = 0;
  virtual std::optional<PollInfo> poll(const act::ActId& id) = 0;
  virtual std::vector<PollInfo> polls(std::size_t limit, ActNo before = kNone) = 0;
  /// By member id.
  virtual std::vector<VoterInfo> voters(const act::ActId& poll) = 0;
  /// The same, lean, from a place on; voter() tells more of one of them. Of an open poll all are read first.
  virtual std::vector<VoteInfo> votes(const act::ActId& poll, std::size_t from = 0, std::size_t limit = SIZE_MAX) = 0;
  /// How a member voted in a decided poll; nullopt if it had no vote in it.
  virtual std::optional<VoteInfo> vote_of(const act::ActId& poll, const act::ActId& member) = 0;
  /// What was kept of a decided poll's count (assembly/decision/summary.h); "" of another.
  virtual std::string poll_summary(const act::ActId& poll) = 0;
  /// @param vote its choice and words are not looked at
  virtual VoterInfo voter(const VoteInfo& vote) = 0;
  /// Polls that are not closed yet, of this member's electorate, the next to close first.
  virtual std::vector<AwaitedVote> awaited_votes(const act::ActId& member, UnixSeconds now) = 0;
  /// Polls on a charter that were adopted, oldest first: what changed the assembly's rules.
  virtual std::vector<PollInfo> adopted_charters() = 0;
  /// The ballot in force of a member, entitled or not.
  virtual std::optional<act::ActId> ballot_of(const act::ActId& poll, const act::ActId& member) = 0;
  virtual std::vector<act::ActId> undecided_polls() = 0;
  /// The prefixes of logs that polls rest on (assembly/decision/basis.h).
  virtual std::vector<assembly::decision::WantedPrefix> wanted_prefixes() = 0;
  /// Log entries that are a further note of an act which came before; ascending.
  virtual std::vector<ActNo> repeated_entries() = 0;

  virtual std::optional<ActionInfo> action(const act::ActId& id) = 0;
  /// Newest first, withdrawn ones too.
  virtual std::vector<ActionInfo> actions(std::size_t limit, ActNo before = kNone) = 0;
  virtual std::optional<DeliveryInfo> delivery(const act::ActId& id) = 0;
  /// In force, newest first; of one statement (its first version) or of all (nullptr).
  virtual std::vector<DeliveryInfo> deliveries(const act::ActId* statement, std::size_t limit, ActNo before = kNone) = 0;
  /// about() in pages: what counts now behind `after` (kNone: from the start), in log order.
  virtual std::vector<Item> about_page(const act::ActId& subject, std::string_view type, ActNo after, std::size_t limit) = 0;
  /// Signatures in force on a version that its organisers dispute, with the dispute; at most kMaxDisputesCounted.
  virtual std::vector<std::pair<act::ActId, ActNo>> disputed(const act::ActId& version) = 0;
  /// The dispute in force on a signature.
  virtual std::optional<Item> dispute_of(const act::ActId& sign_act) = 0;
  virtual std::vector<CountAt> signature_history(const act::ActId& version) = 0;
  virtual SignatureSplits signature_splits(const act::ActId& version) = 0;
  /// For feeds: acts that count now and are about any of several (not signatures, not mere reports), newest first.
  virtual std::vector<Item> newest_about(const std::vector<act::ActId>& subjects, std::size_t limit) = 0;
  /// For exports: acts of some types (none given: all) in log order from `from` on, whatever their verdict; at most
  /// `limit`, and of signatures no more than a bounded stretch of the log is looked through.
  virtual ScanPage scan(std::span<const std::string_view> types, ActNo from, std::size_t limit) = 0;

  virtual std::vector<SearchHit> search(const std::string& query, const std::string& type, std::size_t limit,
                                        std::size_t offset, bool& more) = 0;
  /// Newest first. @param type one of withhold, restore, appeal, erase, report; "" = all
  virtual std::vector<ModerationInfo> moderation(std::size_t limit, ActNo before = kNone, std::string_view type = {}) = 0;
  /// The erase, or else this node's withhold, that hides an act's detail now.
  /// Announcements in force, and what operators made of other nodes; newest first, at most `limit`.
  virtual std::vector<NodeInfo> nodes(std::size_t limit) = 0;
  virtual std::vector<PeerRuleInfo> peer_rules(std::size_t limit) = 0;
  virtual std::optional<ModerationInfo> hidden_by(ActNo no) = 0;
  /// Appeals against withholding an act, or against the withhold itself, in log order.
  virtual std::vector<ModerationInfo> appeals(ActNo no) = 0;
  virtual Hash digest() = 0;
};

/// One consistent view for a page that makes several calls.
class ReadSnapshot {
 public:
  explicit ReadSnapshot(Reader& reader) : reader_(reader) { reader_.begin(); }
  ~ReadSnapshot() { reader_.end(); }
  ReadSnapshot(const ReadSnapshot&) = delete;
  ReadSnapshot& operator=(const ReadSnapshot&) = delete;

 private:
  Reader& reader_;
};

}  // namespace althing::index
