import { randomInt } from 'node:crypto';
import { ADMIN } from '../support/site.js';
import { type OrgApi, onOrgSites } from './org-api.js';

const onSites = onOrgSites();

/** A workflow To do → `Next` with these effects, and a project that uses it. */
async function projectWith(api: OrgApi, effects: readonly object[], client: object = {}) {
  const stages = [{ name: 'To do' }, { name: 'Next', effects }, { name: 'Last' }];
  const workflow = await api.agency.make('/workflows', { name: 'With effects', stages });
  const { id: client_id } = await api.agency.client({ email: 'client@example.test', ...client });
  const project = await api.agency.project({ client_id, workflow_id: workflow.id });
  return { workflow, project, next: workflow.stages[1].id as number };
}

const member = (api: OrgApi) => api.site.login({ login: `colleague-${randomInt(2 ** 40)}`, role: 'member' });

const mailsOf = (api: OrgApi, recipient: string) =>
  api.rows('kp_mails', { template: 'agency.stage-entered', recipient });

async function effectsLog(api: OrgApi, id: number, type = 'task') {
  const rows = await api.rows('kp_audit_log', { action: `${type}.stage_effects`, entity_id: String(id) });
  return rows.map(({ changes }) => (typeof changes === 'string' ? JSON.parse(changes) : changes));
}

onSites('a task that comes to a stage brings all of its effects, in order', async (t, api) => {
  const { userId } = await member(api);
  const recipient = `client-${userId}@example.test`;
  const { project, next } = await projectWith(
    api,
    [
      { type: 'assign', user_id: userId },
      { type: 'notify', message: 'It is yours' },
      { type: 'mail', message: 'We have begun\nand will tell you more', subject: 'Begun' },
      { type: 'create_task', title: 'Look at it', assignee_id: userId, priority: 'high', due_in_days: 3 },
      { type: 'webhook' },
    ],
    { email: recipient },
  );
  const task = await api.agency.task({ project_id: project.id });
  const moved = await api.agency.put(`/tasks/${task.id}`, { stage_id: next });
  t.is(moved.assignee_id, userId, 'the answer has what the effects made of it');
  const notes = await api.rows('kp_notifications', { user_id: userId });
  t.deepEqual(
    notes.map(({ type, message }) => [type, message]),
    [['agency.stage-entered', 'It is yours']],
  );
  const [mail, ...more] = await mailsOf(api, recipient);
  t.is(more.length, 0);
  t.is(mail.subject, 'Begun');
  t.regex(mail.sender, /^"?My organisation"? </, 'it comes from the organisation, not from the site');
  t.is(mail.reply_to, ADMIN.email, 'which reads the answers');
  t.regex(mail.html, /We have begun<br ?\/?>and will tell you more/);
  const { items } = await api.agency.list(`/tasks?project_id=${project.id}&search=look`);
  t.is(items.length, 1);
  t.like(items[0], { assignee_id: userId, priority: 'high', stage_id: task.stage_id });
  t.truthy(items[0].due_date);
  const [log] = await effectsLog(api, task.id);
  t.deepEqual(log.done, ['assign', 'notify', 'mail', 'create_task', 'webhook']);
  t.deepEqual(log.skipped, []);
});

onSites('twenty who move a task at once bring each effect once', async (t, api) => {
  const { userId } = await member(api);
  const recipient = `once-${userId}@example.test`;
  const effects = [
    { type: 'notify', user_id: userId, message: 'Once' },
    { type: 'mail', message: 'Once' },
    { type: 'create_task', title: 'Once' },
  ];
  const { project, next } = await projectWith(api, effects, { email: recipient });
  const task = await api.agency.task({ project_id: project.id });
  const moves = Array.from({ length: 20 }, () => api.agency.put(`/tasks/${task.id}`, { stage_id: next }));
  await Promise.all(moves);
  t.is((await api.rows('kp_notifications', { user_id: userId })).length, 1);
  t.is((await mailsOf(api, recipient)).length, 1);
  t.is((await api.agency.list(`/tasks?project_id=${project.id}&search=once`)).total, 1);
  await api.agency.put(`/tasks/${task.id}`, { stage_id: task.stage_id });
  await api.agency.put(`/tasks/${task.id}`, { stage_id: next });
  t.is((await mailsOf(api, recipient)).length, 2, 'it has come there a second time');
});

