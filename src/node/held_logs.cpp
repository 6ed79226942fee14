#include "node/held_logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "record/returned.h"
#include "tlog/bundle.h"

namespace althing::node {
namespace {

using assembly::ActNo;
using assembly::kNone;
using assembly::decision::WantedPrefix;
using Roots = std::set<std::pair<std::uint64_t, std::string>>;

// Its places are the acts' numbers, and it is there to be asked for any root.
class OwnBranch final : public assembly::decision::Branch {
 public:
  explicit OwnBranch(std::function<Result<Hash>(std::uint64_t)> root_at) : root_at_(std::move(root_at)) {}
  bool has(std::uint64_t size, std::string_view root) const override {
    const std::lock_guard lock(mutex_);
    auto known = roots_.find(size);
    if (known == roots_.end()) {
      const auto found = root_at_(size);
      if (!found) return false;
      known = roots_.emplace(size, to_hex(*found)).first;
    }
    return known->second == root;
  }
  std::uint64_t place(ActNo act) const override { return act; }

 private:
  std::function<Result<Hash>(std::uint64_t)> root_at_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, std::string> roots_;
};

class OthersBranch final : public assembly::decision::Branch {
 public:
  OthersBranch(const HeldBranch& held, std::uint64_t acts) : places_(acts, kAbsent) {
    // A prefix is as long as all that is in it is known to be acts. Of two notes of one act the first counts.
    const std::uint64_t size = held.resolved();
    for (std::uint64_t i = 0; i < size; ++i) {
      std::uint32_t& place = places_.at(held.acts[i]);
      if (place == kAbsent) place = static_cast<std::uint32_t>(i);
    }
  }
  bool has(std::uint64_t size, std::string_view root) const override { return roots.contains({size, std::string(root)}); }
  std::uint64_t place(ActNo act) const override { return act >= places_.size() || places_[act] == kAbsent ? kNone : places_[act]; }
  Roots roots;

 private:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};
  std::vector<std::uint32_t> places_;  // by act
};

class HeldLogs final : public assembly::decision::Logs {
 public:
  std::vector<const assembly::decision::Branch*> branches(const Key& log) const override {
    std::vector<const assembly::decision::Branch*> out;
    if (const auto it = of.find(log); it != of.end()) {
      for (const auto& branch : it->second) out.push_back(branch.get());
    }
    return out;
  }
  std::map<Key, std::vector<std::unique_ptr<const assembly::decision::Branch>>> of;
};

std::vector<std::uint64_t> sizes_of(const std::vector<WantedPrefix>& wanted, const Key& log) {
  std::set<std::uint64_t> out;
  for (const WantedPrefix& one : wanted) {
    if (one.log == log) out.insert(one.size);
  }
  return {out.begin(), out.end()};
}

}  // namespace

Result<LeafBook> LeafBook::open(const OwnLog& own, FindAct find) {
  LeafBook out;
  out.find_ = std::move(find);
  out.repeated_ = own.repeated;
  TRY(out.leaves_, record::read_leaves(own.tiles, 0, own.size));
  out.by_hash_.resize(out.leaves_.size());
  std::iota(out.by_hash_.begin(), out.by_hash_.end(), 0U);
  std::sort(out.by_hash_.begin(), out.by_hash_.end(), [&](std::uint32_t a, std::uint32_t b) { return out.leaves_[a] < out.leaves_[b]; });
  return out;
}

ActNo LeafBook::act_of(const Hash& leaf) const {
  const auto it = std::lower_bound(by_hash_.begin(), by_hash_.end(), leaf, [&](std::uint32_t a, const Hash& wanted) { return leaves_[a] < wanted; });
  if (it == by_hash_.end() || leaves_[*it] != leaf) return kNone;
  const auto again = repeated_.find(*it);
  if (again == repeated_.end()) return *it;
  return find_(again->second).value_or(kNone);
}

ActNo LeafBook::act_of_entry(const std::string& note) const {
  const auto act = act::parse_entry(note);
  return act ? find_(act->id).value_or(kNone) : kNone;
}

std::uint64_t HeldBranch::resolved() const {
  return static_cast<std::uint64_t>(std::find(acts.begin(), acts.end(), kNone) - acts.begin());
}

