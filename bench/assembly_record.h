// A large assembly as a record: members with keys of their own, each vouched into a group; two polls of 20
// choices in which all of them rank; one proposal with comments, support and objections. Every act follows
// its author's last one, as clients write them. All by numbers, so that a folder filled before is known
// again. Signatures are left zero: neither the record nor the index looks at them (audits do).
#pragma once

#include <functional>
#include <unordered_map>

#include "kit.h"
#include "record/record.h"
#include "support/acts.h"

namespace althing::bench {

constexpr std::size_t kGroups = 4;
constexpr const char* kGroupNames[kGroups] = {"civil", "technical", "private", "academia"};
constexpr std::uint64_t kVouchesEach = 1000;
constexpr std::size_t kOptions = 20;
constexpr std::size_t kAppendStep = 1024;
constexpr const char* kFounded = "2026-01-01T00:00:00Z";
constexpr const char* kOpens = "2026-02-01T00:00:00Z";
constexpr const char* kCloses = "2026-02-03T00:00:00Z";

struct Sizes {
  std::uint64_t members = 100'000, comments = 5'000, stances = 5'000;  // stances: of support and of objection each
};

class Assembly {
 public:
  Assembly(const Sizes& sizes, const Key& log) : sizes_(sizes) {
    for (std::uint64_t n = 0; n < sizes.members; ++n) keys_.push_back(test::key_number(n).key());
    make_found(log);
  }

  /// Calls `take` with every act in the order of the log, its detail beside it.
  void each(const std::function<void(record::NewEntry)>& take) {
    take_ = [&](record::NewEntry entry) {
      ++size_;
      take(std::move(entry));
    };
    take_({found_note_, found_detail_});
    last_.clear();
    const auto token = [](std::uint64_t n, std::size_t of) { return static_cast<std::uint64_t>(sha256("pick " + std::to_string(n)).data[0]) % of; };
    for (std::uint64_t n = 0; n < sizes_.members; ++n) {
      static constexpr const char* kCountries[] = {"is", "no", "ke", "br", "in", "fr", "jp", "ma"};
      joins_.push_back(make(n, "join", json::object({{"kind", n % 50 == 7 ? "organisation" : "person"}, {"next", next_of(n)}, {"country", kCountries[token(n, 8)]}}),
                            json::object({{"name", "Member number " + std::to_string(n)}, {"text", "Joined to be counted."}})));
    }
    for (std::uint64_t n = kGroups; n < sizes_.members; ++n) {
      const std::uint64_t voucher = (n / kGroups - 1) / kVouchesEach * kGroups + n % kGroups;
      make(voucher, "vouch", json::object({{"whom", to_hex(joins_[n])}, {"group", kGroupNames[n % kGroups]}}));
    }
    proposal = make(0, "propose", json::object({{"kind", "text"}}), json::object({{"title", "Of large assemblies"}, {"text", "We propose to count **everybody**.\n\n" + words(3, 900)}}));
    schulze = make_poll("schulze", 1);
    stv = make_poll("stv-scottish", 5);
    first_stance = size_;
    for (std::uint64_t n = 0; n < std::min(sizes_.stances * 2, sizes_.members); ++n) {
      make(n, n % 2 == 0 ? "support" : "object", json::object({{"of", to_hex(proposal)}}), json::object({{"reason", "Because " + words(n, 160)}}));
    }
    first_comment = size_;
    for (std::uint64_t n = 0; n < sizes_.comments; ++n) {
      make(n % sizes_.members, "comment", json::object({{"on", to_hex(proposal)}}), json::object({{"text", "To this *I* say: " + words(n, 400)}}));
    }
    for (const act::ActId& poll : {schulze, stv}) {
      for (std::uint64_t n = 0; n < sizes_.members; ++n) {
        make(n, "ballot", json::object({{"poll", to_hex(poll)}, {"choice", ranking(n)}}),
             n % 10 == 3 ? json::object({{"reason", "I rank so because " + words(n, 80)}}) : json::Value());
      }
    }
  }

  /// A ballot of member `n`, changed for the `time`th time, truly signed, for a node that checks it.
  test::SignedAct changed_ballot(const act::ActId& poll, std::uint64_t n, std::uint64_t time, const std::string& at) const {
    return test::sign(json::object({{"act", "ballot"}, {"at", at}, {"v", 1}, {"in", to_hex(id)}, {"poll", to_hex(poll)}, {"choice", ranking(n + time * 7919)},
                                    {"prev", json::Array{to_hex(last_.at(n))}}}), test::key_number(n));
  }

