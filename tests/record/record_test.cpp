// The record on good days: append, read, partial widths, packs, blobs, keys, lock.
#include <unistd.h>

#include <filesystem>

#include "record/layout.h"
#include "record/limits.h"
#include "record/pack.h"
#include "record/support.h"
#include "tlog/proof.h"

namespace althing::record {
namespace {

TEST(Record, InitMakesTwoKeysOnce) {
  FakeFs fs;
  CountingRandom random;
  must(Record::init(fs, "d", random));
  const auto log = take(Record::load_key(fs, "d", "log"));
  const auto op = take(Record::load_key(fs, "d", "operator"));
  EXPECT_NE(log.key(), op.key());
  EXPECT_EQ(Record::init(fs, "d", random).error().code, Errc::conflict);
  EXPECT_EQ(Record::load_key(fs, "d", "other").error().code, Errc::not_found);
  EXPECT_EQ(Record::open(fs, "d").error().code, Errc::not_found);
}

TEST(Record, KeyFilesOnDiskAreForTheOwnerOnly) {
  const auto fs = posix_fs();
  const std::string dir = testing::TempDir() + "/althing_key_" + std::to_string(::getpid());
  CountingRandom random;
  must(Record::init(*fs, dir, random));
  const std::string text = take(fs->read_file(dir + "/keys/log.key"));
  EXPECT_TRUE(text.starts_with("althing-key/v1 "));
  EXPECT_EQ(std::filesystem::status(dir + "/keys/log.key").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::remove_all(dir);
}

TEST(Record, MalformedKeyFileIsRefusedWithoutQuotingIt) {
  FakeFs fs;
  fs.poke("d/keys/log.key", "althing-key/v1 c2VjcmV0\n");
  const auto key = Record::load_key(fs, "d", "log");
  EXPECT_EQ(key.error().code, Errc::malformed);
  EXPECT_EQ(key.error().message.find("c2Vj"), std::string::npos);
}

TEST(Record, CreateIsOnceAndOriginNamesAssemblyAndKey) {
  FakeFs fs;
  auto record = new_record(fs);
  EXPECT_EQ(record->origin(), to_hex(test_assembly()) + "/" + to_hex(sha256(record->log_key().key().view())).substr(0, 32));
  EXPECT_EQ(record->snapshot()->size, 0u);
  EXPECT_EQ(Record::create(fs, "d", test_assembly()).error().code, Errc::conflict);  // locked
  record.reset();
  EXPECT_EQ(Record::create(fs, "d", test_assembly()).error().code, Errc::conflict);  // there
}

TEST(Record, AppendsReadsAndReopens) {
  FakeFs fs;
  auto record = new_record(fs);
  EXPECT_EQ(take(record->append(entries(0, 1))), 0u);
  EXPECT_EQ(take(record->append(entries(1, 4))), 1u);
  EXPECT_EQ(take(record->append(entries(5, 600))), 5u);
  expect_whole(fs, "d", *record);
  const auto snapshot = record->snapshot();
  record.reset();
  record = take(Record::open(fs, "d"));
  EXPECT_EQ(record->snapshot()->checkpoint, snapshot->checkpoint);
  expect_whole(fs, "d", *record);
  const auto details = take(record->read_details(0, 605));
  for (std::uint64_t i = 0; i < 605; ++i) EXPECT_EQ(details[i], i % 3 == 2 ? "" : detail(i));
  EXPECT_TRUE(take(record->read_notes(605, 700)).empty());
  EXPECT_EQ(take(record->read_notes(250, 260)).size(), 10u);
}

TEST(Record, EverySizeAroundTheEdgesOfTiles) {
  FakeFs fs;
  auto record = new_record(fs);
  take(record->append(entries(0, 253)));
  for (std::uint64_t size = 253; size < 260; ++size) {
    take(record->append(entries(size, 1)));
    expect_whole(fs, "d", *record);
    record.reset();
    record = take(Record::open(fs, "d"));
    expect_whole(fs, "d", *record);
  }
  take(record->append(entries(260, 65534 - 260)));
  for (std::uint64_t size = 65534; size < 65539; ++size) {
    take(record->append(entries(size, 1)));
    EXPECT_EQ(record->snapshot()->root, root_of_notes(size + 1));
  }
  record.reset();
  record = take(Record::open(fs, "d"));
  expect_whole(fs, "d", *record);
}

TEST(Record, PartialFilesOfEveryPublishedWidthAreServed) {
  FakeFs fs;
  auto record = new_record(fs);
  take(record->append(entries(0, 300)));
  tlog::MemoryTree tree;
  for (std::uint64_t i = 0; i < 300; ++i) tree.append(tlog::leaf_hash(as_bytes(note(i))));
  for (const std::uint64_t index : {0u, 1u}) {
    for (unsigned width = 1; width <= 256; ++width) {
      const tlog::TileId tile{false, 0, index, width};
      const tlog::TileId bundle{true, 0, index, width};
      const bool there = index * 256 + width <= 300;
      const auto hashes = record->read_public(tlog::tile_path(tile));
      const auto notes = record->read_public(tlog::tile_path(bundle));
      const auto pack = record->read_public(pack_path(bundle));
      ASSERT_EQ(hashes.has_value(), there) << tlog::tile_path(tile);
      ASSERT_EQ(notes.has_value(), there);
      ASSERT_EQ(pack.has_value(), there);
      if (!there) {
        EXPECT_EQ(hashes.error().code, Errc::not_found);
        continue;
      }
      EXPECT_EQ(*hashes, take(tlog::cut_tile(tile, tree)));
      EXPECT_EQ(take(tlog::parse_bundle(*notes, width)).back(), note(index * 256 + width - 1));
      EXPECT_EQ(take(parse_pack(*pack, width)).size(), width);
    }
  }
  EXPECT_TRUE(record->read_public("tile/1/000.p/1").has_value());
  EXPECT_FALSE(record->read_public("tile/1/000.p/2").has_value());
  EXPECT_EQ(record->read_public("tile/0/0").error().code, Errc::malformed);
  EXPECT_EQ(record->read_public("tile/0/../../../keys/log.key").error().code, Errc::malformed);
  EXPECT_EQ(record->read_public("detail/../../keys/log.key").error().code, Errc::malformed);
  EXPECT_EQ(record->read_public("keys/log.key").error().code, Errc::malformed);
  EXPECT_EQ(record->read_public("blob/../../keys/log.key").error().code, Errc::malformed);
}

TEST(Record, ProofsLeadToTheCheckpoint) {
  FakeFs fs;
  auto record = new_record(fs);
  take(record->append(entries(0, 700)));
  const auto key = tlog::NoteSigner{record->origin(), record->log_key()}.verifier();
  for (const std::uint64_t index : {0u, 255u, 256u, 511u, 699u}) {
    const auto proof = take(tlog::parse_proof(take(record->proof_text(index))));
    const auto proven = tlog::verify_proof(proof, tlog::leaf_hash(as_bytes(note(index))), key);
    ASSERT_TRUE(proven.has_value()) << proven.error().text();
    EXPECT_EQ(proven->checkpoint.size, 700u);
  }
  for (const std::uint64_t old : {0u, 1u, 255u, 256u, 257u, 600u, 700u}) {
    const auto path = take(record->consistency(old, 700));
    EXPECT_TRUE(tlog::verify_consistency(old, root_of_notes(old), 700, record->snapshot()->root, path).has_value());
  }
  EXPECT_TRUE(tlog::verify_inclusion(tlog::leaf_hash(as_bytes(note(3))), 3, 10, root_of_notes(10),
                                     take(record->inclusion(3, 10))).has_value());
  EXPECT_FALSE(record->proof_text(700).has_value());
  EXPECT_FALSE(record->inclusion(0, 701).has_value());
}

TEST(Record, LimitsOfABatch) {
  FakeFs fs;
  auto record = new_record(fs);
  EXPECT_EQ(record->append({}).error().code, Errc::usage);
  EXPECT_EQ(record->append(std::vector<NewEntry>{{"", ""}}).error().code, Errc::malformed);
  const std::vector<NewEntry> big{{std::string(tlog::kMaxLeafBytes, 'x'), std::string(act::kMaxDetailBytes, 'y')}};
  take(record->append(big));
  const std::vector<NewEntry> too_big{{std::string(tlog::kMaxLeafBytes + 1, 'x'), ""}};
  EXPECT_EQ(record->append(too_big).error().code, Errc::too_large);
  const std::vector<NewEntry> too_long{{"x", std::string(act::kMaxDetailBytes + 1, 'y')}};
  EXPECT_EQ(record->append(too_long).error().code, Errc::too_large);
  EXPECT_EQ(record->append(std::vector<NewEntry>(kMaxBatchEntries + 1, {"x", ""})).error().code, Errc::too_large);
  take(record->append(std::vector<NewEntry>(kMaxBatchEntries, {"x", ""})));
  EXPECT_EQ(record->snapshot()->size, kMaxBatchEntries + 1);
}

TEST(Record, LateDetailsSurviveAnAppendACrashAndARenewal) {
  for (const std::uint64_t journal_bytes : {std::uint64_t{1}, std::uint64_t{8} << 20}) {
    FakeFs fs;
    Options options;
    options.journal_bytes = journal_bytes;
    auto record = new_record(fs, "d", options);
    take(record->append(entries(0, 300)));
    must(record->put_detail(2, detail(2)));      // in a full pack
    must(record->put_detail(299, detail(299)));  // in the tail
    must(record->put_detail(299, detail(299)));
    EXPECT_EQ(record->put_detail(300, "x").error().code, Errc::not_found);
    EXPECT_EQ(record->put_detail(2, std::string(act::kMaxDetailBytes + 1, 'x')).error().code, Errc::too_large);
    take(record->append(entries(300, 1)));
    must(record->put_detail(290, detail(290)));
    for (const bool crashed : {false, true}) {
      if (crashed) {
        fs.crash(FakeFs::Crash::lose_all);
        record = take(Record::open(fs, "d", options));
      }
      for (const std::uint64_t i : {2u, 290u, 299u, 300u}) {
        EXPECT_EQ(take(record->read_details(i, i + 1))[0], detail(i)) << i << " " << crashed;
      }
      EXPECT_EQ(take(record->read_details(5, 6))[0], "");
      expect_whole(fs, "d", *record);
    }
  }
}

TEST(Record, Blobs) {
  FakeFs fs;
  auto record = new_record(fs);
  const Hash name = sha256("a file");
  EXPECT_FALSE(record->has_blob(name));
  EXPECT_EQ(record->read_blob(name).error().code, Errc::not_found);
  EXPECT_EQ(record->put_blob(name, "another file").error().code, Errc::conflict);
  must(record->put_blob(name, "a file"));
  must(record->put_blob(name, "a file"));
  EXPECT_TRUE(record->has_blob(name));
  EXPECT_EQ(take(record->read_blob(name)), "a file");
  EXPECT_EQ(take(record->read_public("blob/" + to_hex(name))), "a file");
  fs.poke("d/record/blob/" + to_hex(name), "a fils");
  EXPECT_EQ(record->read_blob(name).error().code, Errc::corrupt);
  const std::string large(kMaxBlobBytes, 'b');
  must(record->put_blob(sha256(large), large));
  EXPECT_EQ(take(record->read_blob(sha256(large))).size(), kMaxBlobBytes);
  const std::string larger = large + "b";
  EXPECT_EQ(record->put_blob(sha256(larger), larger).error().code, Errc::too_large);
}

TEST(Record, NothingIsSignedWhileItIsForbidden) {
  FakeFs fs;
  const auto record = new_record(fs);
  ASSERT_TRUE(record->append(entries(0, 3)));
  const std::string before = record->snapshot()->checkpoint;
  record->forbid_signing("tile/0/000: cut");
  const auto refused = record->append(entries(3, 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::storage);
  EXPECT_NE(refused.error().message.find("tile/0/000: cut"), std::string::npos);
  EXPECT_FALSE(record->probe());
  EXPECT_EQ(record->snapshot()->checkpoint, before);
  EXPECT_EQ(fs.files().at("d/record/checkpoint"), before);
  const std::uint64_t gone[] = {1};
  must(record->erase_details(gone));  // signs nothing
  record->forbid_signing("");
  must(record->probe());
  EXPECT_EQ(take(record->append(entries(3, 1))), 3u);
  expect_whole(fs, "d", *record);

  // Found in the midst of a batch: it is taken back, and nothing of it is left.
  fs.before = [&](std::uint64_t, FakeFs::Op op, const std::string& path) -> std::optional<Error> {
    if (op == FakeFs::Op::rename && path.ends_with("stage/new")) record->forbid_signing("blob/x: flipped");
    return {};
  };
  EXPECT_FALSE(record->append(entries(4, 1)));
  fs.before = nullptr;
  EXPECT_EQ(record->snapshot()->size, 4u);
  record->forbid_signing("");
  EXPECT_EQ(take(record->append(entries(4, 1))), 4u);
  expect_whole(fs, "d", *record);
}

TEST(Record, ABlobThatWasDamagedIsPutRight) {
  FakeFs fs;
  const auto record = new_record(fs);
  const std::string bytes = "a file of some length";
  const Hash name = sha256(bytes);
  must(record->put_blob(name, bytes));
  fs.poke("d/record/blob/" + to_hex(name), "a file of");
  EXPECT_EQ(record->read_blob(name).error().code, Errc::corrupt);
  must(record->put_blob(name, bytes));
  EXPECT_EQ(take(record->read_blob(name)), bytes);
}

TEST(Record, SecondHandleIsRefusedNamingTheHolder) {
  const auto fs = posix_fs();
  const std::string dir = testing::TempDir() + "/althing_lock_" + std::to_string(::getpid());
  auto record = new_record(*fs, dir);
  const auto second = Record::open(*fs, dir);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::conflict);
  EXPECT_NE(second.error().message.find("process " + std::to_string(::getpid())), std::string::npos)
      << second.error().message;
  record.reset();
  EXPECT_TRUE(Record::open(*fs, dir).has_value());
  std::filesystem::remove_all(dir);
}

TEST(Record, ReadOnlyNeedsNoLockAndChangesNothing) {
  FakeFs fs;
  auto record = new_record(fs);
  take(record->append(entries(0, 259)));
  Options options;
  options.read_only = true;
  const auto before = fs.files();
  const auto reader = take(Record::open(fs, "d", options));
  expect_whole(fs, "d", *reader);
  EXPECT_EQ(reader->append(entries(259, 1)).error().code, Errc::usage);
  EXPECT_EQ(fs.files(), before);
}

}  // namespace
}  // namespace althing::record
