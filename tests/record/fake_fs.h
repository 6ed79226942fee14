// A file system in memory for tests: it counts every call, fails any one of them, and on crash()
// forgets what was not fsynced: file contents, new names, renames and removals. What a real disk may
// keep by luck is kept or lost by a seeded choice. Locks belong to a handle. Not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>

#include "base/fs.h"

namespace althing {

class FakeFs final : public Fs {
 public:
  enum class Crash { lose_all, keep_all, mixed };
  /// Kinds of calls that change something; reads are counted too.
  enum class Op { open, read, write, truncate, sync, size, rename, remove, make_dir, sync_dir, list, lock };

  FakeFs();

  /// Called before each call with its running number and kind; an Error makes the call fail. A write
  /// that fails leaves a prefix. A thrown Crashed ends the run as a power cut would.
  std::function<std::optional<Error>(std::uint64_t number, Op op, const std::string& path)> before;
  struct Crashed {};

  std::uint64_t calls() const { return calls_; }
  /// The power cut: unsynced state goes as `mode` says; handles and locks of before are dead.
  void crash(Crash mode, unsigned seed = 1);
  /// Every file with its current bytes.
  std::map<std::string, std::string> files() const;
  /// Changes a file's bytes behind everybody's back (also the durable ones).
  void poke(const std::string& path, std::string bytes);
  void erase(const std::string& path);
  /// A copy of everything, as durable.
  std::unique_ptr<FakeFs> clone() const;

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode, unsigned permissions) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& path) override;
  Result<void> make_dirs(const std::string& path) override;
  Result<void> make_dir(const std::string& path) override;
  Result<void> sync_dir(const std::string& path) override;
  Result<std::vector<DirEntry>> list(const std::string& path) override;
  bool exists(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;

 private:
  friend class FakeFile;
  struct Inode {
    bool is_dir = false;
    std::string data, durable;
    std::map<std::string, std::shared_ptr<Inode>> names, durable_names;
  };
  using Node = std::shared_ptr<Inode>;

  Result<void> count(Op op, const std::string& path);
  Node find(const std::string& path) const;
  Result<Node> dir_of(const std::string& path) const;
  static void settle(const Node& node, Crash mode, std::mt19937& random, std::set<Inode*>& seen);
  static void collect(const Node& node, const std::string& path, std::map<std::string, std::string>& out);
  static Node copy(const Node& node);

  Node root_;
  std::uint64_t calls_ = 0;
  std::set<std::string> locked_;
  std::shared_ptr<int> epoch_ = std::make_shared<int>(0);
};

}  // namespace althing
