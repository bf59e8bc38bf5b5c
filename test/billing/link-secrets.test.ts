import test from 'ava';
import { createLogger } from '../../src/log.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { BillingDoor } from './billing-sites.js';

test('the secret of a customer’s link stands in no line of the log and in no row of the database', async (t) => {
  const database = databases.find(({ engine }) => engine === 'sqlite');
  if (!database) return t.fail();
  const lines: string[] = [];
  const log = createLogger('trace', (line) => lines.push(line));
  const site = await startSite(database, { options: { log } });
  t.teardown(() => site.stop());
  const door = await BillingDoor.open(site);
  const { id: customerId } = await door.customer({ email: 'ada@client.test' });
  const { publicId } = await door.open({ customerId });
  const auth = await site.key('org', ['invoices:write']);
  const hook = { url: 'https://hooks.example.test/', events: ['*'] };
  await site.request('/api/v1/webhooks', {
    method: 'POST',
    auth: await site.key('org', ['*']),
    body: hook,
  });

  const post = (path: string, headers = {}) =>
    site.request(`/api/v1/invoices/${publicId}${path}`, { method: 'POST', auth, headers });
  const made = await post('/link', { 'idempotency-key': 'one link' });
  t.is(made.status, 201, JSON.stringify(made.body));
  t.is((await post('/send')).status, 200);
  const { pathname } = new URL(made.body.data?.url ?? made.body.url);
  const secret = pathname.split('.').at(-1) ?? '';
  t.is(secret.length, 43);

  t.is((await site.request(pathname)).status, 200);
  t.is((await site.request(`${pathname}/pdf`)).status, 200);
  await site.request(`${pathname}/pay`, { method: 'POST' });
  // As mail programs and people mistake it.
  for (const wrong of [`${pathname}/`, `${pathname}/print`, pathname.replace('billing', 'Billing')])
    t.is((await site.request(wrong)).status, 404, wrong);
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD']) await site.request(pathname, { method });
  t.true(lines.some((line) => line.includes('/billing/invoice/:token')));
  await site.host.plugins.deactivate('agency', door.actor);
  await site.host.plugins.deactivate('billing', door.actor);
  t.is((await site.request(pathname)).status, 404);
  t.true(lines.some((line) => line.includes('/billing/invoice/')));
  await site.host.plugins.activate('billing', door.actor);
  t.is((await site.request(pathname)).status, 200);
  const link = `/api/v1/invoices/${publicId}/link`;
  t.is((await site.request(link, { method: 'DELETE', auth })).status, 204);
  t.is((await site.request(pathname)).status, 404, 'it was ended');
  t.deepEqual(
    lines.filter((line) => line.includes(secret)),
    [],
  );
  for (const table of await tables(site)) {
    const rows = await site.host.db.raw<object>(`select * from ${table}`);
    t.false(
      rows.some((row) => textOf(row).includes(secret)),
      table,
    );
  }
});

async function tables({ host }: Awaited<ReturnType<typeof startSite>>): Promise<readonly string[]> {
  const sql = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'";
  return (await host.db.raw<{ name: string }>(sql)).map(({ name }) => name);
}

function textOf(row: object): string {
  return Object.values(row)
    .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
    .join(' ');
}
