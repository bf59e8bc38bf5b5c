import { isDuplicate, type JobRun, ProblemError, siteTable } from '#host';
import { KEEP_METHOD } from './booking.js';
import type { ChargeStore } from './charge-store.js';
import type { ConfiguredProvider } from './configured.js';
import { REFUSED_AT } from './problems.js';
import { ProviderError, type ProviderEvent, type ProviderSession } from './provider.js';
import type { ProviderCustomers } from './provider-customers.js';
import type { ProviderInbox } from './provider-inbox.js';
import type { Complete, Settling } from './settling.js';

export const EVENT_JOB = 'billing.provider-event';

interface EventRow {
  readonly id: number;
  readonly eventId: string;
  readonly type: string;
  readonly intentId: string | null;
  readonly sessionId: string | null;
  readonly status: 'received' | 'applied' | 'ignored';
  readonly happenedAt: Date;
  readonly receivedAt: Date;
  readonly appliedAt: Date | null;
}

/** Of the site: whose an event is, is found out when it is applied. */
const EVENTS = siteTable<EventRow>('billing_provider_events', {
  instants: ['happenedAt', 'receivedAt', 'appliedAt'],
  keepTotals: false,
});

/** Others are kept, and nothing follows from them. */
const KNOWN = /^(payment_intent|charge|refund|checkout\.session)\.[a-z_.]+$/;

const WARN_EVERY_MS = 60_000;
const AT_ONCE = 200;

const onceFor = (id: number) => ({ orgId: null, uniqueKey: `event ${id}` });

/** What the provider tells by itself. Each event is written down once; a job reads what it is about and applies that. */
export class ProviderEvents implements ProviderInbox {
  private warnedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: ChargeStore,
    private readonly settling: Settling,
    private readonly known: ProviderCustomers,
    private readonly configured: ConfiguredProvider,
  ) {}

  /** From the webhook. `malformed` when the provider has not signed this, or not lately. */
  async receive(body: string, signature: string): Promise<void> {
    const provider = await this.configured.get();
    const event = signature === '' ? undefined : await provider.readEvent(body, signature);
    if (!event) throw await this.refused();
    await this.accepted();
    await this.keep(event);
  }

  /** Strangers may knock as often as they like: it is said once a minute, in the log and to `koapress doctor`. */
  private async refused(): Promise<ProblemError> {
    const message = 'The signature is not that of the payment provider, or too old';
    const now = performance.now();
    if (now - this.warnedAt > WARN_EVERY_MS) {
      this.warnedAt = now;
      this.store.host.log.warn(
        `A webhook of the payment provider was refused: ${message}. Is its secret right?`,
      );
      await this.store.host.options.set(REFUSED_AT, this.store.host.clock.now().toISOString());
    }
    return new ProblemError('malformed', message, { reason: 'invalid_signature' });
  }

  private async accepted(): Promise<void> {
    const { options } = this.store.host;
    if ((await options.get(REFUSED_AT)) !== undefined) await options.delete(REFUSED_AT);
  }

  /** One that came before is left alone. */
  async keep(event: ProviderEvent): Promise<boolean> {
    const { db, clock, jobs } = this.store.host;
    const { id: eventId, type, intentId, sessionId, happenedAt } = event;
    const concerns = KNOWN.test(type) && (intentId !== null || sessionId !== null);
    const status = concerns ? 'received' : 'ignored';
    if (await db.site(EVENTS).where({ eventId }).first()) return false;
    try {
      await db.transaction(async () => {
        const facts = { eventId, type: type.slice(0, 100), intentId, sessionId, happenedAt };
        const id = await db.site(EVENTS).insert({ ...facts, status, receivedAt: clock.now() });
        if (concerns) await jobs.enqueue(EVENT_JOB, { id }, onceFor(id));
      });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Reads again what the event is about: what it said itself may be old by now. */
  async apply(id: number, job: JobRun): Promise<void> {
    const event = await this.store.host.db.site(EVENTS).where({ id }).first();
    if (event?.status !== 'received') return;
    const end = (status: EventRow['status'], effects?: () => Promise<void>) =>
      job.complete(async () => {
        await effects?.();
        const appliedAt = this.store.host.clock.now();
        await this.store.host.db.site(EVENTS).where({ id }).update({ status, appliedAt });
      });
    try {
      await this.settled(
        event,
        (effects) => end('applied', effects),
        () => end('ignored'),
      );
    } catch (error) {
      // Of another account, or gone by now.
      if (!(error instanceof ProviderError) || error.fault !== 'refused') throw error;
      await end('ignored');
    }
  }

  /** Those whose jobs were given up, as while the site had no key, have one again. */
  async takeUp(signal: AbortSignal): Promise<void> {
    const { db, jobs } = this.store.host;
    for (let last = 0, full = true; full; ) {
      signal.throwIfAborted();
      const waiting = db.site(EVENTS).where({ status: 'received' }).compare('id', '>', last);
      const events = await waiting.orderBy('id').limit(AT_ONCE).all();
      for (const { id } of events) await jobs.enqueue(EVENT_JOB, { id }, onceFor(id));
      last = events.at(-1)?.id ?? last;
      full = events.length === AT_ONCE;
    }
  }

  /** What nothing can come of any more: a repetition of it would not be signed lately. */
  async forget(before: Date): Promise<void> {
    await this.store.host.db.site(EVENTS).compare('receivedAt', '<', before).delete();
  }

  private async settled(event: EventRow, complete: Complete, ignore: () => Promise<void>): Promise<void> {
    const provider = await this.configured.get();
    const { sessionId, intentId } = event;
    const session = sessionId ? await provider.session(sessionId) : undefined;
    if (session?.mode === 'setup') return this.saved(session, complete, ignore);
    const intent = intentId ?? session?.intentId ?? null;
    const charge =
      (await this.store.find({ intent, session: sessionId })) ??
      (await this.store.find({ publicId: intent && (await provider.payment(intent)).chargeId }));
    if (!charge) return ignore();
    const actor = this.store.host.actAs(charge.orgId, 'told by the payment provider');
    await this.settling.settle(actor, charge.id, complete, intent);
  }

  private async saved(session: ProviderSession, complete: Complete, ignore: () => Promise<void>) {
    const { customer, methodId, createdAt: at } = session;
    const owner = customer && methodId ? await this.known.named(customer) : undefined;
    if (!owner) return ignore();
    const { orgId, customerId } = owner;
    await complete(async () => {
      await this.store.host.jobs.enqueue(
        KEEP_METHOD,
        { customerId, methodId, at: at.toISOString() },
        { orgId },
      );
    });
  }
}
