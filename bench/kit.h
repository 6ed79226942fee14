// What the hand-written benchmarks share: the machine's name, a stopwatch, and E, this machine's
// two-core Ed25519 verification rate, to which intake and audit are held (measured in the same run).
#pragma once

#include <time.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "act/act.h"
#include "base/fs.h"

namespace althing::bench {

template <class T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().text().c_str());
  std::exit(1);
}
inline void must(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", result.error().text().c_str());
  std::exit(1);
}

template <class Work>
double seconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor time of all threads of this process, for rates on a machine that has other work.
inline double cpu_seconds() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

/// Processor seconds of this process's threads so far, by their names (threads that ended are not counted).
inline std::map<std::string, double> cpu_by_thread() {
  std::map<std::string, double> out;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string name, stat;
    std::ifstream comm(task.path() / "comm"), schedstat(task.path() / "schedstat");
    std::getline(comm, name);
    double nanoseconds = 0;
    if (schedstat >> nanoseconds) out[name] += nanoseconds / 1e9;
  }
  return out;
}

inline void print_machine() {
  std::string model = "unknown processor";
  std::ifstream cpu("/proc/cpuinfo");
  for (std::string line; std::getline(cpu, line);) {
    if (line.starts_with("model name")) model = line.substr(line.find(':') + 2);
  }
  std::ifstream load("/proc/loadavg");
  std::string busy;
  load >> busy;
  std::printf("machine: %s, %u cores, load before %s\n", model.c_str(), std::thread::hardware_concurrency(), busy.c_str());
}

/// Signature checks a second by `threads` threads over (a part of) the notes, by the clock and by
/// processor time: other work on the machine takes from the first and little from the second.
struct VerifyRate {
  double by_clock = 0, by_cpu = 0;
};
inline VerifyRate verify_rates(std::span<const std::string> notes, int threads) {
  std::vector<act::Act> parsed;
  for (const std::string& note : notes.first(std::min<std::size_t>(notes.size(), 8000))) {
    parsed.push_back(must(act::parse_entry(note)));
  }
  const double cpu = cpu_seconds();
  const double time = seconds_of([&] {
    std::vector<std::thread> pool;
    for (int t = 0; t < threads; ++t) {
      pool.emplace_back([&] {
        for (const auto& item : parsed) {
          if (!verify(item.by, as_bytes(item.text), item.signature)) std::abort();
        }
      });
    }
    for (auto& thread : pool) thread.join();
  });
  const double checks = static_cast<double>(parsed.size()) * threads;
  return {checks / time, checks * threads / (cpu_seconds() - cpu)};
}
inline double verify_rate(std::span<const std::string> notes, int threads) { return verify_rates(notes, threads).by_clock; }

/// fsyncs a second, each after an append of 900 bytes to a file in `dir` (made if missing).
inline double fsync_rate(Fs& fs, const std::string& dir) {
  must(fs.make_dirs(dir));
  const auto file = must(fs.open(dir + "/fsync-probe", OpenMode::create));
  const std::string block(900, 'x');
  constexpr int kRounds = 200;
  const double time = seconds_of([&] {
    for (int i = 0; i < kRounds; ++i) {
      must(file->write(static_cast<std::uint64_t>(i) * block.size(), as_bytes(block)));
      must(file->sync());
    }
  });
  must(fs.remove(dir + "/fsync-probe"));
  return kRounds / time;
}

}  // namespace althing::bench