std::vector<HeldBranch> read_branches(record::Source& source, const Key& log, const LeafBook& book, std::vector<std::string>& faults) {
  std::vector<HeldBranch> out;
  for (std::size_t n = 0; n < record::kMaxReturnedBranches; ++n) {
    HeldBranch branch;
    branch.dir = record::returned_dir(log, n);
    auto leaves = record::read_returned(source, branch.dir);
    if (!leaves && leaves.error().code == Errc::not_found && !source.get(branch.dir + "/size")) break;
    if (!leaves) {
      faults.push_back(leaves.error().text());
      continue;
    }
    branch.leaves = std::move(*leaves);
    branch.acts.reserve(branch.leaves.size());
    const auto listed = source.list(branch.dir + "/entry");
    const std::set<std::string> names = listed ? std::set<std::string>(listed->begin(), listed->end()) : std::set<std::string>();
    for (const Hash& leaf : branch.leaves) {
      ActNo act = book.act_of(leaf);
      if (act == kNone && (!listed || names.contains(record::returned_entry(branch.dir, leaf)))) {
        const auto note = source.get(record::returned_entry(branch.dir, leaf));
        if (note && tlog::leaf_hash(as_bytes(*note)) == leaf) act = book.act_of_entry(*note);
        else if (note) faults.push_back(fmt::format("{}: does not hash to its name", record::returned_entry(branch.dir, leaf)));
      }
      branch.acts.push_back(act);
    }
    out.push_back(std::move(branch));
  }
  return out;
}

std::map<std::uint64_t, std::string> roots_at(std::span<const Hash> leaves, const std::vector<std::uint64_t>& sizes) {
  std::map<std::uint64_t, std::string> out;
  tlog::Frontier tree;
  for (const std::uint64_t size : sizes) {
    if (size > leaves.size()) break;
    while (tree.size() < size) tree.append(leaves[tree.size()]);
    out[size] = to_hex(tree.root());
  }
  return out;
}

namespace {

// What is kept of a log must lead to a root that it signed in a return or a mark.
void check_roots(const Key& log, const std::vector<HeldBranch>& branches, const std::vector<WantedPrefix>& wanted, std::vector<std::string>& faults) {
  for (const HeldBranch& branch : branches) {
    const auto roots = roots_at(branch.leaves, sizes_of(wanted, log));
    const auto right = [&](const auto& root) { return std::find(wanted.begin(), wanted.end(), WantedPrefix{log, root.first, root.second}) != wanted.end(); };
    // Of a log with one story the longest must be right; of one with several each has its own.
    const bool fine = branches.size() == 1 ? !roots.empty() && right(*roots.rbegin()) : std::any_of(roots.begin(), roots.end(), right);
    if (!fine) faults.push_back(fmt::format("{}: leads to no root that its log signed for a poll", branch.dir));
  }
}

}  // namespace

std::shared_ptr<const assembly::decision::Logs> make_logs(const OwnLog& own, const Branches& branches, const std::vector<WantedPrefix>& wanted) {
  auto out = std::make_shared<HeldLogs>();
  out->of[own.key].push_back(std::make_unique<OwnBranch>(own.root_at));
  for (const auto& [log, list] : branches) {
    if (log == own.key) continue;
    const std::vector<std::uint64_t> sizes = sizes_of(wanted, log);
    for (const HeldBranch& held : list) {
      auto branch = std::make_unique<OthersBranch>(held, own.size);
      for (const auto& [size, root] : roots_at(std::span(held.leaves).first(held.resolved()), sizes)) branch->roots.emplace(size, root);
      out->of[log].push_back(std::move(branch));
    }
  }
  return out;
}

Result<std::shared_ptr<const assembly::decision::Logs>> held_logs(record::Source& source, const OwnLog& own, const LeafBook::FindAct& find,
                                                                   const std::vector<WantedPrefix>& wanted, std::vector<std::string>& faults) {
  Branches branches;
  std::optional<LeafBook> book;
  for (const WantedPrefix& one : wanted) {
    if (one.log == own.key || branches.contains(one.log)) continue;
    if (!book) {
      TRY(book, LeafBook::open(own, find));
    }
    branches[one.log] = read_branches(source, one.log, *book, faults);
    check_roots(one.log, branches[one.log], wanted, faults);
  }
  return make_logs(own, branches, wanted);
}

}  // namespace althing::node
