import test from 'ava';
import { killStep } from '../faults/kill-step.js';
import { live } from '../http/idempotency/live-and-die.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { BillingDoor } from './billing-sites.js';

const STEP = killStep(24);

for (const database of databases) {
  test(`${database.engine}: a site killed between the statements of sending leaves an invoice with its mail, or none of it`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const door = await BillingDoor.open(site);
    const { id: customerId } = await door.customer({ email: 'ada@client.test' });
    const { url, dataDir } = site.database;
    const headers = { authorization: door.key };
    let said = '';
    let sent = 0;
    for (let dieAt = 2; said === ''; dieAt += STEP) {
      const { publicId } = await door.draft({ customerId });
      const call = { method: 'POST', path: `/api/v1/invoices/${publicId}/send`, body: {} };
      said = await live({ url, dataDir, headers, dieAt, ...call });
      t.deepEqual(new Set(await mails(door)).size, 1, `after the death before statement ${dieAt}`);
      // The second click of somebody who saw no answer.
      t.is((await door.send('POST', `/invoices/${publicId}/send`, { body: {} })).status, 200);
      sent += 1;
      t.deepEqual(await mails(door), Array(4).fill(sent), `after the death before statement ${dieAt}`);
    }
    t.regex(said, /^answered 200/);
    t.true(sent > 2, said);
  });
}

/** What is written down of each mail to a customer. */
async function mails({ site }: BillingDoor): Promise<number[]> {
  const [counts] = await site.host.db.raw<Record<string, number>>(`select
    (select count(*) from billing_invoice_mails) as noted,
    (select count(*) from kp_mails where template = 'billing.invoice') as mails,
    (select count(*) from billing_invoice_links) as links,
    (select count(*) from kp_audit_log where action = 'invoice.sent') as audited`);
  return Object.values(counts ?? {}).map(Number);
}
