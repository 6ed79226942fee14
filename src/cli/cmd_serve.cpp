// althing serve: run a node on a data folder.
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>

#include "cli/command.h"
#include "confine/confine.h"
#include "extract/helper.h"
#include "http/server.h"
#include "http/socks.h"
#include "node/node.h"
#include "record/layout.h"
#include "web/app.h"

namespace althing::cli {
namespace {

constexpr rlim_t kFilesOfItsOwn = 512;  // record, index, its readers, connections being turned away

struct ServeOptions {
  std::string dir;
  std::string listen = "127.0.0.1:8080", base_url;
  int threads = 2;
  int stamp_bits = 0;
  double key_rate = node::IntakeRules().per_key.per_second;
  double address_rate = node::IntakeRules().per_address.per_second;
  bool limit_loopback = false;
  double scrub_rate = static_cast<double>(node::kScrubBytesPerSecond) / (1 << 20);
  bool no_search = false, no_text = false;
  bool allow_root = false, no_sandbox = false;
  bool pseudo_locale = false;
  std::string socks5;
};

// "127.0.0.1:8080", "[::1]:8080" or ":8080" (all addresses).
Result<std::pair<std::string, std::uint16_t>> parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return fail(Errc::usage, "--listen", "must be ADDRESS:PORT");
  std::string host = text.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty()) host = "::";
  const auto port = parse_decimal(text.substr(colon + 1));
  if (!port || *port > 65535) return fail(Errc::usage, "--listen", "has no port between 0 and 65535");
  return std::pair(host, static_cast<std::uint16_t>(*port));
}

// "https://althing.example.org": scheme, host and perhaps a port; links in files and commands start with it.
Result<std::string> parse_base_url(std::string text) {
  if (text.ends_with('/')) text.pop_back();
  const std::size_t host = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : std::string::npos;
  const bool plain = host < text.size() && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(host), text.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view(".-:[]").find(c) != std::string_view::npos;
                     });
  if (!text.empty() && !plain) return fail(Errc::usage, "--base-url", "must be http:// or https:// and a host in lower case, without a path");
  return text;
}

// The signals that end a server, waited for by the main thread.
sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

// Connections that the process may hold beside the files it needs; asks for as many descriptors as it may
// have, so that idle clients can never keep the record and the index from being opened.
std::size_t connection_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return http::kMaxConnections;
  const rlim_t wanted = http::kMaxConnections + kFilesOfItsOwn;
  if (limit.rlim_cur < wanted) {
    rlimit more{std::min(wanted, limit.rlim_max), limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
  }
  if (limit.rlim_cur >= wanted) return http::kMaxConnections;
  return limit.rlim_cur > 2 * kFilesOfItsOwn ? limit.rlim_cur - kFilesOfItsOwn : limit.rlim_cur / 2;
}

constexpr std::uint16_t kFirstOpenPort = 1024;  // below it a port is the system's

// The process that reads files. Without it the node runs and says that it reads none.
std::unique_ptr<extract::Helper> start_reader(const ServeOptions& options) {
  if (options.no_text) return nullptr;
  auto helper = extract::Helper::start();
  if (helper) return std::move(*helper);
  fmt::print(stderr, "althing: files are not read: {}\n", helper.error().text());
  return nullptr;
}

// Before any file is opened or thread made. Answers what is in force, for the first line of output.
Result<json::Array> give_up_power(Context& context, const ServeOptions& options, std::uint16_t port, std::unique_ptr<extract::Helper>& helper) {
  const confine::Options wanted{options.dir, options.allow_root, port > 0 && port < kFirstOpenPort};
  TRY_VOID(confine::leave_root(wanted));
  helper = start_reader(options);  // afterwards no process can be made
  // A folder copied by hand may have come with open keys. Where that cannot be mended, reading will tell.
  static_cast<void>(context.fs->make_private(join_path(options.dir, record::kKeysDir)));
  json::Array out;
  if (options.no_sandbox) return out;
  auto report = confine::confine(wanted);
  if (!report) return fail(report.error().code, report.error().field, report.error().message + "; --no-sandbox goes without");
  for (const std::string& line : report->missing) fmt::print(stderr, "althing: sandbox: this system lacks {}\n", line);
  for (const std::string& line : report->done) out.emplace_back(line);
  return out;
}

std::string listed(const json::Array& texts) {
  std::string out;
  for (const json::Value& text : texts) out += (out.empty() ? "" : ", ") + *text.string();
  return out.empty() ? "nothing (--no-sandbox)" : out;
}

