// Stamps (DESIGN.md 8): a node under load asks newcomers for an id with d leading zero bits, found by
// varying `nonce`. Runs in slices between which the page stays alive; can be stopped.
import { text_of } from "./act.ts";
import { utf8 } from "./bytes.ts";
import type { JsonObject } from "./canonical.ts";
import { leading_zero_bits, sha256 } from "./sha256.ts";

export const kMaxStampBits = 28;  // about ten minutes on a phone; no node may ask for more
const kSliceMs = 40;

export interface StampOptions {
  progress?: (tried: number, expected: number) => void;
  signal?: AbortSignal;
}

/** The text of `body` with the first nonce whose id has `bits` leading zero bits. */
export async function stamped_text(body: JsonObject, bits: number, options: StampOptions = {}): Promise<string> {
  if (bits <= 0) return text_of(body);
  if (bits > kMaxStampBits) throw new RangeError(`a stamp of ${bits} bits is more than ${kMaxStampBits}`);
  // Only the nonce varies and its length stays, so the door's checks run once.
  const kDigits = 12;
  const text = text_of({ ...body, nonce: "0".repeat(kDigits) });
  const bytes = utf8(text);
  const at = text.indexOf('"nonce":"') + 9;
  let tried = 0;
  for (;;) {
    const slice_end = performance.now() + kSliceMs;
    while (performance.now() < slice_end) {
      for (let i = 0; i < 256; i++) {
        const digits = (tried++).toString(36).padStart(kDigits, "0");
        for (let k = 0; k < kDigits; k++) bytes[at + k] = digits.charCodeAt(k);
        if (leading_zero_bits(sha256(bytes)) >= bits) return text.slice(0, at) + digits + text.slice(at + kDigits);
      }
    }
    options.progress?.(tried, 2 ** bits);
    await new Promise((resume) => setTimeout(resume, 0));
    options.signal?.throwIfAborted();
  }
}
