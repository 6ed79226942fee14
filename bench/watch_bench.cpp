// Lists of 1,000,000 incidents by every filter, the counts of the map and the columns of the timeline, as a page asks for them: the index
// is filled through its own tables (no acts are signed), then each question is asked of a cold-ish and of a warm reader.
// The aim is 100 ms each; nothing is asserted. One core.
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "index/index.h"
#include "index/placed_rows.h"
#include "index/reader.h"
#include "index/schema.h"
#include "index/sqlite_state.h"
#include "kit.h"

namespace althing {
namespace {

constexpr std::string_view kKinds[] = {"shutdown", "throttling", "blocking", "censorship", "surveillance", "seizure", "arrest", "prosecution", "attack", "outage"};
constexpr std::string_view kExtents[] = {"", "national", "regional", "local", "network"};

std::uint64_t mixed(std::uint64_t x) {
  x ^= x >> 33, x *= 0xff51afd7ed558ccdULL, x ^= x >> 33, x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ x >> 33;
}

// Rows as the fold leaves them: act, slot, placed; 200 countries of which few have most, 12 years, one in 50 corroborated,
// one in ten lasts up to 60 days, one in 20 goes on, one in 15 is known to the month only.
void fill(const std::string& path, const act::ActId& assembly, std::size_t count) {
  index::IndexOptions options;
  bench::must(index::Index::open(path, assembly, options).map([](const auto&) {}));
  index::Db db(path, index::Db::Mode::create);
  index::SqliteState tables(db);
  index::Transaction transaction(db);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t r = mixed(i + 1);
    const std::size_t country = static_cast<std::size_t>((r % 200) * ((r >> 8) % 200) / 200);
    const UnixSeconds from = 1'420'070'400 + static_cast<UnixSeconds>((r >> 16) % 4'380) * 86'400;
    const std::string code{static_cast<char>('a' + country / 15), static_cast<char>('a' + country % 15)};
    assembly::ActRow row;
    row.no = i + 1;
    row.id = act::ActId::from(sha256(std::to_string(i)).view());
    row.type = "incident";
    row.key = Key::from(sha256("key" + std::to_string(r % 500)).view());
    row.status = assembly::Status::effective;
    row.slot = i + 1;
    row.actor = 1 + r % std::min<std::size_t>(500, count);  // stands for a member
    const bool ongoing = (r >> 32) % 20 == 0, lasts = !ongoing && (r >> 44) % 10 == 0, month = !lasts && (r >> 46) % 15 == 0;
    row.payload = fmt::format("s-{}|{}|{}||{}|{}|{}|{}||cause:{},|{}", i, kKinds[(r >> 24) % std::size(kKinds)], code, month ? format_time(from).substr(0, 8) + "01T00:00:00Z" : format_time(from),
                              lasts ? format_time(from + static_cast<UnixSeconds>((r >> 48) % 60) * 86'400) : "", month ? "month" : "day", ongoing ? "ongoing" : "", (r >> 36) % 40,
                              kExtents[(r >> 42) % std::size(kExtents)]);
    tables.insert(row);
    assembly::SlotRow slot;
    slot.id = i + 1;
    slot.key = "incident|" + std::to_string(i);
    slot.kind = "incident";
    slot.owner = row.actor;
    slot.winner = row.no;
    slot.active = true;
    slot.payload = row.payload;
    tables.insert_slot(slot);
    if ((r >> 50) % 50 == 0) tables.add_count(row.no, "corroborate", 1);
    if ((r >> 56) % 100 == 0) tables.add_count(row.no, "dispute", 1);
  }
  transaction.commit();
}

int run(std::size_t count) {
  bench::print_machine();
  const auto dir = std::filesystem::temp_directory_path() / ("althing_watch_bench_" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir);
  const std::string path = (dir / "index.db").string();
  const act::ActId assembly = act::ActId::from(sha256("bench").view());
  fmt::print("filled {} incidents in {:.1f} s\n", count, bench::seconds_of([&] { fill(path, assembly, count); }));
  index::IndexOptions options;
  auto reader = bench::must(index::open_reader(path, options));
  double worst = 0;
  const auto ask = [&](const std::string& name, const auto& job) {
    std::vector<double> ms;
    for (int i = 0; i < 9; ++i) ms.push_back(1'000 * bench::seconds_of(job));
    const double first = ms.front();
    std::sort(ms.begin(), ms.end());
    worst = std::max(worst, ms[4]);
    fmt::print("{:<52} {:>8.2f} ms, first {:>8.2f} ms\n", name, ms[4], first);
  };
  ask("count by country and kind", [&] { reader->placed_counts("incident"); });
  ask("count by country and kind, 8 of 12 years", [&] { reader->placed_counts("incident", 201607, 202406); });
  ask("count by country and kind, one month", [&] { reader->placed_counts("incident", 202001, 202001); });
  ask("count by month", [&] { reader->placed_months("incident", "", ""); });
  // A time axis: columns as its page has them, and what reaches into it from before.
  for (const auto& [words, days, width, grain] : {std::tuple{"12 years by month", 4'380, 30, index::Grain::month}, {"two years by week", 730, 7, index::Grain::day}, {"90 days by day", 90, 1, index::Grain::day}}) {
    std::vector<UnixSeconds> bounds;
    for (int at = 0; at <= days; at += width) bounds.push_back(1'420'070'400 + static_cast<UnixSeconds>((4'380 - days) / 2 + at) * 86'400);
    for (int mask = 0; mask < 4; ++mask) {
      index::PlacedQuery query;
      if (mask & 1) query.country = "ca";
      if (mask & 2) query.kind = "arrest";
      const std::string name = fmt::format("{}{}{}", words, mask & 1 ? " country" : "", mask & 2 ? " kind" : "");
      ask("columns: " + name, [&] { reader->placed_density(query, bounds, grain); });
      ask("reaching: " + name, [&] { reader->placed_reaching(query, bounds.front(), 51); });
    }
  }
  for (const char* backing : {"", "none", "some", "disputed"}) {
    for (int mask = 0; mask < 64; ++mask) {
      index::PlacedQuery query;
      query.backing = backing;
      std::string name = *backing ? fmt::format("{} ", backing) : std::string();
      if (mask & 1) query.country = "ca", name += "country ";
      if (mask & 2) query.kind = "arrest", name += "kind ";
      if (mask & 4) query.extent = "local", name += "extent ";
      if (mask & 8) query.label = "cause:7", name += "label ";
      if (mask & 16) query.ongoing = true, name += "ongoing ";
      if (mask & 32) query.from = 1'577'836'800, query.to = 1'609'459'200, name += "year ";
      if (mask == 0 && *backing == 0) name = "everything";
      ask(name, [&] { reader->placed(query); });
    }
  }
  fmt::print("slowest median {:.2f} ms of the aim of 100 ms\n", worst);
  reader.reset();
  std::filesystem::remove_all(dir);
  return 0;
}

}  // namespace
}  // namespace althing

// Usage: watch_bench [incidents]
int main(int argc, char** argv) { return althing::run(argc > 1 ? static_cast<std::size_t>(std::atoll(argv[1])) : 1'000'000); }
