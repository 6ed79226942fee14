// Catching up: an empty node takes a whole log from another over HTTP on this machine, then from a folder (as from
// a peer whose processor is not ours); and a node that has every second act already. Beside them, in the same run
// on the same cores: E and the audit of the source. Bytes on the wire are of answers as they came.
// Then what idle peers cost: a node that follows ten addresses of nodes that have nothing new.
// Usage: peers_bench [acts] [dir] [idle seconds]. Prints one line a figure; nothing is asserted.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "kit.h"
#include "live.h"
#include "node/http_source.h"
#include "node/limits.h"
#include "node/peer_list.h"
#include "node/source_wire.h"
#include "record/audit.h"

namespace {

using namespace althing;
using bench::make_acts;
using bench::must;
using bench::Running;
using bench::seconds_of;

constexpr std::size_t kAppendBatch = 4096;
constexpr std::size_t kMadeAtOnce = 100'000;
constexpr int kIdlePeers = 10;

struct Bench {
  std::string dir;
  std::size_t acts = 0;
  std::unique_ptr<Fs> fs = posix_fs();
  SystemClock clock;
  test::SignedAct found, text;
  double audit_rate = 0;
  std::uint64_t entry_bytes = 0, detail_bytes = 0, half_bytes = 0, half_details = 0;

