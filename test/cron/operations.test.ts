import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { jsonOf, type Typed, typed } from '../command/typed.js';
import { writePlugin } from '../plugins/written-plugins.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { ADMIN, startSite } from '../support/site.js';
import { until } from './cron-site.js';

const CRON = '/wp-json/koapress/v1/cron';
const SECRET = 'a secret of the tests with 32 letters or more';

/** A plugin with a task that works and one that does not. */
const clock = (setup = '') => ({
  name: 'clockwork',
  setup: `
    const task = { description: 'Ticks', schedule: '30 2 * * *', timezone: 'Europe/Berlin' };
    host.cron({ ...task, name: 'clockwork.tick', run: async () => { await host.options.set('ticked', true); } });
    host.cron({ ...task, name: 'clockwork.break', run: async () => { throw new Error('a spring broke'); } });
    ${setup}
  `,
});

async function siteWith(t: ExecutionContext, database: TestDatabase) {
  const place = await database.open();
  const pluginsDir = join(place.dataDir, 'given-plugins');
  writePlugin(pluginsDir, clock());
  const site = await startSite(database, {
    place,
    pluginsDir,
    secretKeys: [SECRET],
    cronTimes: { lookMs: 100 },
  });
  let isRunning = true;
  const stop = async () => {
    if (isRunning) await site.stop();
    isRunning = false;
  };
  t.teardown(async () => {
    await stop();
    await place.drop();
  });
  const env = {
    DATA_DIR: place.dataDir,
    PLUGINS_DIR: pluginsDir,
    SECRET_KEY: SECRET,
    SITE_URL: 'http://site.test',
    ADMIN_PASSWORD: ADMIN.password,
    ...(place.url && { DATABASE_URL: place.url }),
  };
  const koapress = (words: string): Promise<Typed> => typed(words.split(' '), { folder: place.dataDir, env });
  const call = (method: string, path: string) => site.request(CRON + path, { method, auth: site.admin });
  const toggle = (status: string) =>
    site.request('/wp-json/wp/v2/plugins/clockwork', { method: 'PUT', auth: site.admin, body: { status } });
  return { site, stop, koapress, call, toggle, pluginsDir };
}

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test(
    named('tasks are listed with their next five times, run, paused, resumed and looked back on'),
    async (t) => {
      const { call, toggle, site } = await siteWith(t, database);
      t.is((await call('GET', '/clockwork.tick')).status, 404);
      t.is((await toggle('active')).status, 200);

      const listed = (await call('GET', '')).body as { name: string; next_runs: string[] }[];
      t.true(listed.some(({ name }) => name === 'host.expired-credentials'));
      const tick = listed.find(({ name }) => name === 'clockwork.tick');
      t.like(tick, {
        owner: 'clockwork',
        timezone: 'Europe/Berlin',
        overlap: 'skip',
        missed: 'once',
        paused: false,
        last_run: null,
        problem: null,
      });
      t.is(tick?.next_runs.length, 5);
      t.true(tick?.next_runs.every((time) => /T0[01]:30:00\.000Z$/.test(time)));

      const begun = await call('POST', '/clockwork.tick/run');
      t.is(begun.status, 201);
      const run = `/clockwork.tick/runs/${begun.body.id}`;
      await until(async () => (await call('GET', run)).body.ended_at !== null);
      t.like((await call('GET', run)).body, { kind: 'manual', status: 'succeeded', error: null });
      await call('POST', '/clockwork.break/run');
      await until(async () => (await call('GET', '/clockwork.break')).body.last_run?.ended_at != null);
      t.like((await call('GET', '/clockwork.break')).body.last_run, {
        status: 'failed',
        error: 'a spring broke',
      });
      t.is(
        (await call('GET', `/clockwork.break/runs/${begun.body.id}`)).status,
        404,
        'a run of another task',
      );

      t.like((await call('POST', '/clockwork.tick/pause')).body, { paused: true, next_runs: [] });
      t.like((await call('POST', '/clockwork.tick/resume')).body, { paused: false });
      const history = await call('GET', '/clockwork.tick/runs?per_page=1');
      t.is(history.headers.get('x-wp-total'), '1');
      t.is(history.body.length, 1);

      const audited = await site.host.db.raw<{ action: string }>(
        "select action from kp_audit_log where entity_id = 'clockwork.tick' order by id",
      );
      t.deepEqual(
        audited.map(({ action }) => action),
        ['cron.run', 'cron.paused', 'cron.resumed'],
      );
      t.is((await toggle('inactive')).status, 200);
      t.is((await call('GET', '/clockwork.tick')).status, 404);
      t.is((await call('POST', '/clockwork.tick/run')).status, 404);
    },
  );

  test(
    named('a command has the running site run a task, and runs it itself where none is running'),
    async (t) => {
      const { call, koapress, stop, toggle } = await siteWith(t, database);
      await toggle('active');
      const run = jsonOf(await koapress('cron run clockwork.tick --json')) as { id: number; node: string };
      t.like(run, { status: 'succeeded', kind: 'manual' });
      const here = (await call('POST', '/clockwork.tick/run')).body;
      t.is(run.node, (await call('GET', `/clockwork.tick/runs/${here.id}`)).body.node, 'the site ran it');

      const broken = await koapress('cron run clockwork.break');
      t.is(broken.code, 1);
      t.regex(broken.out + broken.err, /clockwork\.break failed: a spring broke/);
      const unknown = await koapress('cron run clockwork.nothing');
      t.is(unknown.code, 1);
      t.regex(unknown.err, /No such cron task/);

      t.is((await koapress('cron pause clockwork.tick')).code, 0);
      t.is((await call('GET', '/clockwork.tick')).body.paused, true);
      t.regex((await koapress('cron resume clockwork.tick')).out, /clockwork\.tick runs next at 20/);
      const history = jsonOf(await koapress('cron history clockwork.tick --limit 1 --json')) as unknown[];
      t.is(history.length, 1);
      t.regex((await koapress('cron list')).out, /clockwork\.break +30 2 \* \* \* +Europe\/Berlin +failed/);

      await stop();
      const alone = jsonOf(await koapress('cron run clockwork.tick --json'));
      t.like(alone, { status: 'succeeded' });
      t.not((alone as { node: string }).node, run.node);
    },
  );

  test(
    named('a plugin whose schedule cannot be read is not switched on, and nothing of it is left'),
    async (t) => {
      const { call, pluginsDir, toggle } = await siteWith(t, database);
      const before = (await call('GET', '')).body.map(({ name }: { name: string }) => name);
      for (const [bad, said] of [
        ["schedule: '61 * * * *'", /clockwork\.bad cannot be declared: the schedule \\?"61 /],
        ["schedule: '0 6 * * *', timezone: 'Mars/Base'", /there is no time zone \\?"Mars\/Base\\?"/],
      ] as const) {
        const declared = `host.cron({ name: 'clockwork.bad', description: '', ${bad}, run: async () => {} });`;
        writePlugin(pluginsDir, clock(declared));
        const answer = await toggle('active');
        t.is(answer.status, 409, JSON.stringify(answer.body));
        t.regex(JSON.stringify(answer.body), said);
        t.deepEqual(
          (await call('GET', '')).body.map(({ name }: { name: string }) => name),
          before,
        );
      }
      writePlugin(pluginsDir, clock());
      t.is((await toggle('active')).status, 200);
    },
  );

  test(named('the doctor and the list say which task has not succeeded for long'), async (t) => {
    const { call, koapress, site, toggle } = await siteWith(t, database);
    await toggle('active');
    await until(async () => (await call('GET', '/clockwork.tick')).status === 200);
    await site.host.db
      .query('kp_cron_tasks')
      .where({ name: 'clockwork.break' })
      .update({ expected_since: '2026-01-01 00:00:00.000' });
    await until(async () => (await call('GET', '/clockwork.break')).body.problem !== null);
    const doctor = await koapress('doctor');
    t.is(doctor.code, 1);
    t.regex(doctor.out, /Cron task clockwork\.break: .*has never succeeded/);
    t.is((await site.request('/api/ready')).status, 200, 'the site serves all the same');
    await toggle('inactive');
    t.notRegex((await koapress('doctor')).out, /clockwork\.break/);
  });
}
