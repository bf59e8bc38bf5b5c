import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';

export type StoredStatus = 'active' | 'inactive' | 'activating' | 'uninstalling';

/** A migration that a try has begun. */
export interface BegunMigration {
  readonly name: string;
  /** Where its file lies, so that it can be undone while the plugin cannot be loaded. */
  readonly folder: string;
}

export interface PluginState {
  readonly name: string;
  readonly status: StoredStatus;
  /** The version whose migrations have run; null before the first activation and after uninstallation. */
  readonly version: string | null;
  readonly requires: Readonly<Record<string, string>>;
  /** Of the try in progress. */
  readonly migrations: readonly BegunMigration[];
  /** Organisations up to this id have been prepared. */
  readonly preparedOrg: number;
  readonly error: string | null;
  readonly since: Date;
}

const TABLE = siteTable<PluginState>('kp_plugins', {
  key: 'name',
  json: ['requires', 'migrations'],
  instants: ['since'],
});
const LONGEST_ERROR = 8000;

/** What the site remembers of each plugin. Written only under the lock `plugins`. */
export class PluginStates {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async all(): Promise<ReadonlyMap<string, PluginState>> {
    const rows = await this.db.site(TABLE).all();
    return new Map(rows.map((row) => [row.name, row]));
  }

  async get(name: string): Promise<PluginState | undefined> {
    return this.db.site(TABLE).where({ name }).first();
  }

  /** Kept from changing until the transaction ends. */
  async locked(name: string): Promise<PluginState | undefined> {
    return this.db.site(TABLE).where({ name }).forUpdate().first();
  }

  /** Changes what is given; a plugin that was never seen starts as inactive. */
  async save(name: string, change: Partial<Omit<PluginState, 'name' | 'since'>>): Promise<void> {
    const error = change.error?.slice(0, LONGEST_ERROR) ?? change.error;
    const values = { ...change, ...(error !== undefined && { error }), since: this.clock.now() };
    const rows = this.db.site(TABLE);
    if ((await rows.where({ name }).update(values)) > 0) return;
    const fresh = {
      status: 'inactive',
      version: null,
      requires: {},
      migrations: [],
      preparedOrg: 0,
    } as const;
    await rows.insert({ name, ...fresh, ...values });
  }

  /** Keeps `since`: nothing was switched. */
  async prepared(name: string, preparedOrg: number): Promise<void> {
    await this.db
      .site(TABLE)
      .where({ name })
      .compare('preparedOrg', '<', preparedOrg)
      .update({ preparedOrg });
  }
}
