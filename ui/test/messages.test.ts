// The catalogue and the code agree; the code keeps the strict policy (no HTML from data, no eval).
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { kUi, read_ui } from "./helpers.ts";
import messages from "../messages.json";
import { type MessageId, set_messages, t } from "../src/messages.ts";

const sources = readdirSync(join(kUi, "src")).map((name) => read_ui("src", name)).join("\n");

test("every message is used, and every used id is there", () => {
  const used = new Set([...sources.matchAll(/"((?:api|appeal|backup|ballot|browser|check|compose|draft|erase|error|field|flow|follow|join|key|member|nokey|receipt|revise|rotate|sign|similar|statement|verify)\.[a-z_]+)"/g)].map((m) => m[1]));
  assert.deepEqual([...used].sort(), Object.keys(messages).sort());
});

test("a missing message or value throws in strict mode", () => {
  assert.throws(() => t("no.such" as MessageId));
  assert.throws(() => t("receipt.logged"));
  assert.equal(t("receipt.logged", { index: 3 }), "The act is in the record, as entry 3.");
  set_messages({}, false);
  const error = console.error;
  let said = 0;
  console.error = () => { said++; };
  assert.equal(t("flow.sign"), "flow.sign");
  console.error = error;
  assert.equal(said, 1);
  set_messages(messages, true);
});

test("no way for data to become HTML or code", () => {
  for (const word of ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", ".style.", "srcdoc"]) {
    assert.equal(sources.includes(word), false, word);
  }
});

test("scripts speak to their own node only", () => {
  assert.equal(/["'`]https?:\/\//.test(sources), false);
});
