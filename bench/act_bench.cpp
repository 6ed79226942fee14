// Rates of what every act passes: the door without and with the signature, the detail check, SHA-256
// and canonical JSON. One core, items per second. Compare on one machine in one run only.
#include <benchmark/benchmark.h>

#include "act/detail.h"
#include "act/schema.h"

namespace althing::act {
namespace {

class Fixed final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& b : out) b = static_cast<std::uint8_t>(next_ = next_ * 1103515245U + 12345U) ^ 0x5a;
  }

 private:
  std::uint32_t next_ = 1;
};

struct Sample {
  std::string detail;
  std::string entry;

  Sample() {
    Fixed random;
    const KeyPair key = KeyPair::generate(random);
    detail = *make_detail(json::object({{"name", "A name of an ordinary length"}, {"note", std::string(60, 'x')}}), key.key(), random);
    const std::string id(64, 'a');
    entry = *sign_act(json::object({{"act", "sign"}, {"at", "2026-11-23T18:12:00Z"}, {"capacity", "person"},
                                    {"country", "is"}, {"detail", to_hex(sha256(detail))}, {"in", id},
                                    {"prev", json::Array{id}}, {"statement", id}, {"v", 1}}),
                      key);
  }
};

void door_parse(benchmark::State& state) {
  const Sample sample;
  for (auto _ : state) benchmark::DoNotOptimize(parse_entry(sample.entry).has_value());
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(sample.entry.size()));
}
BENCHMARK(door_parse);

void door_with_signature(benchmark::State& state) {
  const Sample sample;
  for (auto _ : state) benchmark::DoNotOptimize(open_entry(sample.entry).has_value());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(door_with_signature);

void schema_check(benchmark::State& state) {
  const Act act = *parse_entry(Sample().entry);
  for (auto _ : state) benchmark::DoNotOptimize(check_schema(act).has_value());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(schema_check);

void detail_open(benchmark::State& state) {
  const Sample sample;
  const Act act = *parse_entry(sample.entry);
  for (auto _ : state) benchmark::DoNotOptimize(open_detail(act, sample.detail).has_value());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(detail_open);

void sha256_of(benchmark::State& state) {
  const std::string bytes(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(sha256(bytes));
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sha256_of)->Arg(65)->Arg(512)->Arg(1 << 20);

void json_read_write(benchmark::State& state) {
  const Sample sample;
  const std::string line = sample.entry.substr(0, sample.entry.find('\n'));
  for (auto _ : state) benchmark::DoNotOptimize(json::write(*json::parse(line)));
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(line.size()));
}
BENCHMARK(json_read_write);

void key_checks(benchmark::State& state) {  // what a subgroup check in the door would cost
  const Act act = *parse_entry(Sample().entry);
  for (auto _ : state) benchmark::DoNotOptimize(is_good_key(act.by));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(key_checks);

}  // namespace
}  // namespace althing::act

BENCHMARK_MAIN();
