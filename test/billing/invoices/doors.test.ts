import { onBillingSites, refused } from '../billing-sites.js';

const onSites = onBillingSites();

const work = { description: 'Work', quantity: 1.5, unitPrice: 9999, discount: 2.5, taxRate: 19 };

onSites('an invoice is counted line by line, halves away from zero', async (t, door) => {
  const { publicId: clientId } = await door.customer();
  const made = await door.make('/invoices', {
    clientId,
    lines: [work, { description: 'x', unitPrice: -50 }],
  });
  t.false('id' in made);
  // 1.5 × 99.99 = 149.985; 2.5 % of 149.99 = 3.74975; 19 % of 146.24 = 27.7856
  const [first, second] = made.lines;
  t.deepEqual(first, { ...work, subtotal: 14_999, discountAmount: 375, taxAmount: 2779, total: 17_403 });
  t.like(second, { quantity: 1, discount: 0, taxRate: 0, total: -50 });
  t.like(made, { subtotal: 14_949, discountTotal: 375, taxTotal: 2779, total: 17_353, amountDue: 17_353 });
  t.deepEqual(made.taxes, [
    { taxRate: 0, base: -50, tax: 0 },
    { taxRate: 19, base: 14_624, tax: 2779 },
  ]);
  t.like(made, { clientId, status: 'draft', number: null, currency: 'EUR', customer: null, overdue: false });
  t.deepEqual(await door.read(`/invoices/${made.publicId}`), made);
});

onSites('a draft changes in part, becomes final, and then stays as it is', async (t, door) => {
  const { publicId: clientId } = await door.customer({ paymentTermsDays: 10, taxId: 'DE1' });
  const { publicId } = await door.make('/invoices', { clientId, lines: [work] });
  const path = `/invoices/${publicId}`;
  const changed = await door.put(path, { notes: 'Thank you', lines: [{ description: 'y', unitPrice: 100 }] });
  t.like(changed, { notes: 'Thank you', total: 100, status: 'draft' });
  const open = await door.put(path, { issueDate: '2026-02-01', status: 'open' });
  t.like(open, { status: 'open', issueDate: '2026-02-01', dueDate: '2026-02-11', overdue: true });
  t.like(open.customer, { name: 'Ada & Co', taxId: 'DE1' });
  t.truthy(open.seller.name);
  for (const [field, value] of Object.entries({ notes: 'x', dueDate: '2027-01-01', clientId, lines: [work] }))
    await refused(t, door.send('PUT', path, { body: { [field]: value } }), 409, field);
  await refused(t, door.send('DELETE', path), 409);
  await refused(t, door.send('PUT', path, { body: { status: 'draft' } }), 409, 'status');
  t.deepEqual(await door.put(path, { status: 'open' }), open);
});

onSites('who is billed is kept as it was called when the invoice became final', async (t, door) => {
  const { customerId, id, customer } = await door.open();
  await door.billing.customers.update(door.actor, customerId, { name: 'Renamed' });
  t.deepEqual((await door.billing.invoices.get(door.actor, id)).customer, customer);
  await refused(t, door.send('PUT', '/invoices/nobody', { body: {} }), 404);
});

onSites('notes hold twenty thousand characters of three bytes each', async (t, door) => {
  const { publicId: clientId } = await door.customer();
  const notes = '€'.repeat(20_000);
  const { publicId } = await door.make('/invoices', { clientId, notes });
  t.is((await door.read(`/invoices/${publicId}`)).notes, notes);
  await refused(t, door.send('PUT', `/invoices/${publicId}`, { body: { notes: `${notes}€` } }), 400, 'notes');
});

onSites('a payment of a draft makes it final, and one that is refused leaves it a draft', async (t, door) => {
  const { publicId } = await door.draft();
  const path = `/invoices/${publicId}`;
  await refused(t, door.send('POST', `${path}/payments`, { body: { amount: 11_901 } }), 422, 'amount');
  t.like(await door.read(path), { status: 'draft', number: null });
  await door.make(`${path}/payments`, { amount: 900 });
  t.like(await door.read(path), { status: 'open', amountDue: 11_000 });
});

