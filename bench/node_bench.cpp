// The node as a whole, as a client meets it: signed acts over HTTP on a real folder, each with a
// 200-byte detail and by a key of its own, acknowledged when fsynced and in the tree; then the audit,
// the rebuild of the index and the restart, on the record that came of it. Beside them, in the same run
// on the same cores (the load generator's included): E, the fsync rate, and /healthz of the same server.
// Usage: node_bench [seconds a stage] [dir] [connections]. With a number of connections only the intake by
// so many is measured (for a profiler). Prints one line a figure; nothing is asserted.
#include <unistd.h>

#include <filesystem>

#include "assembly/memory_state.h"
#include "kit.h"
#include "live.h"
#include "load/load.h"
#include "node/refill.h"
#include "record/audit.h"

namespace {

using namespace althing;
using bench::make_acts;
using bench::must;
using bench::Running;
using bench::seconds_of;
using bench::submission;

constexpr std::size_t kBatchLines = 100;
constexpr double kMostPerSecond = 45'000;  // no stage can use more acts than that

std::vector<std::string> requests_of(const std::vector<test::SignedAct>& acts, std::size_t lines) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < acts.size(); i += lines) {
    if (lines == 1) {
      out.push_back(load::build_request("POST", "/acts", "application/json", submission(acts[i])));
      continue;
    }
    std::string body;
    for (std::size_t j = i; j < std::min(acts.size(), i + lines); ++j) body += submission(acts[j]) + "\n";
    out.push_back(load::build_request("POST", "/acts", "application/x-ndjson", body));
  }
  return out;
}

struct Bench {
  std::string dir;
  double seconds;
  bench::VerifyRate e;  // by two threads
  std::unique_ptr<Fs> fs = posix_fs();
  SystemClock clock;
  act::ActId assembly, statement;
  std::unique_ptr<Running> running;

  void prepare();
  void healthz();
  void intake(const char* name, int connections, std::size_t lines);
  void after();
};

void Bench::prepare() {
  bench::print_machine();
  test::SeededRandom random;
  must(record::Record::init(*fs, dir, random));
  const auto found = test::found(1, {must(record::Record::load_key(*fs, dir, "log")).key()});
  assembly = found.id;
  const auto text = test::sign(json::object({{"act", "statement"}, {"at", "2026-01-02T00:00:00Z"}, {"v", 1}, {"in", to_hex(assembly)},
                                             {"prev", json::Array{to_hex(found.id)}}}),
                               test::key_number(0), json::object({{"lang", "en"}, {"title", "Of bench"}, {"text", "We measure."}}));
  statement = text.id;
  {
    const auto log = must(record::Record::create(*fs, dir, assembly));
    must(log->append(std::vector<record::NewEntry>{{found.note, found.detail}, {text.note, text.detail}}));
  }
  std::printf("fsync of a 900-byte append: %.0f /s\n", bench::fsync_rate(*fs, dir));
  std::vector<std::string> notes;
  std::size_t bytes = 0;
  for (const auto& act : make_acts(statement, assembly, 8000)) {
    notes.push_back(act.note);
    bytes += act.detail.size();
  }
  e = bench::verify_rates(notes, 2);
  std::printf("Ed25519 verification on two cores (E): %.0f /s, by processor time %.0f /s; an act has %zu bytes and a detail of %zu\n",
              e.by_clock, e.by_cpu, notes[0].size(), bytes / notes.size());
  running = std::make_unique<Running>(*fs, clock, dir);
}

void Bench::healthz() {
  load::LoadOptions options;
  options.port = running->server->port();
  options.connections = 256;
  options.duration_ms = static_cast<std::int64_t>(seconds * 1000);
  const auto result = must(load::run(options, load::from_vector({load::build_request("GET", "/healthz")}, true)));
  std::printf("GET /healthz                  c=%-5d %s\n", options.connections, result.text().c_str());
}

