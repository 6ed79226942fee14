#include "cli/static_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "cli/progress.h"
#include "http/server.h"
#include "node/http_source.h"
#include "node/log_key.h"
#include "node/mirror.h"
#include "node/node.h"
#include "web/app.h"
#include "web/still.h"

namespace althing::cli {
namespace {

using web::StillCopy;

constexpr unsigned kReaders = 2;                             // threads that ask for pages
constexpr int kBusyTries = 120, kBusyPauseMs = 250;           // a node that is busy (one letter at a time, crowds) is asked again
constexpr std::uint64_t kMaxStillBytes = 256u << 20;         // of one page or table; a larger one is left out
constexpr std::string_view kNoAddress = "https://node.example";  // in commands, when no address is known

// What became of a target that some page links to.
struct Taken {
  std::string file;      // in the copy; "" if it is not there
  std::string location;  // of a redirect
  bool html = false, feed = false, text = false;
  std::vector<std::string> links;
  std::uint64_t bytes = 0;
};

bool is_loopback(const std::string& address) {
  const auto url = http::parse_url(address);
  return url && (url->host == "localhost" || url->host == "::1" || url->host.starts_with("127."));
}

std::string bare(std::string address) {
  while (address.ends_with('/')) address.pop_back();
  return address;
}

class Copier {
 public:
  Copier(Context& context, const StaticOptions& options, std::string url, StillCopy copy)
      : context_(context), options_(options), url_(std::move(url)), copy_(std::move(copy)), dir_(options.out + ".part") {}

  Result<int> make() {
    if (context_.fs->exists(dir_)) return fail(Errc::conflict, dir_, "is left of a run that was cut short; remove it");
    for (const std::string& lang : options_.langs) {
      if (catalogs_.find(lang) == nullptr) return fail(Errc::usage, "--lang", fmt::format("{} is no language of this program", lang));
      langs_.push_back(lang);
    }
    if (langs_.empty()) langs_.assign(catalogs_.langs().begin(), catalogs_.langs().end());
    TRY_VOID(context_.fs->make_dirs(dir_));
    TRY_VOID(take_pages());
    TRY_VOID(take_record());  // after the pages, so that it holds every act they speak of
    TRY_VOID(rewrite());
    TRY_VOID(context_.fs->rename(dir_, options_.out));
    std::uint64_t pages = 0, files = 0, bytes = 0;
    for (const auto& [target, taken] : taken_) {
      if (taken.file.empty()) continue;
      ++(taken.html ? pages : files);
      bytes += taken.bytes;
    }
    json::Array live(copy_.live.begin(), copy_.live.end());
    context_.print(json::object({{"out", options_.out}, {"entries", copy_.size}, {"pages", pages}, {"files", files}, {"bytes", bytes}, {"addresses", taken_.size() - langs_.size()}, {"left_out", left_out_}, {"live", std::move(live)}}),
                   fmt::format("Copy of {} acts in {}: {} pages and {} other files, {} MB. It opens from the disk (index.html) and from any web server.\n"
                               "{}Check it: althing audit {}\n",
                               copy_.size, options_.out, pages, files, bytes / 1'000'000,
                               copy_.live.empty() ? "No live node is named in it: --live ADDRESS does that.\n" : "", options_.out));
    return kDone;
  }

 private:
  // The record as a mirror, so that the copy can be audited, pulled from and restored.
  Result<void> take_record() {
    TRY(const auto source, node::HttpSource::open(url_));
    TRY(const node::LogIdentity identity, node::identify_log(*source, source.get(), nullptr));
    Progress progress("copying the record", context_.json);
    TRY(const node::MirrorReport report, node::mirror(*context_.fs, *source, identity.log, dir_, {.progress = [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }}));
    copy_.origin = identity.log.name;
    copy_.size = report.size;
    return {};
  }

  bool wanted(std::string_view target) const {
    if (target == "/" || target == "/policy" || target == "/healthz" || target == "/metrics" || target.starts_with("/record/") || target.starts_with("/blob/")) return false;
    const std::string_view first = target.substr(1, target.find_first_of("/?", 1) - 1);
    const bool language = first.size() >= 2 && first.size() <= 3 && first.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
    return !language || std::find(langs_.begin(), langs_.end(), first) != langs_.end();
  }

  // Nothing is fsynced, thousands of new folders least of all: a copy is made again in less time.
  Result<void> put(const std::string& file, const std::string& text) {
    TRY_VOID(make_dirs(parent_dir(join_path(dir_, file))));
    return context_.fs->put_file(join_path(dir_, file), as_bytes(text));
  }
  Result<void> make_dirs(const std::string& path) {
    {
      const std::lock_guard lock(dirs_mutex_);
      if (path == dir_ || dirs_.contains(path)) return {};
    }
    TRY_VOID(make_dirs(parent_dir(path)));
    TRY_VOID(context_.fs->make_dir(path));
    const std::lock_guard lock(dirs_mutex_);
    dirs_.insert(path);
    return {};
  }

