import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('a ticket is kept with every field, and read back the same', async (t, api) => {
  const { id: client_id } = await api.client();
  const { userId } = await api.site.login({ login: `desk-${client_id}`, role: 'member' });
  const whole = {
    subject: 'It broke',
    message: 'Yesterday\nat noon',
    client_id,
    requester_email: 'who@example.test',
    assignee_id: userId,
    priority: 'high',
    status: 'pending',
    source: 'email',
  };
  const made = await api.ticket(whole);
  t.like(made, whole);
  t.regex(made.public_id, /-7/);
  t.deepEqual(await api.get(`/tickets/${made.id}`), made);
});

onSites('a ticket with what is required alone has the documented defaults', async (t, api) => {
  t.like(await api.ticket(), {
    client_id: null,
    requester_email: null,
    assignee_id: null,
    priority: 'normal',
    status: 'open',
    source: 'web',
  });
});

onSites('every filter leaves a ticket out, and every value is accepted', async (t, api) => {
  const { id: client_id } = await api.client();
  const { userId } = await api.site.login({ login: `queue-${client_id}`, role: 'member' });
  const ids = new Map<string, number>();
  for (const status of ['open', 'pending', 'resolved', 'closed']) {
    ids.set(status, (await api.ticket({ client_id, status })).id);
  }
  for (const priority of ['low', 'normal', 'high', 'urgent']) {
    ids.set(priority, (await api.ticket({ client_id, priority, status: 'closed' })).id);
  }
  for (const source of ['web', 'email', 'api', 'portal']) t.is((await api.ticket({ source })).source, source);
  const mine = await api.ticket({ assignee_id: userId, subject: 'Zymurgy question' });
  const list = async (query: string) => (await api.list(`/tickets?${query}`)).ids;
  for (const status of ['open', 'pending', 'resolved']) {
    t.deepEqual(await list(`client_id=${client_id}&status=${status}`), [ids.get(status)]);
  }
  t.is((await list(`client_id=${client_id}&status=closed`)).length, 5);
  for (const priority of ['low', 'high', 'urgent']) {
    t.deepEqual(await list(`client_id=${client_id}&priority=${priority}`), [ids.get(priority)]);
  }
  t.is((await list(`client_id=${client_id}`)).length, 8);
  t.deepEqual(await list(`assignee_id=${userId}`), [mine.id]);
  t.deepEqual(await list('search=zymur'), [mine.id]);
});

onSites('references are checked, and the fault names the field', async (t, api) => {
  const post = (body: object) =>
    api.send('POST', '/tickets', { body: { subject: 'x', message: 'y', ...body } });
  await refused(t, post({ client_id: 987654321 }), 422, 'client_id');
  await refused(t, post({ assignee_id: 987654321 }), 422, 'assignee_id');
  await refused(t, post({ requester_email: 'nobody' }), 400, 'requester_email');
  await refused(t, post({ message: '\n ' }), 400, 'message');
  await refused(t, post({ subject: 'x'.repeat(201) }), 400, 'subject');
  await refused(t, post({ source: 'fax' }), 400, 'source');
});

onSites('a change touches what was given', async (t, api) => {
  const made = await api.ticket({ requester_email: 'who@example.test' });
  const changed = await api.put(`/tickets/${made.id}`, {
    status: 'resolved',
    subject: 'Quokka',
    requester_email: null,
  });
  t.deepEqual(
    { ...changed, updated_at: '' },
    { ...made, status: 'resolved', subject: 'Quokka', requester_email: null, updated_at: '' },
  );
  t.deepEqual((await api.list('/tickets?search=quokka')).ids, [made.id]);
  await refused(
    t,
    api.send('PUT', `/tickets/${made.id}`, { body: { client_id: 987654321 } }),
    422,
    'client_id',
  );
});

onSites('replies are written by the caller, oldest first, and move the ticket', async (t, api) => {
  const ticket = await api.ticket();
  const { auth, userId } = await api.site.login({ login: `writer-${ticket.id}`, role: 'member' });
  const path = `/tickets/${ticket.id}/replies`;
  const first = await api.by(auth).make(path, { message: 'Hello 🦊' });
  t.like(first, {
    ticket_id: ticket.id,
    message: 'Hello 🦊',
    internal: false,
    author: { type: 'user', id: userId, name: `writer-${ticket.id}` },
  });
  const second = await api.make(path, { message: 'Between us', internal: true });
  const { items, total } = await api.list(path);
  t.deepEqual(items, [first, second]);
  t.is(total, 2);
  t.deepEqual((await api.list(`${path}?order=desc&per_page=1`)).ids, [second.id]);
  t.is((await api.get(`/tickets/${ticket.id}`)).updated_at, second.created_at);
  const [latest] = (await api.list('/tickets?orderby=updated_at&per_page=100')).ids.filter(
    (id) => id === ticket.id,
  );
  t.is(latest, ticket.id);
  await refused(t, api.send('POST', path, { body: { message: '' } }), 400, 'message');
  await refused(t, api.send('POST', path, { body: { message: 'x', author: {} } }), 400, 'author');
  await refused(
    t,
    api.send('POST', '/tickets/987654321/replies', { body: { message: 'x' } }),
    404,
    '987654321',
  );
  await refused(t, api.send('GET', '/tickets/987654321/replies'), 404, '987654321');
});

onSites('a deleted ticket takes its replies along', async (t, api) => {
  const ticket = await api.ticket();
  await api.make(`/tickets/${ticket.id}/replies`, { message: 'x' });
  const seen = await api.get(`/tickets/${ticket.id}`);
  t.deepEqual(await api.delete(`/tickets/${ticket.id}`), { deleted: true, previous: seen });
  await refused(t, api.send('GET', `/tickets/${ticket.id}`), 404, String(ticket.id));
  const left = await api.site.host.db.query('agency_replies').where({ ticket_id: ticket.id });
  t.deepEqual(left, []);
});
