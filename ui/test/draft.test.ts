// Drafts: what is sealed opens with its key only, as a link and as a file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Draft, draft_file, draft_fragment, key_fragment, open_draft, read_draft_file, read_fragment, seal_draft } from "../src/draft.ts";

const draft: Draft = { act: "propose", values: { title: ["Keep it open"], text: ["Zeile 1\nسطر ٢"], groups: ["civil", "tech"], with: [""] } };

test("a link carries all and opens to the same", async () => {
  const sealed = await seal_draft(draft);
  const back = read_fragment(draft_fragment(sealed))!;
  assert.deepEqual(await open_draft(back), draft);
  assert.ok(!draft_fragment(sealed).includes("Keep"));
});

test("a file opens with the key of its link and with no other", async () => {
  const [sealed, other] = [await seal_draft(draft), await seal_draft(draft)];
  assert.notEqual(sealed.key, other.key);
  assert.ok(!draft_file(sealed).includes(sealed.key));
  const key = read_fragment(key_fragment(sealed))!;
  assert.equal(key.ciphertext, "");
  assert.deepEqual(await open_draft(read_draft_file(draft_file(sealed), key.key)!), draft);
  assert.equal(await open_draft(read_draft_file(draft_file(sealed), other.key)!), null);
  assert.equal(await open_draft({ ...sealed, ciphertext: `A${sealed.ciphertext.slice(1)}` === sealed.ciphertext ? `B${sealed.ciphertext.slice(1)}` : `A${sealed.ciphertext.slice(1)}` }), null);
});

test("what is no draft is refused", async () => {
  for (const hash of ["", "#draft=", "#draft=a.b", "#c-1234", "#draft=a.b.c&x"]) assert.equal(read_fragment(hash), null, hash);
  for (const text of ["", "{}", "{\"format\":\"althing-draft/v2\",\"iv\":\"A\",\"ciphertext\":\"A\"}", "x".repeat(500000)]) assert.equal(read_draft_file(text, "k"), null);
  assert.equal(await open_draft({ key: "AAAA", iv: "AAAA", ciphertext: "AAAA" }), null);
  const wrong = await seal_draft({ act: "propose", values: { title: "not a list" } } as unknown as Draft);
  assert.equal(await open_draft(wrong), null);
});
