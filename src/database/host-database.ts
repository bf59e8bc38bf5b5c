import type { Knex } from 'knex';
import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';
import type { EventType } from '../plugins/tokens.js';
import { AppendedTotals } from './appended-totals.js';
import { BroadWords } from './broad-words.js';
import type { Database, Rows, Table, Tenant } from './database.js';
import { isReading, toBinding } from './dialects/binding.js';
import type { Engine } from './dialects/engine.js';
import { Migrator } from './migrator.js';
import { NamedLocks } from './named-lock.js';
import { quoted } from './query-state.js';
import { RowSource } from './row-source.js';
import { TableRows } from './rows.js';
import { Totals } from './totals.js';
import type { Transactions } from './transactions.js';

type Listener = (payload: unknown) => void | Promise<void>;

/** The database as the host owns it: `Database` for services, and what only the host's rooms need. */
export class HostDatabase implements Database {
  readonly locks: NamedLocks;
  readonly migrator: Migrator;
  private readonly totals = new Totals();
  private readonly appendedTotals: AppendedTotals;
  private readonly broadWords: BroadWords;
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(
    private readonly engineInUse: Engine,
    private readonly transactions: Transactions,
    log: Logger,
    clock: Clock,
  ) {
    this.appendedTotals = new AppendedTotals(clock);
    this.broadWords = new BroadWords(clock);
    this.locks = new NamedLocks(this, log, clock);
    this.migrator = new Migrator(engineInUse, this.locks, log);
  }

  get engine(): 'sqlite' | 'mysql' {
    return this.engineInUse.name;
  }

  /** For the metrics. */
  get listCounts() {
    return {
      name: 'koapress_list_counts_total',
      help: 'How often the rows of a list were counted because they had changed',
      value: () => this.totals.counts,
    };
  }

  get inTransaction(): boolean {
    return this.transactions.current() !== undefined;
  }

  transaction<T>(body: () => Promise<T>): Promise<T> {
    return this.transactions.run(body);
  }

  rehearse<T>(body: () => Promise<T>): Promise<T> {
    return this.transactions.rehearse(body);
  }

  of<Row>(table: Table<Row>, tenant: Tenant): Rows<Row> {
    if (!table.tenant) throw new TypeError(`${table.name} belongs to no organisation: use site()`);
    const { orgId } = tenant;
    if (!Number.isSafeInteger(orgId) || orgId <= 0) throw new TypeError(`Not an organisation: ${orgId}`);
    return TableRows.of<Row>(this.source(table as Table<unknown>, orgId));
  }

  async ownerOf<Row>(table: Table<Row>, publicId: string): Promise<Tenant | undefined> {
    if (!table.tenant) throw new TypeError(`${table.name} belongs to no organisation`);
    const sql = `select org_id from ${quoted(table.name)} where public_id = ?`;
    const [row] = await this.transactions.read(sql, [publicId]);
    return row && { orgId: Number(row.org_id) };
  }

  site<Row>(table: Table<Row>): Rows<Row> {
    if (table.tenant) throw new TypeError(`${table.name} belongs to organisations: use of()`);
    return TableRows.of<Row>(this.source(table as Table<unknown>, undefined));
  }

  async publish<T>(event: EventType<T>, payload: T): Promise<void> {
    const listeners = this.listeners.get(event.name);
    if (!listeners || listeners.size === 0) return;
    await this.transaction(async () => {
      for (const listener of [...listeners]) await listener(payload);
    });
  }

  /** Adds a listener for `publish`; answers how to take it away again. */
  onEvent<T>(event: EventType<T> | string, listener: (payload: T) => void | Promise<void>): () => void {
    const name = typeof event === 'string' ? event : event.name;
    const listeners = this.listeners.get(name) ?? new Set<Listener>();
    this.listeners.set(name, listeners);
    const own: Listener = (payload) => listener(payload as T);
    listeners.add(own);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.listeners.get(name) === listeners) this.listeners.delete(name);
    };
  }

  afterCommit(effect: () => void): void {
    const scope = this.transactions.current();
    if (scope) scope.effects.push(effect);
    else effect();
  }

  changed<Row>(table: Table<Row>, tenant: Tenant): void {
    this.source(table as Table<unknown>, tenant.orgId).touch();
  }

  query<R extends object = Record<string, unknown>>(table: string): Knex.QueryBuilder<R> {
    return this.engineInUse.knex<R>(table) as unknown as Knex.QueryBuilder<R>;
  }

  async raw<R = unknown>(sql: string, bindings: readonly Knex.RawBinding[] = []): Promise<R[]> {
    const values = bindings.map(toBinding);
    if (isReading(sql)) return (await this.transactions.read(sql, values)) as R[];
    await this.transactions.write(sql, values);
    return [];
  }

  /** For schema changes by tools and tests; services have `of` and `site`, host rooms `query` and `raw`. */
  get knex(): Knex {
    return this.engineInUse.knex;
  }

  /** Runs the host's migrations that have not run yet. */
  async migrateHost(): Promise<readonly string[]> {
    return this.migrator.migrateHost();
  }

  /** Asks the database for an answer; throws `unavailable` when there is none. */
  async ping(): Promise<void> {
    await this.transactions.read('select 1 as one', []);
  }

  tables(): Promise<string[]> {
    return this.engineInUse.tables();
  }

  async tableExists(name: string): Promise<boolean> {
    return (await this.tables()).includes(name);
  }

  close(): Promise<void> {
    return this.engineInUse.close();
  }

  private source(table: Table<unknown>, orgId: number | undefined): RowSource {
    return new RowSource(
      {
        transactions: this.transactions,
        engine: this.engineInUse,
        totals: this.totals,
        appendedTotals: this.appendedTotals,
        broadWords: this.broadWords,
      },
      table,
      orgId,
    );
  }
}
