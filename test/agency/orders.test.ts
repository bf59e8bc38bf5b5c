import { DECLARED } from './declared-transitions.js';
import { OrgApi, onOrgSites } from './org-api.js';

const onSites = onOrgSites();

onSites('an order goes its way, and no other', async (t, api) => {
  const order = await api.order({ notes: 'Call first', intake: { colour: 'green', pages: [1, 2] } });
  t.like(order, { quantity: 1, status: 'draft', dueDate: null, notes: 'Call first', stageId: null });
  t.deepEqual(order.intake, { colour: 'green', pages: [1, 2] });
  const path = `/orders/${order.publicId}`;
  const refused = await api.send('PUT', path, { status: 'delivered', notes: 'Changed' });
  t.is(refused.status, 409);
  t.is(refused.body.error.field, 'status');
  t.deepEqual(refused.body.error.details, {
    from: 'draft',
    to: 'delivered',
    allowed: ['submitted', 'cancelled'],
  });
  t.is((await api.get(path)).notes, 'Call first', 'nothing of it was written');
  const way = ['submitted', 'in_progress', 'in_review', 'in_progress', 'in_review', 'delivered', 'completed'];
  const last = await api.move(order.publicId, ...way);
  t.like(last, { status: 'completed', allowedStatuses: [], invoiceId: null });
});

onSites('a day is promised by the organisation’s calendar when the order is submitted', async (t, api) => {
  const order = await api.order({}, { deliveryDays: 10 });
  const submitted = await api.move(order.publicId, 'submitted');
  const days = (Date.parse(submitted.dueDate) - Date.now()) / 86_400_000;
  t.true(days > 8.9 && days <= 10, submitted.dueDate);
  const given = await api.order({ dueDate: '2030-01-02', status: 'submitted' }, { deliveryDays: 10 });
  t.like(given, { status: 'submitted', dueDate: '2030-01-02' });
  t.is((await api.order({ status: 'submitted' })).dueDate, null, 'a service that promises none');
});

onSites('what was ordered stands once it is submitted', async (t, api) => {
  const order = await api.order();
  const path = `/orders/${order.publicId}`;
  const other = await api.service({ price: 7700 });
  const changed = await api.put(path, { quantity: 4, serviceId: other.publicId, status: 'submitted' });
  t.like(changed, { quantity: 4, price: 7700, total: 30_800, serviceId: other.publicId });
  for (const [field, value] of Object.entries({ quantity: 5, price: 1, clientId: await api.client() })) {
    const { status, body } = await api.send('PUT', path, { [field]: value });
    t.is(status, 409);
    t.is(body.error.field, field);
  }
  t.like(await api.put(path, { quantity: 4, notes: 'x', dueDate: '2030-05-01' }), { notes: 'x' });
});

onSites('a service that is not offered any more is not ordered', async (t, api) => {
  const service = await api.service({ active: false });
  const draft = await api.order({ serviceId: service.publicId });
  const refused = await api.send('PUT', `/orders/${draft.publicId}`, { status: 'submitted' });
  t.is(refused.status, 409);
  t.is(refused.body.error.field, 'serviceId');
});

onSites('only a draft or a cancelled order is deleted, with its messages', async (t, api) => {
  const order = await api.order();
  const path = `/orders/${order.publicId}`;
  await api.make('/messages', { orderId: order.publicId, body: 'Hello' });
  await api.move(order.publicId, 'submitted');
  const refused = await api.send('DELETE', path);
  t.is(refused.status, 409);
  t.deepEqual(refused.body.error.details, { status: 'submitted' });
  await api.move(order.publicId, 'cancelled');
  t.is((await api.send('DELETE', path)).status, 204);
  t.is((await api.send('GET', path)).status, 404);
  t.is((await api.send('GET', `/messages?orderId=${order.publicId}`)).body.meta.total, 0);
});

