// Checkpoints and cosignatures: a public log's own, every malformed line, the rules of opening.
#include "tlog/checkpoint.h"

#include <gtest/gtest.h>

#include "tlog/keys.h"
#include "tlog/vectors.h"
#include "tlog/cosignature.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

using namespace vectors;

const std::string kRoot = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const std::string kEmptyRoot = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

TEST(Checkpoint, PublicLogsCheckpointOpens) {
  const auto log = parse_vkey(kCtLogVkey);
  const auto witness = parse_vkey(kCtWitnessVkey);
  ASSERT_TRUE(log && witness);
  const auto opened = open_checkpoint(kCtCheckpoint, *log);
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_EQ(opened->checkpoint.size, 1432088532u);
  EXPECT_EQ(write_note(opened->note), kCtCheckpoint);
  const auto cosigned = find_cosignatures(opened->note, {&*witness, 1});
  ASSERT_TRUE(cosigned) << cosigned.error().text();
  ASSERT_EQ(cosigned->size(), 1u);
  EXPECT_EQ(cosigned->at(0).time, 0x6a122120);
  // The note opens by the witness's key alone too, as a note.
  EXPECT_TRUE(open_note(kCtCheckpoint, {&*witness, 1}));
  std::string forged = kCtCheckpoint;
  forged.replace(forged.find("1432088532"), 10, "1432088533");
  expect_error(open_checkpoint(forged, *log), Errc::signature);
  expect_error(open_note(forged, {&*witness, 1}), Errc::signature);
}

TEST(Checkpoint, TextAndBack) {
  const std::string text = "example.com/behind-the-sofa\n20852163\n" + kRoot + "\n";
  const auto parsed = parse_checkpoint(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(parsed->size, 20852163u);
  EXPECT_EQ(checkpoint_text(*parsed), text);
  const auto extended = parse_checkpoint(text + "one\ntwo words\n");
  ASSERT_TRUE(extended);
  EXPECT_EQ(extended->extensions, (std::vector<std::string>{"one", "two words"}));
  EXPECT_EQ(checkpoint_text(*extended), text + "one\ntwo words\n");
  EXPECT_TRUE(parse_checkpoint("o\n0\n" + kEmptyRoot + "\n"));
}

TEST(Checkpoint, MalformedOnesAreRefused) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "origin"},
      {"o", "origin"},
      {"\n1\n" + kRoot + "\n", "origin"},
      {"o\to\n1\n" + kRoot + "\n", "origin"},
      {"o\xff\n1\n" + kRoot + "\n", "origin"},
      {"o\n", "size"},
      {"o\n\n" + kRoot + "\n", "size"},
      {"o\n01\n" + kRoot + "\n", "size"},
      {"o\n-1\n" + kRoot + "\n", "size"},
      {"o\n+1\n" + kRoot + "\n", "size"},
      {"o\n1 \n" + kRoot + "\n", "size"},
      {"o\n1x\n" + kRoot + "\n", "size"},
      {"o\n9223372036854775808\n" + kRoot + "\n", "size"},
      {"o\n99999999999999999999\n" + kRoot + "\n", "size"},
      {"o\n1\n", "root"},
      {"o\n1\n" + kRoot, "root"},
      {"o\n1\n" + kRoot.substr(0, 43) + "\n", "root"},
      {"o\n1\n" + kRoot.substr(0, 40) + "\n", "root"},
      {"o\n1\n" + kRoot.substr(0, 42) + "J=\n", "root"},  // unused bits
      {"o\n1\nAAAA" + kRoot + "\n", "root"},
      {"o\n0\n" + kRoot + "\n", "root"},                  // not the empty tree's
      {"o\n1\n" + kRoot + "\n\n", "extension"},
      {"o\n1\n" + kRoot + "\n\nx\n", "extension"},
      {"o\n1\n" + kRoot + "\nx", "extension"},
  };
  for (const auto& [text, field] : cases) {
    const auto parsed = parse_checkpoint(text);
    expect_error(parsed, Errc::malformed, text);
    EXPECT_EQ(parsed.error().field, field) << text;
  }
}

TEST(Checkpoint, Limits) {
  const std::string tail = "\n1\n" + kRoot + "\n";
  EXPECT_TRUE(parse_checkpoint(std::string(kMaxOriginBytes, 'o') + tail));
  expect_error(parse_checkpoint(std::string(kMaxOriginBytes + 1, 'o') + tail), Errc::too_large);
  EXPECT_TRUE(parse_checkpoint("o\n9223372036854775807\n" + kRoot + "\n"));
  std::string lines;
  for (std::size_t i = 0; i < kMaxExtensionLines; ++i) lines += "x\n";
  EXPECT_TRUE(parse_checkpoint("o" + tail + lines));
  expect_error(parse_checkpoint("o" + tail + lines + "x\n"), Errc::too_large);
  EXPECT_TRUE(parse_checkpoint("o" + tail + std::string(kMaxExtensionBytes, 'x') + "\n"));
  expect_error(parse_checkpoint("o" + tail + std::string(kMaxExtensionBytes + 1, 'x') + "\n"),
               Errc::too_large);
}