onSites('what cannot be done any more is left out and written down, and the move stands', async (t, api) => {
  const { userId } = await member(api);
  const { project, next } = await projectWith(
    api,
    [
      { type: 'assign', user_id: userId },
      { type: 'notify', message: 'Nobody is there' },
      { type: 'mail', message: 'Nowhere to' },
      { type: 'create_task', title: 'Still made' },
    ],
    { email: null },
  );
  const task = await api.agency.task({ project_id: project.id });
  const { host, actor } = api.site;
  await host.accounts.memberships.remove(actor, actor, userId);
  const moved = await api.agency.put(`/tasks/${task.id}`, { stage_id: next });
  t.like(moved, { stage_id: next, assignee_id: null });
  const [log] = await effectsLog(api, task.id);
  t.deepEqual(log.done, ['create_task']);
  t.deepEqual(
    log.skipped.map(({ type }: { type: string }) => type),
    ['assign', 'notify', 'mail'],
  );
  t.is((await api.agency.list(`/tasks?project_id=${project.id}&search=still`)).total, 1);
});

onSites('effects that bring each other end after a while', async (t, api) => {
  const stages = [{ name: 'Endless', effects: [{ type: 'create_task', title: 'Another' }] }];
  const workflow = await api.agency.make('/workflows', { name: 'Endless', stages });
  const project = await api.agency.project({ workflow_id: workflow.id });
  await api.agency.task({ project_id: project.id });
  const { total, items } = await api.agency.list(`/tasks?project_id=${project.id}&per_page=100`);
  t.is(total, 21);
  const [last] = await effectsLog(api, Math.max(...items.map(({ id }) => id)));
  t.deepEqual(last.done, []);
  t.regex(last.skipped[0].reason, /more than 20/);
});

onSites('an order moves along its workflow, and its status with it', async (t, api) => {
  const { userId } = await member(api);
  const workflow = await api.agency.make('/workflows', {
    name: 'Orders',
    applies_to: 'order',
    stages: [
      { id: 1, name: 'Briefing', order_status: 'submitted', allowed_next: [2] },
      {
        id: 2,
        name: 'Work',
        order_status: 'in_progress',
        allowed_next: [3],
        effects: [
          { type: 'assign', user_id: userId },
          { type: 'create_task', title: 'Draw it' },
        ],
      },
      { id: 3, name: 'Review', order_status: 'in_review' },
    ],
  });
  const [briefing, work, review] = workflow.stages;
  const clientId = await api.client();
  const order = await api.order({ clientId, workflowId: workflow.public_id });
  t.like(order, { workflowId: workflow.public_id, stageId: null }, 'a draft is no work yet');
  const path = `/orders/${order.publicId}`;
  t.is((await api.move(order.publicId, 'submitted')).stageId, briefing.public_id);
  const refused = await api.send('PUT', path, { stageId: review.public_id });
  t.is(refused.status, 409);
  t.deepEqual(refused.body.error.details, { from: briefing.public_id, allowed: [work.public_id] });
  const working = await api.put(path, { stageId: work.public_id });
  t.is(working.status, 'in_progress', 'the stage brings the status');
  t.is(typeof working.assigneeId, 'string');
  const [row] = await api.rows('agency_orders', { public_id: order.publicId });
  const tasks = await api.agency.list(`/tasks?project_id=${row.project_id}`);
  t.deepEqual(
    tasks.items.map(({ title }) => title),
    ['Draw it'],
  );
  const reviewed = await api.move(order.publicId, 'in_review');
  t.is(reviewed.stageId, review.public_id, 'the status brings the stage');
  t.is((await api.agency.send('DELETE', `/workflows/${workflow.id}`)).status, 409);
  const inUse = `/workflows/${workflow.id}/stages/${review.id}`;
  t.is((await api.agency.send('DELETE', inUse)).status, 409);
});