  std::string folder(const std::string& name) const { return dir + "/" + name; }
  void make(const std::string& name, const std::vector<record::NewEntry>& first);
  void source();
  void audit();
  void catch_up(const char* name, const std::string& into, bool over_http, std::uint64_t bound);
  void idle(double seconds);
};

void Bench::make(const std::string& name, const std::vector<record::NewEntry>& first) {
  test::SeededRandom random(std::hash<std::string>()(name));
  must(record::Record::init(*fs, folder(name), random));
  const auto log = must(record::Record::create(*fs, folder(name), found.id));
  must(log->append(first));
}

// The log to take from; the folder "half" gets every second act.
void Bench::source() {
  found = test::found();
  text = test::sign(json::object({{"act", "statement"}, {"at", "2026-01-02T00:00:00Z"}, {"v", 1}, {"in", to_hex(found.id)}, {"prev", json::Array{to_hex(found.id)}}}),
                    test::key_number(0), json::object({{"lang", "en"}, {"title", "Of bench"}, {"text", "We measure."}}));
  const std::vector<record::NewEntry> first{{found.note, found.detail}, {text.note, text.detail}};
  for (const char* name : {"source", "half", "empty", "folder"}) make(name, name == std::string("empty") || name == std::string("folder") ? std::vector<record::NewEntry>{first[0]} : first);
  const auto whole = must(record::Record::open(*fs, folder("source"))), half = must(record::Record::open(*fs, folder("half")));
  for (std::size_t done = 0; done < acts;) {
    const auto made = make_acts(text.id, found.id, std::min(kMadeAtOnce, acts - done));
    for (std::size_t i = 0; i < made.size(); i += kAppendBatch) {
      std::vector<record::NewEntry> batch, every_second;
      for (std::size_t j = i; j < std::min(made.size(), i + kAppendBatch); ++j) {
        batch.push_back({made[j].note, made[j].detail});
        entry_bytes += made[j].note.size();
        detail_bytes += made[j].detail.size();
        if (j % 2 == 0) every_second.push_back(batch.back());
        else half_bytes += made[j].note.size(), half_details += made[j].detail.size();
      }
      must(whole->append(batch));
      must(half->append(every_second));
    }
    done += made.size();
  }
}

void Bench::audit() {
  const auto from = record::folder_source(*fs, folder("source/record"));
  std::vector<std::string> notes;
  const auto record = must(record::Record::open(*fs, folder("source"), {.read_only = true}));
  notes = must(record->read_notes(2, 8002));
  const double e = bench::verify_rate(notes, 2);
  const double time = seconds_of([&] {
    const auto report = must(record::audit(*from, {.threads = 2}, {}, {}));
    for (const auto& fault : report.faults) std::printf("FAULT %s: %s\n", fault.file.c_str(), fault.message.c_str());
  });
  audit_rate = static_cast<double>(acts) / time;
  std::printf("E %.0f checks/s on two cores; audit of the source %.0f acts/s = %.2f E\n", e, audit_rate, audit_rate / e);
}

// @param bound bytes that the aim compares with, without details
void Bench::catch_up(const char* name, const std::string& into, bool over_http, std::uint64_t bound) {
  std::unique_ptr<Running> from;
  std::unique_ptr<node::HttpSource> http;
  std::unique_ptr<record::Source> files;
  tlog::VerifierKey key;
  if (over_http) {
    from = std::make_unique<Running>(*fs, clock, folder("source"));
    from->node->follower().wait_for(acts + 2, 600'000);  // its index is not what is measured
    http = must(node::HttpSource::open(from->server->url()));
    key = tlog::VerifierKey::make(from->node->record().origin(), tlog::SignatureType::ed25519, from->node->record().log_key().key());
  } else {
    const auto record = must(record::Record::open(*fs, folder("source"), {.read_only = true}));
    key = tlog::VerifierKey::make(record->origin(), tlog::SignatureType::ed25519, record->log_key().key());
    files = record::folder_source(*fs, folder("source/record"));
  }
  node::NodeOptions options;
  options.dir = folder(into);
  options.scrub_rate = 0;
  const auto node = must(node::Node::open(*fs, clock, options));
  node::SourceWire wire(over_http ? *http : *files);
  if (over_http) {
    wire.select = [&](const std::string& target) { return http->fetch(target); };
    wire.ranged = [&](const std::string& path, std::uint64_t offset) { return http->piece(path, offset, node::kBlobPiece); };
  }
  std::uint64_t added = 0;
  const double cpu = bench::cpu_seconds();
  const double time = seconds_of([&] {
    must(node->peers().pull_once(wire, key, [&](const peer::PullReport& report, const peer::BlobReport&) { added += report.added; }));
  });
  const double rate = static_cast<double>(acts) / time;
  std::printf("%-28s %llu new acts, %.0f acts of the log/s = %.2f of the audit (%.1f s, processor %.1f s)", name, static_cast<unsigned long long>(added), rate, rate / audit_rate, time, bench::cpu_seconds() - cpu);
  if (over_http) {
    const std::uint64_t details = added > acts / 2 + 2 ? detail_bytes : half_details;
    std::printf("; wire %.1f MB in %llu requests = %.2f of what the aim counts, %.2f with details", static_cast<double>(http->bytes()) / 1e6, static_cast<unsigned long long>(http->requests()),
                static_cast<double>(http->bytes()) / static_cast<double>(bound), static_cast<double>(http->bytes()) / static_cast<double>(bound + details));
  }
  const double index = seconds_of([&] { node->follower().wait_for(node->record().snapshot()->size, 600'000); });
  std::printf("; index %.1f s later\n", index);
  std::fflush(stdout);
}

// Ten addresses of one node that has nothing new: as many pullers, witnesses and connections as ten nodes.
void Bench::idle(double seconds) {
  Running from(*fs, clock, folder("half"));
  std::vector<node::PeerEntry> list;
  for (int i = 0; i < kIdlePeers; ++i) {
    node::PeerEntry one;
    one.address = from.server->url() + std::string(static_cast<std::size_t>(i), '/');  // distinct texts of one place
    list.push_back(one);
  }
  must(node::save_peers(*fs, folder("folder"), list));
  node::NodeOptions options;
  options.dir = folder("folder");
  options.scrub_rate = 0;
  const auto node = must(node::Node::open(*fs, clock, options));
  // All are read, and their one witness has cosigned.
  for (bool ready = false; !ready;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const auto peers = node->peers().status();
    ready = std::all_of(peers.begin(), peers.end(), [](const auto& peer) { return peer.in_step != 0; }) &&
            std::any_of(peers.begin(), peers.end(), [](const auto& peer) { return peer.cosigned > 0; });
  }
  std::this_thread::sleep_for(std::chrono::seconds(3));
  const auto before = bench::cpu_by_thread();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  double pullers = 0, witnesses = 0, other = 0;
  for (const auto& [thread, now] : bench::cpu_by_thread()) {
    const auto at = before.find(thread);
    const double used = now - (at == before.end() ? 0 : at->second);
    (thread == "peer" ? pullers : thread == "witness" ? witnesses : other) += used;
  }
  std::printf("%d idle peers: pulling %.3f %% of a core, asking witnesses %.3f %% (all else of both nodes, answering them included, %.3f %%)\n", kIdlePeers, pullers / seconds * 100, witnesses / seconds * 100, other / seconds * 100);
}

}  // namespace

int main(int argc, char** argv) {
  Bench bench;
  bench.acts = argc > 1 ? static_cast<std::size_t>(std::atoll(argv[1])) : 100'000;
  bench.dir = argc > 2 ? argv[2] : "peers-bench." + std::to_string(::getpid());
  const double seconds = argc > 3 ? std::atof(argv[3]) : 30;
  bench::print_machine();
  bench.source();
  bench.audit();
  bench.catch_up("empty node over HTTP", "empty", true, bench.entry_bytes);
  bench.catch_up("empty node from a folder", "folder", false, bench.entry_bytes);
  bench.catch_up("half known over HTTP", "half", true, 32 * bench.acts + bench.half_bytes);
  if (seconds > 0) bench.idle(seconds);
  std::filesystem::remove_all(bench.dir);
  return 0;
}
