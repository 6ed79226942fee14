// Reader: nodes that announced themselves, and what operators made of each other's.
#include "assembly/rules.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;

std::vector<ActNo> SqliteReader::newest_winners(std::string_view kind, std::size_t limit) {
  Query& q = state_.prepared("SELECT winner FROM slot WHERE kind = ? AND active = 1 ORDER BY winner DESC LIMIT ?");
  return numbers(q.bind(kind, static_cast<std::int64_t>(limit)));
}

std::vector<NodeInfo> SqliteReader::nodes(std::size_t limit) {
  std::vector<NodeInfo> out;
  for (const ActNo no : newest_winners("node", limit)) {
    const ActRow row = state_.get(no);
    NodeInfo node;
    node.act = info(row);
    node.log = row.key;
    const Shown words = shown(no);
    node.name = words.name;
    node.text = words.text;
    if (const json::Value* links = words.detail.at("links"); links != nullptr && links->array() != nullptr) {
      for (const json::Value& link : *links->array()) node.links.push_back(*link.string());
    }
    out.push_back(std::move(node));
  }
  return out;
}

std::vector<PeerRuleInfo> SqliteReader::peer_rules(std::size_t limit) {
  std::vector<PeerRuleInfo> out;
  for (const ActNo no : newest_winners("peer", limit)) {
    const ActRow row = state_.get(no);
    PeerRuleInfo rule;
    rule.act = info(row);
    rule.mode = payload_part(row.payload, 0);
    if (const auto log = act::parse_key(payload_part(row.payload, 1))) rule.log = *log;
    rule.reason = shown(no).detail.text_at("reason");
    rule.ours = options_.operator_key && row.key == *options_.operator_key;
    out.push_back(std::move(rule));
  }
  return out;
}

}  // namespace althing::index
