import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('another organisation sees none of it, and cannot refer to it', async (t, api) => {
  const task = await api.task();
  const { project_id } = task;
  const { client_id, workflow_id } = await api.get(`/projects/${project_id}`);
  const entry = await api.entry({ project_id });
  const ticket = await api.ticket();
  const stranger = api.by((await api.site.organization(`Strangers of ${project_id}`)).auth);

  const paths = [
    `/clients/${client_id}`,
    `/projects/${project_id}`,
    `/tasks/${task.id}`,
    `/time-entries/${entry.id}`,
    `/tickets/${ticket.id}`,
    `/workflows/${workflow_id}`,
  ];
  for (const path of paths) {
    await refused(t, stranger.send('GET', path), 404, '');
    await refused(t, stranger.send('PUT', path, { body: {} }), 404, '');
    await refused(t, stranger.send('DELETE', path), 404, '');
  }
  for (const path of [
    `/projects/${project_id}/tasks`,
    `/workflows/${workflow_id}/stages`,
    `/tickets/${ticket.id}/replies`,
  ]) {
    await refused(t, stranger.send('GET', path), 404, '');
  }
  await refused(
    t,
    stranger.send('POST', `/tickets/${ticket.id}/replies`, { body: { message: 'x' } }),
    404,
    '',
  );
  await refused(t, stranger.send('POST', `/time-entries/${entry.id}/stop`), 404, '');

  for (const path of [
    '/clients',
    '/projects',
    '/tasks',
    '/time-entries',
    '/time-entries/unbilled',
    '/tickets',
  ]) {
    t.is((await stranger.list(`${path}?per_page=100`)).total, 0, path);
  }
  t.is((await stranger.list(`/clients?search=somebody`)).total, 0);
  t.is((await stranger.list('/workflows')).total, 1);
});

onSites('references to rows of another organisation are unknown ids', async (t, api) => {
  const task = await api.task();
  const { client_id, workflow_id } = await api.get(`/projects/${task.project_id}`);
  const { auth, userId } = await api.site.organization(`Others of ${task.id}`);
  const stranger = api.by(auth);
  const own = await stranger.client();
  const mine = (await api.entry()).user_id;
  const post = (path: string, body: object) => stranger.send('POST', path, { body });
  await refused(t, post('/projects', { name: 'x', client_id }), 422, 'client_id');
  await refused(t, post('/projects', { name: 'x', client_id: own.id, workflow_id }), 422, 'workflow_id');
  await refused(t, post('/tasks', { title: 'x', project_id: task.project_id }), 422, 'project_id');
  await refused(t, post('/time-entries/start', { project_id: task.project_id }), 422, 'project_id');
  const project = await stranger.project({ client_id: own.id });
  await refused(
    t,
    post('/tasks', { title: 'x', project_id: project.id, stage_id: task.stage_id }),
    422,
    'stage_id',
  );
  await refused(
    t,
    post('/tasks', { title: 'x', project_id: project.id, assignee_id: mine }),
    422,
    'assignee_id',
  );
  await refused(t, post('/tickets', { subject: 'x', message: 'y', client_id }), 422, 'client_id');
  const time = { project_id: project.id, date: '2026-03-02', minutes: 5 };
  await refused(t, post('/time-entries', { ...time, task_id: task.id }), 422, 'task_id');
  t.is((await stranger.make('/time-entries', time)).user_id, userId);
});
