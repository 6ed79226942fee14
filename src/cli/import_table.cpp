#include "cli/import_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "cli/acting.h"
#include "cli/import/report.h"
#include "cli/progress.h"
#include "web/kit/hidden.h"

namespace althing::cli {
namespace {

constexpr std::int64_t kIndexWaitMs = 200;
constexpr std::size_t kReasonShown = 200;  // characters of a node's words on a line of progress

/// A whole regular file: a fifo or a device would be waited for without end.
Result<std::string> read_regular(Context& context, const std::string& path, std::uint64_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) return fail(Errc::usage, path, "is no file");
  return context.fs->read_file(path, limit);
}

/// The node, connected to anew after every failure.
class NodeChannel final : public Channel {
 public:
  NodeChannel(Context& context, ApiClient api) : context_(context), api_(std::move(api)) {}

  Result<Answers> submit(const std::vector<Handed>& acts) override {
    if (!api_) {
      TRY(api_, ApiClient::open(context_.node).map([](ApiClient&& api) { return std::optional(std::move(api)); }));
    }
    std::string lines;
    for (const Handed& one : acts) lines += json::write(submission_value(one.note, one.detail)) + "\n";
    const auto answers = api_->submit_lines(lines);
    if (!answers) {
      api_.reset();
      return fail(answers.error());
    }
    Answers out;
    for (const json::Value& answer : *answers) {
      if (const json::Value* refusal = answer.at("error")) out.push_back(fail(error_of_problem(*refusal)));
      else out.emplace_back(std::string(answer.text_at("id")));
    }
    return out;
  }
  UnixSeconds now() const override { return context_.clock.now(); }
  std::int64_t steady_ms() const override { return althing::steady_ms(); }
  void sleep_ms(std::int64_t ms) override { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

 private:
  Context& context_;
  std::optional<ApiClient> api_;
};

/// What the node holds of the key's earlier imports, once its index knows all that its log has.
Result<HeldActs> held_acts(ApiClient& api, const Key& key, std::string_view type, std::int64_t patience_ms) {
  const std::int64_t until = althing::steady_ms() + patience_ms;
  while (true) {
    TRY(const json::Value answer, api.get_json("/rows?key=" + act::key_text(key)));
    const json::Value* rows = answer.at("rows");
    const json::Value* behind = answer.at("behind");
    if (rows == nullptr || rows->array() == nullptr || behind == nullptr || behind->integer() == nullptr) return fail(Errc::malformed, "rows", "the node's answer has none");
    if (*behind->integer() > 0) {
      if (althing::steady_ms() > until) return fail(Errc::overloaded, "node", fmt::format("its index is {} entries behind its log; try again later", *behind->integer()));
      std::this_thread::sleep_for(std::chrono::milliseconds(kIndexWaitMs));
      continue;
    }
    HeldActs held;
    for (const json::Value& row : *rows->array()) {
      if (row.text_at("type") != type) continue;
      HeldAct item;
      TRY(item.id, parse_hex<act::ActId>(row.text_at("id")));
      if (!row.text_at("detail").empty()) {
        TRY(item.detail, parse_hex<Hash>(row.text_at("detail")));
      }
      item.tokens = row.text_at("row");
      held[std::string(row.text_at("src"))] = std::move(item);
    }
    return held;
  }
}

struct Table {
  table::Mapping mapping;
  table::Taken taken;
  RowActs rows;
};

Result<Table> read_table(Context& context, const TableImport& options) {
  Table out;
  const auto in_file = [](const std::string& file, const Error& error) { return fail(error.code, file + (error.field.empty() ? "" : ": " + error.field), error.message); };
  TRY(const std::string toml, read_regular(context, options.mapping, table::kMaxMappingBytes + 1));
  auto mapping = table::read_mapping(toml);
  if (!mapping) return in_file(options.mapping, mapping.error());
  out.mapping = std::move(*mapping);
  if (const auto good = check_act_columns(out.mapping); !good) return in_file(options.mapping, good.error());
  TRY(const std::string csv, read_regular(context, options.table, table::kMaxTableBytes + 1));
  auto taken = table::take_rows(csv, out.mapping);
  if (!taken) return in_file(options.table, taken.error());
  out.taken = std::move(*taken);
  out.rows = row_acts(out.taken, out.mapping, context.clock.now());
  return out;
}

std::vector<Outgoing> outgoing(const Table& table, TablePlan& plan, const KeyPair& key, bool withdraw) {
  std::vector<Outgoing> out;
  for (PlannedAct& planned : plan.acts) {
    if (planned.step != Step::unchanged) out.push_back({table.rows.acts[planned.act].leaf, std::move(planned.detail)});
  }
  if (!withdraw) return out;
  for (const GoneAct& gone : plan.gone) {
    Outgoing& act = out.emplace_back();
    act.leaf.set("act", "withdraw");
    act.leaf.set("of", to_hex(gone.id));
    act.detail = withdrawal_detail(gone, key);
  }
  return out;
}

// A bar, only on a terminal; and on standard error what is waited for, each reason once.
struct Shown {
  Context& context;
  Progress bar;
  std::string said = {};
  void operator()(std::size_t done, std::size_t total, const std::string& waits_for) {
    if (waits_for.empty()) return bar.show(done, total);
    // The seconds in "try again in 2 s" are no other reason.
    const std::string reason = waits_for.substr(0, waits_for.find("; try again"));
    if (context.json || reason == said) return;
    said = reason;
    bar.finish();
    fmt::print(stderr, "{} of {} acts are logged; waiting for the node ({})\n", done, total, web::visible_line(reason, kReasonShown));
  }
};

Result<void> give_report(Context& context, const TableImport& options, const TableReport& report, const std::optional<Error>& stopped, const Sent* sent) {
  json::Value value = report_json(report);
  if (sent != nullptr) value.object()->set("requests", std::uint64_t{sent->requests});
  if (stopped) value.object()->set("stopped", json::object({{"code", errc_token(stopped->code)}, {"field", stopped->field}, {"detail", stopped->message}}));
  context.print(value, report_text(report, options.all_rows));
  if (options.report.empty()) return {};
  auto written = context.fs->put_file(options.report, as_bytes(report_csv(report)));
  if (!written) return fail(written.error().code, options.report, written.error().message);
  return {};
}

// Compared with what a node holds if there is a key and a node; else every act counts as new.
Result<int> dry_run(Context& context, const TableImport& options, const Table& table) {
  HeldActs held;
  KeyPair key = KeyPair::from_seed(Seed{});
  std::string compared = "not compared with a node: no --key";
  if (!context.key_file.empty()) {
    TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
    key = keys.key;
    auto api = ApiClient::open(context.node);
    auto asked = api ? held_acts(*api, key.key(), act_type(table.mapping), 0) : Result<HeldActs>(fail(api.error()));
    compared = asked ? "compared with what " + context.node + " holds" : "not compared with a node: " + asked.error().text();
    if (asked) held = std::move(*asked);
  }
  const TablePlan plan = plan_table(table.rows, table.taken, table.mapping, held, key);
  if (!context.json) fmt::print(stderr, "{}\n", compared);
  TRY_VOID(give_report(context, options, report_of(table.taken, table.rows, plan, nullptr, false), {}, nullptr));
  return kDone;
}

}  // namespace

Result<int> import_table(Context& context, const TableImport& options) {
  if (options.batch < 1 || options.batch > kMaxActsPerBatch) return fail(Errc::usage, "--batch", fmt::format("must be 1 to {}", kMaxActsPerBatch));
  if (options.patience < 0 || options.patience > kMaxPatienceSeconds) return fail(Errc::usage, "--patience", fmt::format("must be 0 to {} seconds", kMaxPatienceSeconds));
  if (options.withdraw_many && !options.withdraw_gone) return fail(Errc::usage, "--withdraw-many", "goes with --withdraw-gone");
  TRY(const Table table, read_table(context, options));
  if (options.dry_run) return dry_run(context, options, table);
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, keys));
  if (const json::Value* replaced = author.standing.at("replaced"); replaced != nullptr && replaced->boolean() != nullptr && *replaced->boolean()) {
    return fail(Errc::forbidden, "--key", "another key was rotated in; what this one does is void");
  }
  TRY(const HeldActs held, held_acts(api, keys.key.key(), act_type(table.mapping), options.patience * 1000));
  TablePlan plan = plan_table(table.rows, table.taken, table.mapping, held, keys.key);
  if (options.withdraw_gone && !options.withdraw_many && looks_cut(plan)) {
    return fail(Errc::usage, "--withdraw-gone", fmt::format("{} of {} rows that were imported are gone: is the table whole? Nothing was sent; --withdraw-many withdraws them", plan.gone.size(), plan.held));
  }
  const std::vector<Outgoing> acts = outgoing(table, plan, keys.key, options.withdraw_gone);
  NodeChannel channel(context, std::move(api));
  SendOptions how;
  how.batch = options.batch;
  how.patience_ms = options.patience * 1000;
  how.progress = [shown = std::make_shared<Shown>(Shown{context, Progress("importing", context.json)})](auto done, auto total, const auto& waits) { (*shown)(done, total, waits); };
  const SendAs as{keys.key, author.assembly, author.heads};
  const Sent sent = acts.empty() ? Sent() : send_acts(acts, as, channel, how);
  how.progress = {};
  const TableReport report = report_of(table.taken, table.rows, plan, &sent, options.withdraw_gone);
  TRY_VOID(give_report(context, options, report, sent.stopped, &sent));
  if (sent.stopped) {
    if (context.json) return exit_code_of(*sent.stopped);
    return fail(sent.stopped->code, sent.stopped->field, sent.stopped->message + "; run the same command again to go on");
  }
  return report.ends.contains(RowEnd::refused_by_node) ? kRefused : kDone;
}

}  // namespace althing::cli
