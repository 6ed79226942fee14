// Bad days of the record: a power cut at every single call, every call failing once, kill -9.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "record/early_sync.h"
#include "record/support.h"

namespace althing::record {
namespace {

using Op = FakeFs::Op;

Options short_journal() {
  Options options;
  options.journal_bytes = 3000;
  return options;
}

/// What was signed and what was acknowledged, whatever happened since.
struct History {
  std::vector<tlog::Checkpoint> signed_checkpoints;
  std::map<std::uint64_t, std::string> acknowledged;

  /// Reads each checkpoint as it is about to be published.
  void watch(FakeFs& fs, Op op, const std::string& path) {
    if (op != Op::rename || !path.ends_with("checkpoint.new")) return;
    const auto note = tlog::parse_note(fs.files().at(path));
    signed_checkpoints.push_back(take(tlog::parse_checkpoint(note->text)));
  }
  /// @param all_signed false while a failed publication waits for the record to be opened again
  void expect_kept(const Record& record, bool all_signed = true) const {
    const auto notes = take(record.read_notes(0, UINT64_MAX));
    tlog::MemoryTree tree;
    for (const auto& text : notes) tree.append(tlog::leaf_hash(as_bytes(text)));
    for (const auto& checkpoint : signed_checkpoints) {
      if (!all_signed && checkpoint.size > notes.size()) continue;
      ASSERT_LE(checkpoint.size, notes.size());
      EXPECT_EQ(take(tlog::root_of(checkpoint.size, tree)), checkpoint.root) << "size " << checkpoint.size;
    }
    for (const auto& [index, text] : acknowledged) {
      ASSERT_LT(index, notes.size());
      EXPECT_EQ(notes[index], text);
    }
  }
};

bool append(Record& record, History& history, std::uint64_t first, std::uint64_t count) {
  const auto batch = entries(first, count);
  const auto index = record.append(batch);
  if (!index) return false;
  for (std::uint64_t i = 0; i < count; ++i) history.acknowledged[*index + i] = batch[i].note;
  return true;
}

constexpr std::uint64_t kBatches[] = {1, 2, 250, 1, 2, 1, 300, 1};

TEST(Crash, PowerCutAtEveryCall) {
  std::uint64_t states = 0;
  for (const auto mode : {FakeFs::Crash::lose_all, FakeFs::Crash::keep_all, FakeFs::Crash::mixed}) {
    bool finished = false;
    for (std::uint64_t cut = 0; !finished; ++cut) {
      FakeFs fs;
      auto record = new_record(fs, "d", short_journal());
      History history;
      const std::uint64_t start = fs.calls();
      fs.before = [&](std::uint64_t number, Op op, const std::string& path) -> std::optional<Error> {
        if (number == start + cut + 1) throw FakeFs::Crashed{};
        history.watch(fs, op, path);
        return {};
      };
      try {
        std::uint64_t first = 0;
        for (const auto count : kBatches) {
          ASSERT_TRUE(append(*record, history, first, count));
          first += count;
          if (first == 254) must(record->put_detail(2, detail(2)));
        }
        finished = true;
      } catch (const FakeFs::Crashed&) {
      }
      fs.before = nullptr;
      fs.crash(mode, static_cast<unsigned>(cut));
      record = take(Record::open(fs, "d", short_journal()));
      history.expect_kept(*record);
      expect_whole(fs, "d", *record);
      const std::uint64_t size = record->snapshot()->size;
      ASSERT_TRUE(append(*record, history, size, 3));
      fs.crash(FakeFs::Crash::lose_all);
      record = take(Record::open(fs, "d", short_journal()));
      history.expect_kept(*record);
      expect_whole(fs, "d", *record);
      ++states;
      if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "at cut " << cut;
    }
  }
  EXPECT_GT(states, 500u);
  RecordProperty("states", static_cast<int>(states));
}

TEST(Crash, PowerCutAtEveryCallOfRecovery) {
  FakeFs before;
  {
    auto record = new_record(before);
    History history;
    ASSERT_TRUE(append(*record, history, 0, 250));
    ASSERT_TRUE(append(*record, history, 250, 10));
    ASSERT_TRUE(append(*record, history, 260, 1));
    before.crash(FakeFs::Crash::lose_all);
  }
  bool finished = false;
  for (std::uint64_t cut = 0; !finished; ++cut) {
    const auto fs = before.clone();
    fs->before = [&](std::uint64_t number, Op, const std::string&) -> std::optional<Error> {
      if (number == cut + 1) throw FakeFs::Crashed{};
      return {};
    };
    try {
      take(Record::open(*fs, "d"));
      finished = true;
    } catch (const FakeFs::Crashed&) {
    }
    fs->before = nullptr;
    fs->crash(FakeFs::Crash::mixed, static_cast<unsigned>(cut));
    const auto record = take(Record::open(*fs, "d"));
    EXPECT_EQ(record->snapshot()->size, 261u);
    expect_whole(*fs, "d", *record);
    if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "at cut " << cut;
  }
}

/// Runs the batches with call `fault` failing once; whatever fails is tried again with *other* entries,
/// after opening anew if the record asks for it. Returns false when the fault was past the end.
bool run_with_fault(std::uint64_t fault, const Error& error, History& history) {
  FakeFs fs;
  auto record = new_record(fs, "d", short_journal());
  const std::uint64_t start = fs.calls();
  bool hit = false;
  Op hit_op = Op::read;
  fs.before = [&](std::uint64_t number, Op op, const std::string& path) -> std::optional<Error> {
    history.watch(fs, op, path);
    if (number != start + fault + 1) return {};
    hit = true;
    hit_op = op;
    return error;
  };
  std::uint64_t label = 0;
  for (const auto count : kBatches) {
    for (int attempt = 0; !append(*record, history, label, count); ++attempt) {
      EXPECT_LT(attempt, 3) << "fault " << fault;
      if (attempt >= 3) return false;
      label += 1000000;  // never the same entries again
      // Reading goes on, and what was published stands.
      history.expect_kept(*record, false);
      const bool poisoned = record->append(entries(label, 1)).has_value() == false;
      if (hit_op == Op::sync || hit_op == Op::sync_dir) {
        EXPECT_TRUE(poisoned) << "after a failed fsync, fault " << fault;
      }
      if (!poisoned) continue;
      record.reset();
      record = take(Record::open(fs, "d", short_journal()));
    }
    label += count;
    static_cast<void>(record->put_detail(0, "LATE" + std::to_string(label)));
  }
  fs.before = nullptr;
  history.expect_kept(*record);
  if (hit_op != Op::remove) expect_whole(fs, "d", *record);
  fs.crash(FakeFs::Crash::lose_all);
  record = take(Record::open(fs, "d", short_journal()));
  history.expect_kept(*record);
  expect_whole(fs, "d", *record);
  return hit;
}

TEST(Crash, EveryCallFailsOnce) {
  const Error errors[] = {{Errc::storage, {}, "the disk says no"}, {Errc::storage, "disk-full", "no space left"}};
  for (const Error& error : errors) {
    std::uint64_t fault = 0;
    while (true) {
      History history;
      const bool hit = run_with_fault(fault, error, history);
      if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "at fault " << fault;
      if (!hit) break;
      ++fault;
    }
    EXPECT_GT(fault, 200u);
  }
}

TEST(Crash, FullDiskRefusesAndResumesWithoutReopening) {
  FakeFs fs;
  auto record = new_record(fs);
  History history;
  ASSERT_TRUE(append(*record, history, 0, 5));
  bool is_full = true;
  fs.before = [&](std::uint64_t, Op op, const std::string& path) -> std::optional<Error> {
    history.watch(fs, op, path);
    if (is_full && op == Op::write) return Error{Errc::storage, "disk-full", path + ": no space left"};
    return {};
  };
  for (int i = 0; i < 3; ++i) {
    const auto refused = record->append(entries(100, 3));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().field, "disk-full");
    EXPECT_EQ(take(record->read_notes(0, 10)).size(), 5u);
  }
  is_full = false;
  ASSERT_TRUE(append(*record, history, 5, 3));
  expect_whole(fs, "d", *record);
  history.expect_kept(*record);
}

TEST(Crash, FailedOpenLeavesEverythingForTheNext) {
  FakeFs before;
  {
    auto record = new_record(before);
    take(record->append(entries(0, 259)));
    before.crash(FakeFs::Crash::lose_all);
  }
  for (std::uint64_t fault = 1;; ++fault) {
    const auto fs = before.clone();
    bool hit = false;
    fs->before = [&](std::uint64_t number, Op, const std::string&) -> std::optional<Error> {
      hit = hit || number == fault;
      if (number == fault) return Error{Errc::storage, {}, "the disk says no"};
      return {};
    };
    static_cast<void>(Record::open(*fs, "d"));
    fs->before = nullptr;
    const auto record = take(Record::open(*fs, "d"));
    EXPECT_EQ(record->snapshot()->size, 259u) << fault;
    expect_whole(*fs, "d", *record);
    if (!hit) break;
  }
}

/// The child appends and writes each acknowledged end to the pipe until it is killed.
[[noreturn]] void write_until_killed(const std::string& dir, int pipe_end) {
  const auto fs = posix_fs();
  Options options;
  options.journal_bytes = 20000;
  options.early_sync = true;
  auto record = Record::open(*fs, dir, options);
  if (!record) ::_exit(3);
  std::uint64_t size = (*record)->snapshot()->size;
  for (std::uint64_t round = 0;; ++round) {
    const std::uint64_t count = 1 + round * 7 % 40;
    if (!(*record)->append(entries(size, count))) ::_exit(4);
    size += count;
    if (::write(pipe_end, &size, sizeof size) != sizeof size) ::_exit(5);
  }
}

TEST(Crash, KillNineAtRandomMoments) {
  const auto fs = posix_fs();
  const std::string dir = testing::TempDir() + "/althing_kill_" + std::to_string(::getpid());
  new_record(*fs, dir).reset();
  std::mt19937 random(20261123);
  for (int round = 0; round < 5; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(dir, ends[1]);
    ::close(ends[1]);
    std::uint64_t acknowledged = 0, got = 0;
    const auto reports = 5 + random() % 60;
    for (std::uint64_t i = 0; i < reports && ::read(ends[0], &got, sizeof got) == sizeof got; ++i) acknowledged = got;
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
    while (::read(ends[0], &got, sizeof got) == sizeof got) acknowledged = got;
    ::close(ends[0]);
    const auto record = take(Record::open(*fs, dir));
    EXPECT_GE(record->snapshot()->size, acknowledged);
    EXPECT_GT(acknowledged, 0u);
    EXPECT_EQ(record->snapshot()->root, root_of_notes(record->snapshot()->size));
    expect_whole(*fs, dir, *record);
  }
  std::filesystem::remove_all(dir);
}

TEST(Crash, AnotherProcessIsRefused) {
  const auto fs = posix_fs();
  const std::string dir = testing::TempDir() + "/althing_two_" + std::to_string(::getpid());
  const auto record = new_record(*fs, dir);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto second = Record::open(*fs, dir);
    const bool named = !second && second.error().message.find("process " + std::to_string(::getppid())) != std::string::npos;
    ::_exit(named ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  std::filesystem::remove_all(dir);
}

TEST(Crash, EarlySyncTellsOfAFailureForGood) {
  FakeFs fs;
  for (const char* name : {"a", "b"}) must(take(fs.open(name, OpenMode::create, 0644))->write(0, as_bytes("full")));
  fs.before = [](std::uint64_t, Op op, const std::string& path) -> std::optional<Error> {
    if (op == Op::sync && path == "b") return Error{Errc::storage, {}, "the disk says no"};
    return {};
  };
  EarlySync early(fs);
  early.add("a");
  early.add("removed since");
  must(early.wait());
  early.add("b");
  EXPECT_FALSE(early.wait());
  early.add("a");
  const auto again = early.wait();
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("the disk says no"), std::string::npos);
}

TEST(Crash, ReadersBesideTheWriter) {
  const auto fs = posix_fs();
  const std::string dir = testing::TempDir() + "/althing_readers_" + std::to_string(::getpid());
  Options options;
  options.journal_bytes = 20000;
  options.early_sync = true;
  const auto record = new_record(*fs, dir, options);
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> reads = 0;
  std::vector<std::thread> readers;
  for (int r = 0; r < 2; ++r) {
    readers.emplace_back([&] {
      while (!stop) {
        const auto size = record->snapshot()->size;
        if (size == 0) continue;
        const auto notes = record->read_notes(size > 300 ? size - 300 : 0, size);
        if (!notes || notes->back() != note(size - 1)) ADD_FAILURE() << "a reader saw something else";
        if (!record->proof_text(size - 1) || !record->read_details(0, 3)) ADD_FAILURE() << "a reader failed";
        ++reads;
      }
    });
  }
  std::uint64_t size = 0;
  for (int i = 0; i < 60; ++i) {
    const std::uint64_t count = 1 + static_cast<std::uint64_t>(i) % 50;
    take(record->append(entries(size, count)));
    size += count;
    if (i % 10 == 0) must(record->erase_details(std::vector<std::uint64_t>{size - 1}));
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_GT(reads, 0u);
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace althing::record
