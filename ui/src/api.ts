// The node's HTTP API as the scripts use it. Errors are problem+json (RFC 9457); their words are shown.
import { type MessageId, t } from "./messages.ts";

export interface Policy {
  assembly: string;
  origin: string;
  log: string;  // verifier key of this node's log
  time: string | number;
  max_skew_s: number;
  stamp_bits: number;
}

export interface Mandate { for: string; mandate: string; name?: string; until?: string }

export interface Heads {
  prev?: string[];
  join?: string | null;
  /** Of the member: its name, person, association or organisation, and whether it has not left. */
  name?: string;
  kind?: string;
  present?: boolean;
  /** Another key was rotated in: what this one makes now is void. */
  replaced?: boolean;
  mandates?: Mandate[];
  /** With &statement=: this key's signature of that version that counts now, if any. */
  signed?: string | null;
}

export interface Accepted { id: string; index: number; size: number; status: "logged" | "known"; receipt: string }

/** A node said no, or could not be reached (`status` 0). `message` is fit to be shown. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string;
  constructor(message: string, status: number, code = "", field = "") {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

const kTimeoutMs = 30000;

const kByStatus: Record<number, MessageId> = {
  404: "api.not_found", 413: "api.too_large", 429: "api.too_many", 503: "api.busy",
};

async function refusal(response: Response): Promise<ApiError> {
  let problem: { title?: string; detail?: string; code?: string; field?: string } = {};
  try {
    problem = (await response.json()) as typeof problem;
  } catch {
    // an answer without problem+json (a proxy's): the status has to do
  }
  const known = kByStatus[response.status];
  const words = problem.detail || problem.title || (known ? t(known) : t("api.status", { status: response.status }));
  const field = typeof problem.field === "string" ? problem.field : "";
  return new ApiError(t("api.refused", { reason: words }), response.status, problem.code ?? "", field);
}

/** Sends a request and reads the whole answer; an answer that breaks off counts as not reached. */
async function call<T>(path: string, read: (response: Response) => Promise<T>, options: RequestInit = {}): Promise<T> {
  try {
    const response = await fetch(path, { credentials: "omit", signal: AbortSignal.timeout(kTimeoutMs), ...options });
    if (!response.ok) throw await refusal(response);
    return await read(response);
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(t("api.unreachable"), 0);
  }
}

export function get_text(path: string): Promise<string> {
  return call(path, (response) => response.text(), { cache: "no-store" });
}

/** Exact bytes of a resource; null if the node does not hold it (404, 410). */
export async function get_bytes(path: string): Promise<Uint8Array | null> {
  try {
    return await call(path, async (response) => new Uint8Array(await response.arrayBuffer()), { cache: "no-store" });
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}

export const get_policy = async (): Promise<Policy> => JSON.parse(await get_text("/policy")) as Policy;

export async function get_heads(key: string, statement?: string): Promise<Heads> {
  const query = new URLSearchParams(statement ? { key, statement } : { key });
  return JSON.parse(await get_text(`/heads?${query}`)) as Heads;
}

export function post_json<T>(path: string): Promise<T> {
  return call(path, (response) => response.json() as Promise<T>, { method: "POST", headers: { Accept: "application/json" } });
}

export function post_act(act: string, detail: string | null): Promise<Accepted> {
  const body = JSON.stringify(detail === null ? { act } : { act, detail });
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return call("/acts", (response) => response.json() as Promise<Accepted>, { method: "POST", body, headers });
}
