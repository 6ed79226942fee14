// althing import: put a case file's rows (docs/case-file.md) or a published table's (docs/watch-mappings.md) on file
// through a node. Importing again updates and never doubles: identity of a row is (author, type, src).
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "cli/acting.h"
#include "cli/case/planner.h"
#include "cli/case/sign_rows.h"
#include "cli/import_table.h"
#include "cli/progress.h"

namespace althing::cli {
namespace {

constexpr std::size_t kRowsPerRequest = 500;
constexpr int kMaxWaits = 60;  // in a row, of kWait each, while the node says "too many"
constexpr std::chrono::seconds kWait{2};

struct ImportOptions {
  std::string case_file, files;
  bool dry_run = false;
};

Result<HeldRows> held_rows(ApiClient& api, const Key& key) {
  TRY(const json::Value answer, api.get_json("/rows?key=" + act::key_text(key)));
  HeldRows held;
  const json::Value* rows = answer.at("rows");
  if (rows == nullptr || rows->array() == nullptr) return fail(Errc::malformed, "rows", "the node's answer has none");
  for (const json::Value& row : *rows->array()) {
    HeldRow item;
    TRY(item.first, parse_hex<act::ActId>(row.text_at("id")));
    if (!row.text_at("detail").empty()) {
      TRY(item.detail, parse_hex<Hash>(row.text_at("detail")));
    }
    held[{std::string(row.text_at("type")), std::string(row.text_at("src"))}] = item;
  }
  return held;
}

// Sends the rows in order. A row refused for haste is waited for; any other refusal ends the import,
// since the rows after it name it in `prev`.
Result<void> send_rows(Context& context, ApiClient& api, const std::vector<SignedRow>& rows) {
  Progress progress("importing", context.json);
  int waits = 0;
  for (std::size_t at = 0; at < rows.size();) {
    std::string lines;
    const std::size_t end = std::min(rows.size(), at + kRowsPerRequest);
    for (std::size_t i = at; i < end; ++i) lines += json::write(submission_value(rows[i].note, rows[i].detail)) + "\n";
    TRY(const auto answers, api.submit_lines(lines));
    if (answers.size() != end - at) return fail(Errc::malformed, fmt::format("the node answered {} of {} lines", answers.size(), end - at));
    for (const json::Value& answer : answers) {
      const json::Value* refusal = answer.at("error");
      if (refusal == nullptr) {
        ++at;
        waits = 0;
        continue;
      }
      Error error = error_of_problem(*refusal);
      const bool haste = error.code == Errc::rate_limited || error.code == Errc::overloaded;
      if (!haste || ++waits > kMaxWaits) {
        error.message = fmt::format("{} {}: {} ({} of {} rows are on file)", rows[at].type, rows[at].id, error.message, at, rows.size());
        return fail(error);
      }
      std::this_thread::sleep_for(kWait);
      break;
    }
    progress.show(at, rows.size());
  }
  return {};
}

Result<int> import(Context& context, const ImportOptions& options) {
  TRY(const std::string text, context.fs->read_file(options.case_file));
  const std::string files = options.files.empty() ? parent_dir(options.case_file) : options.files;
  std::map<std::string, std::string> file_of_hash;  // for the documents' blobs
  const Plan plan = plan_case(text, [&](const std::string& name) -> Result<std::string> {
    TRY(std::string bytes, context.fs->read_file(join_path(files, name)));
    file_of_hash[to_hex(sha256(bytes))] = name;
    return bytes;
  });
  const auto remarks = [](const Remarks& list) {
    json::Array out;
    for (const Remark& r : list) out.push_back(json::object({{"row", r.row}, {"reason", r.reason}}));
    return json::Value(std::move(out));
  };
  for (const Remark& fault : plan.faults) fmt::print(stderr, "fault {}: {}\n", fault.row, fault.reason);
  if (!plan.good()) return fail(Errc::schema, "case", fmt::format("{} faults; nothing was sent", plan.faults.size()));
  if (!context.json) {
    for (const Remark& skipped : plan.skipped) fmt::print("left out {}: {}\n", skipped.row, skipped.reason);
  }
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, keys));
  TRY(const HeldRows held, held_rows(api, keys.key.key()));
  TRY(const Import signed_rows, sign_rows(plan, Importer{keys.key, author.assembly, author.heads, context.clock.now()}, held));
  if (!options.dry_run) TRY_VOID(send_rows(context, api, signed_rows.acts));
  std::uint64_t updated = 0, blobs = 0;
  for (const SignedRow& row : signed_rows.acts) updated += row.update ? 1u : 0u;
  for (const Row& row : plan.rows) {
    const json::Value* hash = row.leaf.find("sha256");
    if (options.dry_run || hash == nullptr || hash->string() == nullptr) continue;
    const auto file = file_of_hash.find(*hash->string());
    if (file == file_of_hash.end()) continue;
    TRY(const std::string bytes, context.fs->read_file(join_path(files, file->second)));
    TRY_VOID(api.put_blob(file->first, bytes));
    ++blobs;
  }
  const std::uint64_t fresh = signed_rows.acts.size() - updated;
  context.print(json::object({{"new", fresh}, {"updated", updated}, {"unchanged", std::uint64_t{signed_rows.unchanged}}, {"blobs", blobs},
                              {"dry_run", options.dry_run}, {"skipped", remarks(plan.skipped)}}),
                fmt::format("{}{} new, {} updated, {} unchanged, {} left out, {} files.\n", options.dry_run ? "Would import: " : "", fresh, updated,
                            signed_rows.unchanged, plan.skipped.size(), blobs));
  return kDone;
}

}  // namespace

