// Files that take tens of milliseconds to make (letters, cards): finished ones are kept for a moment, and
// while one is made others are asked to come again, so that they never hold more than one HTTP thread.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "web/page_kit.h"

namespace althing::web {

inline constexpr std::int64_t kMadeFileKeptMs = 10'000;  // a finished file is given again for so long
inline constexpr std::size_t kMadeFilesKept = 16;

/// Thread-safe.
class MadeFiles {
 public:
  using Make = Result<std::string> (*)(View& view);
  MadeFiles(std::string_view type, Make make) : type_(type), make_(make) {}

  /// The file that this request asks for, as a 200 of the type with the headers of files. overloaded while another is being made; or what `make` says.
  Result<http::Response> answer(View& view) {
    const std::string name = std::string(view.request.headers.get("Host")) + "\n" + view.request.target;
    const std::uint64_t folded = view.app.node().follower().folded();
    const std::unique_lock making(making_, std::try_to_lock);
    {
      const std::lock_guard lock(mutex_);
      const auto kept = files_.find(name);
      if (kept != files_.end() && (kept->second.folded == folded || steady_ms() - kept->second.made_ms < kMadeFileKeptMs)) return given(kept->second.bytes);
    }
    if (!making.owns_lock()) return fail(Errc::overloaded, std::string(view.t.tr("another file is being made; try again in a moment")));
    TRY(std::string bytes, make_(view));
    File file{std::make_shared<const std::string>(std::move(bytes)), folded, steady_ms()};
    http::Response response = given(file.bytes);
    const std::lock_guard lock(mutex_);
    if (files_.size() >= kMadeFilesKept) files_.clear();
    files_[name] = std::move(file);
    return response;
  }

 private:
  struct File {
    http::SharedText bytes;
    std::uint64_t folded = 0;
    std::int64_t made_ms = 0;
  };
  http::Response given(const http::SharedText& bytes) const {
    http::Response response = http::respond_shared(type_, bytes);
    for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
    return response;
  }

  const std::string type_;
  const Make make_;
  std::mutex making_, mutex_;
  std::map<std::string, File> files_;
};

}  // namespace althing::web
