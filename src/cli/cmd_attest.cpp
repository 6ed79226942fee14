// althing attest: looks whether a domain names a member and, if it does, signs that it saw so.
#include <fmt/format.h>

#include "cli/acting.h"
#include "cli/domain_proof.h"
#include "record/record.h"

namespace althing::cli {
namespace {

struct AttestOptions {
  std::string member, domain, data, note;
  bool dns = false, print = false;
  DomainTest test;
};

Result<int> attest(Context& context, const AttestOptions& options) {
  if (!parse_hex<act::ActId>(options.member)) return fail(Errc::usage, "MEMBER", "must be the id of a membership, 64 lower-case hex digits");
  TRY_VOID(check_domain(options.domain, options.test.allow_loopback));
  KeyFile keys;
  if (options.data.empty()) {
    TRY(keys, load_key_file(*context.fs, context.key_file));
  } else {
    TRY(keys.key, record::Record::load_key(*context.fs, options.data, "operator"));
  }
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const json::Value joined, api.get_json("/acts/" + options.member + ".json"));
  if (joined.text_at("type") != "join" || joined.text_at("member") != options.member) return fail(Errc::usage, "MEMBER", "is not a member's first join");
  if (options.dns) TRY_VOID(prove_by_dns(options.domain, options.member));
  else TRY_VOID(prove_by_file(options.domain, options.member, options.test));
  TRY(const Author author, author_of(api, keys));
  json::Object body, detail;
  body.set("act", "attest");
  body.set("whom", options.member);
  body.set("what", "domain");
  body.set("domain", options.domain);
  body.set("method", options.dns ? "dns" : "well-known");
  detail.set("date", format_time(context.clock.now()));
  if (!options.note.empty()) detail.set("note", options.note);
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  return deliver(context, api, made, options.print);
}

}  // namespace

void add_attest(CLI::App& app, Context& context) {
  auto options = std::make_shared<AttestOptions>();
  CLI::App* sub = app.add_subcommand("attest", "Look whether a domain names a member, and sign that it does");
  sub->footer("Example:\n  althing attest MEMBER example.org --key me.key\n  althing attest MEMBER example.org --data data --dns\n"
              "The domain names the member by a line with the id of its membership in https://DOMAIN/.well-known/althing.txt,\n"
              "or in a TXT record at _althing.DOMAIN. Public addresses only, no redirects, 64 KiB, 15 seconds.");
  sub->add_option("MEMBER", options->member, "Id of its membership (first join)")->required();
  sub->add_option("DOMAIN", options->domain, "Host name in lower case")->required();
  sub->add_option("--data", options->data, "Data folder: sign with its operator key, as this node");
  sub->add_option("--note", options->note, "A remark, shown to everyone");
  sub->add_flag("--dns", options->dns, "Look at the TXT record instead of the file");
  sub->add_flag("--print", options->print, "Print the act instead of sending it");
  sub->add_flag("--test-loopback", options->test.allow_loopback, "For tests: also reach this machine")->group("");
  sub->add_option("--test-port", options->test.port, "For tests: port instead of 443")->group("");
  sub->add_option("--test-ca", options->test.ca_file, "For tests: certificates to trust")->group("");
  sub->callback([&context, options] { context.run([&] { return attest(context, *options); }); });
}

}  // namespace althing::cli
