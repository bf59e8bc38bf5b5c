import { type BillingDoor, onBillingSites } from '../billing-sites.js';

const onSites = onBillingSites();

const STEPS = [
  'billing.invoice.created',
  'billing.invoice.updated',
  'billing.invoice.finalized',
  'billing.payment.received',
  'billing.credit_note.created',
  'billing.invoice.paid',
  'billing.payment.refunded',
  'billing.invoice.reopened',
  'billing.payment.restored',
  'billing.invoice.paid',
  'billing.payment.cancelled',
  'billing.invoice.reopened',
];

/** A whole life: half of it paid, the other half credited, refunded, paid after all, and that taken back. */
async function live({ billing, actor }: BillingDoor, draft: { readonly id: number }): Promise<void> {
  const { invoices } = billing;
  await invoices.update(actor, draft.id, { notes: 'Changed' });
  await invoices.finalize(actor, draft.id);
  const { id, publicId } = await invoices.pay(actor, draft.id, { amount: 5950, method: 'card', key: 'half' });
  const half = { description: 'Half', quantity: 500, unitPrice: 10_000, taxRate: 190_000 };
  await invoices.credit(actor, draft.id, { lines: [half], key: 'half' });
  await invoices.reverse(actor, id, 'refunded');
  await invoices.restore(actor, id);
  await invoices.cancelPayment(actor, draft.id, publicId);
}

onSites('every step of an invoice is told to webhooks, and nothing that was undone', async (t, any) => {
  const { site } = any;
  const door = await any.elsewhere(`Told ${site.database.url === null}`);
  const auth = await site.key('org', ['webhooks:read', 'webhooks:write'], door.actor);
  const body = { url: 'https://hooks.example.test/', events: ['billing.*'] };
  t.is((await site.request('/api/v1/webhooks', { method: 'POST', auth, body })).status, 201);
  const { id: customerId } = await door.customer();
  await site.host.db.rehearse(() => door.open({ customerId }));
  await live(door, await door.draft({ customerId }));
  const rows = await site.host.db.raw<{ event: string; payload: string }>(
    "select event, payload from kp_webhook_deliveries where org_id = ? and event not like 'billing.customer.%' order by id",
    [door.actor.orgId],
  );
  t.deepEqual(
    rows.map(({ event }) => event),
    STEPS,
  );
  // What belongs to it says so as people and the API do.
  const of = rows
    .filter(({ event }) => /payment|credit_note/.test(event))
    .map(({ payload }) => JSON.parse(payload));
  const [invoice] = await site.host.db.query('billing_invoices').where({ customer_id: customerId });
  const name = { publicId: invoice?.public_id, number: invoice?.number };
  t.deepEqual(
    of.map(({ data }) => data.invoice),
    of.map(() => name),
  );
  // As APIs write quantities and rates.
  const { data } = JSON.parse(
    rows.find(({ event }) => event === 'billing.credit_note.created')?.payload ?? '',
  );
  t.like(data, {
    lines: [{ quantity: 0.5, unitPrice: 10_000, taxRate: 19 }],
    taxes: [{ taxRate: 19, tax: 950 }],
  });
});

onSites('every step of an invoice is in the audit log, and nothing that was undone', async (t, any) => {
  const door = await any.elsewhere(`Noted ${any.site.database.url === null}`);
  const { id: customerId } = await door.customer();
  await any.site.host.db.rehearse(() => door.open({ customerId }));
  await live(door, await door.draft({ customerId }));
  const rows = await any.site.host.db.raw<{ action: string }>(
    "select action from kp_audit_log where org_id = ? and entity_type in ('invoice', 'payment', 'credit_note') order by id",
    [door.actor.orgId],
  );
  t.deepEqual(
    rows.map(({ action }) => action),
    [
      'invoice.created',
      'invoice.updated',
      'invoice.finalized',
      'payment.received',
      'credit_note.created',
      'payment.refunded',
      'payment.restored',
      'payment.cancelled',
    ],
  );
});
