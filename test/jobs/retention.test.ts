import test from 'ava';
import { ATTEMPTS, JOBS, type JobStatus } from '../../src/jobs/job-row.js';
import { Retention } from '../../src/jobs/retention.js';
import { databases } from '../support/databases.js';
import { JobHouse } from './job-room.js';

const DAY = 86_400_000;

for (const database of databases) {
  const house = new JobHouse(database);

  const ended = async (status: JobStatus, daysAgo: number) => {
    const id = await house.room().jobs.enqueue(house.kind(), null, { orgId: 1 });
    const runAt = new Date(Date.now() - daysAgo * DAY);
    await house.db.site(JOBS).where({ publicId: id }).update({ status, runAt });
    const { id: jobId } = await house.job(id);
    const attempt = { attempt: 1, outcome: 'failed', reason: 'x', startedAt: null, endedAt: runAt } as const;
    await house.db.site(ATTEMPTS).insert({ jobId, ...attempt });
    return id;
  };

  test.serial(
    house.named('what ended long ago goes with its attempts, and nothing that waits does'),
    async (t) => {
      const old = [await ended('done', 2), await ended('cancelled', 8), await ended('dead', 91)];
      const kept = [
        await ended('done', 0.9),
        await ended('cancelled', 6),
        await ended('dead', 89),
        await ended('ready', 400),
        await ended('waiting', 400),
        await ended('running', 400),
      ];
      await new Retention(house.db, { now: () => new Date() }).tidy();
      for (const id of old) await t.throwsAsync(house.job(id), { message: /no job/ });
      for (const id of kept) t.is((await house.attempts(id)).length, 1);
      t.is(await house.db.site(ATTEMPTS).whereNotNull('id').count(), kept.length);
    },
  );

  test.serial(
    house.named('one that goes back to work meanwhile keeps its attempts, and no other does'),
    async (t) => {
      const [old, retried] = [await ended('done', 2), await ended('done', 2)];
      const transaction: typeof house.db.transaction = async (body) => {
        await house.db.site(JOBS).where({ publicId: retried }).update({ status: 'ready' });
        return house.db.transaction(body);
      };
      const raced = new Proxy(house.db, {
        get: (db, name) => {
          const value = name === 'transaction' ? transaction : db[name as keyof typeof db];
          return typeof value === 'function' ? value.bind(db) : value;
        },
      });
      const { id: jobId } = await house.job(old);
      await new Retention(raced, { now: () => new Date() }).tidy();
      t.is((await house.attempts(retried)).length, 1);
      t.is(await house.db.site(ATTEMPTS).where({ jobId }).count(), 0);
    },
  );

  test.serial(house.named('a clock that has jumped deletes nothing'), async (t) => {
    const id = await ended('dead', 1);
    let jump = 0;
    const retention = new Retention(house.db, { now: () => new Date(Date.now() + jump) });
    jump = 400 * DAY;
    await retention.tidy();
    t.is((await house.job(id)).status, 'dead');
  });
}
