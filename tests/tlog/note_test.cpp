// Signed notes: the published vectors, every malformed variant, the limits, the rule for opening.
#include "tlog/note.h"

#include <gtest/gtest.h>

#include "tlog/keys.h"
#include "tlog/vectors.h"
#include "tlog/cosignature.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

using namespace vectors;

std::vector<VerifierKey> keys(std::initializer_list<const char*> vkeys) {
  std::vector<VerifierKey> out;
  for (const char* text : vkeys) out.push_back(*parse_vkey(text));
  return out;
}

TEST(Note, SpecificationsExampleOpens) {
  const auto opened = open_note(kSpecNote, keys({kSpecVkey}));
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_EQ(opened->note.text, "This is an example message.\n");
  EXPECT_EQ(write_note(opened->note), kSpecNote);
  std::string forged = kSpecNote;
  forged[0] = 't';
  expect_error(open_note(forged, keys({kSpecVkey})), Errc::signature);
}

TEST(Note, TwoSignaturesOfGosTests) {
  const std::string both = std::string(kGoText) + "\n" + kGoLine + kGoLine2;
  EXPECT_EQ(open_note(both, keys({kGoVkey, kGoVkey2}))->verified,
            (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(open_note(both, keys({kGoVkey2}))->verified, std::vector<std::size_t>{0});
  EXPECT_EQ(open_note(both, keys({kSpecVkey, kGoVkey2}))->verified, std::vector<std::size_t>{1});
  expect_error(open_note(both, keys({kSpecVkey})), Errc::signature);
  expect_error(open_note(both, {}), Errc::signature);
}

TEST(Note, SplitsAtTheLastEmptyLine) {
  const NoteSigner signer = test_signer("poet", 1);
  for (const char* text : {"a\n", "a\n\nb\n", "\n", "a\n\n", "\n\na\n\n\n"}) {
    const std::string bytes = sign_note(text, signer);
    const auto opened = open_note(bytes, std::vector{signer.verifier()});
    ASSERT_TRUE(opened) << text;
    EXPECT_EQ(opened->note.text, text);
  }
  // A text that looks like a note itself.
  const std::string inner = sign_note("a\n", signer);
  const auto outer = open_note(sign_note(inner, signer), std::vector{signer.verifier()});
  ASSERT_TRUE(outer);
  EXPECT_EQ(outer->note.text, inner);
}

TEST(Note, MalformedOnesAreRefused) {
  const std::string dash = "\u2014 ";
  const std::string blob = to_base64(as_bytes(std::string(68, 's')));
  const std::string good = "text\n\n" + dash + "name " + blob + "\n";
  ASSERT_TRUE(parse_note(good));
  const std::string cases[] = {
      "",
      "\n",
      "\n\n",
      "text",
      "text\n",
      "text\n\n",                                          // no signature
      "\n" + dash + "name " + blob + "\n",                 // no text
      "text\n" + dash + "name " + blob + "\n",             // no empty line
      good.substr(0, good.size() - 1),                     // no final newline
      good + "\n",                                         // empty line after
      good + "more\n",
      "te\rxt\n\n" + dash + "name " + blob + "\n",
      "te\txt\n\n" + dash + "name " + blob + "\n",
      std::string("te\0xt\n\n", 7) + dash + "name " + blob + "\n",
      "te\xffxt\n\n" + dash + "name " + blob + "\n",
      "te\xed\xa0\x80xt\n\n" + dash + "name " + blob + "\n",  // a surrogate
      "text\n\n- name " + blob + "\n",                     // hyphen
      "text\n\n\u2013 name " + blob + "\n",                // en dash
      "text\n\n\u2014name " + blob + "\n",
      "text\n\n " + dash + "name " + blob + "\n",
      "text\n\n" + dash + blob + "\n",
      "text\n\n" + dash + " " + blob + "\n",
      "text\n\n" + dash + "na+me " + blob + "\n",
      "text\n\n" + dash + "na\u2003me " + blob + "\n",
      "text\n\n" + dash + "name  " + blob + "\n",
      "text\n\n" + dash + "name " + blob + " \n",
      "text\n\n" + dash + "name " + blob.substr(0, blob.size() - 1) + "\n",
      "text\n\n" + dash + "name " + blob + "=\n",
      "text\n\n" + dash + "name \n",
      "text\n\n" + dash + "name AAAA\n",                   // three bytes
      "text\n\n" + dash + "name AAAAAA==\n",               // key id, no signature
      "text\n\n" + dash + "name AAAAAAB=\n",               // unused bits set
      "text\n\n" + dash + "name AAAA_AA=\n",               // url alphabet
  };
  for (const std::string& bytes : cases) expect_error(parse_note(bytes), Errc::malformed, bytes);
}

TEST(Note, Limits) {
  const NoteSigner signer = test_signer("name", 1);
  const auto with_lines = [&](std::size_t count) {
    Note note{"text\n", {}};
    for (std::size_t i = 0; i < count; ++i) {
      NoteSignature line = signer.sign(note.text);
      line.name += std::to_string(i);
      note.signatures.push_back(line);
    }
    note.signatures.back() = signer.sign(note.text);
    return write_note(note);
  };
  const auto known = std::vector{signer.verifier()};
  EXPECT_TRUE(open_note(with_lines(16), known));  // what the specification demands
  EXPECT_TRUE(open_note(with_lines(kMaxNoteSignatures), known));
  expect_error(open_note(with_lines(kMaxNoteSignatures + 1), known), Errc::too_large);

  const std::string tail = sign_note("x\n", signer).substr(2);
  const std::string fits = std::string(kMaxNoteBytes - tail.size() - 1, 'x') + "\n" + tail;
  EXPECT_TRUE(parse_note(fits));
  expect_error(parse_note("x" + fits), Errc::too_large);

  EXPECT_TRUE(parse_signature_line(
      "\u2014 n " + to_base64(as_bytes(std::string(4 + kMaxSignatureBytes, 's')))));
  expect_error(parse_signature_line(
                   "\u2014 n " + to_base64(as_bytes(std::string(5 + kMaxSignatureBytes, 's')))),
               Errc::too_large);
}

TEST(Note, UnknownKeysAreIgnoredKnownOnesMustVerify) {
  const NoteSigner one = test_signer("one", 1);
  const NoteSigner two = test_signer("two", 2);
  const auto known = std::vector{one.verifier()};
  Note note{"text\n", {two.sign("other\n"), one.sign("text\n")}};
  EXPECT_TRUE(open_note(write_note(note), known)) << "a stranger's bad signature does not matter";

  // Same name, other id; and same id, other name: both unknown.
  NoteSignature other_id = one.sign("other\n");
  other_id.id.data[0] ^= 1;
  NoteSignature other_name = one.sign("other\n");
  other_name.name = "uno";
  note.signatures = {other_id, other_name, one.sign("text\n")};
  EXPECT_TRUE(open_note(write_note(note), known));
  note.signatures = {other_id, other_name};
  expect_error(open_note(write_note(note), known), Errc::signature);

  // A known key's bad signature rejects the note, however many good ones stand beside it.
  note.signatures = {two.sign("text\n"), one.sign("other\n")};
  expect_error(open_note(write_note(note), std::vector{two.verifier(), one.verifier()}),
               Errc::signature);
  NoteSignature cut = one.sign("text\n");
  cut.bytes.pop_back();
  note.signatures = {cut};
  expect_error(open_note(write_note(note), known), Errc::signature);
}

TEST(Note, SameKeyOfTwoTypesIsTwoKeys) {
  const NoteSigner signer = test_signer("both", 3);
  const VerifierKey plain = signer.verifier();
  const VerifierKey witness = signer.verifier(SignatureType::cosignature);
  EXPECT_NE(plain.id, witness.id);
  const Note note{"text\n", {signer.sign("text\n"), cosign("text\n", signer, 1700000000)}};
  EXPECT_EQ(open_note(write_note(note), std::vector{plain, witness})->verified.size(), 2u);
}

TEST(SingleNote, RoundTrip) {
  const NoteSigner signer = test_signer("act", 4);
  const std::string text = "{\"v\":1}\n";
  const std::string bytes = sign_note(text, signer);
  const auto single = parse_single(bytes, "act");
  ASSERT_TRUE(single) << single.error().text();
  EXPECT_EQ(single->text, text);
  EXPECT_EQ(single->id, key_id("act", SignatureType::ed25519, signer.pair.key()));
  EXPECT_TRUE(verify(signer.pair.key(), as_bytes(single->text), single->signature));
  EXPECT_EQ(write_single(text, "act", signer.pair.key(), single->signature), bytes);
}

TEST(SingleNote, RefusesAnythingElse) {
  const NoteSigner signer = test_signer("act", 4);
  const std::string bytes = sign_note("text\n", signer);
  Note note = *parse_note(bytes);
  note.signatures.push_back(note.signatures[0]);
  expect_error(parse_single(write_note(note), "act"), Errc::signature, "two lines");
  expect_error(parse_single(bytes, "log"), Errc::signature, "another name");
  note.signatures = {cosign("text\n", signer, 5)};
  expect_error(parse_single(write_note(note), "act"), Errc::signature, "72 bytes");
  note.signatures[0].bytes.resize(63);
  expect_error(parse_single(write_note(note), "act"), Errc::signature, "63 bytes");
  expect_error(parse_single(bytes + "\n", "act"), Errc::malformed);
  expect_error(parse_single("text\n", "act"), Errc::malformed);
}

}  // namespace
}  // namespace althing::tlog
