// althing: one binary, the node and all its tools.
#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "cli/command.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Althing: a coalition's proposals, statements and evidence as a public record that anyone can check\n"
               "and no one can switch off. `althing COMMAND --help` explains each command with examples."};
  app.name("althing");
  app.set_version_flag("--version", "althing " ALTHING_VERSION);
  app.require_subcommand(1);
  althing::cli::Context context;
  app.add_flag("--json", context.json, "Machine-readable output");
  app.add_option("--node,--url", context.node, "Node to talk to")->envname("ALTHING_NODE")->capture_default_str();
  app.add_option("--key", context.key_file, "Your key file")->envname("ALTHING_KEY");
  app.fallthrough();
  althing::cli::add_commands(app, context);
  // `althing help [COMMAND...]` is what many try first.
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : althing::cli::kUsage;
  }
  return context.exit_code;
}
