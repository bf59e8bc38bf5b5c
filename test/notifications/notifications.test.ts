import test from 'ava';
import type { Host } from '../../src/host.js';
import type { NewNotification } from '../../src/notifications/notification.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';

const note = (changes: Partial<NewNotification> = {}): NewNotification => ({
  type: 'tests.happened',
  title: 'It happened',
  message: 'In the night.',
  ...changes,
});

interface Person {
  readonly userId: number;
  readonly orgId: number;
  /** Keys that act for this person. */
  readonly ops: string;
  readonly hosting: string;
}

/** Somebody of a role, with keys of their own for both doors. */
async function person(site: Site, login: string, role: string, orgId = site.actor.orgId): Promise<Person> {
  const { userId } = await site.login({ login, role, orgId });
  const actor = { ...site.actor, orgId };
  const key = async (surface: 'ops' | 'hosting') => {
    const scopes = ['notifications:read', 'notifications:write'];
    const made = await site.host.auth.apiKeys.create(actor, { surface, name: login, scopes, userId });
    return `Bearer ${made.key}`;
  };
  return { userId, orgId, ops: await key('ops'), hosting: await key('hosting') };
}

const notifier = ({ background }: Host) => background.notifications.notifications;

for (const database of databases) {
  const { engine } = database;
  let site: Site;
  test.before(`${engine}: start`, async () => {
    site = await startSite(database);
  });
  test.after.always(`${engine}: stop`, () => site.stop());

  test(`${engine}: people see what they were told, mark it, and dismiss it`, async (t) => {
    const ann = await person(site, 'ann', 'viewer');
    const sent = [];
    for (const level of ['info', 'warning', 'error'] as const) {
      sent.push(await notifier(site.host).notify(ann, note({ level, link: '/wp-admin/', priority: 'high' })));
    }
    const [first, second, third] = sent as [string, string, string];
    const ops = async (path: string, more = {}) =>
      (await site.request(path, { auth: ann.ops, ...more })).body;
    const list = await ops('/api/notifications');
    t.deepEqual(
      list.data.map(({ id }: { id: string }) => id),
      [third, second, first],
    );
    t.deepEqual(list.meta, { limit: 50, offset: 0, total: 3 });
    const { created_at, ...shown } = list.data[0];
    t.regex(created_at, /^\d{4}-.*Z$/);
    t.deepEqual(shown, {
      ...{ id: third, title: 'It happened', message: 'In the night.', type: 'error' },
      ...{ source: 'tests.happened', link: '/wp-admin/', priority: 'high', read: false, read_at: null },
    });
    t.deepEqual(await ops('/api/notifications/unread-count'), { data: { count: 3 } });

    const read = await ops(`/api/notifications/${first}`, { method: 'PATCH', body: { read: true } });
    t.true(read.data.read);
    t.regex(read.data.read_at, /Z$/);
    const ids = async (query: string) =>
      (await ops(`/api/notifications?${query}`)).data.map(({ id }: { id: string }) => id);
    t.deepEqual(await ids('read=true'), [first]);
    t.deepEqual(await ids('read=false&type=warning'), [second]);
    t.deepEqual(await ids('limit=1&offset=1'), [second]);
    await ops(`/api/notifications/${first}`, { method: 'PATCH', body: { read: false } });
    t.deepEqual(await ids('read=true'), []);

    const all = await ops('/api/notifications/read-all', { method: 'PATCH' });
    t.deepEqual(all, { data: { success: true, updated: 3 }, meta: {} });
    t.deepEqual(await ops('/api/notifications/unread-count'), { data: { count: 0 } });

    const hosting = (path: string, method = 'GET') => site.request(path, { auth: ann.hosting, method });
    const page = await hosting('/v1/users/me/notifications?limit=2');
    t.deepEqual(
      page.body.map(({ id }: { id: string }) => id),
      [third, second],
    );
    const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const rest = await hosting(new URL(next).pathname + new URL(next).search);
    t.is(rest.headers.get('link'), null);
    t.like(rest.body, [
      {
        id: first,
        name: 'tests.happened',
        description: 'In the night.',
        priority: 'high',
        url: '/wp-admin/',
      },
    ]);
    const gone = await hosting(`/v1/users/me/notifications/${first}`, 'DELETE');
    t.deepEqual([gone.status, gone.body], [204, undefined]);
    const again = await hosting(`/v1/users/me/notifications/${first}`, 'DELETE');
    t.is(again.status, 404);
    t.like(again.body.error, { code: 'not_found', id: first, resource: 'notification' });
  });

  test(`${engine}: nobody sees or changes what others were told, in this organisation or another`, async (t) => {
    const bob = await person(site, 'bob', 'administrator');
    const eve = await person(site, 'eve', 'administrator');
    const { orgId } = await site.organization('Elsewhere');
    await site.host.accounts.memberships.add(site.actor, {
      orgId,
      userId: bob.userId,
      role: 'administrator',
    });
    const id = await notifier(site.host).notify(bob, note());
    const elsewhere = await notifier(site.host).notify({ userId: bob.userId, orgId }, note());
    const program = await site.key('ops', ['*']);
    for (const [auth, path] of [
      [eve.ops, id],
      [program, id],
      [bob.ops, elsewhere],
    ] as const) {
      const address = `/api/notifications/${path}`;
      t.is((await site.request(address, { auth })).status, 404);
      t.is((await site.request(address, { auth, method: 'PATCH', body: { read: true } })).status, 404);
    }
    for (const hosting of [eve.hosting, await site.key('hosting', ['*'])]) {
      const sent = { auth: hosting, method: 'DELETE' };
      t.is((await site.request(`/v1/users/me/notifications/${id}`, sent)).status, 404);
      t.deepEqual((await site.request('/v1/users/me/notifications', { auth: hosting })).body, []);
    }
    await site.request('/api/notifications/read-all', { auth: eve.ops, method: 'PATCH' });
    const { body } = await site.request('/api/notifications', { auth: bob.ops });
    t.like(body.data, [{ id, read: false }]);
    t.is(body.meta.total, 1, 'what was said in the other organisation is not among them');
  });

  test(`${engine}: what rolls back was never said, and what is told to holders reaches them alone`, async (t) => {
    const { orgId } = await site.organization('Holders');
    const [boss, viewer] = await Promise.all([
      person(site, 'boss', 'manager', orgId),
      person(site, 'looker', 'viewer', orgId),
    ]);
    await t.throwsAsync(
      site.host.db.transaction(async () => {
        await notifier(site.host).notifyHolders(orgId, 'notifications:read', note());
        throw new Error('no');
      }),
    );
    const count = async ({ ops }: Person) =>
      (await site.request('/api/notifications/unread-count', { auth: ops })).body.data.count;
    t.deepEqual([await count(boss), await count(viewer)], [0, 0]);
    await notifier(site.host).notifyHolders(orgId, 'audit-logs:read', note());
    t.deepEqual([await count(boss), await count(viewer)], [1, 0]);
  });

  test(`${engine}: a program tells its organisation, a person themselves`, async (t) => {
    const { orgId } = await site.organization('Programs');
    const reader = await person(site, 'reader', 'viewer', orgId);
    const program = await site.key('ops', ['*'], { ...site.actor, orgId });
    const body = {
      title: 'Deployed',
      message: 'Version 2 runs.',
      source: 'deploy',
      link: 'https://a.test/2',
    };
    const made = await site.request('/api/notifications', { auth: program, method: 'POST', body });
    t.is(made.status, 201);
    t.like(made.body.data, { ...body, type: 'info', read: false });
    const own = await site.request('/api/notifications', { auth: program });
    t.deepEqual(
      own.body.data.map(({ id }: { id: string }) => id),
      [made.body.data.id],
    );
    const seen = await site.request('/api/notifications', { auth: reader.ops });
    t.like(seen.body.data, [body]);
    t.not(seen.body.data[0].id, made.body.data.id);

    const mine = await site.request('/api/notifications', { auth: reader.ops, method: 'POST', body });
    t.is(mine.status, 201);
    t.is((await site.request('/api/notifications', { auth: program })).body.meta.total, 1);
    t.is((await site.request('/api/notifications', { auth: reader.ops })).body.meta.total, 2);
  });

  test(`${engine}: of the site as a whole, it is shown where the user is by default`, async (t) => {
    const dan = await person(site, 'dan', 'viewer');
    const id = await notifier(site.host).notify({ userId: dan.userId, orgId: null }, note());
    t.is((await site.request(`/api/notifications/${id}`, { auth: dan.ops })).status, 200);
  });

  test(`${engine}: mails go to those who want them, in the same transaction`, async (t) => {
    const hal = await person(site, 'hal', 'viewer');
    const mails = async () =>
      (await site.host.db.query('kp_mails').where({ recipient: 'hal@example.test' }).select('id')).length;
    await notifier(site.host).notify(hal, note());
    t.is(await mails(), 0, 'not asked for');
    await t.throwsAsync(
      site.host.db.transaction(async () => {
        await notifier(site.host).notify(hal, note({ mail: true }));
        throw new Error('no');
      }),
    );
    t.is(await mails(), 0);
    await notifier(site.host).notify(hal, note({ mail: true }));
    t.is(await mails(), 1);
    const meta = { persisted_preferences: { 'koapress/notifications': { mail: false } } };
    await site.host.accounts.users.update(site.actor, hal.userId, { meta });
    await notifier(site.host).notify(hal, note({ mail: true }));
    t.is(await mails(), 1);
    t.is((await site.request('/api/notifications', { auth: hal.ops })).body.meta.total, 3);
  });

  test(`${engine}: bad notifications are refused by name, and nothing is written`, async (t) => {
    const fay = await person(site, 'fay', 'member');
    const good = { title: 'x', message: 'y' };
    for (const [body, field] of [
      [{ ...good, title: '' }, 'title'],
      [{ ...good, title: '  ' }, 'title'],
      [{ ...good, title: 'a\nb' }, 'title'],
      [{ ...good, title: 'ä'.repeat(201) }, 'title'],
      [{ ...good, message: 'm'.repeat(5001) }, 'message'],
      [{ ...good, type: 'fatal' }, 'type'],
      [{ ...good, source: ' ' }, 'source'],
      [{ ...good, link: 'javascript:alert(1)' }, 'link'],
      [{ ...good, link: '//evil.test/' }, 'link'],
      [{ ...good, link: '/\\evil.test/' }, 'link'],
      [{ ...good, link: 'https://' }, 'link'],
      [{ ...good, extra: 1 }, 'extra'],
      [{ message: 'y' }, 'title'],
    ] as const) {
      const { status, body: said } = await site.request('/api/notifications', {
        auth: fay.ops,
        method: 'POST',
        body,
      });
      t.is(status, 400, JSON.stringify(body).slice(0, 60));
      t.is(said.error.details?.[0]?.field ?? said.error.field, field);
    }
    for (const query of ['limit=0', 'limit=101', 'offset=-1', 'read=maybe', 'type=loud', 'nothing=1']) {
      t.is((await site.request(`/api/notifications?${query}`, { auth: fay.ops })).status, 400, query);
    }
    t.is(
      (await site.request('/v1/users/me/notifications?cursor=nonsense', { auth: fay.hosting })).status,
      400,
    );
    const odd = { data: { big: 'x'.repeat(20_000) } };
    await t.throwsAsync(notifier(site.host).notify(fay, note(odd)), { code: 'invalid' });
    t.is((await site.request('/api/notifications', { auth: fay.ops })).body.meta.total, 0);
    for (const body of [{}, { read: 'yes' }, { read: true, title: 'z' }]) {
      const sent = { auth: fay.ops, method: 'PATCH', body };
      t.is((await site.request('/api/notifications/nothing', sent)).status, 400);
    }
  });

  test(`${engine}: a person's notifications go with them, and old ones go in time`, async (t) => {
    const gus = await person(site, 'gus', 'viewer');
    await notifier(site.host).notify(gus, note());
    const rows = async () =>
      (await site.host.db.query('kp_notifications').where({ user_id: gus.userId }).select('id')).length;
    t.is(await rows(), 1);
    const task = site.host.background.cron.tasks.find('host.notifications');
    const run = { slot: new Date(), signal: new AbortController().signal, assertHeld: async () => {} };
    await task?.run(run);
    t.is(await rows(), 1, 'what is new stays');
    await site.host.db
      .query('kp_notifications')
      .where({ user_id: gus.userId })
      .update({ created_at: '2020-01-01 00:00:00.000' });
    await task?.run(run);
    t.is(await rows(), 0);
    await notifier(site.host).notify(gus, note());
    await site.host.accounts.users.delete(site.actor, gus.userId);
    t.is(await rows(), 0);
  });
}
