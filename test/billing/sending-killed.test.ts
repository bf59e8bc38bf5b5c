import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { killStep } from '../faults/kill-step.js';
import { ADMIN, SiteProcess } from '../faults/site-process.js';
import { live } from '../http/idempotency/live-and-die.js';
import { dataOf, exchange } from '../matrix/exchange.js';
import { Rows } from '../matrix/rows.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { TestSmtp } from '../support/smtp.js';
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

for (const database of databases) {
  test(`${database.engine}: a site killed after the mail server took an invoice, before it knows, sends the same mail again`, async (t) => {
    const place = await database.open();
    t.teardown(() => place.drop());
    let killed: Promise<unknown> | undefined;
    const smtp = await TestSmtp.start({
      // The server has the mail; the site never hears of it.
      accepted: () => {
        killed ??= first.end('SIGKILL');
      },
    });
    t.teardown(() => smtp.stop());
    const env = { SMTP_URL: smtp.url };
    const first = await SiteProcess.start(place, env);
    const headers = await browserHeaders(first.url, { ...ADMIN, email: '' });
    const send = async (path: string, body: object) =>
      dataOf(await exchange(first.url, { method: 'post', path: `/api/v1${path}`, body, headers }));
    const { publicId: clientId } = await send('/clients', { name: 'Ada', email: 'ada@client.test' });
    const lines = [{ description: 'Work', unitPrice: 10_000 }];
    const { publicId } = await send('/invoices', { clientId, lines });
    // Whether it is answered or not is a matter of moments.
    await send(`/invoices/${publicId}/send`, {}).catch(() => undefined);
    while (!killed) await sleep(20);
    await killed;
    t.is(smtp.received.length, 1);

    const second = await SiteProcess.start(place, env);
    const rows = await Rows.open(place);
    const kept = async () =>
      rows.all("select status, message_id from kp_mails where template = 'billing.invoice'");
    while ((await kept())[0]?.status !== 'sent') await sleep(20);
    const [mail, ...more] = await kept();
    t.deepEqual(more, []);
    t.deepEqual(
      smtp.received.map((each) => each.mail.messageId),
      [mail?.message_id, mail?.message_id],
    );
    const [once, again] = smtp.received.map((each) => each.mail);
    t.deepEqual(again?.subject, once?.subject);
    t.true(again?.attachments[0]?.content.equals(once?.attachments[0]?.content ?? Buffer.of()));
    t.deepEqual(await rows.all('select status, number from billing_invoices'), [
      { status: 'open', number: 'INV-000001' },
    ]);
    await rows.close();
    await second.end('SIGTERM');
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
