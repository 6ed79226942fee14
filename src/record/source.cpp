// A record's public files out of a folder, for the audit. Thread-safe as its Fs.
#include "record/audit.h"
#include "record/limits.h"

namespace althing::record {
namespace {

class FolderSource final : public Source {
 public:
  FolderSource(Fs& fs, std::string dir) : fs_(fs), dir_(std::move(dir)) {}

  Result<std::string> get(const std::string& path) override {
    return fs_.read_file(join_path(dir_, path), kMaxBlobBytes);
  }
  Result<std::vector<std::string>> list(const std::string& under) override {
    std::vector<std::string> out;
    auto done = walk(under, out);
    if (!done && done.error().code != Errc::not_found) return fail(std::move(done).error());
    return out;
  }

 private:
  Result<void> walk(const std::string& under, std::vector<std::string>& out) {
    TRY(const auto entries, fs_.list(join_path(dir_, under)));
    for (const DirEntry& entry : entries) {
      const std::string name = under.empty() ? entry.name : join_path(under, entry.name);
      if (entry.is_dir) TRY_VOID(walk(name, out));
      else out.push_back(name);
    }
    return {};
  }

  Fs& fs_;
  std::string dir_;
};

}  // namespace

std::unique_ptr<Source> folder_source(Fs& fs, std::string record_dir) {
  return std::make_unique<FolderSource>(fs, std::move(record_dir));
}

}  // namespace althing::record