onSites('no invoice becomes final that was due before', async (t, door) => {
  const { publicId } = await door.draft({ dueDate: '2026-01-31' });
  const path = `/invoices/${publicId}`;
  await refused(t, door.send('PUT', path, { body: { status: 'open' } }), 422, 'dueDate');
  t.like(await door.put(path, { issueDate: '2026-01-15', status: 'open' }), { overdue: true });
});

onSites('voiding is for what nobody has paid, deleting for drafts', async (t, door) => {
  const [open, part, draft] = [await door.open(), await door.open(), await door.draft()];
  t.like(await door.put(`/invoices/${open.publicId}`, { status: 'void' }), { status: 'void', amountDue: 0 });
  await refused(t, door.send('POST', `/invoices/${open.publicId}/payments`, { body: {} }), 409, 'status');
  await refused(t, door.send('POST', `/invoices/${open.publicId}/credit-notes`, { body: {} }), 409);
  await door.make(`/invoices/${part.publicId}/payments`, { amount: 1 });
  await refused(
    t,
    door.send('PUT', `/invoices/${part.publicId}`, { body: { status: 'void' } }),
    409,
    'status',
  );
  await refused(
    t,
    door.send('PUT', `/invoices/${draft.publicId}`, { body: { status: 'void' } }),
    409,
    'status',
  );
  t.is((await door.send('DELETE', `/invoices/${draft.publicId}`)).status, 204);
  t.is((await door.send('GET', `/invoices/${draft.publicId}`)).status, 404);
});

onSites('what is given up may still be paid', async (t, door) => {
  const { publicId } = await door.open({ issueDate: '2026-01-01' });
  const path = `/invoices/${publicId}`;
  t.like(await door.put(path, { status: 'uncollectible' }), { status: 'uncollectible', overdue: false });
  await door.make(`${path}/payments`, { amount: 900 });
  t.like(await door.read(path), { status: 'uncollectible', amountDue: 11_000 });
  await door.make(`${path}/payments`, {});
  t.like(await door.read(path), { status: 'paid', amountDue: 0 });
});

onSites('payments are listed, and more than is due is refused', async (t, door) => {
  const { publicId } = await door.open();
  const path = `/invoices/${publicId}/payments`;
  await refused(t, door.send('POST', path, { body: { amount: 11_901 } }), 422, 'amount');
  await refused(t, door.send('POST', path, { body: { amount: 0 } }), 400, 'amount');
  const body = { amount: 900, method: 'bank_transfer', receivedOn: '2026-02-03', reference: 'Statement 3' };
  const made = await door.make(path, body);
  t.like(made, { ...body, currency: 'EUR', status: 'succeeded', invoiceId: publicId });
  const again = await door.make(path, { amount: 900, reference: 'Statement 3' });
  t.deepEqual(again, made);
  // A second part of it is not lost in silence.
  await refused(t, door.send('POST', path, { body: { amount: 1, reference: 'Statement 3' } }), 409, 'amount');
  const key = { 'idempotency-key': 'pay once' };
  const rest = await door.make(path, {}, key);
  t.deepEqual(await door.make(path, {}, key), rest);
  t.deepEqual(await door.read(path), [made, rest]);
});

onSites(
  'a payment noted by mistake is taken back once, stays in the list and may be noted anew',
  async (t, door) => {
    const { publicId } = await door.open({ issueDate: '2026-01-01', dueDate: '2026-01-15' });
    const path = `/invoices/${publicId}`;
    const body = { amount: 900, reference: 'Statement 4' };
    const [wrong, rest] = [
      await door.make(`${path}/payments`, body),
      await door.make(`${path}/payments`, {}),
    ];
    t.like(await door.read(path), { status: 'paid', amountDue: 0, overdue: false });
    const cancel = () => door.send('DELETE', `${path}/payments/${wrong.publicId}`);
    const answers = [...(await Promise.all([cancel(), cancel()])), await cancel()];
    for (const { status, body } of answers) t.deepEqual([status, body.data.status], [200, 'cancelled']);
    const owing = { status: 'open', amountDue: 900, amountPaid: 11_000, paidAt: null, overdue: true };
    t.like(await door.read(path), owing);
    const anew = await door.make(`${path}/payments`, body);
    t.not(anew.publicId, wrong.publicId);
    t.like(await door.read(path), { status: 'paid', amountPaid: 11_900 });
    t.deepEqual(await door.read(`${path}/payments`), [{ ...wrong, status: 'cancelled' }, rest, anew]);
    await refused(
      t,
      door.send('DELETE', `/invoices/${(await door.open()).publicId}/payments/${anew.publicId}`),
      404,
    );
  },
);

