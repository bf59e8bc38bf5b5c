import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import mysql from 'mysql2/promise';
import { ADMIN } from '../faults/site-process.js';
import { exchange, type Headers } from '../matrix/exchange.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { writePlugin } from '../plugins/written-plugins.js';
import { databases, type OpenedDatabase } from '../support/databases.js';
import { eventually } from '../support/redis.js';
import { TwoNodes } from './two-nodes.js';

const JOBS = 20;
const SLOTS = 3;
const AT_ONCE = 16;
const LIMIT_MS = 60_000;

/** Writes a row for each thing it does, in a table in which doubles would show. */
const marker = {
  name: 'marker',
  files: {
    'migrations/1_create_marker_marks.js': `
      export async function up(knex) {
        await knex.schema.createTable('marker_marks', (table) => {
          table.increments('id');
          table.string('label', 100).notNullable();
        });
      }
      export async function down(knex) { await knex.schema.dropTableIfExists('marker_marks'); }
    `,
  },
  before: `const table = api.siteTable('marker_marks');`,
  setup: `
    const mark = (label) => host.db.site(table).insert({ label });
    host.job({ name: 'marker.mark', run: ({ n }, job) => job.complete(() => mark('job ' + n)) });
    host.cron({
      name: 'marker.tick', description: 'Marks each second', schedule: '* * * * * *', missed: 'skip',
      run: ({ slot }) => mark('slot ' + slot.toISOString()),
    });
    host.routes('org', routesAt('/v1/mark', async () => {
      for (let n = 0; n < ${JOBS}; n++) await host.jobs.enqueue('marker.mark', { n }, { orgId: null });
      return { ok: true };
    }));
  `,
};

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  let place: OpenedDatabase;
  let site: TwoNodes;
  let headers: Headers;

  test.before(async () => {
    place = await database.open();
    const pluginsDir = join(place.dataDir, 'given-plugins');
    writePlugin(pluginsDir, { ...marker, migrations: {} });
    site = await TwoNodes.start(place, { PLUGINS_DIR: pluginsDir });
    // Made by one node, and good for both.
    headers = await browserHeaders(site.url, { ...ADMIN, email: '' });
    const path = '/wp-json/wp/v2/plugins/marker';
    const on = await exchange(site.url, { method: 'put', path, body: { status: 'active' }, headers });
    if (on.status !== 200) throw new Error(on.text);
    for (const { url } of site.nodes) await eventually(() => serves(url, '/v1/mark'));
  });
  test.after.always(async () => {
    await site?.stop();
    await place?.drop();
  });

  test.serial('a login cookie and its nonce are good on every node', async (t) => {
    for (const { url } of site.nodes) {
      const me = await exchange(url, { method: 'get', path: '/wp-json/wp/v2/users/me', headers });
      t.is(me.status, 200, me.text);
    }
  });

  test.serial('jobs and slots of cron tasks are done once, whichever node takes them', async (t) => {
    const enqueued = await exchange(site.url, { method: 'get', path: '/api/v1/mark' });
    t.is(enqueued.status, 200, enqueued.text);
    const isDone = (labels: readonly string[]) =>
      labels.filter((label) => label.startsWith('job')).length >= JOBS &&
      labels.filter((label) => label.startsWith('slot')).length >= SLOTS;
    const labels = await marksUntil(place, isDone);
    t.deepEqual(
      labels.filter((label, index) => labels.indexOf(label) !== index),
      [],
    );
  });

  test.serial('many requests with one Idempotency-Key have one effect, over all nodes', async (t) => {
    const key = randomUUID();
    const body = { name: `Once ${key}` };
    const path = '/api/v1/clients';
    const sent = { method: 'post', path, body, headers: { ...headers, 'Idempotency-Key': key } };
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => exchange(site.url, sent)));
    const statuses = new Set(answers.map(({ status }) => status));
    t.true(statuses.has(201));
    t.deepEqual(
      [...statuses].filter((status) => status !== 201 && status !== 409),
      [],
    );
    const ids = answers.filter(({ status }) => status === 201).map(({ text }) => text);
    t.is(new Set(ids).size, 1, 'all that were answered were answered the same');
    const found = await exchange(site.url, { method: 'get', path: `${path}?search=${key}`, headers });
    t.regex(found.text, /"total":1\b/);
  });
}

/** Whether the node has followed. Plugins of tests bring no document, so the list of routes is asked. */
async function serves(url: string, path: string): Promise<boolean> {
  return (await exchange(url, { method: 'options', path: `/api${path}` })).status !== 404;
}

async function marksUntil(
  { url }: OpenedDatabase,
  isEnough: (labels: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const connection = await mysql.createConnection(url as string);
  try {
    for (const deadline = performance.now() + LIMIT_MS; ; await sleep(100)) {
      const [rows] = await connection.query('select label from marker_marks');
      const labels = (rows as { label: string }[]).map(({ label }) => label);
      if (isEnough(labels)) return labels;
      if (performance.now() > deadline) throw new Error(`only these were done: ${labels.join(', ')}`);
    }
  } finally {
    await connection.end();
  }
}
