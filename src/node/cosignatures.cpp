#include "node/cosignatures.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "node/limits.h"
#include "tlog/limits.h"

namespace althing::node {
namespace {

std::string best_path(const std::string& dir) { return join_path(join_path(dir, "peers"), "cosigned"); }
std::string times_path(const std::string& dir) { return join_path(join_path(dir, "peers"), "cosigned-times"); }

std::string time_line(const CosignedTime& time, const std::string& note) {
  return json::write(json::object({{"at", format_time(time.at)}, {"note", note}, {"size", time.size}})) + "\n";
}

// The last line may be torn by a crash.
std::vector<std::pair<CosignedTime, std::string>> parse_times(std::string_view text) {
  std::vector<std::pair<CosignedTime, std::string>> out;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; text.remove_prefix(end + 1), end = text.find('\n')) {
    const auto value = json::parse(text.substr(0, end), 4);
    const json::Value* size = value ? value->at("size") : nullptr;
    const auto at = value ? parse_time(value->text_at("at")) : fail(Errc::malformed, "no JSON");
    if (!at || size == nullptr || size->integer() == nullptr || *size->integer() < 1) continue;
    out.push_back({{static_cast<std::uint64_t>(*size->integer()), *at}, std::string(text.substr(0, end + 1))});
  }
  return out;
}

}  // namespace

std::string note_text(const std::string& note) { return note.substr(0, note.rfind("\n\n") + 1); }

std::string Cosignatures::Gathered::whole() const {
  std::string out = note;
  for (const auto& [witness, line] : lines) out += tlog::signature_line(line.name, line.id, as_bytes(line.bytes));
  return out;
}

Result<void> Cosignatures::load(const tlog::VerifierKey& log) {
  const std::lock_guard lock(mutex_);
  const auto text = fs_.read_file(times_path(dir_), kMaxCosignedFile);
  if (!text && text.error().code != Errc::not_found) return fail(text.error());
  if (text) {
    for (const auto& [time, line] : parse_times(*text)) times_.push_back(time);
  }
  const auto note = fs_.read_file(best_path(dir_), tlog::kMaxNoteBytes);
  if (!note) return note.error().code == Errc::not_found ? Result<void>{} : fail(note.error());
  const auto opened = tlog::open_checkpoint(*note, log);
  if (!opened) return {};  // of another log key: a folder restored from a backup
  best_.size = opened->checkpoint.size;
  best_.text = opened->note.text;
  for (const tlog::NoteSignature& line : opened->note.signatures) {
    if (line.name == log.name && line.id == log.id) {
      best_.note = best_.text + "\n" + tlog::signature_line(line.name, line.id, as_bytes(line.bytes));
    } else {
      best_.lines[line.name + "+" + to_hex(line.id)] = line;
    }
  }
  return {};
}

void Cosignatures::set_policy(std::optional<tlog::Policy> policy) {
  const std::lock_guard lock(mutex_);
  policy_ = std::move(policy);
}

bool Cosignatures::reached(const Gathered& one) const {
  if (!policy_) return !one.lines.empty();
  std::set<std::size_t> cosigned;
  for (std::size_t i = 0; i < policy_->witnesses.size(); ++i) {
    if (one.lines.contains(policy_->witnesses[i].key.vkey())) cosigned.insert(i);
  }
  return policy_->satisfied(cosigned) && !one.lines.empty();
}

// The earliest time by which a quorum had cosigned, of those whose clocks agree with ours.
std::optional<UnixSeconds> Cosignatures::reached_at(const Gathered& one) const {
  std::vector<UnixSeconds> times;
  for (const auto& [witness, at] : one.at) times.push_back(at);
  std::sort(times.begin(), times.end());
  for (const UnixSeconds until : times) {
    Gathered then;
    for (const auto& [witness, at] : one.at) {
      if (at <= until) then.lines.emplace(witness, tlog::NoteSignature{});
    }
    if (reached(then)) return until;
  }
  return std::nullopt;
}

