import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

const WHOLE = {
  name: 'Élodie Brontë 🦊',
  email: 'elodie@example.test',
  company: 'Müller & Søn',
  phone: '+49 30 1234',
  website: 'https://example.test/a',
  status: 'lead',
  address: { line1: 'One', line2: 'Two', city: 'Köln', state: 'NRW', postal_code: '50667', country: 'DE' },
  tax_id: 'DE123',
  currency: 'JPY',
  language: 'de-DE',
  payment_terms_days: 14,
  rounding: { minutes: 15, mode: 'nearest' },
  hourly_rate: 12_500,
  notes: 'Line one\nline two',
};

onSites('a client is kept with every field, and read back the same', async (t, api) => {
  const made = await api.client(WHOLE);
  t.like(made, WHOLE);
  t.regex(made.public_id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.regex(made.created_at, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  t.deepEqual(await api.get(`/clients/${made.id}`), made);
  const { items } = await api.list('/clients?per_page=100');
  t.deepEqual(
    items.find((item) => item.id === made.id),
    made,
  );
});

onSites('a client with a name alone has the documented defaults', async (t, api) => {
  const { id, public_id, created_at, updated_at, ...rest } = await api.client({ name: 'Bare' });
  t.true(id > 0 && public_id !== '' && created_at === updated_at);
  t.deepEqual(rest, {
    name: 'Bare',
    email: null,
    company: null,
    phone: null,
    website: null,
    status: 'active',
    address: null,
    tax_id: null,
    currency: 'USD',
    language: null,
    payment_terms_days: 30,
    rounding: { minutes: 0, mode: 'up' },
    hourly_rate: null,
    notes: null,
  });
});

onSites('a change touches what was given, and null empties', async (t, api) => {
  const made = await api.client(WHOLE);
  const changed = await api.put(`/clients/${made.id}`, { company: null, rounding: { minutes: 6 } });
  t.deepEqual(
    { ...changed, updated_at: '' },
    {
      ...made,
      company: null,
      rounding: { minutes: 6, mode: 'nearest' },
      updated_at: '',
    },
  );
  const moved = await api.put(`/clients/${made.id}`, { address: { city: 'Bonn' }, email: null });
  t.deepEqual(moved.address, {
    line1: null,
    line2: null,
    city: 'Bonn',
    state: null,
    postal_code: null,
    country: null,
  });
  t.is(moved.email, null);
  t.is((await api.put(`/clients/${made.id}`, { address: null })).address, null);
  const last = await api.put(`/clients/${made.id}`, {});
  t.deepEqual(await api.get(`/clients/${made.id}`), last);
});

onSites('every status, rounding mode and currency exponent is accepted', async (t, api) => {
  for (const status of ['lead', 'active', 'inactive']) t.is((await api.client({ status })).status, status);
  for (const mode of ['up', 'nearest', 'down']) {
    t.is((await api.client({ rounding: { minutes: 10, mode } })).rounding.mode, mode);
  }
  for (const currency of ['EUR', 'JPY', 'KWD']) t.is((await api.client({ currency })).currency, currency);
});

onSites('the status filter leaves other clients out', async (t, api) => {
  const lead = await api.client({ name: 'Zlead Filterson', status: 'lead' });
  const active = await api.client({ name: 'Zactive Filterson' });
  const leads = await api.list('/clients?status=lead&search=filterson');
  t.deepEqual(leads.ids, [lead.id]);
  t.is(leads.total, 1);
  t.deepEqual((await api.list('/clients?status=active&search=filterson')).ids, [active.id]);
  t.deepEqual((await api.list('/clients?status=inactive&search=filterson')).ids, []);
});

onSites(
  'a search finds beginnings of words in name, company and e-mail, whatever the case and accents',
  async (t, api) => {
    const { id } = await api.client({
      name: 'Zoë Quillfeather',
      company: 'Ångström Labs',
      email: 'q@wonder.test',
    });
    await api.client({ name: 'Zoë Other' });
    for (const words of ['quill', 'QUILLFEATHER', 'zoe quill', 'angstrom', 'ANGSTRÖM lab', 'wonder', 'q']) {
      t.true((await api.list(`/clients?search=${encodeURIComponent(words)}`)).ids.includes(id), words);
    }
    for (const words of ['feather', 'quillfeatherx', 'zoe angstromx']) {
      t.false((await api.list(`/clients?search=${encodeURIComponent(words)}`)).ids.includes(id), words);
    }
  },
);

onSites('the search follows changes of the customer and of the company', async (t, api) => {
  const { id } = await api.client({ name: 'Before Xylograph', company: 'Oldcompanyx' });
  await api.put(`/clients/${id}`, { name: 'After Xerography', company: 'Newcompanyx' });
  t.deepEqual((await api.list('/clients?search=xylograph')).ids, []);
  t.deepEqual((await api.list('/clients?search=oldcompanyx')).ids, []);
  t.deepEqual((await api.list('/clients?search=xerography')).ids, [id]);
  t.deepEqual((await api.list('/clients?search=newcompanyx')).ids, [id]);
  await api.delete(`/clients/${id}`);
  t.deepEqual((await api.list('/clients?search=xerography')).ids, []);
});

onSites('pages follow each other, with totals in the headers', async (t, api) => {
  const made: number[] = [];
  for (let n = 0; n < 5; n++) made.push((await api.client({ name: `Pagelet ${n}` })).id);
  const first = await api.send('GET', '/clients?search=pagelet&per_page=2');
  t.is(first.headers.get('x-wp-total'), '5');
  t.is(first.headers.get('x-wp-totalpages'), '3');
  const seen: number[] = [];
  for (const page of [1, 2, 3])
    seen.push(...(await api.list(`/clients?search=pagelet&per_page=2&page=${page}`)).ids);
  t.deepEqual(seen, made.toReversed(), 'newest first');
  t.deepEqual((await api.list('/clients?search=pagelet&page=1000000000')).ids, []);
  t.is((await api.list('/clients')).ids.length <= 10, true);
});

onSites('clients sort by name and by time, both ways', async (t, api) => {
  const ids = new Map<string, number>();
  for (const name of ['Sortling Émile', 'sortling adam', 'Sortling Zed'])
    ids.set(name, (await api.client({ name })).id);
  const byName = [ids.get('sortling adam'), ids.get('Sortling Émile'), ids.get('Sortling Zed')];
  t.deepEqual((await api.list('/clients?search=sortling&orderby=name')).ids, byName);
  t.deepEqual((await api.list('/clients?search=sortling&orderby=name&order=desc')).ids, byName.toReversed());
  t.deepEqual((await api.list('/clients?search=sortling&orderby=created_at&order=asc')).ids, [
    ...ids.values(),
  ]);
});

onSites('a deleted client is answered once more and then gone, its customer too', async (t, api) => {
  const made = await api.client();
  t.deepEqual(await api.delete(`/clients/${made.id}`), { deleted: true, previous: made });
  await refused(t, api.send('GET', `/clients/${made.id}`), 404, String(made.id));
  await refused(t, api.send('PUT', `/clients/${made.id}`, { body: { name: 'x' } }), 404, String(made.id));
  await refused(t, api.send('DELETE', `/clients/${made.id}`), 404, String(made.id));
});

onSites('a client with projects or tickets stays, and the refusal names them', async (t, api) => {
  const { id } = await api.client();
  const project = await api.project({ client_id: id });
  const ticket = await api.ticket({ client_id: id });
  await refused(t, api.send('DELETE', `/clients/${id}`), 409, 'projects (1), tickets (1)');
  await api.delete(`/projects/${project.id}`);
  await refused(t, api.send('DELETE', `/clients/${id}`), 409, 'tickets (1)');
  await api.delete(`/tickets/${ticket.id}`);
  await api.delete(`/clients/${id}`);
});
