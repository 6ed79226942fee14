#include "web/kit/parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web {

void crumbs(Html& h, const Translator& t, const std::vector<Crumb>& trail, std::string_view here) {
  h.open("nav", {{"class", "crumbs"}, {"aria-label", t.tr("You are here")}}).open("ol");
  for (const Crumb& crumb : trail) {
    h.open("li").open("a", {{"href", crumb.url}}).name(crumb.label).close().close();
  }
  h.open("li").name(here).close();
  h.close().close();
}

void badge(Html& h, Badge kind, std::string_view word) {
  constexpr std::string_view kClasses[] = {"badge badge--open", "badge badge--closing",
                                           "badge badge--closed", "badge badge--void",
                                           "badge badge--pending"};
  h.el("span", {{"class", kClasses[static_cast<std::size_t>(kind)]}}, word);
}

void option_tag(Html& h, const Translator& t, std::string_view option) {
  struct Row {
    std::string_view option, shown, css;
    Msg meaning;
  };
  static constexpr Row kRows[] = {{"noc", "NOC", "tag tag--noc", msg("no change")},
                                  {"mod", "MOD", "tag tag--mod", msg("modify")},
                                  {"add", "ADD", "tag tag--add", msg("add")},
                                  {"sup", "SUP", "tag tag--sup", msg("suppress")}};
  for (const Row& row : kRows) {
    if (row.option != option) continue;
    h.el("abbr", {{"class", row.css}, {"title", t.tr(row.meaning)}}, row.shown);
    return;
  }
  h.el("span", {{"class", "tag"}}, option);
}

void box(Html& h, Box kind, std::string_view title, const Raw& body) {
  constexpr std::string_view kClasses[] = {"box", "box box--success", "box box--warning",
                                           "box box--error"};
  h.open("div", {{"class", kClasses[static_cast<std::size_t>(kind)]},
                 Attr::only_if(kind == Box::error, "role", "alert")});
  h.el("p", {{"class", "box__title"}}, title).raw(body).close();
}

void hash(Html& h, std::string_view text) { h.el("code", {{"class", "hash"}}, text); }

void raw_text(Html& h, std::string_view summary, std::string_view bytes) {
  h.open("details").el("summary", {}, summary);
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, visible(bytes, TextKind::prose)).close();
}

void fact(Html& h, std::string_view term, std::string_view value) {
  h.el("dt", {}, term).el("dd", {}, value);
}
void fact(Html& h, std::string_view term, const Raw& value) {
  h.el("dt", {}, term).el("dd", {}, value);
}

void table(Html& h, std::string_view id, std::string_view caption,
           std::initializer_list<Column> columns, const std::function<void()>& rows) {
  h.open("div",
         {{"class", "table-scroll"}, {"role", "region"}, {"aria-labelledby", id}, {"tabindex", 0}});
  h.open("table", {{"class", "table"}}).el("caption", {{"id", id}}, caption);
  h.open("thead").open("tr");
  for (const Column& column : columns) {
    h.el("th", {{"scope", "col"}, Attr::only_if(column.number, "class", "number")}, column.label);
  }
  h.close().close().open("tbody");
  rows();
  h.close().close().close();
}

void cell(Html& h, std::string_view text) { h.el("td", {}, text); }
void cell(Html& h, const Raw& html) { h.el("td", {}, html); }
void number_cell(Html& h, const Translator& t, std::int64_t n) {
  h.el("td", {{"class", "number"}}, t.number(n));
}

void field(Html& h, const Field& f) {
  const bool bad = !f.error.empty();
  const std::string css =
      fmt::format("field{}{}", f.narrow ? " field--short" : "", bad ? " field--error" : "");
  const std::string hint_id = fmt::format("{}-h", f.id);
  const std::string error_id = fmt::format("{}-e", f.id);
  std::string described = f.hint.empty() ? "" : hint_id;
  if (bad) described += (described.empty() ? "" : " ") + error_id;
  h.open("div", {{"class", css}}).el("label", {{"for", f.id}}, f.label);
  if (!f.hint.empty()) h.el("span", {{"class", "field__hint"}, {"id", hint_id}}, f.hint);
  if (bad) h.el("span", {{"class", "field__error"}, {"id", error_id}}, f.error);
  const Attr about = Attr::only_if(!described.empty(), "aria-describedby", described);
  const Attr invalid = Attr::only_if(bad, "aria-invalid", "true");
  const Attr complete = Attr::only_if(!f.autocomplete.empty(), "autocomplete", f.autocomplete);
  if (f.rows > 0) {
    // A first line break in a textarea is eaten by the parser; give it one.
    h.open("textarea", {{"id", f.id},
                        {"name", f.name},
                        {"rows", f.rows},
                        {"required", f.required},
                        about,
                        invalid,
                        complete});
    h.text("\n").text(visible(f.value, TextKind::prose)).close();
  } else {
    h.single("input", {{"id", f.id},
                       {"name", f.name},
                       {"type", f.type},
                       Attr::only_if(!f.value.empty(), "value", f.value),
                       {"required", f.required},
                       about,
                       invalid,
                       complete});
  }
  h.close();
}

