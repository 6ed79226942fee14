#include "record/support.h"

#include "record/layout.h"

namespace althing::record {

void expect_whole(Fs& fs, const std::string& dir, const Record& record) {
  const auto snapshot = record.snapshot();
  const auto notes = take(record.read_notes(0, snapshot->size + 5));
  ASSERT_EQ(notes.size(), snapshot->size);
  tlog::MemoryTree tree;
  for (const auto& text : notes) tree.append(tlog::leaf_hash(as_bytes(text)));
  EXPECT_EQ(tree.root(), snapshot->root);

  const std::string base = dir + "/record/";
  EXPECT_EQ(take(fs.read_file(base + "checkpoint")), snapshot->checkpoint);
  const auto key = tlog::NoteSigner{record.origin(), record.log_key()}.verifier();
  EXPECT_EQ(take(tlog::open_checkpoint(snapshot->checkpoint, key)).checkpoint.root, snapshot->root);
  std::set<std::string> expected{base + "checkpoint"};
  for (const auto& id : tlog::new_tiles(0, snapshot->size)) {
    expected.insert(base + tlog::tile_path(id));
    EXPECT_EQ(take(fs.read_file(base + tlog::tile_path(id))), take(tlog::cut_tile(id, tree))) << tlog::tile_path(id);
  }
  for (const auto& id : tlog::new_bundles(0, snapshot->size)) {
    expected.insert(base + tlog::tile_path(id));
    expected.insert(base + pack_path(id));
    const std::span<const std::string> part(notes.data() + id.index * 256, id.width);
    EXPECT_EQ(take(fs.read_file(base + tlog::tile_path(id))), take(tlog::write_bundle(part)));
  }
  if (auto* fake = dynamic_cast<FakeFs*>(&fs)) {
    for (const auto& [name, bytes] : fake->files()) {
      if (name.starts_with(base + "tile") || name.starts_with(base + "detail")) {
        EXPECT_TRUE(expected.contains(name)) << "stray " << name << " at size " << snapshot->size;
      }
    }
  }
}

}  // namespace althing::record
