#include "peer/evidence.h"

#include <algorithm>

#include "peer/limits.h"
#include "tlog/limits.h"

namespace althing::peer {

Result<void> Evidence::load() {
  const auto names = fs_.list(dir_);
  if (!names) return names.error().code == Errc::not_found ? Result<void>{} : fail(names.error());
  const std::lock_guard lock(mutex_);
  for (const DirEntry& entry : *names) {
    const auto text = fs_.read_file(join_path(dir_, entry.name), tlog::kMaxForkBytes);
    const auto fork = text ? tlog::parse_fork(*text) : fail(text.error());
    if (fork && tlog::verify_fork(*fork) && entry.name == tlog::fork_name(*text)) held_.emplace(sha256(*text), *fork);
  }
  return {};
}

Result<bool> Evidence::keep(const Fork& fork) {
  TRY_VOID(tlog::verify_fork(fork));  // never kept on our own word
  const std::string text = tlog::write_fork(fork);
  const std::lock_guard lock(mutex_);
  const bool there = std::any_of(held_.begin(), held_.end(), [&](const auto& one) { return one.second == fork; });
  const auto of_log = std::count_if(held_.begin(), held_.end(), [&](const auto& one) { return one.second.log.key == fork.log.key; });
  if (there || static_cast<std::size_t>(of_log) >= kMaxForks || held_.size() >= kMaxEvidence) return false;
  TRY_VOID(fs_.make_dirs(dir_));
  TRY_VOID(fs_.replace_file(join_path(dir_, tlog::fork_name(text)), as_bytes(text)));
  held_.emplace(sha256(text), fork);
  return true;
}

std::vector<std::pair<Hash, Fork>> Evidence::all(std::string_view origin) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<Hash, Fork>> out;
  for (const auto& one : held_) {
    if (origin.empty() || one.second.log.name == origin) out.push_back(one);
  }
  return out;
}

}  // namespace althing::peer
