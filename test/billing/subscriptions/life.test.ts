import { dayAfter } from '../../../src/days.js';
import { onSubscriptionSites } from './subscription-site.js';

const onSites = onSubscriptionSites();

onSites('a subscription is billed when it begins, and paid by its invoice', async (t, site) => {
  const made = await site.subscribe({ quantity: 3 });
  t.like(made, { status: 'active', quantity: 3, trialEnd: null, startDate: site.today, credit: 0 });
  t.is(made.currentPeriodStart, site.today);
  t.deepEqual(await site.read(made), made);
  const [invoice, ...more] = await site.invoicesOf(made.customerId);
  t.is(more.length, 0);
  t.like(invoice, { status: 'open', total: 9_000, currency: 'EUR' });
  const last = dayAfter(made.currentPeriodEnd, -1);
  t.like(invoice, { serviceFrom: made.currentPeriodStart, serviceTo: last });
  t.is((await site.billing.subscriptions.unpaid(site.actor, made.id))?.id, invoice?.id);
  await site.billing.invoices.pay(site.actor, invoice?.id ?? 0, { method: 'cash', key: 'k' });
  t.is(await site.billing.subscriptions.unpaid(site.actor, made.id), undefined);
});

onSites('a trial is not billed, and its end is', async (t, site) => {
  const plan = await site.plan({ trialDays: 14 });
  const made = await site.subscribe({ plan: plan.slug });
  t.like(made, { status: 'trialing', trialEnd: site.after(14), currentPeriodEnd: site.after(14) });
  t.is((await site.invoicesOf(made.customerId)).length, 0);
  const again = await site.subscribe({ plan: plan.slug, customerId: made.customerId });
  t.like(again, { status: 'active', trialEnd: null });
  await site.travel(14);
  const begun = await site.read(made);
  t.like(begun, { status: 'active', currentPeriodStart: made.trialEnd });
  const invoices = await site.invoicesOf(made.customerId);
  t.is(invoices.length, 2);
});

onSites('one that waits for its first payment begins on the day it is paid', async (t, site) => {
  const made = await site.subscribe({ incomplete: true });
  t.is(made.status, 'incomplete');
  const draft = await site.billing.subscriptions.unpaid(site.actor, made.id);
  t.like(draft, { status: 'draft', number: null, total: 3_000 });
  const { customerId } = made;
  t.deepEqual(await site.subscribe({ customerId, plan: made.plan.slug, incomplete: true }), made);
  await site.travel(2);
  await site.billing.invoices.pay(site.actor, draft?.id ?? 0, { method: 'card', key: 'k' });
  const active = await site.read(made);
  t.like(active, { status: 'active', startDate: site.today, currentPeriodStart: site.today });
  const [invoice, ...more] = await site.invoicesOf(customerId);
  t.is(more.length, 0);
  const last = dayAfter(active.currentPeriodEnd, -1);
  t.like(invoice, { status: 'paid', serviceFrom: site.today, serviceTo: last });
});

onSites('one that nobody pays ends without a number', async (t, site) => {
  const made = await site.subscribe({ incomplete: true });
  const other = await site.subscribe({ customerId: made.customerId, incomplete: true });
  t.is((await site.read(made)).status, 'cancelled');
  await site.travel(8);
  t.is((await site.read(other)).status, 'cancelled');
  t.deepEqual(await site.invoicesOf(made.customerId), []);
});

onSites(
  'one whose first bill is voided, or credited before anybody paid it, does not begin',
  async (t, site) => {
    const { invoices, subscriptions } = site.billing;
    for (const give of ['void', 'credit', 'nothing'] as const) {
      const made = await site.subscribe({ incomplete: true });
      const bill = (await subscriptions.unpaid(site.actor, made.id))?.id ?? 0;
      await invoices.finalize(site.actor, bill);
      if (give === 'void') await invoices.void(site.actor, bill);
      else if (give === 'credit') await invoices.credit(site.actor, bill, { key: 'all' });
      else await site.travel(8);
      t.is((await site.read(made)).status, 'cancelled', give);
      t.is((await invoices.get(site.actor, bill)).amountDue, 0, 'nobody pays for what has ended');
    }
  },
);

onSites('every period that was missed is billed once', async (t, site) => {
  const made = await site.subscribe();
  await site.travel(95);
  await site.work();
  const invoices = await site.invoicesOf(made.customerId);
  t.is(invoices.length, 4);
  t.is(new Set(invoices.map(({ number }) => number)).size, 4);
  t.is(new Set(invoices.map(({ lines }) => lines[0]?.description)).size, 4);
  t.true((await site.read(made)).currentPeriodEnd > site.today);
});

onSites('what is cancelled at the period’s end is used until then, and billed no more', async (t, site) => {
  const made = await site.subscribe();
  const { subscriptions } = site.billing;
  t.like(await subscriptions.cancel(site.actor, made.id, 'period_end'), {
    status: 'active',
    cancelAtPeriodEnd: true,
  });
  t.like(await subscriptions.keep(site.actor, made.id), { cancelAtPeriodEnd: false });
  await subscriptions.cancel(site.actor, made.id, 'period_end');
  await site.travel(32);
  t.is((await site.read(made)).status, 'cancelled');
  t.is((await site.invoicesOf(made.customerId)).length, 1);
});
