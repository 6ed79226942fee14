#include "peer/witness.h"

#include "peer/limits.h"
#include "tlog/limits.h"

namespace althing::peer {
namespace {

WitnessAnswer refuse(int status, const Error& error) { return {status, "text/plain; charset=utf-8", error.text() + "\n"}; }
WitnessAnswer refuse(int status, std::string_view why) { return {status, "text/plain; charset=utf-8", std::string(why) + "\n"}; }

std::string hash_of(std::string_view origin) { return to_hex(sha256(origin).view()); }

}  // namespace

std::string write_add_checkpoint(const AddCheckpoint& request) {
  std::string out = "old " + std::to_string(request.old_size) + "\n";
  for (const Hash& hash : request.proof) out += to_base64(hash.view()) + "\n";
  return out + "\n" + request.note;
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view body) {
  if (body.size() > kMaxAddCheckpointBytes) return fail(Errc::too_large, "the request has at most 128 KiB");
  const auto line = [&]() -> Result<std::string_view> {
    const std::size_t end = body.find('\n');
    if (end == std::string_view::npos) return fail(Errc::malformed, "body", "ends within its header");
    const std::string_view out = body.substr(0, end);
    body.remove_prefix(end + 1);
    return out;
  };
  AddCheckpoint out;
  TRY(std::string_view next, line());
  if (!next.starts_with("old ")) return fail(Errc::malformed, "old", "line is missing");
  auto old_size = parse_decimal(next.substr(4));
  if (!old_size) return fail(Errc::malformed, "old", old_size.error().message);
  out.old_size = *old_size;
  for (;;) {
    TRY(next, line());
    if (next.empty()) break;
    if (out.proof.size() == tlog::kMaxProofHashes) return fail(Errc::too_large, "proof", "has more than 63 hashes");
    const auto bytes = from_base64(next);
    if (!bytes || bytes->size() != Hash::kSize) return fail(Errc::malformed, "proof", "line is no base64 of 32 bytes");
    out.proof.push_back(Hash::from(as_bytes(*bytes)));
  }
  out.note = body;
  return out;
}

WitnessAnswer Witness::add_checkpoint(std::string_view body, const KnownLog& known, UnixSeconds now, const Hear& hear) {
  const auto request = parse_add_checkpoint(body);
  if (!request) return refuse(request.error().code == Errc::too_large && body.size() > kMaxAddCheckpointBytes ? 413 : 400, request.error());
  const auto note = tlog::parse_note(request->note);
  if (!note) return refuse(400, note.error());
  const std::string_view origin = std::string_view(note->text).substr(0, note->text.find('\n'));
  const auto log = known(origin);
  if (!log) return refuse(404, "this witness does not know that log");
  const auto opened = tlog::open_note(request->note, {&*log, 1});
  if (!opened) return refuse(403, opened.error());
  const auto parsed = tlog::parse_checkpoint(note->text);
  // A signed size 0 with another root than the empty tree's is well-formed, and wrong.
  if (!parsed) return refuse(parsed.error().field == "root" && parsed.error().message.starts_with("size 0") ? 422 : 400, parsed.error());
  if (hear.note) hear.note(origin, request->note);
  if (request->old_size > parsed->size) return refuse(400, "old: is above the checkpoint's size");

  const std::lock_guard lock(mutex_);
  const std::string path = path_of(hash_of(origin));
  tlog::Checkpoint last{std::string(origin), 0, tlog::empty_root(), {}};
  std::string last_note;
  if (const auto kept = fs_.read_file(path, tlog::kMaxNoteBytes)) {
    const auto before = tlog::open_checkpoint(*kept, *log);
    if (!before) return refuse(500, before.error());
    last = before->checkpoint;
    last_note = *kept;
  } else if (kept.error().code != Errc::not_found) {
    return refuse(500, kept.error());
  }
  const bool other_root = parsed->size == last.size && parsed->root != last.root;
  if (other_root && hear.fork && !last_note.empty()) hear.fork({*log, last_note, request->note, {}, {}});
  if (request->old_size != last.size) return {409, "text/x.tlog.size", std::to_string(last.size) + "\n"};
  if (other_root) return refuse(422, "root: is another than the one cosigned for this size");
  if (last.size == 0 && !request->proof.empty()) return refuse(422, "proof: must be empty when old is 0");
  if (last.size > 0) {
    if (const auto good = tlog::verify_consistency(last.size, last.root, parsed->size, parsed->root, request->proof); !good) return refuse(422, good.error());
  }
  const tlog::NoteSignature cosignature = tlog::cosign(note->text, signer_, now);
  tlog::Note kept{note->text, {}};
  for (const tlog::NoteSignature& line : note->signatures) {
    if (line.name == log->name && line.id == log->id) kept.signatures.push_back(line);
  }
  kept.signatures.push_back(cosignature);
  if (const auto made = fs_.make_dirs(dir_); !made) return refuse(500, made.error());
  if (const auto saved = fs_.replace_file(path, as_bytes(tlog::write_note(kept))); !saved) return refuse(500, saved.error());
  return {200, "text/plain; charset=utf-8", tlog::signature_line(cosignature.name, cosignature.id, as_bytes(cosignature.bytes))};
}

Result<std::string> Witness::checkpoint(std::string_view origin_hash) const {
  TRY_VOID(parse_hex<Hash>(origin_hash).map([](const auto&) {}));
  return fs_.read_file(path_of(origin_hash), tlog::kMaxNoteBytes);
}

}  // namespace althing::peer
