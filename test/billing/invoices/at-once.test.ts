import type { Invoice } from '../../../plugins/billing/contract.js';
import { onBillingSites } from '../billing-sites.js';

const onSites = onBillingSites();
const WRITERS = 50;

/** 000001 to the count, each once. */
const series = (count: number) =>
  Array.from({ length: count }, (_, at) => `INV-${String(at + 1).padStart(6, '0')}`);

const times = <T>(count: number, make: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)));

onSites('fifty at once take the first fifty numbers, without a gap and without a double', async (t, any) => {
  const door = await any.elsewhere(`Fifty ${any.site.database.url === null}`);
  const customerId = (await door.customer()).id;
  const drafts = await times(WRITERS, () => door.draft({ customerId }));
  const answers = await Promise.all(
    drafts.map(({ publicId }) => door.send('PUT', `/invoices/${publicId}`, { body: { status: 'open' } })),
  );
  t.deepEqual(
    answers.map(({ status }) => status),
    drafts.map(() => 200),
  );
  t.deepEqual(answers.map(({ body }) => body.data.number).sort(), series(WRITERS));
});

onSites('those that fail, are rehearsed or come twice at once leave no gap', async (t, any) => {
  const door = await any.elsewhere(`Gaps ${any.site.database.url === null}`);
  const customer = await door.customer();
  const body = { clientId: customer.publicId, lines: [{ description: 'x', unitPrice: 100 }], status: 'open' };
  const faulty = { ...body, lines: [] };
  const answers = await times(24, (at) => {
    const path = at % 3 === 1 ? '/invoices?dryRun=true' : '/invoices';
    return door.send('POST', path, { body: at % 3 === 2 ? faulty : body });
  });
  const made = answers.filter(({ status }) => status === 201);
  t.is(made.length, 8);
  t.deepEqual(made.map(({ body }) => body.data.number).sort(), series(8));
  t.is(answers.filter(({ status }) => status === 200).length, 8);
  t.is(answers.filter(({ status }) => status === 422).length, 8);
  t.is((await door.send('GET', '/invoices')).body.meta.total, 8);
});

onSites('one draft that many make final at once gets one number', async (t, any) => {
  const door = await any.elsewhere(`One ${any.site.database.url === null}`);
  const { publicId } = await door.draft();
  const path = `/invoices/${publicId}`;
  const answers = await times(8, () => door.send('PUT', path, { body: { status: 'open' } }));
  for (const { status, body } of answers) {
    if (status === 200) t.is(body.data.number, 'INV-000001');
    else t.is(status, 409);
  }
  t.true(answers.some(({ status }) => status === 200));
  t.is((await door.open()).number, 'INV-000002');
});

onSites('a payment that comes many times at once under one reference is one payment', async (t, door) => {
  const { id, publicId } = await door.open();
  const body = { amount: 100, reference: 'Statement 7' };
  const answers = await times(8, () => door.send('POST', `/invoices/${publicId}/payments`, { body }));
  t.deepEqual(
    answers.map(({ status }) => status),
    answers.map(() => 201),
  );
  t.is(new Set(answers.map(({ body }) => body.data.publicId)).size, 1);
  t.is((await door.billing.invoices.payments(door.actor, id)).length, 1);
  t.like(await door.billing.invoices.get(door.actor, id), { amountPaid: 100 });
});

onSites('many payments at once never pay more than is due', async (t, door) => {
  const { id, publicId, total } = await door.open();
  const body = { amount: total / 4 };
  const answers = await times(8, () => door.send('POST', `/invoices/${publicId}/payments`, { body }));
  t.is(answers.filter(({ status }) => status === 201).length, 4);
  // Too much, or nothing owed any more.
  for (const { status } of answers) t.true([201, 409, 422].includes(status));
  t.like(await door.billing.invoices.get(door.actor, id), {
    status: 'paid',
    amountPaid: total,
    amountDue: 0,
  });
});

onSites('paid and voided at once, an invoice ends as exactly one of the two', async (t, door) => {
  for (let round = 0; round < 6; round += 1) {
    const { id, publicId } = await door.open();
    const path = `/invoices/${publicId}`;
    const pay = () => door.send('POST', `${path}/payments`, { body: {} });
    const close = () => door.send('PUT', path, { body: { status: 'void' } });
    const answers = await Promise.all(round % 2 ? [pay(), close()] : [close(), pay()]);
    t.deepEqual(answers.map(({ status }) => (status < 300 ? 'done' : status)).sort(), [409, 'done']);
    const invoice: Invoice = await door.billing.invoices.get(door.actor, id);
    const payments = await door.billing.invoices.payments(door.actor, id);
    t.is(invoice.status, payments.length === 1 ? 'paid' : 'void');
  }
});

onSites('credited many times at once, never more than the invoice is credited', async (t, door) => {
  const { id, publicId, total } = await door.open();
  const answers = await times(8, () => door.send('POST', `/invoices/${publicId}/credit-notes`, { body: {} }));
  t.is(answers.filter(({ status }) => status === 201).length, 1);
  t.is(answers.filter(({ status }) => status === 409).length, 7);
  t.like(await door.billing.invoices.get(door.actor, id), { status: 'paid', amountCredited: total });
});
