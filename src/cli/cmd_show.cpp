// althing show and althing proof: one act, and the receipt that a log holds it.
#include <fmt/format.h>

#include "act/act.h"
#include "cli/api_client.h"
#include "cli/command.h"
#include "tlog/limits.h"
#include "tlog/policy.h"
#include "tlog/proof.h"

namespace althing::cli {
namespace {

struct ShowOptions {
  std::string id, out, check, act_file, vkey, policy;
};

Result<int> show(Context& context, const std::string& id) {
  if (!parse_hex<act::ActId>(id)) return fail(Errc::usage, "ID", "must be 64 lower-case hex digits");
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const json::Value value, api.get_json("/acts/" + id + ".json"));
  std::string text = fmt::format("{} {}\nstatus {}{}\nby     {} {}\nat     {}\n", value.text_at("type"), value.text_at("id"), value.text_at("status"),
                                 value.text_at("reason").empty() ? "" : ": " + std::string(value.text_at("reason")), value.text_at("by"),
                                 value.text_at("member_name"), value.text_at("at"));
  if (const json::Value* act = value.at("act")) text += "act    " + json::write(*act) + "\n";
  if (const json::Value* detail = value.at("detail")) text += "detail " + json::write(*detail) + "\n";
  else text += fmt::format("detail {}\n", value.text_at("detail_state"));
  context.print(value, text);
  return kDone;
}

// Without --policy nobody's cosignature is asked for.
Result<tlog::Policy> policy_of(Context& context, const ShowOptions& options) {
  if (options.policy.empty()) return tlog::Policy();
  TRY(const std::string text, context.fs->read_file(options.policy, tlog::kMaxPolicyBytes));
  return tlog::parse_policy(text);
}

Result<int> check_proof(Context& context, const ShowOptions& options) {
  if (options.act_file.empty() || options.vkey.empty()) return fail(Errc::usage, "--check", "also needs --act NOTEFILE and --log VKEY");
  TRY(const std::string text, context.fs->read_file(options.check, 1u << 20));
  TRY(const std::string note, context.fs->read_file(options.act_file, 1u << 20));
  TRY(const act::Act act, act::open_entry(note));
  TRY(const tlog::VerifierKey log, tlog::parse_vkey(options.vkey));
  TRY(const tlog::Proof proof, tlog::parse_proof(text));
  TRY(const auto policy, policy_of(context, options));
  std::vector<tlog::VerifierKey> witnesses;
  for (const tlog::PolicyWitness& one : policy.witnesses) witnesses.push_back(one.key);
  TRY(const tlog::ProvenEntry proven, tlog::verify_proof(proof, tlog::leaf_hash(as_bytes(note)), log, witnesses));
  std::set<std::size_t> cosigned;
  UnixSeconds earliest = 0;
  for (const tlog::Cosigned& by : proven.cosigned) {
    cosigned.insert(by.witness);
    if (earliest == 0 || by.time < earliest) earliest = by.time;
  }
  if (!policy.satisfied(cosigned)) return fail(Errc::signature, "--policy", fmt::format("is not met: {} of its {} witnesses cosigned", cosigned.size(), witnesses.size()));
  if (!log.name.starts_with(to_hex(act.assembly()) + "/")) return fail(Errc::wrong_place, "--log", "is the log of another assembly");
  context.print(json::object({{"ok", true}, {"id", to_hex(act.id)}, {"index", proven.index}, {"size", proven.checkpoint.size}, {"origin", proven.checkpoint.origin}, {"cosigned", cosigned.size()}}),
                fmt::format("Good: {} {} is entry {} of the log {}\n(checkpoint of {} entries, signed by its key; the act's own signature verifies).\n{}", act.type,
                            to_hex(act.id), proven.index, proven.checkpoint.origin, proven.checkpoint.size,
                            cosigned.empty() ? std::string() : fmt::format("{} witnesses of the policy cosigned it, the first at {}.\n", cosigned.size(), format_time(earliest))));
  return kDone;
}

Result<int> proof(Context& context, const ShowOptions& options) {
  if (!options.check.empty()) return check_proof(context, options);
  if (options.id.empty()) return fail(Errc::usage, "ID", "is missing (or give --check FILE)");
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const std::string text, api.get("/acts/" + options.id + "/proof"));
  if (!options.act_file.empty()) {
    TRY(const std::string note, api.get("/acts/" + options.id + ".note"));
    TRY_VOID(context.fs->replace_file(options.act_file, as_bytes(note)));
  }
  if (!options.out.empty()) {
    TRY_VOID(context.fs->replace_file(options.out, as_bytes(text)));
    context.print(json::object({{"proof", options.out}}), fmt::format("Proof in {}.\n", options.out));
  } else {
    context.print(json::object({{"proof_text", text}}), text);
  }
  return kDone;
}

}  // namespace

void add_show(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("show", "Print an act, its verdict and its detail");
  sub->footer("Example:\n  althing show 64-HEX-DIGITS --node http://127.0.0.1:8080");
  sub->add_option("ID", *id, "Act id")->required();
  sub->callback([&context, id] { context.run([&] { return show(context, *id); }); });
}

void add_proof(CLI::App& app, Context& context) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* sub = app.add_subcommand("proof", "Fetch or check the receipt of an act (.tlog-proof)");
  sub->footer("Example:\n  althing proof ID -o my.tlog-proof --act my.note\n  althing proof --check my.tlog-proof --act my.note --log VKEY\n"
              "Checking needs no node and no network: only the three things you kept.");
  sub->add_option("ID", options->id, "Act id");
  sub->add_option("-o,--out", options->out, "File for the proof (default: standard output)");
  sub->add_option("--act", options->act_file, "File of the act's note: written when fetching, read when checking");
  sub->add_option("--check", options->check, "Proof file to check");
  sub->add_option("--policy", options->policy, "When checking: policy file (C2SP tlog-policy) that the cosignatures must meet");
  sub->add_option("--log", options->vkey, "The log's vkey (GET /policy, `log`)");
  sub->callback([&context, options] { context.run([&] { return proof(context, *options); }); });
}

}  // namespace althing::cli
