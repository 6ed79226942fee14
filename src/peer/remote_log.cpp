#include "peer/remote_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "peer/limits.h"

namespace althing::peer {
namespace {

constexpr std::size_t kNameDigits = 32;

}  // namespace

Result<std::string> log_name(std::string_view origin) {
  const std::size_t slash = origin.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? std::string_view() : origin.substr(slash + 1);
  if (name.size() != kNameDigits || name.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return fail(Errc::malformed, "origin", "is not <assembly>/<32 hex digits of the log key's hash>");
  }
  return std::string(name);
}

RemoteLog::RemoteLog(Fs& fs, std::string dir, tlog::VerifierKey log) : fs_(&fs), dir_(std::move(dir)), log_(std::move(log)) {}

std::string RemoteLog::chain_dir(std::size_t n) const {
  return n == 0 ? dir_ : join_path(dir_, fmt::format("branch-{}", n));
}

Result<RemoteLog> RemoteLog::open(Fs& fs, std::string dir, const tlog::VerifierKey& log) {
  RemoteLog out(fs, std::move(dir), log);
  TRY(out.name_, log_name(log.name));
  for (std::size_t n = 0; n < kMaxChains && (n == 0 || fs.exists(out.chain_dir(n))); ++n) {
    TRY(Chain chain, Chain::open(fs, out.chain_dir(n), log));
    out.chains_.push_back(std::move(chain));
  }
  for (std::size_t n = 0; n < kMaxForks && fs.exists(join_path(out.dir_, fmt::format("fork-{}", n))); ++n) {
    TRY(const std::string text, fs.read_file(join_path(out.dir_, fmt::format("fork-{}", n)), kMaxForkBytes));
    TRY(Fork fork, parse_fork(text));
    TRY_VOID(verify_fork(fork));
    out.forks_.push_back(std::move(fork));
  }
  return out;
}

// False if it was there.
Result<bool> RemoteLog::keep(const Fork& fork) {
  if (forks_.size() >= kMaxForks || std::find(forks_.begin(), forks_.end(), fork) != forks_.end()) return false;
  TRY_VOID(verify_fork(fork));  // never kept on our own word
  TRY_VOID(fs_->replace_file(join_path(dir_, fmt::format("fork-{}", forks_.size())), as_bytes(write_fork(fork))));
  forks_.push_back(fork);
  return true;
}

Result<std::optional<Fork>> RemoteLog::compare_chains() {
  if (forks_.size() + 1 >= chains_.size()) return std::nullopt;  // shown for each
  for (std::size_t i = 1; i < chains_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      TRY(std::optional<Fork> fork, chains_[i].compare(chains_[j]));
      if (!fork) continue;
      TRY(const bool fresh, keep(*fork));
      if (fresh) return fork;
    }
  }
  return std::nullopt;
}

Result<RemoteLog::Weighed> RemoteLog::weigh(const std::string& note, Wire& wire) {
  std::optional<Fork> contradiction;
  for (std::size_t n = 0; n < chains_.size(); ++n) {
    TRY(const Chain::Weighed weighed, chains_[n].weigh(note, wire));
    if (weighed.news != News::fork && weighed.news != News::unclear) {
      current_ = n;
      return Weighed{weighed.news, &chains_[n], {}};
    }
    if (!contradiction) contradiction = weighed.fork;
  }
  if (contradiction) TRY_VOID(keep(*contradiction));
  if (chains_.size() >= kMaxChains) return fail(Errc::forbidden, "checkpoint", "the log has contradicted itself too often to be followed further");
  TRY(Chain chain, Chain::open(*fs_, chain_dir(chains_.size()), log_));
  TRY_VOID(chain.weigh(note, wire));
  chains_.push_back(std::move(chain));
  current_ = chains_.size() - 1;
  return Weighed{contradiction ? News::fork : News::unclear, &chains_.back(), std::move(contradiction)};
}

}  // namespace althing::peer
