// Writes and checks record folders with src/tlog alone, for tlog_go.sh to trade with Go's x/mod.
//
//   tlog_files make <dir> <size>   dir/record/, dir/vkey, dir/old/<size>, dir/proofs/<n>.tlog-proof
//   tlog_files check <dir>         a folder of make-record.go: note, tiles, entries and proofs
//
// make commits in uneven steps as a node would, keeping a checkpoint of each step.
#include <cstdio>

#include "base/fs.h"
#include "tlog/bundle.h"
#include "tlog/proof.h"
#include "tlog/tile_reader.h"

namespace althing::tlog {
namespace {

constexpr UnixSeconds kCosignedAt = 1700000000;

std::string entry(std::uint64_t n) {
  std::string out;
  for (std::uint64_t i = 0; i < n % 41; ++i) out += "leaf " + std::to_string(n) + "\n";
  return out;
}

NoteSigner signer(std::string name, std::uint8_t seed_byte) {
  Seed seed;
  seed.data.fill(seed_byte);
  return {std::move(name), KeyPair::from_seed(seed)};
}

class Maker {
 public:
  Maker(Fs& fs, std::string dir) : fs_(fs), dir_(std::move(dir)) {}

  Result<void> make(std::uint64_t size) {
    TRY_VOID(put("vkey", log_.verifier().vkey() + "\n"));
    std::uint64_t step = 1;
    while (edge_.size() < size) {
      TRY_VOID(commit(std::min(size, edge_.size() + step)));
      step = step * 2 + 3;
    }
    for (std::uint64_t n = 0; n < size; n += 1 + size / 17) {
      const Proof proof{std::nullopt, n, *prove_inclusion(n, size, tree_), checkpoint_};
      TRY_VOID(put("proofs/" + std::to_string(n) + ".tlog-proof", write_proof(proof)));
    }
    return {};
  }

 private:
  Result<void> put(const std::string& path, std::string_view bytes) {
    const std::string full = join_path(dir_, path);
    TRY_VOID(fs_.make_dirs(parent_dir(full)));
    return fs_.put_file(full, as_bytes(bytes));
  }

  Result<void> commit(std::uint64_t to) {
    const std::uint64_t from = edge_.size();
    while (edge_.size() < to) {
      const Hash leaf = leaf_hash(as_bytes(entry(edge_.size())));
      tree_.append(leaf);
      edge_.append(leaf);
    }
    for (const TileData& tile : edge_.take()) {
      TRY_VOID(put("record/" + tile_path(tile.id), tile.bytes));
    }
    for (const TileId& id : new_bundles(from, to)) {
      std::string bundle;
      for (std::uint64_t n = 0; n < id.width; ++n) {
        TRY_VOID(append_entry(bundle, entry(id.index * kTileWidth + n)));
      }
      TRY_VOID(put("record/" + tile_path(id), bundle));
    }
    Note note{checkpoint_text({log_.name, to, edge_.root(), {}}), {}};
    note.signatures = {log_.sign(note.text), cosign(note.text, witness_, kCosignedAt)};
    checkpoint_ = write_note(note);
    TRY_VOID(put("old/" + std::to_string(to), checkpoint_));
    return put("record/checkpoint", checkpoint_);
  }

