import { onPayingSites, URLS } from './paying-site.js';

const onSites = onPayingSites();

onSites('an open invoice is charged to a saved card, once for a key', async (t, site) => {
  const customerId = await site.customer('pm_card_visa');
  const { id } = await site.invoice(customerId);
  const before = site.taken();
  const charge = await site.charge(id, `renewal ${id}`);
  t.deepEqual(await site.charge(id, `renewal ${id}`), charge);
  t.deepEqual([charge.status, charge.amount, charge.currency], ['pending', 11_900, 'EUR']);
  const { amountPaid, amountDue } = await site.paid(id);
  t.deepEqual([amountPaid, amountDue, (await site.ended(charge)).status], [11_900, 0, 'succeeded']);
  await site.quiet();
  t.is(site.taken(), before + 1);
  const [payment, ...others] = await site.billing.invoices.payments(site.actor, id);
  t.deepEqual([payment?.amount, payment?.method, others], [11_900, 'card', []]);
  t.regex(payment?.reference ?? '', /^ch_/);
});

onSites('of many who charge one invoice at once, each under a key of its own, one does', async (t, site) => {
  const { id } = await site.invoice(await site.customer('pm_card_visa'));
  const tries = Array.from({ length: 8 }, (_, n) => site.charge(id, `many ${id} ${n}`));
  const asked = await Promise.allSettled(tries);
  t.is(asked.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const answer of asked) if (answer.status === 'rejected') t.is(answer.reason.code, 'conflict');
  await site.paid(id);
  await site.quiet();
  const made = await site.site.host.db.query('billing_charges').where({ invoice_id: id });
  t.is((made as unknown as unknown[]).length, 1);
});

onSites('a draft becomes final in the moment in which it is paid on the provider’s page', async (t, site) => {
  const { id } = await site.invoice(await site.customer(), 'draft');
  const page = await site.charges.checkout(site.actor, { invoiceId: id, ...URLS, save: true });
  t.is((await site.billing.invoices.get(site.actor, id)).number, null);
  await site.play(`checkout/${page.id}/pay`, { card: 'pm_card_visa' });
  const { number, amountPaid, customerId } = await site.paid(id);
  t.truthy(number);
  t.is(amountPaid, 11_900);
  await site.quiet();
  const [method] = await site.charges.paymentMethods(site.actor, customerId);
  t.deepEqual([method?.brand, method?.last4, method?.isDefault], ['visa', '4242', true]);
});

onSites('a declined card leaves the invoice open, and says why', async (t, site) => {
  const { id } = await site.invoice(await site.customer('pm_card_chargeCustomerFail'));
  const charge = await site.ended(await site.charge(id, `declined ${id}`));
  t.deepEqual([charge.status, charge.failure], ['failed', 'generic_decline']);
  t.is((await site.billing.invoices.get(site.actor, id)).status, 'open');
});

onSites('a customer without a card is not charged', async (t, site) => {
  const { id } = await site.invoice(await site.customer());
  const charge = await site.ended(await site.charge(id, `without ${id}`));
  t.deepEqual([charge.status, charge.failure], ['failed', 'no_payment_method']);
});

onSites('a bank that asks makes the charge wait for the customer, who pays it on a page', async (t, site) => {
  const { id } = await site.invoice(await site.customer('pm_card_authenticationRequired'));
  const charge = await site.ended(await site.charge(id, `asks ${id}`));
  t.deepEqual([charge.status, charge.failure], ['requires_action', 'authentication_required']);
  const page = await site.charges.checkout(site.actor, { invoiceId: id, ...URLS });
  await site.play(`checkout/${page.id}/pay`, { card: 'pm_card_visa' });
  await site.paid(id);
  await site.quiet();
  t.is((await site.read(charge)).status, 'failed');
});

onSites('an answer that is lost after the provider has acted charges once', async (t, site) => {
  for (const fault of ['silentAfterActing', 'brokenAfterActing'] as const) {
    const { id } = await site.invoice(await site.customer('pm_card_visa'));
    const before = site.taken();
    site.double.behaviour[fault] = 1;
    const charge = await site.charge(id, `${fault} ${id}`);
    await site.paid(id);
    await site.quiet();
    t.is((await site.read(charge)).status, 'succeeded');
    t.is(site.taken(), before + 1, fault);
  }
});

onSites('a payment form pays by the secret of one intent a key', async (t, site) => {
  const { id: invoiceId } = await site.invoice(await site.customer(), 'draft');
  const first = await site.charges.intent(site.actor, { invoiceId, key: `form ${invoiceId}` });
  const again = await site.charges.intent(site.actor, { invoiceId, key: `form ${invoiceId}` });
  t.deepEqual(again, first);
  t.regex(first.clientSecret, new RegExp(`^${first.id}_secret_`));
  await site.play(`intents/${first.id}/pay`, { card: 'pm_card_mastercard' });
  t.is((await site.paid(invoiceId)).amountPaid, 11_900);
});

