#include "cli/receipts.h"

#include <fmt/format.h>

#include <algorithm>

namespace althing::cli {
namespace {

constexpr std::string_view kFormat = "althing-receipt/v1";

std::string line_of(const StoredReceipt& one) {
  return json::write(json::object({{"format", kFormat}, {"ballot", to_hex(one.ballot)}, {"poll", to_hex(one.poll)}, {"note", one.note}, {"log", act::key_text(one.log)}, {"proof", one.proof}})) + "\n";
}

Result<StoredReceipt> parse_line(std::string_view line) {
  TRY(const json::Value value, json::parse(line, 4));
  if (value.text_at("format") != kFormat) return fail(Errc::malformed, "format", "is not althing-receipt/v1");
  StoredReceipt out;
  const auto ballot = parse_hex<act::ActId>(value.text_at("ballot")), poll = parse_hex<act::ActId>(value.text_at("poll"));
  const auto log = act::parse_key(value.text_at("log"));
  if (!ballot) return fail(Errc::malformed, "ballot", "must be 64 lower-case hex digits");
  if (!poll) return fail(Errc::malformed, "poll", "must be 64 lower-case hex digits");
  if (!log) return fail(Errc::malformed, "log", "must be a key");
  out.ballot = *ballot;
  out.poll = *poll;
  out.log = *log;
  out.note = value.text_at("note");
  out.proof = value.text_at("proof");
  TRY(const act::Act act, act::parse_entry(out.note));
  if (act.id != out.ballot || act.id_at("poll") != std::optional(out.poll)) return fail(Errc::malformed, "note", "is not that ballot of that poll");
  return out;
}

}  // namespace

Result<std::vector<StoredReceipt>> load_receipts(Fs& fs, const std::string& path) {
  TRY(const std::string text, fs.read_file(path, kMaxReceiptsFile));
  std::vector<StoredReceipt> out;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    if (line.empty()) continue;
    auto one = parse_line(line);
    if (!one) return fail(one.error().code, path, fmt::format("line {}: {}", number + 1, one.error().text()));
    out.push_back(std::move(*one));
  }
  return out;
}

Result<void> add_receipts(Fs& fs, const std::string& path, const std::vector<StoredReceipt>& receipts) {
  std::string text;
  if (fs.exists(path)) {
    TRY(text, fs.read_file(path, kMaxReceiptsFile));
  }
  const std::size_t before = text.size();
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  for (const StoredReceipt& one : receipts) {
    const std::string line = line_of(one);
    if (text.find(line) == std::string::npos) text += line;
  }
  if (text.size() == before) return {};
  if (text.size() > kMaxReceiptsFile) return fail(Errc::too_large, path, "has as many receipts as it may; move it away");
  return fs.replace_file(path, as_bytes(text), 0600);
}

std::vector<StoredReceipt> receipts_in(const json::Value& answer) {
  std::vector<StoredReceipt> out;
  const json::Value* list = answer.at("receipts");
  const auto ballot = parse_hex<act::ActId>(answer.text_at("id")), poll = parse_hex<act::ActId>(answer.text_at("poll"));
  if (list == nullptr || list->array() == nullptr || !ballot || !poll) return out;
  for (const json::Value& one : *list->array()) {
    const auto log = act::parse_key(one.text_at("log"));
    if (log && one.text_at("state") == "received") out.push_back({*ballot, *poll, *log, std::string(answer.text_at("note")), std::string(one.text_at("proof"))});
  }
  return out;
}

}  // namespace althing::cli
