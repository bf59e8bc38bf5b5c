import { onOrgSites } from './org-api.js';

const onSites = onOrgSites();

onSites('a service is made, read, changed in part and deleted by its public id', async (t, api) => {
  const made = await api.service({ description: 'Three drafts', deliveryDays: 10 });
  t.like(made, { price: 120_000, deliveryDays: 10, active: true, invoiceOnCompletion: false });
  t.false('id' in made);
  const path = `/services/${made.publicId}`;
  t.deepEqual(await api.get(path), made);
  t.like(await api.put(path, { price: 0, active: false }), { price: 0, active: false, name: made.name });
  t.is((await api.send('DELETE', path)).status, 204);
  t.is((await api.send('GET', path)).status, 404);
});

onSites('a price is whole, not negative and of a currency that is one', async (t, api) => {
  for (const [field, value] of [
    ['price', -1],
    ['price', 1.5],
    ['price', 10_000_000_000_001],
    ['currency', 'XQZ'],
    ['deliveryDays', 366],
  ] as const) {
    const body = { name: 'Wrong', price: 1, [field]: value };
    const { status, body: answer } = await api.send('POST', '/services', body);
    t.true(status === 400 || status === 422, JSON.stringify(answer));
    t.is(answer.error.field, field);
  }
});

onSites('what was ordered keeps its price, and its service', async (t, api) => {
  const service = await api.service({ price: 5000 });
  const order = await api.order({ serviceId: service.publicId, quantity: 3 });
  t.like(order, { price: 5000, total: 15_000, currency: 'EUR', status: 'draft' });
  await api.put(`/services/${service.publicId}`, { price: 9900, currency: 'USD' });
  t.like(await api.get(`/orders/${order.publicId}`), { price: 5000, currency: 'EUR' });
  const refused = await api.send('DELETE', `/services/${service.publicId}`);
  t.is(refused.status, 409);
  t.deepEqual(refused.body.error.details, { orders: 1 });
});
