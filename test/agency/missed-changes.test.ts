import test from 'ava';
import { Billing } from '../../plugins/billing/contract.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { AgencyApi } from './agency-site.js';
import { OrgApi } from './org-api.js';

const TEN_MINUTES = 600_000;
const BILL = '/invoices/create-from-time-entries';

for (const database of databases)
  test(`${database.engine}: what billing did while agency was off is followed once it is on`, async (t) => {
    let later = 0;
    const site = await startSite(database, { clock: { now: () => new Date(Date.now() + later) } });
    t.teardown(() => site.stop());
    const { host, actor } = site;
    const { invoices, customers } = host.plugins.use(Billing);
    const api = new AgencyApi(site);
    const billed = async () => {
      const client = await api.client({ currency: 'EUR', hourly_rate: 6000 });
      const project = await api.project({ client_id: client.id });
      const entry = await api.entry({ project_id: project.id });
      return { client, entry, invoice: await api.make(BILL, { client_id: client.id }) };
    };
    const org = await OrgApi.open(site);
    const ordered = async () => {
      const { publicId } = await org.order({ status: 'submitted' }, { invoiceOnCompletion: true });
      await org.move(publicId, 'in_progress', 'in_review', 'delivered', 'completed');
      const { invoiceId } = await org.get(`/orders/${publicId}`);
      return { publicId, invoiceId, id: (await invoices.named(actor, invoiceId)).id };
    };
    const [voided, deleted, kept] = [await billed(), await billed(), await billed()];
    const orders = [await ordered(), await ordered(), await ordered()] as const;
    await invoices.finalize(actor, voided.invoice.id);
    await invoices.finalize(actor, orders[0].id);
    const unbilled = async (client: { id: number }) =>
      (await api.list(`/time-entries/unbilled?client_id=${client.id}`)).ids;
    const until = async (isSo: () => Promise<boolean>) => {
      for (let tries = 0; tries < 600; tries++) {
        if (await isSo()) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      t.fail('it did not catch up');
    };
    const runs = async (): Promise<readonly number[]> => {
      const done = { task: 'agency.catch-up', status: 'succeeded' };
      return (await host.db.query('kp_cron_runs').where(done)).map(({ id }: { readonly id: number }) =>
        Number(id),
      );
    };

    await host.plugins.deactivate('agency', actor);
    await invoices.void(actor, voided.invoice.id);
    await invoices.delete(actor, deleted.invoice.id);
    await invoices.void(actor, orders[0].id);
    await invoices.delete(actor, orders[1].id);
    await customers.update(actor, kept.client.id, { name: 'Zeppelin' });
    const before = await runs();
    later = TEN_MINUTES;
    await host.plugins.activate('agency', actor);

    // By itself: slots have passed.
    await until(async () => (await runs()).some((id) => !before.includes(id)));
    t.deepEqual(await unbilled(voided.client), [voided.entry.id]);
    t.deepEqual(await unbilled(deleted.client), [deleted.entry.id]);
    t.deepEqual(await unbilled(kept.client), []);
    t.deepEqual((await api.list('/clients?search=Zeppelin')).ids, [kept.client.id]);

    const invoiceOf = async ({ publicId }: { publicId: string }) =>
      (await org.get(`/orders/${publicId}`)).invoiceId;
    t.deepEqual(await Promise.all(orders.map(invoiceOf)), [null, null, orders[2].invoiceId]);

    // What was billed again since stays billed.
    const again = await api.make(BILL, { client_id: voided.client.id });
    const { invoiceId } = await org.move(orders[0].publicId, 'completed');
    const { id } = await host.background.cron.control.run(actor, 'agency.catch-up');
    await until(async () => (await runs()).includes(id));
    t.is(await invoiceOf(orders[0]), invoiceId);
    t.is((await api.get(`/time-entries/${voided.entry.id}`)).invoice_id, again.id);
  });
