// Does an act cost the same in a small record and in a large one? Appends signatures of one statement
// (a key of its own and a 200-byte detail each) to a record and its index, as the writer and the follower
// do, and prints what each step cost; then restart, pages and disk at that size. Signatures are left
// zero: neither the record nor the index looks at them. Usage: growth_bench [millions] [dir]
#include <unistd.h>

#include <filesystem>

#include "http/server.h"
#include "kit.h"
#include "load/load.h"
#include "node/refill.h"
#include "support/acts.h"
#include "web/app.h"

namespace {

using namespace althing;
using bench::must;
using bench::seconds_of;

constexpr std::size_t kAppend = 1024;
constexpr std::size_t kIndex = 4096;

record::NewEntry make_act(const act::ActId& statement, const act::ActId& assembly, std::uint64_t n) {
  const std::string number = std::to_string(n);
  const Key key = Key::from(sha256("growth " + number).view());
  std::string detail = json::write(json::object({{"by", act::key_text(key)}, {"lang", "en"}, {"name", "Signatory number " + number},
                                                 {"reason", std::string(53, 'x')}, {"salt", to_base64url(sha256(number).view().first(16))}}));
  const json::Value body = json::object({{"act", "sign"}, {"at", "2026-01-03T00:00:00Z"}, {"by", act::key_text(key)},
                                         {"capacity", "person"}, {"detail", to_hex(sha256(detail))}, {"in", to_hex(assembly)},
                                         {"statement", to_hex(statement)}, {"v", 1}});
  return {act::note_of(must(act::text_of(body)), key, Signature{}), std::move(detail)};
}

std::uint64_t bytes_below(const std::string& dir) {
  std::uint64_t out = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir)) {
    if (file.is_regular_file()) out += file.file_size();
  }
  return out;
}

void measure_pages(const std::string& dir, const act::ActId& statement, std::uint64_t size) {
  const auto fs = posix_fs();
  const SystemClock clock;
  node::NodeOptions options;
  options.dir = dir;
  std::unique_ptr<node::Node> node;
  const double opened = seconds_of([&] { node = must(node::Node::open(*fs, clock, options)); });
  web::App app(*node, {});
  http::ServerOptions server_options;
  server_options.max_requests_per_connection = UINT64_MAX;
  const auto server = must(http::Server::start(server_options, [&](http::Request&& request, http::Responder responder) {
    app.router().handle(std::move(request), std::move(responder));
  }));
  const std::string id = to_hex(statement);
  std::printf("restart with %llu acts to serving: %.0f ms\n", static_cast<unsigned long long>(size), opened * 1000);
  const std::pair<const char*, std::string> pages[] = {
      {"/healthz", "/healthz"}, {"statement", "/en/statement/" + id}, {"signatories", "/en/statement/" + id + "/signatories"},
      {"search", "/en/search?q=number+" + std::to_string(size / 2)}, {"record", "/en/record"}, {"home", "/en/"}};
  for (const auto& [name, path] : pages) {
    load::LoadOptions load;
    load.port = server->port();
    load.connections = 16;
    load.duration_ms = 1500;
    const auto first = must(load::run({.port = server->port(), .connections = 1, .duration_ms = 1}, load::from_vector({load::build_request("GET", path)}, false)));
    const auto result = must(load::run(load, load::from_vector({load::build_request("GET", path)}, true)));
    std::printf("  %-12s first %.1f ms, then %s\n", name, static_cast<double>(first.max_us) / 1000, result.text().c_str());
  }
  server->stop();
}

}  // namespace

int main(int argc, char** argv) {
  const auto count = static_cast<std::uint64_t>((argc > 1 ? std::atof(argv[1]) : 1.0) * 1e6);
  const std::string dir = argc > 2 ? argv[2] : "growth-bench." + std::to_string(::getpid());
  const auto fs = posix_fs();
  bench::print_machine();
  test::SeededRandom random;
  must(record::Record::init(*fs, dir, random));
  const auto found = test::found(1, {must(record::Record::load_key(*fs, dir, "log")).key()});
  const auto text = test::sign(json::object({{"act", "statement"}, {"at", "2026-01-02T00:00:00Z"}, {"v", 1}, {"in", to_hex(found.id)},
                                             {"prev", json::Array{to_hex(found.id)}}}),
                               test::key_number(0), json::object({{"lang", "en"}, {"title", "Of growth"}, {"text", "We measure."}}));
  std::uint64_t payload = 0, size = 2;
  {
    auto record = must(record::Record::create(*fs, dir, found.id));
    must(record->append(std::vector<record::NewEntry>{{found.note, found.detail}, {text.note, text.detail}}));
    index::IndexOptions options;
    options.log_key = record->log_key().key();
    auto index = must(index::Index::open(dir + "/index.db", found.id, options));
    const std::uint64_t step = std::max<std::uint64_t>(count / 10, kIndex);
    while (size < count) {
      double append = 0, fold = 0, fold_cpu = 0;
      const std::uint64_t from = size;
      while (size < from + step) {
        std::vector<record::NewEntry> batch;
        for (std::size_t i = 0; i < kIndex; ++i) {
          batch.push_back(make_act(text.id, found.id, size + i));
          payload += batch.back().note.size() + batch.back().detail.size();
        }
        append += seconds_of([&] {
          for (std::size_t at = 0; at < kIndex; at += kAppend) must(record->append(std::span(batch).subspan(at, kAppend)));
        });
        size += kIndex;
        const double cpu = bench::cpu_seconds();
        fold += seconds_of([&] { must(node::refill(*index, *record, {})); });
        fold_cpu += bench::cpu_seconds() - cpu;
      }
      const auto done = static_cast<double>(size - from);
      std::printf("at %9llu acts: append %5.1f us an act, index %5.1f us (processor %5.1f us)\n", static_cast<unsigned long long>(size),
                  append / done * 1e6, fold / done * 1e6, fold_cpu / done * 1e6);
      std::fflush(stdout);
    }
  }
  std::printf("disk: record/ %.2f times its acts and details, index.db %.2f times\n",
              static_cast<double>(bytes_below(dir + "/record")) / static_cast<double>(payload),
              static_cast<double>(std::filesystem::file_size(dir + "/index.db")) / static_cast<double>(payload));
  measure_pages(dir, text.id, size);
  std::filesystem::remove_all(dir);
  return 0;
}
