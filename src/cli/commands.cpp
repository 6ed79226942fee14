// The table of commands: adding one is one line here and one file cmd_<name>.cpp.
#include "cli/command.h"

namespace althing::cli {

void add_commands(CLI::App& app, Context& context) {
  add_serve(app, context);
  add_demo(app, context);
}

}  // namespace althing::cli
