// Every sentence a person sees comes from the page: the server prints the catalogue's strings as
// <script type="application/json" id="althing-messages">. ui/messages.json lists ids and English texts;
// the type below makes a missing id a compile error. Placeholders are {name}.
import type catalogue from "../messages.json";

export type MessageId = keyof typeof catalogue;

let texts: Record<string, string> = {};
let strict = false;

/** Sets the map. In strict mode (tests) a missing id throws; otherwise it is reported and shown as is. */
export function set_messages(map: Record<string, string>, throw_on_missing: boolean): void {
  texts = map;
  strict = throw_on_missing;
}

export function read_messages(document: Document): void {
  const element = document.getElementById("althing-messages");
  if (!element) throw new Error("the page carries no althing-messages");
  set_messages(JSON.parse(element.textContent ?? "{}") as Record<string, string>, element.dataset["strict"] !== undefined);
}

export function t(id: MessageId, values: Record<string, string | number> = {}): string {
  const text = Object.hasOwn(texts, id) ? texts[id]! : undefined;
  if (text === undefined) {
    if (strict) throw new Error(`no message \`${id}\``);
    console.error(`althing: no message \`${id}\` in this page`);
    return id;
  }
  return text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => {
    if (Object.hasOwn(values, name)) return String(values[name]);
    if (strict) throw new Error(`message \`${id}\`: no value for ${whole}`);
    return whole;
  });
}
