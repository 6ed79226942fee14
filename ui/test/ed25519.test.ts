// The verification rule is libsodium's on every edge: mixed and small orders, S >= L, non-canonical
// keys and R. The verdicts in ed25519-edges.json were made by libsodium 1.0.18 itself.
import assert from "node:assert/strict";
import { createPrivateKey, sign as node_sign } from "node:crypto";
import { test } from "node:test";
import { read_ui, seed } from "./helpers.ts";
import { verifyAsync } from "@noble/ed25519";
import { from_hex, hex, utf8 } from "../src/bytes.ts";
import { is_good_key, public_of_seed, sign_with_seed, verify } from "../src/ed25519.ts";

interface Edge { name: string; key: string; signature: string; message: string; valid: boolean; good_key: boolean }
const edges = (JSON.parse(read_ui("test", "ed25519-edges.json")) as { vectors: Edge[] }).vectors;

test("our verdict is libsodium's on every edge", async () => {
  let plain_noble_differs = 0;
  for (const edge of edges) {
    const [key, signature, message] = [edge.key, edge.signature, edge.message].map((text) => from_hex(text)!) as [Uint8Array, Uint8Array, Uint8Array];
    assert.equal(await verify(key, message, signature), edge.valid, edge.name);
    assert.equal(is_good_key(key), edge.good_key, `good key: ${edge.name}`);
    if ((await verifyAsync(signature, message, key, { zip215: false })) !== edge.valid) plain_noble_differs++;
  }
  // If this ever becomes 0, @noble has changed its rule; read ed25519.ts again.
  assert.ok(plain_noble_differs > 0);
});

test("wrong lengths are no signatures", async () => {
  const key = await public_of_seed(seed(1));
  const signature = await sign_with_seed(seed(1), utf8("x"));
  assert.equal(await verify(key, utf8("x"), signature), true);
  assert.equal(await verify(key.slice(1), utf8("x"), signature), false);
  assert.equal(await verify(key, utf8("x"), signature.slice(1)), false);
});

test("the fallback signs the same bytes as OpenSSL", async () => {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed(9)]);
  const native = node_sign(null, utf8("althing"), createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
  assert.equal(hex(await sign_with_seed(seed(9), utf8("althing"))), native.toString("hex"));
});
