// What this browser follows: a list in localStorage, never sent anywhere as a whole. For each item the node is
// asked what happened since it was looked at last.
import { get_text } from "./api.ts";
import { button, error_box, h, replace, status_line } from "./dom.ts";
import { t } from "./messages.ts";
import { page_lang } from "./page_common.ts";

interface Followed { id: string; title: string; page: string; next: number }
interface Change { index: number; id: string; type: string; at: string; author_name: string; title: string; page: string }
interface Changes { acts: Change[]; next: number; size: number }

const kStore = "althing-follow";
const kMaxFollowed = 200;

export function read_list(text: string | null): Followed[] {
  try {
    const list = JSON.parse(text ?? "[]") as Followed[];
    return Array.isArray(list) ? list.filter((one) => /^[0-9a-f]{64}$/.test(one?.id) && Number.isInteger(one.next)) : [];
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

async function show(one: Followed, place: HTMLElement, again: () => void): Promise<void> {
  const list = h("ul", { class: "list" });
  const { acts, next } = await ask(`about=${one.id}&from=${one.next}&limit=50`);
  for (const act of acts) {
    list.append(h("li", {}, h("a", { href: href(act.page) }, h("bdi", {}, act.title || `${act.type} ${act.id.slice(0, 8)}`)), " ",
      h("span", { class: "muted" }, h("bdi", {}, act.author_name), ` · ${act.type} · ${act.at.slice(0, 10)}`)));
  }
  replace(place, h("h2", {}, h("a", { href: href(one.page) }, h("bdi", {}, one.title))),
    acts.length === 0 ? h("p", { class: "muted" }, t("follow.nothing")) : list,
    h("p", { class: "cluster" },
      acts.length > 0 && button(t("follow.seen"), "secondary", () => { put({ ...one, next }); again(); }),
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
  const wanted = new URLSearchParams(location.search).get("add") ?? "";
  if (/^[0-9a-f]{64}$/.test(wanted)) {
    await add(wanted);
    history.replaceState(null, "", location.pathname);
  }
  element.append(status, places);
  draw();
}