namespace {

struct Asked {
  ImportOptions of_case;
  TableImport table;
};

Result<int> import_either(Context& context, Asked& asked) {
  if (asked.table.mapping.empty()) {
    if (!asked.table.report.empty() || asked.table.withdraw_gone) return fail(Errc::usage, "MAPPING", "is missing: a case file has no --report and no --withdraw-gone");
    asked.of_case.dry_run = asked.table.dry_run;
    return import(context, asked.of_case);
  }
  if (!asked.of_case.files.empty()) return fail(Errc::usage, "--files", "belongs to a case file");
  asked.table.table = asked.of_case.case_file;
  return import_table(context, asked.table);
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto asked = std::make_shared<Asked>();
  CLI::App* sub = app.add_subcommand("import", "Put a case file's rows, or a published table's incidents and events, on file");
  sub->footer("Examples:\n  althing import examples/wcit-12/story.case.json --key me.key --dry-run\n"
              "  althing import shutdowns.csv examples/watch/stop.toml --dry-run --report rows.csv\n"
              "  althing import shutdowns.csv examples/watch/stop.toml --url https://node.example --key me.key\n"
              "Run it again after the case or the table changed: only new and changed rows are sent.\n"
              "Formats: docs/case-file.md, docs/watch-mappings.md.");
  sub->add_option("FILE", asked->of_case.case_file, "Case file, or a table (CSV)")->required();
  sub->add_option("MAPPING", asked->table.mapping, "Of a table: how its columns become acts (TOML)");
  sub->add_option("--files", asked->of_case.files, "Of a case: folder of the files it draws from (default: beside it)");
  sub->add_flag("--dry-run", asked->table.dry_run, "Say what would be sent; a table needs no node and no key for it");
  sub->add_option("--report", asked->table.report, "Of a table: write what became of every row to this file (CSV)")->type_name("FILE");
  sub->add_flag("--rows", asked->table.all_rows, "Of a table: list every row not taken and every odd cell");
  sub->add_flag("--withdraw-gone", asked->table.withdraw_gone, "Of a table: take back rows imported before that it no longer has");
  sub->add_flag("--withdraw-many", asked->table.withdraw_many, "Even if more than half of them are gone");
  sub->add_option("--batch", asked->table.batch, "Acts a request")->capture_default_str();
  sub->add_option("--patience", asked->table.patience, "Seconds to go on trying when nothing gets through")->capture_default_str();
  sub->callback([&context, asked] { context.run([&] { return import_either(context, *asked); }); });
}

}  // namespace althing::cli
