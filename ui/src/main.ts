// Entry of the browser's part: finds the elements that ask for it and brings them to life. Elements
// are printed with `hidden` where they are useless without script; [data-althing-nojs] ones go away.
import { box, error_box, h } from "./dom.ts";
import { read_messages, t } from "./messages.ts";
import { start_act } from "./page_act.ts";
import { start_mine } from "./page_common.ts";
import { start_form } from "./page_forms.ts";
import { start_key_manager } from "./page_key.ts";
import { start_moderate } from "./page_moderate.ts";
import { start_sign } from "./page_sign.ts";
import { start_follow } from "./page_follow.ts";
import { start_verify } from "./page_verify.ts";

const kStarts: Record<string, (element: HTMLElement) => void | Promise<void>> = {
  act: (element) => start_act(element as HTMLFormElement),
  "key-manager": start_key_manager,
  sign: (element) => start_sign(element as HTMLFormElement),
  join: (element) => start_form(element as HTMLFormElement),
  statement: (element) => start_form(element as HTMLFormElement),
  revise: (element) => start_form(element as HTMLFormElement),
  moderate: (element) => start_moderate(element as HTMLFormElement),
  verify: start_verify,
  mine: start_mine,
  follow: start_follow,
};

async function start(element: HTMLElement): Promise<void> {
  const begin = kStarts[element.dataset["althing"] ?? ""];
  if (!begin) return;
  element.addEventListener("submit", (event) => event.preventDefault());
  try {
    // Outside https, localhost and onion sites browsers give no cryptography at all.
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) {
      element.replaceWith(box("warning", t("browser.insecure"), h("p", {}, t("browser.insecure_text"))));
      return;
    }
    await begin(element);
    element.hidden = false;
  } catch (error) {
    console.error(error);
    element.before(error_box(error));
  }
  element.setAttribute("data-althing-ready", "");
}

const elements = document.querySelectorAll<HTMLElement>("[data-althing]");
if (elements.length > 0) {
  read_messages(document);
  for (const element of document.querySelectorAll<HTMLElement>("[data-althing-nojs]")) element.hidden = true;
  for (const element of elements) void start(element);
}