onSites('credit notes have numbers of their own and never exceed the invoice', async (t, door) => {
  const { publicId } = await door.open();
  const path = `/invoices/${publicId}/credit-notes`;
  const part = { description: 'Half', quantity: 0.5, unitPrice: 10_000, taxRate: 19 };
  const first = await door.make(path, { reason: 'Late', lines: [part] });
  t.like(first, { total: 5_950, taxTotal: 950, reason: 'Late', currency: 'EUR', invoiceId: publicId });
  await refused(
    t,
    door.send('POST', path, { body: { lines: [{ ...part, quantity: 0.501 }] } }),
    422,
    'lines',
  );
  await refused(t, door.send('POST', path, { body: { lines: [{ ...part, taxRate: 7 }] } }), 422, 'lines');
  t.like(await door.read(`/invoices/${publicId}`), { amountDue: 5_950, status: 'open' });
  const rest = await door.make(path, {});
  t.is(rest.total, 5_950);
  t.not(rest.number, first.number);
  t.like(await door.read(`/invoices/${publicId}`), { status: 'paid', amountCredited: 11_900, amountDue: 0 });
  t.deepEqual(await door.read(path), [first, rest]);
});

onSites('a dry run answers what would be, and keeps nothing', async (t, any) => {
  const door = await any.elsewhere(`Dry ${any.site.database.url === null}`);
  const { publicId: clientId } = await door.customer();
  const body = { clientId, lines: [work], status: 'open' };
  const dry = await door.send('POST', '/invoices?dryRun=true', { body });
  t.is(dry.status, 200);
  t.like(dry.body.data, { number: 'INV-000001', status: 'open', total: 17_403 });
  t.is((await door.send('GET', '/invoices')).body.meta.total, 0);
  const { publicId, createdAt, updatedAt, finalizedAt, ...made } = await door.make('/invoices', body);
  t.like(dry.body.data, made as object, 'the dry run is the run');
  t.deepEqual([dry.body.data.publicId, dry.body.data.dryRun], ['00000000-0000-0000-0000-000000000000', true]);
  t.false('dryRun' in made);
  const draft = await door.draft();
  const path = `/invoices/${draft.publicId}`;
  const rehearsed = await door.send('PUT', `${path}?dryRun=true`, { body: { status: 'open' } });
  t.like(rehearsed.body.data, { number: 'INV-000002', publicId: draft.publicId, dryRun: true });
  t.like(await door.read(path), { status: 'draft', number: null });
});

onSites('what is no invoice is refused by the name of the field', async (t, door) => {
  const { publicId: clientId } = await door.customer();
  const post = (body: object) => door.send('POST', '/invoices', { body: { clientId, ...body } });
  const one = (changes: object) => post({ lines: [{ ...work, ...changes }] });
  await refused(t, post({ clientId: 'nobody' }), 422, 'clientId');
  await refused(t, one({ quantity: 0.0005 }), 400, 'lines.0.quantity');
  await refused(t, one({ taxRate: 19.00001 }), 400, 'lines.0.taxRate');
  await refused(t, one({ taxRate: 101 }), 400, 'lines.0.taxRate');
  await refused(t, one({ discount: -1 }), 400, 'lines.0.discount');
  await refused(t, one({ unitPrice: 0.5 }), 400, 'lines.0.unitPrice');
  await refused(t, one({ unitPrice: 10 ** 13, quantity: 2 }), 422, 'lines.0.unitPrice');
  await refused(t, post({ currency: 'ZZZ' }), 400, 'currency');
  await refused(t, post({ issueDate: '2026-02-30' }), 400, 'issueDate');
  await refused(t, post({ issueDate: '2026-02-02', dueDate: '2026-02-01' }), 422, 'dueDate');
  await refused(t, post({ serviceFrom: '2026-02-02' }), 422, 'serviceTo');
  await refused(t, post({ serviceFrom: '2026-02-02', serviceTo: '2026-02-01' }), 422, 'serviceTo');
  await refused(t, post({ status: 'open' }), 422, 'lines');
  await refused(t, post({ status: 'open', lines: [{ description: 'x', unitPrice: -1 }] }), 422, 'lines');
  t.like(
    await door.make('/invoices', { clientId, status: 'open', lines: [{ description: 'x', unitPrice: 0 }] }),
    {
      status: 'paid',
      total: 0,
    },
  );
});

