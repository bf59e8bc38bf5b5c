import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Arena } from './arena.js';
import { BATCH, JOB, JOBS_PATH } from './background-plugin.js';
import { getOne } from './cases.js';
import { median, once, type Rate, run, type Shot, shot } from './load.js';
import type { Report } from './report.js';
import type { Effort } from './rounds.js';

/** Enough that they are not done before the gets are measured. */
const JOBS_BESIDE_GETS = 5000;
const POLL_MS = 20;

/** The same gets in turn, on a quiet site and while it works through jobs. */
export async function getsBesideJobs(
  { site, database, count }: Arena,
  effort: Effort,
  report: Report,
): Promise<void> {
  const shots = getOne(count).shots(site);
  // A few callers: with as many as the server can bear, waiting in line is all that is seen.
  const load = { target: site.server.target, lanes: 4, warmUpMs: 100, measureMs: effort.measureMs * 3 };
  const gets = (): Promise<Rate> =>
    run({ ...load, next: (n) => shots[n % shots.length] as Shot, check: () => undefined });
  const rounds: { readonly quiet: Rate; readonly busy: Rate; readonly done: number }[] = [];
  for (let round = -1; round < effort.rounds; round++) {
    await drained(database);
    const quiet = await gets();
    await enqueue(site.server.target, JOBS_BESIDE_GETS);
    const before = await waiting(database);
    const busy = await gets();
    const left = await waiting(database);
    await database('kp_jobs').where({ name: JOB, status: 'ready' }).delete();
    if (left === 0) throw new Error('The jobs were done before the gets were');
    if (round >= 0) rounds.push({ quiet, busy, done: before - left });
  }
  const each = rounds.map(({ quiet, busy }) => busy.p99 / quiet.p99);
  const ms = (of: 'quiet' | 'busy') => median(rounds.map((round) => round[of].p99)).toFixed(2);
  report.add(
    'p99 of a get beside jobs / alone (at most 1.5)',
    `${median(each).toFixed(2)} (${Math.min(...each).toFixed(2)}–${Math.max(...each).toFixed(2)})`,
    `${ms('busy')} ms beside ${Math.round(median(rounds.map(({ done }) => done)))} jobs done, ${ms('quiet')} ms alone`,
  );
}

async function enqueue(target: Parameters<typeof once>[0], jobs: number): Promise<void> {
  const request = shot('POST', target, JOBS_PATH, {});
  for (let made = 0; made < jobs; made += BATCH) {
    const { status, body } = await once(target, request);
    if (status !== 200) throw new Error(`${status} ${body.toString('utf8')}`);
  }
}

async function drained(database: Knex): Promise<void> {
  while ((await waiting(database)) > 0) await sleep(POLL_MS);
}

async function waiting(database: Knex): Promise<number> {
  const [row] = await database('kp_jobs')
    .where({ name: JOB })
    .whereIn('status', ['waiting', 'ready', 'running'])
    .count({ jobs: '*' });
  return Number(row?.jobs);
}
