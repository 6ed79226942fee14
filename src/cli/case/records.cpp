// Positions (and adopted provisions) out of a JSON file of records ("positions_from"): which column is
// what, what each printed action means, and where each printed provision stands are all said by the
// case file. A record that none of this covers is listed with the reason, never guessed at.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/case/builder.h"
#include "cli/case/limits.h"
#include "cli/case/markup.h"

namespace althing::cli {
namespace {

using sv = std::string_view;

constexpr sv kFormats[] = {"records"};
constexpr sv kOptions[] = {"noc", "mod", "add", "sup"};
constexpr sv kTakes[] = {"position", "provision"};

struct Action {
  std::string take;    // position, provision; empty: skipped
  std::string option;  // of a position
  std::string of;      // instrument of a provision
  std::string skip;    // reason
};

/// Where a provision as printed stands in this case.
struct Place {
  std::string on;  // positions
  std::string number, from, label, heading;  // provisions (label: positions too)
  std::string strip;  // printed number in front of the text
  bool met = false;
};

struct Alias {
  std::string name, note;
};

struct Source {
  std::string file, where, prefix, separator, note_mark;
  std::map<std::string, std::string> columns;  // record member -> our name
  std::vector<std::string> cut_marks;
  std::map<std::string, Action> actions;
  std::map<std::string, Place> places;
  std::map<std::string, Alias> aliases;
  json::Object common;
};

constexpr sv kColumns[] = {"id", "actors", "place", "action", "text", "date", "source", "reason", "note", "truncated"};

template <class Each>
void each_member(Fields& fields, sv name, Need need, Each each) {
  const json::Object* object = fields.object(name, need);
  if (!object) return;
  for (const auto& [key, value] : *object) each(key, value, fmt::format("{}.{}[\"{}\"]", fields.where(), name, key));
}

void read_columns(Fields& fields, Source& out) {
  each_member(fields, "columns", Need::required, [&](const std::string& key, const json::Value& value, const std::string&) {
    const std::string* member = value.string();
    if (std::ranges::find(kColumns, key) == std::end(kColumns)) fields.fault(fmt::format("`columns` has no `{}`", key));
    else if (!member) fields.fault(fmt::format("`columns.{}` must be a member's name", key));
    else if (!out.columns.emplace(*member, key).second) fields.fault(fmt::format("`columns` names `{}` twice", *member));
  });
  for (const sv required : {"id", "actors", "place", "action", "text"}) {
    const bool found = std::ranges::any_of(out.columns, [&](const auto& c) { return c.second == required; });
    if (!found) fields.fault(fmt::format("`columns.{}` is missing", required));
  }
}

void read_maps(Builder& builder, Fields& fields, Source& out) {
  each_member(fields, "actions", Need::required, [&](const std::string& key, const json::Value& value, std::string where) {
    Fields in(value, std::move(where), builder.plan.faults);
    Action action;
    action.skip = in.text("skip");
    if (action.skip.empty()) action.take = in.choice("take", kTakes, Need::required);
    if (action.take == "position") action.option = in.choice("option", kOptions, Need::required);
    if (action.take == "provision") action.of = in.text("of", Need::required);
    in.finish();
    out.actions.emplace(key, std::move(action));
  });
  each_member(fields, "provision_map", Need::required, [&](const std::string& key, const json::Value& value, std::string where) {
    Fields in(value, std::move(where), builder.plan.faults);
    Place place{in.text("on"), in.token("number"), in.text("from"), in.text("label"), in.text("heading"), in.text("strip")};
    in.finish();
    out.places.emplace(key, std::move(place));
  });
  each_member(fields, "actor_map", Need::optional, [&](const std::string& key, const json::Value& value, std::string where) {
    if (const std::string* name = value.string()) {
      out.aliases.emplace(key, Alias{*name, {}});
      return;
    }
    Fields in(value, std::move(where), builder.plan.faults);
    out.aliases.emplace(key, Alias{in.text("name", Need::required), in.text("note")});
    in.finish();
  });
}

/// "A, B (x, y), C" at separators outside parentheses.
std::vector<std::string> split_actors(sv text, sv separator) {
  std::vector<std::string> out;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (depth == 0 && !separator.empty() && text.substr(i).starts_with(separator)) {
      out.push_back(squeeze(text.substr(start, i - start)));
      start = i + separator.size();
    }
  }
  out.push_back(squeeze(text.substr(start)));
  return out;
}

/// One record turned into a row, or the reason why not.
class RecordReader {
 public:
  RecordReader(Builder& builder, Source& source) : builder_(builder), source_(source) {}

  void read(const json::Value& record, std::size_t index) {
    values_.clear();
    std::string label = fmt::format("{}[{}]", source_.file, index);
    const std::string reason = take(record, label);
    if (!reason.empty()) builder_.skip(label, reason);
  }

 private:
  std::string take(const json::Value& record, std::string& label) {
    const json::Object* members = record.object();
    if (!members) return "is no object";
    std::string strange;
    for (const auto& [name, value] : *members) {
      const auto column = source_.columns.find(name);
      if (column != source_.columns.end()) values_.emplace(column->second, &value);
      else if (strange.empty()) strange = fmt::format("has a member `{}` that no column maps", name);
    }
    const std::string id = text("id");
    if (id.empty()) return "has no id";
    label += fmt::format(" ({})", id);
    const auto action = source_.actions.find(text("action"));
    if (action == source_.actions.end()) return fmt::format("action \"{}\" is not mapped", text("action"));
    if (!action->second.skip.empty()) {
      mark_met();
      return action->second.skip;
    }
    if (!strange.empty()) return strange;
    for (const auto& [name, value] : values_) {
      const bool good = name == "truncated" ? value->boolean() != nullptr : value->string() != nullptr;
      if (!good) return fmt::format("column `{}` is of the wrong kind", name);
    }
    Place* place = mark_met();
    if (!place) return fmt::format("provision \"{}\" is not mapped", text("place"));
    if (text("text").empty()) return "has no text";
    if (text("actors").empty()) return "has no actor";
    Row row;
    row.id = source_.prefix + id;
    row.where = label;
    row.detail = source_.common;
    const std::string reason = action->second.take == "position" ? position(row, action->second, *place)
                                                                 : provision(row, action->second, *place);
    if (!reason.empty()) return reason;
    common(row, *place);
    builder_.add(std::move(row));
    return {};
  }

