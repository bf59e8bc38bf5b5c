import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.js';
import type { Addition, Binding, Engine, RawRow, Session, VersionKey, Written } from './dialects/engine.js';
import { MissingVersions } from './dialects/mysql-closing.js';
import { isContention, LostRace, unavailable } from './errors.js';
import { SharedReads } from './shared-reads.js';

const MAX_ATTEMPTS = 8;
const MAX_PAUSE_MS = 200;
const MAX_KNOWN_VERSIONS = 50_000;

/** The transaction in progress of one flow. */
export interface TransactionScope {
  readonly session: Session;
  readonly effects: (() => void)[];
  /** Version rows of what it has written, by `orgId/table`. */
  readonly touched: Map<string, VersionKey>;
  /** `table/id` of rows made in it. */
  readonly fresh: Set<string>;
  /** How many rehearsals it is inside of. */
  readonly depth: number;
  open: boolean;
}

/** Runs statements and bodies on the right connection, and owns the end of every transaction that writes. */
export class Transactions {
  /** Version rows that are known to be there. */
  private readonly knownVersions = new Set<string>();
  readonly shared = new SharedReads();

  constructor(
    private readonly engine: Engine,
    private readonly storage: AsyncLocalStorage<TransactionScope>,
    private readonly log: Logger,
  ) {}

  /** The transaction in progress. One that has ended is none: timers started inside it may still run. */
  current(): TransactionScope | undefined {
    const scope = this.storage.getStore();
    return scope?.open ? scope : undefined;
  }

  async read(sql: string, bindings: readonly Binding[]): Promise<RawRow[]> {
    const scope = this.current();
    if (scope) return usable(scope).read(sql, bindings);
    const session = await this.engine.reader();
    try {
      return await session.read(sql, bindings);
    } finally {
      session.release();
    }
  }

  /** A read of many rows. In a transaction it belongs to that, and on SQLite holds up whatever else goes on. */
  readLong(sql: string, bindings: readonly Binding[]): Promise<RawRow[]> {
    const scope = this.current();
    return scope ? usable(scope).read(sql, bindings) : this.engine.readLong(sql, bindings);
  }

  /** A read that may be one with the same read of others. Its rows are shared: decode them, change none. */
  readShared(sql: string, bindings: readonly Binding[]): Promise<readonly RawRow[]> {
    const name = this.current() ? undefined : nameOf(sql, bindings);
    if (name === undefined) return this.read(sql, bindings);
    return this.shared.share(name, [], () => this.read(sql, bindings));
  }

  write(sql: string, bindings: readonly Binding[]): Promise<Written> {
    return this.writing((session) => session.write(sql, bindings));
  }

  /** A write that nobody reads before the transaction ends. */
  append(sql: string, bindings: readonly Binding[]): Promise<void> {
    return this.writing((session) => session.append(sql, bindings));
  }

  add(addition: Addition): Promise<number | undefined> {
    return this.writing((session) => session.add(addition));
  }

  run<T>(body: () => Promise<T>): Promise<T> {
    return this.current() ? body() : this.repeatedly(() => this.once(body, 'commit'));
  }

  /** Runs the body as `run` does, and undoes it. Inside a transaction only what it did, so that the other goes on. */
  rehearse<T>(body: () => Promise<T>): Promise<T> {
    const outer = this.current();
    return outer ? this.aside(outer, body) : this.repeatedly(() => this.once(body, 'rollback'));
  }

  /** Notes that rows of a table have changed, for the totals of its lists. */
  touch(orgId: number, table: string): void {
    this.current()?.touched.set(`${orgId}/${table}`, { orgId, table });
  }