  Fs& fs_;
  std::string dir_;
  NoteSigner log_ = signer("interop.example/made-by-us", 5);
  NoteSigner witness_ = signer("interop.example/witness", 6);
  MemoryTree tree_;
  TileEdge edge_;
  std::string checkpoint_;
};

Result<std::string> read_line(Fs& fs, const std::string& path) {
  TRY(std::string text, fs.read_file(path));
  if (text.empty() || text.back() != '\n') return fail(Errc::malformed, path + " is no line");
  text.pop_back();
  return text;
}

Result<void> check_entries(Fs& fs, const std::string& dir, std::uint64_t size,
                           VerifiedTileReader& reader, std::vector<Hash>& leaves) {
  for (TileId id : new_bundles(0, size)) {
    TRY(const std::string bundle, fs.read_file(join_path(dir, "record/" + tile_path(id))));
    id.entries = false;
    TRY(const std::vector<Hash> hashes, reader.tile(id));
    TRY_VOID(open_bundle(bundle, hashes));
    leaves.insert(leaves.end(), hashes.begin(), hashes.end());
  }
  return {};
}

Result<void> check_proofs(Fs& fs, const std::string& dir, const VerifierKey& log,
                          std::span<const Hash> leaves, VerifiedTileReader& reader) {
  TRY(const auto files, fs.list(join_path(dir, "proofs")));
  if (files.empty()) return fail(Errc::not_found, "no proofs");
  for (const DirEntry& file : files) {
    TRY(const std::string text, fs.read_file(join_path(dir, "proofs/" + file.name)));
    TRY(const Proof proof, parse_proof(text));
    if (proof.index >= leaves.size()) return fail(Errc::malformed, file.name + " is beyond");
    TRY_VOID(verify_proof(proof, leaves[proof.index], log));
    if (write_proof(proof) != text) return fail(Errc::malformed, file.name + " is spelt otherwise");
    TRY(const auto own, prove_inclusion(proof.index, leaves.size(), reader));
    if (own != proof.hashes) return fail(Errc::conflict, file.name + " is not the proof we make");
  }
  return {};
}

Result<void> check_consistency(Fs& fs, const std::string& dir, const VerifierKey& log,
                               const Checkpoint& now, VerifiedTileReader& reader) {
  TRY(const std::string old_note, fs.read_file(join_path(dir, "old-checkpoint")));
  TRY(const OpenedCheckpoint old, open_checkpoint(old_note, log));
  TRY(const std::string lines, fs.read_file(join_path(dir, "consistency")));
  std::vector<Hash> proof;
  for (std::string_view rest = lines; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) {
    TRY(const std::string hash, from_base64(rest.substr(0, rest.find('\n'))));
    proof.push_back(Hash::from(as_bytes(hash)));
  }
  TRY_VOID(verify_consistency(old.checkpoint.size, old.checkpoint.root, now.size, now.root, proof));
  TRY(const auto own, prove_consistency(old.checkpoint.size, now.size, reader));
  if (own != proof) return fail(Errc::conflict, "consistency proof is not the one we make");
  return {};
}

Result<void> check(Fs& fs, const std::string& dir) {
  TRY(const std::string vkey, read_line(fs, join_path(dir, "vkey")));
  TRY(const VerifierKey log, parse_vkey(vkey));
  if (log.vkey() != vkey) return fail(Errc::malformed, "vkey is spelt otherwise");
  TRY(const std::string skey, read_line(fs, join_path(dir, "skey")));
  TRY(const NoteSigner own, parse_skey(skey));
  if (own.skey() != skey) return fail(Errc::malformed, "skey is spelt otherwise");
  TRY(const std::string note, fs.read_file(join_path(dir, "record/checkpoint")));
  TRY(const OpenedCheckpoint opened, open_checkpoint(note, log));
  const Checkpoint& now = opened.checkpoint;
  if (sign_checkpoint(now, own) != note) {
    return fail(Errc::conflict, "checkpoint is not the one we sign");
  }
  VerifiedTileReader reader(now.size, now.root, [&](const TileId& id) {
    return fs.read_file(join_path(dir, "record/" + tile_path(id)));
  });
  std::vector<Hash> leaves;
  TRY_VOID(check_entries(fs, dir, now.size, reader, leaves));
  TRY_VOID(check_proofs(fs, dir, log, leaves, reader));
  TRY_VOID(check_consistency(fs, dir, log, now, reader));
  std::printf("ok: size %zu, root %s\n", leaves.size(), to_base64(now.root.view()).c_str());
  return {};
}

Result<void> run(int argc, char** argv) {
  const auto fs = posix_fs();
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "make" && argc == 4) {
    TRY(const std::uint64_t size, parse_decimal(argv[3]));
    return Maker(*fs, argv[2]).make(size);
  }
  if (command == "check" && argc == 3) return check(*fs, argv[2]);
  return fail(Errc::usage, "usage: tlog_files make <dir> <size> | check <dir>");
}

}  // namespace
}  // namespace althing::tlog

int main(int argc, char** argv) {
  const auto done = althing::tlog::run(argc, argv);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().text().c_str());
  return 1;
}