void Bench::intake(const char* name, int connections, std::size_t lines) {
  const std::size_t most = static_cast<std::size_t>(std::max(1.0, seconds) * (connections == 1 && lines == 1 ? 4'000 : kMostPerSecond));
  auto requests = requests_of(make_acts(statement, assembly, most), lines);
  const std::size_t prepared = requests.size();
  load::LoadOptions options;
  options.port = running->server->port();
  options.connections = connections;
  options.duration_ms = static_cast<std::int64_t>(seconds * 1000);
  const std::uint64_t before = running->node->record().snapshot()->size, commits = running->node->writer().commits(),
                      commit_us = running->node->writer().commit_micros(), gather_us = running->node->writer().gather_micros();
  const double cpu_before = bench::cpu_seconds();
  const auto threads_before = bench::cpu_by_thread();
  const auto result = must(load::run(options, load::from_vector(std::move(requests), false)));
  const double cpu = bench::cpu_seconds() - cpu_before;
  const std::uint64_t size = running->node->record().snapshot()->size;
  const std::uint64_t lag = size - running->node->follower().folded();
  const double rate = static_cast<double>(size - before) / result.seconds;
  const double caught_up = seconds_of([&] { running->node->follower().wait_for(size, 300'000); });
  std::printf("%-29s c=%-5d %8.0f acts/s = %.2f E  p50 %.1f ms p99 %.1f ms max %.1f ms  %.0f acts a commit  (%llu errors%s)\n", name,
              connections, rate, rate / e.by_clock, static_cast<double>(result.p50_us) / 1000, static_cast<double>(result.p99_us) / 1000,
              static_cast<double>(result.max_us) / 1000,
              static_cast<double>(size - before) / static_cast<double>(std::max<std::uint64_t>(1, running->node->writer().commits() - commits)),
              static_cast<unsigned long long>(result.errors), result.answers == prepared ? ", ran out of acts" : "");
  double others = cpu;  // the generator's thread has ended
  std::printf("%-29s processor time of an act:", "");
  for (const auto& [thread, seconds_now] : bench::cpu_by_thread()) {
    const auto at = threads_before.find(thread);
    const double used = seconds_now - (at == threads_before.end() ? 0 : at->second);
    others -= used;
    if (used > 0.01 * cpu) std::printf(" %s %.0f,", thread.c_str(), used / static_cast<double>(size - before) * 1e6);
  }
  std::printf(" load %.0f us\n", others / static_cast<double>(size - before) * 1e6);
  const double done = static_cast<double>(std::max<std::uint64_t>(1, running->node->writer().commits() - commits));
  std::printf("%-29s a commit took %.2f ms after %.2f ms of gathering\n", "", static_cast<double>(running->node->writer().commit_micros() - commit_us) / done / 1000,
              static_cast<double>(running->node->writer().gather_micros() - gather_us) / done / 1000);
  const double by_cpu = 2 * static_cast<double>(size - before) / cpu;
  std::printf("%-29s by processor time %.0f acts/s on two cores = %.2f E, %.2f of two cores busy\n", "", by_cpu, by_cpu / e.by_cpu,
              cpu / result.seconds / 2);
  std::printf("%-29s the index was %llu acts behind at the end and caught up in %.1f s\n", "", static_cast<unsigned long long>(lag), caught_up);
  for (const auto& [status, count] : result.statuses) {
    if (status != 200 && status != 201) std::printf("    status %d: %llu\n", status, static_cast<unsigned long long>(count));
  }
  std::fflush(stdout);
}

void rebuild(Fs& fs, record::Record& record, const std::string& path, bool search, std::uint64_t size) {
  index::IndexOptions options;
  options.search = search;
  const double cpu = bench::cpu_seconds();
  const double time = seconds_of([&] {
    must(node::rebuild(fs, path, record, options, {}, [](index::Index&) { return Result<void>(); }));
  });
  std::printf("rebuild of the index%s: %.0f acts/s (%.1f s, processor time %.1f s)\n", search ? "" : " without search",
              static_cast<double>(size) / time, time, bench::cpu_seconds() - cpu);
}

void Bench::after() {
  running.reset();
  const double restart = seconds_of([&] { running = std::make_unique<Running>(*fs, clock, dir); });
  running.reset();
  const auto record = must(record::Record::open(*fs, dir));
  const std::uint64_t size = record->snapshot()->size;
  std::printf("restart with %llu acts to serving: %.0f ms\n", static_cast<unsigned long long>(size), restart * 1000);
  const auto source = record::folder_source(*fs, dir + "/record");
  assembly::MemoryState state;
  assembly::Fold fold(state);
  for (const bool folded : {false, true}) {
    const auto on_act = [&](std::uint64_t no, const act::Act& act, const std::string&) { fold.apply(act, no); };
    const double cpu = bench::cpu_seconds();
    const double time = seconds_of([&] {
      const auto report = must(record::audit(*source, {.threads = 2}, folded ? on_act : record::OnAct(), {}));
      for (const auto& fault : report.faults) std::printf("FAULT %s: %s\n", fault.file.c_str(), fault.message.c_str());
    });
    const double rate = static_cast<double>(size) / time;
    const double by_cpu = 2 * static_cast<double>(size) / (bench::cpu_seconds() - cpu);
    std::printf("audit on two threads%s: %.0f acts/s = %.2f E (by processor time %.0f = %.2f E)\n", folded ? " with the fold" : "", rate,
                rate / e.by_clock, by_cpu, by_cpu / e.by_cpu);
  }
  for (const bool search : {false, true}) rebuild(*fs, *record, dir + "/bench-index.db", search, size);
  std::uint64_t disk = 0, payload = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir + "/record")) {
    if (file.is_regular_file()) disk += file.file_size();
  }
  for (std::uint64_t at = 0; at < size; at += 1024) {
    for (const auto& note : must(record->read_notes(at, at + 1024))) payload += note.size();
    for (const auto& detail : must(record->read_details(at, at + 1024))) payload += detail.size();
  }
  std::printf("disk: record/ is %.2f times its acts and details\n", static_cast<double>(disk) / static_cast<double>(payload));
}

}  // namespace

int main(int argc, char** argv) {
  Bench bench;
  bench.seconds = argc > 1 ? std::atof(argv[1]) : 3;
  bench.dir = argc > 2 ? argv[2] : "node-bench." + std::to_string(::getpid());
  const int only = argc > 3 ? std::atoi(argv[3]) : 0;
  bench.prepare();
  bench.healthz();
  for (const std::size_t lines : {std::size_t{1}, kBatchLines}) {
    for (const int connections : {1, 64, 256, 1024}) {
      if (only == 0 || only == connections) bench.intake(lines == 1 ? "POST /acts, one act each" : "POST /acts, NDJSON of 100", connections, lines);
    }
  }
  if (only == 0) bench.after();
  bench.running.reset();
  std::filesystem::remove_all(bench.dir);
  return 0;
}
