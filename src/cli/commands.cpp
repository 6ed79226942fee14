// The table of commands: adding one is one line here and one file cmd_<name>.cpp.
#include "cli/command.h"

namespace althing::cli {

void add_mirror(CLI::App& app, Context& context);  // cmd_mirror.cpp

void add_commands(CLI::App& app, Context& context) {
  add_init(app, context);
  add_key(app, context);
  add_found(app, context);
  add_serve(app, context);
  add_demo(app, context);
  add_join(app, context);
  add_act(app, context);
  add_detail(app, context);
  add_document(app, context);
  add_statement(app, context);
  add_sign(app, context);
  add_unsign(app, context);
  add_poll(app, context);
  add_ballot(app, context);
  add_receipt(app, context);
  add_attest(app, context);
  add_follow(app, context);
  add_show(app, context);
  add_proof(app, context);
  add_audit(app, context);
  add_digest(app, context);
  add_import(app, context);
  add_rebuild(app, context);
  add_export(app, context);
  add_restore(app, context);
  add_mirror(app, context);
  add_peer(app, context);
  add_pull(app, context);
  add_withhold(app, context);
  add_signatures(app, context);
  add_sandbox(app, context);
  add_version(app, context);
  add_count(app, context);
  add_timing(app, context);
  add_completion(app, context);
}

}  // namespace althing::cli
