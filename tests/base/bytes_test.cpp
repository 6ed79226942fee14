// Strict decoders: exactly one spelling of each value.
#include "base/bytes.h"

#include <gtest/gtest.h>

namespace althing {
namespace {

std::string unhex(std::string_view text, std::size_t bytes) {
  std::string out(bytes, '\0');
  return from_hex(text, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()}) ? out : "refused";
}

TEST(Hex, IsLowerCaseAndOfExactLength) {
  EXPECT_EQ(to_hex(as_bytes(std::string_view("\x00\x7f\x80\xff", 4))), "007f80ff");
  EXPECT_EQ(unhex("007f80ff", 4), std::string("\x00\x7f\x80\xff", 4));
  EXPECT_EQ(unhex("", 0), "");
  for (const char* bad : {"007F80FF", "007f80f", "007f80ff0", "007f80fg", "0x7f80ff", " 07f80ff", "007f80f\xc3"}) {
    EXPECT_EQ(unhex(bad, 4), "refused") << bad;
  }
}

TEST(Base64, Rfc4648) {
  const std::pair<const char*, const char*> cases[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : cases) {
    EXPECT_EQ(to_base64(as_bytes(plain)), coded);
    ASSERT_TRUE(from_base64(coded)) << coded;
    EXPECT_EQ(*from_base64(coded), plain);
    const std::string url = std::string(coded).substr(0, std::string(coded).find('='));
    EXPECT_EQ(to_base64url(as_bytes(plain)), url);
    EXPECT_EQ(*from_base64url(url), plain);
  }
  EXPECT_EQ(to_base64(as_bytes("\xfb\xff")), "+/8=");
  EXPECT_EQ(to_base64url(as_bytes("\xfb\xff")), "-_8");
}

TEST(Base64, OneSpellingOnly) {
  for (const char* bad : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Zm8==", "Z", "====", "=", "Zm9v=", "Zm9v====", "Zm 9v",
                          "Zm9v\n", "Zm9v\xc3\xa9==", "-_8=", "A===", "Zg=a"}) {
    EXPECT_FALSE(from_base64(bad)) << bad;
  }
  for (const char* bad : {"Z", "Zg==", "Zh", "Zm9", "Zm8=", "+/8", "Zm9vY", "Zm9v "}) EXPECT_FALSE(from_base64url(bad)) << bad;
}

TEST(Base64, EveryByteAndEveryLengthComesBack) {
  std::string bytes;
  for (int n = 0; n < 300; ++n) {
    EXPECT_EQ(*from_base64(to_base64(as_bytes(bytes))), bytes);
    EXPECT_EQ(*from_base64url(to_base64url(as_bytes(bytes))), bytes);
    bytes += static_cast<char>(n * 7);
  }
}

TEST(Integers, AreBigEndian) {
  std::string out;
  put_u16(out, 0x0102);
  put_u32(out, 0x03040506);
  put_u64(out, 0x0708090a0b0c0d0eULL);
  EXPECT_EQ(to_hex(as_bytes(out)), "0102030405060708090a0b0c0d0e");
  EXPECT_EQ(get_u16(as_bytes(out).data()), 0x0102);
  EXPECT_EQ(get_u32(as_bytes(out).data() + 2), 0x03040506U);
  EXPECT_EQ(get_u64(as_bytes(out).data() + 6), 0x0708090a0b0c0d0eULL);
}

TEST(Decimal, OneSpellingUpTo63Bits) {
  EXPECT_EQ(*parse_decimal("0"), 0U);
  EXPECT_EQ(*parse_decimal("9223372036854775807"), 9223372036854775807U);
  for (const char* bad : {"", "00", "01", "+1", "-1", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "99999999999999999999"}) {
    EXPECT_FALSE(parse_decimal(bad)) << bad;
  }
}

TEST(FixedBytes, OrderAndHash) {
  struct Tag;
  using Four = FixedBytes<8, Tag>;
  const Four a = *parse_hex<Four>("0000000000000001"), b = *parse_hex<Four>("0100000000000000");
  EXPECT_LT(a, b);
  EXPECT_NE(UniformHash()(a), UniformHash()(b));
  EXPECT_FALSE(parse_hex<Four>("00"));
  EXPECT_EQ(Four::from(as_bytes("ab")).text(), std::string_view("ab\0\0\0\0\0\0", 8));
}

}  // namespace
}  // namespace althing
