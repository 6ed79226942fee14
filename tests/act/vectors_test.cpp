// Golden vectors shared with the browser code (tests/vectors/README.md): canonical JSON, acts, details
// and refusals of the door. The committed files are the truth; ALTHING_WRITE=1 writes them anew.
#include <sodium.h>

#include "act/detail.h"
#include "act/support.h"
#include "base/utf8.h"
#include "tlog/note.h"

namespace althing::act::test {
namespace {

// One vector a line, so that a change shows as the line it is.
std::string vector_file(std::string_view about, const std::vector<json::Value>& vectors) {
  std::string out = "{\n \"about\": ";
  json::write_string(out, about);
  out += ",\n \"vectors\": [\n";
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    out += "  ";
    json::write_to(out, vectors[i]);
    out += i + 1 < vectors.size() ? ",\n" : "\n";
  }
  return out + " ]\n}\n";
}

// Bytes as "<name>" when they are UTF-8, else as "<name>_hex".
json::Value bytes_member(std::string_view name, std::string_view bytes) {
  if (is_utf8(bytes)) return json::object({{name, bytes}});
  return json::object({{std::string(name) + "_hex", to_hex(as_bytes(bytes))}});
}

bool is_canonical(std::string_view text) {
  const auto value = json::parse(text, 16);
  return value && json::write(*value) == text;
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

TEST(Vectors, CanonicalJson) {
  struct Case {
    const char* why;
    std::string text;
    bool accept;
  };
  const std::vector<Case> cases = {
      {"empty object", "{}", true}, {"empty array", "[]", true}, {"the three literals", "[true,false,null]", true},
      {"zero", "0", true}, {"negative", "-1", true}, {"2^53-1", "9007199254740991", true}, {"-(2^53-1)", "-9007199254740991", true},
      {"sorted names", R"({"a":1,"a_":2,"b":{"c":[]}})", true}, {"nested 16 deep", nested(16), true},
      {"two-character escapes", R"(["\b\t\n\f\r\"\\"])", true}, {"four-digit escapes, lower case", R"(["\u0000\u001f"])", true},
      {"U+007F unescaped", "[\"\x7f\"]", true}, {"slash unescaped", "[\"/\"]", true},
      {"letters outside ASCII unescaped", "[\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"]", true},
      {"nested 17 deep", nested(17), false}, {"2^53", "9007199254740992", false}, {"-2^53", "-9007199254740992", false},
      {"2^64", "18446744073709551616", false}, {"minus zero", "-0", false}, {"fraction", "1.0", false}, {"exponent", "1e2", false},
      {"leading zero", "01", false}, {"plus sign", "+1", false}, {"NaN", "NaN", false}, {"huge exponent", "1e400", false},
      {"space after colon", R"({"a": 1})", false}, {"leading space", " {}", false}, {"trailing space", "{} ", false},
      {"trailing newline", "{}\n", false}, {"trailing CR", "{}\r", false}, {"unsorted names", R"({"b":1,"a":2})", false},
      {"a name twice", R"({"a":1,"a":1})", false}, {"a name twice, deep", R"({"x":[{"a":1,"a":2}]})", false},
      {"escaped letter in a name", R"({"\u0061":1})", false}, {"escaped letter", R"(["\u00e9"])", false},
      {"escaped slash", R"(["\/"])", false}, {"upper-case hex in an escape", R"(["\u001F"])", false},
      {"long escape of a short one", R"(["\u000a"])", false}, {"raw newline in a string", "[\"\n\"]", false},
      {"raw NUL in a string", std::string("[\"\0\"]", 5), false}, {"lone surrogate", R"(["\ud800"])", false},
      {"surrogate pair for a letter", R"(["\ud83d\ude00"])", false}, {"byte order mark", "\xef\xbb\xbf{}", false},
      {"bad UTF-8", "[\"\xff\"]", false}, {"overlong UTF-8", "[\"\xc0\xaf\"]", false}, {"UTF-8 surrogate", "[\"\xed\xa0\x80\"]", false},
      {"beyond U+10FFFF", "[\"\xf4\x90\x80\x80\"]", false}, {"cut UTF-8", "[\"\xe2\x82\"]", false}, {"trailing comma", "[1,]", false},
      {"comment", "[1/**/]", false}, {"single quotes", "['a']", false}, {"two values", "1 2", false}, {"nothing", "", false},
      {"unclosed", "{\"a\":1", false}, {"a bare word", "true_", false},
  };
  std::vector<json::Value> vectors;
  for (const Case& c : cases) {
    EXPECT_EQ(is_canonical(c.text), c.accept) << c.why;
    vectors.push_back(with(with(bytes_member("text", c.text), "accept", c.accept), "why", c.why));
  }
  expect_golden("tests/vectors/json.json",
                vector_file("Which bytes are canonical JSON (RFC 8785; integers within +-(2^53-1); at most 16 deep). Text, or hex where it is "
                            "not UTF-8.", vectors));
}

json::Value act_vector(std::string_view why, const std::string& note, std::optional<int> key) {
  const auto act = open_entry(note);
  EXPECT_TRUE(act) << why << ": " << act.error().text();
  if (!act) return nullptr;
  static constexpr std::uint8_t kLeaf[] = {0};
  json::Value out = json::object(
      {{"why", why}, {"body", act->body}, {"text", act->text}, {"note", note}, {"id", to_hex(act->id)},
       {"key", to_hex(act->by)}, {"key_id", to_hex(tlog::key_id("act", tlog::SignatureType::ed25519, act->by))},
       {"signature", to_hex(act->signature)}, {"leaf_hash", to_hex(sha256({ByteView(kLeaf), as_bytes(note)}))}});
  return key ? with(out, "seed", to_hex(test_key(*key).seed())) : out;
}

// An act by a key with a component of order 2, valid without cofactor: what libsodium accepts, the door does.
std::string mixed_order_note() {
  const KeyPair pair = test_key(1);
  unsigned char secret[64], az[64], scalar[32], k64[64], k[32], ka[32], s[32];
  EXPECT_GE(sodium_init(), 0);
  std::memcpy(secret, pair.seed().data.data(), 32);
  crypto_hash_sha512(az, secret, 32);
  az[0] &= 248;
  az[31] = static_cast<unsigned char>((az[31] & 63) | 64);
  std::memset(k64, 0, sizeof k64);
  std::memcpy(k64, az, 32);
  crypto_core_ed25519_scalar_reduce(scalar, k64);
  Key order_two;  // (0, -1)
  order_two.data.fill(0xff);
  order_two.data[0] = 0xec;
  order_two.data[31] = 0x7f;
  Key mixed;
  EXPECT_EQ(crypto_core_ed25519_add(mixed.data.data(), pair.key().data.data(), order_two.data.data()), 0);
  for (int nonce = 0;; ++nonce) {
    json::Value body = with(good_body(*find_type("leave"), false), "by", key_text(mixed));
    const std::string text = *text_of(with(std::move(body), "nonce", std::to_string(nonce)));
    unsigned char r[32] = {7};
    Signature signature;
    EXPECT_EQ(crypto_scalarmult_ed25519_base_noclamp(signature.data.data(), r), 0);
    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, signature.data.data(), 32);
    crypto_hash_sha512_update(&state, mixed.data.data(), 32);
    crypto_hash_sha512_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    crypto_hash_sha512_final(&state, k64);
    crypto_core_ed25519_scalar_reduce(k, k64);
    if (k[0] % 2 != 0) continue;  // k cancels the component of order 2
    crypto_core_ed25519_scalar_mul(ka, k, scalar);
    crypto_core_ed25519_scalar_add(s, r, ka);
    std::memcpy(signature.data.data() + 32, s, 32);
    return note_of(text, mixed, signature);
  }
}

