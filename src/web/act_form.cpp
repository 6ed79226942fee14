#include "web/act_form.h"

#include <fmt/format.h>

#include "web/page_voice.h"

namespace althing::web {

ActForm::ActForm(View& view, std::string_view type, std::string_view sentence, std::string_view similar) : view_(view) {
  view_.h.open("form", {{"data-althing", "act"}, {"data-act", type}, {"data-sentence", sentence},
                        {"data-assembly", to_hex(view.app.node().record().assembly())}, {"data-key-href", view.url("key")},
                        Attr::only_if(!similar.empty(), "data-similar", similar), {"data-draft", true}, {"hidden", true}});
}

void ActForm::hidden(std::string_view name, std::string_view as, std::string_view value) {
  view_.h.single("input", {{"type", "hidden"}, {"name", name}, {"data-as", as}, {"value", value}});
}

void ActForm::control(const Control& c) {
  Html& h = view_.h;
  const std::string hint_id = std::string(c.name) + "-h";
  h.open("div", {{"class", c.narrow ? "field field--short" : "field"}}).el("label", {{"for", c.name}}, c.label);
  if (!c.hint.empty()) h.el("span", {{"class", "field__hint"}, {"id", hint_id}}, c.hint);
  const Attr about = Attr::only_if(!c.hint.empty(), "aria-describedby", hint_id);
  const std::string most = std::to_string(c.max);
  const Attr max = Attr::only_if(c.max > 0, "data-max", most);
  if (c.rows > 0) {
    h.open("textarea", {{"id", c.name}, {"name", c.name}, {"data-as", c.as}, {"rows", c.rows}, max, {"required", c.required}, about});
    h.text("\n").text(visible(c.value, TextKind::prose)).close();
  } else {
    h.single("input", {{"id", c.name}, {"name", c.name}, {"data-as", c.as}, {"type", c.type}, max,
                       Attr::only_if(!c.value.empty(), "value", c.value), {"required", c.required}, about});
  }
  h.close();
}

void ActForm::select(std::string_view name, std::string_view as, std::string_view label, const std::vector<Option>& options, std::string_view chosen) {
  Html& h = view_.h;
  h.open("div", {{"class", "field"}}).el("label", {{"for", name}}, label);
  h.open("select", {{"id", name}, {"name", name}, {"data-as", as}});
  for (const Option& option : options) h.el("option", {{"value", option.value}, {"selected", option.value == chosen}}, option.label);
  h.close().close();
}

void ActForm::boxes(std::string_view name, std::string_view legend, std::string_view hint, const std::vector<Option>& options) {
  Html& h = view_.h;
  h.open("fieldset", {{"class", "field"}}).el("legend", {}, legend).el("span", {{"class", "field__hint"}}, hint);
  for (const Option& option : options) {
    const std::string id = fmt::format("{}-{}", name, option.value);
    h.open("div", {{"class", "choice"}});
    h.single("input", {{"type", "checkbox"}, {"id", id}, {"name", name}, {"data-as", "tokens"}, {"value", option.value}});
    h.el("label", {{"for", id}}, option.label).close();
  }
  h.close();
}

void ActForm::mandate() {
  Html& h = view_.h;
  h.open("div", {{"class", "field"}}).el("label", {{"for", "mandate"}}, view_.t.tr("In the name of"));
  h.open("select", {{"id", "mandate"}, {"name", "mandate"}}).el("option", {{"value", ""}}, view_.t.tr("myself")).close().close();
}

void ActForm::finish(const std::string& command) {
  const Translator& t = view_.t;
  Html& h = view_.h;
  h.open("p").el("button", {{"class", "button"}}, t.tr("Look at what will be signed")).close().close();
  box(h, Box::plain, t.tr("Before you publish"),
      Html().el("p", {}, t.tr("What you publish enters a public record for good, on every node that copies it. It can be withdrawn, and some words can be erased; that you said it stays visible, and copies elsewhere may keep the words. Put no private facts in it.")).take());
  by_command_line(view_, command);
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
