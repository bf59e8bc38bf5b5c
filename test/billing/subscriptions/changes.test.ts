import type { PlanChanged } from '../../../plugins/billing/contract.js';
import { daysBetween } from '../../../plugins/billing/subscriptions/calendar.js';
import { dayAfter } from '../../../src/days.js';
import { isProblem } from '../../../src/http/problem.js';
import { onSubscriptionSites } from './subscription-site.js';

const onSites = onSubscriptionSites();

/** What is left of the period, of this price. */
function left(price: number, { subscription }: PlanChanged, on: string): number {
  const { currentPeriodStart: start, currentPeriodEnd: end } = subscription;
  return Math.round((price * daysBetween(on, end)) / daysBetween(start, end));
}

onSites('what a change costs is shown first, and exactly that is billed', async (t, site) => {
  const made = await site.subscribe();
  const dear = await site.plan({ price: 9_000 });
  await site.travel(10);
  const { subscriptions } = site.billing;
  const shown = await subscriptions.preview(site.actor, made.id, { plan: dear.slug });
  t.is((await site.read(made)).plan.slug, made.plan.slug);
  t.is((await site.invoicesOf(made.customerId)).length, 1);
  t.is(shown.proration.total, left(9_000, shown, site.today) - left(3_000, shown, site.today));

  const wrong = { plan: dear.slug, expectedTotal: shown.proration.total + 1 };
  await t.throwsAsync(subscriptions.changePlan(site.actor, made.id, wrong), { message: /would come to/ });
  const change = { plan: dear.slug, expectedTotal: shown.proration.total };
  const changed = await subscriptions.changePlan(site.actor, made.id, change);
  t.deepEqual(changed.proration, shown.proration);
  const [, invoice] = await site.invoicesOf(made.customerId);
  t.like(invoice, { status: 'open', total: shown.proration.total });
  t.deepEqual(
    invoice?.lines.map(({ description, unitPrice }) => ({ description, unitPrice })),
    shown.proration.lines.map(({ description, unitPrice }) => ({ description, unitPrice })),
  );
});

onSites('lines are in the language of who is billed, as they are shown before', async (t, site) => {
  const { id: customerId } = await site.door.customer({ language: 'de-AT' });
  const made = await site.subscribe({ customerId, quantity: 2 });
  const dear = await site.plan({ price: 9_000 });
  const day = new Intl.DateTimeFormat('de-AT', { dateStyle: 'medium', timeZone: 'UTC' });
  const term = ({ plan: { name }, quantity, currentPeriodEnd: end }: typeof made) =>
    `${name} × ${quantity}, ${day.format(new Date(site.today))} – ${day.format(new Date(dayAfter(end, -1)))}`;
  await site.travel(10);
  const change = { plan: dear.slug };
  const { proration } = await site.billing.subscriptions.preview(site.actor, made.id, change);
  const { subscription } = await site.billing.subscriptions.changePlan(site.actor, made.id, change);
  const [, invoice] = await site.invoicesOf(customerId);
  const said = invoice?.lines.map(({ description }) => description);
  t.deepEqual(said, [`Nicht genutzt: ${term(made)}`, term(subscription)]);
  t.deepEqual(
    proration.lines.map(({ description }) => description),
    said,
  );
});

onSites('what is given back is taken off the next invoices, none of which is below zero', async (t, site) => {
  const dear = await site.plan({ price: 9_000 });
  const cheap = await site.plan({ price: 1_000 });
  const made = await site.subscribe({ plan: dear.slug });
  const { subscriptions } = site.billing;
  const changed = await subscriptions.changePlan(site.actor, made.id, { plan: cheap.slug });
  t.is(changed.proration.total, -8_000);
  t.is(changed.subscription.credit, 8_000);
  t.is((await site.invoicesOf(made.customerId)).length, 1);
  await site.travel(62);
  const [, ...next] = await site.invoicesOf(made.customerId);
  t.deepEqual(
    next.map(({ total, status }) => [total, status]),
    [
      [0, 'paid'],
      [0, 'paid'],
    ],
  );
  t.is((await site.read(made)).credit, 6_000);
});

