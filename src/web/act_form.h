// A form that makes any act in the browser (ui/README.md, data-althing="act"), and beside it the same by
// command line. Controls say by `as` what they become: of the act token id ids time count file, of the
// detail line text lines links number. One form a page. Everything is written into view.h.
#pragma once

#include "web/page_kit.h"

namespace althing::web {

/// A control of such a form; see ui/README.md for the values of `as`.
struct ActControl {
  std::string_view name;
  std::string_view as;
  std::string_view label;
  std::string_view hint = {};
  std::string_view value = {};
  std::string_view type = "text";  // of the input: text, date, datetime-local, number, file, url
  unsigned rows = 0;               // > 0: a textarea
  bool narrow = false;
  bool required = false;
  bool day_start = false;          // a date means its first second, not its last
  std::size_t max = 0;             // characters of prose, 0: the script's own limit
  std::string_view id = {};        // of the control, where two of one name take turns; else by its name
};

/// @param sentence what the signature will mean; "{name}" stands for a control's value
void open_act_form(View& view, std::string_view type, std::string_view sentence);
void act_control(View& view, const ActControl& control);
/// A value the reader does not choose.
void act_fixed(View& view, std::string_view name, std::string_view as, std::string_view value);
void act_select(View& view, std::string_view name, std::string_view as, std::string_view label, const std::vector<Option>& options, std::string_view chosen);
/// Ends the form: in whose name, the button, that it is for good, and the command that does the same.
/// @param command members and details of `althing act <type>` as they are typed
void close_act_form(View& view, std::string_view type, std::string_view command);

/// The head of a page with such a form: script, not for search engines.
PageSpec act_form_spec(std::string_view title, std::string path, Section section);

}  // namespace althing::web
