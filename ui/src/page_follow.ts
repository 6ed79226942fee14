// What this browser follows: a list in localStorage, never sent anywhere as a whole. For each item the node is
// asked what happened since it was looked at last.
import { get_text } from "./api.ts";
import { button, error_box, h, replace, status_line } from "./dom.ts";
import { t } from "./messages.ts";
import { page_lang } from "./page_common.ts";

/** `alerts`: filters of incidents instead of an item ("country=is&label=service:messenger"; "" = all); its id is its page. */
interface Followed { id: string; title: string; page: string; next: number; alerts?: string }
interface Alert { alert: "began" | "ended" | "again"; id: string; title: string; page: string; from: string; to?: string; country?: string }
interface Change { index: number; id: string; type: string; at: string; author_name: string; title: string; page: string }
interface Changes { acts: Change[]; next: number; size: number }

const kStore = "althing-follow";
const kMaxFollowed = 200;

const kFilter = /^[a-z0-9=&%._:-]{0,300}$/i;
const is_filter = (text: unknown): text is string => typeof text === "string" && kFilter.test(text);

export function read_list(text: string | null): Followed[] {
  try {
    const list = JSON.parse(text ?? "[]") as Followed[];
    return Array.isArray(list) ? list.filter((one) => (/^[0-9a-f]{64}$/.test(one?.id) || is_filter(one?.alerts)) && Number.isInteger(one.next)) : [];
  } catch {
    return [];
  }
}
const load = (): Followed[] => read_list(localStorage.getItem(kStore));
const save = (list: Followed[]): void => localStorage.setItem(kStore, JSON.stringify(list.slice(-kMaxFollowed)));
const put = (one: Followed): void => save([...load().filter((other) => other.id !== one.id), one]);
const href = (page: string): string => `/${page_lang()}/${page}`;
const ask = async (query: string): Promise<Changes> => JSON.parse(await get_text(`/acts?${query}`)) as Changes;

async function add(id: string): Promise<void> {
  if (load().some((one) => one.id === id)) return;
  const act = JSON.parse(await get_text(`/acts/${id}.json`)) as { type: string; index: number; detail?: { title?: string; name?: string } };
  const { acts: [self], size } = await ask(`from=${act.index}&limit=1`);
  put({ id, title: act.detail?.title ?? act.detail?.name ?? `${act.type} ${id.slice(0, 8)}`, page: self?.page ?? `acts/${id}`, next: size });
}

/** What ended while it was going on when this browser looked last, and what began since. */
async function new_alerts(filter: string, since: number): Promise<{ rows: HTMLElement[]; next: number }> {
  const { alerts, next } = JSON.parse(await get_text(`/alerts.json?${filter}${filter === "" ? "" : "&"}since=${since}`)) as { alerts: Alert[]; next: number };
  const rows = alerts.map((one) => h("li", {}, h("strong", {}, one.alert === "ended" ? t("follow.ended") : one.alert === "again" ? t("follow.again") : t("follow.began")), " ", h("a", { href: href(one.page) }, h("bdi", {}, one.title || one.id.slice(0, 8))), " ",
    h("span", { class: "muted" }, `${(one.country ?? "").toUpperCase()} ${one.from.slice(0, 10)}${one.to ? ` – ${one.to.slice(0, 10)}` : ""}`)));
  return { rows, next };
}

async function new_acts(id: string, since: number): Promise<{ rows: HTMLElement[]; next: number }> {
  const { acts, next } = await ask(`about=${id}&from=${since}&limit=50`);
  const rows = acts.map((act) => h("li", {}, h("a", { href: href(act.page) }, h("bdi", {}, act.title || `${act.type} ${act.id.slice(0, 8)}`)), " ",
    h("span", { class: "muted" }, h("bdi", {}, act.author_name), ` · ${act.type} · ${act.at.slice(0, 10)}`)));
  return { rows, next };
}

async function show(one: Followed, place: HTMLElement, again: () => void): Promise<void> {
  const { rows, next } = await (one.alerts === undefined ? new_acts(one.id, one.next) : new_alerts(one.alerts, one.next));
  replace(place, h("h2", {}, h("a", { href: href(one.page) }, h("bdi", {}, one.title))),
    rows.length === 0 ? h("p", { class: "muted" }, t("follow.nothing")) : h("ul", { class: "list" }, ...rows),
    h("p", { class: "cluster" },
      rows.length > 0 && button(t("follow.seen"), "secondary", () => { put({ ...one, next }); again(); }),
      button(t("follow.stop"), "secondary", () => { save(load().filter((other) => other.id !== one.id)); again(); })));
}

export async function start_follow(element: HTMLElement): Promise<void> {
  const status = status_line();
  const places = h("div", {});
  const draw = () => {
    const list = load();
    status.textContent = list.length === 0 ? t("follow.empty") : "";
    replace(places, ...list.map((one) => {
      const place = h("section", {});
      show(one, place, draw).catch((error: unknown) => replace(place, error_box(error)));
      return place;
    }));
  };
  const query = new URLSearchParams(location.search);
  const wanted = query.get("add") ?? "", alerts = query.get("alerts");
  if (is_filter(alerts)) {
    const page = `alerts${alerts === "" ? "" : "?"}${alerts}`;
    if (!load().some((one) => one.id === page)) put({ id: page, title: (query.get("title") ?? page).slice(0, 160), page, next: (await ask("limit=1")).size, alerts });
    history.replaceState(null, "", location.pathname);
  }
  if (/^[0-9a-f]{64}$/.test(wanted)) {
    await add(wanted);
    history.replaceState(null, "", location.pathname);
  }
  element.append(status, places);
  draw();
}