TEST(Checkpoint, OpensOnlyForItsLogAndOrigin) {
  const NoteSigner log = test_signer("example.org/log", 1);
  const NoteSigner stranger = test_signer("example.org/log", 2);
  const Checkpoint checkpoint{"example.org/log", 1, leaf_hash(as_bytes("x")), {}};
  const std::string bytes = sign_checkpoint(checkpoint, log);
  const auto opened = open_checkpoint(bytes, log.verifier());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->checkpoint, checkpoint);
  expect_error(open_checkpoint(bytes, stranger.verifier()), Errc::signature);
  expect_error(open_checkpoint(bytes, log.verifier(), "example.org/other"), Errc::wrong_place);
  expect_error(open_checkpoint(sign_note("not a checkpoint\n", log), log.verifier()),
               Errc::malformed);
  // A checkpoint of another origin signed by this key is no statement about this log.
  Checkpoint other = checkpoint;
  other.origin = "example.org/other";
  expect_error(open_checkpoint(sign_note(checkpoint_text(other), log), log.verifier()),
               Errc::wrong_place);
}

TEST(Cosignature, MessageAndRoundTrip) {
  const std::string text = "example.com/behind-the-sofa\n20852163\n" + kRoot + "\n";
  EXPECT_EQ(cosignature_message(text, 1679315147), "cosignature/v1\ntime 1679315147\n" + text);
  const NoteSigner witness = test_signer("witness.example/w1", 7);
  const VerifierKey key = witness.verifier(SignatureType::cosignature);
  const NoteSignature line = cosign(text, witness, 1679315147);
  EXPECT_EQ(line.bytes.size(), 72u);
  EXPECT_EQ(*verify_cosignature(text, key, line), 1679315147);
  expect_error(verify_cosignature(text + "x\n", key, line), Errc::signature);
  // The stated time is signed too.
  NoteSignature later = line;
  later.bytes[7] = static_cast<char>(later.bytes[7] + 1);
  expect_error(verify_cosignature(text, key, later), Errc::signature);
  NoteSignature cut = line;
  cut.bytes.pop_back();
  expect_error(verify_cosignature(text, key, cut), Errc::signature);
  NoteSignature renamed = line;
  renamed.name = "witness.example/w2";
  expect_error(verify_cosignature(text, key, renamed), Errc::signature);
}

TEST(Cosignature, TimeRules) {
  const NoteSigner witness = test_signer("w", 7);
  const VerifierKey key = witness.verifier(SignatureType::cosignature);
  const std::string text = "o\n1\n" + kRoot + "\n";
  EXPECT_EQ(*verify_cosignature(text, key, cosign(text, witness, 1)), 1);
  EXPECT_EQ(*verify_cosignature(text, key, cosign(text, witness, INT64_MAX)), INT64_MAX);
  // Times 0 and 2^63, properly signed, are refused.
  for (const std::uint64_t time : {std::uint64_t{0}, std::uint64_t{1} << 63}) {
    NoteSignature line{key.name, key.id, {}};
    put_u64(line.bytes, time);
    const std::string message = "cosignature/v1\ntime " + std::to_string(time) + "\n" + text;
    line.bytes += witness.pair.sign(as_bytes(message)).text();
    expect_error(verify_cosignature(text, key, line), Errc::malformed);
  }
  const Note note{text, {cosign(text, witness, 2000)}};
  EXPECT_TRUE(find_cosignatures(note, {&key, 1}, 2000));
  expect_error(find_cosignatures(note, {&key, 1}, 1999), Errc::clock_skew);
}

TEST(Cosignature, FoundAmongOthers) {
  const NoteSigner log = test_signer("log", 1);
  const NoteSigner w1 = test_signer("w1", 2);
  const NoteSigner w2 = test_signer("w2", 3);
  const NoteSigner w3 = test_signer("w3", 4);
  const std::string text = "log\n1\n" + kRoot + "\n";
  Note note{text, {log.sign(text), cosign(text, w3, 30), cosign(text, w1, 10)}};
  const std::vector witnesses{w1.verifier(SignatureType::cosignature),
                              w2.verifier(SignatureType::cosignature),
                              w3.verifier(SignatureType::cosignature)};
  const auto found = find_cosignatures(note, witnesses);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ(found->at(0).witness, 0u);
  EXPECT_EQ(found->at(0).time, 10);
  EXPECT_EQ(found->at(1).witness, 2u);
  note.signatures[1].bytes[20] = static_cast<char>(note.signatures[1].bytes[20] ^ 1);
  expect_error(find_cosignatures(note, witnesses), Errc::signature);
  EXPECT_TRUE(find_cosignatures(note, {witnesses.data(), 2})) << "w3 is unknown here";
}

}  // namespace
}  // namespace althing::tlog