onSites('a reference to nothing is 422 and names its field; other organisations see none', async (t, api) => {
  const order = await api.order();
  for (const field of ['clientId', 'serviceId', 'assigneeId', 'workflowId', 'stageId']) {
    const { status, body } = await api.send('PUT', `/orders/${order.publicId}`, { [field]: 'nobody' });
    t.is(status, 422);
    t.is(body.error.field, field);
  }
  const { orgId } = await api.site.organization(`Elsewhere of ${order.publicId}`);
  const foreign = await api.site.key('org', ['*'], { ...api.site.actor, orgId });
  const theirs = await new OrgApi(api.site, foreign).order();
  for (const field of ['clientId', 'serviceId']) {
    const { status, body } = await api.send('PUT', `/orders/${order.publicId}`, { [field]: theirs[field] });
    t.is(status, 422);
    t.is(body.error.field, field);
  }
  const said = await api.send('POST', '/messages', { orderId: theirs.publicId, body: 'x' });
  t.is(said.body.error.field, 'orderId');
  const ask = (method: string) => api.send(method, `/orders/${order.publicId}`, undefined, { auth: foreign });
  t.is((await ask('GET')).status, 404);
  t.is((await ask('DELETE')).status, 404);
});

onSites('lists are filtered by public ids, with exact totals', async (t, api) => {
  const clientId = await api.client();
  const one = await api.order({ clientId });
  const two = await api.order({ clientId, status: 'submitted' });
  const ask = async (query: string) => (await api.send('GET', `/orders?clientId=${clientId}${query}`)).body;
  const found = await ask('&limit=1');
  t.deepEqual(found.meta, { page: 1, limit: 1, total: 2, totalPages: 2 });
  t.is(found.data[0].publicId, two.publicId, 'newest first');
  t.is((await ask('&status=draft')).data[0].publicId, one.publicId);
  t.is((await ask('&serviceId=nobody')).meta.total, 0);
});

onSites('a completed order leaves one draft invoice where its service says so', async (t, api) => {
  const order = await api.order({ quantity: 2, status: 'submitted' }, { invoiceOnCompletion: true });
  const { publicId } = order;
  const done = await api.move(publicId, 'in_progress', 'in_review', 'delivered', 'completed');
  const invoice = await api.get(`/invoices/${done.invoiceId}`);
  t.like(invoice, { status: 'draft', number: null, currency: 'EUR', subtotal: 240_000 });
  t.is(invoice.clientId, order.clientId);
  t.like(invoice.lines[0], { description: 'A logo', unitPrice: 120_000 });
  t.is((await api.move(publicId, 'completed')).invoiceId, done.invoiceId);
  t.is((await api.send('DELETE', `/invoices/${done.invoiceId}`)).status, 204);
  t.is((await api.get(`/orders/${publicId}`)).invoiceId, null, 'the draft was deleted');
});

onSites('an order whose invoice was voided is billed anew, and by one that counts', async (t, api) => {
  const { publicId } = await api.order({ status: 'submitted' }, { invoiceOnCompletion: true });
  let done = await api.move(publicId, 'in_progress', 'in_review', 'delivered', 'completed');
  const before: string[] = [];
  for (const turn of ['first', 'second']) {
    for (const status of ['open', 'void']) await api.put(`/invoices/${done.invoiceId}`, { status });
    t.is((await api.get(`/orders/${publicId}`)).invoiceId, null, turn);
    before.push(done.invoiceId);
    done = await api.move(publicId, 'completed');
    t.false(before.includes(done.invoiceId), turn);
    t.is((await api.put(`/orders/${publicId}`, { notes: turn })).invoiceId, done.invoiceId);
    t.like(await api.get(`/invoices/${done.invoiceId}`), { status: 'draft', total: 120_000 });
  }
});

onSites('twenty who complete an order at once complete it once', async (t, api) => {
  const order = await api.order({ status: 'submitted' }, { invoiceOnCompletion: true });
  await api.move(order.publicId, 'in_progress', 'in_review', 'delivered');
  const moves = Array.from({ length: 20 }, () =>
    api.put(`/orders/${order.publicId}`, { status: 'completed' }),
  );
  const answers = await Promise.all(moves);
  t.is(new Set(answers.map(({ invoiceId }) => invoiceId)).size, 1);
  const [row] = await api.rows('agency_orders', { public_id: order.publicId });
  const invoices = await api.rows('billing_invoices', { source_id: row.id });
  const own = invoices.filter(({ source_kind }) => source_kind === `agency.order.${order.publicId}`);
  t.is(own.length, 1);
  const moved = await api.rows('kp_audit_log', { entity_type: 'order', entity_id: order.publicId });
  const completions = moved.filter(({ changes }) => JSON.stringify(changes).includes('completed'));
  t.is(completions.length, 1);
});

