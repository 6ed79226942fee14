#include "tlog/policy.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> out;
  while (!line.empty()) {
    const auto begin = std::find_if_not(line.begin(), line.end(), is_blank);
    line.remove_prefix(static_cast<std::size_t>(begin - line.begin()));
    const auto end = std::find_if(line.begin(), line.end(), is_blank);
    const auto size = static_cast<std::size_t>(end - line.begin());
    if (size > 0) out.push_back(line.substr(0, size));
    line.remove_prefix(size);
  }
  return out;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 ? c != '\t' && c != '\n' : c == '\x7f'; }

}  // namespace

class PolicyParser {
 public:
  Result<Policy> run(std::string_view text);

 private:
  using Words = std::vector<std::string_view>;
  tl::unexpected<Error> bad(std::string message) const { return fail(Errc::malformed, "line " + std::to_string(line_), std::move(message)); }
  Result<void> take(const Words& words);
  Result<void> take_log(const Words& words);
  Result<void> take_witness(const Words& words);
  Result<void> take_group(const Words& words);
  Result<void> take_quorum(const Words& words);
  Result<VerifierKey> key(std::string_view text, SignatureType type) const;
  Result<void> new_name(std::string_view name) const;
  Result<std::size_t> part(std::string_view name) const;

  Policy out_;
  std::set<std::size_t> members_;  // parts that are in a group already
  std::size_t line_ = 0;
  bool has_quorum_ = false;
};

Result<VerifierKey> PolicyParser::key(std::string_view text, SignatureType type) const {
  const auto key = parse_vkey(text);
  if (!key && key.error().code != Errc::unsupported) return bad("its key is no vkey: " + key.error().text());
  if (!key || key->type != type) {
    return fail(Errc::unsupported, "line " + std::to_string(line_), type == SignatureType::ed25519 ? "a log's key must be of type 0x01 (Ed25519)" : "a witness's key must be of type 0x04 (cosignature/v1)");
  }
  return *key;
}

Result<void> PolicyParser::new_name(std::string_view name) const {
  if (name == "none") return bad("`none` names no witness and no group");
  const bool taken = std::any_of(out_.parts_.begin(), out_.parts_.end(), [&](const auto& part) { return part.name == name; });
  return taken ? bad("the name `" + std::string(name) + "` is taken already") : Result<void>{};
}

Result<std::size_t> PolicyParser::part(std::string_view name) const {
  for (std::size_t i = 0; i < out_.parts_.size(); ++i) {
    if (out_.parts_[i].name == name) return i;
  }
  return bad("`" + std::string(name) + "` names no witness or group of an earlier line");
}

Result<void> PolicyParser::take_log(const Words& words) {
  if (words.size() < 2 || words.size() > 3) return bad("must be `log VKEY [URL]`");
  if (out_.logs.size() == kMaxPolicyLogs) return fail(Errc::too_large, "line " + std::to_string(line_), "a policy has at most 64 logs");
  TRY(VerifierKey log, key(words[1], SignatureType::ed25519));
  const bool twice = std::any_of(out_.logs.begin(), out_.logs.end(), [&](const PolicyLog& one) { return one.key.key == log.key; });
  if (twice) return bad("this log's key is named already");
  out_.logs.push_back({std::move(log), std::string(words.size() > 2 ? words[2] : "")});
  return {};
}

Result<void> PolicyParser::take_witness(const Words& words) {
  if (words.size() < 3 || words.size() > 4) return bad("must be `witness NAME VKEY [URL]`");
  if (out_.witnesses.size() == kMaxPolicyWitnesses) return fail(Errc::too_large, "line " + std::to_string(line_), "a policy has at most 48 witnesses");
  TRY_VOID(new_name(words[1]));
  TRY(VerifierKey witness, key(words[2], SignatureType::cosignature));
  const bool twice = std::any_of(out_.witnesses.begin(), out_.witnesses.end(), [&](const PolicyWitness& one) { return one.key.key == witness.key; });
  if (twice) return bad("this witness's key is named already");
  out_.parts_.push_back({std::string(words[1]), 0, out_.witnesses.size(), {}});
  out_.witnesses.push_back({std::string(words[1]), std::move(witness), std::string(words.size() > 3 ? words[3] : "")});
  return {};
}

