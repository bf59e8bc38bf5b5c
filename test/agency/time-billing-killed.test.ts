import test from 'ava';
import { firstKill, killStep } from '../faults/kill-step.js';
import { live } from '../http/idempotency/live-and-die.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { AgencyApi } from './agency-site.js';

const STEP = killStep(10);
const BILL = '/invoices/create-from-time-entries';

for (const database of databases) {
  test(`${database.engine}: a site killed between the statements of billing time bills each hour once`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const api = new AgencyApi(site);
    const client = await api.client({ hourly_rate: 6000 });
    const project = await api.project({ client_id: client.id });
    const body = { client_id: client.id };
    let said = '';
    let rounds = 0;
    for (let dieAt = firstKill(STEP); said === ''; dieAt += STEP) {
      rounds += 1;
      for (let each = 0; each < 3; each += 1) await api.entry({ project_id: project.id });
      const rehearsed = await api.send('POST', BILL, { body: { ...body, dry_run: true } });
      const { url, dataDir } = site.database;
      const headers = { authorization: site.admin };
      said = await live({ url, dataDir, path: `/wp-json/agency-os-ai/v1${BILL}`, headers, body, dieAt });
      const where = `after the death before statement ${dieAt}`;
      const again = await api.send('POST', BILL, { body });
      if (said === '') {
        t.is(again.status, 201, where);
        t.deepEqual(again.body.data.lines, rehearsed.body.data.lines, where);
      } else {
        t.regex(said, /^answered 201/);
        t.is(again.body.code, 'nothing_to_bill');
      }
      const [left] = await site.host.db.raw<Record<string, number>>(`select
        (select count(*) from billing_invoices) as invoices,
        (select count(*) from agency_billed_entries) as billed,
        (select count(*) from agency_time_entries e join agency_billed_entries b
          on b.time_entry_id = e.id and b.invoice_id = e.invoice_id) as marked,
        (select count(*) from agency_time_entries where invoice_id is null) as free,
        (select sum(subtotal) from billing_invoices) as amount`);
      const hours = 3 * rounds;
      const expected = { invoices: rounds, billed: hours, marked: hours, free: 0, amount: hours * 6000 };
      const found = Object.fromEntries(Object.entries(left ?? {}).map(([name, n]) => [name, Number(n)]));
      t.deepEqual(found, expected, where);
    }
    t.true(rounds > 1, said);
  });
}
