import type { Principal } from '#host';
import type { ChargeStatus } from '../contract.js';
import type { Booking } from './booking.js';
import { ageOf, type ChargeRow, isLive } from './charge-row.js';
import { type ChargeStore, LOOK_AFTER_MS } from './charge-store.js';
import type { ConfiguredProvider } from './configured.js';
import type { PaymentProvider, ProviderPayment } from './provider.js';

/** Somebody else wrote what the provider says while this one was asking: his news may be older. */
class Outrun extends Error {}

/** Runs effects in a transaction, as `job.complete` does. */
export type Complete = (effects: () => Promise<void>) => Promise<void>;

interface Seen {
  readonly payment: ProviderPayment | null;
  /** Nobody can pay any more. */
  readonly closed: boolean;
}

const ROUNDS = 5;
const DAY_MS = 24 * 3600_000;
/** A page whose address was lost on its way to us is nowhere. */
const LOST_AFTER_MS = 3600_000;

/**
 * Brings a charge to what the provider says. Whoever writes has read after the last one that wrote, so that what is
 * older never replaces what is newer, in whichever order events come.
 */
export class Settling {
  constructor(
    private readonly store: ChargeStore,
    private readonly booking: Booking,
    private readonly configured: ConfiguredProvider,
  ) {}

  /** `intent`: the payment, where it is known already. */
  async settle(actor: Principal, id: number, complete: Complete, intent?: string | null): Promise<void> {
    const provider = await this.configured.get();
    for (let round = 0; round < ROUNDS; round += 1) {
      const row = await this.store.get(actor, id);
      const seen = await this.look(provider, row, intent);
      try {
        return await complete(() => this.apply(actor, row, seen));
      } catch (error) {
        if (!(error instanceof Outrun)) throw error;
      }
    }
    throw new Outrun(`Charge ${id} is changed faster than it can be read`);
  }

  /** Before the provider was asked, or because it refused to begin. */
  async fail(actor: Principal, id: number, failure: string): Promise<void> {
    const row = await this.store.locked(actor, id);
    if (isLive(row)) await this.write(actor, row, { status: 'failed', failure });
  }

  private async look(provider: PaymentProvider, row: ChargeRow, intent?: string | null): Promise<Seen> {
    const known = row.providerIntent ?? intent;
    if (known) return { payment: ours(row, await provider.payment(known)), closed: false };
    if (!row.providerSession)
      return { payment: null, closed: row.kind !== 'charge' && this.age(row) > LOST_AFTER_MS };
    const session = await provider.session(row.providerSession);
    if (session.intentId)
      return {
        payment: ours(row, await provider.payment(session.intentId)),
        closed: session.status === 'expired',
      };
    return { payment: null, closed: session.status === 'expired' };
  }

  private async apply(actor: Principal, read: ChargeRow, seen: Seen): Promise<void> {
    const row = await this.store.locked(actor, read.id);
    if (row.version !== read.version) throw new Outrun();
    const { payment } = seen;
    const standing = standingOf(row, seen);
    const isNewlyPaid = standing.status === 'succeeded' && row.status !== 'succeeded';
    // First, so that whoever hears of the invoice does not take this charge for one that waits.
    if (isNewlyPaid) await this.store.note(actor, row.id, { status: 'succeeded' });
    const booked = payment && isNewlyPaid ? await this.booking.take(actor, row, payment) : {};
    const taken = { ...row, ...booked };
    const reversed =
      payment && standing.status === 'succeeded' ? await this.booking.reverse(actor, taken, payment) : {};
    const providerIntent = payment?.id ?? row.providerIntent;
    await this.write(actor, row, { ...standing, ...booked, ...reversed, providerIntent });
  }

  private async write(actor: Principal, row: ChargeRow, changes: Partial<ChargeRow>): Promise<void> {
    const next = { ...row, ...changes };
    const isBad = next.status === 'failed' || (next.kind === 'charge' && next.failure !== null);
    const told = row.told || (isBad && next.status !== 'succeeded');
    const after = await this.store.change(actor, row, { ...changes, told, lookAt: this.lookAt(next) });
    if (told && !row.told) await this.booking.tellFailed(actor, after);
  }

  /** Later and later, at most a day. */
  private lookAt(row: ChargeRow): Date | null {
    if (!isLive(row)) return null;
    const pause = Math.min(DAY_MS, Math.max(LOOK_AFTER_MS, this.age(row)));
    return new Date(this.store.host.clock.now().getTime() + pause);
  }

  private age(row: ChargeRow): number {
    return ageOf(row, this.store.host.clock.now());
  }
}

/** What was paid stays paid: what became of the money afterwards is told by refunds and disputes. */
function standingOf(
  row: ChargeRow,
  { payment, closed }: Seen,
): { status: ChargeStatus; failure: string | null } {
  if (row.status === 'succeeded' || payment?.status === 'succeeded')
    return { status: 'succeeded', failure: null };
  if (payment?.status === 'canceled') return { status: 'failed', failure: row.failure ?? 'canceled' };
  if (closed) return { status: 'failed', failure: 'expired' };
  if (!payment) return { status: row.status, failure: row.failure };
  const { failure } = payment;
  if (payment.status === 'processing') return { status: 'pending', failure: null };
  if (payment.status === 'action') return { status: 'requires_action', failure };
  // The customer may try again where she is; nobody does for a charge without her, unless her bank only asks.
  const isOver = row.kind === 'charge' && failure !== 'authentication_required';
  return { status: isOver ? 'failed' : 'requires_action', failure: isOver ? (failure ?? 'unpaid') : failure };
}

/** A payment says for which charge it was made: another one's is never booked here, nor money of another kind. */
function ours(row: ChargeRow, payment: ProviderPayment): ProviderPayment {
  if (payment.chargeId !== row.publicId)
    throw new Error(`The payment ${payment.id} was not made for charge ${row.id}`);
  if (payment.currency === row.currency) return payment;
  throw new Error(
    `The payment ${payment.id} is in ${payment.currency}, and charge ${row.id} in ${row.currency}`,
  );
}
