// Small helpers to build and mark up the page. Data enters as text nodes and attributes only, never
// as HTML. Focus moves to what changed; a status line with aria-live tells what is going on.
import { t } from "./messages.ts";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/** <tag attributes>children</tag>; a function value listens, `true` sets a bare attribute, false none. */
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

let last_id = 0;
export const new_id = (): string => `althing-${++last_id}`;

export function button(label: string, kind: "" | "secondary" | "danger", press: () => void | Promise<void>): HTMLButtonElement {
  const element = h("button", { type: "button", class: kind ? `button button--${kind}` : "button" }, label) as HTMLButtonElement;
  element.addEventListener("click", async () => {
    if (element.disabled) return;
    element.disabled = true;  // one press, one deed
    try {
      await press();
    } finally {
      element.disabled = false;
    }
  });
  return element;
}

export function box(kind: "" | "success" | "warning" | "error", title: string, ...children: Child[]): HTMLElement {
  const attributes: Attributes = { class: kind ? `box box--${kind}` : "box", tabindex: "-1" };
  if (kind === "error") attributes["role"] = "alert";
  return h("div", attributes, h("p", { class: "box__title" }, title), ...children);
}

export function facts(rows: [string, Child][]): HTMLElement {
  return h("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

export const hash = (text: string): HTMLElement => h("code", { class: "hash" }, text);

export const raw = (summary: string, text: string): HTMLElement =>
  h("details", {}, h("summary", {}, summary), h("pre", { class: "raw", tabindex: "0" }, text));

/** A labelled input with an optional hint. */
export function field(label: string, hint: string, input: HTMLElement): HTMLElement {
  const id = new_id();
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", `${id}-h`);
  return h("div", { class: "field" }, h("label", { for: id }, label),
    hint ? h("span", { class: "field__hint", id: `${id}-h` }, hint) : null, input);
}

export function check_box(label: string, input: HTMLInputElement): HTMLElement {
  input.id = new_id();
  input.type = "checkbox";
  return h("div", { class: "choice" }, input, h("label", { for: input.id }, label));
}

export function clear_errors(root: ParentNode): void {
  for (const error of root.querySelectorAll("[data-field-error]")) {
    const control = root.querySelector(`[aria-describedby~="${error.id}"]`);
    const rest = (control?.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== error.id).join(" ");
    if (rest) control?.setAttribute("aria-describedby", rest);
    else control?.removeAttribute("aria-describedby");
    control?.removeAttribute("aria-invalid");
    error.closest(".field")?.classList.remove("field--error");
    error.remove();
  }
}

/** Shows an error at a control (between label and control) and moves the focus there. */
export function field_error(control: HTMLElement, message: string): void {
  const id = new_id();
  const error = h("span", { class: "field__error", id, "data-field-error": true }, message);
  (control.closest(".choice") ?? control).before(error);
  control.closest(".field")?.classList.add("field--error");
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", `${id} ${control.getAttribute("aria-describedby") ?? ""}`.trim());
  control.focus();
}

/** A line that screen readers announce when it changes. */
export const status_line = (): HTMLElement => h("p", { role: "status", "aria-live": "polite", class: "muted" });

export function replace(container: HTMLElement, ...children: Child[]): void {
  container.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** Offers text as a file; needs no server and no data: URL. */
export function save_file(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** What an error says to a person: what happened and what to do next. */
export function error_box(error: unknown): HTMLElement {
  const message = error instanceof Error ? error.message : String(error);
  return box("error", t("error.title"), h("p", {}, message));
}
