import type { Announcements } from '../announcements.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import type { OwnedOptions } from './options.js';

export interface OptionRecord {
  readonly name: string;
  readonly value: unknown;
  readonly secret: boolean;
  readonly updatedAt: Date;
}

/** Kept wrapped, so that null, texts and numbers are JSON objects like everything else. */
interface OptionRow {
  readonly name: string;
  readonly value: { readonly is: unknown };
  readonly secret: boolean;
  readonly updatedAt: Date;
}

const options = siteTable<OptionRow>('kp_options', {
  key: 'name',
  json: ['value'],
  booleans: ['secret'],
  instants: ['updatedAt'],
});

/** How long another process' change may stay unseen where nothing tells us of it. */
const FRESH_MS = 2000;

/** Named JSON values of the site. */
export class OptionStore {
  private readonly cache = new Map<string, { readonly value: unknown; readonly until: number }>();
  private readonly guards = new Map<string, (value: unknown) => void>();
  private generation = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly announcements: Announcements,
  ) {}

  /** Whoever reads this option says which values it can have: `check` throws for others, and they are not kept. */
  guard(name: string, check: (value: unknown) => void): void {
    this.guards.set(name, check);
  }

  async get<T>(name: string): Promise<T | undefined> {
    if (this.db.inTransaction) return (await this.read(name)) as T | undefined;
    const now = this.clock.now().getTime();
    const kept = this.cache.get(name);
    if (kept && kept.until > now) return structuredClone(kept.value) as T | undefined;

    const generation = this.generation;
    const value = await this.read(name);
    if (generation === this.generation) this.cache.set(name, { value, until: now + FRESH_MS });
    return structuredClone(value) as T | undefined;
  }

  async set(name: string, value: unknown, { secret = false } = {}): Promise<void> {
    if (value === undefined) return this.delete(name);
    this.guards.get(name)?.(value);
    const row = { value: { is: value }, secret, updatedAt: this.clock.now() };
    await againOnDuplicate(this.db, async () => {
      const rows = this.db.site(options);
      if ((await rows.where({ name }).update(row)) === 0) await rows.insert({ name, ...row });
      await this.changed();
    });
  }

  async delete(name: string): Promise<void> {
    await this.db.transaction(async () => {
      await this.db.site(options).where({ name }).delete();
      await this.changed();
    });
  }

  /** By name; `prefix` narrows. Secret values are there: whoever shows them hides them. */
  async list(prefix = ''): Promise<OptionRecord[]> {
    let rows = this.db.site(options);
    if (prefix) rows = rows.compare('name', '>=', prefix).compare('name', '<', behind(prefix));
    const found = await rows.orderBy('name').all();
    return found.map((row) => ({ ...row, value: row.value.is }));
  }

  /** The options of one plugin, named `<owner>_<name>`. */
  owned(owner: string): OwnedOptions {
    const full = (name: string) => `${owner}_${name}`;
    return {
      get: (name) => this.get(full(name)),
      set: (name, value) => this.set(full(name), value),
      delete: (name) => this.delete(full(name)),
    };
  }

  /** For uninstallation. */
  async deleteOwner(owner: string): Promise<void> {
    const prefix = `${owner}_`;
    await this.db.transaction(async () => {
      await this.db.site(options).compare('name', '>=', prefix).compare('name', '<', behind(prefix)).delete();
      await this.changed();
    });
  }

  /** Forgets what is kept in memory: another process has changed something. */
  drop(): void {
    this.generation += 1;
    this.cache.clear();
  }

  private changed(): Promise<void> {
    return this.announcements.changed('options', () => this.drop());
  }

  private async read(name: string): Promise<unknown> {
    return (await this.db.site(options).where({ name }).first())?.value.is;
  }
}

/** The first text that does not begin with the prefix any more. */
function behind(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return prefix.slice(0, -1) + String.fromCharCode(last + 1);
}
