import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import Stripe from 'stripe';
import { type DoubleOptions, PaymentsDouble } from '../../../plugins/billing/double/double.js';
import { WebhookTray } from './webhook-tray.js';

const SECRET = 'whsec_of_the_tests';

async function opened(t: ExecutionContext, options: DoubleOptions = {}) {
  const double = await new PaymentsDouble({ silenceMs: 100, ...options }).start();
  t.teardown(() => double.stop());
  return { double, stripe: clientOf(double) };
}

function clientOf(double: PaymentsDouble, key = double.secretKey, retries = 0): Stripe {
  const { hostname, port } = new URL(double.url);
  return new Stripe(key, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: retries,
    telemetry: false,
  });
}

async function customerWith(stripe: Stripe, card: string) {
  const customer = await stripe.customers.create({ name: 'Ada', email: 'ada@example.test' });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  return { customer: customer.id, method: method.id };
}

const paying = (customer: string, method: string) => ({
  amount: 1250,
  currency: 'eur',
  customer,
  payment_method: method,
  confirm: true,
  off_session: true,
  metadata: { order: '7' },
});

test('the provider’s own client pays with a saved card', async (t) => {
  const { stripe } = await opened(t);
  const { customer, method } = await customerWith(stripe, 'pm_card_visa');
  const intent = await stripe.paymentIntents.create(paying(customer, method));
  t.is(intent.status, 'succeeded');
  const read = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  const charge = read.latest_charge as Stripe.Charge;
  t.deepEqual(
    [charge.paid, charge.amount, charge.currency, charge.metadata],
    [true, 1250, 'eur', { order: '7' }],
  );
  const methods = await stripe.customers.listPaymentMethods(customer, { limit: 1 });
  t.deepEqual([methods.data.map(({ id }) => id), methods.has_more], [[method], false]);
});

test('a declined card is refused with its reason, at saving or at charging', async (t) => {
  const { stripe } = await opened(t);
  const refused = await t.throwsAsync(customerWith(stripe, 'pm_card_chargeDeclined'));
  t.true(refused instanceof Stripe.errors.StripeCardError);
  const { customer, method } = await customerWith(stripe, 'pm_card_chargeCustomerFail');
  const error = await t.throwsAsync(stripe.paymentIntents.create(paying(customer, method)));
  t.true(error instanceof Stripe.errors.StripeCardError);
  const { code, decline_code, payment_intent } = error as InstanceType<typeof Stripe.errors.StripeCardError>;
  t.deepEqual(
    [code, decline_code, payment_intent?.status],
    ['card_declined', 'generic_decline', 'requires_payment_method'],
  );
});

test('a card whose bank asks is refused without its holder, and pays with her', async (t) => {
  const { stripe } = await opened(t);
  const { customer, method } = await customerWith(stripe, 'pm_card_authenticationRequired');
  const error = await t.throwsAsync(stripe.paymentIntents.create(paying(customer, method)));
  t.is((error as InstanceType<typeof Stripe.errors.StripeCardError>).code, 'authentication_required');
  const { off_session: _, ...present } = paying(customer, method);
  const waiting = await stripe.paymentIntents.create(present);
  t.is(waiting.status, 'requires_action');
  const url = waiting.next_action?.redirect_to_url?.url ?? '';
  await fetch(url, { method: 'POST', body: new URLSearchParams({ answer: 'yes' }), redirect: 'manual' });
  t.is((await stripe.paymentIntents.retrieve(waiting.id)).status, 'succeeded');
});

test('one key is one effect, and other parameters under it are refused', async (t) => {
  const { stripe } = await opened(t);
  const { customer, method } = await customerWith(stripe, 'pm_card_visa');
  const first = await stripe.paymentIntents.create(paying(customer, method), { idempotencyKey: 'one' });
  const again = await stripe.paymentIntents.create(paying(customer, method), { idempotencyKey: 'one' });
  t.is(again.id, first.id);
  const other = { ...paying(customer, method), amount: 1 };
  const error = await t.throwsAsync(stripe.paymentIntents.create(other, { idempotencyKey: 'one' }));
  t.true(error instanceof Stripe.errors.StripeIdempotencyError);
  t.is((await stripe.paymentIntents.list({ customer })).data.length, 1);
});

test('it times out after having acted, and a repetition finds what was done', async (t) => {
  const { double, stripe } = await opened(t, { silenceMs: 10_000 });
  const { customer, method } = await customerWith(stripe, 'pm_card_visa');
  double.behaviour.silentAfterActing = 1;
  const options = { idempotencyKey: 'two' };
  const impatient = { ...options, timeout: 200 };
  await t.throwsAsync(stripe.paymentIntents.create(paying(customer, method), impatient), {
    instanceOf: Stripe.errors.StripeConnectionError,
  });
  const found = await stripe.paymentIntents.create(paying(customer, method), options);
  t.is(found.status, 'succeeded');
  t.is((await stripe.paymentIntents.list({ customer })).data.length, 1);
});

