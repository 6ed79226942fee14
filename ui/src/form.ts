// Reading the forms that the server prints: controls by name, faults shown at the control.
import { clear_errors, field_error } from "./dom.ts";
import { text_fault } from "./detail.ts";
import { type MessageId, t } from "./messages.ts";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export class FormFault extends Error {}

export class FormReader {
  constructor(readonly form: HTMLFormElement) {
    clear_errors(form);
  }

  control(name: string): Control | null {
    const found = this.form.elements.namedItem(name);
    if (found instanceof RadioNodeList) return (found[0] as Control | undefined) ?? null;
    return found as Control | null;
  }

  /** Marks the control and stops the reading. */
  fault(name: string, message: string): never {
    const control = this.control(name);
    if (control) field_error(control, message);
    throw new FormFault(message);
  }

  value(name: string): string {
    return String(new FormData(this.form).get(name) ?? "").trim();
  }

  /** Prose for a detail: "" if empty; refuses overlong or deceiving text at the control. */
  prose(name: string, limit: number, options: { required?: boolean; lines?: boolean } = {}): string {
    const text = this.value(name).replace(/\r\n?/g, "\n");
    if (options.required && text === "") this.fault(name, t("field.required"));
    const found = text_fault(text, limit, !options.lines);
    if (found) this.fault(name, t(found.problem as MessageId, { limit, code: found.code ?? "" }));
    return text;
  }

  /**
   * The author's own words in further languages, from controls "tr:1:lang", "tr:1:title", "tr:1:text" (any
   * number in the place of 1): [{ lang, title?, name?, text? }], for detail.translations.
   */
  translations(limits: Record<string, number>): Record<string, string>[] {
    const found = new Map<string, Record<string, string>>();
    for (const control of this.form.querySelectorAll<Control>("[name^='tr:']")) {
      const [, group = "", member = ""] = control.name.split(":");
      const words = member === "lang" ? this.value(control.name)
        : this.prose(control.name, limits[member] ?? 0, { lines: member === "text" });
      if (words !== "") found.set(group, { ...found.get(group), [member]: words });
    }
    for (const [group, words] of found) {
      if (!words["lang"]) this.fault(`tr:${group}:lang`, t("field.required"));
      if (Object.keys(words).length === 1) found.delete(group);
    }
    return [...found.values()];
  }

  country(name: string): string {
    const text = this.value(name).toLowerCase();
    if (text !== "" && !/^[a-z]{2}$/.test(text)) this.fault(name, t("field.country"));
    return text;
  }

  /** A date control as the end of that day in UTC; "" if empty. */
  day_end(name: string): string {
    const text = this.value(name);
    if (text === "") return "";
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) this.fault(name, t("field.date"));
    return `${text}T23:59:59Z`;
  }

  /** Ids from repeated controls, multi-selects or text with spaces between; sorted, distinct. */
  ids(name: string, limit: number): string[] {
    const parts = new FormData(this.form).getAll(name).flatMap((part) => String(part).split(/[\s,]+/)).filter((part) => part !== "");
    if (parts.some((part) => !/^[0-9a-f]{64}$/.test(part))) this.fault(name, t("field.ids"));
    const ids = [...new Set(parts)].sort();
    if (ids.length > limit) this.fault(name, t("field.too_many", { limit }));
    return ids;
  }
}
