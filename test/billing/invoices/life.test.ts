import fc from 'fast-check';
import { invoicePaid, invoiceReopened } from '../../../plugins/billing/contract.js';
import type { Answer } from '../../support/site.js';
import { onBillingSites } from '../billing-sites.js';

const onSites = onBillingSites();

onSites('a draft becomes open with a number and snapshots, and paid by two payments', async (t, door) => {
  const { invoices } = door.billing;
  const draft = await door.draft();
  t.like(draft, { status: 'draft', number: null, customer: null, total: 11_900, amountDue: 11_900 });
  const open = await invoices.finalize(door.actor, draft.id);
  t.regex(open.number ?? '', /^INV-\d{6}$/);
  t.like(open, { status: 'open', amountDue: 11_900, overdue: false });
  t.is(open.customer?.name, 'Ada & Co');
  t.deepEqual(await invoices.get(door.actor, draft.id), open);
  await invoices.pay(door.actor, open.id, { amount: 1_900, method: 'cash', key: 'a' });
  t.like(await invoices.get(door.actor, open.id), { status: 'open', amountDue: 10_000, amountPaid: 1_900 });
  await invoices.pay(door.actor, open.id, { method: 'cash', key: 'b' });
  t.like(await invoices.get(door.actor, open.id), { status: 'paid', amountDue: 0, amountPaid: 11_900 });
});

onSites(
  'a payment that goes back opens the invoice again, and one that comes again pays it',
  async (t, door) => {
    const { invoices } = door.billing;
    const told: string[] = [];
    const { id } = await door.open();
    const note = (word: string) => (change: { invoice: { id: number } }) => {
      if (change.invoice.id === id) told.push(word);
    };
    const { db } = door.site.host;
    const stops = [db.onEvent(invoicePaid, note('paid')), db.onEvent(invoiceReopened, note('reopened'))];
    const payment = await invoices.pay(door.actor, id, { method: 'card', key: 'x' });
    await invoices.reverse(door.actor, payment.id, 'disputed');
    await invoices.reverse(door.actor, payment.id, 'disputed');
    t.like(await invoices.get(door.actor, id), {
      status: 'open',
      amountPaid: 0,
      amountDue: 11_900,
      paidAt: null,
    });
    await invoices.restore(door.actor, payment.id);
    t.like(await invoices.get(door.actor, id), { status: 'paid', amountPaid: 11_900, amountDue: 0 });
    t.deepEqual(told, ['paid', 'reopened', 'paid']);
    for (const stop of stops) stop();
  },
);

onSites('a draft is paid and numbered in one go, and its source has one invoice', async (t, door) => {
  const { invoices } = door.billing;
  const source = { kind: 'billing.test', id: Date.now() };
  const [one, two] = [await door.draft({ source }), await door.draft({ source })];
  const { id: customerId } = await door.customer();
  for (const change of [{ currency: 'JPY' }, { customerId }])
    await t.throwsAsync(invoices.update(door.actor, one.id, change), { message: /it was made for/ });
  t.is(one.id, two.id);
  await invoices.pay(door.actor, one.id, { method: 'card', key: 'y' });
  const paid = await invoices.madeFor(door.actor, source);
  t.like(paid, { id: one.id, status: 'paid' });
  t.not(paid?.number, null);
});

onSites('crediting all of an open invoice closes it', async (t, door) => {
  const { invoices } = door.billing;
  const open = await door.open();
  const note = await invoices.credit(door.actor, open.id, { reason: 'wrong', key: 'all' });
  t.regex(note.number, /^INV-CN-\d{6}$/);
  t.like(note, { total: 11_900, taxTotal: 1_900 });
  t.deepEqual(await invoices.creditNotes(door.actor, open.id), [note]);
  t.like(await invoices.get(door.actor, open.id), { status: 'paid', amountDue: 0, amountCredited: 11_900 });
  await t.throwsAsync(invoices.credit(door.actor, open.id, { key: 'more' }), { message: /nothing left/ });
});

onSites('a customer with invoices stays', async (t, door) => {
  const { customerId } = await door.draft();
  await t.throwsAsync(door.billing.customers.delete(door.actor, customerId), { message: /invoices \(1\)/ });
});

const line = fc.record(
  {
    description: fc.string({ maxLength: 40 }).map((text) => `Work ${text}`),
    quantity: fc.integer({ min: 0, max: 5_000_000 }).map((thousandths) => thousandths / 1000),
    unitPrice: fc.integer({ min: -100_000, max: 10_000_000 }),
    discount: fc.integer({ min: 0, max: 1_000_000 }).map((parts) => parts / 10_000),
    taxRate: fc.constantFrom(0, 7, 7.7, 19, 33.3333, 100),
  },
  { requiredKeys: ['description', 'unitPrice'] },
);
const bill = fc.record({
  lines: fc.array(line, { maxLength: 6 }),
  status: fc.constantFrom('draft', 'open'),
  notes: fc.option(fc.string({ maxLength: 20 })),
});

/** Whose only differences are which invoice it is, and when. */
function said({ status, body }: Answer): unknown {
  if (status >= 400) return [status, body.error.code, body.error.field, body.error.details];
  const { publicId: _, createdAt: __, updatedAt: ___, dryRun: ____, ...dated } = body.data;
  const { number, finalizedAt, paidAt, ...rest } = dated;
  return [rest, typeof number, typeof finalizedAt, typeof paidAt];
}

onSites(
  'whatever is billed, the dry run answers what the creation answers, and keeps nothing',
  async (t, any) => {
    const door = await any.elsewhere(`Rehearsed ${any.site.database.url === null}`);
    const { publicId: clientId } = await door.customer();
    const total = async () => (await door.send('GET', '/invoices?limit=1')).body.meta.total;
    let made = 0;
    await fc.assert(
      fc.asyncProperty(bill, async (values) => {
        const sent = { body: { clientId, ...values } };
        const rehearsed = await door.send('POST', '/invoices?dryRun=true', sent);
        t.is(await total(), made);
        const real = await door.send('POST', '/invoices', sent);
        t.true([201, 422].includes(real.status), JSON.stringify(real.body));
        t.is(rehearsed.status, real.status === 201 ? 200 : real.status);
        t.deepEqual(said(rehearsed), said(real));
        if (real.status === 201) made += 1;
        if (values.status === 'open' && real.status === 201)
          t.is(rehearsed.body.data.number, real.body.data.number);
      }),
      { numRuns: 15 },
    );
  },
);
