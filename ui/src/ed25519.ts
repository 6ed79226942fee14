// Ed25519 under libsodium's rule (DESIGN.md 3): single, cofactorless, canonical S, canonical public
// key, no small-order key or R. @noble's own `verify` multiplies by the cofactor in both of its modes
// and WebCrypto's rule differs by browser, so the check is spelled out here over @noble's points;
// tests/vectors holds libsodium's verdicts. Variable time: public data only.
import { Point, getPublicKeyAsync, signAsync } from "@noble/ed25519";
import { type Bytes, concat, equal } from "./bytes.ts";

const kOrder = Point.CURVE().n;

function little_endian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/** The point a key spells canonically, unless it is of small order; null otherwise. */
function point_of_key(key: Uint8Array): Point | null {
  if (key.length !== 32) return null;
  try {
    const point = Point.fromBytes(key, false);
    return point.isSmallOrder() ? null : point;
  } catch {
    return null;
  }
}

/** True iff the key is a canonical point of the main subgroup. Advice only: the door asks `verify`. */
export function is_good_key(key: Uint8Array): boolean {
  return point_of_key(key)?.isTorsionFree() ?? false;
}

/** True iff the signature is valid under the rule above. */
export async function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const point = point_of_key(key);
  if (!point || signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = little_endian(signature.subarray(32));
  if (s >= kOrder) return false;
  const digest = await crypto.subtle.digest("SHA-512", concat(r, key, message));
  const k = little_endian(new Uint8Array(digest)) % kOrder;
  const expected = Point.BASE.multiply(s, false).subtract(point.multiply(k, false));
  // R is compared as bytes, so a non-canonical R never passes, and a small-order one only here.
  return equal(expected.toBytes(), r) && !expected.isSmallOrder();
}

/** RFC 8032 over @noble, for browsers whose WebCrypto has no Ed25519. */
export const public_of_seed = async (seed: Uint8Array): Promise<Bytes> => (await getPublicKeyAsync(seed)) as Bytes;
export const sign_with_seed = async (seed: Uint8Array, message: Uint8Array): Promise<Bytes> =>
  (await signAsync(message, seed)) as Bytes;
