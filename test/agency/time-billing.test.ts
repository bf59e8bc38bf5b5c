import fc from 'fast-check';
import { NO_PUBLIC_ID } from '../../plugins/billing/contract.js';
import { type AgencyApi, onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();
const BILL = '/invoices/create-from-time-entries';

/** A client with two projects, at 60.00 an hour. */
async function workshop(api: AgencyApi, values: object = {}) {
  const client = await api.client({ currency: 'EUR', hourly_rate: 6000, ...values });
  const [one, two] = [
    await api.project({ client_id: client.id, name: 'Site' }),
    await api.project({ client_id: client.id, name: 'Shop' }),
  ];
  return { client, one, two };
}

const linesOf = (invoice: { lines: { description: string; quantity: number; unit_price: number }[] }) =>
  invoice.lines.map(({ description, quantity, unit_price }) => [description, quantity, unit_price]);

const bill = (api: AgencyApi, body: object) => api.send('POST', BILL, { body });
const unbilled = async (api: AgencyApi, client: number) =>
  (await api.list(`/time-entries/unbilled?client_id=${client}`)).ids;

onSites('unbilled time becomes a draft, a line each task, and is billed then', async (t, api) => {
  const { client, one, two } = await workshop(api);
  const task = await api.task({ project_id: one.id, title: 'Design' });
  const first = await api.entry({ project_id: one.id, task_id: task.id, minutes: 90 });
  await api.entry({ project_id: one.id, task_id: task.id, minutes: 30 });
  await api.entry({ project_id: two.id, minutes: 45, date: '2026-03-31' });
  await api.entry({ project_id: two.id, minutes: 600, billable: false });
  const invoice = await api.make(BILL, {
    client_id: client.id,
    tax_rate: 19,
    due_date: '2999-01-31',
    notes: 'March',
  });
  t.like(invoice, { status: 'draft', number: null, client_id: client.id, currency: 'EUR', notes: 'March' });
  t.deepEqual(linesOf(invoice), [
    ['Site: Design', 2, 6000],
    ['Shop', 0.75, 6000],
  ]);
  t.like(invoice, { service_from: '2026-03-02', service_to: '2026-03-31' });
  t.like(invoice, { subtotal: 16_500, tax_total: 3135, total: 19_635, due_date: '2999-01-31' });
  t.is((await api.get(`/time-entries/${first.id}`)).invoice_id, invoice.id);
  t.deepEqual(await unbilled(api, client.id), []);
  await refused(
    t,
    api.send('PUT', `/time-entries/${first.id}`, { body: { minutes: 1 } }),
    409,
    String(invoice.id),
  );
  const again = await bill(api, { client_id: client.id });
  t.is(again.status, 422);
  t.is(again.body.code, 'nothing_to_bill');
});

onSites('lines are for projects, people or entries, and add up to the same', async (t, api) => {
  const { client, one, two } = await workshop(api);
  for (const minutes of [20, 50, 7])
    await api.entry({ project_id: one.id, minutes, description: `For ${minutes}` });
  await api.entry({ project_id: two.id, minutes: 100 });
  const dry = async (group_by: string) => {
    const { status, body } = await bill(api, { client_id: client.id, group_by, dry_run: true });
    t.is(status, 200, group_by);
    return body.data;
  };
  t.deepEqual(linesOf(await dry('project')), [
    ['Site (1 h 17 min, €60.00/h)', 1, 7700],
    ['Shop (1 h 40 min, €60.00/h)', 1, 10_000],
  ]);
  const byPerson = await dry('user');
  t.is(byPerson.lines.length, 1);
  t.true(byPerson.lines[0].description.startsWith('admin'));
  const byEntry = await dry('entry');
  t.is(byEntry.lines[0].description, '2026-03-02 For 20 (0 h 20 min, €60.00/h)');
  t.is(byEntry.lines.length, 4);
  for (const group of ['project', 'user', 'entry', 'task']) t.is((await dry(group)).subtotal, 17_700, group);

  const { userId: user_id } = await api.site.login({ login: `gone-${one.id}`, role: 'member' });
  await api.entry({ project_id: one.id, minutes: 60, user_id });
  await api.site.host.accounts.users.delete(api.site.actor, user_id);
  t.true(linesOf(await dry('user')).some(([who]) => who === `Former member ${user_id}`));
});

onSites('a dry run says what comes of it, to the letter, and keeps nothing', async (t, api) => {
  const { client, one } = await workshop(api);
  const entry = await api.entry({ project_id: one.id, minutes: 50 });
  const invoices = async () => (await api.list(`/invoices?client_id=${client.id}`)).total;
  const rehearsed = await bill(api, { client_id: client.id, dry_run: true });
  t.is(rehearsed.status, 200);
  t.is(await invoices(), 0);
  t.is((await api.get(`/time-entries/${entry.id}`)).invoice_id, null);
  const real = await api.make(BILL, { client_id: client.id });
  const { id, public_id, dry_run, created_at: _, updated_at: __, ...said } = rehearsed.body.data;
  t.deepEqual([id, public_id, dry_run], [0, NO_PUBLIC_ID, true]);
  t.like(real, said);
  t.false('dry_run' in real);
  t.is(await invoices(), 1);
});

onSites(
  'the rate is the entry’s, the person’s, the project’s, the client’s, the service’s',
  async (t, api) => {
    const client = await api.client({ currency: 'EUR' });
    const project = await api.project({ client_id: client.id });
    const { userId } = await api.site.login({ login: `worker-${client.id}`, role: 'member' });
    const entry = await api.entry({ project_id: project.id, user_id: userId });
    const body = { client_id: client.id, dry_run: true };
    const rate = async (more: object = {}) =>
      (await bill(api, { ...body, ...more })).body.data.lines[0].unit_price;

    const bare = await bill(api, body);
    t.is(bare.status, 422);
    t.is(bare.body.code, 'no_rate');
    t.true(bare.body.message.includes(String(entry.id)));

    const key = await api.site.key('org', ['services:write', 'services:read']);
    const service = async (currency: string) => {
      const made = await api.site.request('/api/v1/services', {
        method: 'POST',
        auth: key,
        body: { name: 'An hour', price: 1000, currency },
      });
      return made.body.data.publicId as string;
    };
    const hour = await service('EUR');
    t.is(await rate({ service_id: hour }), 1000);
    await refused(t, bill(api, { ...body, service_id: await service('USD') }), 422, 'service_id');
    await refused(t, bill(api, { ...body, service_id: 'nothing' }), 422, 'service_id');
    await api.put(`/clients/${client.id}`, { hourly_rate: 2000 });
    t.is(await rate({ service_id: hour }), 2000);
    await api.put(`/projects/${project.id}`, { hourly_rate: 3000 });
    t.is(await rate(), 3000);
    await api.put(`/members/${userId}/rate`, { hourly_rate: 4000, currency: 'USD' });
    t.is(await rate(), 3000);
    await api.put(`/members/${userId}/rate`, { hourly_rate: 4000, currency: 'EUR' });
    t.is(await rate(), 4000);
    await api.put(`/time-entries/${entry.id}`, { hourly_rate: 5000 });
    t.is(await rate(), 5000);
  },
);

onSites('minutes are those that the rule of the client made of them', async (t, api) => {
  const { client, one } = await workshop(api, { rounding: { minutes: 15, mode: 'up' } });
  await api.entry({ project_id: one.id, minutes: 1 });
  await api.entry({ project_id: one.id, minutes: 16 });
  const invoice = await api.make(BILL, { client_id: client.id });
  t.deepEqual(linesOf(invoice), [['Site', 0.75, 6000]]);
});

onSites('a period, projects or entries choose what is billed; both days count', async (t, api) => {
  const { client, one, two } = await workshop(api);
  const at = (project_id: number, date: string) => api.entry({ project_id, date });
  const [first, second, third] = [
    await at(one.id, '2026-03-01'),
    await at(one.id, '2026-03-31'),
    await at(two.id, '2026-04-01'),
  ];
  const hours = async (body: object) =>
    (await bill(api, { dry_run: true, ...body })).body.data.lines.reduce(
      (sum: number, line: { quantity: number }) => sum + line.quantity,
      0,
    );
  t.is(await hours({ client_id: client.id }), 3);
  t.is(await hours({ client_id: client.id, from_date: '2026-03-01', to_date: '2026-03-31' }), 2);
  t.is(await hours({ project_ids: [two.id] }), 1);
  t.is(await hours({ project_ids: [one.id, two.id], from_date: '2026-03-31' }), 2);
  t.is(await hours({ client_id: client.id, time_entry_ids: [first.id, third.id] }), 2);
  await api.make(BILL, { client_id: client.id, time_entry_ids: [second.id] });
  t.deepEqual(
    (await unbilled(api, client.id)).toSorted((a, b) => a - b),
    [first.id, third.id],
  );
  const named = { client_id: client.id, time_entry_ids: [first.id, second.id] };
  await refused(t, bill(api, named), 422, `time_entry_ids: not there to be billed here: ${second.id}`);
});

onSites('what means nothing is refused by name, and nothing is kept', async (t, api) => {
  const { client, one } = await workshop(api);
  await api.entry({ project_id: one.id });
  const stranger = await api.project();
  const refusals: readonly (readonly [object, number, string])[] = [
    [{}, 400, 'client_id'],
    [{ client_id: 999_999 }, 422, 'client_id'],
    [{ project_ids: [999_999] }, 422, 'project_ids'],
    [{ project_ids: [one.id, stranger.id] }, 422, 'project_ids'],
    [{ client_id: stranger.client_id, project_ids: [one.id] }, 422, 'project_ids'],
    [{ client_id: client.id, from_date: '2026-02-31' }, 400, 'from_date'],
    [{ client_id: client.id, group_by: 'colour' }, 400, 'group_by'],
    [{ client_id: client.id, tax_rate: 1.23456 }, 400, 'tax_rate'],
    [{ client_id: client.id, tax_rate: 101 }, 400, 'tax_rate'],
    [{ client_id: client.id, due_date: 'soon' }, 400, 'due_date'],
    [{ client_id: client.id, colour: 'red' }, 400, 'colour'],
  ];
  for (const [body, status, field] of refusals) await refused(t, bill(api, body), status, field);
  t.is((await unbilled(api, client.id)).length, 1);
});

onSites('voiding an invoice, or deleting its draft, frees its time', async (t, api) => {
  const { client, one } = await workshop(api);
  const entry = await api.entry({ project_id: one.id });
  const key = await api.site.key('org', ['invoices:write', 'invoices:read']);
  const org = (method: string, publicId: string, body?: object) =>
    api.site.request(`/api/v1/invoices/${publicId}`, { method, auth: key, body });
  const draft = await api.make(BILL, { client_id: client.id });
  t.is((await org('DELETE', draft.public_id)).status, 204);
  t.deepEqual(await unbilled(api, client.id), [entry.id]);

  const final = await api.make(BILL, { client_id: client.id });
  t.is((await org('PUT', final.public_id, { status: 'open' })).status, 200);
  t.deepEqual(await unbilled(api, client.id), []);
  t.is((await org('PUT', final.public_id, { status: 'void' })).status, 200);
  t.deepEqual(await unbilled(api, client.id), [entry.id]);
  t.is((await api.get(`/time-entries/${entry.id}`)).invoice_id, null);
  const { id } = await api.make(BILL, { client_id: client.id });
  t.is((await api.get(`/time-entries/${entry.id}`)).invoice_id, id);
});

onSites('twenty requests at once bill each entry once', async (t, api) => {
  const { client, one, two } = await workshop(api);
  const ids: number[] = [];
  for (let each = 0; each < 12; each++)
    ids.push((await api.entry({ project_id: each % 2 ? one.id : two.id, minutes: 10 + each })).id);
  const wishes = Array.from({ length: 20 }, (_, each) => {
    if (each % 3 === 0) return { client_id: client.id };
    if (each % 3 === 1) return { project_ids: [each % 2 ? one.id : two.id] };
    return { client_id: client.id, time_entry_ids: ids.slice(each % 6, (each % 6) + 4) };
  });
  const answers = await Promise.all(wishes.map((body) => bill(api, body)));
  const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.data);
  t.true(made.length >= 1);
  for (const { status } of answers) t.true([201, 422].includes(status), String(status));
  // Whoever came first may have named only some of them.
  await bill(api, { client_id: client.id });
  const entries = (await api.list(`/time-entries?client_id=${client.id}&per_page=100`)).items;
  t.is(entries.length, 12);
  const invoices = (await api.list(`/invoices?client_id=${client.id}&per_page=100`)).items;
  t.true(entries.every(({ invoice_id }) => invoices.some(({ id }) => id === invoice_id)));
  const minutes = entries.reduce((sum, entry) => sum + entry.rounded_minutes, 0);
  t.is(
    invoices.reduce((sum, invoice) => sum + invoice.subtotal, 0),
    minutes * 100,
  );
});

