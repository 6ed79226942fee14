// Acts, details, stamps: what is built passes our own door; every flipped bit of an act is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { seed } from "./helpers.ts";
import { DoorError, id_of_text, is_time, key_text, note_of, parse_entry, sign_text, text_of, verify_signature } from "../src/act.ts";
import { utf8 } from "../src/bytes.ts";
import { merge_prev } from "../src/compose.ts";
import { commitment, is_detail_of, make_detail, text_fault } from "../src/detail.ts";
import { public_of_seed, sign_with_seed } from "../src/ed25519.ts";
import { from_hex } from "../src/bytes.ts";
import { leading_zero_bits } from "../src/sha256.ts";
import { kMaxStampBits, stamped_text } from "../src/stamp.ts";

const id = (digit: string) => digit.repeat(64);
const key = await public_of_seed(seed(1));
const body = () => ({
  act: "sign", at: "2026-11-23T18:12:00Z", by: key_text(key), capacity: "person", in: id("a"), prev: [id("1"), id("2")],
  statement: id("b"), v: 1,
});
const note = () => sign_text(text_of(body()), key, (message) => sign_with_seed(seed(1), message));

test("a signed act passes the door and verifies", async () => {
  const act = parse_entry(utf8(await note()));
  assert.equal(act.id, id_of_text(text_of(body())));
  assert.equal(await verify_signature(act), true);
});

test("any single flipped bit of an act is refused or fails its signature", async () => {
  const entry = utf8(await note());
  for (let bit = 0; bit < entry.length * 8; bit++) {
    if (bit % 3 !== 0 && bit < entry.length * 8 - 800) continue;  // every third; all of the signature line
    const broken = entry.slice();
    broken[bit >> 3]! ^= 1 << (bit & 7);
    let passed = false;
    try {
      passed = await verify_signature(parse_entry(broken));
    } catch (error) {
      assert.ok(error instanceof DoorError, String(error));
    }
    assert.equal(passed, false, `bit ${bit}`);
  }
});

test("bodies that the door refuses name the member", () => {
  const wrong: [string, Record<string, unknown>][] = [
    ["at", { at: "2026-02-29T00:00:00Z" }], ["at", { at: "2026-11-23T18:12:60Z" }], ["by", { by: key_text(key).slice(1) }], ["by", { by: "A".repeat(42) + "B" }],
    ["prev", { prev: [id("2"), id("1")] }], ["prev", { prev: [] }], ["prev", { prev: [id("1"), id("1")] }], ["in", { in: undefined }],
    ["capacity", { capacity: "a person" }], ["v", { v: 0 }], ["nonce", { nonce: "\u00e9" }], ["Name", { Name: "x" }],
    ["prev", { prev: Array.from({ length: 9 }, (_, i) => id(String(i))) }], ["data", { data: "A" }], ["data", { data: "A".repeat(12001) }],
  ];
  for (const [field, change] of wrong) {
    const changed = JSON.parse(JSON.stringify({ ...body(), ...change }));
    assert.throws(() => text_of(changed), (error) => error instanceof DoorError && error.field === field, JSON.stringify(change));
  }
  assert.ok(text_of({ ...body(), data: "A".repeat(12000) }));
});

test("a note signed by another key is refused", async () => {
  const text = text_of(body());
  const other = await public_of_seed(seed(2));
  assert.throws(() => parse_entry(utf8(note_of(text, other, new Uint8Array(64)))), DoorError);
  await assert.rejects(sign_text(text, key, (message) => sign_with_seed(seed(2), message)));
});

test("times", () => {
  assert.ok(is_time("2024-02-29T23:59:59Z"));
  for (const text of ["2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00z"]) {
    assert.equal(is_time(text), false, text);
  }
});

test("a detail is its commitment's and its author's", () => {
  const detail = make_detail({ name: "Una Demonstrated" }, key_text(key));
  assert.match(detail, /^\{"by":"[\w-]{43}","name":"Una Demonstrated","salt":"[\w-]{22}"\}$/);
  assert.ok(is_detail_of(detail, commitment(detail), key_text(key)));
  assert.equal(is_detail_of(detail, commitment(detail), key_text(seed(3))), false);
  assert.equal(is_detail_of(detail + " ", commitment(detail), key_text(key)), false);
  assert.notEqual(make_detail({ name: "Una" }, "x"), make_detail({ name: "Una" }, "x"));
});

test("deceiving and overlong texts are named", () => {
  assert.equal(text_fault("Una", 200, true), null);
  assert.deepEqual(text_fault("a\u202eb", 200, true), { problem: "field.bad_character", code: "U+202E" });
  assert.deepEqual(text_fault("a\nb", 200, true), { problem: "field.bad_character", code: "U+000A" });
  for (const text of ["a\nb", "a\tb", "a\u00adb", "a\u200fb", "\u{1F469}\u200d\u{1F680}"]) assert.equal(text_fault(text, 200, false), null);
  assert.equal(text_fault("\u{1F600}".repeat(200), 200, true), null);
  assert.equal(text_fault("\u{1F600}".repeat(201), 200, true)?.problem, "field.too_long");
  for (const char of ["\u200b", "\ufeff", "\u2066", "\u2028", "\u061c", "\u{e0041}", "\u0000", "\ufffe"]) {
    assert.equal(text_fault(`a${char}b`, 200, false)?.problem, "field.bad_character");
  }
});

test("stamps have the work asked for and are stopped at the limit", async () => {
  for (const bits of [0, 1, 8, 11]) {
    const text = await stamped_text(body(), bits);
    assert.ok(leading_zero_bits(from_hex(id_of_text(text))!) >= bits);
    assert.equal(text_of(JSON.parse(text)), text);
  }
  await assert.rejects(stamped_text(body(), kMaxStampBits + 1), RangeError);
});

test("prev joins the node's heads with the act made here last", () => {
  assert.deepEqual(merge_prev([], undefined), []);
  assert.deepEqual(merge_prev([id("2"), id("1")], undefined), [id("1"), id("2")]);
  // the node has not indexed the last act yet: its old head is replaced by it
  assert.deepEqual(merge_prev([id("1")], { public: "", id: id("3"), prev: [id("1")] }), [id("3")]);
  // another device acted meanwhile: both are named
  assert.deepEqual(merge_prev([id("4")], { public: "", id: id("3"), prev: [id("1")] }), [id("3"), id("4")]);
  const many = merge_prev("0123456789".split("").map(id), { public: "", id: id("f"), prev: [] });
  assert.equal(many.length, 8);
  assert.ok(many.includes(id("f")));
});
