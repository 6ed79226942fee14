// <div data-althing="key-manager" [data-assembly]>: make, restore, show and forget this browser's key.
// Order matters (issue 2, item 7): seeds in memory -> encrypted backup saved -> only then taken into use.
import { is_hash, kMaxPrev, time_text } from "./act.ts";
import { BackupError, type KeyMaterial, draw_key, kMinPassphraseChars, make_backup, open_backup, suggest_passphrase } from "./backup.ts";
import { box, button, check_box, clear_errors, error_box, facts, field, field_error, h, hash, replace, save_file, status_line } from "./dom.ts";
import { get_heads } from "./api.ts";
import { current_key, forget_key, has_webcrypto_ed25519, keep_key, stored_of } from "./keys.ts";
import { t } from "./messages.ts";
import { page_lang } from "./page_common.ts";
import { open_own_backup, run_rotation } from "./page_rotate.ts";
import type { StoredKey } from "./store.ts";

class KeyManager {
  private readonly place = h("div", {});
  private readonly status = status_line();

  constructor(private readonly element: HTMLElement) {
    element.append(this.place, this.status);
  }

  private show(...children: (Node | null)[]): void {
    replace(this.place, ...children);
    (this.place.querySelector("h2, .box") as HTMLElement | null)?.focus();
  }

  async start(): Promise<void> {
    const key = await current_key();
    if (key) {
      replace(this.place, ...this.key_view(key));
      void this.warn_if_replaced(key);
    } else replace(this.place, ...this.empty_view());
  }

  /** Old browsers must not sign on with a key that was replaced elsewhere. Without an answer: no warning. */
  private async warn_if_replaced(key: StoredKey): Promise<void> {
    const heads = await get_heads(key.public).catch(() => null);
    if (heads?.replaced) this.place.prepend(box("warning", t("key.replaced"), h("p", {}, t("key.replaced_text"))));
  }

  private empty_view(): Node[] {
    return [h("h2", { tabindex: "-1" }, t("key.none_title")), h("p", {}, t("key.none")),
      h("p", { class: "cluster" }, button(t("key.make"), "", () => this.make_view()),
        button(t("key.restore"), "secondary", () => this.restore_view()))];
  }

  /** What this node holds by the key: who restores it at another node finds all of it there. */
  private async tell_what_is_here(key: StoredKey, place: HTMLElement): Promise<void> {
    const heads = await get_heads(key.public).catch(() => null);
    if (!heads) return;
    const last = heads.prev?.[0];
    if (heads.join) place.append(t("key.here_member"), " ", h("a", { href: `/${page_lang()}/member/${heads.join}` }, h("bdi", {}, heads.name || t("key.here_unnamed"))));
    else if (last) place.append(h("a", { href: `/${page_lang()}/acts/${last}` }, t("key.here_last")));
    else place.append(t("key.here_nothing"));
  }

  private key_view(key: StoredKey): Node[] {
    const here = h("p", { "aria-live": "polite" });
    void this.tell_what_is_here(key, here);
    const card = `${t("key.public")}: ${key.public}\n${t("key.next")}: ${key.next_commitment}\n`;
    return [h("h2", { tabindex: "-1" }, t("key.have_title")),
      facts([[t("key.public"), hash(key.public)], [t("key.next"), hash(key.next_commitment)],
        [t("key.created"), h("time", { datetime: key.created }, key.created)],
        [t("key.kept"), t(key.signer.kind === "webcrypto" ? "key.kept_webcrypto" : "key.kept_sealed")]]),
      here, h("p", { class: "muted" }, t("key.export_hint")),
      h("p", { class: "cluster" },
        button(t("key.export"), "secondary", () => save_file(`althing-public-key-${key.public.slice(0, 8)}.txt`, card)),
        button(t("key.rotate"), "secondary", () => this.rotate_view(key)),
        button(t("key.forget"), "danger", () => this.forget_view(key)))];
  }

