import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { systemPrincipal } from '../src/auth/system-principal.js';
import { systemClock } from '../src/clock.js';
import { openDatabase } from '../src/database/open.js';
import { createJobs } from '../src/jobs/create-jobs.js';
import { createLogger } from '../src/log.js';
import { newPublicId } from '../src/public-id.js';
import type { BenchDatabase, Databases } from './databases.js';
import { median } from './load.js';
import type { Report } from './report.js';

const NAME = 'bench.job';
const LANES = 8;
const PAYLOAD = { to: 'somebody', about: 'an order', lines: [1, 2, 3] };

/** So many jobs from their `enqueue` to their end, on one node; answers jobs a second. */
type Run = (count: number) => Promise<number>;

/**
 * Jobs a second through the queue, and through the floor: what one writes first, a table of jobs and for each job an
 * insert, an update that takes it by its key, and a delete, by plain Knex and as many at once as the worker runs.
 */
export async function jobsThroughQueue(databases: Databases, report: Report, rounds: number): Promise<void> {
  const database = await databases.create('jobs');
  const queue = await openQueue(database);
  const floor = await openFloor(database.open);
  const count = 400;
  const rates: Record<'queue' | 'floor', number[]> = { queue: [], floor: [] };
  try {
    for (let round = -1; round < rounds; round += 1) {
      const [ofQueue, ofFloor] = [await queue.run(count), await floor.run(count)];
      if (round < 0) continue;
      rates.queue.push(ofQueue);
      rates.floor.push(ofFloor);
    }
  } finally {
    await queue.close();
    await floor.close();
  }
  const ratios = rates.queue.map((rate, round) => rate / (rates.floor[round] as number));
  const shown = `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
  const detail = `queue ${Math.round(median(rates.queue))}/s; floor ${Math.round(median(rates.floor))}/s`;
  report.add('jobs through the queue', shown, detail);
}

async function openQueue({ siteEnv }: BenchDatabase): Promise<{ run: Run; close(): Promise<void> }> {
  const log = createLogger('silent');
  const dataDir = await mkdtemp(path.join(tmpdir(), 'koapress-bench-jobs-'));
  const databaseUrl = siteEnv.DATABASE_URL ?? null;
  const db = await openDatabase({ databaseUrl, dataDir, log, clock: systemClock });
  await db.migrateHost();
  const room = createJobs({ db, clock: systemClock, log, actAs: systemPrincipal });
  let left = 0;
  let ended: () => void = () => undefined;
  room.kinds.declare('bench', [
    {
      name: NAME,
      concurrency: LANES,
      async run(_, job) {
        await job.complete(async () => undefined);
        left -= 1;
        if (left === 0) ended();
      },
    },
  ]);
  await room.start();
  return {
    run: (count) =>
      timed(count, async () => {
        left = count;
        const all = new Promise<void>((resolve) => {
          ended = resolve;
        });
        await inLanes(
          count,
          async (n) => void (await room.jobs.enqueue(NAME, PAYLOAD, { orgId: 1 + (n % 5) })),
        );
        await all;
      }),
    async close() {
      await room.stop();
      await db.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openFloor(open: () => Knex): Promise<{ run: Run; close(): Promise<void> }> {
  const knexes = Array.from({ length: LANES / 2 }, open);
  const [knex] = knexes as [Knex];
  await knex.schema.createTable('floor_jobs', (table) => {
    table.bigIncrements('id');
    table.string('public_id', 36).notNullable().unique();
    table.text('payload').notNullable();
    table.string('status', 10).notNullable().index();
  });
  const one = async (n: number) => {
    const own = knexes[n % knexes.length] as Knex;
    const row = { public_id: newPublicId(), payload: JSON.stringify(PAYLOAD), status: 'ready' };
    const [id] = await own('floor_jobs').insert(row);
    await own('floor_jobs').where({ id, status: 'ready' }).update({ status: 'running' });
    await own('floor_jobs').where({ id }).delete();
  };
  return {
    run: (count) => timed(count, () => inLanes(count, one)),
    close: async () => void (await Promise.all(knexes.map((each) => each.destroy()))),
  };
}

async function timed(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1000) / (performance.now() - start);
}

async function inLanes(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
