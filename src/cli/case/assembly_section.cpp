// The sections `statements` and `assembly`: drafts for the command that seeds a worked example. They
// are only checked here; who founds, joins and signs is done with keys elsewhere.
#include <fmt/format.h>

#include <map>

#include "act/limits.h"
#include "act/schema.h"
#include "cli/case/builder.h"
#include "cli/case/limits.h"

namespace althing::cli {
namespace {

using sv = std::string_view;

constexpr sv kMemberKinds[] = {"person", "association", "organisation"};
constexpr sv kCapacities[] = {"person", "affiliated", "organisation"};

template <class Each>
void each_item(Builder& builder, Fields& fields, sv name, const std::string& where, Need need, Each each) {
  const json::Array* items = fields.array(name, need);
  if (!items) return;
  for (std::size_t i = 0; i < items->size(); ++i) {
    Fields item((*items)[i], fmt::format("{}[{}]", where, i), builder.plan.faults);
    each(item);
    item.finish();
  }
}

void read_statement(Builder& builder, Fields& in) {
  StatementDraft draft;
  draft.ref = in.token("ref", Need::required);
  in.text("title", Need::required);
  in.text("text", Need::required);
  if (const std::string closes = in.text("closes"); !closes.empty()) {
    if (const auto time = parse_time(closes)) draft.closes = *time;
    else in.fault("`closes` " + time.error().message);
  }
  draft.open_days = in.integer("open_days", 1, kMaxOpenDays, Need::optional);
  if (draft.open_days && draft.closes) in.fault("says both `closes` and `open_days`");
  draft.on = in.texts("on");
  if (draft.on.size() > act::kMaxAnswered) in.fault(fmt::format("`on` may name {} rows", act::kMaxAnswered));
  take_detail(in, draft.detail, {"title", "text", "name", "date", "note", "links", "source", "lang"});
  if (!builder.plan.lang.empty() && !draft.detail.find("lang")) draft.detail.set("lang", builder.plan.lang);
  for (const StatementDraft& other : builder.plan.statements) {
    if (other.ref == draft.ref) in.fault(fmt::format("`ref` \"{}\" is used twice", draft.ref));
  }
  builder.plan.statements.push_back(std::move(draft));
}

void read_groups(Builder& builder, Fields& in, AssemblyDraft& out) {
  each_item(builder, in, "groups", "assembly.groups", Need::required, [&](Fields& item) {
    GroupDraft group{item.token("group", Need::required), item.text("title", Need::required)};
    for (const GroupDraft& other : out.groups) {
      if (other.group == group.group) item.fault(fmt::format("group \"{}\" is named twice", group.group));
    }
    out.groups.push_back(std::move(group));
  });
  if (out.groups.size() > act::kMaxGroups) in.fault(fmt::format("`groups` may have {} items", act::kMaxGroups));
}

void read_admission(Builder& builder, Fields& in, AssemblyDraft& out) {
  const json::Value* value = in.any("admission", Need::required);
  if (!value) return;
  Fields admission(*value, "assembly.admission", builder.plan.faults);
  out.vouches = admission.integer("vouches", 1, act::kMaxVouches, Need::required).value_or(1);
  out.limit = admission.integer("limit", 1, act::kMaxVouchLimit, Need::required).value_or(1);
  out.age_days = admission.integer("age_days", 0, act::kMaxAgeDays, Need::required).value_or(0);
  admission.finish();
}

void read_member(Fields& in, AssemblyDraft& out) {
  MemberDraft member;
  member.ref = in.token("ref", Need::required);
  if (!member.ref.empty()) in.rename(fmt::format("{} ({})", in.where(), member.ref));
  member.name = in.text("name", Need::required);
  member.kind = in.choice("kind", kMemberKinds, Need::required);
  member.group = in.token("group");
  member.country = in.text("country");
  member.note = in.text("note");
  member.joins = in.boolean("joins").value_or(true);
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const std::string& country = member.country;
  if (!country.empty() && (country.size() != 2 || !is_lower(country[0]) || !is_lower(country[1]))) {
    in.fault("`country` must be two lower-case letters");
  }
  bool known = member.group.empty();
  for (const GroupDraft& group : out.groups) known = known || group.group == member.group;
  if (!known) in.fault(fmt::format("group \"{}\" is not among the assembly's groups", member.group));
  if (!member.group.empty() && !member.joins) in.fault("a founding member of a group joins");
  for (const MemberDraft& other : out.members) {
    if (other.ref == member.ref) in.fault(fmt::format("`ref` \"{}\" is used twice", member.ref));
  }
  out.members.push_back(std::move(member));
}

std::int64_t read_day(Fields& in) { return in.integer("day", -kMaxOpenDays, 0, Need::optional).value_or(0); }

void read_act(Builder& builder, Fields& in, AssemblyDraft& out) {
  ActDraft draft;
  draft.by = in.text("by", Need::required);
  draft.ref = in.token("ref");
  draft.type = in.token("act", Need::required);
  draft.day = read_day(in);
  if (const json::Object* set = in.object("set")) draft.set = *set;
  if (const json::Object* detail = in.object("detail")) draft.detail = *detail;
  if (!builder.plan.lang.empty() && draft.detail.size() > 0 && !draft.detail.find("lang")) draft.detail.set("lang", builder.plan.lang);
  bool known = draft.by.empty() || draft.by == "operator";
  bool taken = false;
  for (const MemberDraft& m : out.members) known = known || m.ref == draft.by, taken = taken || m.ref == draft.ref;
  if (!known) in.fault(fmt::format("\"{}\" is no member of this case", draft.by));
  for (const StatementDraft& s : builder.plan.statements) taken = taken || s.ref == draft.ref;
  for (const ActDraft& other : out.acts) taken = taken || (!draft.ref.empty() && other.ref == draft.ref);
  if (taken && !draft.ref.empty()) in.fault(fmt::format("`ref` \"{}\" is used twice", draft.ref));
  if (!draft.type.empty() && act::find_type(draft.type) == nullptr) in.fault(fmt::format("`act` \"{}\" is no type of act", draft.type));
  out.acts.push_back(std::move(draft));
}

void read_signature(Builder& builder, Fields& in, AssemblyDraft& out) {
  SignatureDraft signature{in.text("by", Need::required), in.text("statement", Need::required),
                           in.choice("capacity", kCapacities, Need::required), in.text("name"), in.text("affiliation"),
                           in.text("for"), 0};
  signature.day = read_day(in);
  const auto member = [&](const std::string& ref) -> const MemberDraft* {
    for (const MemberDraft& m : out.members) if (m.ref == ref) return &m;
    if (!ref.empty()) in.fault(fmt::format("\"{}\" is no member of this case", ref));
    return nullptr;
  };
  const MemberDraft* by = member(signature.by);
  bool known = signature.statement.empty();
  for (const StatementDraft& s : builder.plan.statements) known = known || s.ref == signature.statement;
  if (!known) in.fault(fmt::format("\"{}\" is no statement of this case", signature.statement));
  if (signature.capacity == "affiliated" && signature.affiliation.empty()) in.fault("`affiliation` is missing");
  if (signature.capacity != "affiliated" && !signature.affiliation.empty()) {
    in.fault("`affiliation` needs the capacity affiliated");
  }
  if (signature.capacity == "organisation") {
    const MemberDraft* org = signature.on_behalf.empty() ? by : member(signature.on_behalf);
    const bool good = !org || (org->kind != "person" && org->joins);
    if (!good) in.fault("signs for an organisation, but names none that joins");
  } else {
    if (!signature.on_behalf.empty()) in.fault("`for` needs the capacity organisation");
    if (by && by->kind != "person") in.fault(fmt::format("{} signs as a person but is none", by->name));
  }
  for (const SignatureDraft& other : out.signatures) {
    const bool same = other.by == signature.by && other.statement == signature.statement &&
                      other.on_behalf == signature.on_behalf;
    if (same) in.fault("signs the same statement twice");
  }
  out.signatures.push_back(std::move(signature));
}

}  // namespace

void read_assembly(Builder& builder, Fields& top) {
  each_item(builder, top, "statements", "statements", Need::optional,
            [&](Fields& in) { read_statement(builder, in); });
  const json::Value* value = top.any("assembly");
  if (!value) return;
  Fields in(*value, "assembly", builder.plan.faults);
  AssemblyDraft out;
  out.name = in.text("name", Need::required);
  out.text = in.text("text", Need::required);
  out.lang = in.text("lang");
  if (out.lang.empty()) out.lang = builder.plan.lang;
  read_groups(builder, in, out);
  read_admission(builder, in, out);
  each_item(builder, in, "members", "assembly.members", Need::required,
            [&](Fields& item) { read_member(item, out); });
  if (out.members.size() > kMaxCaseMembers) {
    in.fault(fmt::format("`members` may have {} items", kMaxCaseMembers));
  }
  bool founded = false;
  for (const MemberDraft& member : out.members) founded = founded || !member.group.empty();
  if (!founded && in.ok()) in.fault("no member has a `group`: somebody must found it");
  each_item(builder, in, "signatures", "assembly.signatures", Need::optional,
            [&](Fields& item) { read_signature(builder, item, out); });
  each_item(builder, in, "acts", "assembly.acts", Need::optional, [&](Fields& item) { read_act(builder, item, out); });
  in.finish();
  builder.plan.assembly = std::move(out);
}

}  // namespace althing::cli
