#include "assembly/act_maker.h"

#include <cstdio>
#include <cstdlib>

namespace althing::test {

const KeyPair& ActMaker::key(const std::string& name) {
  const auto it = keys_.find(name);
  if (it != keys_.end()) return it->second;
  return keys_.emplace(name, KeyPair::from_seed(Seed::from(sha256("test key " + name).view()))).first->second;
}

std::string ActMaker::next(const std::string& name) { return to_hex(sha256(key(name).key().view())); }

act::Act ActMaker::make(std::string_view type, const std::string& by, UnixSeconds at, json::Object members) {
  const Key author = key(by).key();
  members.set("act", type);
  members.set("by", act::key_text(author));
  members.set("at", format_time(at));
  if (type != "found") members.set("in", assembly_);
  if (members.find("v") == nullptr) members.set("v", 1);
  const auto text = act::text_of(members);
  if (!text) {
    std::fprintf(stderr, "cannot make %s: %s\n", std::string(type).c_str(), text.error().text().c_str());
    std::abort();
  }
  auto act = act::parse_entry(act::note_of(*text, author, Signature{}));
  if (!act) {
    std::fprintf(stderr, "the door refuses %s: %s\n", text->c_str(), act.error().text().c_str());
    std::abort();
  }
  return std::move(*act);
}

}  // namespace althing::test
