#include "web/page_versions.h"

namespace althing::web {

void compare_form(View& view, const std::string& path, std::size_t versions, std::size_t from, std::size_t to, std::string_view shape) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<std::string> numbers, labels;
  for (std::size_t i = 0; i < versions; ++i) {
    numbers.push_back(std::to_string(i + 1));
    labels.push_back(t.trf("Version {n}", {{"n", t.number(static_cast<std::int64_t>(i + 1))}}));
  }
  std::vector<Option> options;
  for (std::size_t i = 0; i < numbers.size(); ++i) options.push_back({numbers[i], labels[i]});
  h.open("form", {{"class", "filters"}, {"action", view.url(path + "/compare")}});
  select(h, "from", "from", t.tr("What changed from"), options, numbers[from]);
  select(h, "to", "to", t.tr("to"), options, numbers[to]);
  if (!shape.empty()) select(h, "shape", "shape", t.tr("Shown"), {{"unified", t.tr("in one text")}, {"sides", t.tr("side by side")}}, shape);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Compare")).close();
}

}  // namespace althing::web
