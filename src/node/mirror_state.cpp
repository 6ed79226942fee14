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

}  // namespace

MirrorState MirrorState::load(Fs& fs, const std::string& dir) {
  const auto value = fs.read_file(path_of(dir), kMaxMirrorState).and_then([](const std::string& text) { return json::parse(text, 4); });
  MirrorState out;
  if (!value || value->text_at("format") != kFormat) return out;
  const json::Value* settled = value->at("settled");
  if (settled != nullptr && settled->integer() != nullptr && *settled->integer() >= 0) out.settled = static_cast<std::uint64_t>(*settled->integer());
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
  const json::Value value = json::object({{"format", kFormat}, {"settled", settled}, {"lacking", places_value(lacking)}, {"erased", places_value(erased)}, {"files", std::move(names)}});
  return fs.replace_file(path_of(dir), as_bytes(json::write(value) + "\n"));
}

}  // namespace althing::node
