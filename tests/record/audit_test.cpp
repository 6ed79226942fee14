// The audit: a clean record passes; any flipped byte, missing or stray file is found and named.
#include "record/audit.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "record/support.h"
#include "support/acts.h"

namespace althing::record {
namespace {

using test::SignedAct;

/// A real record in memory: the found act (naming the log), then signatures with details.
struct Sample {
  FakeFs memory;
  std::unique_ptr<Record> record;
  act::ActId assembly;

  explicit Sample(std::uint64_t size) : Sample(size, nullptr, "d") {}
  Sample(std::uint64_t size, Fs* disk, const std::string& dir) {
    Fs& fs = disk ? *disk : memory;
    CountingRandom random;
    must(Record::init(fs, dir, random));
    const SignedAct first = test::found(3, {take(Record::load_key(fs, dir, "log")).key()});
    assembly = first.id;
    record = take(Record::create(fs, dir, assembly));
    std::vector<NewEntry> batch{{first.note, first.detail}};
    for (std::uint64_t i = 1; i < size; ++i) {
      const auto act = test::sign_statement(assembly, first.id, i % 20, i % 5 == 4 ? 0 : 40);
      batch.push_back({act.note, i % 7 == 6 ? "" : act.detail});
    }
    if (!batch.empty()) take(record->append(batch));
    must(record->put_blob(sha256("evidence"), "evidence"));
  }
  std::uint64_t append(const SignedAct& act) {
    return take(record->append(std::vector<NewEntry>{{act.note, act.detail}}));
  }
};

Result<AuditReport> audit_of(Fs& fs, AuditOptions options = {.threads = 0}, const OnAct& on_act = {},
                             const std::string& dir = "d") {
  const auto source = folder_source(fs, dir + "/record");
  return audit(*source, options, on_act, {});
}

std::string faults_text(const AuditReport& report) {
  std::string out;
  for (const auto& fault : report.faults) out += fault.file + ": " + fault.message + "\n";
  return out;
}

TEST(Audit, CleanRecordPassesAndIsHandedOverInOrder) {
  const auto disk = posix_fs();
  const std::string dir = testing::TempDir() + "/althing_audit_" + std::to_string(::getpid());
  Sample sample(600, disk.get(), dir);
  std::uint64_t next = 0, with_detail = 0;
  const auto on_act = [&](std::uint64_t index, const act::Act& act, const std::string& detail) {
    EXPECT_EQ(index, next++);
    EXPECT_EQ(act.assembly(), sample.assembly);
    with_detail += detail.empty() ? 0 : 1;
  };
  const auto report = take(audit_of(*disk, {.threads = 2}, on_act, dir));
  EXPECT_TRUE(report.ok()) << faults_text(report);
  EXPECT_EQ(report.size, 600u);
  EXPECT_EQ(report.acts, 600u);
  EXPECT_EQ(next, 600u);
  EXPECT_EQ(report.details, with_detail);
  EXPECT_GT(report.details_absent, 0u);
  EXPECT_EQ(report.blobs, 1u);
  EXPECT_EQ(report.root, sample.record->snapshot()->root);
  std::filesystem::remove_all(dir);
}

TEST(Audit, EmptyRecordPasses) {
  FakeFs fs;
  auto record = new_record(fs);
  AuditOptions options{.threads = 0};
  options.log_key = record->log_key().key();
  EXPECT_TRUE(take(audit_of(fs, options)).ok());
}

/// The fault must name the file: the first one, or for the checkpoint any, or the error.
void expect_named(FakeFs& fs, const std::string& file, const std::string& what) {
  const auto report = audit_of(fs, {.threads = 0, .max_faults = 50});
  const std::string name = file.substr(std::string("d/record/").size());
  if (!report) {
    EXPECT_EQ(name, "checkpoint") << what << ": " << report.error().text();
    return;
  }
  ASSERT_FALSE(report->ok()) << what << " in " << file << " was not found";
  if (name != "checkpoint") {
    EXPECT_EQ(report->faults[0].file, name) << what << "\n" << faults_text(*report);
    return;
  }
  bool named = false;
  for (const auto& fault : report->faults) named = named || fault.file == name;
  EXPECT_TRUE(named) << what << "\n" << faults_text(*report);
}

TEST(Audit, EveryByteOfASmallRecord) {
  Sample sample(4);
  std::uint64_t flips = 0;
  for (const auto& [file, bytes] : sample.memory.files()) {
    if (!file.starts_with("d/record/")) continue;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
      sample.memory.poke(file, flipped);
      expect_named(sample.memory, file, "byte " + std::to_string(at));
      ++flips;
    }
    sample.memory.poke(file, bytes);
  }
  EXPECT_GT(flips, 3000u);
}

TEST(Audit, EveryFileOfSixHundredEntries) {
  Sample sample(600);
  std::mt19937 random(600);
  std::uint64_t files = 0;
  for (const auto& [file, bytes] : sample.memory.files()) {
    if (!file.starts_with("d/record/")) continue;
    ++files;
    for (int i = 0; i < 3; ++i) {
      std::string flipped = bytes;
      const std::size_t at = random() % bytes.size();
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
      sample.memory.poke(file, flipped);
      expect_named(sample.memory, file, "byte " + std::to_string(at));
    }
    sample.memory.poke(file, bytes.substr(0, bytes.size() - 1));
    expect_named(sample.memory, file, "cut");
    if (!file.ends_with("checkpoint") && file.find("/blob/") == std::string::npos) {
      sample.memory.erase(file);
      expect_named(sample.memory, file, "missing");
    }
    sample.memory.poke(file, bytes);
  }
  EXPECT_EQ(files, 12u);  // checkpoint, blob, 3 bundles, 3 packs, 3 + 1 tiles
  EXPECT_TRUE(take(audit_of(sample.memory)).ok());
}

/// A copy of the sample's files with one bit of one byte turned.
std::string flip_somewhere(std::string bytes, std::mt19937& random) {
  const std::size_t at = random() % bytes.size();
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
  return bytes;
}

// The size. One flip at a time in some files (in every file, eight times over, with
// ALTHING_LONG=1), then one flip in every file of a kind at once: each must be named.
TEST(Audit, AnyFlipInTenThousandActs) {
  Sample sample(10'000);
  const char* wide = std::getenv("ALTHING_LONG");
  const bool everywhere = wide != nullptr && std::string_view(wide) == "1";
  std::mt19937 random(10'000);
  std::map<std::string, std::string> files;
  for (const auto& [file, bytes] : sample.memory.files()) {
    if (file.starts_with("d/record/")) files.emplace(file, bytes);
  }
  EXPECT_EQ(files.size(), 1u + 1u + 40u + 40u + 41u);  // checkpoint, blob, bundles, packs, tiles of two levels
  std::size_t count = 0;
  for (const auto& [file, bytes] : files) {
    if (!everywhere && count++ % 12 != 0) continue;
    for (int i = 0; i < (everywhere ? 8 : 1); ++i) {
      sample.memory.poke(file, flip_somewhere(bytes, random));
      expect_named(sample.memory, file, "seed 10000");
    }
    sample.memory.poke(file, bytes);
  }
  // All files of a kind at once. Not of all kinds: without its entries a tile or a detail cannot be
  // checked, which is a fault of the entries' file alone.
  const auto kind_of = [](const std::string& file) {
    for (const char* kind : {"/tile/entries/", "/tile/", "/detail/", "/blob/"}) {
      if (file.find(kind) != std::string::npos) return std::string(kind);
    }
    return std::string("checkpoint");
  };
  for (const std::string kind : {"/tile/entries/", "/tile/", "/detail/"}) {
    std::set<std::string> missed;
    for (const auto& [file, bytes] : files) {
      sample.memory.poke(file, bytes);
      if (kind_of(file) != kind) continue;
      sample.memory.poke(file, flip_somewhere(bytes, random));
      missed.insert(file.substr(std::string("d/record/").size()));
    }
    EXPECT_GE(missed.size(), 40u);
    const auto report = take(audit_of(sample.memory, {.threads = 0, .max_faults = 100'000}));
    for (const auto& fault : report.faults) missed.erase(fault.file);
    EXPECT_TRUE(missed.empty()) << testing::PrintToString(missed);
  }
}

TEST(Audit, StrayAndMalformedFilesAreReported) {
  for (const std::string stray : {"tile/0/001", "tile/0/000.p/9", "tile/9/000", "tile/x", "tile/entries/000.p/007", "readme",
                                  "detail/5", "blob/abc", "detail/000.p/9"}) {
    Sample sample(4);
    sample.memory.poke("d/record/" + stray, "stray");
    const auto report = take(audit_of(sample.memory));
    ASSERT_EQ(report.faults.size(), 1u) << stray << "\n" << faults_text(report);
    EXPECT_EQ(report.faults[0].file, stray);
  }
}

TEST(Audit, NarrowPartialFilesOfEarlierSizesMayStay) {
  Sample sample(4);
  for (const std::string file : {"tile/0/000.p/2", "tile/entries/000.p/2", "detail/000.p/2"}) {
    const std::string bytes = take(sample.record->read_public(file));
    sample.memory.poke("d/record/" + file, bytes);
    EXPECT_TRUE(take(audit_of(sample.memory)).ok()) << file;
    std::string flipped = bytes;
    flipped[9] = static_cast<char>(flipped[9] ^ 2);
    sample.memory.poke("d/record/" + file, flipped);
    expect_named(sample.memory, "d/record/" + file, "flipped");
    sample.memory.erase("d/record/" + file);
  }
}

TEST(Audit, EntryThatIsNoActOfTheAssembly) {
  Sample sample(2);
  const auto index = take(sample.record->append(std::vector<NewEntry>{{"not an act", ""}}));
  const auto foreign = test::join(act::ActId::from(sha256("elsewhere").view()), 3);
  sample.append(foreign);
  const auto report = take(audit_of(sample.memory));
  ASSERT_EQ(report.faults.size(), 2u) << faults_text(report);
  EXPECT_EQ(report.faults[0].index, index);
  EXPECT_EQ(report.faults[1].index, index + 1);
  EXPECT_EQ(report.acts, 2u);
}

TEST(Audit, DetailsThatAreNotTheirActs) {
  Sample sample(2);
  SignedAct plain = test::sign_statement(sample.assembly, sample.assembly, 1, 0);
  plain.detail = "{}";  // the act names none
  sample.append(plain);
  // A copycat act that names another author's detail.
  const SignedAct theirs = test::join(sample.assembly, 2);
  auto body = json::object({{"act", "join"}, {"at", "2026-01-02T00:00:00Z"}, {"v", 1}, {"in", to_hex(sample.assembly)},
                            {"kind", "person"}, {"next", to_hex(sha256("next"))}, {"detail", to_hex(sha256(theirs.detail))}});
  SignedAct copy = test::sign(std::move(body), test::key_number(3));
  copy.detail = theirs.detail;
  sample.append(copy);
  const auto report = take(audit_of(sample.memory));
  ASSERT_EQ(report.faults.size(), 2u) << faults_text(report);
  EXPECT_EQ(report.faults[0].index, 2u);
  EXPECT_EQ(report.faults[1].index, 3u);
}

TEST(Audit, MarksMustNameTheLogsOwnRoots) {
  Sample sample(3);
  const auto before = sample.record->snapshot();
  sample.append(test::mark(sample.assembly, sample.record->log_key(), before->size, before->root));
  auto report = take(audit_of(sample.memory));
  EXPECT_TRUE(report.ok()) << faults_text(report);
  EXPECT_EQ(report.marks, 1u);
  sample.append(test::mark(sample.assembly, test::key_number(5), 2, sha256("another log's affair")));
  EXPECT_TRUE(take(audit_of(sample.memory)).ok());
  const auto index = sample.append(test::mark(sample.assembly, sample.record->log_key(), 2, sha256("a lie")));
  sample.append(test::mark(sample.assembly, sample.record->log_key(), 99, sha256("the future")));
  report = take(audit_of(sample.memory));
  ASSERT_EQ(report.faults.size(), 2u) << faults_text(report);
  EXPECT_EQ(report.faults[0].index, index);
  EXPECT_EQ(report.faults[1].index, index + 1);
}

TEST(Audit, KeyGivenByTheCallerDecides) {
  Sample sample(3);
  AuditOptions options{.threads = 0};
  options.vkey = tlog::NoteSigner{sample.record->origin(), sample.record->log_key()}.verifier().vkey();
  EXPECT_TRUE(take(audit_of(sample.memory, options)).ok());
  options.vkey = tlog::NoteSigner{sample.record->origin(), test::key_number(1)}.verifier().vkey();
  EXPECT_FALSE(take(audit_of(sample.memory, options)).ok());
  options.vkey = "no vkey";
  EXPECT_FALSE(take(audit_of(sample.memory, options)).ok());
  options.vkey.clear();
  options.log_key = test::key_number(1).key();
  EXPECT_FALSE(take(audit_of(sample.memory, options)).ok());
}

TEST(Audit, ResumesWhereTheLastOneEnded) {
  Sample sample(300);
  AuditOptions options{.threads = 0};
  options.resume_at = 300;
  options.resume_root = sample.record->snapshot()->root;
  options.log_key = sample.record->log_key().key();
  for (std::uint64_t i = 0; i < 300; ++i) sample.append(test::sign_statement(sample.assembly, sample.assembly, i % 9, 0));
  std::uint64_t first = 0, count = 0;
  const auto report = take(audit_of(sample.memory, options, [&](std::uint64_t index, const act::Act&, const std::string&) {
    if (count++ == 0) first = index;
  }));
  EXPECT_TRUE(report.ok()) << faults_text(report);
  EXPECT_EQ(first, 300u);
  EXPECT_EQ(report.acts, 300u);
  options.resume_root = sha256("what another log showed us");
  EXPECT_FALSE(take(audit_of(sample.memory, options)).ok());
  options.resume_at = 10000;
  EXPECT_FALSE(take(audit_of(sample.memory, options)).ok());
}

TEST(Audit, StopsAfterTheLimitOfFaults) {
  Sample sample(1);
  take(sample.record->append(entries(0, 1000)));
  const auto report = take(audit_of(sample.memory, {.threads = 0, .max_faults = 10}));
  EXPECT_EQ(report.faults.size(), 11u);
  EXPECT_NE(report.faults.back().message.find("stopped"), std::string::npos);
}

}  // namespace
}  // namespace althing::record
