// Shared by the tests: WebCrypto on Node 18, a key from a fixed seed, the shared vectors' folder.
import { webcrypto } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import messages from "../messages.json";
import { set_messages } from "../src/messages.ts";

globalThis.crypto ??= webcrypto as Crypto;
set_messages(messages, true);

export const kUi = process.env.ALTHING_UI as string;
const kVectors = join(kUi, "..", "tests", "vectors");

export const has_vectors = (): boolean => existsSync(kVectors);
export const vector_files = (): string[] => (has_vectors() ? readdirSync(kVectors).filter((name) => name.endsWith(".json")) : []);
export const read_vectors = (name: string) => JSON.parse(readFileSync(join(kVectors, name), "utf8"));
export const read_ui = (...path: string[]): string => readFileSync(join(kUi, ...path), "utf8");
export const seed = (byte: number) => new Uint8Array(32).fill(byte);
