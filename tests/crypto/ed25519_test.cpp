// The verification rule is consensus: tests/vectors/ed25519.json holds libsodium's verdict on every
// edge, and the same file is run by the browser's verifier.
#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.h"

namespace althing {
namespace {

json::Value edges() {
  std::ifstream in(std::string(ALTHING_SOURCE_DIR) + "/tests/vectors/ed25519.json", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  auto value = json::parse(text.str());
  EXPECT_TRUE(value) << value.error().text();
  return value ? *value : json::Value();
}

std::string bytes_of(const json::Value& row, std::string_view name) {
  const std::string_view hex = row.text_at(name);
  std::string out(hex.size() / 2, '\0');
  EXPECT_TRUE(from_hex(hex, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()})) << name;
  return out;
}

TEST(Ed25519, EdgeVectors) {
  const json::Value file = edges();
  int accepted = 0;
  int refused = 0;
  for (const json::Value& row : *file.at("vectors")->array()) {
    const Key key = Key::from(as_bytes(bytes_of(row, "key")));
    const Signature signature = Signature::from(as_bytes(bytes_of(row, "signature")));
    const bool accept = *row.at("accept")->boolean();
    EXPECT_EQ(verify(key, as_bytes(bytes_of(row, "message")), signature), accept) << row.text_at("name");
    ++(accept ? accepted : refused);
  }
  EXPECT_EQ(accepted, 10);  // RFC 8032, one good, six mixed-order ones whose torsion cancels
  EXPECT_EQ(refused, 47);
}

TEST(Ed25519, GoodKeys) {
  const json::Value file = edges();
  for (const json::Value& row : *file.at("keys")->array()) {
    EXPECT_EQ(is_good_key(Key::from(as_bytes(bytes_of(row, "key")))), *row.at("good")->boolean()) << row.text_at("name");
  }
}

TEST(Ed25519, Rfc8032Signs) {
  struct Case {
    const char *seed, *key, *message, *signature;
  };
  // RFC 8032, 7.1
  const Case cases[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
  };
  for (const Case& c : cases) {
    const KeyPair pair = KeyPair::from_seed(*parse_hex<Seed>(c.seed));
    EXPECT_EQ(to_hex(pair.key()), c.key);
    const Signature signature = pair.sign(as_bytes(c.message));
    EXPECT_EQ(to_hex(signature), c.signature);
    EXPECT_TRUE(verify(pair.key(), as_bytes(c.message), signature));
    EXPECT_EQ(pair.seed(), *parse_hex<Seed>(c.seed));
  }
}

TEST(Ed25519, EveryFlippedBitOfKeySignatureAndMessageIsRefused) {
  SystemRandom random;
  const KeyPair pair = KeyPair::generate(random);
  std::string message = "a message";
  const Signature signature = pair.sign(as_bytes(message));
  for (std::size_t bit = 0; bit < 64 * 8; ++bit) {
    Signature bad = signature;
    bad.data[bit / 8] = static_cast<std::uint8_t>(bad.data[bit / 8] ^ 1U << bit % 8);
    ASSERT_FALSE(verify(pair.key(), as_bytes(message), bad)) << bit;
  }
  for (std::size_t bit = 0; bit < 32 * 8; ++bit) {
    Key bad = pair.key();
    bad.data[bit / 8] = static_cast<std::uint8_t>(bad.data[bit / 8] ^ 1U << bit % 8);
    ASSERT_FALSE(verify(bad, as_bytes(message), signature)) << bit;
  }
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    std::string bad = message;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    ASSERT_FALSE(verify(pair.key(), as_bytes(bad), signature)) << bit;
  }
}

TEST(Ed25519, GeneratedKeysAreGoodAndDiffer) {
  SystemRandom random;
  const KeyPair a = KeyPair::generate(random);
  const KeyPair b = KeyPair::generate(random);
  EXPECT_NE(a.key(), b.key());
  EXPECT_TRUE(is_good_key(a.key()));
}

}  // namespace
}  // namespace althing
