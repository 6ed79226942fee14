// The pieces pages are made of, in the vocabulary of ui/styles/README.md. Each writes into an Html.
// Texts passed in are plain (escaped here); Raw ones are already HTML. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "web/kit/html.h"
#include "web/kit/i18n.h"

namespace althing::web {

struct Crumb {
  std::string url;
  std::string label;
};
/// "Home > Statements > here": `here` is the page itself, no link. Names of people in labels are
/// isolated by the crumb itself.
void crumbs(Html& h, const Translator& t, const std::vector<Crumb>& trail, std::string_view here);

enum class Badge { open, closing, closed, is_void, pending };
/// A state in a word; never by colour alone, hence the word is not optional.
void badge(Html& h, Badge kind, std::string_view word);

/// NOC, MOD, ADD or SUP with its meaning as title; any other option as plain text.
void option_tag(Html& h, const Translator& t, std::string_view option);

enum class Box { plain, success, warning, error };
/// A notice; `error` is announced to screen readers (role=alert).
void box(Html& h, Box kind, std::string_view title, const Raw& body);

/// <code class="hash">: hashes, ids and keys, whole, wrapping anywhere.
void hash(Html& h, std::string_view text);
/// <details> with raw bytes (an act, a proof) in <pre class="raw">.
void raw_text(Html& h, std::string_view summary, std::string_view bytes);

/// Facts: h.el("dl", {{"class", "facts"}}, [&] { fact(h, term, value); ... });
void fact(Html& h, std::string_view term, std::string_view value);
void fact(Html& h, std::string_view term, const Raw& value);

struct Column {
  std::string_view label;
  bool number = false;  // aligned to the end, tabular digits
};
/// A table in its scroll region with caption and header row; `rows` writes the <tr>s with cell().
void table(Html& h, std::string_view id, std::string_view caption,
           std::initializer_list<Column> columns, const std::function<void()>& rows);
void cell(Html& h, std::string_view text);
void cell(Html& h, const Raw& html);
void number_cell(Html& h, const Translator& t, std::int64_t n);

/// One labelled control. Error and hint are tied to it by aria-describedby.
struct Field {
  std::string_view id;    // of the control; unique in the page
  std::string_view name;  // as submitted
  std::string_view label;
  std::string_view hint = {};
  std::string_view error = {};
  std::string_view value = {};
  std::string_view type = "text";
  std::string_view autocomplete = {};
  unsigned rows = 0;  // > 0: a textarea
  bool narrow = false;
  bool required = false;
};
void field(Html& h, const Field& field);

struct Option {
  std::string_view value;
  std::string_view label;
  std::string_view hint = {};
};
/// Radio buttons in a fieldset; ids are "<id>-<value>".
void choices(Html& h, std::string_view id, std::string_view name, std::string_view legend,
             const std::vector<Option>& options, std::string_view chosen);
/// A labelled <select>.
void select(Html& h, std::string_view id, std::string_view name, std::string_view label,
            const std::vector<Option>& options, std::string_view chosen);
/// role=search form with one box (GET, ?q=).
void search_form(Html& h, std::string_view action, std::string_view label, std::string_view value,
                 std::string_view button);

/// ?page= of a request: 1 if empty; malformed unless 1..kMaxPageNumber.
Result<std::uint64_t> parse_page(std::string_view text);
/// Pages needed for `rows` rows at kRowsPerPage, at least 1.
std::uint64_t page_count(std::uint64_t rows);
/// Links to neighbours, ends and near pages; nothing when there is one page. `query` holds the
/// other parameters ("q=x&kind=y", already encoded) or is empty.
void pages(Html& h, const Translator& t, std::string_view path, std::string_view query,
           std::uint64_t page, std::uint64_t count);

}  // namespace althing::web
