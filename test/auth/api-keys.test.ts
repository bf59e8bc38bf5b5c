import test from 'ava';
import { databases } from '../support/databases.js';
import { type Answer, type Site, startSite } from '../support/site.js';
import { HandClock } from './rooms.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Made {
  readonly id: string;
  readonly key: string;
}

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const clock = new HandClock();
  let site: Site;
  let admin: string;

  test.before(name('start'), async () => {
    site = await startSite(database, { clock });
    admin = await site.key('ops', ['*']);
  });
  test.after.always(name('stop'), () => site.stop());

  const at = (path = '', orgId: number | string = site.actor.orgId) =>
    `/api/organizations/${orgId}/api-keys${path}`;
  const post = (path: string, body: unknown = {}, auth = admin) =>
    site.request(path, { method: 'POST', auth, body });
  const make = async (more: object = {}, auth = admin): Promise<Made> => {
    const { status, body } = await post(at(), { name: 'program', scopes: ['members:read'], ...more }, auth);
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body.data;
  };
  const who = async (key: string) => (await site.request('/api/auth/me', { auth: `Bearer ${key}` })).status;
  const fieldOf = ({ body }: Answer) => body.error.details?.[0]?.field ?? body.error.field;

  test.serial(name('a rotated secret works until its grace ends, a rolled one not at all'), async (t) => {
    const { id, key } = await make();
    const rotated = await post(at(`/${id}/rotate`), { grace_hours: 2 });
    t.is(rotated.status, 200);
    t.is(rotated.body.data.grace_ends_at, new Date(clock.now().getTime() + 2 * HOUR).toISOString());
    const second = rotated.body.data.key as string;
    t.not(second, key);
    t.deepEqual([await who(key), await who(second)], [200, 200]);
    clock.move(2 * HOUR - 1);
    t.is(await who(key), 200);
    clock.move(1);
    t.deepEqual([await who(key), await who(second)], [401, 200], 'to the millisecond, also from memory');

    const standard = (await post(at(`/${id}/rotate`))).body.data;
    t.is(standard.grace_ends_at, new Date(clock.now().getTime() + DAY).toISOString(), 'a day by default');
    const rolled = await post(at(`/${id}/roll`));
    t.deepEqual([rolled.status, rolled.body.data.grace_ends_at], [200, null]);
    const now = rolled.body.data.key;
    t.deepEqual([await who(second), await who(standard.key), await who(now)], [401, 401, 200]);
    const at0 = (await post(at(`/${id}/rotate`), { grace_hours: 0 })).body.data;
    t.deepEqual([at0.grace_ends_at, await who(now), await who(at0.key)], [null, 401, 200]);
  });

  test.serial(name('of two rotations at once both secrets work, and so does the one before'), async (t) => {
    const { id, key } = await make();
    const both = await Promise.all([post(at(`/${id}/rotate`)), post(at(`/${id}/rotate`))]);
    t.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    for (const secret of [key, ...both.map(({ body }) => body.data.key)]) t.is(await who(secret), 200);
    for (let more = 0; more < 3; more += 1) t.is((await post(at(`/${id}/rotate`))).status, 200);
    t.is((await post(at(`/${id}/rotate`))).status, 409, 'no more than five older ones');
    t.is((await post(at(`/${id}/roll`))).status, 200);
    t.is(await who(key), 401);
  });

  test.serial(name('a key is switched off and on, revoked for good, and deleted'), async (t) => {
    const { id, key } = await make();
    const patch = (body: object) => site.request(at(`/${id}`), { method: 'PATCH', auth: admin, body });
    t.is(await who(key), 200);
    t.false((await patch({ active: false })).body.data.active);
    t.is(await who(key), 401);
    t.like((await patch({ active: true, name: 'renamed', description: 'why' })).body.data, {
      ...{ active: true, name: 'renamed', description: 'why', scopes: ['members:read'] },
    });
    t.is(await who(key), 200);
    t.like((await post(at(`/${id}/revoke`))).body.data, { active: false });
    t.is(await who(key), 401);
    t.is((await patch({ active: true })).status, 409);
    t.is((await post(at(`/${id}/rotate`))).status, 409);
    t.is((await post(at(`/${id}/roll`))).status, 409);
    const gone = await site.request(at(`/${id}`), { method: 'DELETE', auth: admin });
    t.deepEqual([gone.status, gone.body.data], [200, { id, deleted: true }]);
    t.is((await site.request(at(`/${id}`), { auth: admin })).status, 404);
    t.is((await post(at(`/${id}/revoke`))).status, 404);
    const list = await site.request(at('?limit=100'), { auth: admin });
    t.false(list.body.data.some((item: Made) => item.id === id));
  });

  test.serial(
    name('nobody takes or hands out more than they have, by making, changing or renewing'),
    async (t) => {
      const narrow = `Bearer ${(await make({ scopes: ['api-keys:read', 'api-keys:write'] })).key}`;
      const wide = await make({ scopes: ['members:read', 'members:write'] });
      for (const scopes of [['members:write'], ['*'], ['users:write']]) {
        const { status, body } = await post(at(), { name: 'more', scopes }, narrow);
        t.deepEqual([status, body.error.details[0].field], [422, 'scopes']);
      }
      const own = await make({ scopes: ['api-keys:read'] }, narrow);
      const change = { method: 'PATCH', auth: narrow, body: { scopes: ['members:read'] } };
      t.is((await site.request(at(`/${own.id}`), change)).status, 422);
      t.is((await post(at(`/${wide.id}/rotate`), {}, narrow)).status, 422);
      t.is((await post(at(`/${wide.id}/roll`), {}, narrow)).status, 422);
      t.is(await who(wide.key), 200);
      t.is((await post(at(), { name: 'site', scopes: ['users:read'] })).status, 422, 'nothing of the site');
      const reader = `Bearer ${(await make({ scopes: ['api-keys:read'] })).key}`;
      t.is((await post(at(), { name: 'x' }, reader)).status, 403);
      t.is((await site.request(at(), { auth: reader })).status, 200);
    },
  );

  test.serial(name('the path names the organisation: members act there, others do not see it'), async (t) => {
    const other = await site.organization('Other');
    const key = await make();
    const foreign = await site.key('ops', ['*'], { ...site.actor, orgId: other.orgId });
    for (const path of ['', `/${key.id}`, `/${key.id}/usage`])
      t.is((await site.request(at(path), { auth: foreign })).status, 404, path);
    for (const path of ['', `/${key.id}/revoke`, `/${key.id}/rotate`, `/${key.id}/roll`])
      t.is((await post(at(path), path ? {} : { name: 'x' }, foreign)).status, 404, path);
    t.is((await site.request(at(`/${key.id}`, other.orgId), { auth: foreign })).status, 404);
    t.is(await who(key.key), 200);

    const login = { email: `admin-${other.orgId}@example.test`, password: 'correct horse 2' };
    const token = `Bearer ${(await post('/api/auth/login', login)).body.token}`;
    t.is((await site.request(at('', other.orgId), { auth: token })).status, 200);
    t.is((await site.request(at(), { auth: token })).status, 403);
    const { userId } = await site.login({ login: 'both', role: 'viewer' });
    await site.host.accounts.memberships.add(site.actor, {
      ...{ orgId: other.orgId, userId, role: 'administrator' },
    });
    const both = { email: 'both@example.test', password: 'correct horse 2' };
    const person = `Bearer ${(await post('/api/auth/login', both)).body.token}`;
    t.is((await site.request(at(), { auth: person })).status, 403, 'a viewer here');
    const made = await post(at('', other.orgId), { name: 'there' }, person);
    t.is(made.status, 201, 'an administrator there');
    const publicId = (await site.host.accounts.organizations.get(other.orgId)).publicId;
    const listed = await site.request(at('', publicId), { auth: person });
    t.deepEqual(listed.body.data.map(({ id }: Made) => id).includes(made.body.data.id), true);
    t.is((await site.request(at('', '999'), { auth: person })).status, 403);
  });

  test.serial(name('requests and errors are counted by day, and several nodes add up'), async (t) => {
    const { id, key } = await make();
    const auth = `Bearer ${key}`;
    const usage = async () => (await site.request(at(`/${id}/usage`), { auth: admin })).body;
    t.deepEqual((await usage()).data, []);
    await who(key);
    await site.request('/api/notifications', { auth });
    await site.request('/api/nothing-here', { auth });
    const { apiKeyUsage } = site.host.auth;
    const principal = { ...site.actor, credential: { kind: 'api-key' as const, id } };
    const { ApiKeyUsage } = await import('../../src/auth/api-key-usage.js');
    const { createLogger } = await import('../../src/log.js');
    const node = () => new ApiKeyUsage(site.host.db, clock, createLogger('silent'));
    const others = [node(), node(), node()];
    for (const other of others) for (let times = 0; times < 5; times += 1) other.count(principal, 200);
    await Promise.all([apiKeyUsage, ...others].map((each) => each.flush()));
    const today = clock.now().toISOString().slice(0, 10);
    t.like((await usage()).data, [{ date: today, requests: 18, errors: 2 }]);
    t.is((await usage()).meta.total, 1);
    const shown = await site.request(at(`/${id}`), { auth: admin });
    t.truthy(shown.body.data.last_used_at);
    clock.move(DAY);
    await who(key);
    await apiKeyUsage.flush();
    t.deepEqual(
      (await usage()).data.map(({ requests }: { requests: number }) => requests),
      [1, 18],
    );
  });

  test.serial(name('holders are warned 14, 3 and 1 days before a key expires, once each'), async (t) => {
    const { orgId } = await site.organization('Expiring');
    const actor = { ...site.actor, orgId };
    const { userId } = await site.login({ login: 'keeper', role: 'viewer', orgId });
    const expiresAt = new Date(clock.now().getTime() + 20 * DAY);
    const create = (more: object) =>
      site.host.auth.apiKeys.create(actor, {
        surface: 'ops',
        name: 'Night job',
        scopes: [],
        expiresAt,
        ...more,
      });
    await create({});
    await create({ name: 'Theirs', userId });
    const revoked = await create({ name: 'Revoked' });
    await site.host.auth.apiKeys.revoke(actor, revoked.item.publicId);
    const { apiKeyWarnings } = site.host.background;
    const run = () => apiKeyWarnings.send(new AbortController().signal);
    const told = async () => {
      const rows = await site.host.db.query('kp_notifications').where({ org_id: orgId }).orderBy('id');
      return rows.map(({ title }: { title: string }) => title);
    };
    const mails = async () =>
      (await site.host.db.query('kp_mails').where({ org_id: orgId }).select('id')).length;
    await run();
    t.deepEqual(await told(), []);
    for (const [left, words] of [
      [13.5, '14 days'],
      [3, '3 days'],
      [0.5, 'a day'],
    ] as const) {
      clock.move(expiresAt.getTime() - left * DAY - clock.now().getTime());
      const before = (await told()).length;
      await Promise.all([run(), run()]);
      await run();
      t.deepEqual((await told()).slice(before).sort(), [
        `The API key Night job expires in ${words} or less`,
        `The API key Theirs expires in ${words} or less`,
      ]);
      t.is(await mails(), (await told()).length);
    }
    clock.move(DAY);
    await run();
    t.is((await told()).length, 6, 'and no more once it has expired');
    const recipients = await site.host.db
      .query('kp_notifications')
      .where({ org_id: orgId })
      .select('user_id');
    t.is(recipients.filter(({ user_id }: { user_id: number }) => Number(user_id) === userId).length, 3);
  });

  test.serial(
    name('the organisation API lists, makes, revokes and deletes keys, and says each once'),
    async (t) => {
      const auth = await site.key('org', ['*']);
      const expiresAt = new Date(clock.now().getTime() + DAY).toISOString();
      const body = { name: 'shop', scopes: ['api-keys:read'], expiresAt };
      const made = await post('/api/v1/api-keys', body, auth);
      t.is(made.status, 201);
      const { publicId, key } = made.body.data;
      t.regex(key, /^sk_live_/);
      t.like(made.body.data, { ...body, active: true, surface: 'org' });
      const list = await site.request('/api/v1/api-keys?limit=1', { auth });
      t.like(list.body.data, [{ publicId, maskedKey: `${key.slice(0, 20)}…${key.slice(-4)}` }]);
      t.false(JSON.stringify(list.body).includes(key.slice(21, -6)));
      const read = async () => (await site.request('/api/v1/api-keys', { auth: `Bearer ${key}` })).status;
      t.is(await read(), 200);
      t.false((await post(`/api/v1/api-keys/${publicId}/revoke`, {}, auth)).body.data.active);
      t.is(await read(), 401);
      const gone = { method: 'DELETE', auth };
      t.is((await site.request(`/api/v1/api-keys/${publicId}`, gone)).status, 204);
      t.is((await site.request(`/api/v1/api-keys/${publicId}`, gone)).status, 404);
      t.is((await post('/api/v1/api-keys', { name: 'x' }, auth)).status >= 400, true, 'scopes are required');
      const past = await post('/api/v1/api-keys', { ...body, expiresAt: '2001-01-01T00:00:00Z' }, auth);
      t.is(fieldOf(past), 'expiresAt');
    },
  );

  test.serial(name('bad keys are refused by name'), async (t) => {
    const { id } = await make();
    for (const [body, field] of [
      [{}, 'name'],
      [{ name: ' ' }, 'name'],
      [{ name: 'n'.repeat(192) }, 'name'],
      [{ name: 'n', description: 'd'.repeat(1001) }, 'description'],
      [{ name: 'n', scopes: ['Clients'] }, 'scopes'],
      [{ name: 'n', scopes: 'members:read' }, 'scopes'],
      [{ name: 'n', expires_at: '2001-01-01T00:00:00Z' }, 'expires_at'],
      [{ name: 'n', expires_at: '2099-13-41T00:00:00Z' }, 'expires_at'],
      [{ name: 'n', expires_at: 'tomorrow' }, 'expires_at'],
      [{ name: 'n', surface: 'wordpress' }, 'surface'],
      [{ name: 'n', user_id: 1 }, 'user_id'],
    ] as const) {
      const answer = await post(at(), body);
      t.is(answer.status, 400, JSON.stringify(body).slice(0, 80));
      t.true(String(fieldOf(answer)).startsWith(field), `${fieldOf(answer)} ${field}`);
    }
    for (const grace_hours of [-1, 721, 1.5, 'long', null])
      t.is((await post(at(`/${id}/rotate`), { grace_hours })).status, 400, String(grace_hours));
    t.is((await post(at('/nothing/rotate'))).status, 404);
    t.is((await site.request(at(`/${id}/usage?limit=0`), { auth: admin })).status, 400);
  });
}
