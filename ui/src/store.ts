// What this browser keeps (IndexedDB): the key, receipts, and the last act made here per key. Nothing
// of it is sent anywhere. Losing it costs convenience only: keys have backups, receipts are public.
import type { Bytes } from "./bytes.ts";

export interface StoredKey {
  public: string;           // 43 characters of base64url
  next_commitment: string;  // SHA-256 of the next public key, hex: what `join` and `rotate` name
  created: string;
  /** Non-extractable Ed25519 key, or, where WebCrypto has none, the seed under a non-extractable AES key. */
  signer: { kind: "webcrypto"; key: CryptoKey } | { kind: "sealed"; wrap: CryptoKey; iv: Bytes; seed: ArrayBuffer };
}

/** A receipt of another log for a ballot: a C2SP tlog-proof. */
export interface LogReceipt { log: string; proof: string }

export interface Receipt {
  id: string;
  public: string;
  type: string;
  statement?: string;
  for?: string;
  mandate?: string;
  capacity?: string;
  note: string;
  detail: string | null;
  proof: string | null;
  at: string;
  withdrawn?: boolean;
  poll?: string;
  logs?: LogReceipt[];
}

/** The latest act made here: the node's answer about heads may lag behind it. */
export interface Tip { public: string; id: string; prev: string[] }

const kStores = { keys: "public", receipts: "id", tips: "public" } as const;
type StoreName = keyof typeof kStores;
type Row = { keys: StoredKey; receipts: Receipt; tips: Tip };

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= (() => {
    const request = indexedDB.open("althing", 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(kStores)) request.result.createObjectStore(name, { keyPath });
    };
    return done(request);
  })();
  return opened;
}

async function store(name: StoreName, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction(name, mode).objectStore(name);
}

export async function all<N extends StoreName>(name: N): Promise<Row[N][]> {
  return done((await store(name, "readonly")).getAll()) as Promise<Row[N][]>;
}

export async function get<N extends StoreName>(name: N, key: string): Promise<Row[N] | undefined> {
  return done((await store(name, "readonly")).get(key)) as Promise<Row[N] | undefined>;
}

/** Returns when the row is on disk as far as the browser tells (transaction complete). */
export async function put<N extends StoreName>(name: N, row: Row[N]): Promise<void> {
  const transaction = (await database()).transaction(name, "readwrite", { durability: "strict" });
  transaction.objectStore(name).put(row);
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("IndexedDB"));
  });
}

export async function remove(name: StoreName, key: string): Promise<void> {
  await done((await store(name, "readwrite")).delete(key));
}
