#include "web/act_form.h"

#include <fmt/format.h>

#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr const char* kEdge = "start";

}  // namespace

void open_act_form(View& view, std::string_view type, std::string_view sentence) {
  view.h.open("form", {{"data-althing", "act"}, {"data-act", type}, {"data-assembly", to_hex(view.app.node().record().assembly())},
                       {"data-sentence", sentence}, {"data-key-href", view.url("key")}, {"hidden", true}});
}

void act_control(View& view, const ActControl& c) {
  Html& h = view.h;
  const std::string id = fmt::format("act-{}", c.id.empty() ? c.name : c.id), hint_id = id + "-h", max = std::to_string(c.max);
  const Attr about = Attr::only_if(!c.hint.empty(), "aria-describedby", hint_id);
  const Attr limit = Attr::only_if(c.max > 0, "data-max", max), edge = Attr::only_if(c.day_start, "data-edge", kEdge);
  h.open("div", {{"class", c.narrow ? "field field--short" : "field"}}).el("label", {{"for", id}}, c.label);
  if (!c.hint.empty()) h.el("span", {{"class", "field__hint"}, {"id", hint_id}}, c.hint);
  if (c.rows > 0) {
    // A first line break in a textarea is eaten by the parser; give it one.
    h.open("textarea", {{"id", id}, {"name", c.name}, {"rows", c.rows}, {"data-as", c.as}, limit, {"required", c.required}, about});
    h.text("\n").text(visible(c.value, TextKind::prose)).close();
  } else {
    h.single("input", {{"id", id}, {"name", c.name}, {"type", c.type}, {"data-as", c.as}, limit, edge,
                       Attr::only_if(!c.value.empty(), "value", c.value), {"required", c.required}, about});
  }
  h.close();
}

void act_fixed(View& view, std::string_view name, std::string_view as, std::string_view value) {
  view.h.single("input", {{"type", "hidden"}, {"name", name}, {"data-as", as}, {"value", value}});
}

void act_select(View& view, std::string_view name, std::string_view as, std::string_view label, const std::vector<Option>& options, std::string_view chosen) {
  Html& h = view.h;
  const std::string id = fmt::format("act-{}", name);
  h.open("div", {{"class", "field"}}).el("label", {{"for", id}}, label);
  h.open("select", {{"id", id}, {"name", name}, {"data-as", as}});
  for (const Option& option : options) h.el("option", {{"value", option.value}, {"selected", option.value == chosen}}, option.label);
  h.close().close();
}

void close_act_form(View& view, std::string_view type, std::string_view command) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("div", {{"class", "field"}}).el("label", {{"for", "mandate"}}, t.tr("In the name of"));
  h.open("select", {{"id", "mandate"}, {"name", "mandate"}}).el("option", {{"value", ""}}, t.tr("myself")).close().close();
  h.open("p").el("button", {{"class", "button"}}, t.tr("Look at what will be signed")).close().close();
  box(h, Box::plain, t.tr("Before you sign"),
      Html().el("p", {}, t.tr("Your act enters a public record for good. What you did can be taken back later; that you did it stays visible, and copies elsewhere may keep the words.")).take());
  by_command_line(view, fmt::format("althing act {} {} --key me.key --node {} --print", type, command, node_url(view)));
}

PageSpec act_form_spec(std::string_view title, std::string path, Section section) {
  PageSpec spec;
  spec.title = std::string(title);
  spec.path = std::move(path);
  spec.section = section;
  spec.script = true;
  spec.no_index = true;
  return spec;
}

}  // namespace althing::web
