import type { ExecutionContext } from 'ava';
import { onPayingSites, type PayingSite, URLS } from '../payments/paying-site.js';

const onSites = onPayingSites();
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

/** Two were taken: one pays it, and the other has gone back whole. */
async function paidOnce(t: ExecutionContext, site: PayingSite, id: number): Promise<void> {
  const { total, amountPaid, amountDue } = await site.billing.invoices.get(site.actor, id);
  t.deepEqual([amountPaid, amountDue], [total, 0]);
  const rows = await site.site.host.db.query('billing_charges').where({ invoice_id: id });
  const taken = rows.filter(({ status }: { status: string }) => status === 'succeeded');
  t.is(taken.length, 2);
  const intents = taken.map((row: { provider_intent: string }) => row.provider_intent);
  const refunds = site.double.rooms.shelf
    .list('refund')
    .filter(({ payment_intent: of }) => intents.includes(String(of)));
  t.deepEqual(
    refunds.map(({ amount }) => amount),
    [total],
  );
  const payments = await site.billing.invoices.payments(site.actor, id);
  t.deepEqual(
    payments.map(({ amount, status }) => [amount, status]),
    [[total, 'succeeded']],
  );
}

onSites('a charge that finds its invoice paid does not make the subscription past due', async (t, site) => {
  const { invoices, plans, subscriptions } = site.billing;
  const customerId = await site.customer();
  const { slug: plan } = await plans.create(site.actor, {
    slug: 'by-hand',
    name: 'By hand',
    price: 3000,
    currency: 'EUR',
  });
  const { id } = await subscriptions.create(site.actor, { customerId, plan });
  const due = await subscriptions.unpaid(site.actor, id);
  // In one transaction, so that the charge's job cannot come first.
  const charge = await site.site.host.db.transaction(async () => {
    const begun = await site.charge(due?.id ?? 0, 'a try');
    await invoices.pay(site.actor, due?.id ?? 0, { method: 'transfer', key: 'by hand' });
    return begun;
  });
  t.like(await site.ended(charge), { status: 'failed', failure: 'nothing_due' });
  t.is((await subscriptions.get(site.actor, id)).status, 'active');
});

onSites('a page of the invoice’s link and a charge beside it take the money once', async (t, site) => {
  const customerId = await site.customer('pm_card_visa');
  const { id } = await site.invoice(customerId);
  const { pathname } = new URL(await site.billing.sending.link(site.actor, id));
  const press = () => site.site.request(`${pathname}/pay`, { method: 'POST', headers: FORM, body: '' });
  const opened = async () => {
    t.is((await press()).status, 200);
    return site.double.rooms.shelf.list('checkout.session')[0]?.id ?? '';
  };
  const [left, used] = [await opened(), await opened()];
  const standing = (page: string) => site.double.rooms.shelf.get('checkout.session', page).status;
  t.is(standing(left), 'expired', 'there is one way to pay at a time');
  await site.play('behaviour', { mute: true });
  await site.play(`checkout/${used}/pay`, { card: 'pm_card_mastercard' });
  // The site has not heard of it: the charge is made.
  await site.charge(id, `beside ${id}`);
  await site.paid(id);
  t.true((await press()).status < 400, 'nothing is owed any more: the invoice is shown');
  await site.play('behaviour', { mute: false });
  await site.play('resend');
  await site.quiet();
  await paidOnce(t, site, id);

  const open = await site.invoice(customerId);
  const waiting = await site.charges.checkout(site.actor, { invoiceId: open.id, ...URLS });
  await site.charge(open.id, `instead ${open.id}`);
  await site.paid(open.id);
  t.is(standing(waiting.id), 'expired', 'the charge has closed the page');
});

onSites('a payment form and a charge beside it take the money once, and sell once', async (t, site) => {
  const slug = `packed-${site.site.database.url === null ? 'sqlite' : 'mysql'}`;
  const terms = { slug, name: 'Packed', unit: 'token', amount: 5000, price: 11_900, currency: 'EUR' };
  const { admin, request } = site.site;
  await request('/wp-json/billing/v1/packages', { method: 'POST', auth: admin, body: terms });
  const { orgId } = await site.site.organization(`Forms ${slug}`);
  const buyer = { ...site.actor, orgId };
  const auth = await site.site.key('ops', ['billing:write', 'tokens:read'], buyer);
  const form = async () => {
    const body = { package_slug: slug, idempotency_key: 'form' };
    const sent = { method: 'POST', auth, body };
    return (await request('/api/billing/create-payment-intent', sent)).body.data;
  };
  const { payment_intent_id: intent } = await form();
  const { customerId } = await site.billing.accounts.of(buyer);
  await site.saveCard(customerId, 'pm_card_visa');
  const [row] = await site.site.host.db.query('billing_charges').where({ provider_intent: intent });
  await site.play('behaviour', { mute: true });
  await site.play(`intents/${intent}/pay`, { card: 'pm_card_mastercard' });
  await site.charge(Number(row?.invoice_id), `beside ${intent}`);
  await site.paid(Number(row?.invoice_id));
  await site.play('behaviour', { mute: false });
  await site.play('resend');
  await site.quiet();
  await paidOnce(t, site, Number(row?.invoice_id));
  t.is((await form()).status, 'succeeded', 'the form is told the same again');
  t.is((await request('/api/tokens/balance', { auth })).body.data.balance, 5000);
});

onSites('an amount that the provider cannot take is paid by hand until it is due', async (t, site) => {
  const { plans, subscriptions } = site.billing;
  const customerId = await site.customer('pm_card_visa');
  const dinars = { slug: 'dinars', name: 'In dinars', price: 12_345, currency: 'KWD' };
  const { slug: plan } = await plans.create(site.actor, dinars);
  const { id } = await subscriptions.create(site.actor, { customerId, plan });
  const charges = 'select status, failure from billing_charges where customer_id = ? and amount = 12345';
  const charged = () => site.site.host.db.raw<{ status: string }>(charges, [customerId]);
  await site.until(async () => (await charged())[0]?.status === 'failed', 'the charge is refused');
  t.deepEqual(await charged(), [{ status: 'failed', failure: 'amount_not_chargeable' }]);
  t.is((await subscriptions.get(site.actor, id)).status, 'active');
});
