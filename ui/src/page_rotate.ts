// Replacing a member's key by the one committed to (DESIGN.md 3, "Keys"): `rotate`, signed by the next
// key alone. Order: next key out of the backup -> its own backup saved -> act sent -> key taken into use.
import { time_text } from "./act.ts";
import { BackupError, type KeyMaterial, material_of, open_backup } from "./backup.ts";
import { run_flow } from "./flow.ts";
import { keep_key, stored_of } from "./keys.ts";
import { t } from "./messages.ts";
import { page_lang } from "./page_common.ts";
import type { StoredKey } from "./store.ts";

/** The key after `key`, out of its backup, with a freshly drawn one behind it. Throws BackupError. */
export async function open_own_backup(file: string, passphrase: string, key: StoredKey, assembly?: string): Promise<KeyMaterial> {
  const old = await open_backup(file, passphrase);
  if (old.public !== key.public || old.next_commitment !== key.next_commitment) throw new BackupError("backup.not_this_key");
  old.seed.fill(0);
  return material_of(old.next_seed, crypto.getRandomValues(new Uint8Array(32)), time_text(Date.now()), assembly);
}

/** Announces the key and takes it into use once the node has it. `prev`: the old key's last genuine acts. */
export async function run_rotation(old: StoredKey, next: KeyMaterial, of: string, prev: string[], place: HTMLElement,
  rotated: (key: StoredKey) => void): Promise<void> {
  const key = await stored_of(next);
  await run_flow({
    key, place, lang: page_lang(),
    draft: { members: { act: "rotate", of, next: key.next_commitment, prev }, detail: null, assembly: next.assembly },
    sentence: t("rotate.sentence", { old: old.public.slice(0, 8), key: key.public.slice(0, 8) }),
    accepted: async () => {
      await keep_key(key, old);
      rotated(key);
    },
    back: () => location.reload(),
  });
}