onSites('every change of an order fires its action after the commit', async (t, api) => {
  const fired: string[] = [];
  const hooks = api.site.host.hooks.for(`observer-${api.site.host.db.engine}`);
  const service = await api.service();
  const [row] = await api.rows('agency_services', { public_id: service.publicId });
  const note = (name: string) => (order: { readonly serviceId: number }) => {
    t.false(api.site.host.db.inTransaction, name);
    if (order.serviceId === row.id) fired.push(name);
  };
  for (const name of ['created', 'updated', 'moved', 'deleted'] as const)
    hooks.addAction(`agency.order.${name}`, note(name) as never);
  hooks.addAction('agency.message.created', (_, order) => note('message')(order));
  const { publicId } = await api.order({ serviceId: service.publicId });
  await api.make('/messages', { orderId: publicId, body: 'x' });
  await api.move(publicId, 'cancelled');
  await api.send('DELETE', `/orders/${publicId}`);
  for (let turn = 0; fired.length < 5 && turn < 1000; turn++) await new Promise((done) => setImmediate(done));
  t.deepEqual(fired, ['created', 'message', 'moved', 'updated', 'deleted']);
  hooks.withdraw();
});

onSites('an order told twice under one Idempotency-Key is one order', async (t, api) => {
  const service = await api.service();
  const body = { clientId: await api.client(), serviceId: service.publicId, status: 'submitted' };
  const sent = { headers: { 'idempotency-key': `order ${service.publicId}` } };
  const ids = await Promise.all([1, 2].map(async () => api.send('POST', '/orders', body, sent)));
  const again = await api.send('POST', '/orders', body, sent);
  t.is(again.status, 201);
  t.true(ids.every(({ status }) => status === 201 || status === 409));
  t.is((await api.send('GET', `/orders?serviceId=${service.publicId}`)).body.meta.total, 1);
});

/** How an order comes to each status. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  draft: [],
  submitted: ['submitted'],
  in_progress: ['submitted', 'in_progress'],
  in_review: ['submitted', 'in_progress', 'in_review'],
  delivered: ['submitted', 'in_progress', 'in_review', 'delivered'],
  completed: ['submitted', 'in_progress', 'in_review', 'delivered', 'completed'],
  cancelled: ['cancelled'],
};

onSites('from every status every other is reached as declared, or refused with what is', async (t, api) => {
  const refers = { clientId: await api.client(), serviceId: (await api.service()).publicId };
  for (const [from, way] of Object.entries(WAYS)) {
    for (const to of Object.keys(DECLARED).filter((each) => each !== from)) {
      const { publicId } = await api.make('/orders', refers);
      await api.move(publicId, ...way);
      const { status, body } = await api.send('PUT', `/orders/${publicId}`, { status: to });
      t.is(status, DECLARED[from]?.includes(to) ? 200 : 409, `${from} to ${to}`);
      if (status === 409) t.deepEqual(body.error.details, { from, to, allowed: DECLARED[from] });
    }
  }
});

onSites('what an order is made with is bounded as what it is changed with', async (t, api) => {
  const { publicId, clientId, serviceId } = await api.order();
  const wrong = {
    price: [-1, 1.5, 10_000_000_000_001],
    quantity: [0, -1, 1.5, 1_000_001],
    dueDate: ['tomorrow'],
    notes: ['x'.repeat(20_001)],
    assigneeId: [''],
    workflowId: ['x'.repeat(101)],
  };
  for (const [field, values] of Object.entries(wrong))
    for (const value of values)
      for (const answer of [
        await api.send('POST', '/orders', { clientId, serviceId, [field]: value }),
        await api.send('PUT', `/orders/${publicId}`, { [field]: value }),
      ]) {
        t.is(answer.status, 400, `${field}: ${JSON.stringify(answer.body).slice(0, 200)}`);
        t.is(answer.body.error.field, field);
      }
});
