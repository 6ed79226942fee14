// Does an act cost the same in a small record and in a large one? Appends signatures of one statement
// (a key of its own and a 200-byte detail each) to a record and its index, as the writer and the follower
// do, and prints what each step cost; then disk, restart and pages at that size (pages.h). Signatures are
// left zero: neither the record nor the index looks at them.
// Usage: growth_bench [millions] [dir]. A folder given and there already is not filled again, one given is kept.
#include <unistd.h>

#include <filesystem>

#include "kit.h"
#include "node/refill.h"
#include "pages.h"
#include "support/acts.h"

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

}  // namespace

int main(int argc, char** argv) {
  const auto count = static_cast<std::uint64_t>((argc > 1 ? std::atof(argv[1]) : 1.0) * 1e6);
  const bool keep = argc > 2;
  const std::string dir = keep ? argv[2] : "growth-bench." + std::to_string(::getpid());
  const auto fs = posix_fs();
  bench::print_machine();
  test::SeededRandom random;
  const bool filled = fs->exists(dir + "/index.db");
  if (!filled) must(record::Record::init(*fs, dir, random));
  const auto found = test::found(1, {must(record::Record::load_key(*fs, dir, "log")).key()});
  const auto text = test::sign(json::object({{"act", "statement"}, {"at", "2026-01-02T00:00:00Z"}, {"v", 1}, {"in", to_hex(found.id)},
                                             {"prev", json::Array{to_hex(found.id)}}}),
                               test::key_number(0), json::object({{"lang", "en"}, {"title", "Of growth"}, {"text", "We measure."}}));
  std::uint64_t payload = 0, size = 2;
  if (!filled) {
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
  if (!filled) std::printf("disk: record/ %.2f times its acts and details, index.db %.2f times\n",
              static_cast<double>(bytes_below(dir + "/record")) / static_cast<double>(payload),
              static_cast<double>(std::filesystem::file_size(dir + "/index.db")) / static_cast<double>(payload));
  bench::measure_pages(*fs, dir, found.id, text.id);
  if (!keep) std::filesystem::remove_all(dir);
  return 0;
}
