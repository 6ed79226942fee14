#include "cli/import/table_plan.h"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "act/limits.h"
#include "assembly/watch/rows.h"
#include "cli/import/limits.h"

namespace althing::cli {
namespace {

// Secret of this author for salts alone: nobody without the seed can test a guess of a row's words against their
// commitment, yet the author gets the same salt for the same row every time.
Hash salt_secret(const KeyPair& key) { return sha256({as_bytes("althing/table-salt/v1\n"), key.seed().view()}); }

std::string detail_bytes(const json::Object& leaf, json::Object words, const Key& by, const Hash& secret) {
  const Hash salt = sha256({secret.view(), as_bytes(json::write(json::object({{"leaf", leaf}, {"detail", words}})))});
  words.set("salt", to_base64url(salt.view().first(act::kSaltBytes)));
  words.set("by", act::key_text(by));
  return json::write(json::Value(std::move(words)));
}

std::string labels_of(const json::Object& leaf) {
  std::string out;
  const json::Value* labels = leaf.find("labels");
  if (labels == nullptr) return out;
  for (const json::Value& label : *labels->array()) out += *label.string() + ",";
  return out;
}

// The commitment covers the leaf by its salt; this covers an act that somebody made of the same detail by hand.
bool says_the_same(const HeldAct& held, const json::Object& leaf) {
  const assembly::watch::Placed placed = assembly::watch::read_placed(held.tokens);
  const auto text = [&](std::string_view member) {
    const json::Value* value = leaf.find(member);
    return value == nullptr ? std::string_view() : std::string_view(*value->string());
  };
  return placed.kind == text("kind") && placed.country == text("country") && placed.region == text("region") && placed.from == text("from") && placed.to == text("to") &&
         placed.precision == text("precision") && placed.end == text("end") && placed.embargo.empty() && placed.labels == labels_of(leaf) && placed.extent == text("extent");
}

bool is_of(std::string_view src, std::string_view source) { return src.size() > source.size() && src.starts_with(source) && src[source.size()] == '.'; }

// "<source>.<16 hex>" of it or of it with a country behind.
std::string row_of(const std::string& src, const std::string& source) { return src.substr(0, src.find('.', source.size() + 1)); }

// What the table says of rows that make no act now.
struct Elsewhere {
  std::unordered_set<std::string> refused;
  std::unordered_map<std::string, std::uint64_t> dropped, taken;  // line by row
};

}  // namespace

TablePlan plan_table(const RowActs& rows, const table::Taken& taken, const table::Mapping& mapping, const HeldActs& held, const KeyPair& key) {
  TablePlan out;
  const Hash secret = salt_secret(key);
  Elsewhere elsewhere;
  std::unordered_set<std::string> there;
  for (std::size_t i = 0; i < rows.acts.size(); ++i) {
    const RowAct& act = rows.acts[i];
    PlannedAct& planned = out.acts.emplace_back();
    planned.act = i;
    planned.detail = detail_bytes(act.leaf, act.words, key.key(), secret);
    there.insert(act.src);
    elsewhere.taken.emplace(act.row, act.line);
    const auto old = held.find(act.src);
    if (old == held.end()) continue;
    planned.held = old->second.id;
    planned.step = Step::changed;
    if (old->second.detail != sha256(planned.detail) || !says_the_same(old->second, act.leaf)) continue;
    planned.step = Step::unchanged;
    planned.detail.clear();
  }
  for (const auto* notes : {&taken.refused, &rows.refused}) {
    for (const table::LineNote& note : *notes) elsewhere.refused.insert(note.id);
  }
  for (const table::LineNote& note : taken.dropped) elsewhere.dropped.emplace(note.id, note.line);
  for (const auto& [src, act] : held) {
    if (!is_of(src, mapping.source)) continue;
    ++out.held;
    if (there.contains(src)) continue;
    const std::string row = row_of(src, mapping.source);
    if (const auto line = elsewhere.taken.find(row); line != elsewhere.taken.end()) {
      out.gone.push_back({src, fmt::format("line {} no longer names its country", line->second), act.id});
    } else if (elsewhere.refused.contains(row)) {
      continue;
    } else if (const auto dropped = elsewhere.dropped.find(row); dropped != elsewhere.dropped.end()) {
      out.gone.push_back({src, fmt::format("the mapping drops line {}", dropped->second), act.id});
    } else {
      out.gone.push_back({src, "is no longer in the table", act.id});
    }
  }
  return out;
}

std::string withdrawal_detail(const GoneAct& gone, const KeyPair& key) {
  json::Object leaf, words;
  leaf.set("act", "withdraw");
  leaf.set("of", to_hex(gone.id));
  words.set("reason", fmt::format("Imported from a table: {} {}.", gone.src, gone.why));
  return detail_bytes(leaf, std::move(words), key.key(), salt_secret(key));
}

bool looks_cut(const TablePlan& plan) { return plan.gone.size() > kSafeGone && plan.gone.size() * 2 > plan.held; }

}  // namespace althing::cli
