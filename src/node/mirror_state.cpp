#include "node/mirror_state.h"

#include "base/json.h"
#include "node/mirror_limits.h"

namespace althing::node {
namespace {

constexpr std::string_view kFormat = "althing-mirror/v1";

std::string path_of(const std::string& dir) { return join_path(dir, "mirror.json"); }

void read_places(const json::Value& value, std::string_view name, std::set<std::uint64_t>& out) {
  const json::Value* list = value.at(name);
  if (list == nullptr || list->array() == nullptr) return;
  for (const json::Value& one : *list->array()) {
    if (one.integer() != nullptr && *one.integer() >= 0) out.insert(static_cast<std::uint64_t>(*one.integer()));
  }
}

json::Value places_value(const std::set<std::uint64_t>& places) {
  json::Array out;
  for (const std::uint64_t place : places) out.emplace_back(place);
  return json::Value(std::move(out));
}

std::uint64_t read_number(const json::Value& value, std::string_view name) {
  const json::Value* number = value.at(name);
  return number != nullptr && number->integer() != nullptr && *number->integer() >= 0 ? static_cast<std::uint64_t>(*number->integer()) : 0;
}

// {"<log key>": [[size, "root"], ...]}; what is not readable is looked for in the acts again.
bool read_prefixes(const json::Value& value, SignedPrefixes& out) {
  const json::Value* logs = value.at("prefixes");
  if (logs == nullptr || logs->object() == nullptr) return false;
  for (const auto& [name, list] : *logs->object()) {
    const auto log = act::parse_key(name);
    if (!log || list.array() == nullptr) return false;
    for (const json::Value& one : *list.array()) {
      const json::Array* pair = one.array();
      if (pair == nullptr || pair->size() != 2 || pair->front().integer() == nullptr || pair->back().string() == nullptr) return false;
      out[*log][static_cast<std::uint64_t>(*pair->front().integer())].insert(*pair->back().string());
    }
  }
  return true;
}

json::Value prefixes_value(const SignedPrefixes& prefixes) {
  json::Object out;
  for (const auto& [log, sizes] : prefixes) {
    json::Array list;
    for (const auto& [size, roots] : sizes) {
      for (const std::string& root : roots) list.push_back(json::Array{size, root});
    }
    out.set(act::key_text(log), std::move(list));
  }
  return json::Value(std::move(out));
}

}  // namespace

MirrorState MirrorState::load(Fs& fs, const std::string& dir) {
  const auto value = fs.read_file(path_of(dir), kMaxMirrorState).and_then([](const std::string& text) { return json::parse(text, 6); });
  MirrorState out;
  if (!value || value->text_at("format") != kFormat) return out;
  out.settled = read_number(*value, "settled");
  if (read_prefixes(*value, out.prefixes)) out.prefixes_to = read_number(*value, "prefixes_to");
  else out.prefixes.clear();
  read_places(*value, "lacking", out.lacking);
  read_places(*value, "erased", out.erased);
  const json::Value* files = value->at("files");
  if (files == nullptr || files->array() == nullptr) return out;
  for (const json::Value& one : *files->array()) {
    if (one.string() == nullptr) continue;
    if (const auto name = parse_hex<Hash>(*one.string())) out.files.insert(*name);
  }
  return out;
}

Result<void> MirrorState::save(Fs& fs, const std::string& dir) const {
  json::Array names;
  for (const Hash& name : files) names.emplace_back(to_hex(name));
  const json::Value value = json::object({{"format", kFormat}, {"settled", settled}, {"lacking", places_value(lacking)}, {"erased", places_value(erased)}, {"files", std::move(names)},
                                          {"prefixes_to", prefixes_to}, {"prefixes", prefixes_value(prefixes)}});
  return fs.replace_file(path_of(dir), as_bytes(json::write(value) + "\n"));
}

}  // namespace althing::node
