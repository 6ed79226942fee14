#include "assembly/random_acts.h"

#include <algorithm>
#include <set>
#include <span>

namespace althing::test {
namespace {

// Few keys, so that they meet often. "k0" may be followed by "k0n", "k0nn", ...
constexpr std::size_t kKeys = 5;

constexpr std::string_view kTypes[] = {"join",  "join",   "leave",    "rotate",   "rotate",    "appoint", "appoint", "dismiss", "dismiss", "vouch",    "vouch",
                                       "unvouch", "erase", "withhold", "restore",  "appeal",    "statement", "revise", "sign",     "sign",
                                       "sign",  "unsign", "instrument", "provision", "position", "document", "mark",   "dance"};

constexpr std::string_view kPolls[] = {"join", "join", "leave", "rotate", "appoint", "dismiss", "vouch", "vouch", "unvouch", "charter", "charter", "poll", "poll", "poll",
                                       "ballot", "ballot", "ballot", "ballot", "ballot", "ballot", "ballot", "return", "return", "mark", "mark", "withdraw"};

constexpr std::string_view kTogether[] = {"join",    "leave",    "rotate",  "appoint", "dismiss", "erase",   "call",    "respond", "respond", "propose",
                                          "propose", "revise",   "amend",   "amend",   "amend",   "accept",  "accept",  "decline", "decline", "accept", "support", "support", "object",
                                          "comment", "withdraw", "withdraw", "withdraw", "statement", "sign", "collect", "dispute", "deliver", "answer",
                                          "action",  "pledge",   "done",    "collect", "decline", "dispute", "dispute", "sign", "deliver", "answer",  "answer",  "sign",  "declare", "attest",  "poll",    "poll",    "ballot",  "ballot",  "outcome",
                                          "charter", "return",   "return",  "report",  "vouch",   "mark", "node", "peer"};

constexpr std::string_view kWatch[] = {"join",  "join",  "leave",   "rotate", "rotate",   "appoint",  "dismiss", "erase",       "instrument",  "document",    "event",   "event",
                                       "claim", "claim", "check",   "check",  "incident", "incident", "incident", "corroborate", "corroborate", "corroborate", "dispute", "dispute",
                                       "part",  "part",  "dossier", "part",   "step",     "window",   "withdraw", "withdraw",    "withdraw",    "sign",        "statement"};

}  // namespace

std::string RandomActs::any_key() {
  std::string name = "k" + std::to_string(below(kKeys));
  while (chance(25) && name.size() < 5) name += 'n';
  return name;
}

const RandomActs::Made* RandomActs::made_by_id(const std::string& id) const {
  const auto it = std::find_if(made_.begin(), made_.end(), [&](const Made& m) { return to_hex(m.act.id) == id; });
  return it == made_.end() ? nullptr : &*it;
}

std::string RandomActs::any(std::initializer_list<std::string_view> types) {
  if (chance(3)) return to_hex(made_[below(made_.size())].act.id);
  std::vector<const Made*> fit;
  for (const Made& m : made_) {
    if (std::find(types.begin(), types.end(), m.act.type) != types.end()) fit.push_back(&m);
  }
  return fit.empty() ? std::string() : to_hex(fit[below(fit.size())]->act.id);
}

// Mostly the author's latest act, sometimes a fork, several, none, or another's act.
json::Array RandomActs::any_prev(const std::string& by, std::string_view type) {
  std::vector<std::string> own;
  for (const Made& m : made_) {
    const bool old_key = type == "rotate" && m.by + "n" == by;
    if (m.by == by || old_key || chance(1)) own.push_back(to_hex(m.act.id));
  }
  std::set<std::string> ids;
  if (own.empty() || chance(12)) return {};
  if (chance(65)) ids.insert(own.back());
  else for (std::size_t n = 1 + below(3); n > 0; --n) ids.insert(own[below(own.size())]);
  return {ids.begin(), ids.end()};
}

void RandomActs::fill_mandate(const std::string& by, json::Object& members) {
  std::vector<const Made*> mine;
  for (const Made& m : made_) {
    if (m.act.type == "appoint" && (m.act.token("key") == act::key_text(maker_.key(by).key()) || chance(5))) mine.push_back(&m);
  }
  if (mine.empty()) return;
  const Made& appoint = *mine[below(mine.size())];
  std::string join = any({"join"});
  for (const Made& m : made_) {
    if (m.act.type == "join" && m.by == appoint.by && chance(80)) join = to_hex(m.act.id);
  }
  if (join.empty()) return;
  members.set("mandate", to_hex(appoint.act.id));
  members.set("for", join);
  if (members.find("capacity") != nullptr && chance(90)) members.set("capacity", "organisation");
}

// @return false if there is nothing to name yet
bool RandomActs::fill(std::string_view type, const std::string& by, json::Object& members) {
  const auto refer = [&](std::string_view name, std::initializer_list<std::string_view> types) {
    const std::string id = any(types);
    if (!id.empty()) members.set(name, id);
    return !id.empty();
  };
  const auto choose = [&](std::initializer_list<std::string_view> list) { return std::data(list)[below(list.size())]; };
  const auto closing = [&] { return format_time(kEpoch + static_cast<UnixSeconds>(below(4)) * 1000); };
  if (type == "join") {
    members.set("kind", choose({"person", "organisation", "association"}));
    members.set("next", maker_.next(chance(85) ? by + "n" : any_key()));
  } else if (type == "rotate") {
    std::string of;
    for (const Made& m : made_) {
      if (m.act.type == "join" && by.starts_with(m.by) && m.by != by && (of.empty() || chance(40))) of = to_hex(m.act.id);
    }
    if (of.empty() || chance(5)) of = any({"join"});
    if (of.empty()) return false;
    members.set("of", of);
    members.set("next", maker_.next(chance(90) ? by + "n" : any_key()));
  } else if (type == "appoint") {
    members.set("key", act::key_text(maker_.key(any_key()).key()));
    members.set("scope", chance(60) ? json::Array{"all"} : json::Array{"sign", "unsign", "vouch"});
    members.set("until", closing());
  } else if (type == "dismiss") {
    std::set<std::string> last;
    for (std::size_t n = below(3); n > 0; --n) last.insert(to_hex(made_[below(made_.size())].act.id));
    members.set("last", json::Array(last.begin(), last.end()));
    return refer("of", {"appoint"});
  } else if (type == "vouch" || type == "unvouch") {
    members.set("group", choose({"civil", "civil", "tech", "none"}));
    return refer("whom", {"join"});
  } else if (type == "erase") {
    return refer("of", {"sign", "join", "support", "comment", "respond", "pledge"});
  } else if (type == "withhold" || type == "restore" || type == "appeal") {
    members.set("of", to_hex(made_[below(made_.size())].act.id));
    const Made* withheld = type == "restore" ? made_by_id(any({"withhold"})) : nullptr;
    if (withheld != nullptr && withheld->act.type == "withhold") members.set("of", std::string(withheld->act.token("of")));
  } else if (type == "statement") {
    if (chance(50)) members.set("closes", closing());
    if (const std::string id = any({"join"}); chance(30) && !id.empty()) members.set("with", json::Array{id});
  } else if (type == "revise") {
    if (chance(30)) members.set("closes", closing());
    return refer("of", {"statement", "propose", "propose"});
  } else if (type == "sign" || type == "unsign") {
    if (type == "sign") members.set("capacity", choose({"person", "affiliated", "organisation"}));
    return refer("statement", {"statement", "statement", "revise"});
  } else if (fill_watch(type, members) || fill_together(type, members)) {
    return members.find("none") == nullptr;
  } else if (type == "instrument") {
    members.set("kind", "treaty");
  } else if (type == "provision") {
    members.set("number", std::to_string(below(3)));
    if (!refer("of", {"instrument"})) return false;
  } else if (type == "position") {
    members.set("option", "mod");
    if (!refer("on", {"instrument", "provision"})) return false;
  } else if (type == "document") {
    members.set("sha256", std::string(64, '0'));
    members.set("provenance", "leaked");
  } else if (type == "node") {
    members.set("log", act::key_text(maker_.key(by).key()));
  } else if (type == "peer") {
    members.set("log", act::key_text(maker_.key(any_key()).key()));
    members.set("mode", chance(50) ? "pause" : "block");
    members.set("detail", std::string(64, '0'));
  } else if (type == "mark") {
    members.set("size", static_cast<std::int64_t>(1 + below(made_.size())));
    members.set("root", std::string(64, '0'));
  }
  const bool row = type == "instrument" || type == "provision" || type == "position" || type == "document";
  if (row && chance(70)) members.set("src", "src-" + std::to_string(below(3)));
  return true;
}

// Who can do this act with effect: who did what it is about, or the proposal or statement that belongs to. ""
// for acts that are anybody's.
std::string RandomActs::owner_of(std::string_view type, const json::Object& members) const {
  static constexpr std::string_view kBound[] = {"accept", "decline", "revise", "dispute", "outcome", "deliver", "answer", "withdraw", "dismiss", "restore", "erase", "part"};
  if (watch_ && type == "dispute") return {};
  if (std::find(std::begin(kBound), std::end(kBound), type) == std::end(kBound)) return {};
  const Made* target = nullptr;
  for (const char* name : {"of", "on", "statement", "to"}) {
    if (const json::Value* id = members.find(name); id != nullptr && id->string() != nullptr) target = made_by_id(*id->string());
  }
  const auto made_by = [&](std::string_view what) -> std::string {
    for (const Made& m : made_) {
      if (m.act.type == what && target != nullptr && m.act.token("of") == to_hex(target->act.id)) return m.by;
    }
    return {};
  };
  if (type == "restore") return made_by("withhold");
  if (type == "withdraw" || type == "erase" || type == "dismiss") return target == nullptr ? std::string() : target->by;
  while (target != nullptr) {
    const std::string_view of = target->act.token(target->act.type == "sign" ? "statement" : "of");
    const Made* above = of.empty() ? nullptr : made_by_id(std::string(of));
    if (above == nullptr) break;
    target = above;
  }
  return target == nullptr ? std::string() : target->by;
}

json::Array RandomActs::log_keys(std::size_t count) {
  std::set<std::string> keys;
  const std::size_t first = below(logs_.size());
  for (std::size_t i = 0; i < count; ++i) keys.insert(act::key_text(maker_.key(logs_[(first + i) % logs_.size()]).key()));
  return {keys.begin(), keys.end()};
}

json::Value RandomActs::admission() {
  return json::object({{"vouches", static_cast<int>(1 + below(2))}, {"limit", static_cast<int>(1 + below(4))}, {"age_days", chance(25) ? 1 : 0}});
}

// @return false for other types; "none" is set if there is nothing to name yet
bool RandomActs::fill_watch(std::string_view type, json::Object& members) {
  const auto refer = [&](std::string_view name, std::initializer_list<std::string_view> types, bool needed = true) {
    const std::string id = any(types);
    if (!id.empty()) members.set(name, id);
    else if (needed) members.set("none", true);
  };
  const auto src = [&] {
    if (chance(70)) members.set("src", "src-" + std::to_string(below(3)));
  };
  const auto words = [&] { members.set("detail", to_hex(sha256(std::to_string(below(4))))); };
  const auto day = [&] { return format_time((20'000 + static_cast<UnixSeconds>(below(9))) * 86'400); };
  if (type == "event" || type == "incident") {
    members.set("kind", type == "event" ? "election" : "shutdown");
    members.set("country", chance(50) ? "is" : "no");
    members.set("from", day());
    members.set("precision", chance(90) ? "day" : "month");
    if (chance(50)) members.set("to", day());
    if (chance(40)) refer(type == "event" ? "of" : "order", {"instrument"}, false);
    src();
  } else if (type == "corroborate") {
    refer("on", {"incident", "incident", "event", "claim", "document"});
  } else if (type == "claim") {
    if (chance(50)) refer("on", {"incident", "instrument"}, false);
    words();
    src();
  } else if (type == "check") {
    refer("of", {"claim"});
    members.set("verdict", chance(50) ? "mixed" : "insufficient");
    if (const std::string id = any({"incident", "document"}); chance(70) && !id.empty()) members.set("evidence", json::Array{id});
    words();
  } else if (type == "dossier") {
    if (const std::string id = any({"join"}); chance(60) && !id.empty()) members.set("with", json::Array{id});
    words();
    src();
  } else if (type == "part") {
    refer("of", {"dossier"});
    refer("row", {"incident", "event", "claim", "statement"});
  } else if (type == "step") {
    refer("of", {"instrument", "dossier"});
    refer("watcher", {"join"});
    members.set("kind", "hearing");
    members.set("when", day());
    words();
    src();
  } else if (type == "window") {
    members.set("incidents", json::Value(json::Object()));
    members.set("events", json::Value(json::Object()));
    members.set("windows", json::Array{json::object({{"first", 0}, {"last", 0}})});
    members.set("from", day());
    members.set("to", day());
    members.set("placebo", 0);
    members.set("lags", 0);
    members.set("draws", 1000);
    members.set("seed", "s");
    words();
  } else if (watch_ && type == "dispute") {
    refer("on", {"incident", "event", "claim", "corroborate", "check", "sign", "document", "step"});
    words();
  } else if (watch_ && type == "withdraw") {
    refer("of", {"incident", "event", "claim", "corroborate", "check", "dispute", "dossier", "part", "part", "step", "window"});
  } else {
    return false;
  }
  return true;
}

// @return false for other types; "none" is set if there is nothing to name yet
bool RandomActs::fill_together(std::string_view type, json::Object& members) {
  const auto refer = [&](std::string_view name, std::initializer_list<std::string_view> types) {
    const std::string id = any(types);
    if (id.empty()) members.set("none", true);
    else members.set(name, id);
  };
  const auto time = [&](int hour) { return format_time(kEpoch + static_cast<UnixSeconds>(hour) * 3600); };
  const auto with = [&] {
    if (const std::string id = any({"join"}); chance(40) && !id.empty()) members.set("with", json::Array{id});
  };
  const auto words = [&] { members.set("detail", to_hex(sha256(std::to_string(below(4))))); };
  if (type == "call") {
    with();
  } else if (type == "respond") {
    refer("to", {"call"});
  } else if (type == "propose") {
    members.set("kind", "text");
    with();
  } else if (type == "amend" || type == "support" || type == "object") {
    refer("of", {"propose", "propose", "revise", "accept"});
    if (type == "object") words();
  } else if (type == "accept" || type == "decline") {
    refer("of", {"amend"});
  } else if (type == "comment") {
    refer("on", {"propose", "call", "statement", "comment"});
  } else if (type == "withdraw") {
    refer("of", {"support", "object", "respond", "comment", "attest", "declare", "outcome", "deliver", "answer", "action", "pledge", "done", "propose", "call", "amend", "dispute", "collect", "poll", "ballot"});
  } else if (type == "collect") {
    refer("statement", {"statement", "revise"});
    members.set("count", 5);
    if (chance(50)) members.set("src", "paper");
  } else if (type == "dispute") {
    refer("on", {"sign"});
    words();
  } else if (type == "outcome") {
    refer("of", {"poll", "propose", "accept", "revise"});
  } else if (type == "deliver") {
    refer("statement", {"statement", "revise"});
    if (chance(50)) refer("via", {"join"});
    members.set("channel", "post");
  } else if (type == "answer") {
    refer("to", {"deliver"});
  } else if (type == "action") {
    members.set("until", time(50));
    with();
  } else if (type == "pledge" || type == "done") {
    refer(type == "pledge" ? "to" : "of", {"action", "propose", "accept"});
  } else if (type == "declare") {
    words();
  } else if (type == "attest") {
    refer("whom", {"join"});
    members.set("what", "identity");
    members.set("method", "in-person");
  } else if (type == "poll") {
    members.set("method", chance(50) ? "consent" : "threshold");
    // Some polls open after others have closed, so that what one puts in force another can be under.
    const int opens = 10 + 8 * static_cast<int>(below(3));
    members.set("opens", time(opens));
    members.set("closes", time(chance(95) ? opens + 1 + static_cast<int>(below(9)) : 10));
    if (logs_.size() > 1 && chance(15)) members.set("logs", log_keys(1 + below(logs_.size())));
    if (const std::string id = any({"charter"}); chance(40) && !id.empty()) {
      members.set("method", "threshold");
      members.set("on", json::Array{id});
    } else {
      with();
    }
  } else if (type == "charter") {
    members.set("groups", json::Array{json::object({{"group", "civil"}, {"members", json::Array{founders_[below(founders_.size())]}}}),
                                      json::object({{"group", "tech"}, {"members", json::Array{founders_[below(founders_.size())]}}})});
    members.set("admission", admission());
    members.set("rule", json::object({{"scope", "all"}, {"base", "cast"}, {"ratio", json::Array{0, 1}}, {"strict", false}}));
    // Of several logs a charter names those it wants; with one log some charters name none, and then no poll is decided under them.
    if (logs_.size() > 1 || chance(70)) members.set("logs", log_keys(chance(60) ? logs_.size() : 1 + below(logs_.size())));
    words();
  } else if (type == "return") {
    refer("poll", {"poll"});
    // Mostly what the log held just now, as an honest one says.
    const std::size_t size = made_.size();
    const std::size_t opened = polls_ && chance(80) ? size - below(std::min<std::size_t>(size, 12)) : below(size + 1), closed = opened + below(size + 1 - opened);
    const auto extent = [](std::size_t entries) { return json::object({{"root", std::string(64, '0')}, {"size", static_cast<std::int64_t>(entries)}}); };
    members.set("opened", extent(opened));
    members.set("closed", extent(closed));
  } else if (type == "report") {
    refer("of", {"comment", "statement", "propose"});
    words();
  } else if (type == "ballot") {
    refer("poll", {"poll"});
    members.set("choice", chance(70) ? "yes" : "no");
  } else {
    return false;
  }
  return true;
}

std::vector<act::Act> RandomActs::make(std::size_t count, About about) {
  polls_ = about == About::polls;
  watch_ = about == About::watch;
  const std::span<const std::string_view> types = polls_ ? std::span<const std::string_view>(kPolls) : watch_ ? std::span<const std::string_view>(kWatch) : about == About::together ? std::span<const std::string_view>(kTogether) : std::span<const std::string_view>(kTypes);
  for (const char* name : {"k0", "k1", "k2"}) {
    founders_.push_back(json::object({{"key", act::key_text(maker_.key(name).key())}, {"next", maker_.next(std::string(name) + "n")}}));
  }
  json::Object found;
  found.set("groups", json::Array{json::object({{"group", "civil"}, {"members", founders_}}), json::object({{"group", "tech"}, {"members", json::Array{founders_[0]}}})});
  found.set("admission", admission());
  if (chance(60)) found.set("rule", json::object({{"scope", "all"}, {"base", "cast"}, {"ratio", json::Array{0, 1}}, {"strict", false}}));
  found.set("logs", log_keys(logs_.size()));
  made_.push_back({maker_.make("found", "k0", kEpoch, std::move(found)), "k0"});
  maker_.use_assembly(made_[0].act.id);
  for (std::size_t tries = 0; made_.size() < count && tries < 20 * count; ++tries) {
    const std::string_view type = made_.size() < 5 ? "join" : types[below(types.size())];
    // Marks and returns are mostly by the log; what it decides is replayed from what it held.
    const bool logged = (type == "mark" || type == "return") && chance(85);
    std::string by = logged ? "log" : made_.size() < 5 ? "k" + std::to_string(made_.size() - 1) : any_key();
    if (type == "rotate" && chance(60)) by = made_[1 + below(4)].by + "n";
    json::Object members;
    if (!fill(type, by, members)) continue;
    if (const std::string owner = owner_of(type, members); !owner.empty() && chance(70)) by = owner;
    if (!logged && chance(40)) fill_mandate(by, members);
    if (json::Array prev = any_prev(by, type); !prev.empty()) members.set("prev", std::move(prev));
    if (chance(2)) members.set("v", 2);
    members.set("nonce", std::to_string(tries));
    const auto at = kEpoch + static_cast<UnixSeconds>(below(50)) * 60 + static_cast<UnixSeconds>(made_.size());
    made_.push_back({maker_.make(type, by, at, std::move(members)), by});
  }
  std::vector<act::Act> out;
  for (const Made& m : made_) out.push_back(m.act);
  return out;
}

}  // namespace althing::test
