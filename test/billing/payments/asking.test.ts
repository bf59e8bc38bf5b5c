import { onPayingSites, PayingSite, URLS } from './paying-site.js';

/** The provider tells nothing by itself. */
const onSites = onPayingSites({ behaviour: { mute: true } });
const DAY_MS = 24 * 3600_000;

/** The task that asks, run to its end. */
async function ask({ site }: PayingSite): Promise<void> {
  const { control } = site.host.background.cron;
  await control.runToEnd(site.actor, 'billing.ask-provider');
}

/** As if its charges had been made so many days ago, and nothing had been heard of them. */
async function age({ site }: PayingSite, invoiceId: number, days: number): Promise<void> {
  const then = new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 23).replace('T', ' ');
  const charges = site.host.db.query('billing_charges').where({ invoice_id: invoiceId });
  await charges.update({ look_at: then, created_at: then });
}

onSites('what was paid while no webhook came is found by asking for missed events', async (t, site) => {
  const { id } = await site.invoice(await site.customer());
  const page = await site.charges.checkout(site.actor, { invoiceId: id, ...URLS });
  await site.play(`checkout/${page.id}/pay`, { card: 'pm_card_visa' });
  t.is((await site.billing.invoices.get(site.actor, id)).status, 'open');
  await ask(site);
  await site.paid(id);
  await ask(site);
  await site.quiet();
  t.is((await site.billing.invoices.payments(site.actor, id)).length, 1);
});

onSites('a charge of which nothing was heard is asked for, and booked', async (t, site) => {
  const { id } = await site.invoice(await site.customer());
  const key = `asked ${id}`;
  const intent = await site.charges.intent(site.actor, { invoiceId: id, key });
  await ask(site);
  await site.quiet();
  await site.play(`intents/${intent.id}/pay`, { card: 'pm_card_visa' });
  // Longer ago than anybody asks for.
  for (const event of site.double.rooms.shelf.list('event')) event.created = 1;
  await ask(site);
  await site.quiet();
  t.is((await site.billing.invoices.get(site.actor, id)).status, 'open', 'it is not its time');
  await age(site, id, 1);
  await ask(site);
  await site.paid(id);
});

onSites('a payment that nobody came to make is closed after a week', async (t, site) => {
  const { id } = await site.invoice(await site.customer());
  const intent = await site.charges.intent(site.actor, { invoiceId: id, key: `left ${id}` });
  const standing = () => site.double.rooms.shelf.get('payment_intent', intent.id).status;
  await age(site, id, 6);
  await ask(site);
  await site.quiet();
  t.is(standing(), 'requires_payment_method');
  await age(site, id, 8);
  await ask(site);
  await site.until(async () => standing() === 'canceled', 'it is closed at the provider');
  await site.quiet();
  const rows = await site.site.host.db.query('billing_charges').where({ invoice_id: id });
  t.deepEqual(
    rows.map((row: { status: string; look_at: unknown }) => [row.status, row.look_at]),
    [['failed', null]],
  );
  t.is((await site.billing.invoices.get(site.actor, id)).status, 'open');
});

onSites('what was told, and given up on before it was understood, is taken up again', async (t, site) => {
  const customerId = await site.customer();
  const page = await site.charges.setup(site.actor, { customerId, ...URLS });
  const { behaviour } = site.double;
  Object.assign(behaviour, { mute: false, broken: 1000 });
  await site.play(`checkout/${page.id}/pay`, { card: 'pm_card_visa' });
  const jobs = () => site.site.host.db.query('kp_jobs').where({ name: 'billing.provider-event' });
  const tried = async () => (await jobs().where({ status: 'waiting' })).length > 0;
  await site.until(tried, 'the provider was asked in vain');
  await jobs().where({ status: 'waiting' }).update({ status: 'dead', live_key: null });
  Object.assign(behaviour, { mute: true, broken: 0 });
  const saved = () =>
    site.site.host.db.query('billing_provider_customers').where({ customer_id: customerId });
  t.is((await saved())[0]?.saved_at, null);
  await ask(site);
  await site.until(async () => (await saved())[0]?.saved_at !== null, 'the card is kept');
  t.like((await site.charges.paymentMethods(site.actor, customerId))[0], { isDefault: true });
});

onSites('without a key nobody is charged, and nobody is to blame', async (t, site) => {
  const { plans, subscriptions } = site.billing;
  const customerId = await site.customer();
  const terms = { slug: 'keyless', name: 'Keyless', price: 3000, currency: 'EUR' };
  const { slug: plan } = await plans.create(site.actor, terms);
  const { id } = await subscriptions.create(site.actor, { customerId, plan });
  const due = (await subscriptions.unpaid(site.actor, id))?.id ?? 0;
  await site.quiet();
  await site.configure({ billing_stripe_secret_key: '' });
  const charge = await site.ended(await site.charge(due, 'keyless'));
  t.like(charge, { status: 'failed', failure: 'not_configured' });
  t.is((await subscriptions.get(site.actor, id)).status, 'active');
  await site.configure();
  const page = await site.charges.checkout(site.actor, { invoiceId: due, ...URLS });
  await site.play(`checkout/${page.id}/pay`, { card: 'pm_card_visa' });
  await ask(site);
  await site.paid(due);
});

onSites('what another account was asked for is given up after a week', async (t, site) => {
  const { id } = await site.invoice(await site.customer());
  await site.charges.intent(site.actor, { invoiceId: id, key: `elsewhere ${id}` });
  const other = await PayingSite.on(site.site, { behaviour: { mute: true } });
  t.teardown(() => other.double.stop());
  const standing = async () => {
    const [row] = await site.site.host.db.query('billing_charges').where({ invoice_id: id });
    return [row?.status, row?.failure];
  };
  await age(site, id, 8);
  await ask(site);
  await site.until(async () => (await standing())[0] === 'failed', 'it is given up');
  t.deepEqual(await standing(), ['failed', 'resource_missing']);
  await site.configure();
});

onSites('a tier with a trial is checked out by leaving a card, and costs nothing yet', async (t, site) => {
  const values = { slug: 'tried', name: 'Tried', price: 1900, trialDays: 14, public: true };
  await site.billing.plans.create(site.actor, values);
  const { orgId } = await site.site.organization('Trying');
  const buyer = { ...site.actor, orgId };
  const auth = await site.site.key('ops', ['billing:read', 'billing:write'], buyer);
  const sent = { method: 'POST', auth, body: { tier: 'tried' } };
  const { status, body } = await site.site.request('/api/billing/checkout', sent);
  t.deepEqual([status, body.data.mode], [200, 'setup']);
  await site.play(`checkout/${body.data.id}/pay`, { card: 'pm_card_visa' });
  await ask(site);
  const { customerId } = await site.billing.accounts.of(buyer);
  const kept = () => site.charges.paymentMethods(site.actor, customerId);
  await site.until(async () => (await kept()).some(({ isDefault }) => isDefault), 'the card is kept');
  const invoices = await site.site.host.db.query('billing_invoices').where({ customer_id: customerId });
  const subscription = await site.billing.subscriptions.ofBuyer(buyer);
  t.deepEqual([invoices.length, subscription?.status], [0, 'trialing']);
  t.is((await site.site.request('/api/billing/checkout', sent)).status, 409);
});
