import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/clock.js';
import { openDatabase } from '../../src/database/open.js';
import type { JobSpec } from '../../src/jobs/job.js';
import type { Place } from '../matrix/rows.js';
import { AT_ONCE, quickJobs, quiet } from './pace.js';

/** Effects are rows without any key that would refuse a second one. */
export const EFFECTS = 'load_effects';
export const EFFECT = 'load.effect';
export const POISON = 'load.poison';

/** A process that does nothing but run jobs: `load.test.ts` kills and stops several of them. */
async function main({ url: databaseUrl, dataDir }: Place): Promise<void> {
  const db = await openDatabase({ databaseUrl, dataDir, log: quiet, clock: systemClock });
  const effect: JobSpec<number> = {
    name: EFFECT,
    attempts: 1000,
    backoff: AT_ONCE,
    concurrency: 8,
    async run(n, job) {
      // Slow ones are what a process has in its hands when it is killed or stopped.
      await sleep(n % 10 === 0 ? 300 : Math.random() * 12);
      if (n % 17 === 0 && job.attempt === 1) throw new Error('once more');
      if (n % 19 === 0 && Math.random() < 0.5) job.postpone(5, 'not yet');
      await job.complete(async () => {
        await db.query(EFFECTS).insert({ n, pid: process.pid });
      });
      await sleep(Math.random() * 4);
    },
  };
  const poison: JobSpec = {
    name: POISON,
    attempts: 3,
    backoff: AT_ONCE,
    run: async () => void process.kill(process.pid, 'SIGKILL'),
  };
  const room = quickJobs(db);
  room.kinds.declare('load', [effect, poison] as readonly JobSpec[]);
  await room.start();
  process.stdout.write('working\n');
  process.once('SIGTERM', async () => {
    await room.stop();
    await db.close();
    process.stdin.destroy();
  });
  process.stdin.resume();
}

if (process.argv[2] !== undefined) await main(JSON.parse(process.argv[2]) as Place);
