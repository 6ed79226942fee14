// Reader: instruments, provisions, positions, documents.
#include <algorithm>
#include <cctype>

#include "assembly/rules.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;
using assembly::SlotRow;

namespace {

std::string part(std::string_view payload, std::size_t n) { return std::string(payload_part(payload, n)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "3" < "3a" < "3.1" < "10": runs of digits compare as numbers.
bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      while (i < a.size() && a[i] == '0') ++i;
      while (j < b.size() && b[j] == '0') ++j;
      std::size_t ie = i, je = j;
      while (ie < a.size() && is_digit(a[ie])) ++ie;
      while (je < b.size() && is_digit(b[je])) ++je;
      if (ie - i != je - j) return ie - i < je - j;
      const int order = a.substr(i, ie - i).compare(b.substr(j, je - j));
      if (order != 0) return order < 0;
      i = ie;
      j = je;
    } else {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
    }
  }
  return a.size() - i < b.size() - j;
}

}  // namespace

// The slot of a watch row, by any act that is or was its version.
std::optional<SlotRow> SqliteReader::row_slot(const act::ActId& any_version, std::string_view type) {
  const auto no = state_.find(any_version);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != type || row.slot == 0) return std::nullopt;
  SlotRow slot = state_.get_slot(row.slot);
  if (!slot.active) return std::nullopt;
  return slot;
}

// The act now in force of the row that this act is a version of; itself if the row is gone.
act::ActId SqliteReader::current_of(ActNo row_act) {
  const ActRow row = state_.get(row_act);
  if (row.slot == 0) return row.id;
  const SlotRow slot = state_.get_slot(row.slot);
  return slot.winner == kNone ? row.id : id_of(slot.winner);
}

// Active rows of a kind whose parent act is any version of the given row.
std::vector<SlotRow> SqliteReader::child_slots(std::string_view kind, std::uint64_t parent_slot, ActNo /*parent*/) {
  std::vector<std::uint64_t> ids;
  Query& q = state_.prepared("SELECT s.id FROM act p JOIN slot s ON s.subject = p.no WHERE p.slot = ?1 AND p.slot IS NOT NULL AND "
                             "s.kind = ?2 AND s.active = 1 ORDER BY s.winner").bind(parent_slot, kind);
  while (q.step()) ids.push_back(static_cast<std::uint64_t>(q.integer(0)));
  std::vector<SlotRow> out;
  for (const std::uint64_t id : ids) out.push_back(state_.get_slot(id));
  return out;
}

InstrumentInfo SqliteReader::instrument_info(const SlotRow& slot) {
  InstrumentInfo out;
  const ActRow row = state_.get(slot.winner);
  out.act = info(row);
  out.shown = shown(row.no);
  out.src = part(row.payload, 0);
  out.kind = part(row.payload, 1);
  const auto provisions = child_slots("provision", slot.id, row.no);
  out.provisions = static_cast<std::int64_t>(provisions.size());
  out.positions = static_cast<std::int64_t>(child_slots("position", slot.id, row.no).size());
  for (const SlotRow& p : provisions) out.positions += static_cast<std::int64_t>(child_slots("position", p.id, p.winner).size());
  return out;
}

std::vector<InstrumentInfo> SqliteReader::instruments() {
  std::vector<SlotRow> slots = state_.active_slots("instrument");
  std::sort(slots.begin(), slots.end(), [](const SlotRow& a, const SlotRow& b) { return a.winner < b.winner; });
  std::vector<InstrumentInfo> out;
  for (const SlotRow& slot : slots) out.push_back(instrument_info(slot));
  return out;
}

std::optional<InstrumentInfo> SqliteReader::instrument(const act::ActId& any_version) {
  const auto slot = row_slot(any_version, "instrument");
  return slot ? std::optional(instrument_info(*slot)) : std::nullopt;
}

ProvisionInfo SqliteReader::provision_info(const SlotRow& slot) {
  ProvisionInfo out;
  const ActRow row = state_.get(slot.winner);
  out.act = info(row);
  out.shown = first_written(row.no);
  out.src = part(row.payload, 0);
  out.number = part(row.payload, 1);
  out.instrument = current_of(row.subject);
  if (const auto from = parse_hex<act::ActId>(payload_part(row.payload, 2))) {
    if (const auto no = state_.find(*from)) out.from = current_of(*no);
  }
  return out;
}

std::vector<ProvisionInfo> SqliteReader::provisions(const act::ActId& instrument) {
  std::vector<ProvisionInfo> out;
  const auto slot = row_slot(instrument, "instrument");
  if (!slot) return out;
  for (const SlotRow& child : child_slots("provision", slot->id, slot->winner)) out.push_back(provision_info(child));
  std::stable_sort(out.begin(), out.end(), [](const ProvisionInfo& a, const ProvisionInfo& b) { return natural_less(a.number, b.number); });
  return out;
}

std::optional<ProvisionInfo> SqliteReader::provision(const act::ActId& any_version) {
  const auto slot = row_slot(any_version, "provision");
  return slot ? std::optional(provision_info(*slot)) : std::nullopt;
}

std::vector<PositionInfo> SqliteReader::positions(const act::ActId& instrument) {
  std::vector<PositionInfo> out;
  const auto root = row_slot(instrument, "instrument");
  if (!root) return out;
  std::vector<SlotRow> parents = child_slots("provision", root->id, root->winner);
  parents.push_back(*root);
  for (const SlotRow& parent : parents) {
    for (const SlotRow& slot : child_slots("position", parent.id, parent.winner)) {
      const ActRow row = state_.get(slot.winner);
      PositionInfo item;
      item.act = info(row);
      item.shown = first_written(row.no);
      item.src = part(row.payload, 0);
      item.option = part(row.payload, 1);
      item.on = id_of(parent.winner);
      item.on_instrument = parent.id == root->id;
      out.push_back(std::move(item));
    }
  }
  std::sort(out.begin(), out.end(), [](const PositionInfo& a, const PositionInfo& b) { return a.act.no < b.act.no; });
  return out;
}

std::vector<ProvisionInfo> SqliteReader::successors(const act::ActId& provision) {
  std::vector<ProvisionInfo> out;
  const auto slot = row_slot(provision, "provision");
  if (!slot) return out;
  std::vector<std::uint64_t> ids;
  Query& q = state_.prepared("SELECT DISTINCT s.id FROM link l JOIN act a ON a.no = l.source JOIN slot s ON s.id = a.slot JOIN act t ON t.id = l.target "
                             "WHERE l.kind = 'from' AND t.slot = ? AND s.active = 1 AND s.winner = a.no AND l.target IN "
                             "(SELECT id FROM act WHERE slot = ?1 AND slot IS NOT NULL) ORDER BY s.winner").bind(slot->id);
  while (q.step()) ids.push_back(static_cast<std::uint64_t>(q.integer(0)));
  for (const std::uint64_t id : ids) out.push_back(provision_info(state_.get_slot(id)));
  return out;
}

std::vector<DocumentInfo> SqliteReader::documents(const act::ActId* instrument) {
  std::vector<SlotRow> slots;
  if (instrument == nullptr) {
    slots = state_.active_slots("document");
  } else if (const auto parent = row_slot(*instrument, "instrument")) {
    slots = child_slots("document", parent->id, parent->winner);
  }
  std::vector<DocumentInfo> out;
  for (const SlotRow& slot : slots) out.push_back(document_info(state_.get(slot.winner)));
  std::sort(out.begin(), out.end(), [](const DocumentInfo& a, const DocumentInfo& b) { return a.act.no < b.act.no; });
  return out;
}

}  // namespace althing::index
