// althing withhold and althing restore-detail: the operator's own acts, signed with the folder's
// operator key and sent to the running node.
#include "cli/acting.h"
#include "record/record.h"

namespace althing::cli {
namespace {

struct OperatorOptions {
  std::string dir, id, reason;
};

Result<int> operate(Context& context, const OperatorOptions& options, const char* type) {
  TRY(const KeyPair key, record::Record::load_key(*context.fs, options.dir, "operator"));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, KeyFile{key, {}}));
  json::Object body, detail;
  body.set("act", type);
  body.set("of", options.id);
  if (!options.reason.empty()) detail.set("reason", options.reason);
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  return deliver(context, api, made, false);
}

CLI::App* add(CLI::App& app, Context& context, const char* name, const char* type, const char* means, bool needs_reason) {
  auto options = std::make_shared<OperatorOptions>();
  CLI::App* sub = app.add_subcommand(name, means);
  sub->add_option("DIR", options->dir, "Data folder with the operator key")->required();
  sub->add_option("ID", options->id, "Act whose detail it is about")->required();
  CLI::Option* reason = sub->add_option("--reason", options->reason, "Reason, shown to everyone");
  if (needs_reason) reason->required();
  sub->callback([&context, options, type] { context.run([&] { return operate(context, *options, type); }); });
  return sub;
}

}  // namespace

void add_withhold(CLI::App& app, Context& context) {
  add(app, context, "withhold", "withhold", "Hide an act's detail on your node, in public and with a reason", true)
      ->footer("Example:\n  althing withhold data ID --reason \"names a private address\"\nThe act stays in the log; /en/moderation lists what was hidden and why.");
  add(app, context, "restore-detail", "restore", "Show a withheld detail again", false)->footer("Example:\n  althing restore-detail data ID");
}

}  // namespace althing::cli