onSites('a refund and a dispute open the invoice again, and a won dispute pays it', async (t, site) => {
  const customerId = await site.customer('pm_card_visa');
  const status = async (id: number) => (await site.billing.invoices.get(site.actor, id)).status;
  const paidIntent = async () => {
    const { id } = await site.invoice(customerId);
    await site.charge(id, `back ${id}`);
    await site.paid(id);
    await site.quiet();
    return { id, intent: site.double.rooms.shelf.list('payment_intent')[0]?.id ?? '' };
  };
  const refunded = await paidIntent();
  await site.play(`intents/${refunded.intent}/refund`);
  await site.quiet();
  t.is(await status(refunded.id), 'open');
  const [payment] = await site.billing.invoices.payments(site.actor, refunded.id);
  t.is(payment?.status, 'refunded');
  const cancelled = site.billing.invoices.cancelPayment(site.actor, refunded.id, payment?.publicId ?? '');
  await t.throwsAsync(cancelled, { message: /is refunded there/ });
  const disputed = await paidIntent();
  const { id: disputeId } = await site.play<{ id: string }>(`intents/${disputed.intent}/dispute`);
  await site.quiet();
  t.is(await status(disputed.id), 'open');
  const notes = await site.site.host.db.raw<{ level: string }>(
    "select level from kp_notifications where type = 'billing.payment-disputed'",
  );
  t.true(notes.length > 0 && notes.every(({ level }) => level === 'error'), 'somebody has to answer it');
  await site.play(`disputes/${disputeId}/won`);
  await site.quiet();
  t.is(await status(disputed.id), 'paid');
});

onSites(
  'what goes back is told to people by the number of the invoice, a part of it too',
  async (t, site) => {
    const customerId = await site.customer('pm_card_visa');
    const { id, number, publicId } = await site.invoice(customerId);
    await site.charge(id, `part ${id}`);
    await site.paid(id);
    await site.quiet();
    const intent = site.double.rooms.shelf.list('payment_intent')[0]?.id ?? '';
    const { invoices } = site.billing;
    const told = async () => {
      const sql = 'select type, message, data from kp_notifications where message like ? order by id';
      const rows = await site.site.host.db.raw<{ type: string; message: string }>(sql, [
        `%invoice ${number} %`,
      ]);
      return rows.map(({ type, message }) => `${type}: ${message}`);
    };
    await site.play(`intents/${intent}/refund`, { amount: 3000 });
    await site.quiet();
    t.like(await invoices.get(site.actor, id), { status: 'paid', amountPaid: 11_900, amountRefunded: 3000 });
    t.like((await invoices.payments(site.actor, id))[0], { status: 'succeeded', amountRefunded: 3000 });
    const [partly] = await told();
    t.regex(partly ?? '', /^billing\.partly-refunded: €30\.00 of the €119\.00 .*Issue a credit note/);

    await invoices.credit(site.actor, id, {
      lines: [{ description: 'Less', unitPrice: 2521, taxRate: 190_000 }],
      key: 'part',
    });
    t.like(await invoices.get(site.actor, id), { status: 'paid', amountCredited: 3000, amountDue: 0 });

    await site.play(`intents/${intent}/refund`);
    await site.quiet();
    const after = await invoices.get(site.actor, id);
    t.like(after, { status: 'open', amountPaid: 0, amountRefunded: 0, amountDue: 8900, publicId });
    t.is((await invoices.payments(site.actor, id))[0]?.amountRefunded, 11_900);
    t.regex((await told())[1] ?? '', /^billing\.payment-refunded: The €119\.00 .* open again/);
  },
);

onSites(
  'a dispute that is won counts for what is not paid otherwise, and the rest goes back',
  async (t, site) => {
    const customerId = await site.customer('pm_card_visa');
    for (const paidOtherwise of [11_900, 5000]) {
      const { id } = await site.invoice(customerId);
      await site.charge(id, `won ${id}`);
      await site.paid(id);
      await site.quiet();
      const intent = site.double.rooms.shelf.list('payment_intent')[0]?.id ?? '';
      const dispute = await site.play<{ id: string }>(`intents/${intent}/dispute`);
      await site.quiet();
      const cash = { method: 'cash', key: 'again', amount: paidOtherwise };
      await site.billing.invoices.pay(site.actor, id, cash);
      await site.play(`disputes/${dispute.id}/won`);
      await site.quiet();
      const { status, amountPaid, amountDue } = await site.billing.invoices.get(site.actor, id);
      t.deepEqual([status, amountPaid, amountDue], ['paid', 11_900, 0]);
      const [refund] = site.double.rooms.shelf.list('refund');
      t.like(refund, { amount: paidOtherwise, payment_intent: intent });
      await site.play('resend');
      await site.quiet();
      const payments = await site.billing.invoices.payments(site.actor, id);
      const counted = payments.filter(({ status }) => status === 'succeeded');
      t.is(
        counted.reduce((sum, { amount }) => sum + amount, 0),
        11_900,
      );
      t.is(payments[0]?.status, 'refunded');
    }
  },
);

