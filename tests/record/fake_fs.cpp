// The file system of bad days. See fake_fs.h.
#include "record/fake_fs.h"

namespace althing {
namespace {

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

Error no_such(const std::string& path) { return Error{Errc::not_found, {}, path + ": no such file"}; }
Error bad(const std::string& path, const char* why) { return Error{Errc::storage, {}, path + ": " + why}; }

}  // namespace

class FakeFile final : public File {
 public:
  FakeFile(FakeFs& fs, FakeFs::Node node, std::string path) : fs_(fs), node_(std::move(node)), path_(std::move(path)) {}
  Result<std::string> read(std::uint64_t offset, std::size_t size) override {
    TRY_VOID(fs_.count(FakeFs::Op::read, path_));
    if (offset >= node_->data.size()) return std::string{};
    return node_->data.substr(offset, size);
  }
  Result<void> write(std::uint64_t offset, ByteView bytes) override {
    auto counted = fs_.count(FakeFs::Op::write, path_);
    const std::size_t n = counted ? bytes.size() : bytes.size() / 2;  // a failed write leaves a prefix
    if (node_->data.size() < offset + n) node_->data.resize(offset + n, '\0');
    if (n > 0) std::memcpy(node_->data.data() + offset, bytes.data(), n);
    return counted;
  }
  Result<void> truncate(std::uint64_t size) override {
    TRY_VOID(fs_.count(FakeFs::Op::truncate, path_));
    node_->data.resize(size, '\0');
    return {};
  }
  Result<void> sync() override {
    TRY_VOID(fs_.count(FakeFs::Op::sync, path_));
    node_->durable = node_->data;
    return {};
  }
  Result<std::uint64_t> size() override {
    TRY_VOID(fs_.count(FakeFs::Op::size, path_));
    return node_->data.size();
  }

 private:
  FakeFs& fs_;
  FakeFs::Node node_;
  std::string path_;
};

FakeFs::FakeFs() : root_(std::make_shared<Inode>()) { root_->is_dir = true; }

Result<void> FakeFs::count(Op op, const std::string& path) {
  ++calls_;
  if (!before) return {};
  if (auto error = before(calls_, op, path)) return fail(std::move(*error));
  return {};
}

FakeFs::Node FakeFs::find(const std::string& path) const {
  Node at = root_;
  std::size_t begin = 0;
  while (begin < path.size()) {
    std::size_t end = path.find('/', begin);
    if (end == std::string::npos) end = path.size();
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty() || name == ".") continue;
    if (!at->is_dir) return nullptr;
    const auto found = at->names.find(name);
    if (found == at->names.end()) return nullptr;
    at = found->second;
  }
  return at;
}

Result<FakeFs::Node> FakeFs::dir_of(const std::string& path) const {
  Node dir = find(parent_dir(path));
  if (!dir || !dir->is_dir) return fail(no_such(path));
  return dir;
}

Result<std::unique_ptr<File>> FakeFs::open(const std::string& path, OpenMode mode, unsigned) {
  TRY_VOID(count(Op::open, path));
  Node node = find(path);
  if (!node) {
    if (mode != OpenMode::create) return fail(no_such(path));
    TRY(const Node dir, dir_of(path));
    node = std::make_shared<Inode>();
    dir->names[base_name(path)] = node;
  }
  if (node->is_dir) return fail(bad(path, "is a directory"));
  return std::make_unique<FakeFile>(*this, node, path);
}

Result<void> FakeFs::rename(const std::string& from, const std::string& to) {
  TRY_VOID(count(Op::rename, from));
  TRY(const Node source, dir_of(from));
  TRY(const Node target, dir_of(to));
  const auto found = source->names.find(base_name(from));
  if (found == source->names.end()) return fail(no_such(from));
  const Node node = found->second;
  source->names.erase(found);
  target->names[base_name(to)] = node;
  return {};
}

Result<void> FakeFs::remove(const std::string& path) {
  TRY_VOID(count(Op::remove, path));
  TRY(const Node dir, dir_of(path));
  const auto found = dir->names.find(base_name(path));
  if (found == dir->names.end()) return fail(no_such(path));
  if (found->second->is_dir && !found->second->names.empty()) return fail(bad(path, "directory not empty"));
  dir->names.erase(found);
  return {};
}

Result<void> FakeFs::make_dirs(const std::string& path) {
  if (find(path)) return {};
  TRY_VOID(make_dirs(parent_dir(path)));
  TRY_VOID(make_dir(path));
  return sync_dir(parent_dir(path));
}

Result<void> FakeFs::make_dir(const std::string& path) {
  TRY_VOID(count(Op::make_dir, path));
  TRY(const Node dir, dir_of(path));
  auto& node = dir->names[base_name(path)];
  if (!node) {
    node = std::make_shared<Inode>();
    node->is_dir = true;
  }
  return {};
}

