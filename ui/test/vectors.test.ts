// The vectors shared with the C++ side (tests/vectors/*.json): every file there must have a runner here,
// and every vector the same verdict.
import assert from "node:assert/strict";
import { test } from "node:test";
import { has_vectors, read_vectors, vector_files } from "./helpers.ts";
import { verifyAsync } from "@noble/ed25519";
import { DoorError, id_of_text, key_id, note_of, parse_entry, parse_key, text_of, verify_signature } from "../src/act.ts";
import { from_hex, hex, text_of_utf8, utf8 } from "../src/bytes.ts";
import { parse_value } from "../src/canonical.ts";
import { commitment, is_detail_of, kMaxNameChars, kMaxTextChars, kMaxTitleChars, text_fault } from "../src/detail.ts";
import { is_good_key, sign_with_seed, verify } from "../src/ed25519.ts";
import { leaf_hash } from "../src/tlog.ts";

/** Member `name`, or `name`_hex where the bytes are not UTF-8. */
const bytes_of = (vector: any, name: string) => (vector[name] === undefined ? from_hex(vector[`${name}_hex`])! : utf8(vector[name]));

function succeeds(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

function run_json(file: any): void {
  for (const vector of file.vectors) {
    assert.equal(succeeds(() => parse_value(text_of_utf8(bytes_of(vector, "text")))), vector.accept, vector.why);
  }
}

async function run_acts(file: any): Promise<void> {
  for (const { why, body, text, note, id, key, key_id: id_of_key, signature, leaf_hash: leaf, seed } of file.vectors) {
    assert.equal(text_of(body), text, why);
    assert.equal(id_of_text(text), id, why);
    assert.equal(hex(key_id("act", 1, from_hex(key)!)), id_of_key, why);
    assert.equal(hex(leaf_hash(utf8(note))), leaf, why);
    const act = parse_entry(utf8(note));
    assert.deepEqual([act.id, hex(act.by), hex(act.signature), await verify_signature(act)], [id, key, signature, true], why);
    if (seed) assert.equal(note_of(text, parse_key(body.by)!, await sign_with_seed(from_hex(seed)!, utf8(text))), note, why);
  }
}

async function run_door(file: any): Promise<void> {
  for (const vector of file.vectors) {
    let passed = false;
    try {
      passed = await verify_signature(parse_entry(bytes_of(vector, "entry")));
    } catch (error) {
      assert.ok(error instanceof DoorError, `${vector.why}: ${error}`);
    }
    assert.equal(passed, false, vector.why);
  }
}

/** The browser refuses a part of what a node refuses, and nothing else: joiners are left to the node. */
function run_details(file: any): void {
  for (const vector of file.vectors) {
    if (vector.bytes === undefined) continue;  // not UTF-8: cannot come from a form
    assert.equal(commitment(vector.bytes), vector.commitment, vector.why);
    if (!vector.accept) continue;
    const detail = JSON.parse(vector.bytes);
    assert.equal(is_detail_of(vector.bytes, vector.commitment, detail.by), true, vector.why);
    const fault = text_fault(detail.name ?? "", kMaxNameChars, true) ?? text_fault(detail.title ?? "", kMaxTitleChars, true) ??
      text_fault(detail.text ?? "", kMaxTextChars, false);
    if (vector.local) assert.equal(fault, null, vector.why);
    else if (!vector.bytes.includes("\u200d")) assert.notEqual(fault, null, vector.why);
  }
}

async function webcrypto_verdict(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean | null> {
  try {
    const imported = await crypto.subtle.importKey("raw", key.slice(), { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature.slice(), message.slice());
  } catch {
    return null;
  }
}

async function run_ed25519(file: any): Promise<void> {
  for (const { name, key, good } of file.keys) assert.equal(is_good_key(from_hex(key)!), good, name);
  const differs = { noble: 0, webcrypto: 0 };
  for (const vector of file.vectors) {
    const [key, message, signature] = [vector.key, vector.message, vector.signature].map((text: string) => from_hex(text)!) as [Uint8Array, Uint8Array, Uint8Array];
    assert.equal(await verify(key, message, signature), vector.accept, vector.name);
    if ((await verifyAsync(signature, message, key, { zip215: false }).catch(() => false)) !== vector.accept) differs.noble++;
    if ((await webcrypto_verdict(key, message, signature)) !== vector.accept) differs.webcrypto++;
  }
  console.log(`verdicts unlike libsodium's: @noble strict ${differs.noble}, this WebCrypto ${differs.webcrypto}, ours 0`);
}

const kRunners: Record<string, (file: any) => void | Promise<void>> = {
  "acts.json": run_acts,
  "details.json": run_details,
  "door.json": run_door,
  "ed25519.json": run_ed25519,
  "json.json": run_json,
};

test("tests/vectors is there", () => assert.ok(has_vectors()));

for (const name of vector_files()) {
  test(`vectors ${name}`, async () => {
    const run = kRunners[name];
    assert.ok(run, `no runner for ${name}`);
    await run(read_vectors(name));
  });
}
