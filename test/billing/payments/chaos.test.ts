import { onPayingSites } from './paying-site.js';

const onSites = onPayingSites();
/** Each payment that is disputed, won and partly refunded tells of itself some ten times, twice. */
const PAYMENTS = 10;

onSites('200 events late, twice, out of order and from the future end in the same state', async (t, site) => {
  const customerId = await site.customer('pm_card_visa');
  const told = () => site.double.rooms.shelf.list('event').length;
  const before = { told: told(), taken: site.taken() };
  await site.play('behaviour', { late: 20, twice: true, outOfOrder: 400, future: true });
  const invoices: number[] = [];
  for (let payment = 0; payment < PAYMENTS; payment += 1) {
    const { id } = await site.invoice(customerId);
    invoices.push(id);
    await site.charge(id, `chaos ${id}`);
  }
  for (const id of invoices) await site.paid(id);
  const intents = site.double.rooms.shelf.list('payment_intent').slice(0, PAYMENTS);
  for (const [index, { id }] of intents.entries()) {
    if (index % 2 === 0) await site.play(`intents/${id}/refund`);
    else {
      const { id: dispute } = await site.play<{ id: string }>(`intents/${id}/dispute`);
      await site.play(`disputes/${dispute}/won`);
    }
  }
  await site.quiet();
  await site.play('resend');
  await site.play('resend');
  await site.quiet();
  await site.play('behaviour', { whole: 'true' });
  t.true((told() - before.told) * 6 >= 200, `${told() - before.told} events, each six times`);
  t.is(site.taken() - before.taken, PAYMENTS);
  for (const { id, metadata } of intents) {
    const index = intents.findIndex((intent) => intent.id === id);
    const charge = await site.site.host.db.raw<{ invoice_id: number }>(
      'select invoice_id from billing_charges where public_id = ?',
      [metadata.koapress_charge ?? ''],
    );
    const invoiceId = Number(charge[0]?.invoice_id);
    const { status, amountPaid } = await site.billing.invoices.get(site.actor, invoiceId);
    t.deepEqual([status, amountPaid], index % 2 === 0 ? ['open', 0] : ['paid', 11_900]);
    t.is((await site.billing.invoices.payments(site.actor, invoiceId)).length, 1);
  }
});
