import { Agency } from '../../plugins/agency/contract.js';
import { onAgencySites } from './agency-site.js';

const onSites = onAgencySites();

/** Actions run after the answer may have left already. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

onSites('every change fires its action after the commit', async (t, api) => {
  const fired: string[] = [];
  const hooks = api.site.host.hooks.for('observer');
  const names = [
    'agency.client.created',
    'agency.client.updated',
    'agency.client.deleted',
    'billing.customer.created',
    'agency.project.created',
    'agency.project.updated',
    'agency.project.deleted',
    'agency.workflow.created',
    'agency.workflow.updated',
    'agency.workflow.deleted',
    'agency.task.created',
    'agency.task.updated',
    'agency.task.moved',
    'agency.task.deleted',
    'agency.time-entry.created',
    'agency.time-entry.updated',
    'agency.time-entry.deleted',
    'agency.timer.started',
    'agency.timer.stopped',
    'agency.ticket.created',
    'agency.ticket.updated',
    'agency.ticket.replied',
    'agency.ticket.deleted',
  ] as const;
  for (const name of names) {
    const observe = (thing: { readonly id: number }) => {
      t.false(api.site.host.db.inTransaction, name);
      t.true(thing.id > 0);
      fired.push(name);
    };
    hooks.addAction(name, observe as never);
  }
  const workflow = await api.make('/workflows', { name: 'w', stages: [{ name: 'a' }, { name: 'b' }] });
  await api.put(`/workflows/${workflow.id}`, { name: 'v' });
  const client = await api.client();
  await api.put(`/clients/${client.id}`, { name: 'Other' });
  const project = await api.project({ client_id: client.id, workflow_id: workflow.id });
  await api.put(`/projects/${project.id}`, { name: 'Other' });
  const task = await api.task({ project_id: project.id });
  await api.put(`/tasks/${task.id}`, { stage_id: workflow.stages[1].id });
  const entry = await api.entry({ project_id: project.id });
  await api.put(`/time-entries/${entry.id}`, { minutes: 2 });
  const timer = await api.make('/time-entries/start', { project_id: project.id });
  await api.send('POST', `/time-entries/${timer.id}/stop`);
  const ticket = await api.ticket();
  await api.put(`/tickets/${ticket.id}`, { status: 'closed' });
  await api.make(`/tickets/${ticket.id}/replies`, { message: 'x' });
  for (const path of [`/tickets/${ticket.id}`, `/time-entries/${entry.id}`, `/time-entries/${timer.id}`])
    await api.delete(path);
  await api.delete(`/tasks/${task.id}`);
  await api.delete(`/projects/${project.id}`);
  await api.delete(`/clients/${client.id}`);
  await api.delete(`/workflows/${workflow.id}`);
  await settled();
  for (const name of names) t.true(fired.includes(name), name);
  hooks.withdraw();
});

onSites('a rolled-back change fires nothing and leaves nothing', async (t, api) => {
  const { host, actor } = api.site;
  const { clients } = host.plugins.use(Agency);
  const fired: number[] = [];
  const hooks = host.hooks.for('observer2');
  hooks.addAction('agency.client.created', (client) => {
    if (client.name === 'Rolled back') fired.push(client.id);
  });
  const body = host.db.transaction(async () => {
    await clients.create(actor, { name: 'Rolled back' });
    throw new Error('no');
  });
  await t.throwsAsync(body, { message: 'no' });
  await settled();
  t.deepEqual(fired, []);
  t.is((await api.list('/clients?search=rolled')).total, 0);
  t.deepEqual(await host.db.query('billing_customers').where({ name: 'Rolled back' }), []);
  hooks.withdraw();
});

onSites('every write is in the audit log, with who did it', async (t, api) => {
  const { host, actor } = api.site;
  const client = await api.client();
  await api.put(`/clients/${client.id}`, { status: 'lead' });
  await api.delete(`/clients/${client.id}`);
  const window = { kind: 'page', page: 1, perPage: 10 } as const;
  const filter = { entityType: 'client', entityId: client.public_id };
  const { items } = await host.audit.list(actor, filter, window);
  t.deepEqual(
    items.map((entry) => entry.action),
    ['client.deleted', 'client.updated', 'client.created'],
  );
  t.deepEqual(items[1]?.changes, { status: ['active', 'lead'] });
  t.is(items[0]?.credentialKind, 'application-password');
  t.truthy(items[0]?.requestId);
});
