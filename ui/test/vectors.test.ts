// The vectors shared with the C++ side (tests/vectors/*.json): every file there must have a runner here,
// and every vector the same verdict.
import assert from "node:assert/strict";
import { test } from "node:test";
import { has_vectors, read_vectors, vector_files } from "./helpers.ts";
import { verifyAsync } from "@noble/ed25519";
import { from_hex } from "../src/bytes.ts";
import { is_good_key, verify } from "../src/ed25519.ts";

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
  "ed25519.json": run_ed25519,
};

test("tests/vectors is there", () => assert.ok(has_vectors()));

for (const name of vector_files()) {
  test(`vectors ${name}`, async () => {
    const run = kRunners[name];
    assert.ok(run, `no runner for ${name}`);
    await run(read_vectors(name));
  });
}
