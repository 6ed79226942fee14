// althing completion: shell completion made from the parser itself, so that it cannot fall behind.
#include <fmt/format.h>

#include "cli/command.h"

namespace althing::cli {
namespace {

const std::function<bool(const CLI::App*)> kAll = [](const CLI::App*) { return true; };

std::string option_names(const CLI::App& app) {
  std::string out;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) out += " --" + name;
  }
  return out;
}

std::string sub_names(const CLI::App& app) {
  std::string out;
  for (const CLI::App* sub : app.get_subcommands(kAll)) out += (out.empty() ? "" : " ") + sub->get_name();
  return out;
}

std::string bash_script(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* sub : app.get_subcommands(kAll)) {
    std::string words = sub_names(*sub) + option_names(*sub);
    for (const CLI::App* inner : sub->get_subcommands(kAll)) words += option_names(*inner);
    cases += fmt::format("    {}) words=\"{}{}\" ;;\n", sub->get_name(), words, option_names(app));
  }
  return fmt::format("# bash completion of althing: source it, or put it into ~/.local/share/bash-completion/completions/althing\n"
                     "_althing() {{\n  local current=${{COMP_WORDS[COMP_CWORD]}} words\n  case ${{COMP_WORDS[1]}} in\n{}"
                     "    *) words=\"{}{}\" ;;\n  esac\n"
                     "  if [[ $current == -* || $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                     "  else COMPREPLY=($(compgen -W \"${{words%%--*}}\" -- \"$current\") $(compgen -f -- \"$current\")); fi\n}}\n"
                     "complete -o filenames -F _althing althing\n",
                     cases, sub_names(app), option_names(app));
}

}  // namespace

void add_completion(CLI::App& app, Context& context) {
  auto shell = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("completion", "Print a completion script for your shell");
  sub->footer("Example:\n  source <(althing completion bash)");
  sub->add_option("SHELL", *shell, "bash")->required()->check(CLI::IsMember({"bash"}));
  sub->callback([&app, &context, shell] {
    const std::string script = bash_script(app);
    context.print(json::object({{"shell", *shell}, {"script", script}}), script);
  });
}

}  // namespace althing::cli