void choices(Html& h, std::string_view id, std::string_view name, std::string_view legend,
             const std::vector<Option>& options, std::string_view chosen) {
  h.open("fieldset", {{"class", "field"}}).el("legend", {}, legend);
  for (const Option& option : options) {
    const std::string own = fmt::format("{}-{}", id, option.value);
    const std::string hint_id = own + "-h";
    const bool hinted = !option.hint.empty();
    h.open("div", {{"class", "choice"}});
    h.single("input", {{"type", "radio"},
                       {"id", own},
                       {"name", name},
                       {"value", option.value},
                       {"checked", option.value == chosen},
                       Attr::only_if(hinted, "aria-describedby", hint_id)});
    h.el("label", {{"for", own}}, option.label);
    if (hinted) h.el("span", {{"class", "field__hint"}, {"id", hint_id}}, option.hint);
    h.close();
  }
  h.close();
}

void select(Html& h, std::string_view id, std::string_view name, std::string_view label,
            const std::vector<Option>& options, std::string_view chosen) {
  h.open("div", {{"class", "field"}})
      .el("label", {{"for", id}}, label)
      .open("select", {{"id", id}, {"name", name}});
  for (const Option& option : options) {
    h.el("option", {{"value", option.value}, {"selected", option.value == chosen}}, option.label);
  }
  h.close().close();
}

void search_form(Html& h, std::string_view action, std::string_view label, std::string_view value,
                 std::string_view button) {
  h.open("form", {{"class", "search"}, {"role", "search"}, {"action", action}});
  h.el("label", {{"class", "visually-hidden"}, {"for", "q"}}, label);
  h.single(
      "input",
      {{"id", "q"}, {"name", "q"}, {"type", "search"}, {"placeholder", label}, {"value", value}});
  h.el("button", {{"class", "button button--secondary"}}, button).close();
}

Result<std::uint64_t> parse_page(std::string_view text) {
  if (text.empty()) return std::uint64_t{1};
  const auto number = parse_decimal(text);
  if (!number || *number < 1 || *number > kMaxPageNumber) {
    return fail(Errc::malformed, "page",
                fmt::format("must be a number from 1 to {}", kMaxPageNumber));
  }
  return *number;
}

std::uint64_t page_count(std::uint64_t rows) {
  return rows == 0 ? 1 : (rows - 1) / kRowsPerPage + 1;
}

void pages(Html& h, const Translator& t, std::string_view path, std::string_view query,
           std::uint64_t page, std::uint64_t count) {
  if (count <= 1 && page <= 1) return;
  const auto url = [&](std::uint64_t n) {
    return fmt::format("{}?{}{}page={}", path, query, query.empty() ? "" : "&", n);
  };
  h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
  if (page > 1)
    h.el("a", {{"href", url(std::min(page - 1, count))}, {"rel", "prev"}}, t.tr("Previous"));
  const auto number = [&](std::uint64_t n) {
    const std::string shown = t.number(static_cast<std::int64_t>(n));
    if (n == page)
      h.el("span", {{"aria-current", "page"}}, shown);
    else
      h.el("a", {{"href", url(n)}}, shown);
  };
  const auto gap = [&] { h.el("span", {{"aria-hidden", "true"}}, "…"); };
  const std::uint64_t middle = std::min(page, count);
  const std::uint64_t first = middle > 4 ? middle - 2 : 1;             // a gap of one page is
  const std::uint64_t last = middle + 3 < count ? middle + 2 : count;  // shown as that page
  if (first > 1) {
    number(1);
    gap();
  }
  for (std::uint64_t n = first; n <= last; ++n) number(n);
  if (last < count) {
    gap();
    number(count);
  }
  if (page < count) h.el("a", {{"href", url(page + 1)}, {"rel", "next"}}, t.tr("Next"));
  h.close();
}

}  // namespace althing::web
