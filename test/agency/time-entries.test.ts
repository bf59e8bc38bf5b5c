import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('a time entry is kept with every field, and read back the same', async (t, api) => {
  const task = await api.task();
  const { userId } = await api.site.login({ login: `time-${task.id}`, role: 'member' });
  const whole = {
    project_id: task.project_id,
    task_id: task.id,
    user_id: userId,
    date: '2026-03-02',
    minutes: 90,
    billable: false,
    hourly_rate: 5000,
    description: 'Work',
  };
  const made = await api.entry(whole);
  t.like(made, {
    ...whole,
    rounded_minutes: 90,
    invoice_id: null,
    running: false,
    started_at: null,
    ended_at: null,
  });
  t.deepEqual(await api.get(`/time-entries/${made.id}`), made);
});

onSites('defaults come from the caller, the project and the start', async (t, api) => {
  const project = await api.project({ billable: false });
  const me = (await api.entry()).user_id;
  const made = await api.make('/time-entries', {
    project_id: project.id,
    started_at: '2026-03-02T23:30:00.000+01:00',
    ended_at: '2026-03-02T23:15:00Z',
  });
  t.like(made, {
    user_id: me,
    client_id: project.client_id,
    task_id: null,
    billable: false,
    date: '2026-03-02',
    started_at: '2026-03-02T22:30:00.000Z',
    ended_at: '2026-03-02T23:15:00.000Z',
    minutes: 45,
  });
  t.deepEqual(await api.get(`/time-entries/${made.id}`), made);
});

onSites('minutes are rounded by the client, and kept as they are beside it', async (t, api) => {
  const cases = [
    [{ minutes: 15, mode: 'up' }, 31, 45],
    [{ minutes: 15, mode: 'down' }, 44, 30],
    [{ minutes: 10, mode: 'nearest' }, 15, 20],
    [{ minutes: 0, mode: 'up' }, 31, 31],
  ] as const;
  for (const [rounding, minutes, rounded_minutes] of cases) {
    const { id: client_id } = await api.client({ rounding });
    const { id: project_id } = await api.project({ client_id });
    const entry = await api.entry({ project_id, minutes });
    t.like(entry, { minutes, rounded_minutes });
    const changed = await api.put(`/time-entries/${entry.id}`, { minutes: minutes + 1 });
    t.is(changed.minutes, minutes + 1);
  }
});

onSites('every filter leaves an entry out, and both days are included', async (t, api) => {
  const task = await api.task();
  const { project_id } = task;
  const { userId } = await api.site.login({ login: `filter-${task.id}`, role: 'member' });
  const first = (await api.entry({ project_id, date: '2026-02-28', task_id: task.id })).id;
  const second = (await api.entry({ project_id, date: '2026-03-01', user_id: userId })).id;
  const third = (await api.entry({ project_id, date: '2026-03-02', billable: false })).id;
  const other = await api.entry();
  const list = async (query: string) =>
    (await api.list(`/time-entries?project_id=${project_id}&${query}`)).ids;
  t.deepEqual(await list(''), [third, second, first], 'the latest day first');
  t.deepEqual(await list('from_date=2026-03-01'), [third, second]);
  t.deepEqual(await list('to_date=2026-03-01'), [second, first]);
  t.deepEqual(await list('from_date=2026-03-01&to_date=2026-03-01'), [second]);
  t.deepEqual(await list('billable=false'), [third]);
  t.deepEqual(await list('billable=true&order=asc'), [first, second]);
  t.deepEqual(await list(`user_id=${userId}`), [second]);
  t.deepEqual(await list(`task_id=${task.id}`), [first]);
  t.deepEqual(await list('orderby=created_at&order=asc'), [first, second, third]);
  t.deepEqual((await api.list(`/time-entries?client_id=${other.client_id}`)).ids, [other.id]);
  await refused(t, api.send('GET', '/time-entries?from_date=2026-02-29'), 400, 'from_date');
  await refused(t, api.send('GET', '/time-entries?to_date=yesterday'), 400, 'to_date');
  await refused(t, api.send('GET', '/time-entries?billable=perhaps'), 400, 'billable');
});

