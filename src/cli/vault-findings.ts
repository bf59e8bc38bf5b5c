import { SecretKeys } from '../auth/secret-keys.js';
import { systemClock } from '../clock.js';
import type { Config } from '../config.js';
import type { HostDatabase } from '../database/open.js';
import type { UnreadableRow } from '../vault/examination.js';
import { Vault } from '../vault/vault.js';
import type { Finding } from './doctor.js';

/** Without the rest of the site, which refuses to open where a key is missing. */
export function vaultOf(db: HostDatabase, { secretKeys }: Config): Vault {
  return new Vault({ db, clock: systemClock, keys: new SecretKeys(secretKeys).derive('vault') });
}

export const CURES: Readonly<Record<UnreadableRow['reason'], string>> = {
  key_missing: 'Give the key with this id in SECRET_KEY too (newest,old), or enter the secret again.',
  damaged: 'Restore the row from a backup, or enter the secret again.',
};

/** One line a row that cannot be read; never a value. */
export async function vaultFindings(vault: Vault): Promise<readonly Finding[]> {
  const check = 'Vault';
  const { rows, underOlderKeys, unreadable } = await vault.examine();
  const faults = unreadable.map((row) => ({
    check,
    state: 'fault' as const,
    detail: whyUnreadable(row),
    cure: CURES[row.reason],
  }));
  if (faults.length > 0) return faults;
  if (underOlderKeys === 0) return [{ check, state: 'ok', detail: `${rows} secrets, all can be read` }];
  const detail = `${underOlderKeys} of ${rows} secrets are under older keys`;
  return [{ check, state: 'warning', detail, cure: 'koapress vault rotate' }];
}

export function whyUnreadable({ table, id, label, reason, keyId }: UnreadableRow): string {
  const why =
    reason === 'key_missing'
      ? `its key ${keyId} is missing`
      : 'it was changed, cut, or moved from another row';
  return `${label} (${table} ${id}) cannot be read: ${why}`;
}
