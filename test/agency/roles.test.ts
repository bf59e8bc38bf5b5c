import { onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('a member writes tasks assigned to them, and no others', async (t, api) => {
  const { id: project_id } = await api.project();
  const { auth, userId } = await api.site.login({ login: `member-${project_id}`, role: 'member' });
  const member = api.by(auth);
  const own = await member.task({ project_id });
  t.is(own.assignee_id, userId);
  t.is((await member.put(`/tasks/${own.id}`, { title: 'Mine' })).title, 'Mine');
  const other = await api.task({ project_id });
  const put = (id: number, body: object) => member.send('PUT', `/tasks/${id}`, { body });
  await refused(t, put(other.id, { title: 'Taken' }), 403, 'tasks:manage');
  await refused(t, put(own.id, { assignee_id: null }), 403, 'tasks:manage');
  await refused(t, member.send('DELETE', `/tasks/${other.id}`), 403, 'tasks:manage');
  const forOther = { body: { title: 'x', project_id, assignee_id: other.assignee_id } };
  await refused(t, member.send('POST', '/tasks', forOther), 403, 'tasks:manage');
  t.deepEqual(await api.get(`/tasks/${other.id}`), other);
  t.is((await member.delete(`/tasks/${own.id}`)).deleted, true);
});

onSites('a member keeps time of their own, and no other', async (t, api) => {
  const { id: project_id } = await api.project();
  const { auth, userId } = await api.site.login({ login: `keeper-${project_id}`, role: 'member' });
  const member = api.by(auth);
  const own = await member.entry({ project_id });
  t.is(own.user_id, userId);
  const other = await api.entry({ project_id });
  await refused(
    t,
    member.send('PUT', `/time-entries/${other.id}`, { body: { minutes: 1 } }),
    403,
    'time-entries:manage',
  );
  await refused(t, member.send('DELETE', `/time-entries/${other.id}`), 403, 'time-entries:manage');
  const forOther = { body: { project_id, date: '2026-03-02', minutes: 5, user_id: other.user_id } };
  await refused(t, member.send('POST', '/time-entries', forOther), 403, 'time-entries:manage');
  await refused(
    t,
    member.send('PUT', `/time-entries/${own.id}`, { body: { user_id: other.user_id } }),
    403,
    'time-entries:manage',
  );
  t.is((await member.put(`/time-entries/${own.id}`, { minutes: 5 })).minutes, 5);
  t.deepEqual((await member.list(`/time-entries?project_id=${project_id}`)).total, 2, 'reads all');
});

onSites('a member replies to tickets, and does not change them', async (t, api) => {
  const ticket = await api.ticket();
  const { auth } = await api.site.login({ login: `helper-${ticket.id}`, role: 'member' });
  const member = api.by(auth);
  await member.make(`/tickets/${ticket.id}/replies`, { message: 'x' });
  await refused(
    t,
    member.send('PUT', `/tickets/${ticket.id}`, { body: { status: 'closed' } }),
    403,
    'tickets:write',
  );
  await refused(t, member.send('POST', '/clients', { body: { name: 'x' } }), 403, 'clients:write');
  await refused(t, member.send('POST', '/projects', { body: {} }), 403, 'projects:write');
  await refused(t, member.send('POST', '/workflows', { body: {} }), 403, 'workflows:write');
});

onSites('a viewer reads everything and writes nothing', async (t, api) => {
  const { id } = await api.project();
  const { auth } = await api.site.login({ login: `viewer-${id}`, role: 'viewer' });
  const viewer = api.by(auth);
  for (const path of ['/clients', '/projects', '/tasks', '/time-entries', '/tickets', '/workflows']) {
    t.is((await viewer.send('GET', path)).status, 200, path);
    await refused(t, viewer.send('POST', path, { body: {} }), 403, ':write');
  }
  t.is((await viewer.send('GET', '/time-entries/unbilled')).status, 200);
});

onSites('a manager writes everything, also for others', async (t, api) => {
  const { id } = await api.client();
  const { auth } = await api.site.login({ login: `manager-${id}`, role: 'manager' });
  const other = await api.site.login({ login: `managed-${id}`, role: 'member' });
  const manager = api.by(auth);
  const project = await manager.project();
  const task = await manager.task({ project_id: project.id, assignee_id: other.userId });
  await manager.put(`/tasks/${task.id}`, { title: 'Changed' });
  const entry = await manager.entry({ project_id: project.id, user_id: other.userId });
  await manager.delete(`/time-entries/${entry.id}`);
  await manager.ticket();
  const workflow = await manager.make('/workflows', { name: 'x', stages: [{ name: 'y' }] });
  t.is((await manager.delete(`/workflows/${workflow.id}`)).deleted, true);
});

onSites('a credential with fewer scopes than its owner reaches no further', async (t, api) => {
  const { id } = await api.client();
  const login = { login: `narrow-${id}`, role: 'manager', scopes: ['clients:read'] };
  const narrow = api.by((await api.site.login(login)).auth);
  t.is((await narrow.get(`/clients/${id}`)).id, id);
  await refused(t, narrow.send('DELETE', `/clients/${id}`), 403, 'clients:write');
  await refused(t, narrow.send('GET', '/tasks'), 403, 'tasks:read');
  t.is((await api.by(null).send('GET', `/clients/${id}`)).status, 401);
});

onSites('what an hour of somebody costs is not in the audit log, which more people read', async (t, api) => {
  const { auth, userId } = await api.site.login({ login: 'curious', role: 'member' });
  await api.put(`/members/${userId}/rate`, { hourly_rate: 7654, currency: 'EUR' });
  await refused(t, api.by(auth).send('GET', `/members/${userId}/rate`), 403, 'rates:read');
  const key = { surface: 'org', name: 'theirs', scopes: ['*'], userId } as const;
  const made = await api.site.host.auth.apiKeys.create(api.site.actor, key);
  const log = '/api/v1/audit-logs?action=member-rate.set';
  const { body } = await api.site.request(log, { auth: `Bearer ${made.key}` });
  t.like(body.data[0], { entityId: String(userId), changes: { currency: [null, 'EUR'] } });
  t.false(JSON.stringify(body).includes('7654'));
});
