import { onPayingSites, type PayingSite } from '../payments/paying-site.js';

const onSites = onPayingSites();
let made = 0;

/** An organisation with a free tier, and a dear one that it may want. */
async function buyer(site: PayingSite) {
  made += 1;
  const [free, dear] = [`free-${made}`, `dear-${made}`];
  const tier = { currency: 'EUR', public: true };
  await site.billing.plans.create(site.actor, { ...tier, slug: free, name: 'Free', price: 0 });
  await site.billing.plans.create(site.actor, { ...tier, slug: dear, name: 'Dear', price: 100_000 });
  const { orgId } = await site.site.organization(`Buyer ${made}`);
  const actor = { ...site.actor, orgId };
  const auth = await site.site.key('ops', ['billing:read', 'billing:write'], actor);
  const choose = (name: string) =>
    site.site.request('/api/billing/change-plan', { method: 'POST', auth, body: { tier: name } });
  return { actor, free, dear, choose };
}

onSites(
  'what was billed and not paid is not given back by a way down, nor changed again before',
  async (t, site) => {
    const { actor, choose, dear, free } = await buyer(site);
    await choose(free);
    const current = await site.billing.subscriptions.ofBuyer(actor);
    // The operator sells it on account.
    await site.billing.subscriptions.changePlan(site.actor, current?.id ?? 0, { plan: dear });
    await site.quiet();
    const refused = await choose(free);
    const owing = await site.billing.subscriptions.unpaid(site.actor, current?.id ?? 0);
    t.is(refused.status, 409, JSON.stringify(refused.body));
    t.deepEqual(refused.body.error.details.invoices, [owing?.number]);
    t.like(await site.billing.subscriptions.ofBuyer(actor), { credit: 0, plan: { slug: dear } });
    const owed = await site.billing.subscriptions.unpaid(site.actor, current?.id ?? 0);
    await site.billing.invoices.pay(site.actor, owed?.id ?? 0, { method: 'cash', key: 'cash' });
    t.true((await choose(free)).body.data.changed);
    t.is((await site.billing.subscriptions.ofBuyer(actor))?.credit, 100_000);
  },
);

onSites('who has left a dearer tier unpaid pays that before having one again', async (t, site) => {
  const { actor, choose, dear, free } = await buyer(site);
  const { accounts, invoices, subscriptions } = site.billing;
  await choose(free);
  const { customerId } = await accounts.of(actor);
  await site.saveCard(customerId, 'pm_card_chargeCustomerFail');
  t.true((await choose(dear)).body.data.changed);
  const tried = await subscriptions.ofBuyer(actor);
  const owed = await subscriptions.unpaid(site.actor, tried?.id ?? 0);
  await site.until(
    async () => (await subscriptions.ofBuyer(actor))?.status === 'past_due',
    'the card is declined',
  );
  t.deepEqual((await choose(free)).body.error.details, { status: 'past_due', invoices: [owed?.number] });
  await subscriptions.cancel(site.actor, tried?.id ?? 0, 'now');
  await invoices.markUncollectible(site.actor, owed?.id ?? 0);

  t.true((await choose(free)).body.data.changed, 'what costs nothing is had');
  const refused = await choose(dear);
  t.is(refused.status, 409);
  t.true(refused.body.error.message.includes(`pay ${owed?.number} first`), refused.body.error.message);
  t.like(await subscriptions.ofBuyer(actor), { plan: { slug: free } });
  await invoices.pay(site.actor, owed?.id ?? 0, { method: 'cash', key: 'at last' });
  t.true((await choose(dear)).body.data.changed);
});

onSites('money of another currency than was asked for is not booked', async (t, site) => {
  const { id: invoiceId } = await site.invoice(await site.customer());
  const { id } = await site.charges.intent(site.actor, { invoiceId, key: 'form' });
  const { shelf } = site.double.rooms;
  shelf.put({ ...shelf.get('payment_intent', id), currency: 'krw' });
  await site.play(`intents/${id}/pay`, { card: 'pm_card_visa' });
  const tried = "select id from kp_job_attempts where reason like '%KRW%'";
  await site.until(async () => (await site.site.host.db.raw(tried)).length > 0, 'the event is refused');
  t.like(await site.billing.invoices.get(site.actor, invoiceId), { status: 'open', amountPaid: 0 });
});
