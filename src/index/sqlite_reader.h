// The Reader over SQLite; its methods are spread over reader_*.cpp by concern.
#pragma once

#include "index/index.h"
#include "index/sqlite.h"
#include "index/sqlite_state.h"

namespace althing::index {

/// SQL: whether this node or another member with a seat attests the member. @param member column with its first
/// join; @param own parameter with this node's operator key
inline std::string attested_by_others(const std::string& member, const std::string& own) {
  return "EXISTS (SELECT 1 FROM slot w JOIN act x ON x.no = w.winner WHERE w.kind = 'attest' AND w.subject = " + member + " AND w.active = 1 AND "
         "(x.key = " + own + " OR (x.actor <> " + member + " AND EXISTS (SELECT 1 FROM seat e WHERE e.member = x.actor))))";
}

class SqliteReader final : public Reader {
 public:
  SqliteReader(const std::string& path, const IndexOptions& options)
      : options_(options), db_(path, Db::Mode::read_only), state_(db_) {
    db_.exec("PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456");
  }

  void begin() override;
  void end() noexcept override;
  std::uint64_t folded() override;
  std::optional<ActNo> find(const act::ActId& id) override { return state_.find(id); }
  std::optional<ActBrief> brief(const act::ActId& id) override;
  std::optional<ActInfo> act(const act::ActId& id) override;
  std::optional<ActInfo> act_at(ActNo no) override;
  Shown shown(ActNo no) override;
  void prefer_words(std::string lang) override;
  const WordsSeen& words_seen() const override { return seen_; }
  std::vector<ActInfo> newest(std::size_t limit, ActNo before) override;
  std::vector<ActInfo> acts_of(const Key& key, std::size_t limit, ActNo before) override;
  std::vector<ActNo> acts_with_detail(const Hash& commitment) override;
  std::vector<Hash> files_named(ActNo from, ActNo to, std::size_t limit) override;
  std::vector<std::pair<ActNo, Hash>> details_lacking(ActNo from, ActNo to, std::size_t limit) override;

  std::optional<AssemblyInfo> assembly() override;
  std::vector<StatementInfo> statements(std::size_t limit, ActNo before) override;
  std::optional<StatementInfo> statement(const act::ActId& any_version) override;
  SignatoryPage signatories(const act::ActId& version, const SignatoryQuery& query) override;
  std::optional<Signatory> signature(const act::ActId& sign_act) override;
  std::optional<act::ActId> signature_of(const act::ActId& version, const Key& key) override;

  std::vector<InstrumentInfo> instruments() override;
  std::optional<InstrumentInfo> instrument(const act::ActId& any_version) override;
  std::vector<ProvisionInfo> provisions(const act::ActId& instrument) override;
  std::optional<ProvisionInfo> provision(const act::ActId& any_version) override;
  std::vector<PositionInfo> positions(const act::ActId& instrument) override;
  std::vector<ProvisionInfo> successors(const act::ActId& provision) override;
  std::vector<DocumentInfo> documents(const act::ActId* instrument) override;
  std::pair<std::optional<LoggedTime>, std::optional<UnixSeconds>> held_since(ActNo no) override;
  std::optional<DocumentInfo> document(const act::ActId& id) override;
  std::vector<DocumentInfo> document_versions(const act::ActId& id) override;
  std::vector<ActNo> acts_naming(const Hash& file) override;
  bool is_file_hidden(const Hash& file) override;
  std::vector<Hash> files_unread(const std::optional<Hash>& after, std::size_t limit) override;
  std::optional<FileTextInfo> file_text(const Hash& file) override;
  std::vector<std::string> file_pages(const Hash& file, std::int64_t from, std::size_t limit) override;
  std::vector<FileHit> search_files(const std::string& query, std::size_t limit, std::size_t offset, bool& more) override;
  std::vector<StatementInfo> answers_to(const std::vector<act::ActId>& acts) override;

