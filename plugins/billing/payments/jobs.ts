import type { JobSpec } from '#host';
import { NOT_CONFIGURED } from '../contract.js';
import { GIVE_BACK, KEEP_METHOD } from './booking.js';
import { ageOf, isLive, isUnasked } from './charge-row.js';
import { CHARGE_JOB, type ProviderCharges, WITHDRAW } from './charges.js';
import { ProviderError } from './provider.js';
import { EVENT_JOB } from './provider-events.js';

/** Somewhat more than a day, and then the cron task goes on asking. */
const BACKOFF = { baseMs: 2000, factor: 3, maxMs: 3 * 3600_000 };
const ATTEMPTS = 15;

const ABANDONED_MS = 7 * 24 * 3600_000;

const patient = { attempts: ATTEMPTS, backoff: BACKOFF, timeoutMs: 120_000 };

/** Charges what was written down, or looks what became of it. */
export function chargeJob(charges: ProviderCharges): JobSpec<{ readonly chargeId: number }> {
  return {
    name: CHARGE_JOB,
    ...patient,
    async run({ chargeId }, job) {
      const { store, settling, placing, configured } = charges;
      const row = await store.get(job.actor, chargeId);
      const fail = (failure: string) => job.complete(() => settling.fail(job.actor, chargeId, failure));
      if (isUnasked(row) && !(await configured.isConfigured())) return fail(NOT_CONFIGURED);
      if (row.kind === 'charge' && !row.providerIntent && isLive(row)) {
        const placed = await placing.place(job.actor, row, await configured.get());
        if ('failure' in placed) return fail(placed.failure);
        await store.note(job.actor, chargeId, { providerIntent: placed.intent });
      }
      const isOld = ageOf(row, store.host.clock.now()) > ABANDONED_MS;
      // Nobody came to pay it: at the provider it would stay open for ever.
      if (isOld && row.status === 'requires_action' && row.providerIntent !== null)
        await (await configured.get()).cancel(row.providerIntent);
      try {
        await settling.settle(job.actor, chargeId, (effects) => job.complete(effects));
      } catch (error) {
        // Another account's. It might be the key that is wrong: so not at once.
        if (!isOld || !(error instanceof ProviderError) || error.fault !== 'refused') throw error;
        await fail(error.code);
      }
    },
  };
}

/** The customer shall not pay what is paid, void or gone. */
export function withdrawJob({
  placing,
  configured,
}: ProviderCharges): JobSpec<{ readonly invoiceId: number }> {
  return {
    name: WITHDRAW,
    ...patient,
    async run({ invoiceId }, job) {
      await placing.withdrawOthers(job.actor, invoiceId, await configured.get());
    },
  };
}

export function eventJob({ events }: ProviderCharges): JobSpec<{ readonly id: number }> {
  return { name: EVENT_JOB, ...patient, run: ({ id }, job) => events.apply(id, job) };
}

interface KeptMethod {
  readonly customerId: number;
  readonly methodId: string;
  /** ISO 8601 */
  readonly at: string;
}

export function keepMethodJob({ methods }: ProviderCharges): JobSpec<KeptMethod> {
  return {
    name: KEEP_METHOD,
    ...patient,
    run: ({ customerId, methodId, at }, job) =>
      methods.keep(job.actor, { customerId, methodId, at: new Date(at) }, (effects) => job.complete(effects)),
  };
}

interface GivenBack {
  readonly chargeId: number;
  readonly amount: number;
  readonly why: 'surplus' | 'regained';
  /** Disputes of one charge may be won again and again: each gives back once. */
  readonly turn?: number;
}

/** Gives back what came in beyond what was owed. */
export function giveBackJob({ store, configured }: ProviderCharges): JobSpec<GivenBack> {
  return {
    name: GIVE_BACK,
    ...patient,
    async run({ chargeId, amount, why, turn }, job) {
      const { providerIntent, currency, publicId } = await store.get(job.actor, chargeId);
      const provider = await configured.get();
      const key = turn === undefined ? `${why}-${publicId}` : `${why}-${turn}-${publicId}`;
      try {
        if (providerIntent) await provider.refund(providerIntent, amount, currency, key);
      } catch (error) {
        // Somebody gave it back already.
        if (!(error instanceof ProviderError) || error.code !== 'charge_already_refunded') throw error;
      }
      await job.complete(async () => {
        const changes = { amount, currency };
        const entry = { entityType: 'charge', entityId: publicId, changes };
        await store.host.audit.record(job.actor, { action: 'charge.surplus-returned', ...entry });
      });
    },
  };
}