onSites('unbilled lists what is billable and finished, by client and project', async (t, api) => {
  const { id: client_id } = await api.client();
  const { id: project_id } = await api.project({ client_id });
  const sister = await api.project({ client_id });
  const billable = (await api.entry({ project_id })).id;
  await api.entry({ project_id, billable: false });
  const beside = (await api.entry({ project_id: sister.id, date: '2026-03-03' })).id;
  const other = await api.entry();
  t.deepEqual((await api.list(`/time-entries/unbilled?client_id=${client_id}`)).ids, [beside, billable]);
  t.deepEqual((await api.list(`/time-entries/unbilled?project_id=${project_id}`)).ids, [billable]);
  const all = await api.list('/time-entries/unbilled?per_page=100');
  t.true(all.ids.includes(other.id) && all.total >= 3);
});

onSites('what does not fit together is refused with the field', async (t, api) => {
  const task = await api.task();
  const { project_id } = task;
  const stranger = await api.task();
  const post = (body: object) => api.send('POST', '/time-entries', { body: { project_id, ...body } });
  const day = { date: '2026-03-02', minutes: 5 };
  const nine = '2026-03-02T09:00:00Z';
  await refused(t, post({ minutes: 5 }), 400, 'date');
  await refused(t, post({ date: '2026-03-02' }), 400, 'minutes');
  await refused(t, post({ ...day, minutes: 0 }), 400, 'minutes');
  await refused(t, post({ ...day, minutes: 1441 }), 400, 'minutes');
  await refused(t, post({ ...day, minutes: 1.5 }), 400, 'minutes');
  await refused(t, post({ ...day, date: '2026-13-01' }), 400, 'date');
  await refused(t, post({ started_at: nine }), 400, 'ended_at');
  await refused(t, post({ ended_at: nine }), 400, 'started_at');
  await refused(t, post({ started_at: nine, ended_at: nine }), 400, 'ended_at');
  await refused(t, post({ started_at: nine, ended_at: '2026-03-03T09:02:00Z' }), 400, 'ended_at');
  await refused(t, post({ started_at: '2026-02-30T09:00:00Z', ended_at: nine }), 400, 'started_at');
  await refused(t, post({ started_at: '2026-03-02 09:00', ended_at: nine }), 400, 'started_at');
  await refused(t, post({ started_at: nine, ended_at: '2026-03-02T09:10:00Z', minutes: 11 }), 422, 'minutes');
  await refused(t, post({ ...day, project_id: 987654321 }), 422, 'project_id');
  await refused(t, post({ ...day, task_id: 987654321 }), 422, 'task_id');
  await refused(t, post({ ...day, task_id: stranger.id }), 422, 'task_id');
  await refused(t, post({ ...day, user_id: 987654321 }), 422, 'user_id');
  t.is((await api.list(`/time-entries?project_id=${project_id}`)).total, 0);
});

onSites('a change touches what was given, and counts start and end anew', async (t, api) => {
  const { id: client_id } = await api.client({ rounding: { minutes: 30, mode: 'up' } });
  const { id: project_id } = await api.project({ client_id });
  const made = await api.entry({
    project_id,
    started_at: '2026-03-02T09:00:00Z',
    ended_at: '2026-03-02T10:00:00Z',
  });
  const described = await api.put(`/time-entries/${made.id}`, { description: 'Said' });
  t.deepEqual({ ...described, updated_at: '' }, { ...made, description: 'Said', updated_at: '' });
  const longer = await api.put(`/time-entries/${made.id}`, { ended_at: '2026-03-02T10:10:00Z' });
  t.like(longer, { minutes: 70, rounded_minutes: 90, date: '2026-03-02' });
  const fewer = await api.put(`/time-entries/${made.id}`, { minutes: 20 });
  t.like(fewer, { minutes: 20, rounded_minutes: 30, ended_at: '2026-03-02T10:10:00.000Z' });
  await refused(t, api.send('PUT', `/time-entries/${made.id}`, { body: { minutes: 71 } }), 422, 'minutes');
  const elsewhere = await api.project();
  t.like(await api.put(`/time-entries/${made.id}`, { project_id: elsewhere.id }), {
    client_id: elsewhere.client_id,
    rounded_minutes: 20,
  });
  t.is((await api.delete(`/time-entries/${made.id}`)).previous.id, made.id);
  await refused(t, api.send('GET', `/time-entries/${made.id}`), 404, String(made.id));
});
