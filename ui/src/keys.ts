// The key this browser signs with (DESIGN.md 3; issue 2, item 7). Kept non-extractable: as a WebCrypto
// Ed25519 key, or where the browser has none, as a seed under a non-extractable AES key, signed with
// @noble. Whether WebCrypto can is found by a real signature, not by names or versions.
import { type Bytes, concat, from_hex, utf8 } from "./bytes.ts";
import type { KeyMaterial } from "./backup.ts";
import { public_of_seed, sign_with_seed, verify } from "./ed25519.ts";
import { type StoredKey, all, put, remove } from "./store.ts";

const kPkcs8Head = from_hex("302e020100300506032b657004220420")!;  // RFC 8410: an Ed25519 seed follows

/** A signing key that cannot be read out again. Throws where WebCrypto has no Ed25519. */
export function import_seed(seed: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", concat(kPkcs8Head, seed), { name: "Ed25519" }, false, ["sign"]);
}

let webcrypto_signs: Promise<boolean> | null = null;

/** True iff WebCrypto imports a seed and its signature passes our own verification. */
export function has_webcrypto_ed25519(): Promise<boolean> {
  webcrypto_signs ??= (async () => {
    try {
      const seed = crypto.getRandomValues(new Uint8Array(32));
      const message = utf8("althing");
      const signature = await crypto.subtle.sign({ name: "Ed25519" }, await import_seed(seed), message);
      return await verify(await public_of_seed(seed), message, new Uint8Array(signature));
    } catch {
      return false;
    }
  })();
  return webcrypto_signs;
}

async function seal(seed: Bytes): Promise<StoredKey["signer"]> {
  const wrap = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { kind: "sealed", wrap, iv, seed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, wrap, seed) };
}

export async function make_signer(seed: Bytes, use_webcrypto: boolean): Promise<StoredKey["signer"]> {
  return use_webcrypto ? { kind: "webcrypto", key: await import_seed(seed) } : seal(seed);
}

export async function sign_with(signer: StoredKey["signer"], message: Bytes): Promise<Bytes> {
  if (signer.kind === "webcrypto") {
    return new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, signer.key, message));
  }
  const seed = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: signer.iv }, signer.wrap, signer.seed));
  try {
    return await sign_with_seed(seed, message);
  } finally {
    seed.fill(0);
  }
}

/** The key as this browser will keep it; the seeds are wiped from memory. Call only after its backup is saved. */
export async function stored_of(material: KeyMaterial): Promise<StoredKey> {
  const signer = await make_signer(material.seed, await has_webcrypto_ed25519());
  material.seed.fill(0);
  material.next_seed.fill(0);
  return { public: material.public, next_commitment: material.next_commitment, created: material.created, signer };
}

/** Takes a key into use; the one it replaces, if any, is forgotten. */
export async function keep_key(key: StoredKey, old?: StoredKey): Promise<StoredKey> {
  await put("keys", key);
  if (old) await forget_key(old);
  await navigator.storage?.persist?.();  // asks the browser not to evict it; no harm if refused
  return key;
}

/** The one key in use, or null. */
export async function current_key(): Promise<StoredKey | null> {
  return (await all("keys"))[0] ?? null;
}

export const forget_key = (key: StoredKey): Promise<void> => remove("keys", key.public);
