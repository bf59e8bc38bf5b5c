import type { CronRun, CronSpec } from '#host';
import type { BillingHost } from '../billing-host.js';
import { LOOK_AFTER_MS } from './charge-store.js';
import { CHARGE_JOB, type ProviderCharges } from './charges.js';

const AT_ONCE = 100;
const SEEN = 'provider_events_seen';
const HOUR_MS = 3600_000;
const KEPT_MS = 90 * 24 * HOUR_MS;

/** For webhooks that never came: asks for events that were missed, and for charges that wait. */
export function askProvider(host: BillingHost, charges: ProviderCharges): CronSpec {
  return {
    name: 'billing.ask-provider',
    description: 'Asks the payment provider for what it has not told',
    schedule: '*/10 * * * *',
    async run(run) {
      if (!(await charges.isConfigured())) return;
      await lookAtCharges(host, charges, run);
      await catchUp(host, charges, run);
      await charges.events.takeUp(run.signal);
      await charges.events.forget(new Date(run.slot.getTime() - KEPT_MS));
    },
  };
}

/** A job each, so that one that cannot be read does not hold up the others. */
async function lookAtCharges(host: BillingHost, { store }: ProviderCharges, run: CronRun): Promise<void> {
  for (;;) {
    run.signal.throwIfAborted();
    const due = await store.due(AT_ONCE);
    for (const { orgId, id: chargeId } of due)
      await host.db.transaction(async () => {
        await run.assertHeld();
        const actor = host.actAs(orgId, 'a charge waits');
        const lookAt = new Date(host.clock.now().getTime() + LOOK_AFTER_MS);
        await store.note(actor, chargeId, { lookAt });
        await host.jobs.enqueue(CHARGE_JOB, { chargeId }, { orgId, uniqueKey: `charge ${chargeId}` });
      });
    if (due.length < AT_ONCE) return;
  }
}

/** From an hour before the last look: what is there already is left alone. */
async function catchUp(host: BillingHost, { configured, events }: ProviderCharges, run: CronRun) {
  const provider = await configured.get();
  const before = await host.options.get<string>(SEEN);
  const since = new Date((before ? Date.parse(before) : run.slot.getTime()) - HOUR_MS);
  for await (const event of provider.events(since)) {
    run.signal.throwIfAborted();
    await events.keep(event);
  }
  await host.options.set(SEEN, run.slot.toISOString());
}
