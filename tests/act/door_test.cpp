// The frozen door: what passes, every bit of it flipped, and each way to be refused with its field.
// The same refusals stand in tests/vectors/door.json for the browser code (vectors_test.cpp).
#include <algorithm>

#include "act/limits.h"
#include "act/support.h"

namespace althing::act::test {
namespace {

json::Value sign_body() { return good_body(*find_type("sign"), true); }

// Refused with this code and a field that starts so.
void expect_refused(const json::Value& body, Errc code, std::string_view field) {
  const auto act = parse_entry(raw_note(json::write(body)));
  ASSERT_FALSE(act) << "passes: " << json::write(body).substr(0, 300);
  EXPECT_EQ(errc_token(act.error().code), errc_token(code)) << act.error().text();
  EXPECT_EQ(act.error().field, field) << act.error().text();
  EXPECT_FALSE(text_of(body)) << "a writer would make what the door refuses";
}

void expect_passes(const json::Value& body) {
  const auto act = open_entry(raw_note(json::write(body)));
  EXPECT_TRUE(act) << act.error().text();
  EXPECT_TRUE(text_of(body));
}

TEST(Door, ReadsWhatSignActWrites) {
  const json::Value body = with(with(sign_body(), "detail", test_id(4)), "prev", json::Array{sorted_ids(2)[0], sorted_ids(2)[1]});
  const auto note = sign_act(without(body, "by"), test_key(1));
  ASSERT_TRUE(note) << note.error().text();
  const auto act = open_entry(*note);
  ASSERT_TRUE(act) << act.error().text();
  EXPECT_EQ(act->type, "sign");
  EXPECT_EQ(act->v, 1);
  EXPECT_EQ(act->by, test_key(1).key());
  EXPECT_EQ(format_time(act->at), "2026-11-23T18:12:00Z");
  EXPECT_EQ(to_hex(*act->in), test_id(0));
  EXPECT_EQ(act->assembly(), *act->in);
  EXPECT_EQ(to_hex(*act->detail), test_id(4));
  ASSERT_EQ(act->prev.size(), 2U);
  EXPECT_LT(act->prev[0], act->prev[1]);
  EXPECT_EQ(act->body, body);
  EXPECT_EQ(act->text, json::write(body) + "\n");
  EXPECT_EQ(act->id, id_of_text(act->text));
  EXPECT_EQ(note_of(act->text, act->by, act->signature), *note);
  EXPECT_EQ(to_hex(*act->id_at("statement")), test_id(7));
  EXPECT_FALSE(act->id_at("capacity"));
  EXPECT_FALSE(act->id_at("absent"));
  EXPECT_EQ(act->ids_at("prev").size(), 2U);
  EXPECT_TRUE(act->ids_at("statement").empty());
}

TEST(Door, AFoundIsItsOwnAssembly) {
  const Act found = signed_act(good_body(*find_type("found"), true));
  EXPECT_FALSE(found.in);
  EXPECT_EQ(found.assembly(), found.id);
  const std::string note = note_of(found.text, found.by, found.signature);
  EXPECT_TRUE(open_entry(note, &found.id));
  const Act sign = signed_act(sign_body());
  const auto other = open_entry(note_of(sign.text, sign.by, sign.signature), &found.id);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::wrong_place);
  EXPECT_EQ(other.error().field, "in");
  const ActId elsewhere = sign.id;
  EXPECT_EQ(open_entry(note, &elsewhere).error().code, Errc::wrong_place);
}

TEST(Door, EverySingleBitMatters) {
  const std::string entry = raw_note(json::write(sign_body()));
  ASSERT_TRUE(open_entry(entry));
  for (std::size_t bit = 0; bit < entry.size() * 8; ++bit) {
    std::string bad = entry;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    ASSERT_FALSE(open_entry(bad)) << "bit " << bit;
  }
}

TEST(Door, EveryTruncationAndEveryExtraByteIsRefused) {
  const std::string entry = raw_note(json::write(sign_body()));
  for (std::size_t n = 0; n < entry.size(); ++n) ASSERT_FALSE(open_entry(entry.substr(0, n))) << n;
  for (std::size_t at = 0; at <= entry.size(); ++at) {
    for (const char c : {' ', '\n', '\t', '0', '='}) {
      ASSERT_FALSE(open_entry(entry.substr(0, at) + c + entry.substr(at))) << at << " " << c;
    }
  }
}

TEST(Door, ACommonMemberMissingOrWrong) {
  for (std::string_view name : {"v", "act", "by", "at", "in"}) {
    expect_refused(without(sign_body(), name), Errc::malformed, name);
    expect_refused(with(sign_body(), name, json::Array{}), Errc::malformed, name);
    expect_refused(with(sign_body(), name, nullptr), Errc::malformed, name);
  }
  for (std::string_view name : {"in", "detail", "for", "mandate"}) {
    expect_refused(with(sign_body(), name, "abc"), Errc::malformed, name);
    expect_refused(with(sign_body(), name, 1), Errc::malformed, name);
  }
  expect_refused(with(sign_body(), "v", 0), Errc::malformed, "v");
  expect_refused(with(sign_body(), "v", "1"), Errc::malformed, "v");
  expect_passes(with(sign_body(), "v", json::kMaxInteger));
  expect_refused(with(sign_body(), "by", test_id(1)), Errc::malformed, "by");
  expect_refused(with(sign_body(), "nonce", key_text(test_key(1).key())), Errc::malformed, "nonce");
  expect_refused(with(sign_body(), "act", "2026-11-23T18:12:00Z"), Errc::malformed, "act");
  expect_refused(with(good_body(*find_type("found"), true), "in", test_id(0)), Errc::malformed, "in");
  expect_passes(good_body(*find_type("found"), true));
}

TEST(Door, TimesAreRealAndSpelledOneWay) {
  for (const char* at : {"2026-11-23", "2026-11-23T18:12:00", "2026-11-23T18:12:00+00:00", "2026-11-23t18:12:00z",
                         "2026-02-29T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T23:59:60Z", "2026-13-01T00:00:00Z"}) {
    expect_refused(with(sign_body(), "at", at), Errc::malformed, "at");
  }
  const auto act = parse_entry(raw_note(json::write(with(sign_body(), "at", "yesterday"))));
  EXPECT_EQ(act.error().text(), "at: must be YYYY-MM-DDTHH:MM:SSZ, got \"yesterday\"");
  const auto prose = parse_entry(raw_note(json::write(with(sign_body(), "at", "23 November"))));
  EXPECT_EQ(prose.error().text(), "at: must be YYYY-MM-DDTHH:MM:SSZ, got \"23 November\"");
}

TEST(Door, PrevIsAnAscendingSet) {
  const auto ids = sorted_ids(9);
  const auto prev = [&](std::size_t n) { return json::Array(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(n)); };
  expect_passes(with(sign_body(), "prev", prev(1)));
  expect_passes(with(sign_body(), "prev", prev(kMaxPrev)));
  expect_refused(with(sign_body(), "prev", prev(kMaxPrev + 1)), Errc::malformed, "prev");
  expect_refused(with(sign_body(), "prev", json::Array{}), Errc::malformed, "prev");
  expect_refused(with(sign_body(), "prev", json::Array{ids[1], ids[0]}), Errc::malformed, "prev");
  expect_refused(with(sign_body(), "prev", json::Array{ids[0], ids[0]}), Errc::malformed, "prev");
  expect_refused(with(sign_body(), "prev", json::Array{"short"}), Errc::malformed, "prev");
  expect_refused(with(sign_body(), "prev", ids[0]), Errc::malformed, "prev");
}

TEST(Door, OnlyTokensKeysTimesAndData) {
  expect_passes(with(sign_body(), "x", std::string(64, 'z')));
  expect_refused(with(sign_body(), "x", std::string(65, 'z')), Errc::malformed, "x");
  expect_refused(with(sign_body(), "x", ""), Errc::malformed, "x");
  expect_refused(with(sign_body(), "x", "Two words"), Errc::malformed, "x");
  expect_refused(with(sign_body(), "x", "na\xc3\xaf"), Errc::malformed, "x");
  expect_refused(with(sign_body(), "x", "a@example.org"), Errc::malformed, "x");
  expect_passes(with(sign_body(), "x", key_text(test_key(3).key())));
  std::string odd_key = key_text(test_key(3).key());
  odd_key.back() = odd_key.back() == 'B' ? 'C' : 'B';  // unused bits set
  expect_refused(with(sign_body(), "x", odd_key), Errc::malformed, "x");
  const json::Value nested = json::object({{"list", json::Array{1, json::object({{"name", "No Prose"}})}}});
  expect_refused(with(sign_body(), "x", nested), Errc::malformed, "x.list[1].name");
  expect_passes(with(sign_body(), "x", json::Array{true, nullptr, -7, json::Array{}}));
}

TEST(Door, DataIsCanonicalBase64urlUpToItsLimit) {
  expect_passes(with(sign_body(), "data", "QUJD-_8A"));
  expect_passes(with(sign_body(), "data", ""));
  expect_passes(with(sign_body(), "data", std::string(kMaxDataChars, 'A')));
  expect_refused(with(sign_body(), "data", std::string(kMaxDataChars + 1, 'A')), Errc::too_large, "data");
  expect_refused(with(sign_body(), "data", "QUJDQQ=="), Errc::malformed, "data");
  expect_refused(with(sign_body(), "data", "QUJDQR"), Errc::malformed, "data");
  expect_refused(with(sign_body(), "data", "A"), Errc::malformed, "data");
  expect_refused(with(sign_body(), "data", "a.b"), Errc::malformed, "data");
  expect_refused(with(sign_body(), "other", std::string(100, 'A')), Errc::malformed, "other");
  expect_refused(with(sign_body(), "data", json::Array{std::string(100, 'A')}), Errc::malformed, "data[0]");
  expect_passes(with(sign_body(), "x", json::object({{"data", std::string(100, 'A')}})));
}

TEST(Door, MemberNames) {
  expect_passes(with(sign_body(), "a" + std::string(63, '_'), 1));
  expect_refused(with(sign_body(), "a" + std::string(64, '_'), 1), Errc::malformed, "");
  for (const char* name : {"", "A", "1a", "_a", "a-b", "a b", "\xc3\xa9", "a.b"}) {
    expect_refused(with(sign_body(), name, 1), Errc::malformed, "");
  }
  expect_refused(with(sign_body(), "x", json::object({{"Bad", 1}})), Errc::malformed, "x");
}

TEST(Door, DepthAtItsLimitAndOneMore) {
  json::Value deep = 1;
  for (int i = 0; i < kMaxActDepth - 1; ++i) deep = json::Array{deep};
  expect_passes(with(sign_body(), "x", deep));
  const json::Value deeper = with(sign_body(), "x", json::Array{deep});
  const auto act = parse_entry(raw_note(json::write(deeper)));
  ASSERT_FALSE(act);
  EXPECT_EQ(act.error().code, Errc::too_large);
  EXPECT_EQ(text_of(deeper).error().code, Errc::too_large);
  for (const char* bracket : {"[", "{\"a\":"}) {
    std::string bomb;
    for (int i = 0; i < 5000; ++i) bomb += bracket;
    EXPECT_FALSE(parse_entry(raw_note(bomb)));
  }
}

// A body whose whole entry has exactly this many bytes.
json::Value body_of_size(json::Value body, std::size_t entry_bytes) {
  body = with(std::move(body), "fill", json::Array{});
  std::size_t missing = entry_bytes - raw_note(json::write(body)).size();
  json::Array fill;
  while (missing > 134) {
    fill.push_back(std::string(64, 'f'));  // 64 characters, quotes and a comma (not before the first)
    missing -= fill.size() == 1 ? 66 : 67;
  }
  for (const std::size_t part : {missing / 2, missing - missing / 2}) fill.push_back(std::string(part - 3, 'g'));
  return with(std::move(body), "fill", std::move(fill));
}

TEST(Door, EntryBytesAtTheLimitAndOneMore) {
  const json::Value found = good_body(*find_type("found"), true);
  const json::Value poll = with(sign_body(), "act", "poll");
  for (const auto& [body, limit] : {std::pair{sign_body(), kMaxEntryBytes}, std::pair{found, kMaxLargeEntryBytes},
                                    std::pair{poll, kMaxLargeEntryBytes}}) {
    const json::Value full = body_of_size(body, limit);
    ASSERT_EQ(raw_note(json::write(full)).size(), limit);
    expect_passes(full);
    expect_refused(body_of_size(body, limit + 1), Errc::too_large, "");
  }
}

TEST(Door, MixedOrderKeysAndSmallOrderKeysFollowTheVerifier) {
  json::Value body = sign_body();
  const Key zero;  // y = 0, a point of order 4
  body = with(std::move(body), "by", key_text(zero));
  const auto act = open_entry(note_of(json::write(body) + "\n", zero, Signature{}));
  ASSERT_FALSE(act);
  EXPECT_EQ(act.error().code, Errc::signature);
  EXPECT_EQ(act.error().field, "by");
  EXPECT_FALSE(sign_act(json::Value("no object"), test_key(1)));
}

TEST(Door, OtherVersionsAndTypesPassTheDoor) {
  expect_passes(with(with(common_body("quux"), "v", 2), "anything", json::Array{1, "two", nullptr}));
  expect_passes(common_body("unheard-of"));
}

TEST(Door, RefusalsQuoteSafely) {
  const auto act = parse_entry(raw_note(json::write(with(sign_body(), "at", "<script>\"\xe2\x80\xae" + std::string(500, 'x')))));
  ASSERT_FALSE(act);
  const std::string& message = act.error().message;
  EXPECT_LT(message.size(), 220U);
  EXPECT_TRUE(std::all_of(message.begin(), message.end(), [](char c) { return c >= 0x20 && c < 0x7f; })) << message;
}

TEST(Stamp, CountsLeadingZeroBits) {
  ActId id;
  EXPECT_EQ(leading_zero_bits(id), 256);
  id.data[0] = 0x80;
  EXPECT_EQ(leading_zero_bits(id), 0);
  id.data[0] = 0x01;
  EXPECT_EQ(leading_zero_bits(id), 7);
  id.data[0] = 0;
  id.data[1] = 0x10;
  EXPECT_EQ(leading_zero_bits(id), 11);
}

}  // namespace
}  // namespace althing::act::test
