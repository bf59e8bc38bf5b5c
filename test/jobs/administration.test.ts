import test from 'ava';
import { jsonOf, typed } from '../command/typed.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';

const SECRET_KEY = 'a secret of the tests with 32 letters or more';
const JOBS = '/wp-json/koapress/v1/jobs';

for (const database of databases) {
  let site: Site;
  let failing = true;
  const named = (title: string) => `${database.engine}: ${title}`;

  test.before(async () => {
    site = await startSite(database, { secretKeys: [SECRET_KEY] });
    const run = async () => {
      if (failing) throw new Error('the receiver is away');
    };
    site.host.background.jobs.kinds.declare('shop', [{ name: 'shop.send', attempts: 1, run }]);
  });
  test.after.always(() => site?.stop());

  const enqueue = (name: string, options: { uniqueKey?: string; delayMs?: number } = {}) =>
    site.host.background.jobs.jobs.enqueue(name, { to: 'ann' }, { orgId: site.actor.orgId, ...options });
  const get = (id: string, auth = site.admin) => site.request(`${JOBS}/${id}`, { auth });
  const post = (path: string, body: unknown = {}, auth = site.admin) =>
    site.request(`${JOBS}/${path}`, { method: 'POST', auth, body });
  const until = async (id: string, status: string) => {
    for (;;) {
      const { body } = await get(id);
      if (body.status === status) return body;
    }
  };
  const koapress = (...words: string[]) => {
    const { dataDir, url } = site.database;
    const env = {
      DATA_DIR: dataDir,
      SECRET_KEY,
      ...(url && { DATABASE_URL: url }),
    };
    return typed(words, { folder: dataDir, env });
  };

  test.serial(
    named('a dead job shows its reason and its attempts, and lives again when it is retried'),
    async (t) => {
      failing = true;
      const id = await enqueue('shop.send');
      const dead = await until(id, 'dead');
      t.like(dead, { payload: { to: 'ann' }, org_id: site.actor.orgId, attempts: 1, max_attempts: 1 });
      t.is(dead.reason, 'Error: the receiver is away');
      t.like(dead.history[0], { attempt: 1, outcome: 'failed', reason: dead.reason });
      const { body: list } = await site.request(`${JOBS}?status=dead&name=shop.send`, { auth: site.admin });
      t.is(list[0].id, id);
      t.false('payload' in list[0]);
      failing = false;
      t.is((await post(`${id}/retry`)).status, 200);
      await until(id, 'done');
      t.like((await post(`${id}/retry`)).body, { code: 'job_done', data: { status: 409 } });
    },
  );

  test.serial(named('a job that waits is changed, begun anew and taken back by a hand'), async (t) => {
    const id = await enqueue('shop.unknown', { delayMs: 60_000 });
    t.like((await post(id, { payload: ['other', 1] })).body, { status: 'ready', attempts: 0 });
    t.deepEqual((await get(id)).body.payload, ['other', 1]);
    t.is((await post(id, { payload: 'x'.repeat(70_000) })).status, 400);
    t.is((await post(`${id}/cancel`)).body.status, 'cancelled');
    t.is((await post(`${id}/cancel`)).status, 409);
    const audited = await site.host.db.raw<{ action: string }>(
      'select action from kp_audit_log where entity_id = ? order by id',
      [id],
    );
    t.deepEqual(
      audited.map(({ action }) => action),
      ['job.edited', 'job.cancelled'],
    );
  });

  test.serial(
    named('a key that another job has now keeps a cancelled one from beginning anew'),
    async (t) => {
      const first = await enqueue('shop.unknown', { uniqueKey: 'k', delayMs: 60_000 });
      await post(`${first}/cancel`);
      await enqueue('shop.unknown', { uniqueKey: 'k' });
      t.like((await post(`${first}/retry`)).body, { code: 'job_key_taken', data: { status: 409 } });
      t.is((await get(first)).body.status, 'cancelled');
    },
  );

  test.serial(
    named('jobs are for those whose site role reaches them, and payloads for those who read'),
    async (t) => {
      const id = await enqueue('shop.unknown');
      const other = await site.organization('Other');
      t.is((await get(id, other.auth)).status, 403);
      t.is((await site.request(JOBS)).status, 401);
      const login = { login: `writer-${database.engine}`, siteRole: 'administrator', scopes: ['jobs:write'] };
      const { auth } = await site.login(login);
      t.is((await get(id, auth)).status, 403);
      const answer = await post(`${id}/retry`, {}, auth);
      t.is(answer.status, 200);
      t.false('payload' in answer.body);
      t.is((await get('0'.repeat(8))).status, 400);
      t.is((await get('00000000-0000-0000-0000-000000000000')).status, 404);
    },
  );

  test.serial(named('the command sees and changes the same jobs, and the metrics count them'), async (t) => {
    failing = true;
    const id = await enqueue('shop.send');
    await until(id, 'dead');
    const listed = await koapress('jobs', 'list', '--status', 'dead', '--json');
    t.is(listed.code, 0, listed.err);
    const list = jsonOf(listed) as { id: string }[];
    t.true(list.some((job) => job.id === id));
    t.like(jsonOf(await koapress('jobs', 'show', id, '--json')), { id, payload: { to: 'ann' } });
    const stats = await koapress('jobs', 'stats');
    t.regex(stats.out, /shop\.send +0 +0 +0 +1/);
    const metrics = await (await fetch(`${site.url}/metrics`)).text();
    for (const name of ['queued', 'running', 'dead', 'oldest_ready_seconds'])
      t.regex(metrics, new RegExp(`^koapress_jobs_${name} \\d+$`, 'm'));
    const doctor = jsonOf(await koapress('doctor', '--json'));
    t.true(JSON.stringify(doctor).includes('Jobs shop.send'));
    failing = false;
    t.like(jsonOf(await koapress('jobs', 'edit', id, '{"to":"bob"}', '--json')), { id, status: 'ready' });
    t.deepEqual((await until(id, 'done')).payload, { to: 'bob' });
    const waits = await enqueue('shop.unknown');
    t.like(jsonOf(await koapress('jobs', 'cancel', waits, '--json')), { status: 'cancelled' });
    t.is((await koapress('jobs', 'retry', 'nobody')).code, 1);
    t.is((await koapress('jobs', 'list', '--status', 'odd')).code, 2);
    t.is((await koapress('jobs', 'edit', waits, '{no')).code, 2);
  });
}
