// What open() makes of each state of journal, checkpoint and files; and erasure, byte by byte.
#include "record/journal.h"
#include "record/support.h"

namespace althing::record {
namespace {

std::string journal_name(FakeFs& fs) {
  std::string out;
  for (const auto& [name, bytes] : fs.files()) {
    if (name.starts_with("d/stage/journal.")) out = name;
  }
  return out;
}

/// 259 entries in three batches; the journal still holds them all.
std::unique_ptr<FakeFs> written() {
  auto fs = std::make_unique<FakeFs>();
  auto record = new_record(*fs);
  take(record->append(entries(0, 250)));
  take(record->append(entries(250, 8)));
  take(record->append(entries(258, 1)));
  record.reset();
  return fs;
}

void expect_opens_with(FakeFs& fs, std::uint64_t size) {
  const auto record = Record::open(fs, "d");
  ASSERT_TRUE(record.has_value()) << record.error().text();
  EXPECT_EQ((*record)->snapshot()->size, size);
  expect_whole(fs, "d", **record);
  EXPECT_TRUE((*record)->append(entries(size, 2)).has_value());
  expect_whole(fs, "d", **record);
}

void expect_refused(FakeFs& fs) {
  const auto before = fs.files().at("d/record/checkpoint");
  const auto record = Record::open(fs, "d");
  ASSERT_FALSE(record.has_value());
  EXPECT_EQ(record.error().code, Errc::corrupt) << record.error().text();
  EXPECT_EQ(fs.files().at("d/record/checkpoint"), before);
}

TEST(Recovery, FilesLostSinceTheJournalBeganAreMadeAgain) {
  const auto fs = written();
  for (const auto& [name, bytes] : fs->files()) {
    if (name.starts_with("d/record/tile") || name.starts_with("d/record/detail")) fs->erase(name);
  }
  expect_opens_with(*fs, 259);
}

TEST(Recovery, DamagedFilesOfTheJournalsReachAreMadeAgain) {
  const auto fs = written();
  for (const auto& [name, bytes] : fs->files()) {
    if (name.starts_with("d/record/tile") || name.starts_with("d/record/detail")) fs->poke(name, bytes + "?");
  }
  expect_opens_with(*fs, 259);
}

TEST(Recovery, CompleteBatchBehindTheCheckpointIsFinished) {
  const auto fs = written();
  const auto old = fs->files().at("d/record/checkpoint");
  {
    auto record = take(Record::open(*fs, "d"));
    take(record->append(entries(259, 4)));
  }
  fs->poke("d/record/checkpoint", old);  // the rename was lost
  expect_opens_with(*fs, 263);
}

TEST(Recovery, TornTailIsDiscarded) {
  const auto fs = written();
  const std::string name = journal_name(*fs);
  const std::string bytes = fs->files().at(name);
  fs->poke(name, bytes + "B\0\0\0\0 half a record");
  expect_opens_with(*fs, 259);
  // An unpublished batch cut short is one that never was.
  const auto again = written();
  const auto old = again->files().at("d/record/checkpoint");
  {
    auto record = take(Record::open(*again, "d"));
    take(record->append(entries(259, 4)));
  }
  const std::string newest = journal_name(*again);
  const std::string full = again->files().at(newest);
  again->poke(newest, full.substr(0, full.size() - 1));
  again->poke("d/record/checkpoint", old);
  expect_opens_with(*again, 259);
}

TEST(Recovery, LostOrDamagedJournalWithWholeFiles) {
  auto fs = written();
  fs->erase(journal_name(*fs));
  expect_opens_with(*fs, 259);
  fs = written();
  const std::string name = journal_name(*fs);
  std::string bytes = fs->files().at(name);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  fs->poke(name, bytes);
  expect_opens_with(*fs, 259);
}

TEST(Recovery, NeitherJournalNorFilesIsRefused) {
  for (const std::string damaged : {"d/record/tile/0/001.p/3", "d/record/tile/1/000.p/1", "d/record/tile/entries/001.p/3"}) {
    const auto fs = written();
    fs->erase(journal_name(*fs));
    std::string bytes = fs->files().at(damaged);
    bytes[5] = static_cast<char>(bytes[5] ^ 1);
    fs->poke(damaged, bytes);
    expect_refused(*fs);
    fs->erase(damaged);
    expect_refused(*fs);
  }
}

TEST(Recovery, CheckpointOlderThanTheJournalsBaseIsRefused) {
  const auto fs = written();
  const auto old = fs->files().at("d/record/checkpoint");
  {
    Options options;
    options.journal_bytes = 1;  // a new journal after each batch
    auto record = take(Record::open(*fs, "d", options));
    take(record->append(entries(259, 4)));
  }
  fs->poke("d/record/checkpoint", old);
  expect_refused(*fs);
}

TEST(Recovery, CheckpointOfAnotherTreeOrKeyIsRefused) {
  const auto fs = written();
  const auto key = take(Record::load_key(*fs, "d", "log"));
  const tlog::NoteSigner signer{origin_of(test_assembly(), key.key()), key};
  fs->poke("d/record/checkpoint", tlog::sign_checkpoint({signer.name, 258, sha256("another tree"), {}}, signer));
  expect_refused(*fs);
  fs->poke("d/record/checkpoint", tlog::sign_checkpoint({signer.name, 5000, sha256("the future"), {}}, signer));
  expect_refused(*fs);
  CountingRandom random;
  const tlog::NoteSigner other{signer.name, KeyPair::generate(random)};
  const tlog::NoteSigner stranger{signer.name, KeyPair::from_seed(Seed::from(sha256("stranger").view()))};
  fs->poke("d/record/checkpoint", tlog::sign_checkpoint({signer.name, 259, root_of_notes(259), {}}, stranger));
  expect_refused(*fs);
  fs->poke("d/record/checkpoint", "");
  expect_refused(*fs);
}

TEST(Recovery, FilesBeyondThePublishedSizeAreRemovedAndOthersLeft) {
  const auto fs = written();
  for (const std::string stray : {"tile/0/001", "tile/0/001.p/9", "tile/0/000.p/250", "tile/entries/007", "detail/001.p/4"}) {
    fs->poke("d/record/" + stray, "left over");
  }
  fs->poke("d/record/tile/readme.txt", "not ours");
  fs->poke("d/stage/new", "half a file");
  take(Record::open(*fs, "d")).reset();
  const auto files = fs->files();
  EXPECT_FALSE(files.contains("d/stage/new"));
  EXPECT_TRUE(files.contains("d/record/tile/readme.txt"));
  fs->erase("d/record/tile/readme.txt");
  expect_opens_with(*fs, 259);
}

TEST(Recovery, JournalReadsBackWhatWasWrittenAndStopsAtAnyFlippedBit) {
  const auto fs = written();
  const std::string bytes = fs->files().at(journal_name(*fs));
  const auto content = take(read_journal(bytes));
  EXPECT_TRUE(content.clean);
  ASSERT_EQ(content.records.size(), 3u);
  EXPECT_EQ(std::get<JournalBatch>(content.records[1]).first, 250u);
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    const auto damaged = read_journal(flipped);
    if (damaged) {
      EXPECT_FALSE(damaged->clean) << at;
      EXPECT_LT(damaged->records.size(), 3u) << at;
    }
  }
}

TEST(Recovery, MemoryFlippedBeforeSigningIsNotSigned) {
  FakeFs fs;
  auto record = new_record(fs);
  take(record->append(entries(0, 10)));
  const auto before = fs.files().at("d/record/checkpoint");
  // The disk returns other bytes than were written: flip them between writing and reading back.
  for (const std::string target : {"d/record/tile/entries/000.p/11", "d/record/tile/0/000.p/11", "d/record/detail/000.p/11"}) {
    bool done = false;
    fs.before = [&](std::uint64_t, FakeFs::Op op, const std::string& path) -> std::optional<Error> {
      if (op == FakeFs::Op::read && path == target && !done) {
        done = true;
        std::string bytes = fs.files().at(path);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 16);
        fs.poke(path, bytes);
      }
      return {};
    };
    const auto refused = record->append(entries(10, 1));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::corrupt);
    EXPECT_NE(refused.error().message.find(target.substr(9)), std::string::npos) << refused.error().message;
    EXPECT_EQ(fs.files().at("d/record/checkpoint"), before);
    fs.before = nullptr;
    record.reset();
    record = take(Record::open(fs, "d"));
  }
}

