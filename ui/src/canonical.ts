// Canonical JSON: RFC 8785 restricted to objects, arrays, strings, booleans, null and integers within
// +-(2^53-1) (DESIGN.md 3). The reader parses, writes again and accepts equal text only; so duplicate
// or unsorted names, `1.0`, spaces and other spellings all fail. Pure.

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

export class CanonicalError extends Error {}

const kLoneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function write_string(text: string): string {
  if (kLoneSurrogate.test(text)) throw new CanonicalError("lone surrogate in a string");
  return JSON.stringify(text);  // RFC 8785 takes its string rule from ECMAScript
}

function write_at(value: Json, levels: number): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return write_string(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new CanonicalError(`${value} is not an integer within 2^53-1`);
    return String(value);
  }
  if (levels === 0) throw new CanonicalError("nested too deep");
  if (Array.isArray(value)) return `[${value.map((item) => write_at(item, levels - 1)).join(",")}]`;
  if (typeof value !== "object") throw new CanonicalError(`no JSON value: ${typeof value}`);
  const members = Object.keys(value).sort().map((name) =>
    `${write_string(name)}:${write_at(value[name]!, levels - 1)}`);
  return `{${members.join(",")}}`;
}

/** Canonical text of a value. Throws CanonicalError. */
export function canonical(value: Json, max_depth = 16): string {
  return write_at(value, max_depth);
}

/** The value a canonical text spells; throws CanonicalError for any other spelling. */
export function parse_value(text: string, max_depth = 16): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new CanonicalError("not JSON");
  }
  if (canonical(value, max_depth) !== text) throw new CanonicalError("not the canonical spelling");
  return value;
}

/** parse_value for texts that must be objects. */
export function parse_canonical(text: string, max_depth = 16): JsonObject {
  const value = parse_value(text, max_depth);
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new CanonicalError("not an object");
  return value;
}