  private async repeatedly<T>(once: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once();
      } catch (error) {
        if (!repeatable(error)) throw error;
        if (attempt === MAX_ATTEMPTS) throw unavailable(error);
        this.log.debug({ attempt, err: error }, 'transaction is repeated');
        await sleep(Math.random() * Math.min(5 * 2 ** attempt, MAX_PAUSE_MS));
      }
    }
  }

  private async writing<T>(statement: (session: Session) => Promise<T>): Promise<T> {
    const scope = this.current();
    if (scope) return statement(usable(scope));
    const session = await this.engine.writer();
    try {
      return await statement(session);
    } finally {
      session.release();
    }
  }

  private async once<T>(body: () => Promise<T>, end: 'commit' | 'rollback'): Promise<T> {
    const session = await this.engine.writer();
    const scope: TransactionScope = {
      session,
      effects: [],
      touched: new Map(),
      fresh: new Set(),
      depth: 0,
      open: true,
    };
    let result: T;
    try {
      await session.begin();
      result = await this.storage.run(scope, body);
      usable(scope);
      if (end === 'rollback') {
        await session.settle();
        await session.rollback();
        return result;
      }
      await this.commit(scope);
    } catch (error) {
      const failure = session.failure();
      scope.open = false;
      await session.rollback();
      throw failure ?? error;
    } finally {
      scope.open = false;
      session.release();
    }
    for (const effect of scope.effects) this.perform(effect);
    return result;
  }

  /**
   * Behind a savepoint of the transaction in progress. What the body notes is forgotten with its rows. After a
   * deadlock there is no savepoint any more: the error belongs to the transaction, which is repeated as a whole.
   */
  private async aside<T>(outer: TransactionScope, body: () => Promise<T>): Promise<T> {
    const scope: TransactionScope = {
      session: outer.session,
      effects: [],
      touched: new Map(outer.touched),
      fresh: new Set(outer.fresh),
      depth: outer.depth + 1,
      open: true,
    };
    const savepoint = `kp_rehearsal_${scope.depth}`;
    await usable(outer).write(`savepoint ${savepoint}`, []);
    try {
      return await this.storage.run(scope, body);
    } finally {
      scope.open = false;
      const session = usable(outer);
      await session.write(`rollback to ${savepoint}`, []);
      await session.write(`release savepoint ${savepoint}`, []);
    }
  }

  private async commit(scope: TransactionScope): Promise<void> {
    if (scope.touched.size === 0) return scope.session.commit([]);
    // In sorted order: two transactions that have written the same tables then never wait in a ring.
    const keys = [...scope.touched.keys()].sort();
    const versions = keys.map((key) => scope.touched.get(key) as VersionKey);
    const unknown = versions.filter((_, index) => !this.knownVersions.has(keys[index] as string));
    if (unknown.length > 0) await this.engine.createVersions(unknown, scope.session);
    try {
      await scope.session.commit(versions);
    } catch (error) {
      if (error instanceof MissingVersions) this.knownVersions.clear();
      throw error;
    }
    if (this.knownVersions.size > MAX_KNOWN_VERSIONS) this.knownVersions.clear();
    for (const key of keys) this.knownVersions.add(key);
  }

  private perform(effect: () => void): void {
    try {
      effect();
    } catch (error) {
      this.log.error({ err: error }, 'an effect after a commit failed');
    }
  }
}

/** Refuses to go on after the server has undone the transaction, even when the body swallowed that error. */
function usable(scope: TransactionScope): Session {
  const failure = scope.session.failure();
  if (failure) throw failure;
  return scope.session;
}

function repeatable(error: unknown): boolean {
  return isContention(error) || error instanceof MissingVersions || error instanceof LostRace;
}

/** The same text for the same statement with the same values; undefined where it would be too long. */
function nameOf(sql: string, bindings: readonly Binding[]): string | undefined {
  let name = sql;
  for (const value of bindings) {
    if (typeof value === 'object' && value !== null) return undefined;
    // Lengths keep values apart that hold the separator.
    name += typeof value === 'string' ? `\n${value.length}'${value}` : `\n${typeof value}${value}`;
  }
  return name;
}
