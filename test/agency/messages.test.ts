import { onOrgSites } from './org-api.js';

const onSites = onOrgSites();

const NASTY =
  '<p onclick="alert(1)">Hello <script>alert(2)</script><img src=x onerror=alert(3)>' +
  '<a href="javascript:alert(4)">there</a> <a href="https://example.com/">here</a><style>p{}</style></p>';

function isClean(text: string): boolean {
  return !/<script|onclick|onerror|<img|javascript:|<style/i.test(text);
}

onSites('a thread is read oldest first, by order', async (t, api) => {
  const { publicId: orderId } = await api.order();
  for (const body of ['First', 'Second']) await api.make('/messages', { orderId, body });
  const { body } = await api.send('GET', `/messages/?orderId=${orderId}`);
  t.deepEqual(
    body.data.map((message: { body: string }) => message.body),
    ['First', 'Second'],
  );
  t.is(body.meta.total, 2);
  t.like(body.data[0], { orderId, internal: false });
  t.like(body.data[0].author, { type: 'user', id: null });
  t.false('id' in body.data[0]);
  const nameless = await api.send('GET', '/messages');
  t.is(nameless.status, 400);
  t.is(nameless.body.error.field, 'orderId');
  t.is((await api.send('POST', '/messages', { orderId: 'nobody', body: 'x' })).body.error.field, 'orderId');
});

onSites('internal messages are neither shown to others nor counted for them', async (t, api) => {
  const { publicId: orderId } = await api.order();
  await api.make('/messages', { orderId, body: 'For all' });
  await api.make('/messages', { orderId, body: 'Between us', internal: true });
  t.is((await api.send('GET', `/messages?orderId=${orderId}`)).body.meta.total, 2);
  const outsider = await api.with('messages:read', 'messages:write');
  const seen = (await outsider.send('GET', `/messages?orderId=${orderId}`)).body;
  t.is(seen.meta.total, 1);
  t.false(JSON.stringify(seen).includes('Between us'));
  const refused = await outsider.send('POST', '/messages', { orderId, body: 'x', internal: true });
  t.is(refused.status, 403);
  t.deepEqual(refused.body.error.details, { scope: 'messages:internal' });
});

onSites('HTML is made harmless before it is kept, and plain text stays as it is', async (t, api) => {
  const { publicId: orderId } = await api.order();
  const made = await api.make('/messages', { orderId, body: NASTY });
  t.true(isClean(made.body), made.body);
  t.regex(made.body, /^<p>Hello .*href="https:\/\/example\.com\/"/);
  t.is((await api.make('/messages', { orderId, body: made.body })).body, made.body, 'once is enough');
  const text = 'If a < b & c > d, then "R&D" wins';
  t.is((await api.make('/messages', { orderId, body: text })).body, text);
  const nothing = await api.send('POST', '/messages', { orderId, body: '<script>alert(1)</script>' });
  t.is(nothing.status, 422);
  t.is(nothing.body.error.field, 'body');
});

onSites('tickets and replies are made harmless on both surfaces', async (t, api) => {
  const ticket = await api.agency.ticket({ message: NASTY });
  t.true(isClean(ticket.message));
  const reply = await api.agency.make(`/tickets/${ticket.id}/replies`, { message: NASTY });
  t.true(isClean(reply.message));
  const put = await api.put(`/tickets/${ticket.public_id}`, { message: NASTY, reply: { message: NASTY } });
  t.true(isClean(put.message));
  t.is(put.replies.length, 2);
  t.true(put.replies.every(({ message }: { message: string }) => isClean(message)));
});