onSites('lists filter, sort by what they filter, and show every line of a page', async (t, any) => {
  const door = await any.elsewhere(`Lists ${any.site.database.url === null}`);
  const [one, other] = [await door.customer(), await door.customer({ currency: 'CHF' })];
  const make = async (customerId: number, days: object) =>
    (await door.open({ customerId, ...days })).publicId;
  const late = await make(one.id, { issueDate: '2026-01-01', dueDate: '2026-03-01' });
  const later = await make(one.id, { issueDate: '2026-02-01', dueDate: '2026-02-02' });
  const due = await make(other.id, { issueDate: '2026-03-01', dueDate: '2999-01-01' });
  const draft = (await door.draft({ customerId: other.id })).publicId;
  const list = async (query: string) =>
    (await door.read(`/invoices?${query}`)).map(({ publicId }: { publicId: string }) => publicId);
  t.deepEqual(await list(''), [draft, due, later, late]);
  t.deepEqual(await list('overdue=true'), [later, late]);
  t.deepEqual(await list('overdue=true&from=2026-01-01&to=2026-03-31'), [late, later]);
  t.deepEqual(await list('overdue=true&from=2026-01-02'), [later]);
  t.deepEqual(await list('overdue=true&from=2026-01-01&status=paid'), []);
  t.deepEqual(await list('overdue=false'), [draft, due]);
  t.deepEqual(await list('from=2026-01-01&to=2026-02-01'), [later, late]);
  t.deepEqual(await list('from=2026-02-01'), [due, later]);
  t.deepEqual(await list('status=draft'), [draft]);
  t.deepEqual(await list('currency=CHF'), [draft, due]);
  t.deepEqual(await list(`clientId=${one.publicId}`), [later, late]);
  t.deepEqual(await list('clientId=nobody'), []);
  const { body } = await door.send('GET', '/invoices?limit=2&page=2');
  t.like(body.meta, { page: 2, limit: 2, total: 4, totalPages: 2 });
  t.true(body.data.every(({ lines }: { lines: unknown[] }) => lines.length === 1));
  await refused(t, door.send('GET', '/invoices?from=2026-02-30'), 400, 'from');
});

onSites('the calendar of the organisation says what is overdue', async (t, any) => {
  const door = await any.elsewhere(`Calendar ${any.site.database.url === null}`);
  const day = (zone: string) => new Intl.DateTimeFormat('sv', { timeZone: zone }).format(new Date());
  const settle = (timezone: string) => any.site.host.accounts.orgSettings.update(door.actor, { timezone });
  await settle('Pacific/Kiritimati');
  const { publicId } = await door.open({ issueDate: '2026-01-01', dueDate: day('Etc/GMT+12') });
  // It is never the same day at both ends of the world.
  t.true((await door.read(`/invoices/${publicId}`)).overdue);
  await settle('Etc/GMT+12');
  t.false((await door.read(`/invoices/${publicId}`)).overdue);
  t.deepEqual(await door.read('/invoices?overdue=true'), []);
});

onSites('the agency’s API shows the same invoices in its own words', async (t, any) => {
  const { site } = any;
  const made = await any.open({ issueDate: '2026-01-01' });
  const path = `/wp-json/agency-os-ai/v1/invoices?client_id=${made.customerId}`;
  const answer = await site.request(path, { auth: site.admin });
  t.is(answer.status, 200);
  t.is(answer.headers.get('x-wp-total'), '1');
  const [seen] = answer.body.data;
  t.like(seen, { id: made.id, public_id: made.publicId, client_id: made.customerId, number: made.number });
  t.like(seen, { amount_due: 11_900, tax_total: 1_900, overdue: true, issue_date: '2026-01-01' });
  t.like(seen.lines[0], { unit_price: 10_000, tax_rate: 19, quantity: 1 });
  const bad = await site.request(`${path}&from_date=2026-02-30`, { auth: site.admin });
  t.is(bad.status, 400);
  t.regex(bad.body.message, /from_date/);
});
