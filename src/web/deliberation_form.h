// The forms of deliberation: those of act_form.h with drafts, a look at similar texts, and words of their
// own about permanence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/act_form.h"

namespace althing::web {

/// One control. `as` says what it becomes: of the act (id, ids, token, tokens, time) or of its detail
/// (line, text, lines, links).
struct Control {
  std::string_view name, as, label;
  std::string_view hint = {};
  std::string_view value = {};
  std::string_view type = "text";
  std::size_t max = 0;      // characters; 0 = what the script knows
  unsigned rows = 0;        // > 0: a textarea
  bool narrow = false;
  bool required = false;
};

class ActForm {
 public:
  /// Opens the form; finish() closes it. `sentence` says what the signature will mean; {name} in it is a
  /// control's value.
  ActForm(View& view, std::string_view type, std::string_view sentence, std::string_view similar = {});
  ActForm(const ActForm&) = delete;
  ActForm& operator=(const ActForm&) = delete;

  /// What the page already knows.
  void hidden(std::string_view name, std::string_view as, std::string_view value);
  void control(const Control& control);
  void select(std::string_view name, std::string_view as, std::string_view label, const std::vector<Option>& options, std::string_view chosen);
  /// Check boxes that together become a list of tokens.
  void boxes(std::string_view name, std::string_view legend, std::string_view hint, const std::vector<Option>& options);
  /// In whose name: oneself or an organisation whose mandate the key has.
  void mandate();
  /// The button; closes the form, then says what permanence means and how to do the same by command line.
  void finish(const std::string& command);

 private:
  View& view_;
};

}  // namespace althing::web
