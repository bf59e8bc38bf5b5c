import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../../src/clock.js';
import { RUNS } from '../../src/cron/cron-tables.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { createLogger } from '../../src/log.js';
import { type WrittenPlugin, writePlugin } from '../plugins/written-plugins.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { until } from './cron-site.js';

const ENTRY = fileURLToPath(new URL('./cron-process.js', import.meta.url));

/** Writes a row for what it does: `tick` every second, `long` until it is told to go on. */
const ticker: WrittenPlugin = {
  name: 'ticker',
  migrations: {
    '20261201_01_create_ticker_rows': `
      await schema.createTable(knex, 'ticker_rows', (table) => {
        schema.id(table);
        table.string('what', 60).notNullable();
        table.integer('pid').notNullable();
      });`,
  },
  setup: `
    const write = (what) => host.db.query('ticker_rows').insert({ what, pid: process.pid });
    const held = (run, what) => host.db.transaction(async () => { await run.assertHeld(); await write(what); });
    host.cron({
      name: 'ticker.tick', description: 'Each second', schedule: '* * * * * *',
      run: (run) => held(run, run.slot.toISOString()),
    });
    host.cron({
      name: 'ticker.long', description: 'Until told', schedule: '0 0 1 1 *',
      async run(run) {
        const told = new Promise((resolve) => process.on('message', (message) => { if (message === 'go') resolve(); }));
        await write('begun');
        await told;
        await held(run, 'done');
      },
    });
  `,
};

interface World {
  readonly db: HostDatabase;
  /** A process of the site; the first one switches the plugin on. */
  process(): Promise<ChildProcess>;
  rows(): Promise<{ readonly what: string; readonly pid: number }[]>;
  /** Of `ticker.long`, as they ended. */
  runs(): Promise<{ readonly status: string; readonly error: string | null }[]>;
}

async function world(t: ExecutionContext, database: TestDatabase): Promise<World> {
  const place = await database.open();
  const plugins = join(place.dataDir, 'given-plugins');
  writePlugin(plugins, ticker);
  const children: ChildProcess[] = [];
  const log = createLogger('silent');
  const { url: databaseUrl, dataDir } = place;
  const db = await openDatabase({ databaseUrl, dataDir, log, clock: systemClock });
  t.teardown(async () => {
    for (const child of children) {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await gone;
    }
    await db.close();
    await place.drop();
  });
  return {
    db,
    async process() {
      const folder = place.url === null ? dataDir : join(dataDir, `machine-${children.length}`);
      mkdirSync(folder, { recursive: true });
      const env = {
        PATH: process.env.PATH,
        TEST_DATABASE: place.url ?? '',
        TEST_FOLDER: folder,
        TEST_PLUGINS: plugins,
      };
      const child = fork(ENTRY, children.length === 0 ? ['ticker'] : [], { env, stdio: 'inherit' });
      children.push(child);
      await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(() => Promise.reject(new Error('It ended at once'))),
      ]);
      return child;
    },
    rows: () => db.raw('select what, pid from ticker_rows order by id'),
    runs: () => db.site(RUNS).where({ task: 'ticker.long' }).orderBy('id').all(),
  };
}

/** Whichever process it is that takes the run which one of them asks for. */
async function runnerOf(all: readonly ChildProcess[], rows: World['rows']) {
  all[0]?.send('run ticker.long');
  const begun = async () => (await rows()).find(({ what }) => what === 'begun');
  await until(async () => (await begun()) !== undefined);
  const pid = (await begun())?.pid;
  const runner = all.find((child) => child.pid === pid);
  if (!runner) throw new Error('None of them runs it');
  return { runner, others: all.filter((child) => child !== runner) };
}

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test(named('a run whose process is killed is lost, and the task goes on'), async (t) => {
    const { process: start, rows, runs } = await world(t, database);
    // SQLite serves one process: there the next start finds it.
    const all = database.engine === 'mysql' ? [await start(), await start()] : [await start()];
    const { runner, others } = await runnerOf(all, rows);
    const killed = once(runner, 'exit');
    runner.kill('SIGKILL');
    await killed;
    const other = others[0] ?? (await start());
    await until(async () => (await runs())[0]?.status === 'lost');
    t.regex((await runs())[0]?.error ?? '', /process ended/);

    other.send('run ticker.long');
    await until(async () => (await rows()).filter(({ what }) => what === 'begun').length === 2);
    other.send('go');
    await until(async () => (await runs())[1]?.status === 'succeeded');
    t.deepEqual(
      (await rows()).filter(({ what }) => what === 'done').map(({ pid }) => pid),
      [other.pid],
    );
  });
}

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  test('two processes: each slot runs once, also when one of them is killed and comes back', async (t) => {
    const { db, process: start, rows } = await world(t, database);
    const first = await start();
    const second = await start();
    const ticks = async () => (await rows()).map(({ what }) => what);
    await until(async () => (await ticks()).length > 3);
    first.kill('SIGKILL');
    const before = (await ticks()).length;
    await until(async () => (await ticks()).length > before + 2);
    await start();
    const after = (await ticks()).length;
    await until(async () => (await ticks()).length > after + 2);
    second.kill('SIGKILL');
    const all = await ticks();
    t.is(new Set(all).size, all.length, 'no slot has two rows');
    const succeeded = await db.raw<{ slot: unknown }>(
      "select id from kp_cron_runs where task = 'ticker.tick' and status = 'succeeded'",
    );
    t.true(all.length >= succeeded.length, 'no run says it succeeded without its row');
  });

  test('a process that is stopped beyond its lease has lost its run: what it does later is refused', async (t) => {
    const { process: start, rows, runs } = await world(t, database);
    const { runner } = await runnerOf([await start(), await start()], rows);
    runner.kill('SIGSTOP');
    await until(async () => (await runs())[0]?.status === 'lost');
    runner.send('go');
    runner.kill('SIGCONT');
    runner.send('run ticker.long');
    // It has come back to life once it has begun another run.
    await until(async () => (await rows()).filter(({ what }) => what === 'begun').length === 2);
    await sleep(300);
    t.deepEqual(
      (await rows()).filter(({ what }) => what === 'done'),
      [],
    );
    t.is((await runs())[0]?.status, 'lost');
  });
}
