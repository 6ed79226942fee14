// Fold rates: 100,000 signatures of one statement by distinct keys, each with a 200-byte detail, in
// memory and into SQLite with and without search, batches of 4,096, as a rebuild and as a live node does it. Signatures are left zero: neither the
// fold nor the index looks at them (audit does). Prints entries per second; one core.
#include <fmt/format.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "assembly/memory_state.h"
#include "index/index.h"
#include "kit.h"

namespace althing {
namespace {

constexpr std::size_t kBatch = 4'096;

std::vector<index::IndexEntry> make_entries(std::size_t count) {
  const auto entry = [](json::Object members, const Key& key, std::string detail) {
    members.set("by", act::key_text(key));
    members.set("v", 1);
    if (!detail.empty()) members.set("detail", to_hex(sha256(detail)));
    index::IndexEntry out;
    out.act = *act::parse_entry(act::note_of(*act::text_of(members), key, Signature{}));
    out.detail = std::move(detail);
    return out;
  };
  const Key founder = KeyPair::from_seed(Seed{}).key();
  std::vector<index::IndexEntry> out;
  const json::Value seat = json::object({{"key", act::key_text(founder)}, {"next", std::string(64, '0')}});
  out.push_back(entry(*json::object({{"act", "found"}, {"at", "2030-01-01T00:00:00Z"},
                                     {"groups", json::Array{json::object({{"group", "all"}, {"members", json::Array{seat}}})}},
                                     {"admission", json::object({{"vouches", 1}, {"limit", 1}, {"age_days", 0}})}}).object(), founder, ""));
  const std::string assembly = to_hex(out[0].act.id);
  out.push_back(entry(*json::object({{"act", "statement"}, {"at", "2030-01-01T00:00:00Z"}, {"in", assembly}}).object(), founder, ""));
  const std::string statement = to_hex(out[1].act.id);
  while (out.size() < count) {
    const std::string n = std::to_string(out.size());
    const Key key = KeyPair::from_seed(Seed::from(sha256(n).view())).key();
    std::string detail = json::write(json::object({{"by", act::key_text(key)}, {"salt", to_base64url(sha256(n).view().first(16))},
                                                   {"name", "Signatory Number " + n}, {"affiliation", "Association " + std::to_string(out.size() % 997)}}));
    detail.insert(detail.size() - 1, R"(,"x":")" + std::string(detail.size() < 192 ? 193 - detail.size() : 0, 'x') + "\"");
    out.push_back(entry(*json::object({{"act", "sign"}, {"at", "2030-01-01T00:00:00Z"}, {"in", assembly}, {"statement", statement},
                                       {"capacity", "affiliated"}, {"country", "is"}}).object(), key, std::move(detail)));
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i].no = i;
  return out;
}

template <class Job>
void measure(const char* name, std::size_t count, Job job) {
  const double cpu = bench::cpu_seconds();
  const double s = bench::seconds_of(job);
  const double busy = bench::cpu_seconds() - cpu;
  fmt::print("{:<28} {:>8.0f} entries/s, {:>8.0f} a second of processor ({} entries, {:.2f} s)\n", name,
             static_cast<double>(count) / s, static_cast<double>(count) / busy, count, s);
}

int run(std::size_t count, bool memory_only) {
  bench::print_machine();
  const auto entries = make_entries(count);
  Hash memory_digest;
  measure("fold in memory", count, [&] {
    assembly::MemoryState state;
    assembly::Fold fold(state);
    for (const auto& e : entries) fold.apply(e.act, e.no);
    fold.settle();
    memory_digest = assembly::digest(state);
  });
  if (memory_only) return 0;
  const auto dir = std::filesystem::temp_directory_path() / ("althing_fold_bench_" + std::to_string(::getpid()));
  bool same = true;
  for (const auto& [search, bulk] : {std::pair(false, true), {false, false}, {true, true}, {true, false}}) {
    std::filesystem::create_directories(dir);
    index::IndexOptions options;
    options.search = search;
    options.bulk = bulk;
    auto index = index::Index::open((dir / "index.db").string(), entries[0].act.id, options);
    if (!index) return 1;
    measure(fmt::format("index {}{}", bulk ? "rebuilt" : "live", search ? " with search" : "").c_str(), count, [&] {
      for (std::size_t i = 0; i < entries.size(); i += kBatch) {
        same = same && (*index)->apply(std::span(entries).subspan(i, std::min(kBatch, entries.size() - i))).has_value();
      }
      same = same && (*index)->finish().has_value();
    });
    same = same && assembly::digest((*index)->state()) == memory_digest;
    index->reset();  // folds the journal into the file
    fmt::print("    {:.0f} bytes of database an entry\n", static_cast<double>(std::filesystem::file_size(dir / "index.db")) / static_cast<double>(count));
    std::filesystem::remove_all(dir);
  }
  fmt::print("digests {}\n", same ? "agree" : "DIFFER");
  return same ? 0 : 1;
}

}  // namespace
}  // namespace althing

// Usage: index_bench [entries] [memory]
int main(int argc, char** argv) {
  return althing::run(argc > 1 ? static_cast<std::size_t>(std::atoll(argv[1])) : 100'000, argc > 2);
}
