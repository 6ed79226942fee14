// <form data-althing="sign" data-assembly data-statement="<version id>" data-title>: signs one frozen
// version, as a person, with an affiliation shown, or for an organisation; withdraws it later.
import { type Heads, get_heads } from "./api.ts";
import type { JsonObject } from "./canonical.ts";
import { kMaxNameChars } from "./detail.ts";
import { box, button, error_box, h, replace } from "./dom.ts";
import { run_flow } from "./flow.ts";
import { FormFault, FormReader } from "./form.ts";
import { current_key } from "./keys.ts";
import { t } from "./messages.ts";
import { no_key_box, page_lang } from "./page_common.ts";
import { fill_mandates, read_mandate } from "./page_forms.ts";
import { type Receipt, type StoredKey, all, put } from "./store.ts";

/** In the select of organisations: the member whose key this is. */
const kOwn = "own";

type Capacity = "person" | "affiliated" | "organisation";

function read_sign(reader: FormReader, statement: string, title: string): { members: JsonObject; detail: JsonObject | null; sentence: string } {
  const capacity = reader.value("capacity") as Capacity;
  if (!["person", "affiliated", "organisation"].includes(capacity)) reader.fault("capacity", t("sign.capacity_missing"));
  const name = reader.prose("name", kMaxNameChars);
  const affiliation = capacity === "affiliated" ? reader.prose("affiliation", kMaxNameChars, { required: true }) : "";
  const country = reader.country("country");
  const members: JsonObject = { act: "sign", statement, capacity };
  if (country) members["country"] = country;
  let organisation = "", own = false;
  if (capacity === "organisation") {
    const mandate = read_mandate(reader);
    own = reader.value("mandate") === kOwn;
    if (!own && !mandate["for"]) reader.fault("mandate", t("sign.mandate_missing"));
    Object.assign(members, mandate);
    const select = reader.control("mandate") as HTMLSelectElement;
    organisation = select.selectedOptions[0]?.textContent ?? "";
  }
  const detail: JsonObject = {};
  if (name) detail["name"] = name;
  if (affiliation) detail["affiliation"] = affiliation;
  const shown = name || t("sign.no_name");
  const sentence = own ? t("sign.sentence_own", { title, organisation, name: shown })
    : capacity === "organisation" ? t("sign.sentence_organisation", { title, organisation, name: shown })
    : capacity === "affiliated" ? t("sign.sentence_affiliated", { title, name: shown, affiliation })
    : t("sign.sentence_person", { title, name: shown });
  return { members, detail: Object.keys(detail).length > 0 ? detail : null, sentence };
}

/** Whether this key is that of an association or organisation, which signs as itself. */
const is_organisation = (heads: Heads): boolean =>
  (heads.kind === "association" || heads.kind === "organisation") && heads.present !== false && !heads.replaced;

/** Shows only the fields that belong to the chosen capacity (elements with data-when="<capacity>"). */
function follow_capacity(form: HTMLFormElement): void {
  const apply = () => {
    const chosen = String(new FormData(form).get("capacity") ?? "");
    for (const part of form.querySelectorAll<HTMLElement>("[data-when]")) {
      part.hidden = !(part.dataset["when"] ?? "").split(" ").includes(chosen);
    }
  };
  form.addEventListener("change", apply);
  apply();
}

class SignPage {
  private readonly notice = h("div", {});
  private readonly place = h("div", {});
  private readonly statement: string;
  private readonly title: string;

  constructor(private readonly form: HTMLFormElement, private readonly key: StoredKey, private readonly heads: Heads) {
    this.statement = form.dataset["statement"] ?? "";
    this.title = form.dataset["title"] ?? "";
    form.before(this.notice);
    form.after(this.place);
  }

  async start(): Promise<void> {
    const mandates = this.heads.mandates ?? [];
    fill_mandates(this.form, mandates);
    const organisation = this.form.querySelector<HTMLInputElement>('input[name="capacity"][value="organisation"]');
    if (organisation && is_organisation(this.heads)) {
      const select = this.form.elements.namedItem("mandate") as HTMLSelectElement;
      select.prepend(h("option", { value: kOwn, selected: true }, this.heads.name || t("sign.own")));
      organisation.checked = true;
    } else if (organisation && mandates.length === 0) {
      organisation.disabled = true;
      organisation.closest(".choice")?.append(h("span", { class: "field__hint" }, t("sign.no_mandates")));
    }
    follow_capacity(this.form);
    this.form.noValidate = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    const kept = (await all("receipts")).filter((receipt) => receipt.type === "sign" && !receipt.withdrawn &&
      receipt.public === this.key.public && receipt.statement === this.statement);
    kept.sort((a, b) => (a.at < b.at ? -1 : 1));
    const own = kept.at(-1);
    if (own) this.show_signed(own.id, own);
    else if (this.heads.signed) this.show_signed(this.heads.signed, null);
  }

  private submit(): void {
    try {
      const { members, detail, sentence } = read_sign(new FormReader(this.form), this.statement, this.title);
      void run_flow({
        key: this.key, draft: { members, detail, assembly: this.form.dataset["assembly"] }, sentence,
        place: this.place, lang: page_lang(),
        accepted: (receipt) => { this.show_signed(receipt.id, receipt); },
        back: () => this.form.querySelector<HTMLElement>("input, select")?.focus(),
      });
    } catch (error) {
      if (!(error instanceof FormFault)) replace(this.place, error_box(error));
    }
  }

  private show_signed(id: string, receipt: Receipt | null): void {
    this.form.hidden = true;
    const change = button(t("sign.change"), "secondary", () => {
      this.form.hidden = false;
      replace(this.place);
      this.form.querySelector<HTMLElement>("input, select")?.focus();
    });
    replace(this.notice, box("success", t("sign.already"), h("p", {}, t("sign.already_text"), " ",
      h("a", { href: `/${page_lang()}/signature/${id}` }, t("sign.already_link"))),
    h("p", { class: "cluster" }, change, button(t("sign.withdraw"), "danger", () => this.withdraw(receipt)))));
  }

  private withdraw(receipt: Receipt | null): void {
    const members: JsonObject = { act: "unsign", statement: this.statement };
    // A signature given for an organisation is withdrawn in its name as well.
    if (receipt?.for && receipt.mandate) Object.assign(members, { for: receipt.for, mandate: receipt.mandate });
    void run_flow({
      key: this.key, draft: { members, detail: null, assembly: this.form.dataset["assembly"] },
      sentence: t("sign.withdraw_sentence", { title: this.title }), place: this.place, lang: page_lang(),
      accepted: async () => {
        if (receipt) await put("receipts", { ...receipt, withdrawn: true });
        replace(this.notice, box("", t("sign.withdrawn")));
        this.form.hidden = false;
      },
    });
  }
}

export async function start_sign(form: HTMLFormElement): Promise<void> {
  const key = await current_key();
  if (!key) return form.replaceWith(no_key_box(form));
  const heads = await get_heads(key.public, form.dataset["statement"]);
  await new SignPage(form, key, heads).start();
}
