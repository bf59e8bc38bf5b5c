import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.js';
import { ProblemError } from '../http/problem.js';
import type { Logger } from '../log.js';
import type { Database } from './database.js';
import { isDuplicate } from './errors.js';
import { hasEnded, newLockOwner } from './lock-owner.js';

export interface LockOptions {
  /** Without renewal the lock falls free after this. Default 30 s. */
  readonly leaseMs?: number;
  /** How long to wait for it. Default 10 s; 0 tries once. */
  readonly waitMs?: number;
}

/** A lock that is held. */
export interface HeldLock {
  /** Grows with every holder: a statement of an earlier one can be told by its smaller number. */
  readonly fence: number;
  /** Aborted when the lease was lost to somebody else. */
  readonly signal: AbortSignal;
  /** Throws when the lock is no longer ours. Call it in the transaction of every outcome. */
  assertHeld(): Promise<void>;
}

const POLL_MS = 100;

/**
 * Site-wide locks: rows with a lease and a fencing number. The server's own clock is not asked, so that both
 * databases agree; a holder that sleeps longer than its lease is found out by `assertHeld`.
 */
export class NamedLocks {
  constructor(
    private readonly db: Database,
    private readonly log: Logger,
    private readonly clock: Clock,
  ) {}

  async hold<T>(name: string, run: (lock: HeldLock) => Promise<T>, options: LockOptions = {}): Promise<T> {
    const { leaseMs = 30_000, waitMs = 10_000 } = options;
    const owner = newLockOwner();
    const fence = await this.acquire(name, owner, leaseMs, waitMs);
    const lost = new AbortController();
    const renewal = setInterval(() => void this.renew(name, owner, leaseMs, lost), Math.max(leaseMs / 3, 10));
    renewal.unref();
    const lock: HeldLock = {
      fence,
      signal: lost.signal,
      assertHeld: () => this.assertHeld(name, owner, fence),
    };
    try {
      return await run(lock);
    } finally {
      clearInterval(renewal);
      await this.release(name, owner);
    }
  }

  private async acquire(name: string, owner: string, leaseMs: number, waitMs: number): Promise<number> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      const fence = await this.attempt(name, owner, leaseMs);
      if (fence !== undefined) return fence;
      if (performance.now() >= deadline) {
        throw new ProblemError('conflict', `Somebody else is busy with ${name}`, { data: { lock: name } });
      }
      await sleep(POLL_MS * (0.5 + Math.random()));
    }
  }

  private attempt(name: string, owner: string, leaseMs: number): Promise<number | undefined> {
    return this.db.transaction(async () => {
      const now = this.clock.now().getTime();
      const ended = await this.endedOwner(name);
      const taken = await this.db
        .query('kp_locks')
        .where({ name })
        .where((free) => free.where('expires_at', '<=', now).orWhere('owner', ended))
        .update({
          owner,
          expires_at: now + leaseMs,
          fence: this.db.query('kp_locks').client.raw('fence + 1'),
        });
      if (Number(taken) === 0 && !(await this.create(name, owner, now + leaseMs))) return undefined;
      const [row] = await this.db.raw<{ fence: number }>('select fence from kp_locks where name = ?', [name]);
      return Number(row?.fence);
    });
  }

  /** The holder, when it was killed on this machine: its lease need not be waited for. No holder is `ended`. */
  private async endedOwner(name: string): Promise<string> {
    const [row] = await this.db.raw<{ owner: string }>('select owner from kp_locks where name = ?', [name]);
    return row && hasEnded(row.owner) ? row.owner : 'ended';
  }

  private async create(name: string, owner: string, expiresAt: number): Promise<boolean> {
    const known = await this.db.raw('select name from kp_locks where name = ?', [name]);
    if (known.length > 0) return false;
    try {
      await this.db.query('kp_locks').insert({ name, owner, fence: 1, expires_at: expiresAt });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  private async renew(name: string, owner: string, leaseMs: number, lost: AbortController): Promise<void> {
    try {
      const expires = this.clock.now().getTime() + leaseMs;
      const renewed = await this.db.query('kp_locks').where({ name, owner }).update({ expires_at: expires });
      if (Number(renewed) === 0) lost.abort(new Error(`The lock ${name} went to somebody else`));
    } catch (error) {
      this.log.warn({ err: error, lock: name }, 'a lock could not be renewed');
    }
  }

  private async assertHeld(name: string, owner: string, fence: number): Promise<void> {
    const rows = await this.db.query('kp_locks').where({ name, owner, fence }).forUpdate().select('name');
    if ((rows as unknown[]).length === 0) {
      throw new ProblemError('conflict', `The lock ${name} went to somebody else`, { data: { lock: name } });
    }
  }

  /** Keeps the row: its fence goes on growing. */
  private async release(name: string, owner: string): Promise<void> {
    try {
      await this.db.query('kp_locks').where({ name, owner }).update({ owner: '', expires_at: 0 });
    } catch (error) {
      this.log.warn({ err: error, lock: name }, 'a lock could not be given back; its lease will end');
    }
  }
}