Result<void> PolicyParser::take_group(const Words& words) {
  if (words.size() < 4) return bad("must be `group NAME all|any|K MEMBER...`");
  if (out_.parts_.size() - out_.witnesses.size() == kMaxPolicyGroups) return fail(Errc::too_large, "line " + std::to_string(line_), "a policy has at most 64 groups");
  TRY_VOID(new_name(words[1]));
  Policy::Part group{std::string(words[1]), 0, 0, {}};
  for (std::size_t i = 3; i < words.size(); ++i) {
    TRY(const std::size_t member, part(words[i]));
    if (!members_.insert(member).second) return bad("`" + std::string(words[i]) + "` is a member already; each may be so once");
    group.members.push_back(member);
  }
  if (words[2] == "all") {
    group.threshold = group.members.size();
  } else if (words[2] == "any") {
    group.threshold = 1;
  } else {
    const auto k = parse_decimal(words[2]);
    if (!k || *k < 1 || *k > group.members.size()) return bad("the threshold must be all, any or 1 to the number of members");
    group.threshold = static_cast<std::size_t>(*k);
  }
  out_.parts_.push_back(std::move(group));
  return {};
}

Result<void> PolicyParser::take_quorum(const Words& words) {
  if (words.size() != 2) return bad("must be `quorum NAME` or `quorum none`");
  if (std::exchange(has_quorum_, true)) return bad("a second quorum; a policy has exactly one");
  if (words[1] == "none") return {};
  TRY(out_.quorum_, part(words[1]));
  return {};
}

Result<void> PolicyParser::take(const Words& words) {
  if (words[0] == "log") return take_log(words);
  if (words[0] == "witness") return take_witness(words);
  if (words[0] == "group") return take_group(words);
  if (words[0] == "quorum") return take_quorum(words);
  return bad("must begin with log, witness, group or quorum");
}

Result<Policy> PolicyParser::run(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return fail(Errc::too_large, "a policy has at most 64 KiB");
  while (!text.empty()) {
    ++line_;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (std::any_of(line.begin(), line.end(), is_control)) return bad("holds a control character");
    const Words words = words_of(line);
    if (!words.empty() && words[0][0] != '#') TRY_VOID(take(words));
  }
  if (!has_quorum_) return fail(Errc::malformed, "quorum", "is missing: one line `quorum NAME` or `quorum none`");
  return std::move(out_);
}

Result<Policy> parse_policy(std::string_view text) { return PolicyParser().run(text); }

bool Policy::satisfied(const std::set<std::size_t>& cosigned) const {
  if (quorum_ == kNone) return true;
  std::vector<bool> held(parts_.size());  // members come before their group
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    const auto count = std::count_if(part.members.begin(), part.members.end(), [&](std::size_t member) { return held[member]; });
    held[i] = part.threshold == 0 ? cosigned.contains(part.witness) : static_cast<std::size_t>(count) >= part.threshold;
  }
  return held[quorum_];
}

Result<std::vector<Cosigned>> Policy::cosigned(const Note& note) const {
  std::vector<VerifierKey> keys;
  for (const PolicyWitness& witness : witnesses) keys.push_back(witness.key);
  return find_cosignatures(note, keys);
}

std::string Policy::text() const {
  std::string out;
  const auto with_url = [](const std::string& url) { return (url.empty() ? std::string() : " " + url) + "\n"; };
  for (const PolicyLog& log : logs) out += "log " + log.key.vkey() + with_url(log.url);
  for (const PolicyWitness& witness : witnesses) out += "witness " + witness.name + " " + witness.key.vkey() + with_url(witness.url);
  for (const Part& part : parts_) {
    if (part.threshold == 0) continue;
    out += "group " + part.name + " " + std::to_string(part.threshold);
    for (const std::size_t member : part.members) out += " " + parts_[member].name;
    out += "\n";
  }
  return out + "quorum " + (quorum_ == kNone ? "none" : parts_[quorum_].name) + "\n";
}

}  // namespace althing::tlog
