// althing sandbox: tries, as a node on this machine would run, what it must not be able to do.
#include <fmt/format.h>

#include "cli/command.h"
#include "confine/probe.h"

namespace althing::cli {
namespace {

Result<int> try_sandbox(Context& context, const std::string& dir) {
  if (!context.fs->exists(dir)) return fail(Errc::not_found, "DIR", "there is no folder " + dir);
  const confine::Options options{dir, true, false};
  TRY(const auto verdicts, confine::probe(options));
  json::Array list;
  std::string text;
  bool good = true;
  for (const confine::Verdict& verdict : verdicts) {
    good = good && verdict.good();
    list.push_back(json::object({{"what", verdict.what}, {"may", verdict.may}, {"happened", verdict.happened}, {"how", verdict.how}}));
    text += fmt::format("{}  {}: {}\n", verdict.good() ? "ok   " : "FAULT", verdict.what, verdict.how);
  }
  if (confine::is_sanitized()) text += "This is a build for tests: its run-time is let do more than a node's.\n";
  context.print(json::object({{"ok", good}, {"tries", std::move(list)}}), text);
  return good ? kDone : kRefused;
}

}  // namespace

void add_sandbox(CLI::App& app, Context& context) {
  auto dir = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("sandbox", "Try what a node on this machine cannot do");
  sub->footer("Example:\n  althing sandbox data\nEach try is made by a process of its own that confines itself first, as `althing serve` does. Exit 1 if something is not\n"
              "refused that should be, or the other way round.");
  sub->add_option("DIR", *dir, "Data folder, or any folder of yours")->required();
  sub->callback([&context, dir] { context.run([&] { return try_sandbox(context, *dir); }); });
}

}  // namespace althing::cli