onSites('effects that could never be done are refused where they are written', async (t, api) => {
  const workflow = await api.agency.make('/workflows', { name: 'Strict', stages: [{ name: 'Only' }] });
  const path = `/workflows/${workflow.id}/stages`;
  const wrong: [object, string][] = [
    [{ type: 'assign' }, 'effects.0.user_id'],
    [{ type: 'assign', user_id: 987_654 }, 'effects.0.user_id'],
    [{ type: 'webhook', message: 'x' }, 'effects.0.message'],
    [{ type: 'mail', message: 'x', title: 'y' }, 'effects.0.title'],
    [{ type: 'create_task', title: 'x', project_id: 987_654 }, 'effects.0.project_id'],
    [{ type: 'explode' }, 'effects.0.type'],
  ];
  for (const [effect, field] of wrong) {
    const { status, body } = await api.agency.send('POST', path, { body: { name: 'x', effects: [effect] } });
    t.true(status === 400 || status === 422);
    t.true(body.message.includes(field), `${body.message} does not name ${field}`);
  }
  const status = await api.agency.send('POST', path, { body: { name: 'x', order_status: 'draft' } });
  t.is(status.status, 422);
  t.is((await api.agency.list(path)).items.length, 1, 'none was kept');
});

onSites('a stage tells the webhooks that ask for it', async (t, api) => {
  const { project, next } = await projectWith(api, [{ type: 'webhook' }]);
  const { publicId } = await api.make('/webhooks', {
    url: 'http://127.0.0.1:9/hook',
    events: ['agency.stage.entered'],
  });
  const task = await api.agency.task({ project_id: project.id });
  await api.agency.put(`/tasks/${task.id}`, { stage_id: next });
  const { body } = await api.send('GET', `/webhooks/${publicId}/deliveries`);
  t.true(body.data.every(({ event }: { event: string }) => event === 'agency.stage.entered'));
  const rows = await api.rows('kp_webhook_deliveries', { event: 'agency.stage.entered' });
  const told = rows
    .map(({ payload }) => JSON.parse(payload).data)
    .filter((data) => data.task?.id === task.id);
  t.is(told.length, 1);
  t.like(told[0].stage, { id: next, name: 'Next' });
});

onSites('who writes effects down may do what they do', async (t, api) => {
  const { userId } = await member(api);
  const stagesOf = (effect: object) => ({ name: 'x', stages: [{ name: 'y', effects: [effect] }] });
  const planting = async (scopes: readonly string[], effect: object) => {
    const login = { login: `planner-${randomInt(2 ** 40)}`, role: 'manager', scopes };
    const planner = api.agency.by((await api.site.login(login)).auth);
    const { status, body } = await planner.send('POST', '/workflows', { body: stagesOf(effect) });
    return status === 201 ? 'made' : `${status} ${body.message}`;
  };
  const assign = { type: 'assign', user_id: userId };
  const create = { type: 'create_task', title: 'x', assignee_id: userId };
  const tasks = ['workflows:write', 'tasks:write', 'tasks:manage'];
  t.is(await planting(['workflows:write'], { type: 'webhook' }), 'made');
  t.regex(await planting(['workflows:write', 'tasks:write'], create), /^403 .*tasks:manage/);
  t.regex(await planting(tasks, create), /^403 .*projects:write/);
  t.is(await planting([...tasks, 'projects:write'], create), 'made');
  t.regex(await planting(tasks, assign), /^403 .*orders:write/);
  t.is(await planting([...tasks, 'orders:write'], assign), 'made');
});
