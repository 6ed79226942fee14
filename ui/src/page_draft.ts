// <form data-draft>: what is typed can be kept on this device, brought back, deleted, and sent to others
// sealed. Nothing of it goes to the node. The draft goes when the act is published.
import { type Draft, type DraftValues, draft_file, draft_fragment, key_fragment, open_draft, read_draft_file, read_fragment, seal_draft } from "./draft.ts";
import { box, button, field, h, replace, save_file, status_line } from "./dom.ts";
import { t } from "./messages.ts";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const controls = (form: HTMLFormElement): Control[] =>
  [...form.querySelectorAll<Control>("input:not([type=hidden], [type=file]), select, textarea")].filter((control) => control.name !== "" && control.name !== "mandate");
const is_box = (control: Control): control is HTMLInputElement => control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");

function values_of(form: HTMLFormElement): DraftValues {
  const out: DraftValues = {};
  for (const control of controls(form)) {
    const list = (out[control.name] ??= []);
    if (!is_box(control) || control.checked) list.push(control.value);
  }
  return out;
}

function fill(form: HTMLFormElement, values: DraftValues): void {
  for (const control of controls(form)) {
    const list = values[control.name];
    if (!list) continue;
    if (is_box(control)) control.checked = list.includes(control.value);
    else control.value = list[0] ?? "";
  }
  form.dispatchEvent(new Event("change"));
}

/** Starts the drafts of a form; returns what forgets the one kept here. */
export async function start_drafts(form: HTMLFormElement): Promise<() => void> {
  const act = form.dataset["act"] ?? "";
  // One place a form, in whatever language it is read.
  const place = `althing-draft:${location.pathname.replace(/^\/[^/]+/, "")}${location.search}`;
  const forget = () => localStorage.removeItem(place);
  const status = status_line();
  const found = h("div", {});
  const draft = (): Draft => ({ act, values: values_of(form) });
  const take = (opened: Draft | null) => {
    if (!opened || opened.act !== act) return void (status.textContent = t("draft.unreadable"));
    fill(form, opened.values);
    status.textContent = t("draft.filled");
  };
  const here = location.href.split("#")[0]!;
  const link = h("input", { readonly: true, type: "text", class: "raw" }) as HTMLInputElement;
  const link_field = field(t("draft.link"), t("draft.link_hint"), link);
  link_field.hidden = true;
  const show_link = (fragment: string) => {
    link.value = here + fragment;
    link_field.hidden = false;
    link.focus();
    link.select();
  };
  const fragment = read_fragment(location.hash);
  const file = h("input", { type: "file" }) as HTMLInputElement;
  file.addEventListener("change", () => void (async () => {
    const sealed = read_draft_file((await file.files?.[0]?.text()) ?? "", fragment?.key ?? "");
    take(sealed && (await open_draft(sealed)));
  })());
  form.before(found);
  form.append(h("details", {}, h("summary", {}, t("draft.title")), h("p", { class: "field__hint" }, t("draft.hint")),
    h("p", { class: "cluster" },
      button(t("draft.keep"), "secondary", () => {
        localStorage.setItem(place, JSON.stringify({ ...draft(), at: new Date().toISOString() }));
        status.textContent = t("draft.kept");
      }),
      button(t("draft.to_link"), "secondary", async () => show_link(draft_fragment(await seal_draft(draft())))),
      button(t("draft.to_file"), "secondary", async () => {
        const sealed = await seal_draft(draft());
        save_file("draft.althing-draft.json", draft_file(sealed));
        show_link(key_fragment(sealed));
      })),
    link_field), status);
  if (fragment?.ciphertext) {
    take(await open_draft(fragment));
    history.replaceState(null, "", here);  // the key stays out of the history
  } else if (fragment) {
    replace(found, box("", t("draft.from_file"), field(t("draft.file"), t("draft.file_hint"), file)));
  } else if (localStorage.getItem(place) !== null) {
    const kept = JSON.parse(localStorage.getItem(place)!) as Draft & { at: string };
    replace(found, box("", t("draft.found", { date: kept.at.slice(0, 16).replace("T", " ") }), h("p", { class: "cluster" },
      button(t("draft.restore"), "secondary", () => {
        take(kept);
        replace(found);
      }),
      button(t("draft.delete"), "danger", () => {
        forget();
        replace(found);
      }))));
  }
  return forget;
}