onSites('a second dispute of one payment that is won counts like the first', async (t, site) => {
  const { id } = await site.invoice(await site.customer('pm_card_visa'));
  await site.charge(id, `twice ${id}`);
  await site.paid(id);
  await site.quiet();
  const intent = site.double.rooms.shelf.list('payment_intent')[0]?.id ?? '';
  for (const [amount, key] of [
    [2000, 'first'],
    [3000, 'second'],
  ] as const) {
    const dispute = await site.play<{ id: string }>(`intents/${intent}/dispute`);
    await site.quiet();
    t.is((await site.billing.invoices.get(site.actor, id)).status, 'open');
    await site.billing.invoices.pay(site.actor, id, { method: 'cash', key, amount });
    await site.play(`disputes/${dispute.id}/won`);
    await site.quiet();
    const { status, amountPaid } = await site.billing.invoices.get(site.actor, id);
    t.deepEqual([status, amountPaid], ['paid', 11_900], key);
  }
  const refunds = site.double.rooms.shelf.list('refund').filter(({ payment_intent: of }) => of === intent);
  t.deepEqual(refunds.map(({ amount }) => amount).sort(), [2000, 3000]);
});

onSites('what is paid beyond what is owed goes back', async (t, site) => {
  const customerId = await site.customer();
  const { id } = await site.invoice(customerId);
  const page = await site.charges.checkout(site.actor, { invoiceId: id, ...URLS });
  await site.play('behaviour', { mute: true });
  await site.play(`checkout/${page.id}/pay`, { card: 'pm_card_visa' });
  await site.billing.invoices.pay(site.actor, id, { method: 'cash', key: 'cash', amount: 11_000 });
  await site.play('behaviour', { mute: false });
  await site.play('resend');
  await site.paid(id);
  await site.quiet();
  const [refund] = site.double.rooms.shelf.list('refund');
  t.is(refund?.amount, 11_000);
  const payments = await site.billing.invoices.payments(site.actor, id);
  t.deepEqual(
    payments.map(({ amount, status }) => [amount, status]),
    [
      [11_000, 'succeeded'],
      [900, 'succeeded'],
    ],
  );
});

onSites('money for a draft that is of another currency or client by now goes back whole', async (t, site) => {
  const { invoices } = site.billing;
  const customerId = await site.customer();
  for (const change of [{ currency: 'JPY' }, { customerId: await site.customer() }]) {
    const { id } = await site.invoice(customerId, 'draft');
    const page = await site.charges.checkout(site.actor, { invoiceId: id, ...URLS });
    await invoices.update(site.actor, id, change);
    await site.play(`checkout/${page.id}/pay`, { card: 'pm_card_visa' });
    const refund = () =>
      site.double.rooms.shelf.list('refund').find(({ payment_intent: of }) => of === intent());
    const intent = () => site.double.rooms.shelf.get('checkout.session', page.id).payment_intent;
    await site.until(async () => refund() !== undefined, 'it goes back');
    t.is(refund()?.amount, 11_900);
    t.like(await invoices.get(site.actor, id), { status: 'draft', amountPaid: 0 });
  }
});

onSites('a page that was left behind cannot be paid once the invoice is paid otherwise', async (t, site) => {
  const { id } = await site.invoice(await site.customer());
  const page = await site.charges.checkout(site.actor, { invoiceId: id, ...URLS });
  await site.billing.invoices.pay(site.actor, id, { method: 'cash', key: 'cash' });
  await site.quiet();
  t.is(site.double.rooms.shelf.get('checkout.session', page.id).status, 'expired');
  await t.throwsAsync(site.charges.checkout(site.actor, { invoiceId: id, ...URLS }), { message: /Nothing/ });
});

onSites('another organisation neither sees nor charges a customer’s card', async (t, site) => {
  const customerId = await site.customer('pm_card_visa');
  const [method] = await site.charges.paymentMethods(site.actor, customerId);
  const stranger = await site.elsewhere(`Strangers ${customerId}`);
  t.deepEqual(await stranger.charges.paymentMethods(stranger.actor, customerId), []);
  await t.throwsAsync(stranger.charges.setDefault(stranger.actor, customerId, method?.id ?? ''), {
    message: /does not exist/,
  });
  const theirs = await stranger.customer('pm_card_mastercard');
  const { id: invoiceId } = await stranger.invoice(theirs);
  const paymentMethodId = method?.id ?? '';
  const before = site.taken();
  const charge = await stranger.charges.charge(stranger.actor, { invoiceId, key: 'x', paymentMethodId });
  t.is((await stranger.ended(charge)).failure, 'no_payment_method');
  t.is(site.taken(), before);
  await t.throwsAsync(site.charges.get(site.actor, charge.id), { message: /No charge/ });
});
