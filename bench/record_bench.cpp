// Rates of the record: append in batches of 1, 64 and 1024 (details of about 200 bytes), reading, audit; beside
// them, in the same run, the disk's fsync rate and this machine's Ed25519 verification rate.
// Usage: record_bench [entries] [dir]. Prints one line a figure; nothing is asserted.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "kit.h"
#include "record/audit.h"
#include "record/record.h"
#include "support/acts.h"

namespace {

using namespace althing;

using bench::must;
using bench::seconds_of;

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20000;
  const std::string dir = argc > 2 ? argv[2] : "record-bench." + std::to_string(::getpid());
  const auto fs = posix_fs();
  bench::print_machine();
  const double fsyncs = bench::fsync_rate(*fs, dir);
  std::printf("fsync of a 900-byte append: %.0f /s\n", fsyncs);

  test::SeededRandom random;
  must(record::Record::init(*fs, dir, random));
  const auto found = test::found(1, {must(record::Record::load_key(*fs, dir, "log")).key()});
  std::vector<record::NewEntry> acts;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto act = test::sign_statement(found.id, found.id, i, 200);
    bytes += act.note.size() + act.detail.size();
    acts.push_back({act.note, act.detail});
  }
  std::printf("acts: %zu, %.0f bytes each with detail\n", count, static_cast<double>(bytes) / static_cast<double>(count));
  std::vector<std::string> notes;
  for (const auto& act : acts) notes.push_back(act.note);
  const double e1 = bench::verify_rate(notes, 1), e2 = bench::verify_rate(notes, 2);
  std::printf("Ed25519 verification: %.0f /s on one core, %.0f /s on two (E)\n", e1, e2);

  auto log = must(record::Record::create(*fs, dir, found.id));
  must(log->append(std::vector<record::NewEntry>{{found.note, found.detail}}));
  std::size_t next = 0;
  for (const std::size_t batch : {std::size_t{1}, std::size_t{64}, std::size_t{1024}}) {
    const std::size_t rounds = batch == 1 ? 300 : batch == 64 ? 60 : (count - next) / batch;
    std::size_t done = 0;
    double worst = 0;
    const double time = seconds_of([&] {
      for (std::size_t i = 0; i < rounds && next + batch <= count; ++i, next += batch, done += batch) {
        const double one = seconds_of([&] { must(log->append(std::span(acts).subspan(next, batch))); });
        worst = std::max(worst, one);
      }
    });
    const double rate = static_cast<double>(done) / time;
    std::printf("append in batches of %4zu: %8.0f acts/s, %.2f fsyncs' time a batch, slowest %.1f ms, %.2f E\n", batch, rate,
                time / static_cast<double>(done / batch) * fsyncs, worst * 1000, rate / e2);
  }
  const std::uint64_t size = log->snapshot()->size;
  const double read = seconds_of([&] {
    for (std::uint64_t at = 0; at < size; at += 1024) must(log->read_notes(at, at + 1024));
  });
  std::printf("read_notes in runs of 1024: %.0f entries/s\n", static_cast<double>(size) / read);
  const double proofs = seconds_of([&] {
    for (std::uint64_t i = 0; i < 2000; ++i) must(log->proof_text(i * 7919 % size));
  });
  std::printf("proof_text: %.0f /s\n", 2000 / proofs);
  log.reset();
  const double open = seconds_of([&] { log = must(record::Record::open(*fs, dir)); });
  std::printf("open with %llu entries: %.0f ms\n", static_cast<unsigned long long>(size), open * 1000);

  const auto source = record::folder_source(*fs, dir + "/record");
  const double audited = seconds_of([&] {
    const auto report = must(record::audit(*source, {.threads = 2}, {}, {}));
    for (const auto& fault : report.faults) std::printf("FAULT %s: %s\n", fault.file.c_str(), fault.message.c_str());
  });
  std::printf("audit on two threads: %.0f acts/s, %.2f E\n", static_cast<double>(size) / audited,
              static_cast<double>(size) / audited / e2);
  std::filesystem::remove_all(dir);
  return 0;
}
