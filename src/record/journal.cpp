// The journal. See journal.h.
#include "record/journal.h"

#include "record/limits.h"

namespace althing::record {
namespace {

constexpr std::string_view kMagic = "althing-journal/v1\n";
constexpr char kBase = 'S', kBatch = 'B', kDetail = 'D';
constexpr std::size_t kHeadBytes = 9;  // type, u64 length

void put_bytes(std::string& out, std::string_view bytes) {
  put_u32(out, static_cast<std::uint32_t>(bytes.size()));
  out += bytes;
}

void put_entry(std::string& out, const NewEntry& entry) {
  put_bytes(out, entry.note);
  put_bytes(out, entry.detail);
}

std::string base_payload(const Head& base) {
  std::string out;
  put_u64(out, base.size());
  out += base.edge.root().text();
  put_u32(out, static_cast<std::uint32_t>(base.partial_tiles.size()));
  for (const auto& tile : base.partial_tiles) put_bytes(out, tile.bytes);
  put_u32(out, static_cast<std::uint32_t>(base.tail.size()));
  for (const auto& entry : base.tail) put_entry(out, *entry);
  return out;
}

Hash chain_of(const Hash& previous, std::string_view head, std::string_view payload) {
  return sha256({previous.view(), as_bytes(head), as_bytes(payload)});
}

Hash first_chain() { return sha256(kMagic); }

std::string record_head(char type, std::size_t length) {
  std::string out(1, type);
  put_u64(out, length);
  return out;
}

/// Reads fields; after the first failure everything is empty and ok() is false.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}
  std::string_view take(std::uint64_t n) {
    if (!ok_ || n > bytes_.size() - at_) {
      ok_ = false;
      return {};
    }
    at_ += static_cast<std::size_t>(n);
    return bytes_.substr(at_ - static_cast<std::size_t>(n), static_cast<std::size_t>(n));
  }
  std::uint32_t u32() {
    const auto b = take(4);
    return ok_ ? get_u32(as_bytes(b).data()) : 0;
  }
  std::uint64_t u64() {
    const auto b = take(8);
    return ok_ ? get_u64(as_bytes(b).data()) : 0;
  }
  Hash hash() {
    const auto b = take(Hash::kSize);
    return ok_ ? Hash::from(as_bytes(b)) : Hash{};
  }
  std::string_view bytes() { return take(u32()); }
  std::shared_ptr<const NewEntry> entry() {
    auto out = std::make_shared<NewEntry>();
    out->note = bytes();
    out->detail = bytes();
    return out;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && at_ == bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

Result<Head> parse_base(std::string_view payload) {
  Cursor in(payload);
  const std::uint64_t size = in.u64();
  const Hash root = in.hash();
  std::vector<std::string> tiles;
  for (std::uint32_t n = in.u32(); n > 0 && in.ok(); --n) tiles.emplace_back(in.bytes());
  std::vector<std::shared_ptr<const NewEntry>> tail;
  for (std::uint32_t n = in.u32(); n > 0 && in.ok(); --n) tail.push_back(in.entry());
  if (!in.done() || size > tlog::kMaxTreeSize) return fail(Errc::corrupt, "the journal's base is malformed");
  return Head::load(size, root, tiles, std::move(tail));
}

std::optional<JournalRecord> parse_record(char type, std::string_view payload) {
  Cursor in(payload);
  if (type == kBatch) {
    JournalBatch batch;
    batch.first = in.u64();
    for (std::uint32_t n = in.u32(); n > 0 && in.ok(); --n) batch.entries.push_back(in.entry());
    batch.size = in.u64();
    batch.root = in.hash();
    if (in.done()) return batch;
  }
  if (type == kDetail) {
    JournalDetail detail;
    detail.index = in.u64();
    detail.bytes = in.bytes();
    if (in.done()) return detail;
  }
  return std::nullopt;
}

struct RawRecord {
  char type = 0;
  std::string_view payload;
};

/// The next record whose chain value holds; advances `at` and `chain`.
std::optional<RawRecord> next_record(std::string_view bytes, std::size_t& at, Hash& chain) {
  Cursor in(bytes.substr(at));
  const auto type = in.take(1);
  const std::uint64_t length = in.u64();
  const auto payload = in.take(length);
  const Hash stored = in.hash();
  if (!in.ok()) return std::nullopt;
  const Hash expected = chain_of(chain, bytes.substr(at, kHeadBytes), payload);
  if (stored != expected) return std::nullopt;
  chain = expected;
  at += kHeadBytes + payload.size() + Hash::kSize;
  return RawRecord{type[0], payload};
}

}  // namespace

Result<JournalContent> read_journal(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return fail(Errc::corrupt, "not a journal of version 1");
  std::size_t at = kMagic.size();
  Hash chain = first_chain();
  const auto base = next_record(bytes, at, chain);
  if (!base || base->type != kBase) return fail(Errc::corrupt, "the journal has no valid base");
  JournalContent out;
  TRY(out.base, parse_base(base->payload));
  while (at < bytes.size()) {
    const auto raw = next_record(bytes, at, chain);
    auto record = raw ? parse_record(raw->type, raw->payload) : std::nullopt;
    if (!record) {
      out.clean = false;
      break;
    }
    out.records.push_back(std::move(*record));
  }
  return out;
}

std::string journal_file(std::uint64_t number) { return "stage/journal." + std::to_string(number); }

std::optional<std::uint64_t> journal_number(std::string_view name) {
  constexpr std::string_view kPrefix = "journal.";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  const auto number = parse_decimal(name.substr(kPrefix.size()));
  if (!number) return std::nullopt;
  return *number;
}

Result<std::unique_ptr<Journal>> Journal::start(Folder& folder, std::uint64_t number, const Head& base) {
  const std::string payload = base_payload(base);
  const std::string head = record_head(kBase, payload.size());
  std::unique_ptr<Journal> journal(new Journal(folder, number));
  journal->chain_ = chain_of(first_chain(), head, payload);
  std::string bytes(kMagic);
  bytes += head;
  bytes += payload;
  bytes += journal->chain_.text();
  // Opened before it gets its name: once a newer journal is there, recovery reads no older one, so
  // after the rename nothing but a (poisoning) fsync may fail.
  const std::string temp = "stage/journal.new";
  TRY(journal->file_, folder.fs().open(folder.path(temp), OpenMode::create, 0600));
  TRY_VOID(journal->file_->truncate(0));
  TRY_VOID(journal->file_->write(0, as_bytes(bytes)));
  TRY_VOID(folder.sync_file(*journal->file_));
  TRY_VOID(folder.rename_durable(temp, journal_file(number)));
  journal->end_ = bytes.size();
  return journal;
}

Result<void> Journal::write(char type, std::string_view payload) {
  std::string bytes = record_head(type, payload.size());
  const Hash chain = chain_of(chain_, bytes, payload);
  bytes.reserve(bytes.size() + payload.size() + Hash::kSize);
  bytes += payload;
  bytes += chain.text();
  auto done = file_->write(end_, as_bytes(bytes));
  if (!done) {
    static_cast<void>(file_->truncate(end_));  // gives space back; not needed for correctness
    return done;
  }
  TRY_VOID(folder_.sync_file(*file_));
  previous_end_ = end_;
  previous_chain_ = chain_;
  end_ += bytes.size();
  chain_ = chain;
  return {};
}

Result<void> Journal::add(const JournalBatch& batch) {
  std::string payload;
  put_u64(payload, batch.first);
  put_u32(payload, static_cast<std::uint32_t>(batch.entries.size()));
  for (const auto& entry : batch.entries) put_entry(payload, *entry);
  put_u64(payload, batch.size);
  payload += batch.root.text();
  return write(kBatch, payload);
}

Result<void> Journal::add(const JournalDetail& detail) {
  std::string payload;
  put_u64(payload, detail.index);
  put_bytes(payload, detail.bytes);
  return write(kDetail, payload);
}

void Journal::take_back() {
  static_cast<void>(file_->truncate(previous_end_));
  end_ = previous_end_;
  chain_ = previous_chain_;
}

}  // namespace althing::record
