// OpenAPI 3.1 generated from the route table, so that it cannot drift from the code.
#include "web/app.h"

namespace althing::web {
namespace {

json::Value string_schema(std::string_view description) { return json::object({{"type", "string"}, {"description", description}}); }

json::Value object_schema(std::string_view description, std::initializer_list<std::pair<std::string_view, json::Value>> properties,
                          std::initializer_list<std::string_view> required) {
  json::Array names;
  for (const std::string_view name : required) names.emplace_back(name);
  return json::object({{"type", "object"}, {"description", description}, {"properties", json::object(properties)}, {"required", std::move(names)}});
}

json::Value components() {
  const json::Value integer = json::object({{"type", "integer"}, {"minimum", 0}});
  json::Value schemas = json::object({
      {"Note", string_schema("C2SP signed note: one line of canonical JSON, an empty line, one signature line.")},
      {"Submission", object_schema("An act and, if it names one, its detail.",
                                   {{"act", string_schema("The act's signed note.")}, {"detail", string_schema("The exact bytes of the detail.")}}, {"act"})},
      {"Receipt", object_schema("Where the act is in this node's log.",
                                {{"id", string_schema("Act id.")}, {"index", integer}, {"size", integer}, {"status", string_schema("logged or known")},
                                 {"receipt", string_schema("Path of the inclusion proof.")}, {"line", integer}},
                                {"id", "index", "size", "status", "receipt"})},
      {"Act", object_schema("An act, its verdict and its detail.",
                            {{"id", string_schema("Act id.")}, {"index", integer}, {"type", string_schema("Type token.")}, {"status", string_schema("effective, void, pending or inert")},
                             {"act", json::object({{"type", "object"}})}, {"detail", json::object({{"type", "object"}})},
                             {"logged", string_schema("When it was logged at the latest, by this log's earliest covering mark or quorum of cosignatures; null until there is one.")},
                             {"detail_state", string_schema("none, held, absent, erased, withheld, embargoed (its author keeps it back) or overdue")}, {"note", string_schema("The entry.")}},
                            {"id", "index", "type", "act", "note", "detail_state"})},
      {"Problem", object_schema("RFC 9457 problem details.",
                                {{"type", string_schema("URI of the kind.")}, {"title", string_schema("Kind in words.")}, {"status", integer},
                                 {"detail", string_schema("What is wrong and what to do.")}, {"code", string_schema("Stable token.")}, {"field", string_schema("Input it is about.")}},
                                {"title", "status", "detail", "code"})},
  });
  return json::object({{"schemas", std::move(schemas)}});
}

json::Value content(std::string_view type, std::string_view schema) {
  json::Value media = json::object({});
  if (schema.empty()) media = json::object({{"schema", json::object({{"type", "string"}})}});
  else media = json::object({{"schema", json::object({{"$ref", "#/components/schemas/" + std::string(schema)}})}});
  return json::object({{type, std::move(media)}});
}

// "{rest...}" of a pattern is "{rest}" in OpenAPI.
std::string path_of(std::string pattern) {
  for (auto at = pattern.find("..."); at != std::string::npos; at = pattern.find("...")) pattern.erase(at, 3);
  return pattern;
}

std::string operation_id(const http::Route& route) {
  std::string out;
  for (const char c : http::method_name(route.method)) out += static_cast<char>(c | 0x20);
  for (const char c : route.pattern) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
    else if (out.back() != '_') out += '_';
  }
  while (out.back() == '_') out.pop_back();
  return out;
}

json::Value operation(const http::Route& route) {
  json::Array parameters;
  for (const http::ParamDoc& p : route.params) {
    json::Value schema = json::object({{"type", p.type}});
    if (!p.pattern.empty()) schema.object()->set("pattern", p.pattern);
    parameters.push_back(json::object({{"name", p.name}, {"in", p.in}, {"description", p.description}, {"required", p.required}, {"schema", std::move(schema)}}));
  }
  json::Value responses = json::object({});
  for (const http::ResponseDoc& r : route.responses) {
    responses.object()->set(std::to_string(r.status), json::object({{"description", r.description.empty() ? "Answer." : r.description},
                                                                    {"content", content(r.content_type, r.schema)}}));
  }
  if (route.responses.empty()) responses.object()->set("200", json::object({{"description", "Answer."}}));
  json::Value out = json::object({{"operationId", operation_id(route)}, {"summary", route.summary}, {"tags", json::Array{route.tag}}, {"responses", std::move(responses)}});
  if (!route.description.empty()) out.object()->set("description", route.description);
  if (!parameters.empty()) out.object()->set("parameters", std::move(parameters));
  if (!route.bodies.empty()) {
    json::Object types;
    for (const http::BodyDoc& b : route.bodies) {
      json::Value media = content(b.content_type, b.schema);
      types.set(b.content_type, *media.at(b.content_type));
    }
    out.object()->set("requestBody", json::object({{"required", true}, {"content", std::move(types)}}));
  }
  return out;
}

}  // namespace

std::string openapi_document(const http::Router& router) {
  json::Object paths;
  for (const http::Route& route : router.routes()) {
    if (route.tag.empty()) continue;  // pages are for people
    const std::string path = path_of(route.pattern);
    json::Value item = paths.find(path) != nullptr ? *paths.find(path) : json::object({});
    std::string method;
    for (const char c : http::method_name(route.method)) method += static_cast<char>(c | 0x20);
    item.object()->set(method, operation(route));
    paths.set(path, std::move(item));
  }
  const json::Value document = json::object({
      {"openapi", "3.1.0"},
      {"info", json::object({{"title", "Althing node"}, {"version", "1"}, {"license", json::object({{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}})},
                             {"description", "Hand in signed acts, read the public record and its proofs."}})},
      {"servers", json::Array{json::object({{"url", "/"}})}},
      {"security", json::Array{}},
      {"paths", std::move(paths)},
      {"components", components()},
  });
  return json::write(document) + "\n";
}

}  // namespace althing::web
