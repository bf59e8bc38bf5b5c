import test, { type ExecutionContext } from 'ava';
import { killStep } from '../../faults/kill-step.js';
import { live } from '../../http/idempotency/live-and-die.js';
import { databases } from '../../support/databases.js';
import { SubscriptionSite } from './subscription-site.js';

const STEP = killStep(9);
const AT_ONCE = 8;

for (const database of databases) {
  const { engine } = database;
  let site: SubscriptionSite;
  let key: string;

  test.before(async () => {
    site = await SubscriptionSite.open(database);
    key = await site.site.key('org', ['subscriptions:read', 'subscriptions:write']);
  });
  test.after.always(() => site?.site.stop());

  const due = (customerId?: number) => site.subscribe({ startDate: site.after(-40), customerId });

  test.serial(
    `${engine}: a site killed between the statements of a renewal bills the period once`,
    async (t) => {
      let said = '';
      for (let dieAt = 1; said === ''; dieAt += STEP) {
        const made = await due();
        const { url, dataDir } = site.site.database;
        // The period that has ended is billed before anything is changed.
        const call = { method: 'PUT', path: `/api/v1/subscriptions/${made.publicId}`, body: { quantity: 1 } };
        said = await live({ url, dataDir, headers: { authorization: key }, dieAt, ...call });
        const again = await site.site.request(call.path, { method: 'PUT', auth: key, body: call.body });
        t.is(again.status, 200, JSON.stringify(again.body));
        await billedOnce(t, made);
      }
      t.regex(said, /^answered 200/);
      await numbered(t);
    },
  );

  test.serial(`${engine}: many that renew at once renew once`, async (t) => {
    const made = await Promise.all([due(), due(), due()]);
    const asked = made.flatMap(({ publicId }) =>
      Array.from({ length: AT_ONCE }, () => {
        const sent = { method: 'PUT', auth: key, body: { quantity: 1 } };
        return site.site.request(`/api/v1/subscriptions/${publicId}`, sent);
      }),
    );
    await Promise.all([site.work(), site.work(), ...asked]);
    for (const subscription of made) await billedOnce(t, subscription);
    await numbered(t);
  });

  async function billedOnce(
    t: ExecutionContext,
    { id, customerId }: { readonly id: number; readonly customerId: number },
  ): Promise<void> {
    const invoices = await site.invoicesOf(customerId);
    t.is(invoices.length, 2);
    t.true(invoices.every(({ status }) => status === 'open'));
    const [periods] = await site.site.host.db.raw<{ rows_: number; starts: number; invoiced: number }>(
      `select count(*) as rows_, count(distinct period_start) as starts, count(distinct invoice_id) as invoiced
        from billing_subscription_periods where subscription_id = ?`,
      [id],
    );
    t.deepEqual(Object.values(periods ?? {}).map(Number), [2, 2, 2]);
    t.true((await site.read({ id })).currentPeriodEnd > site.today);
  }

  /** As many numbers as final invoices, none left out. */
  async function numbered(t: ExecutionContext): Promise<void> {
    const [counts] = await site.site.host.db.raw<Record<string, number>>(`select
      (select last from billing_series where kind = 'invoice') as last,
      (select count(distinct number) from billing_invoices) as numbers,
      (select count(*) from billing_invoices where status <> 'draft') as final`);
    t.is(new Set(Object.values(counts ?? {}).map(Number)).size, 1);
  }
}
