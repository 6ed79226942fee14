// Bytes and their spellings: hex, base64, base64url. Decoders accept the canonical spelling only
// (lower-case hex, unused bits zero), as the C++ side does (src/base/bytes.h). Pure.

export type Bytes = Uint8Array<ArrayBuffer>;

const utf8_encoder = new TextEncoder();
const kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function utf8(text: string): Bytes {
  return utf8_encoder.encode(text) as Bytes;
}

/** Decodes UTF-8; throws on malformed input and keeps a byte order mark as a character. */
export function text_of_utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function concat(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Lower-case hex of exactly `size` bytes (any length if absent); null otherwise. */
export function from_hex(text: string, size?: number): Bytes | null {
  if (!/^([0-9a-f]{2})*$/.test(text)) return null;
  if (size !== undefined && text.length !== 2 * size) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function encode(bytes: Uint8Array, tail: string, pad: boolean): string {
  const alphabet = kAlphabet + tail;
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = Math.min(3, bytes.length - i);
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k <= left; k++) out += alphabet[(word >> (18 - 6 * k)) & 63]!;
    if (pad) out += "=".repeat(3 - left);
  }
  return out;
}

function decode(text: string, tail: string, pad: boolean): Bytes | null {
  const alphabet = kAlphabet + tail;
  const body = pad ? text.replace(/={1,2}$/, "") : text;
  const out = new Uint8Array(Math.floor((body.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (const char of body) {
    const value = alphabet.indexOf(char);
    if (value < 0) return null;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (word >> bits) & 0xff;
    }
  }
  // Only one spelling per value: re-encoding settles lengths, padding and unused bits at once.
  return encode(out, tail, pad) === text ? out : null;
}

/** Standard base64 with padding (signed notes). */
export const base64 = (bytes: Uint8Array): string => encode(bytes, "+/", true);
export const from_base64 = (text: string): Bytes | null => decode(text, "+/", true);
/** base64url without padding (keys, salts). */
export const base64url = (bytes: Uint8Array): string => encode(bytes, "-_", false);
export const from_base64url = (text: string): Bytes | null => decode(text, "-_", false);
