#include "node/scrubber.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/thread.h"
#include "node/limits.h"
#include "record/audit.h"

namespace althing::node {
namespace {

constexpr std::string_view kFile = "damaged";
constexpr std::size_t kMaxFileBytes = 64 * 1024;
constexpr int kLowestPriority = 19;
constexpr std::size_t kNamedFiles = 3;

// The first fault of each file, three files at most; a false checkpoint makes faults of all others.
std::string words(std::vector<record::Fault> faults) {
  std::stable_partition(faults.begin(), faults.end(), [](const record::Fault& f) { return f.file == "checkpoint"; });
  std::vector<std::string> files;
  std::string out;
  for (const record::Fault& fault : faults) {
    if (std::find(files.begin(), files.end(), fault.file) != files.end()) continue;
    files.push_back(fault.file);
    if (files.size() > kNamedFiles) break;
    out += fmt::format("{}{}: {}{}", out.empty() ? "" : "; ", fault.file, fault.index ? fmt::format("entry {}: ", *fault.index) : "", fault.message);
  }
  return files.size() > kNamedFiles ? out + "; and others" : out;
}

}  // namespace

/// The folder's files at the scrub's pace. Fails everything once the scrubber stops.
class Scrubber::PacedSource final : public record::Source {
 public:
  PacedSource(Scrubber& scrubber, bool in_haste)
      : scrubber_(scrubber), files_(record::folder_source(scrubber.fs_, join_path(scrubber.dir_, "record"))), in_haste_(in_haste) {}

  Result<std::string> get(const std::string& path) override {
    for (;;) {
      auto bytes = files_->get(path);
      if (!bytes && bytes.error().code == Errc::overloaded) {
        // No file handle left: says nothing about the file.
        if (!scrubber_.rest(kScrubRetryMs)) return stopped();
        continue;
      }
      const std::size_t size = bytes ? bytes->size() : 0;
      scrubber_.bytes_ += size;
      owed_ += size;
      return pace() ? std::move(bytes) : stopped();
    }
  }
  Result<std::vector<std::string>> list(const std::string& under) override { return files_->list(under); }

 private:
  static Result<std::string> stopped() { return fail(Errc::internal, "the scrub is stopping"); }
  /// Sleeps off what was read, a tenth of a second at a time.
  bool pace() {
    if (in_haste_ || scrubber_.rate_ == 0) return scrubber_.rest(0);
    const std::uint64_t ms = owed_ * 1000 / scrubber_.rate_;
    if (ms < 100) return scrubber_.rest(0);
    owed_ = 0;
    return scrubber_.rest(static_cast<std::int64_t>(ms));
  }

  Scrubber& scrubber_;
  std::unique_ptr<record::Source> files_;
  const bool in_haste_;
  std::uint64_t owed_ = 0;
};

Scrubber::Scrubber(record::Record& record, Fs& fs, std::string dir, const Clock& clock, std::uint64_t bytes_per_second,
                   std::function<void(const std::string&)> log)
    : record_(record), fs_(fs), dir_(std::move(dir)), clock_(clock), rate_(bytes_per_second), log_(std::move(log)) {}

Result<void> Scrubber::start() {
  auto known = fs_.read_file(join_path(dir_, kFile), kMaxFileBytes);
  if (!known && known.error().code != Errc::not_found) return fail(std::move(known).error());
  if (known) {
    while (known->ends_with('\n')) known->pop_back();
    fault_ = known->empty() ? "(not named)" : *known;
    record_.forbid_signing(fault_);
    if (log_) log_("found damaged by an earlier run, looked at again now: " + fault_);
  }
  if (rate_ > 0 || known) thread_ = std::thread([this] { run(); });
  return {};
}

void Scrubber::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::string Scrubber::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

bool Scrubber::rest(std::int64_t ms) {
  std::unique_lock lock(mutex_);
  if (ms > 0) wake_.wait_for(lock, std::chrono::milliseconds(ms), [this] { return stopping_; });
  return !stopping_;
}

void Scrubber::run() {
  // Linux keeps a niceness per thread.
  name_this_thread("scrub");
  give_way(kLowestPriority);
  // In haste when damage was just found or is remembered: is it so, and still?
  bool in_haste = !fault().empty();
  for (;;) {
    std::string found = pass(in_haste);
    if (!rest(0)) return;
    ++passes_;
    last_pass_ = clock_.now();
    const bool news = !found.empty() && fault().empty();
    conclude(std::move(found));
    in_haste = news;
    if (!news && (rate_ == 0 || !rest(kScrubPauseMs))) return;
  }
}

/// One look at everything; what is damaged, or "".
std::string Scrubber::pass(bool in_haste) {
  PacedSource source(*this, in_haste);
  record::AuditOptions options;
  options.log_key = record_.log_key().key();
  options.threads = 0;
  options.max_faults = kScrubFaults;
  options.signatures = false;
  options.living = true;
  const std::uint64_t size = record_.snapshot()->size;
  const auto report = record::audit(source, options, nullptr, nullptr);
  if (!report) return report.error().text();
  if (!report->ok()) return words(report->faults);
  if (report->size < size) return fmt::format("checkpoint: names {} entries, {} were published", report->size, size);
  return {};
}

void Scrubber::conclude(std::string found) {
  const std::string before = fault();
  if (found == before) return;
  record_.forbid_signing(found);
  const std::string file = join_path(dir_, kFile);
  // If the disk refuses, the next run does not know before its own first pass.
  if (found.empty()) static_cast<void>(fs_.remove(file));
  else static_cast<void>(fs_.replace_file(file, as_bytes(found + "\n")));
  if (log_) log_(found.empty() ? "the record is whole again" : "the record is damaged, nothing is signed over it: " + found);
  const std::lock_guard lock(mutex_);
  fault_ = std::move(found);
}

}  // namespace althing::node
