// After reading: no two rows of one identity, no reference into nothing, no circle, and details a node
// will take. Then every row is put after the rows it names.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "act/detail.h"
#include "cli/case/builder.h"
#include "cli/case/limits.h"

namespace althing::cli {
namespace {

/// Types a reference may name, by the type that names and its member.
bool may_name(const Row& row, const RowRef& ref, const Row& target) {
  if (row.type == "provision" && ref.member == "from") return target.type == "provision";
  if (row.type == "position") return target.type == "provision" || target.type == "instrument";
  return target.type == "instrument";
}

class Order {
 public:
  explicit Order(Builder& builder) : builder_(builder), rows_(builder.plan.rows), state_(rows_.size(), State::open) {}

  void run() {
    if (!index()) return;
    check_refs();
    for (std::size_t i = 0; i < builder_.plan.statements.size(); ++i) check_statement(i);
    if (!builder_.plan.good()) return;
    for (std::size_t i = 0; i < rows_.size() && builder_.plan.good(); ++i) visit(i);
    if (!builder_.plan.good()) return;
    std::vector<Row> sorted;
    sorted.reserve(rows_.size());
    for (const std::size_t i : sequence_) sorted.push_back(std::move(rows_[i]));
    rows_ = std::move(sorted);
  }

 private:
  enum class State { open, entered, done };

  bool index() {
    std::map<std::string, std::size_t> tokens;
    bool good = true;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool fresh = by_id_.emplace(rows_[i].id, i).second;
      const auto [token, new_token] = tokens.emplace(rows_[i].src, i);
      if (fresh && new_token) continue;
      good = false;
      builder_.fault(rows_[i].where, fmt::format("`src` \"{}\" is already that of {}", rows_[i].id,
                                                 rows_[token->second].where));
    }
    return good;
  }

  void check_refs() {
    for (const Row& row : rows_) {
      for (const RowRef& ref : row.refs) {
        const auto it = by_id_.find(ref.id);
        if (it == by_id_.end()) {
          builder_.fault(row.where,
                         fmt::format("`{}` names \"{}\", which is no row of this case", ref.member, ref.id));
        } else if (!may_name(row, ref, rows_[it->second])) {
          builder_.fault(row.where, fmt::format("`{}` must not name \"{}\", which is a {}", ref.member, ref.id,
                                                rows_[it->second].type));
        }
      }
    }
  }

  void check_statement(std::size_t i) {
    const StatementDraft& draft = builder_.plan.statements[i];
    for (const std::string& id : draft.on) {
      const auto it = by_id_.find(id);
      const std::string type = it == by_id_.end() ? "" : rows_[it->second].type;
      if (type == "provision" || type == "instrument") continue;
      builder_.fault(fmt::format("statements[{}] ({})", i, draft.ref),
                     fmt::format("`on` names \"{}\", which is no provision or instrument of this case", id));
    }
  }

  /// Depth first; references go at most rows_ deep, and only `on` and `from` can chain, so an explicit
  /// stack keeps a long chain of amendments from exhausting ours.
  void visit(std::size_t first) {
    std::vector<std::size_t> stack{first};
    while (!stack.empty()) {
      const std::size_t i = stack.back();
      if (state_[i] == State::done) {
        stack.pop_back();
        continue;
      }
      state_[i] = State::entered;
      bool ready = true;
      for (const RowRef& ref : rows_[i].refs) {
        const std::size_t target = by_id_.find(ref.id)->second;
        if (state_[target] == State::done) continue;
        if (state_[target] == State::entered) {
          return builder_.fault(rows_[i].where, fmt::format("`{}` leads in a circle by \"{}\"", ref.member, ref.id));
        }
        stack.push_back(target);
        ready = false;
      }
      if (!ready) continue;
      state_[i] = State::done;
      sequence_.push_back(i);
      stack.pop_back();
    }
  }

  Builder& builder_;
  std::vector<Row>& rows_;
  std::vector<State> state_;
  std::map<std::string, std::size_t> by_id_;
  std::vector<std::size_t> sequence_;
};

/// A detail as it would be sent, with a stand-in for salt and author of the same length.
void check_detail(Builder& builder, const std::string& where, json::Object members) {
  static const Key kAnyone = KeyPair::from_seed(Seed{}).key();
  members.set("salt", std::string(22, 'A'));
  members.set("by", act::key_text(kAnyone));
  const auto detail = act::parse_detail(json::write(json::Value(std::move(members))));
  if (!detail) return builder.fault(where, detail.error().text());
  if (const auto clean = act::check_local_text(*detail); !clean) builder.fault(where, clean.error().text());
}

}  // namespace

void order_rows(Builder& builder) {
  // Types in the order of the catalogue first, so that a plan reads like a table of contents.
  const auto rank = [](const Row& row) {
    constexpr std::string_view kTypes[] = {"instrument", "provision", "position", "document"};
    return std::ranges::find(kTypes, row.type) - std::begin(kTypes);
  };
  std::ranges::stable_sort(builder.plan.rows, {}, rank);
  Order(builder).run();
}

void check_details(Builder& builder) {
  for (const Row& row : builder.plan.rows) check_detail(builder, row.where, row.detail);
  for (const StatementDraft& draft : builder.plan.statements) {
    check_detail(builder, "statements (" + draft.ref + ")", draft.detail);
  }
  if (!builder.plan.assembly) return;
  json::Object charter;
  charter.set("name", builder.plan.assembly->name);
  charter.set("text", builder.plan.assembly->text);
  check_detail(builder, "assembly", std::move(charter));
  for (const MemberDraft& member : builder.plan.assembly->members) {
    json::Object detail;
    detail.set("name", member.name);
    if (!member.note.empty()) detail.set("note", member.note);
    check_detail(builder, "assembly.members (" + member.ref + ")", std::move(detail));
  }
}

}  // namespace althing::cli