  private forget_view(key: StoredKey): void {
    const sure = h("input", {}) as HTMLInputElement;
    this.show(box("warning", t("key.forget_title"), h("p", {}, t("key.forget_warning")),
      h("div", { class: "field" }, check_box(t("key.forget_sure"), sure)),
      h("p", { class: "cluster" },
        button(t("key.forget"), "danger", async () => {
          clear_errors(this.place);
          if (!sure.checked) return field_error(sure, t("key.forget_unsure"));
          await forget_key(key);
          this.status.textContent = t("key.forgotten");
          this.show(...this.empty_view());
        }),
        button(t("key.keep"), "secondary", () => this.show(...this.key_view(key))))));
  }

  private make_view(): void {
    const [first, second] = [0, 1].map(() =>
      h("input", { type: "password", autocomplete: "new-password" }) as HTMLInputElement) as [HTMLInputElement, HTMLInputElement];
    const suggested = h("p", { "aria-live": "polite" });
    const suggest = () => {
      first.value = second.value = suggest_passphrase();
      replace(suggested, t("key.suggested"), " ", hash(first.value));
    };
    const form = h("form", { novalidate: true },
      h("h2", { tabindex: "-1" }, t("key.make_title")), h("p", {}, t("key.make_how")),
      field(t("key.passphrase"), t("key.passphrase_hint", { count: kMinPassphraseChars }), first),
      field(t("key.passphrase_again"), "", second), suggested,
      h("p", { class: "cluster" }, h("button", { class: "button" }, t("key.draw")),
        button(t("key.suggest"), "secondary", suggest), button(t("key.cancel"), "secondary", () => this.show(...this.empty_view()))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.draw(first, second);
    });
    this.show(form);
  }

  private async draw(first: HTMLInputElement, second: HTMLInputElement): Promise<void> {
    clear_errors(this.place);
    if ([...first.value].length < kMinPassphraseChars) {
      return field_error(first, t("key.passphrase_short", { count: kMinPassphraseChars }));
    }
    if (first.value !== second.value) return field_error(second, t("key.passphrase_differs"));
    this.status.textContent = t("key.drawing");
    try {
      const material = await draw_key(time_text(Date.now()), this.element.dataset["assembly"]);
      const file = await this.sealed(material, first.value);
      this.status.textContent = "";
      this.backup_view(material, file, () => this.keep(material));
    } catch (error) {
      this.status.textContent = "";
      this.show(error_box(error));
    }
  }

  /** A backup that does not open is worse than none: it is opened before it is offered. */
  private async sealed(material: KeyMaterial, passphrase: string): Promise<string> {
    const file = await make_backup(material, passphrase);
    const opened = await open_backup(file, passphrase);
    if (opened.public !== material.public || opened.next_commitment !== material.next_commitment) throw new Error(t("key.self_test"));
    return file;
  }

  private backup_view(material: KeyMaterial, file: string, confirmed: () => Promise<void>): void {
    const saved = h("input", {}) as HTMLInputElement;
    let offered = false;
    const save = button(t("key.save_backup"), "", () => {
      save_file(`althing-key-${material.public.slice(0, 8)}.json`, file);
      offered = true;
    });
    const use = button(t("key.use"), "secondary", async () => {
      clear_errors(this.place);
      if (!offered) return field_error(saved, t("key.save_first"));
      if (!saved.checked) return field_error(saved, t("key.confirm_first"));
      await confirmed();
    });
    this.show(h("h2", { tabindex: "-1" }, t("key.backup_title")), h("p", {}, t("key.backup_why")),
      h("p", {}, save), h("div", { class: "field" }, check_box(t("key.saved"), saved)), h("p", {}, use));
  }

  private async keep(material: KeyMaterial): Promise<void> {
    try {
      const key = await keep_key(await stored_of(material));
      this.show(box("success", t("key.ready")), ...this.key_view(key));
    } catch (error) {
      this.show(error_box(error));
    }
  }

