// Rows written out in the case file itself: instruments, provisions, positions, documents.
#include <fmt/format.h>

#include "cli/case/builder.h"
#include "crypto/sha256.h"

namespace althing::cli {
namespace {

using sv = std::string_view;

constexpr sv kKinds[] = {"treaty", "law", "directive", "programme", "ad-hoc"};
constexpr sv kOptions[] = {"noc", "mod", "add", "sup"};
constexpr sv kProvenances[] = {"official", "leaked", "requested", "archived"};

void take_ref(Fields& fields, Row& row, std::string_view member, Need need) {
  std::string id = fields.text(member, need);
  if (!id.empty()) row.refs.push_back({std::string(member), std::move(id)});
}

void take_leaf(Row& row, std::string_view name, std::string value) {
  if (!value.empty()) row.leaf.set(name, std::move(value));
}

void instrument(Builder& builder, Fields& fields, Row& row) {
  take_leaf(row, "kind", fields.choice("kind", kKinds, Need::required));
  take_ref(fields, row, "on", Need::optional);
  fields.text("title", Need::required);
  take_detail(fields, row.detail, {"title", "name", "text"});
  if (const json::Value* from = fields.any("provisions_from")) {
    read_margin_numbers(builder, *from, row.id, fields.where() + ".provisions_from");
  }
}

void provision(Builder&, Fields& fields, Row& row) {
  take_ref(fields, row, "of", Need::required);
  take_ref(fields, row, "from", Need::optional);
  take_leaf(row, "number", fields.token("number", Need::required));
  fields.text("text", Need::required);
  take_detail(fields, row.detail, {"title", "text", "label", "heading", "truncated"});
}

void position(Builder&, Fields& fields, Row& row) {
  take_ref(fields, row, "on", Need::required);
  const std::string option = fields.choice("option", kOptions, Need::required);
  take_leaf(row, "option", option);
  fields.texts("actors", Need::required);
  // "No change" and "suppress" say all by themselves; a proposal of words needs its words.
  fields.text("text", option == "mod" || option == "add" ? Need::required : Need::optional);
  take_detail(fields, row.detail, {"title", "text", "label", "heading", "actors", "reason", "truncated"});
}

void document(Builder&, Fields& fields, Row& row) {
  const std::string hash = fields.text("sha256", Need::required);
  if (!hash.empty() && !parse_hex<Hash>(hash)) fields.fault("`sha256` must be 64 lower-case hex digits");
  take_leaf(row, "sha256", hash);
  take_leaf(row, "provenance", fields.choice("provenance", kProvenances, Need::required));
  take_ref(fields, row, "of", Need::optional);
  fields.text("title", Need::required);
  take_detail(fields, row.detail, {"title", "text", "filename", "media"});
}

struct Kind {
  std::string_view list;
  std::string_view type;
  void (*read)(Builder&, Fields&, Row&);
};
constexpr Kind kRowKinds[] = {{"instruments", "instrument", instrument},
                              {"provisions", "provision", provision},
                              {"positions", "position", position},
                              {"documents", "document", document}};

void read_row(Builder& builder, const Kind& kind, const json::Value& value, std::string where) {
  Fields fields(value, where, builder.plan.faults);
  Row row;
  row.type = kind.type;
  row.id = fields.text("src", Need::required);
  if (!row.id.empty()) fields.rename(fmt::format("{} ({})", where, row.id));
  kind.read(builder, fields, row);
  take_detail(fields, row.detail, {"lang", "note", "date", "source", "links"});
  fields.finish();
  row.where = fields.where();
  // A faulty row still enters, so that rows which name it are not reported as well.
  if (!row.id.empty()) builder.add(std::move(row));
}

}  // namespace

void take_detail(Fields& fields, json::Object& detail, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const json::Value* value = fields.any(name)) detail.set(name, *value);
  }
}

void read_rows(Builder& builder, Fields& top) {
  for (const Kind& kind : kRowKinds) {
    const json::Array* rows = top.array(kind.list);
    if (!rows) continue;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      read_row(builder, kind, (*rows)[i], fmt::format("{}[{}]", kind.list, i));
    }
  }
}

}  // namespace althing::cli