test('wrong keys, unknown parameters, unknown ids and strange cards are refused as by the provider', async (t) => {
  const { double, stripe } = await opened(t);
  await t.throwsAsync(clientOf(double, 'sk_test_wrong').customers.create({}), {
    instanceOf: Stripe.errors.StripeAuthenticationError,
  });
  const unknown = { colour: 'blue' } as unknown as Stripe.CustomerCreateParams;
  const refused = await t.throwsAsync(stripe.customers.create(unknown));
  t.is((refused as InstanceType<typeof Stripe.errors.StripeError>).param, 'colour');
  const missing = await t.throwsAsync(stripe.customers.retrieve('cus_nobody'));
  t.is((missing as InstanceType<typeof Stripe.errors.StripeError>).code, 'resource_missing');
  const { method } = await customerWith(stripe, 'pm_card_visa');
  const { customer } = await customerWith(stripe, 'pm_card_visa');
  await t.throwsAsync(stripe.paymentIntents.create(paying(customer, method)), { message: /does not belong/ });
});

test('a checkout is paid on its page, after a card that was declined there', async (t) => {
  const { double, stripe } = await opened(t);
  const { customer } = await customerWith(stripe, 'pm_card_visa');
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    customer,
    line_items: [
      { quantity: 2, price_data: { currency: 'eur', unit_amount: 500, product_data: { name: 'Tea' } } },
    ],
    payment_intent_data: { setup_future_usage: 'off_session', metadata: { order: '8' } },
    success_url: 'http://shop.test/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.test/back',
  });
  t.deepEqual([session.amount_total, session.payment_intent, session.status], [1000, null, 'open']);
  const url = session.url ?? '';
  t.regex(await (await fetch(url)).text(), /€10\.00/);
  const declined = await fetch(`${url}/decline`, { method: 'POST', headers: { accept: 'text/html' } });
  t.deepEqual([declined.status, /declined/.test(await declined.text())], [402, true]);
  const paid = await fetch(url, { method: 'POST', redirect: 'manual', headers: { accept: 'text/html' } });
  t.is(paid.headers.get('location'), `http://shop.test/done?session=${session.id}`);
  const read = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  t.deepEqual([read.status, read.payment_status], ['complete', 'paid']);
  t.deepEqual((read.payment_intent as Stripe.PaymentIntent).metadata, { order: '8' });
  t.is((await stripe.customers.listPaymentMethods(customer)).data.length, 2);
  t.regex(await (await fetch(double.url)).text(), /Dispute/);
});

test('events are signed by the provider’s scheme, and come late, twice, out of order and from the future', async (t) => {
  const tray = await WebhookTray.open(SECRET);
  t.teardown(() => tray.close());
  const behaviour = { late: 10, twice: true, outOfOrder: 150, future: true };
  const { double, stripe } = await opened(t, { webhook: { url: tray.url, secret: SECRET }, behaviour });
  for (let payment = 0; payment < 4; payment += 1) {
    const { customer, method } = await customerWith(stripe, 'pm_card_visa');
    await stripe.paymentIntents.create(paying(customer, method));
  }
  while (!double.delivery.idle) await sleep(10);
  t.is(tray.refused, 0);
  const told = double.rooms.shelf.list('event').map(({ id }) => id);
  const came = tray.events.map(({ id }) => id);
  t.deepEqual([...came].sort(), [...told, ...told].sort());
  t.notDeepEqual([...new Set(came)], told.reverse());
  t.true(tray.events.some(({ type }) => type.endsWith('.foreseen')));
  t.true(tray.events.every(({ data }) => 'quantum_settlement' in data.object || 'id' in data.object));
});

test('what was refunded and disputed is told, and a dispute ends either way', async (t) => {
  const { double, stripe } = await opened(t);
  const { customer, method } = await customerWith(stripe, 'pm_card_createDispute');
  const intent = await stripe.paymentIntents.create(paying(customer, method));
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  t.is(dispute?.status, 'needs_response');
  await fetch(`${double.url}/double/disputes/${dispute?.id}/won`, { method: 'POST' });
  t.is((await stripe.disputes.retrieve(dispute?.id ?? '')).status, 'won');
  await stripe.refunds.create({ payment_intent: intent.id, amount: 250 });
  const { latest_charge } = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  t.is((latest_charge as Stripe.Charge).amount_refunded, 250);
  await t.throwsAsync(stripe.refunds.create({ payment_intent: intent.id, amount: 1001 }), {
    message: /greater/,
  });
});

test('its objects have every field that the provider publishes', async (t) => {
  const { double, stripe } = await opened(t);
  const { customer, method } = await customerWith(stripe, 'pm_card_createDispute');
  const intent = await stripe.paymentIntents.create(paying(customer, method));
  await stripe.refunds.create({ payment_intent: intent.id, amount: 1 });
  const pages = { success_url: 'http://shop.test', cancel_url: 'http://shop.test' };
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'eur',
    customer,
    ...pages,
  });
  await fetch(`${double.url}/double/checkout/${session.id}/pay`, { method: 'POST' });
  await stripe.billingPortal.sessions.create({ customer, return_url: 'http://shop.test' });
  const published = JSON.parse(readFileSync('test/fixtures/stripe-resources.json', 'utf8')).resources;
  for (const [kind, example] of Object.entries(published)) {
    const [made] = double.rooms.shelf.list(kind as 'customer');
    t.deepEqual(lacking(example, made), [], kind);
  }
});

/** Names of the example that the object has not. */
const lacking = (example: unknown, made: unknown) =>
  Object.keys(example as object).filter((name) => !(name in (made as object)));

test('what happened is still there when it starts again with its file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'koapress-test-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'double.json');
  const first = await new PaymentsDouble({ file }).start();
  const { customer, method } = await customerWith(clientOf(first), 'pm_card_visa');
  await first.stop();
  const { stripe } = await opened(t, { file });
  t.is((await stripe.paymentIntents.create(paying(customer, method))).status, 'succeeded');
});
