import {
  invalid,
  isDuplicate,
  newPublicId,
  notFound,
  type Principal,
  ProblemError,
  type Rows,
  type Tenant,
} from '#host';
import type { BillingHost } from '../billing-host.js';
import type { LedgerTransaction, Reservation, Spending, Unit } from '../contract.js';
import type { Book } from './book.js';
import type { LedgerListener } from './ledger.js';
import { explained, RESERVATIONS, type ReservationRow } from './ledger-rows.js';
import type { Wallets } from './wallets.js';

const USUAL_MS = 15 * 60_000;
const LONGEST_MS = 24 * 60 * 60_000;
const AT_ONCE = 200;
const DUE = `select org_id, id from billing_ledger_reservations
  where status = 'held' and expires_at <= ? order by expires_at, id limit ? offset ?`;

type Ending = Pick<ReservationRow, 'status' | 'transactionId'>;

/** The ledger itself, as it tells of what is spent. */
interface SpendingListener extends LedgerListener {
  refusal(actor: Principal, unit: Unit, amount: number): Promise<ProblemError | undefined>;
}

/** Parts of a wallet that are kept for somebody. They move nothing: what is settled is an ordinary consumption. */
export class Reservations {
  constructor(
    private readonly host: BillingHost,
    private readonly wallets: Wallets,
    private readonly book: Book,
    private readonly listener: SpendingListener,
  ) {}

  reserve(actor: Principal, spending: Spending & { readonly forMs?: number }): Promise<Reservation> {
    const { unit, amount, forMs = USUAL_MS } = spending;
    if (!(forMs > 0 && forMs <= LONGEST_MS))
      throw invalid('forMs', 'max', 'A reservation lasts a day at most');
    return this.host.db.transaction(async () => {
      const change = { available: -amount, headroom: -amount };
      const refusal = await this.listener.refusal(actor, unit, amount);
      const taken = refusal ? undefined : await this.wallets.take(actor, unit, { amount, change });
      const before = taken ? undefined : await this.underKey(actor, spending.key);
      if (before) return before;
      if (refusal) throw refusal;
      if (!taken) throw await this.wallets.tooLittle(actor, unit, amount);
      const made = await this.insert(actor, spending, forMs);
      if (!made) {
        await this.wallets.add(actor, unit, { available: amount, headroom: amount });
        return (await this.underKey(actor, spending.key)) as Reservation;
      }
      if (taken.low) await this.listener.low(actor, unit);
      return made;
    });
  }

  settle(actor: Principal, id: number, used: number): Promise<LedgerTransaction> {
    return this.host.db.transaction(async () => {
      const row = await this.locked(actor, id);
      if (row.transactionId !== null) return this.book.get(actor, row.transactionId);
      if (row.status !== 'held') throw ended(row);
      if (!Number.isSafeInteger(used) || used < 0 || used > row.amount)
        throw invalid('used', 'max', `used must be from 0 to ${row.amount}, which is what was reserved`);
      const rest = row.amount - used;
      const change = { balance: -used, available: rest, headroom: rest };
      const balanceAfter = await this.wallets.add(actor, row.unit, change);
      const { unit, action, description, referenceId, metadata, publicId } = row;
      const entered = await this.book.enter(actor, {
        ...{ unit, action, description, referenceId, metadata, opKey: `settle ${publicId}` },
        ...{ type: 'consume', amount: -used, balanceAfter },
      });
      if (!entered) throw new TypeError(`The reservation ${id} was settled before`);
      await this.end(actor, id, { status: 'settled', transactionId: entered.id });
      await this.listener.spent(actor, entered);
      return entered;
    });
  }

  release(actor: Principal, id: number): Promise<Reservation> {
    return this.host.db.transaction(async () => {
      const row = await this.locked(actor, id);
      if (row.status === 'settled') throw ended(row);
      if (row.status === 'held') {
        await this.wallets.add(actor, row.unit, { available: row.amount, headroom: row.amount });
        await this.end(actor, id, { status: 'released', transactionId: null });
      }
      return { ...reservationOf(row), status: 'released' };
    });
  }

  /** One that cannot be given back is left for the next time, and does not hold up the others. */
  async releaseExpired(signal: AbortSignal): Promise<number> {
    // Those that are left stay at the front.
    for (let released = 0, left = 0; ; ) {
      const bindings = [this.host.clock.now(), AT_ONCE, left];
      const due = await this.host.db.raw<{ org_id: number; id: number }>(DUE, bindings);
      for (const { org_id: orgId, id } of due) {
        signal.throwIfAborted();
        if (await this.expire(Number(orgId), Number(id))) released += 1;
        else left += 1;
      }
      if (due.length < AT_ONCE) return released;
    }
  }

  private async expire(orgId: number, id: number): Promise<boolean> {
    try {
      await this.release(this.host.actAs(orgId, 'its time was over'), id);
      return true;
    } catch (error) {
      // Settled in between: it is over as well.
      if (error instanceof ProblemError && error.code === 'conflict') return true;
      this.host.log.error({ err: error, orgId, id }, 'a reservation could not be released');
      return false;
    }
  }

  private async insert(
    actor: Principal,
    spending: Spending,
    forMs: number,
  ): Promise<Reservation | undefined> {
    const createdAt = this.host.clock.now();
    const row = {
      ...explained(spending),
      publicId: newPublicId(createdAt),
      amount: spending.amount,
      userId: actor.userId,
      status: 'held',
      expiresAt: new Date(createdAt.getTime() + forMs),
      createdAt,
    } as const;
    try {
      return reservationOf({ ...row, id: await this.rows(actor).insert(row) });
    } catch (error) {
      if (isDuplicate(error, 'op_key')) return undefined;
      throw error;
    }
  }

  private async underKey(tenant: Tenant, opKey: string): Promise<Reservation | undefined> {
    const row = await this.rows(tenant).where({ opKey }).first();
    return row && reservationOf(row);
  }

  private async locked(tenant: Tenant, id: number): Promise<ReservationRow> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw notFound('reservation', id);
    return row;
  }

  private async end(tenant: Tenant, id: number, ending: Ending): Promise<void> {
    await this.rows(tenant)
      .where({ id })
      .update({ ...ending, endedAt: this.host.clock.now() });
  }

  private rows(tenant: Tenant): Rows<ReservationRow> {
    return this.host.db.of(RESERVATIONS, tenant);
  }
}

function reservationOf({ id, publicId, unit, amount, status, expiresAt }: Reservation): Reservation {
  return { id, publicId, unit, amount, status, expiresAt };
}

function ended({ id, status }: ReservationRow): ProblemError {
  return new ProblemError('conflict', `The reservation is ${status} already`, { data: { id, status } });
}
