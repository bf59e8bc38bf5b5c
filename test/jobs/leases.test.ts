import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { newLockOwner } from '../../src/database/lock-owner.js';
import { JOBS } from '../../src/jobs/job-row.js';
import { databases } from '../support/databases.js';
import { aborted, gate, JobHouse } from './job-room.js';
import { AT_ONCE } from './pace.js';

/** A process of another machine: nobody here can know whether it lives. */
const FAR = '000000000000.1.aaaaaa.1';
const HOUR = 3_600_000;

/** A process of this machine that is no more. */
function ended(): string {
  const [place, pid] = newLockOwner().split('.');
  return `${place}.${pid}.zzzzzz.1`;
}

for (const database of databases) {
  const house = new JobHouse(database);
  const named = (title: string) => house.named(title);

  /** As its worker left it: taken, and not ended. */
  const takenBy = async (publicId: string, owner: string, attempts = 1) => {
    const taken = { status: 'running', owner, attempts, fence: 1, startedAt: new Date() } as const;
    await house.db.site(JOBS).where({ publicId }).update(taken);
  };

  test(
    named('a job of a silent worker is taken back when its lease is over, and the attempt counts'),
    async (t) => {
      const name = house.kind();
      const room = house.room([{ name, backoff: AT_ONCE, run: async () => undefined }]);
      const id = await room.jobs.enqueue(name, null, { orgId: 1 });
      await takenBy(id, FAR);
      await house.working(room, async () => {
        t.like(await house.until(id, 'done'), { attempts: 2, fence: 2 });
        t.like((await house.attempts(id))[0], { attempt: 1, outcome: 'lost' });
      });
    },
  );

  test(named('a worker that renews its lease keeps its job, however long it takes'), async (t) => {
    const name = house.kind();
    const room = house.room([{ name, run: async () => undefined }], { leaseMs: 1200 });
    const id = await room.jobs.enqueue(name, null, { orgId: 1 });
    await takenBy(id, FAR);
    await house.working(room, async () => {
      for (let beat = 1; beat <= 15; beat += 1) {
        await house.db.site(JOBS).where({ publicId: id }).update({ beat });
        await sleep(100);
      }
      t.like(await house.job(id), { status: 'running', attempts: 1 });
    });
  });

  test(named('a job of a process of this machine that has ended comes back at once'), async (t) => {
    const name = house.kind();
    const room = house.room([{ name, run: async () => undefined }], { leaseMs: HOUR });
    const id = await room.jobs.enqueue(name, null, { orgId: 1 });
    await takenBy(id, ended());
    await house.working(room, async () => {
      t.like(await house.until(id, 'done'), { attempts: 2 });
    });
  });

  test(
    named('a job that was with every process that ended dies after its attempts, with its reason'),
    async (t) => {
      const name = house.kind();
      const dead: string[] = [];
      const room = house.room([
        {
          name,
          attempts: 3,
          run: async () => t.fail('it has no attempt left'),
          onDead: async (_: unknown, { reason }) => void dead.push(reason),
        },
      ]);
      const id = await room.jobs.enqueue(name, null, { orgId: 1 });
      await takenBy(id, ended(), 3);
      await house.working(room, async () => {
        const reason = 'The process that ran it has ended';
        t.like(await house.until(id, 'dead'), { reason });
        t.deepEqual(dead, [reason]);
      });
    },
  );

  test(named('who lost a job is told, writes no effect, and its end does not count'), async (t) => {
    const [name, effect] = [house.kind(), house.kind()];
    const [told, refused] = [gate(), gate()];
    const room = house.room([
      {
        name,
        backoff: AT_ONCE,
        async run(_: unknown, job) {
          const write = () =>
            room.jobs.enqueue(effect, { attempt: job.attempt }, { orgId: 1, delayMs: HOUR });
          if (job.attempt > 1) return void (await job.complete(write));
          // Somebody else has taken it meanwhile, and died.
          await house.db.site(JOBS).where({ publicId: job.id }).update({ fence: 7, owner: ended() });
          await aborted(job.signal).catch(() => told.open());
          await t.throwsAsync(job.complete(write), { name: 'LeaseLost' });
          refused.open();
        },
      },
    ]);
    await house.working(room, async () => {
      const id = await room.jobs.enqueue(name, null, { orgId: 1 });
      await Promise.all([told.passed, refused.passed]);
      t.like(await house.until(id, 'done'), { fence: 8 });
      const effects = await house.db.site(JOBS).where({ name: effect }).all();
      t.deepEqual(
        effects.map(({ payload }) => payload),
        [{ attempt: 2 }],
      );
    });
  });

  test(named('a claim that was committed without its worker hearing of it is found'), async (t) => {
    const name = house.kind();
    const begun = gate();
    const room = house.room([
      {
        name,
        async run(wait: boolean, job) {
          if (!wait) return;
          begun.open();
          await aborted(job.signal);
        },
      },
    ]);
    await house.working(room, async () => {
      const known = await room.jobs.enqueue(name, true, { orgId: 1 });
      await begun.passed;
      const { owner } = await house.job(known);
      const forgotten = await house.room().jobs.enqueue(name, false, { orgId: 1, delayMs: HOUR });
      await takenBy(forgotten, owner as string);
      await house.until(forgotten, 'done');
      t.like(await house.job(known), { status: 'running', attempts: 1 });
    });
  });

  test(named('a clock that jumps by days loses no job and repeats none'), async (t) => {
    const name = house.kind();
    let jump = 0;
    const clock = { now: () => new Date(Date.now() + jump) };
    const done: number[] = [];
    const specs = [
      {
        name,
        backoff: AT_ONCE,
        async run(
          n: number,
          job: { attempt: number; complete(effects: () => Promise<void>): Promise<void> },
        ) {
          jump = (n % 3) * 24 * HOUR;
          await sleep(5);
          if (n % 5 === 0 && job.attempt === 1) throw new Error('once more');
          await job.complete(async () => void done.push(n));
        },
      },
    ];
    const rooms = [house.room(specs, {}, clock), house.room(specs, {}, clock)];
    const [first] = rooms as [(typeof rooms)[0], (typeof rooms)[0]];
    const all = Array.from({ length: 40 }, (_, n) => n);
    const ids: string[] = [];
    for (const n of all) ids.push(await first.jobs.enqueue(name, n, { orgId: 1, delayMs: n % 4 }));
    await house.working(first, () =>
      house.working(rooms[1] as (typeof rooms)[0], async () => {
        // The last word of the clock is the latest: nothing is left behind in a future that went away.
        const forward = setInterval(() => {
          jump = 3 * 24 * HOUR;
        }, 20);
        for (const id of ids) await house.until(id, 'done');
        clearInterval(forward);
      }),
    );
    t.deepEqual(
      done.sort((a, b) => a - b),
      all,
    );
    for (const id of ids) t.true((await house.attempts(id)).every(({ outcome }) => outcome === 'failed'));
  });
}
