// What several pages need: the page's language and the way to the key page.
import { box, h } from "./dom.ts";
import { current_key } from "./keys.ts";
import { t } from "./messages.ts";

export const page_lang = (): string => document.documentElement.lang || "en";

export function no_key_box(element: HTMLElement): HTMLElement {
  const href = element.dataset["keyHref"] ?? `/${page_lang()}/key`;
  return box("", t("nokey.title"), h("p", {}, t("nokey.text")), h("p", {}, h("a", { class: "button", href }, t("nokey.link"))));
}

/** Goes on to a page about the key kept in this browser, if there is one. */
export async function start_mine(element: HTMLElement): Promise<void> {
  const key = await current_key();
  if (key) location.replace(`${element.dataset["href"] ?? ""}?key=${key.public}`);
  else element.append(no_key_box(element));
}