onSites('a way back on the same day costs what the way there has brought', async (t, site) => {
  const dear = await site.plan({ price: 7_777 });
  const made = await site.subscribe();
  await site.travel(7);
  const { subscriptions } = site.billing;
  const there = await subscriptions.changePlan(site.actor, made.id, { plan: dear.slug });
  const back = await subscriptions.changePlan(site.actor, made.id, { plan: made.plan.slug });
  t.is(there.proration.total + back.proration.total, 0);
  t.is(back.subscription.credit, there.proration.total);
});

onSites('another interval begins a period of its own', async (t, site) => {
  const yearly = await site.plan({ price: 30_000, interval: 'year' });
  const made = await site.subscribe();
  await site.travel(3);
  const changed = await site.billing.subscriptions.changePlan(site.actor, made.id, { plan: yearly.slug });
  t.is(changed.subscription.currentPeriodStart, site.today);
  t.is(daysBetween(site.today, changed.subscription.currentPeriodEnd) >= 365, true);
  const [, invoice] = await site.invoicesOf(made.customerId);
  t.is(invoice?.total, changed.proration.total);
});

onSites(
  'days that were voided, credited or refunded are not given back as if they were paid',
  async (t, site) => {
    const { invoices, subscriptions } = site.billing;
    const free = await site.plan({ price: 0 });
    const down = async (id: number) =>
      (await subscriptions.changePlan(site.actor, id, { plan: free.slug })).subscription.credit;
    const billed = async () => {
      const made = await site.subscribe();
      const [invoice] = await site.invoicesOf(made.customerId);
      return { id: made.id, invoice: invoice?.id ?? 0, customerId: made.customerId };
    };
    const lines = [{ description: 'Less', unitPrice: 1_000 }];
    const given = await billed();
    await invoices.void(site.actor, given.invoice);
    t.is(await down(given.id), 0, 'nobody paid it');

    const lessened = await billed();
    await invoices.credit(site.actor, lessened.invoice, { key: 'less', lines });
    t.is(await down(lessened.id), 2_000);

    const refunded = await billed();
    const { id } = await invoices.pay(site.actor, refunded.invoice, { method: 'card', key: 'paid' });
    await invoices.noteRefund(site.actor, id, 500);
    t.is(await down(refunded.id), 2_500);

    const givenUp = await billed();
    await invoices.markUncollectible(site.actor, givenUp.invoice);
    t.is(await down(givenUp.id), 0);
  },
);

onSites('what a change gave back goes away with the invoice that it was of', async (t, site) => {
  const { invoices, subscriptions } = site.billing;
  const [free, yearly] = [
    await site.plan({ price: 0 }),
    await site.plan({ price: 30_000, interval: 'year' }),
  ];
  const credit = async (id: number) => (await subscriptions.get(site.actor, id)).credit;
  const made = await site.subscribe();
  const [invoice] = await site.invoicesOf(made.customerId);
  const { subscription } = await subscriptions.changePlan(site.actor, made.id, { plan: free.slug });
  t.is(subscription.credit, 3_000, 'it is owed on account');
  await invoices.void(site.actor, invoice?.id ?? 0);
  t.is(await credit(made.id), 0);
  const again = await subscriptions.changePlan(site.actor, made.id, { plan: made.plan.slug });
  t.is(again.proration.total, 3_000);
  const back = await subscriptions.changePlan(site.actor, made.id, { plan: free.slug });
  t.is(back.subscription.credit, 3_000);

  const other = await site.subscribe({ plan: yearly.slug });
  const [year] = await site.invoicesOf(other.customerId);
  await invoices.pay(site.actor, year?.id ?? 0, { method: 'cash', key: 'year' });
  await subscriptions.changePlan(site.actor, other.id, { plan: made.plan.slug });
  t.is(await credit(other.id), 27_000);
  await invoices.credit(site.actor, year?.id ?? 0, {
    ...{ key: 'less', lines: [{ description: 'Less', unitPrice: 10_000 }] },
  });
  t.is(await credit(other.id), 20_000, 'and the month is had for the rest of what was paid');
  await subscriptions.changePlan(site.actor, other.id, { plan: free.slug });
  t.is(await credit(other.id), 20_000);
});

