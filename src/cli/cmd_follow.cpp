// althing follow: runs a command for each new act of a node, to feed mailing lists, chats, archives. Asks in
// bounded pieces; the state file says where to go on, and is written after each act, so that an act is told once,
// or once more if the command or this program was cut off over it.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <thread>

#include "act/schema.h"
#include "cli/api_client.h"
#include "cli/command.h"

namespace althing::cli {
namespace {

constexpr std::uint64_t kPerRequest = 100;
constexpr int kMaxTries = 3;

struct FollowOptions {
  std::string exec, state, since;
  std::vector<std::string> kinds;
  std::int64_t interval = 30, limit = 0;
  bool once = false, keep_going = false;
};

// The command's exit status; its standard input is the act and a newline.
Result<int> run(const std::string& command, const std::string& input) {
  std::FILE* pipe = ::popen(command.c_str(), "w");
  if (pipe == nullptr) return fail(Errc::storage, "--exec", "cannot be started");
  std::fwrite(input.data(), 1, input.size(), pipe);  // it need not read what it does not want
  const int status = ::pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

class Follower {
 public:
  Follower(Context& context, const FollowOptions& options) : context_(context), options_(options) {
    for (const std::string& kind : options.kinds) types_ += "&type=" + kind;
  }

  Result<int> follow() {
    std::signal(SIGPIPE, SIG_IGN);
    TRY_VOID(begin());
    for (int failed = 0;;) {
      auto more = piece();
      if (!more && more.error().field == "--exec") return fail(more.error());
      if (!more && (options_.once || ++failed > kMaxTries)) return fail(more.error());
      if (more) failed = 0;
      if (done()) break;
      if (more && *more) continue;
      if (options_.once) break;
      std::this_thread::sleep_for(std::chrono::seconds(options_.interval));
    }
    context_.print(json::object({{"told", told_}, {"next", next_}}), fmt::format("{} acts told; next is {}.\n", told_, next_));
    return kDone;
  }

 private:
  bool done() const { return options_.limit > 0 && told_ >= options_.limit; }

  // Where to begin: the state file, else --since (an index or a time), else what comes from now on.
  Result<void> begin() {
    if (!options_.state.empty() && context_.fs->exists(options_.state)) {
      TRY(std::string text, context_.fs->read_file(options_.state, 64));
      while (!text.empty() && text.back() == '\n') text.pop_back();
      const auto n = parse_decimal(text);
      if (!n) return fail(Errc::corrupt, "--state", "holds no index of a log");
      next_ = *n;
      return {};
    }
    if (const auto n = parse_decimal(options_.since)) {
      next_ = *n;
    } else if (!options_.since.empty()) {
      const auto time = parse_time(options_.since);
      if (!time) return fail(Errc::usage, "--since", "must be an index of the log or a time YYYY-MM-DDTHH:MM:SSZ");
      since_ = *time;
    } else {
      TRY(ApiClient api, ApiClient::open(context_.node));
      TRY(const json::Value answer, api.get_json("/acts?limit=1"));
      next_ = number(answer, "size");
    }
    return save();
  }

  static std::uint64_t number(const json::Value& value, std::string_view name) {
    const json::Value* n = value.at(name);
    return n != nullptr && n->integer() != nullptr && *n->integer() >= 0 ? static_cast<std::uint64_t>(*n->integer()) : 0;
  }

  Result<void> save() {
    if (options_.state.empty()) return {};
    const std::string text = std::to_string(next_) + "\n";
    return context_.fs->replace_file(options_.state, as_bytes(text));
  }

  // One answer's acts; whether more wait.
  Result<bool> piece() {
    TRY(ApiClient api, ApiClient::open(context_.node));
    TRY(const json::Value answer, api.get_json(fmt::format("/acts?from={}&limit={}{}", next_, kPerRequest, types_)));
    const json::Value* acts = answer.at("acts");
    if (acts == nullptr || acts->array() == nullptr) return fail(Errc::malformed, "node", "does not answer as a node does");
    for (const json::Value& act : *acts->array()) {
      TRY_VOID(tell(act));
      if (done()) return false;
    }
    const std::uint64_t next = number(answer, "next");
    if (next > next_) {
      next_ = next;
      TRY_VOID(save());
    }
    const json::Value* more = answer.at("more");
    return more != nullptr && *more == json::Value(true);
  }

  Result<void> tell(const json::Value& act) {
    const std::string_view logged = act.text_at("logged").empty() ? act.text_at("at") : act.text_at("logged");
    const auto time = parse_time(logged);
    if (act.text_at("status") == "effective" && (since_ == 0 || (time && *time >= since_))) {
      TRY(const int status, run(options_.exec, json::write(act) + "\n"));
      if (status != 0 && !options_.keep_going) {
        return fail(Errc::conflict, "--exec", fmt::format("ended with {} for act {}; it is told again next time (--keep-going passes over)", status, act.text_at("id")));
      }
      ++told_;
    }
    next_ = number(act, "index") + 1;
    return save();
  }

  Context& context_;
  const FollowOptions& options_;
  std::string types_;
  std::uint64_t next_ = 0;
  UnixSeconds since_ = 0;
  std::int64_t told_ = 0;
};

}  // namespace

void add_follow(CLI::App& app, Context& context) {
  auto options = std::make_shared<FollowOptions>();
  CLI::App* sub = app.add_subcommand("follow", "Run a command for each new act of a node");
  sub->footer("Example:\n  althing follow --exec ./to-the-list.sh --kind statement --kind outcome --state list.state\n"
              "  althing follow --exec 'jq -r .title' --since 2026-01-01T00:00:00Z --once\n"
              "The command gets one act as a line of JSON (GET /acts) on its standard input. If it fails, following stops\n"
              "and that act is told again next time. Void acts and acts that wait for others are not told.");
  sub->add_option("--exec", options->exec, "Command for the shell")->required();
  sub->add_option("--kind", options->kinds, "Only this type of act, repeatable")->take_all()->allow_extra_args(false)->check([](const std::string& kind) {
    return act::find_type(kind) != nullptr ? std::string() : std::string("must be a type of act (docs/acts.md)");
  });
  sub->add_option("--since", options->since, "Index of the log or time to begin at, if there is no state yet (default: now)");
  sub->add_option("--state", options->state, "File that keeps where to go on");
  sub->add_option("--interval", options->interval, "Seconds between looks")->check(CLI::Range(1, 86'400))->capture_default_str();
  sub->add_option("--limit", options->limit, "Stop after so many acts, 0 = never")->check(CLI::NonNegativeNumber)->capture_default_str();
  sub->add_flag("--once", options->once, "Tell what is there and stop");
  sub->add_flag("--keep-going", options->keep_going, "Pass over acts for which the command fails");
  sub->callback([&context, options] { context.run([&] { return Follower(context, *options).follow(); }); });
}

}  // namespace althing::cli
