import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ATTEMPTS, JOBS } from '../../src/jobs/job-row.js';
import { databases } from '../support/databases.js';
import { JobHouse } from './job-room.js';
import { Crew } from './load-crew.js';
import { EFFECT, EFFECTS, POISON } from './load-worker.js';
import { QUICK } from './pace.js';

/** At most: then it takes minutes. */
const EFFORT = Math.min(4, Number(process.env.TEST_EFFORT ?? 1));
const KILLS = 4;

for (const database of databases) {
  const house = new JobHouse(database);
  // SQLite serves one site process.
  const [workers, stopped] = database.engine === 'mysql' ? [6, 2] : [1, 0];
  const count = (database.engine === 'mysql' ? 800 : 200) * EFFORT;
  const done = () => house.db.site(JOBS).where({ name: EFFECT, status: 'done' }).count();

  const until = async (jobs: number) => {
    while ((await done()) < jobs) await sleep(15);
  };

  const silent = async () => {
    const taken = "select id from kp_job_attempts where reason like '%silent%' limit 1";
    return (await house.db.raw(taken)).length > 0;
  };

  /** Beyond their lease: until others have taken back what they had. Who has nothing at that moment is stopped again. */
  const stopAndWake = async (crew: Crew) => {
    while ((await done()) < count) {
      const wake = crew.stop(stopped);
      const deadline = performance.now() + 4 * QUICK.leaseMs;
      while (!(await silent()) && performance.now() < deadline) await sleep(15);
      const isTaken = await silent();
      if (isTaken) await sleep(QUICK.leaseMs);
      wake();
      if (isTaken) return;
    }
  };

  test(
    house.named('workers that are killed and stopped lose no job, and no effect happens twice'),
    async (t) => {
      await house.db.knex.schema.createTable(EFFECTS, (table) => {
        table.bigIncrements('id');
        table.integer('n').notNullable();
        table.integer('pid').notNullable();
      });
      const { jobs } = house.room();
      const poison = await jobs.enqueue(POISON, null, { orgId: 1, delayMs: 200 });
      for (let from = 0; from < count; from += 100) {
        await house.db.transaction(async () => {
          for (let n = from; n < from + 100; n += 1) await jobs.enqueue(EFFECT, n, { orgId: 1 + (n % 5) });
        });
      }
      const crew = new Crew(house.at);
      try {
        for (let n = 0; n < workers; n += 1) await crew.add();
        const waking: Promise<void>[] = [];
        for (let kill = 1; kill <= KILLS; kill += 1) {
          await until((count * kill) / (KILLS + 3));
          if (kill === 2 && stopped > 0) waking.push(stopAndWake(crew));
          crew.killOne();
        }
        await Promise.all(waking);
        await until(count);
        await house.until(poison, 'dead');
        const exits = await crew.end('SIGTERM');
        t.deepEqual(exits, Array(exits.length).fill(0));
      } finally {
        await crew.end('SIGKILL');
      }
      const effects = await house.db.raw<{ n: number }>(`select n from ${EFFECTS} order by n`);
      t.deepEqual(
        effects.map(({ n }) => n),
        Array.from({ length: count }, (_, n) => n),
      );
      t.is(await house.db.site(JOBS).whereIn('status', ['ready', 'waiting', 'running']).count(), 0);
      t.like(await house.job(poison), { attempts: 4, reason: 'The process that ran it has ended' });
      t.true((await house.db.site(ATTEMPTS).where({ outcome: 'lost' }).count()) >= 3);
    },
  );
}