TEST(Vectors, Acts) {
  std::vector<json::Value> vectors;
  const auto add = [&](std::string_view why, const json::Value& body) {
    const auto note = sign_act(body, test_key(1));
    ASSERT_TRUE(note) << why << ": " << note.error().text();
    vectors.push_back(act_vector(why, *note, 1));
  };
  for (const Type& type : catalogue()) add(type.name, good_body(type, true));
  json::Value all = with(with(good_body(*find_type("sign"), true), "detail", test_id(4)), "nonce", "n-1");
  all = with(with(std::move(all), "for", test_id(8)), "mandate", test_id(9));
  const auto ids = sorted_ids(8);
  add("every common member", with(std::move(all), "prev", json::Array(ids.begin(), ids.end())));
  add("an unknown version", with(with(common_body("quux"), "v", 2), "more", json::Array{1, true, nullptr, "x"}));
  add("data", with(common_body("ballot"), "data", "QUJD-_8A"));
  vectors.push_back(act_vector("a key with a component of order 2: the verifier decides", mixed_order_note(), std::nullopt));
  expect_golden("tests/vectors/acts.json",
                vector_file("Acts the door lets in. seed signs text (RFC 8032) and gives note. key_id: first 4 bytes of SHA-256(\"act\\n\" "
                            "|| 0x01 || key). leaf_hash: SHA-256(0x00 || note). Hex throughout.", vectors));
}

