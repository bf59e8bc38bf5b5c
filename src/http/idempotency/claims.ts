import type { Clock } from '../../clock.js';
import type { Database } from '../../database/database.js';
import { deleteInSteps } from '../../database/delete-in-steps.js';
import { isContention, isDuplicate } from '../../database/errors.js';
import { hasEnded, newLockOwner } from '../../database/lock-owner.js';
import { ProblemError } from '../problem.js';

const TABLE = 'kp_idempotency_keys';
const KEPT_MS = 24 * 3_600_000;
export const LEASE_MS = 30_000;
const RETRY_AFTER_S = 1;
const MAX_LOOKS = 20;

interface ClaimRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly owner: string;
  readonly lease_until: number | string;
  readonly expires_at: number | string;
  readonly outcome: string | null;
}

/** What shall be done once, and whether it may be begun again when whoever did it has died. */
export interface Wanted {
  readonly id: string;
  readonly fingerprint: string;
  readonly repeatable: boolean;
  matches(fingerprint: string): boolean;
}

/** Held by this request; nobody else works on the same. */
export interface Claim {
  readonly id: string;
  readonly owner: string;
}

export type Taken = { readonly claim: Claim } | { readonly outcome: string };

/**
 * Rows that say who works on a request, or what came of it. Each statement names the owner that it has seen: of two
 * that act on the same row, the second matches none. That is the fence, too: whoever slept beyond the lease and was
 * replaced cannot write an outcome, and its transaction is rolled back with its effect.
 */
export class Claims {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** A claim, or the outcome of the same request. A conflict for another request, and while somebody works on it. */
  async take(wanted: Wanted): Promise<Taken> {
    const claim = { id: wanted.id, owner: newLockOwner() };
    for (let look = 0; look < MAX_LOOKS; look++) {
      if (await this.inserted(claim, wanted)) return { claim };
      const row = await this.row(wanted.id);
      // Given back in between.
      if (!row) continue;
      if (Number(row.expires_at) > this.now) {
        if (!wanted.matches(row.fingerprint)) throw reused();
        if (row.outcome !== null) return { outcome: row.outcome };
        if (Number(row.lease_until) > this.now && !hasEnded(row.owner)) throw inProgress();
        if (!wanted.repeatable) throw unknown();
      }
      if (await this.takenOver(row, claim, wanted)) return { claim };
    }
    throw inProgress();
  }

  /** Writes the outcome, in the transaction of the effect. Throws when the claim went to somebody else. */
  async settle({ id, owner }: Claim, outcome: string): Promise<void> {
    const open = this.db.query(TABLE).where({ id, owner }).whereNull('outcome');
    if (Number(await open.update({ outcome, lease_until: 0 })) === 0) throw inProgress();
  }

  /** So that the same key may be used anew. */
  async release({ id, owner }: Claim): Promise<void> {
    await this.db.query(TABLE).where({ id, owner }).whereNull('outcome').delete();
  }

  async renew({ id, owner }: Claim): Promise<void> {
    const open = this.db.query(TABLE).where({ id, owner }).whereNull('outcome');
    await open.update({ lease_until: this.now + LEASE_MS });
  }

  /** Deletes what is older than a day, few at a time. */
  prune(signal?: AbortSignal): Promise<void> {
    const before = this.now;
    const old = {
      find: (atMost: number) =>
        this.db.raw<{ id: string }>(
          `select id from ${TABLE} where expires_at <= ? order by expires_at limit ?`,
          [before, atMost],
        ),
      // One may have been taken over meanwhile.
      remove: (ids: readonly string[]) =>
        this.db.query(TABLE).whereIn('id', ids).where('expires_at', '<=', before).delete(),
    };
    return deleteInSteps(old, signal);
  }

  private async inserted(claim: Claim, { fingerprint }: Wanted): Promise<boolean> {
    try {
      await this.db.query(TABLE).insert({ ...claim, fingerprint, outcome: null, ...this.times() });
      return true;
    } catch (error) {
      // Many at once may also be refused as a deadlock: the row tells who was first.
      if (isDuplicate(error) || isContention(error)) return false;
      throw error;
    }
  }

  private async row(id: string): Promise<ClaimRow | undefined> {
    const [row] = await this.db.raw<ClaimRow>(`select * from ${TABLE} where id = ?`, [id]);
    return row;
  }

  private async takenOver(row: ClaimRow, { id, owner }: Claim, { fingerprint }: Wanted): Promise<boolean> {
    const seen = { id, owner: row.owner, lease_until: row.lease_until };
    const fresh = { owner, fingerprint, outcome: null, ...this.times() };
    return Number(await this.db.query(TABLE).where(seen).update(fresh)) > 0;
  }

  private times() {
    return { lease_until: this.now + LEASE_MS, expires_at: this.now + KEPT_MS };
  }

  private get now(): number {
    return this.clock.now().getTime();
  }
}

function reused(): ProblemError {
  const message = 'This Idempotency-Key came with another request before: take a new key for a new request';
  return new ProblemError('idempotency_key_reused', message, { field: 'Idempotency-Key' });
}

function inProgress(): ProblemError {
  const message = 'A request with this Idempotency-Key is in progress: ask again in a moment';
  return new ProblemError('idempotency_in_progress', message, { data: { retryAfter: RETRY_AFTER_S } });
}

/** Of what cannot be part of a transaction nobody can tell whether it has happened: rather once too few than twice. */
function unknown(): ProblemError {
  const message =
    'The site ended while it worked on this Idempotency-Key: look what came of it, and take a new key to try again';
  return new ProblemError('conflict', message, { field: 'Idempotency-Key' });
}
