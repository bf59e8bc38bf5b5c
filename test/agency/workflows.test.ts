import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

const CHAIN = {
  name: 'Chain',
  description: 'One after the other',
  stages: [
    { id: 10, name: 'First', color: '#aabbcc', allowed_next: [20] },
    { id: 20, name: 'Second', allowed_next: [10, 30] },
    { id: 30, name: 'Third', is_final: true },
  ],
};

type Stage = { id: number; name: string; position: number; allowed_next: number[] };

onSites('a fresh organisation has To do, In progress and Done', async (t, api) => {
  const fresh = api.by((await api.site.organization('Fresh')).auth);
  const [workflow, ...others] = await fresh.get('/workflows');
  t.deepEqual(others, []);
  t.is(workflow.name, 'Default');
  t.is(workflow.applies_to, 'task');
  t.deepEqual(
    workflow.stages.map((stage: Stage) => stage.name),
    ['To do', 'In progress', 'Done'],
  );
  const [todo, doing, done] = workflow.stages;
  t.deepEqual(todo.allowed_next, [doing.id]);
  t.deepEqual(doing.allowed_next, [done.id]);
  t.deepEqual([todo.is_final, doing.is_final, done.is_final], [false, false, true]);
});

onSites('a workflow is made with its stages, whose transitions get the real ids', async (t, api) => {
  const made = await api.make('/workflows', CHAIN);
  const [first, second, third] = made.stages as Stage[];
  t.deepEqual(first?.allowed_next, [second?.id]);
  t.deepEqual(second?.allowed_next, [first?.id, third?.id]);
  t.deepEqual(third?.allowed_next, []);
  t.deepEqual(await api.get(`/workflows/${made.id}`), made);
  t.deepEqual(await api.get(`/workflows/${made.id}/stages`), made.stages);
  t.deepEqual(await api.get(`/workflows/${made.id}/stages/${second?.id}`), second);
  t.true((await api.list('/workflows?per_page=100')).ids.includes(made.id));
});

onSites('workflows for orders and for tasks are told apart', async (t, api) => {
  const order = await api.make('/workflows', { name: 'O', applies_to: 'order', stages: [{ name: 'New' }] });
  const task = await api.make('/workflows', { name: 'T', applies_to: 'task', stages: [{ name: 'New' }] });
  const orders = await api.list('/workflows?applies_to=order&per_page=100');
  t.true(orders.ids.includes(order.id) && !orders.ids.includes(task.id));
  const tasks = await api.list('/workflows?applies_to=task&per_page=100&order=desc');
  t.true(tasks.ids.includes(task.id) && !tasks.ids.includes(order.id));
});

onSites('a change of the stages keeps, adds, orders and deletes', async (t, api) => {
  const made = await api.make('/workflows', CHAIN);
  const [first, second] = made.stages as [Stage, Stage];
  const changed = await api.put(`/workflows/${made.id}`, {
    name: 'Changed',
    description: null,
    stages: [
      { id: second.id, name: 'Second', allowed_next: [first.id] },
      { id: first.id, name: 'Renamed' },
      { name: 'New' },
    ],
  });
  t.is(changed.name, 'Changed');
  t.is(changed.description, null);
  t.deepEqual(
    (changed.stages as Stage[]).map(({ name, position }) => [name, position]),
    [
      ['Second', 0],
      ['Renamed', 1],
      ['New', 2],
    ],
  );
  t.deepEqual(changed.stages[0].allowed_next, [first.id]);
  t.deepEqual(changed.stages[1].allowed_next, [second.id], 'kept as it was');
  t.deepEqual(await api.get(`/workflows/${made.id}`), changed);
});

onSites('faulty stages are refused with their place, and nothing is written', async (t, api) => {
  const made = await api.make('/workflows', CHAIN);
  const put = (stages: unknown) => api.send('PUT', `/workflows/${made.id}`, { body: { stages } });
  const post = (stages: unknown) => api.send('POST', '/workflows', { body: { name: 'Faulty', stages } });
  await refused(t, put([{ id: 987654321, name: 'x' }]), 422, 'stages.0.id');
  await refused(
    t,
    put([{ id: made.stages[0].id, name: 'x', allowed_next: [made.stages[2].id] }]),
    422,
    'stages.0.allowed_next',
  );
  await refused(t, put([]), 400, 'stages');
  await refused(t, post([]), 400, 'stages');
  await refused(t, post(undefined), 400, 'stages');
  await refused(t, post([{ name: 'a' }, { name: ' ' }]), 400, 'stages.1.name');
  await refused(
    t,
    post([
      { id: 1, name: 'a' },
      { id: 1, name: 'b' },
    ]),
    422,
    'stages.1.id',
  );
  await refused(t, post([{ id: 1, name: 'a', allowed_next: [2] }]), 422, 'stages.0.allowed_next');
  await refused(t, post([{ name: 'a', colour: '#fff' }]), 400, 'colour');
  await refused(t, post([{ name: 'a', color: 'red' }]), 400, 'color');
  t.deepEqual(await api.get(`/workflows/${made.id}`), made);
  t.false((await api.list('/workflows?per_page=100')).items.some((item) => item.name === 'Faulty'));
});