  Result<Taken> take(http::Connection& connection, const std::string& target) {
    http::Headers headers;
    headers.set("Accept", "text/html, */*;q=0.5");
    auto answer = connection.send(http::Method::get, target, headers);
    for (int tries = 1; answer && (answer->status == 503 || answer->status == 429) && tries < kBusyTries; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kBusyPauseMs));
      answer = connection.send(http::Method::get, target, headers);
    }
    Taken out;
    if (!answer && answer.error().code == Errc::too_large) return out;
    if (!answer) return fail(answer.error());
    if (answer->status >= 300 && answer->status < 400) {
      if (const auto link = web::still_link(copy_, answer->headers.get("Location"), target)) out.location = link->target;
      return out;
    }
    if (answer->status == 429 || answer->status >= 500) return fail(Errc::overloaded, target, fmt::format("the node answered {}", answer->status));
    if (answer->status != 200) return out;
    const std::string_view type = answer->headers.get("Content-Type");
    out.html = type.starts_with("text/html");
    out.feed = type.starts_with("application/atom+xml");
    out.text = type.starts_with("text/") || type.starts_with("application/json");
    out.bytes = answer->body.size();
    out.file = web::still_file(target, out.html);
    if (out.html) out.links = web::still_links(copy_, answer->body, target);
    TRY_VOID(put(out.file, answer->body));
    return out;
  }

  Result<std::vector<Taken>> take_all(const std::vector<std::string>& targets) {
    std::vector<Taken> out(targets.size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    Result<void> done;
    const auto work = [&] {
      const auto mine = [&]() -> Result<void> {
        TRY(const http::Url url, http::parse_url(url_));
        http::ClientOptions client;
        client.max_body = kMaxStillBytes;
        TRY(auto connection, http::Connection::open(url, client));
        for (std::size_t i = next++; i < targets.size() && !failed; i = next++) {
          TRY(out[i], take(connection, targets[i]));
        }
        return {};
      }();
      if (mine) return;
      failed = true;
      const std::lock_guard lock(mutex);
      done = mine;
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < kReaders; ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    TRY_VOID(done);
    return out;
  }

  // From the first page of each language along the links, a step at a time.
  Result<void> take_pages() {
    Progress progress("copying pages", context_.json);
    std::vector<std::string> next;
    for (const std::string& lang : langs_) next.push_back("/" + lang + "/");
    while (!next.empty()) {
      for (const std::string& target : next) taken_[target] = {};
      if (taken_.size() > options_.max_files) return fail(Errc::too_large, "--max-files", fmt::format("the node has more than {} addresses to copy; ask for fewer languages by --lang, or allow more", options_.max_files));
      TRY(auto all, take_all(next));
      std::vector<std::string> found;
      for (std::size_t i = 0; i < next.size(); ++i) {
        Taken& taken = all[i];
        if (!taken.location.empty()) taken.links.push_back(taken.location);
        else if (taken.file.empty()) ++left_out_;
        for (const std::string& link : std::exchange(taken.links, {})) {
          if (wanted(link) && !taken_.contains(link)) found.push_back(link);
        }
        taken_[next[i]] = std::move(taken);
      }
      std::sort(found.begin(), found.end());
      found.erase(std::unique(found.begin(), found.end()), found.end());
      progress.show(taken_.size(), taken_.size() + found.size());
      next = std::move(found);
    }
    return {};
  }

  std::optional<std::string> file_of(const std::string& target) const {
    if (target == "/") return "index.html";
    if (target.starts_with("/blob/") || target.starts_with("/record/") || target == "/policy") {
      const std::string file = target.starts_with("/blob/") ? "record" + target : target.substr(1);
      return context_.fs->exists(join_path(dir_, file)) ? std::optional(file) : std::nullopt;
    }
    const auto at = taken_.find(target);
    if (at == taken_.end()) return std::nullopt;
    if (!at->second.location.empty() && at->second.location != target) return file_of(at->second.location);
    return at->second.file.empty() ? std::nullopt : std::optional(at->second.file);
  }

  Result<void> rewrite() {
    std::map<std::string, std::string> first_pages;
    for (const std::string& lang : langs_) {
      const std::string target = "/" + lang + "/";
      if (taken_.at(target).file.empty()) return fail(Errc::not_found, target, "the node has no first page in this language");
      TRY(first_pages[lang], context_.fs->read_file(join_path(dir_, taken_.at(target).file)));
      Taken& live = taken_[web::live_target(lang)];
      live.file = web::still_file(web::live_target(lang), true);
      live.html = true;
    }
    const web::StillFiles files = [this](const std::string& target) { return file_of(target); };
    Progress progress("linking pages", context_.json);
    std::uint64_t done = 0;
    for (const auto& [target, taken] : taken_) {
      progress.show(++done, taken_.size());
      if (taken.file.empty() || (!taken.html && !taken.feed && !taken.text) || target.ends_with("/live")) continue;
      if (target.ends_with(".note") || target.ends_with("/proof") || target.starts_with("/detail")) continue;  // bytes that are checked
      TRY(const std::string raw, context_.fs->read_file(join_path(dir_, taken.file)));
      TRY_VOID(put(taken.file, taken.html ? web::still_page(copy_, catalogs_, raw, target, taken.file, files) : web::still_text(copy_, raw, taken.feed, target, taken.file, files)));
    }
    for (const std::string& lang : langs_) TRY_VOID(put(taken_.at(web::live_target(lang)).file, web::live_page(copy_, catalogs_, first_pages[lang], lang, files)));
    const std::string first = "/" + langs_.front() + "/";
    return put("index.html", web::still_page(copy_, catalogs_, first_pages[langs_.front()], first, "index.html", files));
  }

  Context& context_;
  const StaticOptions& options_;
  const std::string url_;
  StillCopy copy_;
  const std::string dir_;
  const web::Catalogs catalogs_;
  std::vector<std::string> langs_;
  std::map<std::string, Taken> taken_;
  std::mutex dirs_mutex_;
  std::set<std::string> dirs_;  // made so far
  std::uint64_t left_out_ = 0;
};

// Nodes that take part: those named, else the peers of the node that is read, and itself if others can reach it.
Result<std::vector<std::string>> live_nodes(const StaticOptions& options, const std::string& url) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& address) {
    if (std::find(out.begin(), out.end(), bare(address)) == out.end()) out.push_back(bare(address));
  };
  for (const std::string& address : options.live) {
    TRY_VOID(http::parse_url(address).map([](const auto&) {}));
    add(address);
  }
  if (!out.empty()) return out;
  if (!is_loopback(url)) add(url);
  TRY(const auto source, node::HttpSource::open(url));
  const auto said = source->fetch("/peers.json").and_then([](const std::string& text) { return json::parse(text); });
  const json::Value* list = said ? said->at("peers") : nullptr;
  if (list == nullptr || list->array() == nullptr) return out;
  for (const json::Value& peer : *list->array()) {
    const std::string address(peer.text_at("address"));
    if (http::parse_url(address) && !is_loopback(address)) add(address);
  }
  return out;
}

