// See sign_rows.h.
#include "cli/case/sign_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/detail.h"
#include "act/limits.h"
#include "act/schema.h"

namespace althing::cli {
namespace {

/// Secret of this author for salts alone: nobody without the seed can test a guess of a text against
/// its commitment, yet the author gets the same salt for the same row every time.
Hash salt_secret(const KeyPair& key) {
  return sha256({as_bytes("althing/import-salt/v1\n"), key.seed().view()});
}

/// Everything the row says, in one canonical text: type, src, leaf, references by source id, detail.
/// So a changed leaf changes the salt, the commitment tells a changed row, and nothing else need be held.
std::string row_text(const Row& row) {
  json::Object refs;
  for (const RowRef& ref : row.refs) refs.set(ref.member, ref.id);
  return json::write(json::object(
      {{"type", row.type}, {"src", row.src}, {"leaf", row.leaf}, {"refs", refs}, {"detail", row.detail}}));
}

std::string detail_bytes(const Row& row, const KeyPair& key, const Hash& secret) {
  const Hash salt = sha256({secret.view(), as_bytes(row_text(row))});
  json::Object members = row.detail;
  members.set("salt", to_base64url(salt.view().first(act::kSaltBytes)));
  members.set("by", act::key_text(key.key()));
  return json::write(json::Value(std::move(members)));
}

json::Array id_array(const std::vector<act::ActId>& ids) {
  json::Array out;
  for (const act::ActId& id : ids) out.emplace_back(to_hex(id));
  return out;
}

class Signer {
 public:
  Signer(const Importer& importer, const HeldRows& held)
      : importer_(importer), held_(held), secret_(salt_secret(importer.key)), prev_(importer.heads) {
    std::ranges::sort(prev_);
  }

  Result<void> row(const Row& row) {
    const auto it = held_.find({row.type, row.src});
    const HeldRow* old = it == held_.end() ? nullptr : &it->second;
    SignedRow out{row.type, row.id, row.src, {}, old != nullptr, {}, detail_bytes(row, importer_.key, secret_)};
    TRY(act::Detail detail, act::parse_detail(out.detail));
    if (old && old->detail == detail.commitment) {
      ++import_.unchanged;
      import_.ids[row.id] = old->first;
      return {};
    }
    TRY_VOID(act::check_local_text(detail));
    TRY(out.note, act::sign_act(body(row, detail.commitment), importer_.key));
    TRY(act::Act signed_act, act::open_entry(out.note, &importer_.assembly));
    TRY_VOID(act::check_schema(signed_act));
    out.act = signed_act.id;
    prev_ = {out.act};
    import_.ids[row.id] = old ? old->first : out.act;
    import_.acts.push_back(std::move(out));
    return {};
  }

  Import take() { return std::move(import_); }

 private:
  json::Value body(const Row& row, const Hash& commitment) const {
    json::Object out = row.leaf;
    for (const RowRef& ref : row.refs) out.set(ref.member, to_hex(import_.ids.at(ref.id)));
    out.set("src", row.src);
    out.set("act", row.type);
    out.set("v", 1);
    out.set("at", format_time(importer_.at));
    out.set("in", to_hex(importer_.assembly));
    out.set("detail", to_hex(commitment));
    if (!prev_.empty()) out.set("prev", id_array(prev_));
    if (importer_.on_behalf) out.set("for", to_hex(*importer_.on_behalf));
    if (importer_.mandate) out.set("mandate", to_hex(*importer_.mandate));
    return json::Value(std::move(out));
  }

  const Importer& importer_;
  const HeldRows& held_;
  Hash secret_;
  std::vector<act::ActId> prev_;
  Import import_;
};

}  // namespace

Result<Import> sign_rows(const Plan& plan, const Importer& importer, const HeldRows& held) {
  if (!plan.good()) {
    const Remark& first = plan.faults.front();
    return fail(Errc::usage, first.row,
                fmt::format("{} ({} fault(s) in the case file)", first.reason, plan.faults.size()));
  }
  if (importer.heads.size() > act::kMaxPrev) {
    return fail(Errc::too_large, "prev",
                fmt::format("the author has {} heads, an act can name {}", importer.heads.size(), act::kMaxPrev));
  }
  Signer signer(importer, held);
  for (const Row& row : plan.rows) {
    if (auto done = signer.row(row); !done) {
      Error error = std::move(done).error();
      error.message = error.text();
      error.field = row.where;
      return fail(std::move(error));
    }
  }
  return signer.take();
}

Result<StatementParts> statement_parts(const StatementDraft& draft, const std::map<std::string, act::ActId>& ids,
                                       UnixSeconds now) {
  StatementParts out;
  out.detail = draft.detail;
  out.leaf.set("act", "statement");
  out.leaf.set("v", 1);
  if (draft.closes) out.leaf.set("closes", format_time(*draft.closes));
  if (draft.open_days) out.leaf.set("closes", format_time((now + 59) / 60 * 60 + *draft.open_days * 86400));
  std::vector<act::ActId> on;
  for (const std::string& id : draft.on) {
    const auto it = ids.find(id);
    if (it == ids.end()) return fail(Errc::unknown_ref, "on", fmt::format("row \"{}\" is not on file", id));
    on.push_back(it->second);
  }
  std::ranges::sort(on);
  on.erase(std::unique(on.begin(), on.end()), on.end());
  if (!on.empty()) out.leaf.set("on", id_array(on));
  return out;
}

}  // namespace althing::cli
