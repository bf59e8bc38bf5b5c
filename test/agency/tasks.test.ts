import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('a task is kept with every field, and read back the same', async (t, api) => {
  const project = await api.project();
  const { userId } = await api.site.login({ login: `whole-${project.id}`, role: 'member' });
  const [, doing] = await api.get(`/workflows/${project.workflow_id}/stages`);
  const whole = {
    title: 'Everything',
    project_id: project.id,
    stage_id: doing.id,
    assignee_id: userId,
    description: 'Long',
    priority: 'high',
    status: 'open',
    due_date: '2028-02-29',
    estimate_minutes: 90,
  };
  const made = await api.task(whole);
  t.like(made, whole);
  t.deepEqual(await api.get(`/tasks/${made.id}`), made);
});

onSites('a task with what is required alone has the documented defaults', async (t, api) => {
  const project = await api.project();
  const [todo] = await api.get(`/workflows/${project.workflow_id}/stages`);
  const { id, created_at, updated_at, ...rest } = await api.task({ project_id: project.id });
  t.true(id > 0 && created_at === updated_at);
  t.deepEqual(rest, {
    title: 'To be done',
    project_id: project.id,
    stage_id: todo.id,
    assignee_id: null,
    description: null,
    priority: 'normal',
    status: 'open',
    due_date: null,
    estimate_minutes: null,
  });
});

onSites('every filter leaves a task out', async (t, api) => {
  const project = await api.project();
  const [todo, doing, done] = await api.get(`/workflows/${project.workflow_id}/stages`);
  const { userId } = await api.site.login({ login: `filter-${project.id}`, role: 'member' });
  const at = { project_id: project.id };
  const low = (await api.task({ ...at, priority: 'low', stage_id: doing.id, title: 'Quixotic one' })).id;
  const urgent = (await api.task({ ...at, priority: 'urgent', assignee_id: userId })).id;
  const finished = (await api.task({ ...at, stage_id: done.id })).id;
  await api.task({ title: 'Quixotic elsewhere' });
  const list = async (query: string) => (await api.list(`/tasks?project_id=${project.id}&${query}`)).ids;
  t.deepEqual(await list('per_page=100'), [finished, urgent, low]);
  t.deepEqual(await list('priority=low'), [low]);
  t.deepEqual(await list('priority=urgent'), [urgent]);
  t.deepEqual(await list(`stage_id=${doing.id}`), [low]);
  t.deepEqual(await list(`stage_id=${todo.id}`), [urgent]);
  t.deepEqual(await list(`assignee_id=${userId}`), [urgent]);
  t.deepEqual(await list('status=done'), [finished]);
  t.deepEqual(await list('status=open&order=asc'), [low, urgent]);
  t.deepEqual(await list('search=quixo'), [low]);
});

onSites('every priority is accepted, and tasks sort by due date', async (t, api) => {
  const { id: project_id } = await api.project();
  const ids: number[] = [];
  for (const [n, priority] of ['low', 'normal', 'high', 'urgent'].entries()) {
    const task = await api.task({ project_id, priority, due_date: `2026-0${n + 1}-01` });
    t.is(task.priority, priority);
    ids.push(task.id);
  }
  t.deepEqual((await api.list(`/tasks?project_id=${project_id}&orderby=due_date`)).ids, ids);
  t.deepEqual(
    (await api.list(`/tasks?project_id=${project_id}&orderby=due_date&order=desc`)).ids,
    ids.toReversed(),
  );
});

onSites('a task moves only along the transitions, and its status follows', async (t, api) => {
  const project = await api.project();
  const [todo, doing, done] = await api.get(`/workflows/${project.workflow_id}/stages`);
  const task = await api.task({ project_id: project.id });
  const put = (body: object) => api.send('PUT', `/tasks/${task.id}`, { body });
  await refused(t, put({ stage_id: done.id, title: 'Changed too' }), 409, `allowed next: ${doing.id}`);
  await refused(t, put({ status: 'done' }), 409, `allowed next: ${doing.id}`);
  t.deepEqual(await api.get(`/tasks/${task.id}`), task, 'nothing was written');
  t.is((await put({ stage_id: todo.id })).status, 200, 'staying is no move');
  t.like((await put({ stage_id: doing.id })).body.data, { stage_id: doing.id, status: 'open' });
  await refused(t, put({ stage_id: done.id, status: 'open' }), 422, 'status');
  t.like((await put({ status: 'done' })).body.data, { stage_id: done.id, status: 'done' });
  await refused(t, put({ stage_id: todo.id }), 409, `allowed next: ${doing.id}`);
  t.like((await put({ status: 'open' })).body.data, { stage_id: doing.id, status: 'open' });
});

onSites('a task made done starts in the first final stage', async (t, api) => {
  const project = await api.project();
  const [, , done] = await api.get(`/workflows/${project.workflow_id}/stages`);
  t.like(await api.task({ project_id: project.id, status: 'done' }), { stage_id: done.id, status: 'done' });
});

onSites('references are checked, and the fault names the field', async (t, api) => {
  const project = await api.project();
  const other = await api.make('/workflows', { name: 'Other', stages: [{ name: 'x' }] });
  const post = (body: object) =>
    api.send('POST', '/tasks', { body: { title: 'x', project_id: project.id, ...body } });
  await refused(t, post({ project_id: 987654321 }), 422, 'project_id');
  await refused(t, post({ stage_id: 987654321 }), 422, 'stage_id');
  await refused(t, post({ stage_id: other.stages[0].id }), 422, 'stage_id');
  await refused(t, post({ assignee_id: 987654321 }), 422, 'assignee_id');
  await refused(t, post({ due_date: '2026-04-31' }), 400, 'due_date');
  await refused(t, post({ title: undefined }), 400, 'title');
  t.is((await api.list(`/tasks?project_id=${project.id}`)).total, 0);
});

onSites('a change touches what was given; another project starts the task anew', async (t, api) => {
  const made = await api.task({ description: 'Long', estimate_minutes: 30 });
  const changed = await api.put(`/tasks/${made.id}`, { title: 'Renamed Vexillum', description: null });
  t.deepEqual(
    { ...changed, updated_at: '' },
    { ...made, title: 'Renamed Vexillum', description: null, updated_at: '' },
  );
  t.deepEqual((await api.list('/tasks?search=vexillum')).ids, [made.id]);
  const { id: workflow_id, stages } = await api.make('/workflows', { name: 'W', stages: [{ name: 'x' }] });
  const project = await api.project({ workflow_id });
  const moved = await api.put(`/tasks/${made.id}`, { project_id: project.id });
  t.like(moved, { project_id: project.id, stage_id: stages[0].id });
});

onSites('a task with time stays where it is, and goes without', async (t, api) => {
  const task = await api.task();
  const entry = await api.entry({ project_id: task.project_id, task_id: task.id });
  const project = await api.project();
  await refused(
    t,
    api.send('PUT', `/tasks/${task.id}`, { body: { project_id: project.id } }),
    409,
    'project_id',
  );
  await refused(t, api.send('DELETE', `/tasks/${task.id}`), 409, 'time entries (1)');
  await api.delete(`/time-entries/${entry.id}`);
  t.deepEqual(await api.delete(`/tasks/${task.id}`), { deleted: true, previous: task });
  await refused(t, api.send('GET', `/tasks/${task.id}`), 404, String(task.id));
});
