#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/time.h"

namespace althing::cli {
namespace {
constexpr std::int64_t kEveryMs = 100;
constexpr std::size_t kBarWidth = 30;
}  // namespace

Progress::Progress(std::string label, bool quiet) : label_(std::move(label)), on_(!quiet && isatty(STDERR_FILENO) == 1) {}
Progress::~Progress() { finish(); }

void Progress::show(std::uint64_t done, std::uint64_t total) {
  if (!on_ || total == 0) return;
  const std::int64_t now = steady_ms();
  if (now < next_ms_ && done < total) return;
  next_ms_ = now + kEveryMs;
  const std::size_t filled = static_cast<std::size_t>(done * kBarWidth / total);
  fmt::print(stderr, "\r{} [{:<{}}] {}/{} ", label_, std::string(filled, '#'), kBarWidth, done, total);
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::finish() {
  if (drawn_) fmt::print(stderr, "\r\x1b[K");
  drawn_ = false;
}

}  // namespace althing::cli
