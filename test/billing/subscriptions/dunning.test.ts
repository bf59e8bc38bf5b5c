import { chargeFailed } from '../../../plugins/billing/contract.js';
import { onSubscriptionSites, type SubscriptionSite } from './subscription-site.js';

const onSites = onSubscriptionSites();

/** What the payment provider tells when a card is declined. */
async function declined(site: SubscriptionSite, invoiceId: number): Promise<void> {
  const invoice = await site.billing.invoices.get(site.actor, invoiceId);
  const now = new Date();
  const { amountDue: amount, currency } = invoice;
  const ids = { id: 1, publicId: 'x', invoiceId, kind: 'charge', customerId: invoice.customerId } as const;
  const charge = {
    ...ids,
    amount,
    currency,
    status: 'failed',
    failure: 'card_declined',
    amountRefunded: 0,
  } as const;
  await site.site.host.db.publish(chargeFailed, {
    actor: site.actor,
    invoice,
    charge: { ...charge, createdAt: now, updatedAt: now },
  });
}

async function mailsTo(site: SubscriptionSite, email: string): Promise<string[]> {
  const path = '/wp-json/koapress/v1/mails?per_page=100';
  const { body } = await site.site.request(path, { auth: site.site.admin });
  const all = body as { to: string; template: string }[];
  return all.flatMap(({ to, template }) => (JSON.stringify(to).includes(email) ? [template] : [])).sort();
}

async function subscribed(site: SubscriptionSite, email: string, values: object = {}) {
  const { id: customerId } = await site.door.customer({ email });
  const made = await site.subscribe({ customerId, ...values });
  return { made, invoice: await site.billing.subscriptions.unpaid(site.actor, made.id) };
}

onSites('a failed charge makes it past due, and a payment active again', async (t, site) => {
  const { made, invoice } = await subscribed(site, 'declined@example.test');
  await declined(site, invoice?.id ?? 0);
  await declined(site, invoice?.id ?? 0);
  t.is((await site.read(made)).status, 'past_due');
  const plan = await site.plan();
  const { subscriptions, invoices } = site.billing;
  await t.throwsAsync(subscriptions.changePlan(site.actor, made.id, { plan: plan.slug }), {
    message: /waits/,
  });
  await invoices.pay(site.actor, invoice?.id ?? 0, { method: 'cash', key: 'k' });
  t.is((await site.read(made)).status, 'active');
  await site.travel(12);
  t.is((await site.read(made)).status, 'active');
  const mails = await mailsTo(site, 'declined@example.test');
  t.is(mails.filter((template) => template === 'billing.payment-failed').length, 1, mails.join());
});

onSites('what is never paid is tried again on its days, and then cancelled', async (t, site) => {
  const { made, invoice } = await subscribed(site, 'never@example.test');
  await declined(site, invoice?.id ?? 0);
  for (const days of [3, 2, 2]) {
    await site.travel(days);
    t.is((await site.read(made)).status, 'past_due');
  }
  await declined(site, invoice?.id ?? 0);
  t.is((await site.read(made)).status, 'cancelled');
  t.is((await site.billing.invoices.get(site.actor, invoice?.id ?? 0)).status, 'uncollectible');
  const mails = await mailsTo(site, 'never@example.test');
  t.true(mails.includes('billing.subscription-cancelled'), mails.join());
  await site.travel(40);
  t.is((await site.invoicesOf(made.customerId)).length, 1);
});

onSites('a missing payment and the end are told in the language of the customer', async (t, site) => {
  const { id: customerId } = await site.door.customer({ email: 'sprache@example.test', language: 'de-AT' });
  const made = await site.subscribe({ customerId, plan: (await site.plan({ name: 'Größe L' })).slug });
  const invoice = await site.billing.subscriptions.unpaid(site.actor, made.id);
  await declined(site, invoice?.id ?? 0);
  await site.billing.subscriptions.cancel(site.actor, made.id, 'now');
  const mails = await site.site.host.db.raw<{ template: string; subject: string; html: string }>(
    "select template, subject, html from kp_mails where recipient = 'sprache@example.test' order by id",
  );
  const told = mails.filter(({ template }) => template !== 'billing.invoice');
  t.deepEqual(
    told.map(({ subject }) => subject),
    ['Die Zahlung für Größe L ist fehlgeschlagen', 'Ihr Abonnement von Größe L ist beendet'],
  );
  for (const { html } of told)
    t.regex(html, /<html lang="de-AT" .*Guten Tag Ada &amp; Co,.*\d\d?\.\d\d?\.2\d{3}/s);
});

onSites(
  'without a means of payment it is past due after the due date, and ends ten days later',
  async (t, site) => {
    const { id: customerId } = await site.door.customer({ paymentTermsDays: 5 });
    const made = await site.subscribe({ customerId });
    await site.travel(5);
    t.is((await site.read(made)).status, 'active');
    await site.travel(1);
    t.is((await site.read(made)).status, 'past_due');
    for (const days of [3, 2, 2, 3]) await site.travel(days);
    t.is((await site.read(made)).status, 'cancelled');
  },
);

onSites('the end of a trial is told of three days before, once', async (t, site) => {
  const { made } = await subscribed(site, 'trial@example.test', { trialDays: 10 });
  await site.travel(6);
  t.deepEqual(await mailsTo(site, 'trial@example.test'), []);
  await site.travel(1);
  await site.work();
  t.deepEqual(await mailsTo(site, 'trial@example.test'), ['billing.trial-ending']);
  await site.billing.subscriptions.cancel(site.actor, made.id, 'period_end');
  await site.travel(3);
  t.is((await site.read(made)).status, 'cancelled');
  t.deepEqual(await site.invoicesOf(made.customerId), []);
});

onSites('an address that cannot be written to holds nothing up', async (t, site) => {
  const { made, invoice } = await subscribed(site, 'ada,bob@example.test');
  await declined(site, invoice?.id ?? 0);
  t.is((await site.read(made)).status, 'past_due');
  for (const days of [3, 2, 2, 3]) await site.travel(days);
  t.is((await site.read(made)).status, 'cancelled');
  t.is((await mailsTo(site, 'bob@example.test')).length, 0);
});
