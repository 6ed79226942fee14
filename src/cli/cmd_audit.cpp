// althing audit and althing digest: check a record from its public files alone.
#include <fmt/format.h>

#include "cli/api_client.h"
#include "cli/fold_record.h"
#include "tlog/limits.h"

namespace althing::cli {
namespace {

struct AuditCommand {
  std::string where, vkey, state;
  int threads = 2;
  bool on_disk = false;
};

// {"format", "origin", "log", "size", "root"}: what an earlier audit vouched for.
Result<void> read_state(Context& context, const AuditCommand& command, record::AuditOptions& options) {
  if (command.state.empty() || !context.fs->exists(command.state)) return {};
  TRY(const std::string text, context.fs->read_file(command.state, 4096));
  TRY(const json::Value value, json::parse(text, 4));
  const json::Value* size = value.at("size");
  if (value.text_at("format") != "althing-audit/v1" || size == nullptr || size->integer() == nullptr || *size->integer() < 0) {
    return fail(Errc::malformed, command.state, "is no audit state; delete it to start anew");
  }
  TRY(options.resume_root, parse_hex<Hash>(value.text_at("root")));
  if (options.vkey.empty()) options.vkey = std::string(value.text_at("log"));
  options.resume_at = static_cast<std::uint64_t>(*size->integer());
  return {};
}

json::Value faults_value(const std::vector<record::Fault>& faults) {
  json::Array list;
  for (const record::Fault& fault : faults) {
    json::Value item = json::object({{"file", fault.file}, {"message", fault.message}});
    if (fault.index) item.object()->set("index", *fault.index);
    list.push_back(std::move(item));
  }
  return json::Value(std::move(list));
}

json::Value fork_value(const tlog::Fork& fork, const tlog::ForkShown& shown) {
  return json::object({{"origin", fork.log.name}, {"log", fork.log.vkey()}, {"smaller", shown.smaller.size}, {"larger", shown.larger.size}});
}

std::string fork_text(const tlog::Fork& fork, const tlog::ForkShown& shown) {
  return fmt::format("FORK     the log {}\n         signed a tree of {} entries and another of {} that does not begin with it\n         by the key {}\n", fork.log.name,
                     shown.smaller.size, shown.larger.size, fork.log.vkey());
}

json::Value forks_value(const std::vector<tlog::Fork>& forks) {
  json::Array list;
  for (const tlog::Fork& fork : forks) {
    if (const auto shown = tlog::verify_fork(fork)) list.push_back(fork_value(fork, *shown));
  }
  return json::Value(std::move(list));
}

std::string report_text(const FoldedRecord& folded, std::uint64_t resumed_at) {
  const record::AuditReport& r = folded.report;
  std::string text = fmt::format("origin   {}\nsize     {} entries\nroot     {}\nacts     {} pass the door\ndetails  {} held and matching, {} not held\nmarks    {}\nblobs    {}\nread     {} bytes\n",
                                 r.origin, r.size, to_hex(r.root), r.acts, r.details, r.details_absent, r.marks, r.blobs, r.bytes);
  if (folded.whole) {
    text += "state   ";
    for (const auto& [status, count] : folded.by_status) text += fmt::format(" {} {}", count, status);
    text += fmt::format("\ndigest   {}\n\n{}", to_hex(folded.digest), statements_text(folded));
    if (!folded.polls.empty()) text += fmt::format("\nPolls, counted anew from the acts in the returned prefixes:\n{}", polls_text(folded));
  } else {
    text += fmt::format("Entries below {} were audited before; the digest needs a whole audit (without --state).\n", resumed_at);
  }
  for (const tlog::Fork& fork : r.forks) text += fork_text(fork, *tlog::verify_fork(fork));
  for (const record::Fault& fault : r.faults) {
    text += fault.index ? fmt::format("FAULT entry {}, {}: {}\n", *fault.index, fault.file, fault.message) : fmt::format("FAULT {}: {}\n", fault.file, fault.message);
  }
  return text + (r.ok() ? "\nNo faults.\n" : fmt::format("\n{} faults.\n", r.faults.size()));
}

bool is_file(Context& context, const std::string& where) { return !is_url(where) && context.fs->open(where, OpenMode::read) && !context.fs->list(where); }

// A single file of evidence (docs/format-fork.md): good if it shows what it says.
Result<int> audit_evidence(Context& context, const std::string& path) {
  TRY(const std::string text, context.fs->read_file(path, tlog::kMaxForkBytes));
  TRY(const tlog::Fork fork, tlog::parse_fork(text));
  TRY(const tlog::ForkShown shown, tlog::verify_fork(fork));
  context.print(json::object({{"ok", true}, {"fork", fork_value(fork, shown)}}), fork_text(fork, shown) + "Both carry its valid signature. This proves a fork.\n");
  return kDone;
}

Result<int> audit(Context& context, const AuditCommand& command) {
  if (is_file(context, command.where)) return audit_evidence(context, command.where);
  TRY(const auto source, open_source(context, command.where));
  record::AuditOptions options;
  options.vkey = command.vkey;
  options.threads = command.threads;
  TRY_VOID(read_state(context, command, options));
  if (options.vkey.empty()) options.log_key = own_log_key(context, command.where);
  TRY(const FoldedRecord folded, fold_record(context, *source, options, {command.on_disk, {}, {}}));
  const record::AuditReport& r = folded.report;
  json::Value value = json::object({{"ok", r.ok()}, {"origin", r.origin}, {"size", r.size}, {"root", to_hex(r.root)}, {"acts", r.acts}, {"details", r.details},
                                    {"details_absent", r.details_absent}, {"marks", r.marks}, {"returns", folded.returns}, {"blobs", r.blobs}, {"bytes", r.bytes},
                                    {"forks", forks_value(r.forks)}, {"resumed_at", options.resume_at}, {"faults", faults_value(r.faults)}});
  if (folded.whole) {
    json::Object states;
    for (const auto& [status, count] : folded.by_status) states.set(status, count);
    value.object()->set("digest", to_hex(folded.digest));
    value.object()->set("states", std::move(states));
    value.object()->set("statements", statements_value(folded));
    value.object()->set("polls", polls_value(folded));
  }
  context.print(value, report_text(folded, options.resume_at));
  if (r.ok() && !command.state.empty()) {
    const json::Value kept = json::object({{"format", "althing-audit/v1"}, {"origin", r.origin}, {"log", folded.vkey}, {"size", r.size}, {"root", to_hex(r.root)}});
    TRY_VOID(context.fs->replace_file(command.state, as_bytes(json::write(kept) + "\n")));
  }
  return r.ok() ? kDone : kRefused;
}

Result<int> digest(Context& context, const std::string& where) {
  if (is_url(where)) {
    TRY(ApiClient api, ApiClient::open(where));
    TRY(const json::Value value, api.get_json("/digest"));
    context.print(value, fmt::format("{}\n", value.text_at("digest")));
    return kDone;
  }
  TRY(const auto source, open_source(context, where));
  TRY(const FoldedRecord folded, fold_record(context, *source, {.log_key = own_log_key(context, where)}));
  if (!folded.report.ok()) return fail(Errc::corrupt, where, "has faults; `althing audit` names them");
  context.print(json::object({{"entries", folded.report.size}, {"digest", to_hex(folded.digest)}}), fmt::format("{}\n", to_hex(folded.digest)));
  return kDone;
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
  auto command = std::make_shared<AuditCommand>();
  CLI::App* sub = app.add_subcommand("audit", "Check a record from its public files alone");
  sub->footer("Example:\n  althing audit data\n  althing audit http://127.0.0.1:8080 --log VKEY --state audit.json\n"
              "Checks tiles, root, checkpoint, every act and commitment, and what the log returned of itself when polls\n"
              "closed; then computes the state, counts every closed poll anew and prints the digest.\n"
              "Every fault is named with its entry and file. Exit code 1 if there are any.");
  sub->add_option("WHERE", command->where, "Data folder, its record/, an export, or a node's address")->required();
  sub->add_option("--log", command->vkey, "The log's key as a vkey (default: the one the founding act names)");
  sub->add_option("--state", command->state, "File to remember what was audited; the next run starts there");
  sub->add_option("--threads", command->threads, "Verifying threads")->check(CLI::Range(0, 64))->capture_default_str();
  sub->add_flag("--on-disk", command->on_disk, fmt::format("Fold in a temporary file in $TMPDIR, as is done above {} entries anyway", kMaxFoldInMemory));
  sub->callback([&context, command] { context.run([&] { return audit(context, *command); }); });
}

void add_digest(CLI::App& app, Context& context) {
  auto where = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("digest", "Digest of the assembly's state: equal wherever the same acts are held");
  sub->footer("Example:\n  althing digest data\n  althing digest http://127.0.0.1:8080");
  sub->add_option("WHERE", *where, "Folder (computed) or address (asked)")->required();
  sub->callback([&context, where] { context.run([&] { return digest(context, *where); }); });
}

}  // namespace althing::cli
