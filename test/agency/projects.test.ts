import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('a project is kept with every field, and read back the same', async (t, api) => {
  const { id: client_id } = await api.client();
  const workflow = await api.make('/workflows', { name: 'Own', stages: [{ name: 'Only' }] });
  const whole = {
    name: 'Relaunch',
    client_id,
    workflow_id: workflow.id,
    description: 'All of it',
    status: 'planned',
    start_date: '2026-01-31',
    due_date: '2026-02-28',
    budget_minutes: 600,
    budget_amount: 9_007_199_254_740_991,
    hourly_rate: 0,
    billable: false,
  };
  const made = await api.project(whole);
  t.like(made, whole);
  t.deepEqual(await api.get(`/projects/${made.id}`), made);
});

onSites('a project with what is required alone has the documented defaults', async (t, api) => {
  const { id: client_id } = await api.client();
  const { id, public_id, created_at, updated_at, workflow_id, ...rest } = await api.project({ client_id });
  const [standard] = await api.get('/workflows?applies_to=task');
  t.is(workflow_id, standard.id);
  t.true(id > 0 && created_at === updated_at);
  t.is(public_id.length, 36);
  t.deepEqual(rest, {
    name: 'Something',
    client_id,
    description: null,
    status: 'active',
    start_date: null,
    due_date: null,
    budget_minutes: null,
    budget_amount: null,
    hourly_rate: null,
    billable: true,
  });
});

onSites('every status is accepted, and filters leave others out', async (t, api) => {
  const { id: client_id } = await api.client();
  const ids = new Map<string, number>();
  for (const status of ['planned', 'active', 'on_hold', 'completed', 'archived']) {
    ids.set(status, (await api.project({ client_id, status, name: `Stately ${status}` })).id);
  }
  const other = await api.project({ name: 'Stately elsewhere' });
  for (const [status, id] of ids) {
    t.deepEqual((await api.list(`/projects?client_id=${client_id}&status=${status}`)).ids, [id]);
  }
  t.is((await api.list(`/projects?client_id=${client_id}`)).total, 5);
  t.is((await api.list('/projects?search=stately')).total, 6);
  t.deepEqual((await api.list('/projects?search=stately+elsew')).ids, [other.id]);
  t.deepEqual((await api.list('/projects?client_id=123456789')).ids, []);
});

onSites('projects sort by name, due date and time', async (t, api) => {
  const { id: client_id } = await api.client();
  const late = (await api.project({ client_id, name: 'Beta', due_date: '2026-12-01' })).id;
  const soon = (await api.project({ client_id, name: 'alpha', due_date: '2026-06-01' })).id;
  const list = (query: string) => api.list(`/projects?client_id=${client_id}&${query}`);
  t.deepEqual((await list('orderby=name')).ids, [soon, late]);
  t.deepEqual((await list('orderby=due_date')).ids, [soon, late]);
  t.deepEqual((await list('orderby=due_date&order=desc')).ids, [late, soon]);
  t.deepEqual((await list('orderby=created_at&order=asc')).ids, [late, soon]);
});

onSites('the tasks of a project are listed, with the filters of tasks', async (t, api) => {
  const project = await api.project();
  const urgent = await api.task({ project_id: project.id, priority: 'urgent' });
  const normal = await api.task({ project_id: project.id });
  await api.task();
  t.deepEqual((await api.list(`/projects/${project.id}/tasks`)).ids, [normal.id, urgent.id]);
  t.deepEqual((await api.list(`/projects/${project.id}/tasks?priority=urgent`)).ids, [urgent.id]);
  t.deepEqual((await api.list(`/projects/${project.id}/tasks?status=done`)).ids, []);
  t.is((await api.list(`/projects/${project.id}/tasks?per_page=1`)).total, 2);
  await refused(t, api.send('GET', '/projects/987654321/tasks'), 404, '987654321');
});

onSites('a change touches what was given', async (t, api) => {
  const made = await api.project({ description: 'Long', due_date: '2026-05-05' });
  const changed = await api.put(`/projects/${made.id}`, { name: 'Renamed Zyx', due_date: null });
  t.deepEqual(
    { ...changed, updated_at: '' },
    { ...made, name: 'Renamed Zyx', due_date: null, updated_at: '' },
  );
  t.deepEqual(await api.get(`/projects/${made.id}`), changed);
  t.deepEqual((await api.list('/projects?search=zyx')).ids, [made.id]);
});

onSites('references are checked, and the fault names the field', async (t, api) => {
  const { id: client_id } = await api.client();
  const orders = await api.make('/workflows', {
    name: 'Orders',
    applies_to: 'order',
    stages: [{ name: 'New' }],
  });
  const post = (body: object) => api.send('POST', '/projects', { body: { name: 'x', client_id, ...body } });
  await refused(t, post({ client_id: 987654321 }), 422, 'client_id');
  await refused(t, post({ workflow_id: 987654321 }), 422, 'workflow_id');
  await refused(t, post({ workflow_id: orders.id }), 422, 'workflow_id');
  await refused(t, post({ start_date: '2026-02-30' }), 400, 'start_date');
  await refused(t, post({ due_date: '2025-02-29' }), 400, 'due_date');
  await refused(t, post({ start_date: '2026-03-02', due_date: '2026-03-01' }), 422, 'due_date');
  t.is((await api.list(`/projects?client_id=${client_id}`)).total, 0, 'nothing was written');
  const { id } = await api.project({ client_id, start_date: '2026-03-02' });
  await refused(t, api.send('PUT', `/projects/${id}`, { body: { due_date: '2026-03-01' } }), 422, 'due_date');
});

onSites('the client stays while time is kept, the workflow while there are tasks', async (t, api) => {
  const project = await api.project();
  const client = await api.client();
  const workflow = await api.make('/workflows', { name: 'Next', stages: [{ name: 'Only' }] });
  const put = (body: object) => api.send('PUT', `/projects/${project.id}`, { body });
  t.is((await put({ client_id: client.id, workflow_id: workflow.id })).status, 200);
  await api.task({ project_id: project.id });
  await api.entry({ project_id: project.id });
  await refused(t, put({ client_id: project.client_id }), 409, 'client_id');
  await refused(t, put({ workflow_id: project.workflow_id }), 409, 'workflow_id');
  t.is((await put({ client_id: client.id, workflow_id: workflow.id, name: 'Same' })).status, 200);
});

onSites('a project with tasks or time stays, and an empty one goes', async (t, api) => {
  const project = await api.project();
  const task = await api.task({ project_id: project.id });
  const entry = await api.entry({ project_id: project.id });
  await refused(t, api.send('DELETE', `/projects/${project.id}`), 409, 'tasks (1), time entries (1)');
  await api.delete(`/time-entries/${entry.id}`);
  await refused(t, api.send('DELETE', `/projects/${project.id}`), 409, 'tasks (1)');
  await api.delete(`/tasks/${task.id}`);
  t.deepEqual(await api.delete(`/projects/${project.id}`), { deleted: true, previous: project });
  await refused(t, api.send('GET', `/projects/${project.id}`), 404, String(project.id));
});
