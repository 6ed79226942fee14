#include "web/deliberation_form.h"

#include <fmt/format.h>

#include "web/page_voice.h"

namespace althing::web {

ActForm::ActForm(View& view, std::string_view type, std::string_view sentence, std::string_view similar) : view_(view) {
  view_.h.open("form", {{"data-althing", "act"}, {"data-act", type}, {"data-sentence", sentence},
                        {"data-assembly", to_hex(view.app.node().record().assembly())}, {"data-key-href", view.url("key")},
                        Attr::only_if(!similar.empty(), "data-similar", similar), {"data-draft", true}, {"hidden", true}});
}

void ActForm::hidden(std::string_view name, std::string_view as, std::string_view value) { act_fixed(view_, name, as, value); }

void ActForm::control(const Control& c) {
  act_control(view_, {.name = c.name, .as = c.as, .label = c.label, .hint = c.hint, .value = c.value, .type = c.type, .rows = c.rows,
                      .narrow = c.narrow, .required = c.required, .max = c.max});
}

void ActForm::select(std::string_view name, std::string_view as, std::string_view label, const std::vector<Option>& options, std::string_view chosen) {
  act_select(view_, name, as, label, options, chosen);
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

}  // namespace althing::web