  /// Somebody who joins and is vouched for by the last member: two acts, truly signed.
  std::vector<test::SignedAct> newcomer(const std::string& at) const {
    const std::uint64_t n = sizes_.members, voucher = n - 1;
    auto join = test::sign(json::object({{"act", "join"}, {"at", at}, {"v", 1}, {"in", to_hex(id)}, {"kind", "person"}, {"next", next_of(n)}}), test::key_number(n));
    auto vouch = test::sign(json::object({{"act", "vouch"}, {"at", at}, {"v", 1}, {"in", to_hex(id)}, {"whom", to_hex(join.id)}, {"group", kGroupNames[voucher % kGroups]},
                                          {"prev", json::Array{to_hex(last_.at(voucher))}}}), test::key_number(voucher));
    return {std::move(join), std::move(vouch)};
  }

  const act::ActId& join(std::uint64_t n) const { return joins_.at(n); }
  const Key& key(std::uint64_t n) const { return keys_.at(n); }
  act::ActId id, proposal, schulze, stv;
  std::uint64_t first_stance = 0, first_comment = 0;  // log indices

 private:
  static std::string next_of(std::uint64_t n) { return to_hex(sha256("next " + std::to_string(n))); }
  static std::string words(std::uint64_t n, std::size_t size) {
    static constexpr const char* kWords[] = {"every", "member", "of", "the", "assembly", "may", "speak", "and", "vote", "on", "what", "concerns", "all", "in", "its", "turn"};
    std::string out;
    for (std::uint64_t i = n * 31 + 7; out.size() < size; i = i * 6364136223846793005u + 1442695040888963407u) out += std::string(kWords[i >> 60]) + " ";
    out.back() = '.';
    return out;
  }
  // A whole ranking, drawn so that some options lead.
  static json::Array ranking(std::uint64_t n) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    std::uint64_t draw = n * 2654435761u + 1;
    for (std::size_t i = 0; i < kOptions; ++i) {
      draw = draw * 6364136223846793005u + 1442695040888963407u;
      order.emplace_back((draw >> 40) % 4000 + i * 60, i);
    }
    std::sort(order.begin(), order.end());
    json::Array out;
    for (const auto& [weight, option] : order) out.emplace_back("option-" + std::to_string(option));
    return out;
  }

  void make_found(const Key& log) {
    json::Array groups;
    for (std::size_t g = 0; g < kGroups; ++g) {
      groups.push_back(json::object({{"group", kGroupNames[g]}, {"members", json::Array{json::object({{"key", act::key_text(keys_[g])}, {"next", next_of(g)}})}}}));
    }
    const auto found = test::sign(json::object({{"act", "found"}, {"at", kFounded}, {"v", 1}, {"groups", std::move(groups)}, {"logs", json::Array{act::key_text(log)}},
                                                {"admission", json::object({{"age_days", 0}, {"limit", static_cast<std::int64_t>(kVouchesEach)}, {"vouches", 1}})}}), test::key_number(0));
    id = found.id;
    found_note_ = found.note;
    found_detail_ = found.detail;
  }

  act::ActId make_poll(const char* method, std::int64_t seats) {
    json::Array choices;
    json::Object options;
    for (std::size_t i = 0; i < kOptions; ++i) {
      choices.push_back(json::object({{"choice", "option-" + std::to_string(i)}}));
      options.set("option-" + std::to_string(i), "The option of number " + std::to_string(i));
    }
    json::Value body = json::object({{"method", method}, {"choices", std::move(choices)}, {"opens", kOpens}, {"closes", kCloses}});
    if (seats > 1) body.object()->set("seats", seats);
    return make(0, "poll", std::move(body), json::object({{"title", std::string("Which of twenty, by ") + method}, {"text", "Everybody ranks."}, {"options", std::move(options)}}));
  }

  act::ActId make(std::uint64_t author, const char* type, json::Value value, json::Value words = {}) {
    record::NewEntry entry;
    json::Object& body = *value.object();
    const Key& key = keys_[author];
    body.set("act", type);
    body.set("at", "2026-01-02T00:00:00Z");
    body.set("by", act::key_text(key));
    body.set("in", to_hex(id));
    body.set("v", 1);
    if (const auto last = last_.find(author); last != last_.end()) body.set("prev", json::Array{to_hex(last->second)});
    if (json::Object* detail = words.object()) {
      detail->set("by", act::key_text(key));
      detail->set("lang", "en");
      detail->set("salt", to_base64url(sha256(std::to_string(++made_)).view().first(16)));
      entry.detail = json::write(words);
      body.set("detail", to_hex(sha256(entry.detail)));
    }
    const std::string text = must(act::text_of(value));
    entry.note = act::note_of(text, key, Signature{});
    take_(std::move(entry));
    return last_[author] = act::id_of_text(text);
  }

  Sizes sizes_;
  std::vector<Key> keys_;
  std::vector<act::ActId> joins_;
  std::unordered_map<std::uint64_t, act::ActId> last_;
  std::string found_note_, found_detail_;
  std::function<void(record::NewEntry)> take_;
  std::uint64_t made_ = 0, size_ = 0;
};

}  // namespace althing::bench
