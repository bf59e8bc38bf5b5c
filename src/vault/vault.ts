import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { Secrets } from './secrets.js';

export interface VaultNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  /** Keys for AES-256, 32 bytes each, newest first: the first encrypts, all decrypt. */
  readonly keys: readonly Buffer[];
}

/** Secrets, encrypted in the database. */
export class Vault {
  constructor(private readonly needs: VaultNeeds) {}

  /** Of one owner: a room of the host (`host.webhooks`) or a plugin. */
  owned(_owner: string): Secrets {
    const missing = () => Promise.reject(new Error(`The vault is not there yet (${this.needs.db.engine})`));
    return { put: missing, get: missing, delete: missing };
  }

  /** In the transaction of an uninstallation. */
  async deleteOwner(_owner: string): Promise<void> {}
}