  PlacedPage placed(const PlacedQuery& query) override;
  std::optional<PlacedInfo> placed_row(const act::ActId& any_version, std::string_view type) override;
  std::vector<PlacedCount> placed_counts(std::string_view type, int from_month, int to_month) override;
  std::vector<MonthCount> placed_months(std::string_view type, const std::string& country, const std::string& kind) override;
  PlacedDensity placed_density(const PlacedQuery& query, const std::vector<UnixSeconds>& bounds, Grain vaguest) override;
  std::vector<PlacedInfo> placed_reaching(const PlacedQuery& query, UnixSeconds at, std::size_t limit) override;
  std::vector<std::pair<ActNo, PlacedTokens>> placed_scan(std::string_view type, ActNo after, std::size_t limit) override;
  std::vector<CorroborationInfo> corroborations(const act::ActId& any_version, std::size_t limit) override;
  Backing backing(const act::ActId& version) override;
  std::vector<Item> disputes_of(const act::ActId& version, std::size_t limit) override;
  std::vector<Item> evidence_of(const act::ActId& act) override;
  std::vector<Item> evidence_for(const act::ActId& any_version, std::size_t limit) override;
  std::vector<ClaimInfo> claims(const act::ActId* on, std::size_t limit, ActNo before) override;
  std::optional<ClaimInfo> claim(const act::ActId& any_version) override;
  std::vector<CheckInfo> checks(const act::ActId& claim, std::size_t limit) override;
  std::vector<DossierInfo> dossiers(std::size_t limit, ActNo before) override;
  std::optional<DossierInfo> dossier(const act::ActId& any_version) override;
  std::vector<DossierPart> parts(const act::ActId& dossier, std::size_t limit) override;
  std::vector<Item> dossiers_of(const act::ActId& row, std::size_t limit) override;
  std::optional<Item> current_item(const act::ActId& any_version) override;
  std::vector<Item> row_versions(const act::ActId& any_version) override;

  std::vector<MemberInfo> members(const MemberQuery& query, bool& more) override;
  std::optional<MemberInfo> member(const act::ActId& join) override;
  bool ever_vouched_for(const act::ActId& join) override;
  std::vector<VouchInfo> vouches_for(const act::ActId& join, std::size_t limit, ActNo after) override;
  std::vector<VouchInfo> vouches_by(const act::ActId& join, std::size_t limit, ActNo after) override;
  std::vector<AttestInfo> attestations(const act::ActId& join) override;
  std::int64_t attested_members(std::string_view kind) override;
  std::vector<MandateInfo> mandates_of_key(const Key& key) override;
  std::vector<MandateInfo> mandates_by(const act::ActId& organisation) override;
  std::vector<act::ActId> heads(const Key& key) override;
  std::optional<act::ActId> identity(const Key& key) override;
  std::vector<ImportedRow> imported_rows(const Key& key) override;

  std::vector<Item> items(std::string_view type, std::size_t limit, ActNo before) override;
  std::optional<Item> item_of(const act::ActId& id) override;
  std::vector<Item> about(const act::ActId& subject, std::string_view type, std::size_t limit, ActNo after = kNone) override;
  std::vector<Item> about_any(const std::vector<act::ActId>& subjects, std::string_view type, std::size_t limit, ActNo after) override;
  std::vector<Item> linked(std::string_view type, const act::ActId& target) override;
  std::int64_t counted(const act::ActId& subject, std::string_view name) override;
  std::optional<ProposalInfo> proposal(const act::ActId& any_version) override;
  std::vector<ProposalInfo> proposals_on(const act::ActId& place) override;
  std::optional<CallInfo> call(const act::ActId& id) override;
  std::vector<ProposalInfo> rivals_from(const ProposalInfo& proposal) override;
  std::vector<ResponseInfo> responses(const act::ActId& call, std::size_t limit, ActNo after) override;
  std::vector<SilentGroup> silent(const act::ActId& call, std::size_t limit) override;
  std::optional<Item> declared(const act::ActId& join) override;
  json::Value charter() override;
  std::optional<PollInfo> poll(const act::ActId& id) override;
  std::vector<PollInfo> polls(std::size_t limit, ActNo before) override;
  std::vector<VoterInfo> voters(const act::ActId& poll) override;
  std::optional<VoteInfo> vote_of(const act::ActId& poll, const act::ActId& member) override;
  std::vector<VoteInfo> votes(const act::ActId& poll, std::size_t from, std::size_t limit) override;
  std::string poll_summary(const act::ActId& poll) override;
  VoterInfo voter(const VoteInfo& vote) override;
  std::vector<AwaitedVote> awaited_votes(const act::ActId& member, UnixSeconds now) override;
  std::vector<PollInfo> adopted_charters() override;
  std::optional<act::ActId> ballot_of(const act::ActId& poll, const act::ActId& member) override;
  std::vector<act::ActId> undecided_polls() override;
  std::vector<LogReturn> log_returns(const PollInfo& poll);
  std::vector<assembly::decision::WantedPrefix> wanted_prefixes() override;
  std::vector<ActNo> repeated_entries() override;

  std::optional<ActionInfo> action(const act::ActId& id) override;
  std::vector<ActionInfo> actions(std::size_t limit, ActNo before) override;
  std::optional<DeliveryInfo> delivery(const act::ActId& id) override;
  std::vector<DeliveryInfo> deliveries(const act::ActId* statement, std::size_t limit, ActNo before) override;
  std::vector<Item> about_page(const act::ActId& subject, std::string_view type, ActNo after, std::size_t limit) override;
  std::vector<std::pair<act::ActId, ActNo>> disputed(const act::ActId& version) override;
  std::optional<Item> dispute_of(const act::ActId& sign_act) override;
  std::vector<CountAt> signature_history(const act::ActId& version) override;
  SignatureSplits signature_splits(const act::ActId& version) override;