onSites('what was carried into another interval goes away with its invoice too', async (t, site) => {
  const { invoices, subscriptions } = site.billing;
  const [free, yearly] = [
    await site.plan({ price: 0 }),
    await site.plan({ price: 36_500, interval: 'year' }),
  ];
  const made = await site.subscribe();
  const [month] = await site.invoicesOf(made.customerId);
  await site.travel(10);
  const { proration } = await subscriptions.changePlan(site.actor, made.id, { plan: yearly.slug });
  const [, year] = await site.invoicesOf(made.customerId);
  t.is(year?.total, proration.total);
  await invoices.void(site.actor, month?.id ?? 0);
  const { subscription } = await subscriptions.changePlan(site.actor, made.id, { plan: free.slug });
  t.is(subscription.credit, proration.total, 'what the year was in fact billed with, and no more');
});

onSites('a trial goes on with another plan, and costs nothing', async (t, site) => {
  const made = await site.subscribe({ trialDays: 10 });
  const dear = await site.plan({ price: 9_000 });
  const changed = await site.billing.subscriptions.changePlan(site.actor, made.id, { plan: dear.slug });
  t.like(changed.subscription, { status: 'trialing', trialEnd: made.trialEnd });
  t.deepEqual(changed.proration.lines, []);
  await site.travel(10);
  t.is((await site.invoicesOf(made.customerId))[0]?.total, 9_000);
});

onSites('plans of another currency, or not offered any more, are refused', async (t, site) => {
  const made = await site.subscribe();
  const dollars = await site.plan({ currency: 'USD' });
  const old = await site.plan({ active: false });
  for (const { slug } of [dollars, old, { slug: 'nobodys' }]) {
    const error = await t.throwsAsync(
      site.billing.subscriptions.changePlan(site.actor, made.id, { plan: slug }),
    );
    t.true(isProblem(error) && error.code === 'unprocessable' && error.details?.[0]?.field === 'plan');
  }
  t.is((await site.read(made)).plan.slug, made.plan.slug);
});

onSites('twenty changes at once end in one state, and the bills add up to it', async (t, site) => {
  const { subscriptions } = site.billing;
  const made = await site.subscribe();
  await site.travel(5);
  const plans = await Promise.all([1_000, 4_000, 6_500, 9_900].map((price) => site.plan({ price })));
  const wanted = Array.from({ length: 20 }, (_, at) => plans[at % plans.length]?.slug);
  const changes = await Promise.all(
    wanted.map((plan) => subscriptions.changePlan(site.actor, made.id, { plan })),
  );
  const last = await site.read(made);
  const billed = (await site.invoicesOf(made.customerId)).reduce((sum, { total }) => sum + total, 0);
  const shown = changes.reduce((sum, { proration }) => sum + Math.max(0, proration.total), 3_000);
  t.is(billed, shown);
  const [change] = changes;
  if (!change) return t.fail();
  const owed = left(last.plan.price, change, site.today) - left(3_000, change, site.today);
  t.is(billed - last.credit, 3_000 + owed);
});

onSites('terms of a plan that somebody has stay', async (t, site) => {
  const made = await site.subscribe();
  const { plans } = site.billing;
  await t.throwsAsync(plans.update(site.actor, made.plan.id, { price: 1 }), { message: /price stays/ });
  t.is((await plans.update(site.actor, made.plan.id, { price: 3_000, name: 'New' })).name, 'New');
  await site.billing.subscriptions.cancel(site.actor, made.id, 'now');
  t.is((await plans.update(site.actor, made.plan.id, { price: 1 })).price, 1);
});