void expect_no_trace(const FakeFs& fs, std::span<const std::uint64_t> indices) {
  for (const auto& [name, bytes] : fs.files()) {
    for (const std::uint64_t index : indices) {
      EXPECT_EQ(bytes.find(detail(index)), std::string::npos) << detail(index) << " in " << name;
    }
  }
}

TEST(Erase, LeavesNoByteAnywhere) {
  const std::vector<std::uint64_t> gone{0, 4, 255, 256, 300, 309};
  FakeFs fs;
  auto record = new_record(fs);
  take(record->append(entries(0, 100)));
  take(record->append(entries(100, 200)));
  take(record->append(entries(300, 10)));
  ASSERT_EQ(take(record->read_details(4, 5))[0], detail(4));
  const auto checkpoint = record->snapshot()->checkpoint;
  must(record->erase_details(gone));
  must(record->erase_details(gone));
  expect_no_trace(fs, gone);
  for (const auto index : gone) EXPECT_EQ(take(record->read_details(index, index + 1))[0], "");
  EXPECT_EQ(take(record->read_details(1, 2))[0], detail(1));
  EXPECT_EQ(take(record->read_details(301, 302))[0], detail(301));
  EXPECT_EQ(record->snapshot()->checkpoint, checkpoint);
  EXPECT_EQ(record->erase_details(std::vector<std::uint64_t>{310}).error().code, Errc::not_found);
  take(record->append(entries(310, 1)));
  expect_no_trace(fs, gone);
  fs.crash(FakeFs::Crash::mixed, 3);
  record = take(Record::open(fs, "d"));
  expect_no_trace(fs, gone);
  expect_whole(fs, "d", *record);
}

