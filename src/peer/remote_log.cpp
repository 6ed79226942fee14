#include "peer/remote_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
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

RemoteLog::RemoteLog(Fs& fs, std::string dir, tlog::VerifierKey log, Evidence& evidence)
    : fs_(&fs), dir_(std::move(dir)), log_(std::move(log)), evidence_(&evidence) {}

std::string RemoteLog::chain_dir(std::size_t n) const {
  return n == 0 ? dir_ : join_path(dir_, fmt::format("branch-{}", n));
}

Result<RemoteLog> RemoteLog::open(Fs& fs, std::string dir, const tlog::VerifierKey& log, Evidence& evidence) {
  RemoteLog out(fs, std::move(dir), log, evidence);
  TRY(out.name_, log_name(log.name));
  for (std::size_t n = 0; n < kMaxChains && (n == 0 || fs.exists(out.chain_dir(n))); ++n) {
    TRY(Chain chain, Chain::open(fs, out.chain_dir(n), log));
    out.chains_.push_back(std::move(chain));
  }
  if (const auto brought = fs.read_file(join_path(out.dir_, "brought"), kMaxBroughtFile)) {
    const json::Value value = json::parse(*brought, 4).value_or(json::Value());
    const auto number = [&](const char* name) {
      const json::Value* member = value.at(name);
      return member != nullptr && member->integer() != nullptr ? static_cast<std::uint64_t>(*member->integer()) : 0;
    };
    out.brought_ = {number("acts"), number("bytes")};
  }
  return out;
}

Result<void> RemoteLog::note_brought(std::uint64_t acts, std::uint64_t bytes) {
  if (acts == 0 && bytes == 0) return {};
  brought_.acts += acts;
  brought_.bytes += bytes;
  return fs_->put_file(join_path(dir_, "brought"), as_bytes(json::write(json::object({{"acts", brought_.acts}, {"bytes", brought_.bytes}}))));
}

Result<std::optional<Fork>> RemoteLog::hear(const std::string& note, Wire& wire) {
  TRY(const auto opened, tlog::open_checkpoint(note, log_));
  std::optional<Fork> contradiction;
  for (Chain& chain : chains_) {
    if (chain.note().empty() || opened.checkpoint.size > chain.size()) continue;
    TRY(Chain::Weighed weighed, chain.weigh(note, wire));
    if (weighed.news == News::same || weighed.news == News::older) return std::nullopt;
    if (weighed.fork) contradiction = std::move(weighed.fork);
  }
  if (!contradiction) return std::nullopt;
  TRY(const bool fresh, evidence_->keep(*contradiction));
  if (!fresh) contradiction.reset();
  return contradiction;
}

Result<std::optional<Fork>> RemoteLog::compare_chains() {
  if (evidence_->count(log_.name) + 1 >= chains_.size()) return std::nullopt;  // shown for each
  for (std::size_t i = 1; i < chains_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      TRY(std::optional<Fork> fork, chains_[i].compare(chains_[j]));
      if (!fork) continue;
      TRY(const bool fresh, evidence_->keep(*fork));
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
  if (contradiction) TRY_VOID(evidence_->keep(*contradiction));
  if (chains_.size() >= kMaxChains) return fail(Errc::forbidden, "checkpoint", "the log has contradicted itself too often to be followed further");
  TRY(Chain chain, Chain::open(*fs_, chain_dir(chains_.size()), log_));
  TRY_VOID(chain.weigh(note, wire));
  chains_.push_back(std::move(chain));
  current_ = chains_.size() - 1;
  return Weighed{contradiction ? News::fork : News::unclear, &chains_.back(), std::move(contradiction)};
}

}  // namespace althing::peer