onSites(
  'who may not write invoices bills nothing, and rates are for those who may see them',
  async (t, api) => {
    const { client, one } = await workshop(api);
    await api.entry({ project_id: one.id });
    const member = await api.site.login({ login: `member-${client.id}`, role: 'member' });
    const own = api.by(member.auth);
    t.is((await bill(own, { client_id: client.id })).status, 403);
    t.is((await own.send('GET', `/members/${member.userId}/rate`)).status, 403);
    t.is((await api.send('GET', '/members/999999/rate')).status, 404);
    t.like(await api.get(`/members/${member.userId}/rate`), { user_id: member.userId, hourly_rate: null });
    await api.put(`/members/${member.userId}/rate`, { hourly_rate: 100 });
    t.is((await api.put(`/members/${member.userId}/rate`, { hourly_rate: null })).hourly_rate, null);
  },
);

onSites('time of another organisation is not there to be billed', async (t, api) => {
  const { client, one } = await workshop(api);
  const entry = await api.entry({ project_id: one.id });
  const other = await api.site.organization(`Other ${client.id}`);
  const theirs = api.by(other.auth);
  await refused(t, bill(theirs, { client_id: client.id }), 422, 'client_id');
  await refused(t, bill(theirs, { project_ids: [one.id] }), 422, 'project_ids');
  const own = await theirs.client();
  const answer = await bill(theirs, { client_id: own.id, time_entry_ids: [entry.id] });
  t.is(answer.body.code, 'nothing_to_bill');
});