  std::vector<Item> newest_about(const std::vector<act::ActId>& subjects, std::size_t limit) override;
  ScanPage scan(std::span<const std::string_view> types, ActNo from, std::size_t limit) override;
  std::vector<SearchHit> search(const std::string& query, const std::string& type, std::size_t limit, std::size_t offset, bool& more) override;
  std::vector<ModerationInfo> moderation(std::size_t limit, ActNo before, std::string_view type) override;
  std::vector<NodeInfo> nodes(std::size_t limit) override;
  std::vector<PeerRuleInfo> peer_rules(std::size_t limit) override;
  std::optional<ModerationInfo> hidden_by(ActNo no) override;
  std::vector<ModerationInfo> appeals(ActNo no) override;
  Hash digest() override;

 private:
  ActInfo info(const assembly::ActRow& row);
  Item item(const assembly::ActRow& row);
  DocumentInfo document_info(const assembly::ActRow& row);
  std::optional<ActNo> document_showing(const Hash& file);  // the newest of them
  bool counts(const assembly::ActRow& row);
  std::vector<VoteInfo> present_votes(ActNo poll);
  std::vector<VoteInfo> counted_votes(ActNo poll, std::size_t from, std::size_t limit);
  std::optional<act::ActId> proposal_of(const act::ActId& any_version);
  std::vector<std::string> seats_of(ActNo member);
  std::vector<ActNo> newest_winners(std::string_view kind, std::size_t limit);
  std::vector<ActNo> numbers(Query& query);
  bool has_common_word(const std::string& match, std::string_view table = "search");  // of fts_query()
  act::ActId id_of(ActNo no) { return state_.get(no).id; }
  Shown first_written(ActNo no);
  std::string name_of(ActNo first_join);
  std::optional<LoggedTime> logged_time(ActNo no);
  bool slot_active(const std::string& key) { return slot_winner(key).has_value(); }
  std::optional<ActNo> slot_winner(const std::string& key);  // nullopt: none, or taken back
  std::string withhold_slot(const act::ActId& id) const;     // this node's; "" without an operator key
  ModerationInfo moderation_info(const assembly::ActRow& row);
  Query& signature_query(ActNo version, const SignatoryQuery& query, ActNo pivot, bool up, std::int64_t limit, bool count);
  std::vector<ActNo> signature_rows(ActNo version, const SignatoryQuery& query, ActNo pivot, bool up, std::size_t limit);
  std::int64_t signature_count(ActNo version, const SignatoryQuery& query, ActNo pivot, bool up, std::int64_t limit);
  std::optional<assembly::SlotRow> row_slot(const act::ActId& any_version, std::string_view type);
  StatementInfo statement_info(const assembly::ActRow& statement);
  Signatory signatory(const assembly::ActRow& sign);
  InstrumentInfo instrument_info(const assembly::SlotRow& slot);
  ProvisionInfo provision_info(const assembly::SlotRow& slot);
  MemberInfo member_info(ActNo first_join);
  ActionInfo action_info(const assembly::ActRow& row);
  DeliveryInfo delivery_info(const assembly::ActRow& row);
  std::vector<VouchInfo> vouches(Query& query);
  PlacedInfo placed_info(const assembly::SlotRow& slot);
  PlacedPage placed_in_dossier(const PlacedQuery& query);
  struct PlacedWhose {
    std::int64_t owner = -1;              // join of the query's author
    std::optional<std::int64_t> parent;   // slot of its instrument
  };
  /// nullopt: the query names somebody or something that is not here, so nothing matches.
  std::optional<PlacedWhose> placed_whose(const PlacedQuery& query);
  Backing backing_of(const assembly::ActRow& version);
  std::vector<int> organisations(ActNo recorder, const Key& recorder_key, const std::vector<assembly::ActRow>& acts);
  std::vector<std::string> organisation_tags(ActNo member, const Key& key);
  std::vector<assembly::SlotRow> part_slots(const assembly::SlotRow& dossier, std::size_t limit);
  ClaimInfo claim_info(const assembly::SlotRow& slot);
  DossierInfo dossier_info(const assembly::SlotRow& slot);
  MandateInfo mandate_info(const assembly::ActRow& appoint);
  act::ActId current_of(ActNo row_act);
  std::vector<assembly::SlotRow> child_slots(std::string_view kind, std::uint64_t parent_slot, ActNo parent);

  IndexOptions options_;
  Db db_;
  SqliteState state_;
  int snapshots_ = 0;
  std::string words_;  // language preferred, "" = as first written
  WordsSeen seen_;
};

}  // namespace althing::index
