import { onSubscriptionSites } from '../billing/subscriptions/subscription-site.js';

const onSites = onSubscriptionSites();

onSites('strangers hear nothing of a plan without room, and what they wrote is kept', async (t, site) => {
  const { orgId } = await site.site.organization('Full');
  const actor = { ...site.actor, orgId };
  const buyer = await site.site.key('ops', ['billing:write'], actor);
  const { slug } = await site.plan({ public: true, price: 0, limits: { clients: 1 } });
  const chosen = { method: 'POST', auth: buyer, body: { tier: slug } };
  t.is((await site.site.request('/api/billing/change-plan', chosen)).status, 200);

  const auth = await site.site.key('org', ['*'], actor);
  const read = async (path: string) => (await site.site.request(`/api/v1${path}`, { auth })).body;
  const schema = { type: 'object', properties: { who: { type: 'string' }, mail: { type: 'string' } } };
  const body = { name: 'Contact', schema, target: 'client', mapping: { who: 'name', mail: 'email' } };
  const made = await site.site.request('/api/v1/forms', { method: 'POST', auth, body });
  const { publicId } = made.body.data;
  for (const who of ['ada', 'bob']) {
    const sent = { method: 'POST', body: { data: { who, mail: `${who}@example.test` } } };
    const answer = await site.site.request(`/api/forms/${publicId}/submit`, sent);
    t.is(answer.status, 201, JSON.stringify(answer.body));
  }
  t.is((await read('/clients')).meta.total, 1);
  const [last, first] = (await read(`/forms/${publicId}/submissions`)).data;
  t.is(first.target.type, 'client');
  t.like(last, { target: null, data: { who: 'bob', mail: 'bob@example.test' } });
  const notes = site.site.host.db.query('kp_notifications').where({ org_id: orgId });
  const said = ((await notes) as unknown as { message: string }[]).map(({ message }) => message);
  t.true(said.some((text) => /No client was made of it/.test(text)));
});
