// Key names, key ids and the text forms of keys.
#include <gtest/gtest.h>

#include "tlog/keys.h"
#include "tlog/vectors.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

using namespace vectors;

TEST(KeyName, Rules) {
  for (const char* name : {"a", "example.com/foo", "act", "\u00e9\u2014", "oid/1.2.3"}) {
    EXPECT_TRUE(is_key_name(name)) << name;
  }
  for (const char* name : {"", "a b", "a+b", "a\tb", "a\n", "a\u00a0b", "a\u2003b", "a\u3000",
                           "a\u2028b", "a\u0085", "\x01", "a\xff", "a\xc3"}) {
    EXPECT_FALSE(is_key_name(name)) << name;
  }
  EXPECT_TRUE(is_key_name(std::string(kMaxKeyNameBytes, 'n')));
  EXPECT_FALSE(is_key_name(std::string(kMaxKeyNameBytes + 1, 'n')));
}

TEST(Vkey, PublishedOnesComeBackByteForByte) {
  for (const char* text : {kSpecVkey, kGoVkey, kGoVkey2, kCtLogVkey, kCtWitnessVkey}) {
    const auto key = parse_vkey(text);
    ASSERT_TRUE(key) << text;
    EXPECT_EQ(key->vkey(), text);
    EXPECT_EQ(key->id, key_id(key->name, key->type, key->key));
  }
  EXPECT_EQ(parse_vkey(kSpecVkey)->type, SignatureType::ed25519);
  EXPECT_EQ(parse_vkey(kCtWitnessVkey)->type, SignatureType::cosignature);
  EXPECT_EQ(to_hex(parse_vkey(kSpecVkey)->id), "530d903a");
}

TEST(Vkey, MalformedOnesAreRefused) {
  const std::string good = kGoVkey;
  const std::string name = "PeterNeumann";
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = good;
    return changed.replace(changed.find(from), from.size(), to);
  };
  const std::string cases[] = {
      "",
      name,
      name + "+c74f20a3",
      with("PeterNeumann", ""),
      with("PeterNeumann", "Peter Neumann"),
      with("PeterNeumann", "Peter"),           // id no longer the key's
      with("c74f20a3", "c74f20a4"),            // wrong id
      with("c74f20a3", "C74F20A3"),            // upper case
      with("c74f20a3", "c74f20a"),
      with("c74f20a3", "c74f20a30"),
      with("10TW", "10T"),                     // not base64
      with("10TW", "10TX"),
      good + "\n",
      good + "AAAA",
      name + "+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  // too long a key
      name + "+c74f20a3+AQ==",
      name + "+c74f20a3+",
  };
  for (const std::string& text : cases) expect_error(parse_vkey(text), Errc::malformed, text);
  // Type 0x65 with its right id, as in x/mod's tests.
  expect_error(parse_vkey(name + "+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
               Errc::unsupported);
}

TEST(Vkey, SmallOrderKeyIsRefused) {
  Key zero;  // y = 0, of order 4
  expect_error(parse_vkey(VerifierKey::make("log", SignatureType::ed25519, zero).vkey()),
               Errc::malformed);
}

TEST(Skey, GosKeySignsAsGoDoes) {
  const auto signer = parse_skey(kGoSkey);
  ASSERT_TRUE(signer) << signer.error().text();
  EXPECT_EQ(signer->skey(), kGoSkey);
  EXPECT_EQ(signer->verifier().vkey(), kGoVkey);
  EXPECT_EQ(sign_note(kGoText, *signer), std::string(kGoText) + "\n" + kGoLine);
}

TEST(Skey, MalformedOnesAreRefused) {
  const std::string good = kGoSkey;
  expect_error(parse_skey(kGoVkey), Errc::malformed);
  expect_error(parse_skey(good.substr(8)), Errc::malformed);
  expect_error(parse_skey("private+key+" + good.substr(12)), Errc::malformed);
  expect_error(parse_skey(good.substr(0, good.size() - 4)), Errc::malformed);
  expect_error(parse_skey(good + "AAAA"), Errc::malformed);
  std::string other_id = good;
  other_id.replace(other_id.find("c74f20a3"), 8, "c74f20a2");
  expect_error(parse_skey(other_id), Errc::malformed);
  std::string other_type = good;
  other_type.replace(other_type.find("+AYEK") + 1, 2, "BI");  // first byte 0x04
  expect_error(parse_skey(other_type), Errc::unsupported);
}

}  // namespace
}  // namespace althing::tlog
