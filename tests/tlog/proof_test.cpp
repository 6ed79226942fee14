// .tlog-proof: written, read, verified, and refused for every reason there is.
#include "tlog/proof.h"

#include <gtest/gtest.h>

#include "tlog/keys.h"
#include "tlog/naive_tree.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

const std::string kHeader = "c2sp.org/tlog-proof@v1\n";

struct Fixture {
  std::vector<std::string> entries = naive::entries(11);
  NoteSigner log = test_signer("example.org/log", 1);
  NoteSigner w1 = test_signer("w1", 2);
  NoteSigner w2 = test_signer("w2", 3);
  MemoryTree tree;
  Proof proof;

  explicit Fixture(std::uint64_t index = 6) {
    for (const auto& entry : entries) tree.append(leaf_hash(as_bytes(entry)));
    proof.index = index;
    proof.hashes = *prove_inclusion(index, tree.size(), tree);
    Note note = *parse_note(sign_checkpoint({log.name, tree.size(), tree.root(), {}}, log));
    note.signatures.push_back(cosign(note.text, w1, 1700000000));
    proof.checkpoint = write_note(note);
  }
  Hash leaf() const { return leaf_hash(as_bytes(entries[proof.index])); }
  std::vector<VerifierKey> witnesses() const {
    return {w1.verifier(SignatureType::cosignature), w2.verifier(SignatureType::cosignature)};
  }
};

TEST(Proof, TextAndBack) {
  Fixture f;
  for (const bool extra : {false, true}) {
    if (extra) f.proof.extra = std::string("any\0bytes", 9);
    const std::string text = write_proof(f.proof);
    EXPECT_TRUE(text.starts_with(kHeader + (extra ? "extra YW55AGJ5dGVz\n" : "") + "index 6\n"));
    const auto parsed = parse_proof(text);
    ASSERT_TRUE(parsed) << parsed.error().text();
    EXPECT_EQ(parsed->extra, f.proof.extra);
    EXPECT_EQ(parsed->index, 6u);
    EXPECT_EQ(parsed->hashes, f.proof.hashes);
    EXPECT_EQ(parsed->checkpoint, f.proof.checkpoint);
    EXPECT_EQ(write_proof(*parsed), text);
  }
}

TEST(Proof, VerifiesForEveryEntry) {
  for (std::uint64_t index = 0; index < 11; ++index) {
    Fixture f(index);
    const auto proven = verify_proof(f.proof, f.leaf(), f.log.verifier(), f.witnesses(), 1);
    ASSERT_TRUE(proven) << proven.error().text();
    EXPECT_EQ(proven->index, index);
    EXPECT_EQ(proven->checkpoint.root, f.tree.root());
    ASSERT_EQ(proven->cosigned.size(), 1u);
    EXPECT_EQ(proven->cosigned[0].time, 1700000000);
  }
}

TEST(Proof, RefusedForEveryReason) {
  const Fixture f;
  const auto log = f.log.verifier();
  expect_error(verify_proof(f.proof, leaf_hash(as_bytes("other")), log), Errc::conflict);
  Proof changed = f.proof;
  changed.index = 7;
  expect_error(verify_proof(changed, f.leaf(), log), Errc::conflict);
  changed.index = 11;
  expect_error(verify_proof(changed, f.leaf(), log), Errc::malformed);
  changed = f.proof;
  changed.hashes.pop_back();
  expect_error(verify_proof(changed, f.leaf(), log), Errc::malformed);
  changed = f.proof;
  changed.checkpoint[changed.checkpoint.find("\n11\n") + 1] = '2';
  expect_error(verify_proof(changed, f.leaf(), log), Errc::signature);
  expect_error(verify_proof(f.proof, f.leaf(), test_signer("example.org/log", 9).verifier()),
               Errc::signature);
  expect_error(verify_proof(f.proof, f.leaf(), log, f.witnesses(), 2), Errc::signature);
}

TEST(Proof, OneKeyUnderTwoNamesIsOneWitness) {
  Fixture f;
  NoteSigner again = f.w1;
  again.name = "w1-again";
  Note note = *parse_note(f.proof.checkpoint);
  note.signatures.push_back(cosign(note.text, again, 1700000001));
  f.proof.checkpoint = write_note(note);
  const std::vector witnesses{f.w1.verifier(SignatureType::cosignature),
                              again.verifier(SignatureType::cosignature)};
  EXPECT_TRUE(verify_proof(f.proof, f.leaf(), f.log.verifier(), witnesses, 1));
  expect_error(verify_proof(f.proof, f.leaf(), f.log.verifier(), witnesses, 2), Errc::signature);
}

TEST(Proof, MalformedOnesAreRefused) {
  const std::string hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const std::string tail = hash + "\nnote";
  ASSERT_TRUE(parse_proof(kHeader + "index 1\n" + tail));
  ASSERT_TRUE(parse_proof(kHeader + "extra \nindex 1\n" + tail));  // empty extra data
  ASSERT_TRUE(parse_proof(kHeader + "index 0\n\nnote"));
  const std::pair<std::string, const char*> cases[] = {
      {"", "header"},
      {"c2sp.org/tlog-proof@v1", "header"},
      {"c2sp.org/tlog-proof@v2\nindex 1\n" + tail, "header"},
      {" " + kHeader + "index 1\n" + tail, "header"},
      {kHeader, "index"},
      {kHeader + tail, "index"},
      {kHeader + "index\n" + tail, "index"},
      {kHeader + "index 01\n" + tail, "index"},
      {kHeader + "index -1\n" + tail, "index"},
      {kHeader + "index  1\n" + tail, "index"},
      {kHeader + "Index 1\n" + tail, "index"},
      {kHeader + "index 9223372036854775808\n" + tail, "index"},
      {kHeader + "index 1\nextra AAAA\n" + tail, "hash"},  // wrong order
      {kHeader + "extra AAAA\nextra AAAA\nindex 1\n" + tail, "index"},
      {kHeader + "extra\nindex 1\n" + tail, "index"},
      {kHeader + "extra AAA\nindex 1\n" + tail, "extra"},
      {kHeader + "extra AAAA", "index"},
      {kHeader + "index 1\nAAAA\n\nnote", "hash"},
      {kHeader + "index 1\n" + hash.substr(1) + "\nnote", "hash"},
      {kHeader + "index 1\n" + hash, "checkpoint"},
      {kHeader + "index 1\n" + hash + "\n", "checkpoint"},
  };
  for (const auto& [text, field] : cases) {
    const auto parsed = parse_proof(text);
    expect_error(parsed, Errc::malformed, text);
    EXPECT_EQ(parsed.error().field, field) << text;
  }
}

TEST(Proof, Limits) {
  Proof proof;
  proof.checkpoint = "note";
  proof.hashes.resize(kMaxProofHashes);
  proof.extra = std::string(kMaxExtraBytes, 'x');
  ASSERT_TRUE(parse_proof(write_proof(proof)));
  proof.extra->push_back('x');
  expect_error(parse_proof(write_proof(proof)), Errc::too_large);
  proof.extra.reset();
  proof.hashes.emplace_back();
  expect_error(parse_proof(write_proof(proof)), Errc::too_large);
  proof.hashes.pop_back();
  const std::size_t others = write_proof(proof).size() - proof.checkpoint.size();
  proof.checkpoint.assign(kMaxProofBytes - others, 'n');
  ASSERT_TRUE(parse_proof(write_proof(proof)));
  proof.checkpoint += 'n';
  expect_error(parse_proof(write_proof(proof)), Errc::too_large);
}

}  // namespace
}  // namespace althing::tlog