  /** The key after this one is in the backup alone; its own backup is saved before it is announced. */
  private async rotate_view(key: StoredKey): Promise<void> {
    const heads = await get_heads(key.public);
    if (heads.replaced) return this.show(box("warning", t("key.replaced"), h("p", {}, t("key.replaced_text"))), ...this.key_view(key));
    if (!heads.join) return this.show(box("", t("key.rotate_no_member")), ...this.key_view(key));
    const of = heads.join;
    const file = h("input", { type: "file", accept: ".json,application/json" }) as HTMLInputElement;
    const passphrase = h("input", { type: "password", autocomplete: "off" }) as HTMLInputElement;
    const last = h("input", { class: "raw", autocomplete: "off", value: (heads.prev ?? []).join(" ") }) as HTMLInputElement;
    const form = h("form", { novalidate: true },
      h("h2", { tabindex: "-1" }, t("key.rotate_title")), h("p", {}, t("key.rotate_how")),
      field(t("key.file"), "", file), field(t("key.passphrase"), "", passphrase), field(t("key.rotate_last"), t("key.rotate_last_hint"), last),
      h("p", { class: "cluster" }, h("button", { class: "button" }, t("key.rotate_open")),
        button(t("key.cancel"), "secondary", () => this.show(...this.key_view(key)))));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clear_errors(form);
      const prev = [...new Set(last.value.split(/[\s,]+/).filter((id) => id !== ""))].sort();
      if (prev.length === 0 || !prev.every(is_hash)) return field_error(last, t("field.ids"));
      if (prev.length > kMaxPrev) return field_error(last, t("field.too_many", { limit: kMaxPrev }));
      const chosen = file.files?.[0];
      if (!chosen) return field_error(file, t("key.file_missing"));
      this.status.textContent = t("key.opening");
      try {
        const next = await open_own_backup(await chosen.text(), passphrase.value, key, this.element.dataset["assembly"]);
        const backup = await this.sealed(next, passphrase.value);
        this.backup_view(next, backup, () => run_rotation(key, next, of, prev, this.place, (made) => this.rotated(made)));
      } catch (error) {
        if (!(error instanceof BackupError)) return this.show(error_box(error));
        field_error(error.problem === "backup.wrong_passphrase" ? passphrase : file, t(error.problem));
      } finally {
        this.status.textContent = "";
      }
    });
    this.show(form);
  }

  private rotated(key: StoredKey): void {
    this.place.append(box("success", t("key.rotated"), h("p", {}, t("key.rotated_text"))), ...this.key_view(key));
  }

  private restore_view(): void {
    const file = h("input", { type: "file", accept: ".json,application/json" }) as HTMLInputElement;
    const passphrase = h("input", { type: "password", autocomplete: "off" }) as HTMLInputElement;
    const form = h("form", { novalidate: true },
      h("h2", { tabindex: "-1" }, t("key.restore_title")), h("p", {}, t("key.restore_how")),
      field(t("key.file"), "", file), field(t("key.passphrase"), "", passphrase),
      h("p", { class: "cluster" }, h("button", { class: "button" }, t("key.restore_do")),
        button(t("key.cancel"), "secondary", () => this.show(...this.empty_view()))));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clear_errors(form);
      const chosen = file.files?.[0];
      if (!chosen) return field_error(file, t("key.file_missing"));
      this.status.textContent = t("key.opening");
      try {
        await this.keep(await open_backup(await chosen.text(), passphrase.value));
      } catch (error) {
        if (!(error instanceof BackupError)) return this.show(error_box(error));
        field_error(error.problem === "backup.wrong_passphrase" ? passphrase : file, t(error.problem));
      } finally {
        this.status.textContent = "";
      }
    });
    this.show(form);
  }
}

export async function start_key_manager(element: HTMLElement): Promise<void> {
  await has_webcrypto_ed25519();
  await new KeyManager(element).start();
}
