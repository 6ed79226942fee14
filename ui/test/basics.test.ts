// Bytes, SHA-256, canonical JSON: against node's own and against what the door must refuse.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import "./helpers.ts";
import { base64, base64url, from_base64, from_base64url, from_hex, hex } from "../src/bytes.ts";
import { canonical, parse_canonical } from "../src/canonical.ts";
import { leading_zero_bits, sha256 } from "../src/sha256.ts";

test("sha256 equals node's at every length around the block borders", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255);
    assert.equal(hex(sha256(bytes)), createHash("sha256").update(bytes).digest("hex"));
  }
  const large = new Uint8Array(70000).fill(3);
  assert.equal(hex(sha256(large)), createHash("sha256").update(large).digest("hex"));
});

test("leading zero bits", () => {
  assert.equal(leading_zero_bits(Uint8Array.of(0x80, 0)), 0);
  assert.equal(leading_zero_bits(Uint8Array.of(0, 0x10)), 11);
  assert.equal(leading_zero_bits(Uint8Array.of(0, 0)), 16);
});

test("base64 and base64url round trip and equal node's", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 91 + length * 13) & 255);
    assert.equal(base64(bytes), Buffer.from(bytes).toString("base64"));
    assert.equal(base64url(bytes), Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(from_base64(base64(bytes)), bytes);
    assert.deepEqual(from_base64url(base64url(bytes)), bytes);
  }
});

test("other spellings of bytes are refused", () => {
  for (const text of ["AA", "AA=", "AB==", "A", "AA==\n", "AA-_", "=AAA", "AAA=A"]) assert.equal(from_base64(text), null, text);
  for (const text of ["AB", "A", "AA==", "AA+/", "A A"]) assert.equal(from_base64url(text), null, text);
  for (const text of ["AA", "a", "0g"]) assert.equal(from_hex(text), null, text);
  assert.equal(from_hex("aabb", 1), null);
});

test("canonical JSON writes RFC 8785 and reads back only that", () => {
  const value = { b: [1, true, null, "\u20ac\n\"\\\u0001"], a: { z: -5, y: "" } };
  const text = canonical(value);
  assert.equal(text, '{"a":{"y":"","z":-5},"b":[1,true,null,"\u20ac\\n\\"\\\\\\u0001"]}');
  assert.deepEqual(parse_canonical(text), value);
});

test("every other spelling of a JSON value is refused", () => {
  const wrong = ['{"a":1.0}', '{"a":1e2}', '{"a":-0}', '{"a":01}', '{"a":9007199254740993}', '{"a":9007199254740992}', '{"b":1,"a":2}',
    '{"a":1,"a":1}', '{"a": 1}', '{"a":1} ', '{"a":"\\u0041"}', '{"a":"\\/"}', '{"a":"\\ud800"}', '[1]', '1', 'null', '{"a":0.5}', "{'a':1}", ""];
  for (const text of wrong) assert.throws(() => parse_canonical(text), { name: "Error" }, text);
});

test("depth is limited at the limit and one past it", () => {
  const nested = (depth: number) => '{"a":'.repeat(depth - 1) + '{}' + "}".repeat(depth - 1);
  assert.ok(parse_canonical(nested(16)));
  assert.throws(() => parse_canonical(nested(17)));
});