Result<int> serve(Context& context, const ServeOptions& options) {
  TRY(const auto listen, parse_listen(options.listen));
  TRY(const std::string base_url, parse_base_url(options.base_url));
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before threads are made, so that all inherit it
  std::unique_ptr<extract::Helper> helper;
  TRY(const json::Array sandbox, give_up_power(context, options, listen.second, helper));
  node::NodeOptions node_options;
  node_options.dir = options.dir;
  node_options.search = !options.no_search;
  node_options.helper = helper.get();
  node_options.intake.stamp_bits = options.stamp_bits;
  node_options.intake.per_key.per_second = options.key_rate;
  node_options.intake.per_address.per_second = options.address_rate;
  node_options.intake.limit_loopback = options.limit_loopback;
  node_options.scrub_rate = static_cast<std::uint64_t>(options.scrub_rate * (1 << 20));
  if (!options.socks5.empty()) TRY_VOID(http::parse_socks(options.socks5));
  node_options.client.socks5 = options.socks5;
  node_options.log = [&context](const std::string& line) { fmt::print(stderr, "{} {}\n", format_time(context.clock.now()), line); };
  TRY(const auto node, node::Node::open(*context.fs, context.clock, node_options));
  web::App app(*node, web::AppOptions{base_url, options.pseudo_locale});
  http::ServerOptions server_options;
  server_options.address = listen.first;
  server_options.port = listen.second;
  server_options.threads = options.threads;
  server_options.max_connections = connection_limit();
  server_options.body_limit = [&app](http::Method method, std::string_view path) { return app.router().body_limit(method, path); };
  server_options.on_access = [&app](const http::Access& access) { app.metrics().count(access); };
  TRY(const auto server, http::Server::start(server_options, [&app](http::Request&& request, http::Responder responder) {
        app.router().handle(std::move(request), std::move(responder));
      }));
  const std::string assembly = to_hex(node->record().assembly());
  context.print(json::object({{"url", server->url()}, {"assembly", assembly}, {"size", node->record().snapshot()->size}, {"sandbox", sandbox}}),
                fmt::format("Assembly {}\nConfined: {}\nServing at {}/ (Ctrl-C stops)\n", assembly, listed(sandbox), server->url()));
  int signal = 0;
  sigwait(&signals, &signal);
  if (!context.json) fmt::print("Stopping.\n");
  server->stop();
  return kDone;
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Run a node: its pages, its API and its log");
  command->footer("Example:\n  althing serve data --listen 127.0.0.1:8080\n"
                  "Put nginx or an onion service in front for the world (docs/operating.md).");
  command->add_option("DIR", options->dir, "Data folder (made by `althing init` and `althing found`)")->required();
  command->add_option("--listen", options->listen, "ADDRESS:PORT; port 0 takes a free one")->capture_default_str();
  command->add_option("--base-url", options->base_url, "Address the world reaches it at, e.g. https://althing.example.org: for permalinks in files and commands on pages");
  command->add_option("--threads", options->threads, "HTTP threads")->check(CLI::Range(1, 64))->capture_default_str();
  command->add_option("--stamp-bits", options->stamp_bits, "Proof of work asked of unknown keys")->check(CLI::Range(0, 28))->capture_default_str();
  command->add_option("--key-rate", options->key_rate, "Acts a second per key, 0 = no limit")->check(CLI::NonNegativeNumber)->capture_default_str();
  command->add_option("--address-rate", options->address_rate, "Acts a second per address, 0 = no limit")->check(CLI::NonNegativeNumber)->capture_default_str();
  command->add_flag("--limit-loopback", options->limit_loopback, "Apply the address limit to this machine too");
  command->add_option("--scrub-rate", options->scrub_rate, "MiB a second at which the record is read again and checked, 0 = off")->check(CLI::Range(0.0, 1024.0))->capture_default_str();
  command->add_option("--socks5", options->socks5, "ADDRESS:PORT of a SOCKS5 proxy through which all peers and witnesses are reached; it alone resolves their names");
  command->add_flag("--no-search", options->no_search, "Do not keep a full-text index");
  command->add_flag("--no-text", options->no_text, "Do not read the text of files that documents name");
  command->add_flag("--allow-root", options->allow_root, "Run as root if the folder is root's (without its capabilities)")->envname("ALTHING_ALLOW_ROOT");
  command->add_flag("--no-sandbox", options->no_sandbox, "Keep core dumps, all files and all system calls in reach: for debugging only");
  command->add_flag("--pseudo-locale", options->pseudo_locale, "Offer /qps/: English turned right-to-left, for testing");
  command->callback([&context, options] { context.run([&] { return serve(context, *options); }); });
}

}  // namespace althing::cli