// Not fsynced: what a crash takes is asked for again.
Result<void> Cosignatures::keep(const Gathered& one) {
  TRY_VOID(fs_.make_dirs(join_path(dir_, "peers")));
  return fs_.put_file(best_path(dir_), as_bytes(one.whole()));
}

// At most one a minute is kept. A full file goes on with every second line of what it has.
Result<std::optional<CosignedTime>> Cosignatures::date(const Gathered& one, UnixSeconds now) {
  const auto at = reached_at(one);
  if (!at || (!times_.empty() && one.size <= times_.back().size)) return std::nullopt;
  undated_ = !times_.empty() && now < times_.back().at + kCosignedTimeSeconds;
  if (undated_) return std::nullopt;
  const CosignedTime time{one.size, *at};
  const std::string line = time_line(time, one.whole()), path = times_path(dir_);
  TRY(auto file, fs_.open(path, OpenMode::create));
  TRY(std::uint64_t size, file->size());
  if (size + line.size() > kMaxCosignedFile) {
    TRY(const std::string text, fs_.read_file(path, kMaxCosignedFile));
    std::string kept;
    times_.clear();
    bool odd = false;
    for (const auto& [old, its_line] : parse_times(text)) {
      if ((odd = !odd)) kept += its_line, times_.push_back(old);
    }
    TRY_VOID(fs_.put_file(path, as_bytes(kept)));
    TRY(file, fs_.open(path, OpenMode::create));
    size = kept.size();
  }
  TRY_VOID(file->write(size, as_bytes(line)));
  times_.push_back(time);
  return time;
}

Result<void> Cosignatures::add(std::uint64_t size, const std::string& note, const tlog::VerifierKey& witness, const std::string& lines, UnixSeconds now) {
  TRY(const auto parsed, tlog::parse_signature_lines(lines));
  const std::string text = note_text(note);
  for (const tlog::NoteSignature& line : parsed) {
    if (line.name != witness.name || line.id != witness.id) continue;
    TRY(const UnixSeconds at, tlog::verify_cosignature(text, witness, line));
    std::optional<CosignedTime> time;
    {
      const std::lock_guard lock(mutex_);
      if (size < gathered_.size) return {};
      if (text != gathered_.text) gathered_ = {size, text, note, {}, {}};
      const bool room = gathered_.lines.size() < kMaxCosignatures || gathered_.lines.contains(witness.vkey());
      if (!room) return {};
      gathered_.lines[witness.vkey()] = line;
      if (at >= now - kMaxSkewSeconds && at <= now + kMaxSkewSeconds) gathered_.at[witness.vkey()] = at;
      if (!reached(gathered_)) return {};
      best_ = gathered_;
      TRY_VOID(keep(best_));
      TRY(time, date(best_, now));
    }
    if (time && on_time) on_time(*time);
    return {};
  }
  return fail(Errc::signature, "cosignature", "is not by the witness's key");
}

Result<void> Cosignatures::tick(UnixSeconds now) {
  std::optional<CosignedTime> time;
  {
    const std::lock_guard lock(mutex_);
    if (!undated_) return {};
    TRY(time, date(best_, now));
  }
  if (time && on_time) on_time(*time);
  return {};
}

std::string Cosignatures::with(const std::string& note) const {
  const std::lock_guard lock(mutex_);
  for (const Gathered* one : {&gathered_, &best_}) {
    if (one->text.empty() || note_text(note) != one->text) continue;
    Gathered whole = *one;
    whole.note = note;
    return whole.whole();
  }
  return note;
}

Cosignatures::Cosigned Cosignatures::best() const {
  const std::lock_guard lock(mutex_);
  return {best_.size, best_.size == 0 ? std::string() : best_.whole()};
}

std::pair<std::uint64_t, std::size_t> Cosignatures::newest() const {
  const std::lock_guard lock(mutex_);
  return {best_.size, best_.lines.size()};
}

std::vector<CosignedTime> Cosignatures::times() const {
  const std::lock_guard lock(mutex_);
  return times_;
}

}  // namespace althing::node