TEST(Erase, CutOffAnywhereAndRepeatedLeavesNoByte) {
  const std::vector<std::uint64_t> gone{0, 300};
  bool finished = false;
  for (std::uint64_t cut = 1; !finished; ++cut) {
    FakeFs fs;
    auto record = new_record(fs);
    take(record->append(entries(0, 300)));
    take(record->append(entries(300, 2)));
    const std::uint64_t start = fs.calls();
    fs.before = [&](std::uint64_t number, FakeFs::Op, const std::string&) -> std::optional<Error> {
      if (number == start + cut) throw FakeFs::Crashed{};
      return {};
    };
    try {
      must(record->erase_details(gone));
      finished = true;
    } catch (const FakeFs::Crashed&) {
    }
    fs.before = nullptr;
    fs.crash(FakeFs::Crash::mixed, static_cast<unsigned>(cut));
    record = take(Record::open(fs, "d"));
    if (!finished) must(record->erase_details(gone));
    expect_no_trace(fs, gone);
    fs.crash(FakeFs::Crash::mixed, static_cast<unsigned>(cut) + 1000);
    record = take(Record::open(fs, "d"));
    expect_no_trace(fs, gone);
    EXPECT_EQ(take(record->read_details(1, 2))[0], detail(1));
    expect_whole(fs, "d", *record);
    if (HasNonfatalFailure()) FAIL() << "at cut " << cut;
  }
}

}  // namespace
}  // namespace althing::record
