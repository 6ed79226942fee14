// Random bodies: what text_of writes, the door reads back unchanged; what it refuses, the door refuses.
#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "act/support.h"

namespace althing::act::test {
namespace {

rc::Gen<std::string> token_gen() {
  return rc::gen::resize(64, rc::gen::nonEmpty(rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyz0123456789._:-")))));
}

rc::Gen<json::Value> value_gen(int depth) {
  const auto scalar = rc::gen::oneOf(
      rc::gen::map(token_gen(), [](std::string s) { return json::Value(s.substr(0, 64)); }),
      rc::gen::map(rc::gen::inRange<std::int64_t>(-json::kMaxInteger, json::kMaxInteger), [](std::int64_t n) { return json::Value(n); }),
      rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return json::Value(b); }),
      rc::gen::just(json::Value(nullptr)));
  if (depth == 0) return scalar;
  const auto inner = rc::gen::resize(4, rc::gen::container<std::vector<json::Value>>(value_gen(depth - 1)));
  const auto object = rc::gen::map(
      rc::gen::resize(4, rc::gen::container<std::vector<std::pair<std::string, json::Value>>>(
          rc::gen::pair(rc::gen::elementOf(std::vector<std::string>{"a", "b_1", "zeta", "kind", "x"}), value_gen(depth - 1)))),
      [](const std::vector<std::pair<std::string, json::Value>>& members) {
        json::Object out;
        for (const auto& [name, value] : members) out.set(name, value);
        return json::Value(std::move(out));
      });
  return rc::gen::oneOf(scalar, rc::gen::map(inner, [](const std::vector<json::Value>& a) { return json::Value(a); }), object);
}

RC_GTEST_PROP(ActProperty, WhatIsWrittenIsReadBackUnchanged, ()) {
  json::Value body = common_body("anything");
  body = with(std::move(body), "one", *value_gen(3));
  body = with(std::move(body), "two", *value_gen(2));
  const auto note = sign_act(body, test_key(1));
  RC_ASSERT(note.has_value());
  const auto act = open_entry(*note);
  RC_ASSERT(act.has_value());
  RC_ASSERT(act->body == body);
  RC_ASSERT(*text_of(act->body) == act->text);
}

RC_GTEST_PROP(ActProperty, AnyStringPassesTheWriterExactlyIfItPassesTheDoor, (const std::string& text)) {
  const json::Value body = with(common_body("anything"), "x", text);
  RC_ASSERT(text_of(body).has_value() == parse_entry(raw_note(json::write(body))).has_value());
}

RC_GTEST_PROP(ActProperty, ForeignBytesNeverPass, (const std::string& bytes)) {
  RC_ASSERT(!parse_entry(bytes).has_value());
}

RC_GTEST_PROP(ActProperty, JsonStringsRoundTrip, ()) {
  std::string text;
  for (const std::uint32_t c : *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 0x11000))) {
    const char32_t code_point = c < 0x10000 ? c : 0x1f600 + (c & 0xff);
    if (code_point >= 0xd800 && code_point < 0xe000) continue;
    // UTF-8 by hand: base/utf8.h is what the reader under test uses as well
    if (code_point < 0x80) text += static_cast<char>(code_point);
    else if (code_point < 0x800) text += {static_cast<char>(0xc0 | code_point >> 6), static_cast<char>(0x80 | (code_point & 63))};
    else if (code_point < 0x10000) {
      text += {static_cast<char>(0xe0 | code_point >> 12), static_cast<char>(0x80 | (code_point >> 6 & 63)), static_cast<char>(0x80 | (code_point & 63))};
    } else {
      text += {static_cast<char>(0xf0 | code_point >> 18), static_cast<char>(0x80 | (code_point >> 12 & 63)),
               static_cast<char>(0x80 | (code_point >> 6 & 63)), static_cast<char>(0x80 | (code_point & 63))};
    }
  }
  const json::Value value = json::Array{text};
  const auto back = json::parse(json::write(value));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == value);
}

}  // namespace
}  // namespace althing::act::test
