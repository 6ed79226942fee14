// <form data-althing="moderate" data-act="erase | appeal" data-of ...>: acts about the words of another
// act. Erasing is its author's alone; who cannot is told before anything is signed.
import { type Heads, get_heads } from "./api.ts";
import type { JsonObject } from "./canonical.ts";
import { kMaxReasonChars } from "./detail.ts";
import { box, error_box, h, replace } from "./dom.ts";
import { run_flow } from "./flow.ts";
import { FormFault, FormReader } from "./form.ts";
import { current_key } from "./keys.ts";
import { t } from "./messages.ts";
import { no_key_box, page_lang } from "./page_common.ts";
import type { StoredKey } from "./store.ts";

/** `for` and `mandate` where the act was done in another's name; null if this key may not speak for its author. */
function as_author(form: HTMLFormElement, key: StoredKey, heads: Heads): JsonObject | null {
  const { by, member, for: organisation } = form.dataset;
  if (organisation) {
    const mandate = (heads.mandates ?? []).find((one) => one.for === organisation);
    if (mandate) return { for: mandate.for, mandate: mandate.mandate };
    return heads.join === organisation ? {} : null;
  }
  return by === key.public || (member && heads.join === member) ? {} : null;
}

export async function start_moderate(form: HTMLFormElement): Promise<void> {
  const key = await current_key();
  if (!key) return form.replaceWith(no_key_box(form));
  const { act = "", of = "", assembly } = form.dataset;
  const speaking = act === "erase" ? as_author(form, key, await get_heads(key.public)) : {};
  if (!speaking) return form.replaceWith(box("warning", t("erase.not_author"), h("p", {}, t("erase.not_author_text"))));
  const place = h("div", {});
  form.after(place);
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      const reader = new FormReader(form);
      const reason = act === "appeal" ? reader.prose("reason", kMaxReasonChars, { required: true, lines: true }) : "";
      void run_flow({
        key, place, lang: page_lang(),
        draft: { members: { act, of, ...speaking }, detail: reason ? { lang: page_lang(), reason } : null, assembly },
        sentence: t(act === "erase" ? "erase.sentence" : "appeal.sentence"),
        accepted: () => { form.hidden = true; },
        back: () => form.querySelector<HTMLElement>("textarea, button")?.focus(),
      });
    } catch (error) {
      if (!(error instanceof FormFault)) replace(place, error_box(error));
    }
  });
}