TEST(Vectors, Details) {
  std::vector<json::Value> vectors;
  const std::string by = key_text(test_key(1).key());
  const std::string salt = "AAECAwQFBgcICQoLDA0ODw";
  const auto add = [&](std::string_view why, const std::string& bytes) {
    const auto detail = parse_detail(bytes);
    json::Value row = with(with(bytes_member("bytes", bytes), "why", why), "commitment", to_hex(sha256(bytes)));
    row = with(std::move(row), "accept", detail.has_value());
    if (!detail) row = with(with(row, "code", errc_token(detail.error().code)), "field", detail.error().field);
    if (detail) row = with(std::move(row), "local", check_local_text(*detail).has_value());
    vectors.push_back(std::move(row));
  };
  const auto made = [&](std::initializer_list<std::pair<std::string_view, json::Value>> members) {
    return json::write(with(with(json::object(members), "by", by), "salt", salt));
  };
  add("nothing but salt and author", made({}));
  add("a name", made({{"lang", "fr"}, {"name", "Un nom accentu\xc3\xa9"}}));
  add("another spelling is another detail", "{ \"by\":\"" + by + "\",\"salt\":\"" + salt + "\"}");
  add("a text with lines", made({{"text", "First line\n\n- second\twith a tab"}, {"title", "A title"}}));
  add("a line break in a name", made({{"name", "two\nlines"}}));
  add("a right-to-left override in a name", made({{"name", "abc\xe2\x80\xaetxt.exe"}}));
  add("a zero-width space", made({{"text", "a\xe2\x80\x8b" "b"}}));
  add("Persian with its joiner", made({{"name", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85"}}));
  add("a joiner between Latin letters", made({{"name", "ad\xe2\x80\x8dmin"}}));
  add("a family of emoji", made({{"name", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"}}));
  add("free members", made({{"anything", json::Array{1, json::object({{"deep", "x"}})}}}));
  add("no salt", json::write(json::object({{"by", by}})));
  add("a short salt", json::write(json::object({{"by", by}, {"salt", "AAAA"}})));
  add("no author", json::write(json::object({{"salt", salt}})));
  add("a name of 201 characters", made({{"name", std::string(201, 'x')}}));
  add("a script as a link", made({{"links", json::Array{"javascript:alert(1)"}}}));
  add("a name twice", "{\"by\":\"" + by + "\",\"name\":\"a\",\"name\":\"b\",\"salt\":\"" + salt + "\"}");
  add("bad UTF-8", "{\"by\":\"" + by + "\",\"name\":\"\xff\",\"salt\":\"" + salt + "\"}");
  add("not an object", "[]");
  expect_golden("tests/vectors/details.json",
                vector_file("Details: commitment = SHA-256 of the exact bytes; accept: what every node takes (code and field of the refusal if "
                            "not); local: whether a first submission passes the check of characters too.", vectors));
}

struct Refusals {
  std::vector<json::Value> rows;

  void add(std::string_view why, const std::string& entry) {
    const auto act = open_entry(entry);
    EXPECT_FALSE(act) << why << " passes";
    if (act) return;
    const json::Value row = with(bytes_member("entry", entry), "why", why);
    rows.push_back(with(with(row, "code", errc_token(act.error().code)), "field", act.error().field));
  }
};

// `text` with its first `from` replaced; the test fails if there is none.
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

void add_spellings(Refusals& out, const std::string& line) {
  out.add("space after a colon", raw_note(replaced(line, "\"v\":1", "\"v\": 1")));
  out.add("1.0", raw_note(replaced(line, "\"v\":1", "\"v\":1.0")));
  out.add("-0", raw_note(replaced(line, "\"v\":1", "\"v\":1,\"w\":-0")));
  out.add("2^53", raw_note(replaced(line, "\"v\":1", "\"v\":9007199254740992")));
  out.add("escaped letter", raw_note(replaced(line, "\"person\"", "\"p\\u0065rson\"")));
  out.add("\\u00e9", raw_note(replaced(line, "\"person\"", "\"\\u00e9\"")));
  out.add("bad UTF-8", raw_note(replaced(line, "\"person\"", "\"\xff\"")));
  out.add("a name twice", raw_note(replaced(line, "\"v\":1", "\"v\":1,\"v\":1")));
  out.add("unsorted names", raw_note(replaced(line, "\"v\":1", "\"v\":1,\"a\":1")));
  out.add("17 deep", raw_note(replaced(line, "\"v\":1", "\"v\":1,\"x\":" + nested(16))));
  out.add("not an object", raw_note("[]"));
  out.add("not JSON", raw_note("act"));
  out.add("byte order mark", raw_note("\xef\xbb\xbf" + line));
}

void add_notes(Refusals& out, const std::string& line) {
  const std::string note = raw_note(line);
  const std::size_t sign = note.find("\xe2\x80\x94");
  const std::string signature_line = note.substr(sign);
  out.add("nothing", "");
  out.add("the text alone", line + "\n");
  out.add("no signature line", line + "\n\n");
  out.add("no empty line", line + "\n" + signature_line);
  out.add("no final newline", note.substr(0, note.size() - 1));
  out.add("CR LF after the text", replaced(note, "\n", "\r\n"));
  out.add("CR LF after the signature", note.substr(0, note.size() - 1) + "\r\n");
  out.add("the signature line twice", note + signature_line);
  out.add("a second signature by another key", note + raw_note(line, 2).substr(sign));
  out.add("an empty line more", line + "\n\n\n" + signature_line);
  out.add("two lines of text", raw_note(line + "\n" + line));
  out.add("another key name", replaced(note, " act ", " acts "));
  out.add("a hyphen for the dash", replaced(note, "\xe2\x80\x94", "-"));
  out.add("no padding", replaced(note, "=\n", "\n"));
  out.add("a space after the signature", note.substr(0, note.size() - 1) + " \n");
  // 68 bytes leave two unused bits in the last character before the padding.
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string unused = note;
  const std::size_t last = note.size() - 3;
  unused[last] = kAlphabet[kAlphabet.find(note[last]) + 1];
  out.add("unused base64 bits set", unused);
  out.add("signature of 63 bytes", line + "\n\n\xe2\x80\x94 act " + to_base64(as_bytes(std::string(67, 'x'))) + "\n");
  out.add("signed by another key than `by`", raw_note(line, 2));
  std::string wrong = *from_base64(note.substr(sign + 8, 92));
  wrong[10] = static_cast<char>(wrong[10] ^ 1);
  out.add("a wrong signature", line + "\n\n\xe2\x80\x94 act " + to_base64(as_bytes(wrong)) + "\n");
}

void add_members(Refusals& out, const json::Value& body) {
  const auto add = [&](std::string_view why, const json::Value& bad) { out.add(why, raw_note(json::write(bad))); };
  for (std::string_view name : {"v", "act", "by", "at", "in"}) {
    add("no `" + std::string(name) + "`", without(body, name));
    add("`" + std::string(name) + "` of the wrong kind", with(body, name, json::Array{}));
  }
  add("`in` in a found", with(good_body(*find_type("found"), true), "in", test_id(0)));
  add("v 0", with(body, "v", 0));
  add("upper-case id", with(body, "in", "A" + test_id(0).substr(1)));
  add("leap second", with(body, "at", "2026-12-31T23:59:60Z"));
  add("a day that is not", with(body, "at", "2026-02-30T00:00:00Z"));
  add("a time with an offset", with(body, "at", "2026-11-23T18:12:00+00:00"));
  const auto ids = sorted_ids(9);
  add("prev empty", with(body, "prev", json::Array{}));
  add("prev of nine", with(body, "prev", json::Array(ids.begin(), ids.end())));
  add("prev unsorted", with(body, "prev", json::Array{ids[1], ids[0]}));
  add("prev twice", with(body, "prev", json::Array{ids[0], ids[0]}));
  add("prose", with(body, "name", "A name"));
  add("prose deep inside", with(body, "list", json::Array{1, json::object({{"name", "A name"}})}));
  add("a token of 65", with(body, "x", std::string(65, 'x')));
  add("an empty string", with(body, "x", ""));
  add("data padded", with(body, "data", "QUI="));
  add("data with unused bits", with(body, "data", "QUJDQR"));
  add("a member name in capitals", with(body, "Name", 1));
  add("a member name of 65", with(body, "a" + std::string(64, 'a'), 1));
}

TEST(Vectors, DoorRefusals) {
  const json::Value body = good_body(*find_type("sign"), true);
  Refusals out;
  add_spellings(out, json::write(body));
  add_notes(out, json::write(body));
  add_members(out, body);
  expect_golden("tests/vectors/door.json",
                vector_file("Entries the door refuses, with the code and the member named by this implementation; code and field may be more "
                            "exact elsewhere, the refusal may not differ.", out.rows));
}

}  // namespace
}  // namespace althing::act::test