onSites('stages are added, changed and deleted one by one', async (t, api) => {
  const { id, stages } = await api.make('/workflows', CHAIN);
  const path = `/workflows/${id}/stages`;
  const added = await api.make(path, { name: 'Fourth', allowed_next: [stages[0].id], color: '#000000' });
  t.like(added, {
    name: 'Fourth',
    position: 3,
    is_final: false,
    allowed_next: [stages[0].id],
    color: '#000000',
  });
  const changed = await api.put(`${path}/${added.id}`, {
    name: 'Last',
    position: 7,
    color: null,
    allowed_next: [],
  });
  t.deepEqual(changed, { ...added, name: 'Last', position: 7, color: null, allowed_next: [] });
  t.deepEqual(await api.get(`${path}/${added.id}`), changed);
  await refused(
    t,
    api.send('PUT', `${path}/${added.id}`, { body: { allowed_next: [987654321] } }),
    422,
    'allowed_next',
  );
  await refused(t, api.send('DELETE', `${path}/${stages[1].id}`), 409, String(stages[0].id));
  t.deepEqual(await api.delete(`${path}/${added.id}`), { deleted: true, previous: changed });
  await refused(t, api.send('GET', `${path}/${added.id}`), 404, String(added.id));
  const other = await api.make('/workflows', CHAIN);
  await refused(t, api.send('GET', `${path}/${other.stages[0].id}`), 404, String(other.stages[0].id));
});

onSites('a stage with tasks and the last stage stay', async (t, api) => {
  const { id: workflow_id, stages } = await api.make('/workflows', {
    name: 'Two',
    stages: [{ name: 'a' }, { name: 'b' }],
  });
  const project = await api.project({ workflow_id });
  const task = await api.task({ project_id: project.id });
  const path = `/workflows/${workflow_id}/stages`;
  await refused(t, api.send('DELETE', `${path}/${stages[0].id}`), 409, 'tasks (1)');
  await refused(
    t,
    api.send('PUT', `/workflows/${workflow_id}`, { body: { stages: [{ name: 'new' }] } }),
    409,
    'tasks (1)',
  );
  t.is((await api.get(path)).length, 2);
  await api.delete(`/tasks/${task.id}`);
  await api.delete(`${path}/${stages[0].id}`);
  await refused(t, api.send('DELETE', `${path}/${stages[1].id}`), 409, 'at least one');
});

onSites('tasks follow when their stage becomes final', async (t, api) => {
  const { id: workflow_id, stages } = await api.make('/workflows', {
    name: 'F',
    stages: [{ name: 'a' }, { name: 'b' }],
  });
  const task = await api.task({ project_id: (await api.project({ workflow_id })).id });
  t.is(task.status, 'open');
  await api.put(`/workflows/${workflow_id}/stages/${stages[0].id}`, { is_final: true });
  t.is((await api.get(`/tasks/${task.id}`)).status, 'done');
});

onSites('a workflow in use and the last one for tasks stay', async (t, api) => {
  const { id } = await api.make('/workflows', CHAIN);
  const project = await api.project({ workflow_id: id });
  await refused(t, api.send('DELETE', `/workflows/${id}`), 409, 'projects (1)');
  await refused(
    t,
    api.send('PUT', `/workflows/${id}`, { body: { applies_to: 'order' } }),
    409,
    'projects (1)',
  );
  await api.delete(`/projects/${project.id}`);
  t.is((await api.delete(`/workflows/${id}`)).deleted, true);
  await refused(t, api.send('GET', `/workflows/${id}/stages`), 404, String(id));
  const lonely = api.by((await api.site.organization('Lonely')).auth);
  const [last] = await lonely.get('/workflows');
  await refused(t, lonely.send('DELETE', `/workflows/${last.id}`), 409, 'last workflow');
});
