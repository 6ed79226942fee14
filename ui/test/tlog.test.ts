// Inclusion proofs against a naive tree (RFC 6962 written down as it stands there), checkpoints
// against the specification's own note, `.tlog-proof` files read strictly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { seed } from "./helpers.ts";
import { base64, concat, equal, hex, utf8 } from "../src/bytes.ts";
import { public_of_seed, sign_with_seed } from "../src/ed25519.ts";
import { key_id } from "../src/act.ts";
import { sha256 } from "../src/sha256.ts";
import { TlogError, is_included, is_origin_of, is_signed_by, leaf_hash, parse_checkpoint, parse_proof, parse_vkey, root_of_proof } from "../src/tlog.ts";

const node = (left: Uint8Array, right: Uint8Array) => sha256(concat(Uint8Array.of(1), left, right));

function split_of(size: number): number {
  let k = 1;
  while (2 * k < size) k *= 2;
  return k;
}

function naive_root(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const k = split_of(leaves.length);
  return node(naive_root(leaves.slice(0, k)), naive_root(leaves.slice(k)));
}

function naive_path(index: number, leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = split_of(leaves.length);
  return index < k ? [...naive_path(index, leaves.slice(0, k)), naive_root(leaves.slice(k))]
    : [...naive_path(index - k, leaves.slice(k)), naive_root(leaves.slice(0, k))];
}

test("every proof of every tree up to 33 leaves leads to the root, and no altered one does", () => {
  for (let size = 1; size <= 33; size++) {
    const leaves = Array.from({ length: size }, (_, i) => leaf_hash(utf8(`entry ${i}`)));
    const root = naive_root(leaves);
    for (let index = 0; index < size; index++) {
      const path = naive_path(index, leaves);
      assert.ok(equal(root_of_proof(leaves[index]!, index, size, path)!, root));
      const longer = root_of_proof(leaves[index]!, index, size, [...path, root]);
      assert.ok(longer === null);
      if (path.length > 0) assert.equal(root_of_proof(leaves[index]!, index, size, path.slice(1)), null);
      const other = root_of_proof(leaves[index]!, (index + 1) % size, size, path);
      if (size > 1) assert.ok(other === null || !equal(other, root));
    }
    assert.equal(root_of_proof(leaves[0]!, size, size, []), null);
  }
});

const kSpecKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

test("verifier keys: the specification's own, and its mutations", () => {
  assert.equal(parse_vkey(kSpecKey).name, "example.com/foo");
  for (const text of [kSpecKey.replace("530d903a", "530d903b"), kSpecKey.replace("foo", "fop"), kSpecKey + "A", "x", kSpecKey.replace("+Ae", "+Be")]) {
    assert.throws(() => parse_vkey(text), TlogError);
  }
});

async function signed_checkpoint(name: string, size: number, root: Uint8Array, by = 5): Promise<string> {
  const text = `${name}\n${size}\n${base64(root)}\n`;
  const key = await public_of_seed(seed(5));
  return `${text}\n\u2014 ${name} ${base64(concat(key_id(name, 1, key), await sign_with_seed(seed(by), utf8(text))))}\n`;
}

test("a checkpoint counts only when the log itself signed it", async () => {
  const key = await public_of_seed(seed(5));
  const assembly = "a".repeat(64);
  const name = `${assembly}/${hex(sha256(key)).slice(0, 32)}`;
  const log = { name, id: key_id(name, 1, key), key };
  assert.ok(is_origin_of(log, assembly));
  assert.equal(is_origin_of(log, "b".repeat(64)), false);
  const root = sha256(utf8("root"));
  const good = await signed_checkpoint(name, 7, root);
  assert.equal(await is_signed_by(parse_checkpoint(good), log), true);
  assert.equal(await is_signed_by(parse_checkpoint(good.replace("\n7\n", "\n8\n")), log), false);
  assert.equal(await is_signed_by(parse_checkpoint(await signed_checkpoint(name, 7, root, 6)), log), false);
  assert.equal(await is_signed_by(parse_checkpoint(good), { ...log, name: "other" }), false);
  // an unknown cosigner beside it is ignored
  assert.equal(await is_signed_by(parse_checkpoint(good + `\u2014 witness ${base64(new Uint8Array(76))}\n`), log), true);
  for (const text of ["", "x\n\n", good.replace("\n7\n", "\n07\n"), good.slice(0, -1), good.replace("\u2014", "-")]) {
    assert.throws(() => parse_checkpoint(text), TlogError);
  }
});

test("a proof file places its entry and no other", async () => {
  const leaves = Array.from({ length: 6 }, (_, i) => leaf_hash(utf8(`entry ${i}`)));
  const checkpoint = await signed_checkpoint("log", 6, naive_root(leaves));
  const file = (index: number) => `c2sp.org/tlog-proof@v1\nindex ${index}\n${naive_path(4, leaves).map((hash) => base64(hash) + "\n").join("")}\n${checkpoint}`;
  assert.equal(is_included(utf8("entry 4"), parse_proof(file(4))), true);
  assert.equal(is_included(utf8("entry 5"), parse_proof(file(4))), false);
  assert.equal(is_included(utf8("entry 4"), parse_proof(file(5))), false);
  assert.equal(is_included(utf8("entry 4"), parse_proof(file(4).replace("index", "extra AAAA\nindex"))), true);
  for (const text of [file(4).replace("@v1", "@v2"), file(4).replace("index 4", "index 04"), file(4).replace("\n\nlog", "\nlog"), "c2sp.org/tlog-proof@v1\nindex 0\n"]) {
    assert.throws(() => parse_proof(text), TlogError);
  }
  assert.equal(is_included(utf8("only"), parse_proof(
    `c2sp.org/tlog-proof@v1\nindex 0\n\n${await signed_checkpoint("log", 1, leaf_hash(utf8("only")))}`)), true);
});