Result<void> FakeFs::sync_dir(const std::string& path) {
  TRY_VOID(count(Op::sync_dir, path));
  const Node dir = find(path);
  if (!dir || !dir->is_dir) return fail(no_such(path));
  dir->durable_names = dir->names;
  return {};
}

Result<std::vector<DirEntry>> FakeFs::list(const std::string& path) {
  TRY_VOID(count(Op::list, path));
  const Node dir = find(path);
  if (!dir || !dir->is_dir) return fail(no_such(path));
  std::vector<DirEntry> out;
  for (const auto& [name, node] : dir->names) out.push_back({name, node->is_dir});
  return out;
}

bool FakeFs::exists(const std::string& path) { return find(path) != nullptr; }

Result<std::unique_ptr<FileLock>> FakeFs::lock(const std::string& path) {
  TRY_VOID(count(Op::lock, path));
  if (!locked_.insert(path).second) return fail(Errc::conflict, path + " is held by process 1");
  class Lock final : public FileLock {
   public:
    Lock(FakeFs& fs, std::string path) : fs_(fs), path_(std::move(path)), epoch_(fs.epoch_) {}
    ~Lock() override {
      if (fs_.epoch_ == epoch_) fs_.locked_.erase(path_);
    }

   private:
    FakeFs& fs_;
    std::string path_;
    std::shared_ptr<int> epoch_;
  };
  return std::make_unique<Lock>(*this, path);
}

void FakeFs::settle(const Node& node, Crash mode, std::mt19937& random, std::set<Inode*>& seen) {
  if (!seen.insert(node.get()).second) return;
  if (!node->is_dir) {
    if (mode == Crash::lose_all) node->data = node->durable;
    if (mode == Crash::mixed && node->data != node->durable) {
      // Each 512-byte sector is the old or the new one; the length too.
      std::string mixed = random() % 2 ? node->data : node->durable;
      for (std::size_t at = 0; at < mixed.size(); at += 512) {
        const std::string& from = random() % 2 ? node->data : node->durable;
        for (std::size_t i = at; i < std::min(at + 512, mixed.size()); ++i) mixed[i] = i < from.size() ? from[i] : '\0';
      }
      node->data = mixed;
    }
    node->durable = node->data;
    return;
  }
  if (mode == Crash::lose_all) node->names = node->durable_names;
  if (mode == Crash::mixed) {
    auto all = node->durable_names;
    all.insert(node->names.begin(), node->names.end());
    for (const auto& [name, unused] : all) {
      const auto& from = random() % 2 ? node->names : node->durable_names;
      const auto found = from.find(name);
      if (found == from.end()) node->names.erase(name);
      else node->names[name] = found->second;
    }
  }
  node->durable_names = node->names;
  for (const auto& [name, child] : node->names) settle(child, mode, random, seen);
}

void FakeFs::crash(Crash mode, unsigned seed) {
  std::mt19937 random(seed);
  std::set<Inode*> seen;
  settle(root_, mode, random, seen);
  locked_.clear();
  epoch_ = std::make_shared<int>(0);
}

void FakeFs::collect(const Node& node, const std::string& path, std::map<std::string, std::string>& out) {
  if (!node->is_dir) out[path] = node->data;
  for (const auto& [name, child] : node->names) collect(child, path.empty() ? name : path + "/" + name, out);
}

std::map<std::string, std::string> FakeFs::files() const {
  std::map<std::string, std::string> out;
  collect(root_, "", out);
  return out;
}

void FakeFs::poke(const std::string& path, std::string bytes) {
  Node dir = root_;
  std::size_t begin = 0;
  for (std::size_t end = path.find('/'); end != std::string::npos; begin = end + 1, end = path.find('/', begin)) {
    auto& node = dir->names[path.substr(begin, end - begin)];
    if (!node) node = std::make_shared<Inode>();
    node->is_dir = true;
    dir->durable_names[path.substr(begin, end - begin)] = node;
    dir = node;
  }
  auto& node = dir->names[path.substr(begin)];
  if (!node) node = std::make_shared<Inode>();
  dir->durable_names[path.substr(begin)] = node;
  node->data = node->durable = std::move(bytes);
}

void FakeFs::erase(const std::string& path) {
  if (const Node dir = find(parent_dir(path))) {
    dir->names.erase(base_name(path));
    dir->durable_names.erase(base_name(path));
  }
}

FakeFs::Node FakeFs::copy(const Node& node) {
  auto out = std::make_shared<Inode>();
  out->is_dir = node->is_dir;
  out->data = out->durable = node->data;
  for (const auto& [name, child] : node->names) out->names[name] = out->durable_names[name] = copy(child);
  return out;
}

std::unique_ptr<FakeFs> FakeFs::clone() const {
  auto out = std::make_unique<FakeFs>();
  out->root_ = copy(root_);
  return out;
}

}  // namespace althing
