#include <fmt/format.h>

#include <algorithm>

#include "tally/scan.h"
#include "tally/show.h"

namespace althing::tally {
namespace {

// Escapes for element content and quoted attributes; controls become spaces.
std::string esc(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

class Page {
 public:
  Page(const CountRecord& record, const Translate& translate)
      : record_(record), translate_(translate) {}

  std::string fragment() {
    summary();
    ties();
    for (const Table& t : record_.tables) table(t);
    if (!record_.warnings.empty()) {
      out_ += "<section><h2>" + tr("Notes on the file") + "</h2><ul>";
      for (const auto& warning : record_.warnings) out_ += "<li>" + esc(warning) + "</li>";
      out_ += "</ul></section>\n";
    }
    return std::move(out_);
  }

 private:
  std::string tr(std::string_view id) const {
    return esc(translate_ ? translate_(id) : std::string(id));
  }
  std::string name(OptionIndex option) const {
    return "<bdi>" + esc(record_.options[option].name) + "</bdi>";
  }
  std::string names(std::span<const OptionIndex> options) const {
    std::string out;
    for (const OptionIndex option : options) out += (out.empty() ? "" : ", ") + name(option);
    return out;
  }
  void pair(std::string_view label, const std::string& html) {
    out_ += "<dt>" + tr(label) + "</dt><dd>" + html + "</dd>";
  }

  void summary() {
    const auto votes = [&](std::int64_t weight) {
      return decimal_text(weight, record_.weight_scale);
    };
    out_ += "<section><h2>" + tr("Result") + "</h2>";
    if (record_.adopted)
      out_ += "<p><strong>" + tr(*record_.adopted ? "Adopted." : "Not adopted.") + "</strong></p>";
    else if (record_.elected.empty())
      out_ += "<p><strong>" + tr("Nothing is elected.") + "</strong></p>";
    else {
      out_ += "<ol>";
      for (const OptionIndex option : record_.elected)
        out_ += "<li><strong>" + name(option) + "</strong></li>";
      out_ += "</ol>";
    }
    for (const auto& note : record_.notes) out_ += "<p>" + esc(note) + "</p>";
    if (!record_.words.empty()) out_ += "<p>" + esc(record_.words) + "</p>";
    out_ += "<dl>";
    pair("Method", tr(record_.method_name));
    if (!record_.adopted && record_.seats != 0) pair("To elect", std::to_string(record_.seats));
    pair("Ballots", votes(record_.valid - record_.unused));
    if (record_.blank != 0) pair("Blank ballots", votes(record_.blank));
    if (record_.unused != 0) pair("Ballots not usable by this method", votes(record_.unused));
    if (!record_.withdrawn.empty()) pair("Withdrawn", names(record_.withdrawn));
    for (const Figure& figure : record_.figures) pair(figure.label, esc(figure.value));
    out_ += "</dl></section>\n";
  }

  void ties() {
    if (record_.ties.empty()) return;
    out_ += "<section><h2>" + tr("Ties") + "</h2><p>" + tr("All outcomes that the ties allow") +
            ":</p><ul>";
    for (const Outcome& outcome : record_.outcomes.list) out_ += "<li>" + names(outcome) + "</li>";
    out_ += "</ul>";
    if (!record_.outcomes.complete)
      out_ += "<p>" + tr("There may be more: the search was cut off at a limit.") + "</p>";
    for (const TieEvent& tie : record_.ties) {
      out_ += "<h3>" + tr(tie.what) + "</h3><p class=\"tie\">" + esc(tie_sentence(record_, tie)) +
              "</p>";
      if (tie.hashes.empty()) continue;
      out_ += "<table><thead><tr><th scope=\"col\">" + tr("Option") +
              "</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>";
      for (std::size_t i = 0; i < tie.hashes.size(); ++i) {
        out_ += "<tr><td>" + name(tie.drawn[i]) + "</td><td><code>" + tie.hashes[i] +
                "</code></td></tr>";
      }
      out_ += "</tbody></table>";
    }
    if (record_.draw.order.empty()) {
      out_ += "<p>" + tr("The draw orders options by the SHA-256 of this text, ascending") +
              ": <code>tie|" + esc(record_.draw.poll) + "|" + esc(record_.draw.seed) + "|" +
              tr("option") + "</code></p>";
    }
    out_ += "</section>\n";
  }

  void cell(const Cell& value, bool head) {
    const std::string_view tag = head ? "th" : "td";
    out_ += fmt::format("<{}{}{}>", tag, head ? " scope=\"row\"" : "",
                        is_number(value) ? " class=\"number\"" : "");
    if (const auto* text = std::get_if<std::string>(&value))
      out_ += esc(*text);
    else if (const auto* number = std::get_if<std::int64_t>(&value))
      out_ += std::to_string(*number);
    else if (const auto* option = std::get_if<OptionCell>(&value))
      out_ += name(option->option);
    else if (const auto* options = std::get_if<OptionList>(&value))
      out_ += names(*options);
    out_ += fmt::format("</{}>", tag);
  }

  void table(const Table& table) {
    if (table.rows.empty()) return;
    out_ += "<section><h2>" + tr(table.title) + "</h2>";
    if (!table.note.empty()) out_ += "<p>" + tr(table.note) + "</p>";
    // Wider than a phone: the part that scrolls can be reached by keyboard and has a name.
    out_ += "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + tr(table.title) +
            "\"><table><caption>" + tr(table.title) + "</caption><thead><tr>";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      std::string head = tr(column.label);
      if (column.option) head += (column.label.empty() ? "" : ": ") + name(*column.option);
      const bool numbers = std::any_of(table.rows.begin(), table.rows.end(),
                                       [&](const auto& row) { return is_number(row[c]); });
      out_ += fmt::format("<th scope=\"col\"{}>{}</th>", numbers ? " class=\"number\"" : "", head);
    }
    out_ += "</tr></thead><tbody>\n";
    for (const auto& row : table.rows) {
      out_ += "<tr>";
      for (std::size_t c = 0; c < row.size(); ++c) cell(row[c], c == 0);
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div></section>\n";
  }

  const CountRecord& record_;
  const Translate& translate_;
  std::string out_;
};

}  // namespace

std::string to_html(const CountRecord& record, const Translate& translate) {
  return Page(record, translate).fragment();
}

std::string to_html_page(const CountRecord& record) {
  const std::string title = esc(record.title.empty() ? record.method_name : record.title);
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
         title +
         "</title><style>"
         ":root{color-scheme:light dark}"
         "body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}"
         "p,li{max-width:42rem}h3::first-letter,.tie::first-letter{text-transform:uppercase}"
         "table{border-collapse:collapse}th,td{padding:.2rem .6rem;border-bottom:1px solid "
         "#ccc;text-align:left;"
         "font-variant-numeric:tabular-nums;vertical-align:top}caption{text-align:left;position:"
         "absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
         "thead th{vertical-align:bottom}td.number,thead th.number{text-align:right}"
         ".wide{overflow-x:auto;position:relative}.wide "
         "th:first-child{position:sticky;left:0;background:Canvas}dt{font-weight:600;float:left;"
         "clear:left;margin-right:.5rem}dt::"
         "after{content:':'}"
         "code{overflow-wrap:anywhere}</style></head><body><main><h1>" +
         title + "</h1>\n" + to_html(record) + "</main></body></html>\n";
}

}  // namespace althing::tally