const spent = fc.record({
  minutes: fc.integer({ min: 1, max: 1440 }),
  billable: fc.boolean(),
  hourly_rate: fc.option(fc.integer({ min: 0, max: 50_000 })),
  date: fc.constantFrom('2026-03-01', '2026-03-15', '2026-04-01'),
});
const wish = fc.record(
  {
    group_by: fc.constantFrom('task', 'project', 'user', 'entry'),
    tax_rate: fc.constantFrom(0, 7.7, 19),
    from_date: fc.constantFrom('2026-03-01', '2026-03-02'),
    to_date: fc.constantFrom('2026-03-31', '2026-04-30'),
  },
  { requiredKeys: ['group_by'] },
);

onSites('whatever time was spent, the dry run answers what billing it answers', async (t, api) => {
  const { client, one, two } = await workshop(api, { rounding: { minutes: 6, mode: 'up' } });
  const body = { client_id: client.id };
  await fc.assert(
    fc.asyncProperty(fc.array(spent, { maxLength: 5 }), wish, async (entries, asked) => {
      for (const [at, entry] of entries.entries())
        await api.entry({ project_id: at % 2 ? one.id : two.id, ...entry });
      const rehearsed = await bill(api, { ...body, ...asked, dry_run: true });
      const real = await bill(api, { ...body, ...asked });
      if (real.status !== 201) return void t.deepEqual(rehearsed.body, real.body);
      const said = ({
        id: _,
        public_id: __,
        created_at: ___,
        updated_at: ____,
        dry_run: _____,
        ...rest
      }: object & Partial<Record<string, unknown>>) => rest;
      t.deepEqual(said(rehearsed.body.data), said(real.body.data));
    }),
    { numRuns: 8 },
  );
});