  std::string position(Row& row, const Action& action, const Place& place) {
    if (place.on.empty()) return fmt::format("the map of \"{}\" says no `on`", text("place"));
    row.type = "position";
    row.leaf.set("option", action.option);
    row.refs.push_back({"on", place.on});
    row.detail.set("label", place.label.empty() ? text("place") : place.label);
    json::Array actors;
    for (const std::string& printed : split_actors(text("actors"), source_.separator)) {
      const auto alias = source_.aliases.find(printed);
      actors.emplace_back(alias == source_.aliases.end() ? printed : alias->second.name);
      if (alias != source_.aliases.end()) add_note(row, alias->second.note);
    }
    row.detail.set("actors", std::move(actors));
    return {};
  }

  /// An adopted text: nobody's position any more; the column of actors says where the text is from.
  std::string provision(Row& row, const Action& action, const Place& place) {
    if (place.number.empty()) return fmt::format("the map of \"{}\" says no `number`", text("place"));
    row.type = "provision";
    row.leaf.set("number", place.number);
    row.refs.push_back({"of", action.of});
    if (!place.from.empty()) row.refs.push_back({"from", place.from});
    row.detail.set("label", place.label.empty() ? text("place") : place.label);
    if (!place.heading.empty()) row.detail.set("heading", place.heading);
    add_note(row, text("actors"));
    return {};
  }

  void common(Row& row, const Place& place) {
    std::string body = text("text");
    if (!place.strip.empty() && body.starts_with(place.strip)) body.erase(0, place.strip.size());
    const std::size_t mark = source_.note_mark.empty() ? std::string::npos : body.rfind(source_.note_mark);
    if (mark != std::string::npos && body.back() == ']') {
      add_note(row, body.substr(mark + 1, body.size() - mark - 2));
      body.resize(mark);
    }
    row.detail.set("text", squeeze(body));
    const auto cut = values_.find("truncated");
    bool truncated = cut != values_.end() && *cut->second->boolean();
    for (const std::string& sign : source_.cut_marks) truncated = truncated || body.find(sign) != std::string::npos;
    if (truncated) row.detail.set("truncated", true);
    for (const sv name : {"date", "source", "reason"}) {
      if (!text(name).empty()) row.detail.set(name, text(name));
    }
    if (!text("source").empty()) row.detail.set("links", json::Array{json::Value(text("source"))});
    add_note(row, text("note"));
  }

  static void add_note(Row& row, const std::string& note) {
    if (note.empty()) return;
    const json::Value* old = row.detail.find("note");
    row.detail.set("note", old ? *old->string() + "; " + note : note);
  }

  std::string text(sv name) const {
    const auto it = values_.find(name);
    const std::string* text = it == values_.end() ? nullptr : it->second->string();
    return text ? *text : std::string();
  }

  Place* mark_met() {
    const auto it = source_.places.find(text("place"));
    if (it == source_.places.end()) return nullptr;
    it->second.met = true;
    return &it->second;
  }

  Builder& builder_;
  Source& source_;
  std::map<std::string, const json::Value*, std::less<>> values_;
};

void read_source(Builder& builder, const json::Value& value, const std::string& where) {
  Fields fields(value, where, builder.plan.faults);
  Source source;
  source.file = fields.text("file", Need::required);
  fields.choice("format", kFormats, Need::required);
  const std::string list = fields.text("list", Need::required);
  source.prefix = fields.text("prefix");
  source.separator = fields.text("actor_separator");
  source.note_mark = fields.text("note_mark");
  source.cut_marks = fields.texts("cut_marks");
  take_detail(fields, source.common, {"lang"});
  read_columns(fields, source);
  const std::size_t before = builder.plan.faults.size();
  read_maps(builder, fields, source);
  fields.finish();
  if (!fields.ok() || builder.plan.faults.size() != before) return;
  const auto text = builder.file(fields, source.file);
  if (!text) return;
  const auto root = json::parse(*text, kMaxCaseDepth);
  if (!root) return fields.fault(fmt::format("{}: {}", source.file, root.error().text()));
  const json::Value* records = root->at(list);
  if (!records || !records->array()) return fields.fault(fmt::format("{} has no array `{}`", source.file, list));
  RecordReader reader(builder, source);
  for (std::size_t i = 0; i < records->array()->size(); ++i) reader.read((*records->array())[i], i);
  for (const auto& [key, place] : source.places) {
    if (!place.met) builder.skip(fmt::format("{}.provision_map[\"{}\"]", where, key), "no record names this provision");
  }
}

}  // namespace

void read_records(Builder& builder, Fields& top) {
  const json::Array* sources = top.array("positions_from");
  if (!sources) return;
  for (std::size_t i = 0; i < sources->size(); ++i) {
    read_source(builder, (*sources)[i], fmt::format("positions_from[{}]", i));
  }
}

}  // namespace althing::cli
