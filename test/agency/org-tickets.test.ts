import { onOrgSites } from './org-api.js';

const onSites = onOrgSites();

onSites('a ticket is opened, listed, changed and answered by its public id', async (t, api) => {
  const clientId = await api.client();
  const made = await api.make('/tickets', { subject: 'Broken form', message: 'It is broken', clientId });
  t.like(made, { clientId, status: 'open', priority: 'normal', source: 'api', assigneeId: null });
  t.deepEqual(made.replies, []);
  t.false('id' in made);
  const path = `/tickets/${made.publicId}`;
  const changed = await api.put(path, { status: 'pending', reply: { message: 'We are looking' } });
  t.is(changed.status, 'pending');
  t.like(changed.replies[0], { message: 'We are looking', internal: false });
  t.deepEqual(await api.get(path), changed);
  const { body } = await api.send('GET', `/tickets?clientId=${clientId}&status=pending&search=bro`);
  t.is(body.meta.total, 1);
  t.false('replies' in body.data[0]);
});

onSites('changes and their reply are written together or not at all', async (t, api) => {
  const { publicId } = await api.make('/tickets', { subject: 'Both', message: 'or neither' });
  const path = `/tickets/${publicId}`;
  const reply = { message: '<script>nothing</script>' };
  const empty = await api.send('PUT', path, { status: 'closed', reply });
  t.deepEqual([empty.status, empty.body.error.field], [422, 'reply.message']);
  t.is((await api.get(path)).status, 'open');
  const writer = await api.with('tickets:read', 'tickets:write');
  const refused = await writer.send('PUT', path, { status: 'closed', reply: { message: 'x' } });
  t.is(refused.status, 403);
  t.deepEqual(refused.body.error.details, { scope: 'tickets:reply' });
  t.is((await api.get(path)).status, 'open');
});

onSites('internal replies are for those who may see them', async (t, api) => {
  const { publicId } = await api.make('/tickets', { subject: 'Secret', message: 'x' });
  const path = `/tickets/${publicId}`;
  await api.put(path, { reply: { message: 'Between us', internal: true } });
  t.is((await api.put(path, { reply: { message: 'For all' } })).replies.length, 2);
  const outsider = await api.with('tickets:read', 'tickets:write', 'tickets:reply');
  const seen = await outsider.get(path);
  t.deepEqual(
    seen.replies.map(({ message }: { message: string }) => message),
    ['For all'],
  );
  const refused = await outsider.send('PUT', path, { reply: { message: 'x', internal: true } });
  t.is(refused.status, 403);
  const viewer = api.agency.by((await api.site.login({ login: `viewer-${publicId}` })).auth);
  const ticket = (await api.agency.list('/tickets?search=secret')).items.find(
    ({ public_id }) => public_id === publicId,
  );
  t.is((await viewer.list(`/tickets/${ticket.id}/replies`)).total, 1);
});

onSites('the last hundred replies are shown, oldest first', async (t, api) => {
  const { publicId } = await api.make('/tickets', { subject: 'Long', message: 'x' });
  const ticket = (await api.agency.list('/tickets?search=long')).items.find(
    ({ public_id }) => public_id === publicId,
  );
  for (let number = 1; number <= 101; number += 1)
    await api.agency.make(`/tickets/${ticket.id}/replies`, { message: `Reply ${number}` });
  const { replies } = await api.get(`/tickets/${publicId}`);
  t.is(replies.length, 100);
  t.is(replies[0].message, 'Reply 2');
  t.is(replies[99].message, 'Reply 101');
  t.is(typeof replies[0].author.id, 'string');
});
