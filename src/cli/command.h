// The command line: one file per command, each adds itself to the parser in `add_<name>`. Exit codes:
// 0 done, 1 refused or faults found, 2 wrong usage, 3 cannot reach or read what is needed.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/fs.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace althing::cli {

inline constexpr int kDone = 0, kRefused = 1, kUsage = 2, kUnreachable = 3;

/// What every command shares. Lives in main().
struct Context {
  bool json = false;                          // --json: machine-readable output on stdout
  std::string node = "http://127.0.0.1:8080";  // --node, ALTHING_NODE
  std::string key_file;                       // --key, ALTHING_KEY
  std::unique_ptr<Fs> fs = posix_fs();
  SystemClock clock;
  int exit_code = kDone;

  /// Runs a command's body; prints its error ("althing: field: message", or JSON) and sets exit_code.
  void run(const std::function<Result<int>()>& body);
  /// Prints a JSON value with --json, else the text.
  void print(const json::Value& value, const std::string& text) const;
};

int exit_code_of(const Error& error);

void add_init(CLI::App& app, Context& context);
void add_key(CLI::App& app, Context& context);
void add_found(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_demo(CLI::App& app, Context& context);
void add_join(CLI::App& app, Context& context);
void add_act(CLI::App& app, Context& context);
void add_detail(CLI::App& app, Context& context);
void add_document(CLI::App& app, Context& context);
void add_statement(CLI::App& app, Context& context);
void add_sign(CLI::App& app, Context& context);
void add_unsign(CLI::App& app, Context& context);
void add_poll(CLI::App& app, Context& context);
void add_ballot(CLI::App& app, Context& context);
void add_receipt(CLI::App& app, Context& context);
void add_attest(CLI::App& app, Context& context);
void add_follow(CLI::App& app, Context& context);
void add_show(CLI::App& app, Context& context);
void add_proof(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_digest(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_rebuild(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_restore(CLI::App& app, Context& context);
void add_peer(CLI::App& app, Context& context);
void add_pull(CLI::App& app, Context& context);
void add_withhold(CLI::App& app, Context& context);
void add_signatures(CLI::App& app, Context& context);
void add_sandbox(CLI::App& app, Context& context);
void add_version(CLI::App& app, Context& context);
void add_count(CLI::App& app, Context& context);
void add_timing(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);

/// Every command, in the order --help shows them.
void add_commands(CLI::App& app, Context& context);

}  // namespace althing::cli
