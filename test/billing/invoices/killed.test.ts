import test, { type ExecutionContext } from 'ava';
import { firstKill, killStep } from '../../faults/kill-step.js';
import { live } from '../../http/idempotency/live-and-die.js';
import { databases } from '../../support/databases.js';
import { startSite } from '../../support/site.js';
import { BillingDoor } from '../billing-sites.js';

const STEP = killStep(8);

for (const { engine, open } of databases) {
  test(`${engine}: a site killed between the statements of finalising loses no number and leaves nothing half`, async (t) => {
    const site = await startSite({ engine, open });
    t.teardown(() => site.stop());
    const door = await BillingDoor.open(site);
    const { customerId } = await door.open();
    let final = 1;
    let said = '';
    for (let dieAt = firstKill(STEP); said === ''; dieAt += STEP) {
      const { publicId } = await door.draft({ customerId });
      const { url, dataDir } = site.database;
      const headers = { authorization: door.key };
      const call = { method: 'PUT', path: `/api/v1/invoices/${publicId}`, body: { status: 'open' } };
      said = await live({ url, dataDir, headers, dieAt, ...call });
      const left = await door.read(`/invoices/${publicId}`);
      // What the answer is made of is read after the commit: whoever dies there has finalised it, and whole.
      const isFinal = said === '' && left.status === 'open';
      const draft = { status: 'draft', number: null, customer: null };
      if (said === '' && !isFinal) t.like(left, draft, `before ${dieAt}`);
      final += 1;
      const again = isFinal ? left : await door.put(`/invoices/${publicId}`, { status: 'open' });
      t.truthy(again.customer, `after the death before statement ${dieAt}`);
      t.is(
        again.number,
        `INV-${String(final).padStart(6, '0')}`,
        `after the death before statement ${dieAt}`,
      );
      await consistent(t, door, final);
    }
    t.regex(said, /^answered 200/);
    t.true(final > 2, said);
  });
}

/** As many numbers as final invoices, as the series says and as were written down. */
async function consistent(t: ExecutionContext, { site }: BillingDoor, final: number): Promise<void> {
  const [counts] = await site.host.db.raw<Record<string, number>>(`select
    (select last from billing_series where kind = 'invoice') as last,
    (select count(distinct number) from billing_invoices) as numbers,
    (select count(*) from billing_invoices where status = 'open' and customer is not null) as whole,
    (select count(*) from kp_audit_log where action = 'invoice.finalized') as noted`);
  t.deepEqual(Object.values(counts ?? {}).map(Number), Array(4).fill(final));
}
