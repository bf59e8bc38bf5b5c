import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { WorkersFate } from '../../faults/dying-worker.js';
import { firstKill, killStep } from '../../faults/kill-step.js';
import { lastWords } from '../../faults/last-words.js';
import { databases } from '../../support/databases.js';
import { PayingSite } from './paying-site.js';

const CHILD = fileURLToPath(new URL('../../faults/dying-worker.js', import.meta.url));
const STEP = killStep(6);

for (const database of databases) {
  test(`${database.engine}: a site killed between the statements of applying a webhook books the payment once`, async (t) => {
    const till = await PayingSite.open(database);
    t.teardown(() => till.stop());
    const { site, actor, double } = till;
    const { jobs } = site.host.background;
    const { url, dataDir } = site.database;
    const customerId = await till.customer();
    let paid = 0;
    let said = '';
    for (let dieAt = firstKill(STEP); said === ''; dieAt += STEP) {
      const { id: invoiceId, total } = await till.invoice(customerId);
      const intent = await till.charges.intent(actor, { invoiceId, key: `form ${invoiceId}` });
      await till.quiet();
      // Taken, answered and written down, and applied by nobody yet.
      await jobs.stop();
      await till.play(`intents/${intent.id}/pay`);
      await till.until(async () => double.delivery.idle, 'the events are told');
      const fate = { url, dataDir, orgId: actor.orgId, daysOn: 0, job: null, since: 'billing_', dieAt };
      said = await lastWords(CHILD, fate satisfies WorkersFate);
      await jobs.start();
      await till.quiet();
      paid += 1;
      const where = `after the death before statement ${dieAt}`;
      t.like(await till.billing.invoices.get(actor, invoiceId), { status: 'paid', amountPaid: total }, where);
      const [counts] = await site.host.db.raw<Record<string, number>>(`select
        (select count(*) from billing_payments) as payments,
        (select count(*) from billing_charges where status = 'succeeded') as charges,
        (select count(distinct intent_id) from billing_provider_events where status = 'applied') as applied,
        (select count(*) from billing_provider_events where status = 'received') as waiting`);
      t.deepEqual(Object.values(counts ?? {}).map(Number), [paid, paid, paid, 0], where);
      t.is(till.taken(), paid, where);
    }
    t.regex(said, /^done after [1-9]/);
    t.true(paid > 1, said);
  });
}
