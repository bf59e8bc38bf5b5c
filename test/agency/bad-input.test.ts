import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('a faulty client is refused with the field, and nothing is written', async (t, api) => {
  const cases: [body: unknown, names: string][] = [
    [{}, 'name'],
    [{ name: null }, 'name'],
    [{ name: 5 }, 'name'],
    [{ name: '' }, 'name'],
    [{ name: ' \t ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ name: 'x', extra: 1 }, 'extra'],
    [{ name: 'x', Name: 'y' }, 'Name'],
    [{ name: 'x', email: 'no address' }, 'email'],
    [{ name: 'x', email: `${'x'.repeat(250)}@x.org` }, 'email'],
    [{ name: 'x', website: 'javascript:alert(1)' }, 'website'],
    [{ name: 'x', status: 'ACTIVE' }, 'status'],
    [{ name: 'x', status: null }, 'status'],
    [{ name: 'x', address: 'Bonn' }, 'address'],
    [{ name: 'x', address: [] }, 'address'],
    [{ name: 'x', address: { town: 'Bonn' } }, 'address.town'],
    [{ name: 'x', address: { city: 5 } }, 'address.city'],
    [{ name: 'x', address: { city: 'x'.repeat(201) } }, 'address.city'],
    [{ name: 'x', rounding: { minutes: -1 } }, 'rounding.minutes'],
    [{ name: 'x', rounding: { minutes: '5' } }, 'rounding.minutes'],
    [{ name: 'x', rounding: { mode: 'sideways' } }, 'rounding.mode'],
    [{ name: 'x', rounding: { step: 5 } }, 'rounding.step'],
    [{ name: 'x', currency: 'EURO' }, 'currency'],
    [{ name: 'x', currency: 'XQZ' }, 'currency'],
    [{ name: 'x', payment_terms_days: 1.5 }, 'payment_terms_days'],
    [{ name: 'x', payment_terms_days: -1 }, 'payment_terms_days'],
    [{ name: 'x', hourly_rate: 2 ** 53 }, 'hourly_rate'],
    [{ name: 'x', hourly_rate: true }, 'hourly_rate'],
    [{ name: 'x', notes: 'x'.repeat(20_001) }, 'notes'],
    ['{"name":"x","__proto__":{"status":"lead"}}', '__proto__'],
    ['{"name":"x","constructor":{}}', 'constructor'],
    ['{"name":"\\ud83e"}', 'name'],
  ];
  for (const [body, names] of cases) await refused(t, api.send('POST', '/clients', { body }), 400, names);
  t.deepEqual(await api.site.host.db.query('billing_customers').where({ name: 'x' }), []);
});

onSites('a faulty change leaves the client as it was', async (t, api) => {
  const made = await api.client({ company: 'Kept' });
  const put = (body: unknown) => api.send('PUT', `/clients/${made.id}`, { body });
  await refused(t, put({ company: 'Lost', currency: 'XQZ' }), 400, 'currency');
  await refused(t, put({ company: 'Lost', extra: 1 }), 400, 'extra');
  await refused(t, put({ company: 'Lost', name: null }), 400, 'name');
  t.deepEqual(await api.get(`/clients/${made.id}`), made);
});

onSites('lists refuse what they do not know, and name it', async (t, api) => {
  const cases = [
    ['/clients?page=0', 'page'],
    ['/clients?page=-1', 'page'],
    ['/clients?page=1.5', 'page'],
    ['/clients?page=x', 'page'],
    ['/clients?per_page=0', 'per_page'],
    ['/clients?per_page=101', 'per_page'],
    ['/clients?status=gone', 'status'],
    ['/clients?orderby=secret', 'orderby'],
    ['/clients?order=up', 'order'],
    ['/clients?stauts=lead', 'stauts'],
    [`/clients?search=${'x'.repeat(201)}`, 'search'],
    ['/projects?client_id=x', 'client_id'],
    ['/projects?status=none', 'status'],
    ['/projects?orderby=budget', 'orderby'],
    ['/tasks?project_id=1.5', 'project_id'],
    ['/tasks?priority=none', 'priority'],
    ['/tasks?status=none', 'status'],
    ['/time-entries?user_id=0', 'user_id'],
    ['/time-entries?billable=2', 'billable'],
    ['/time-entries?from_date=2026-02-30', 'from_date'],
    ['/time-entries/unbilled?client_id=x', 'client_id'],
    ['/tickets?status=none', 'status'],
    ['/tickets?assignee_id=-5', 'assignee_id'],
    ['/workflows?applies_to=none', 'applies_to'],
  ] as const;
  for (const [path, names] of cases) await refused(t, api.send('GET', path), 400, names);
});

onSites('ids that are no ids are refused, and unknown ones are not found', async (t, api) => {
  for (const noun of ['clients', 'projects', 'tasks', 'time-entries', 'tickets', 'workflows']) {
    for (const id of ['abc', '0', '-1', '1.5', '99999999999999999999', '1e3', '%00']) {
      await refused(t, api.send('GET', `/${noun}/${id}`), 400, 'id');
    }
    await refused(t, api.send('GET', `/${noun}/9007199254740991`), 404, '9007199254740991');
  }
});

onSites('characters of every plane, NUL and the longest texts are kept as they came', async (t, api) => {
  const values = {
    name: '𝔘🦊'.repeat(100),
    company: 'a\u0000b',
    notes: '🦊'.repeat(20_000),
    address: { city: '\u202eright to left' },
  };
  const made = await api.client(values);
  t.like(await api.get(`/clients/${made.id}`), {
    name: values.name,
    company: values.company,
    notes: values.notes,
  });
  t.is(made.address.city, values.address.city);
  const { id } = await api.client({ name: '\ufdfa'.repeat(200), email: `${'ﬃ'.repeat(80)}@x.org` });
  t.is((await api.get(`/clients/${id}`)).name, '\ufdfa'.repeat(200));
});

onSites('a search of any text answers a list', async (t, api) => {
  for (const text of ['%', '_', "'", '"', '\\', '(', '*', '\u0000', '🦊', '  ', 'a '.repeat(90)]) {
    t.is((await api.send('GET', `/clients?search=${encodeURIComponent(text)}`)).status, 200, text);
  }
});