StillCopy about(Context& context, const StaticOptions& options, const std::string& url, std::vector<std::string> live) {
  const std::string address = !options.base_url.empty() ? bare(options.base_url) : live.empty() ? std::string(kNoAddress) : live.front();
  return {.bases = {url, address}, .address = address, .live = std::move(live), .made = context.clock.now(), .origin = {}, .size = 0};
}

// The folder as a node would show it, on a free port of this machine for as long as it is copied.
Result<int> from_folder(Context& context, const StaticOptions& options) {
  node::NodeOptions node_options;
  node_options.dir = options.dir;
  node_options.scrub_rate = 0;
  auto node = node::Node::open(*context.fs, context.clock, node_options);
  if (!node && node.error().code == Errc::conflict) {
    return fail(Errc::conflict, options.dir, node.error().message + "; to copy a node that runs leave the folder out and give --node ADDRESS");
  }
  if (!node) return fail(node.error());
  if (!(*node)->follower().wait_for((*node)->record().snapshot()->size, 600'000)) return fail(Errc::internal, "the index did not catch up: " + (*node)->follower().fault());
  TRY(const auto entries, node::load_peers(*context.fs, options.dir));
  StaticOptions named = options;
  for (const node::PeerEntry& peer : entries) {
    if (options.live.empty() && !is_loopback(peer.address)) named.live.push_back(peer.address);
  }
  TRY(auto live, named.live.empty() ? Result<std::vector<std::string>>(std::vector<std::string>()) : live_nodes(named, "http://127.0.0.1"));
  const StillCopy facts = about(context, options, {}, live);
  web::App app(**node, web::AppOptions{facts.address, false});
  http::ServerOptions server_options;
  server_options.address = "127.0.0.1";
  server_options.port = 0;
  server_options.threads = kReaders;
  TRY(const auto server, http::Server::start(server_options, [&app](http::Request&& request, http::Responder responder) { app.router().handle(std::move(request), std::move(responder)); }));
  auto done = Copier(context, options, server->url(), about(context, options, server->url(), live)).make();
  server->stop();
  return done;
}

}  // namespace

Result<int> export_static(Context& context, const StaticOptions& options) {
  if (context.fs->exists(options.out)) return fail(Errc::conflict, options.out, "exists; choose a new folder");
  if (!options.base_url.empty()) TRY_VOID(http::parse_url(options.base_url).map([](const auto&) {}));
  if (!options.dir.empty()) return from_folder(context, options);
  const std::string url = bare(context.node);
  TRY(auto live, live_nodes(options, url));
  return Copier(context, options, url, about(context, options, url, std::move(live))).make();
}

}  // namespace althing::cli
