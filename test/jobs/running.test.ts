import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { JOBS } from '../../src/jobs/job-row.js';
import { databases } from '../support/databases.js';
import { aborted, gate, JobHouse } from './job-room.js';
import { AT_ONCE } from './pace.js';

for (const database of databases) {
  const house = new JobHouse(database);
  const named = (title: string) => house.named(title);

  test(named('a job runs with what it was given, and is done'), async (t) => {
    const name = house.kind();
    const seen: unknown[] = [];
    const room = house.room([
      {
        name,
        async run(payload: unknown, job) {
          seen.push([payload, job.id, job.orgId, job.attempt, job.lastAttempt, job.actor.orgId]);
        },
      },
    ]);
    await house.working(room, async () => {
      const id = await house.db.transaction(() => room.jobs.enqueue(name, { n: 1 }, { orgId: 4 }));
      await house.until(id, 'done');
      t.deepEqual(seen, [[{ n: 1 }, id, 4, 1, false, 4]]);
    });
  });

  test(named('a job of the site acts for no organisation'), async (t) => {
    const name = house.kind();
    const room = house.room([{ name, attempts: 1, run: async (_: unknown, job) => void job.actor }]);
    await house.working(room, async () => {
      const id = await room.jobs.enqueue(name, null, { orgId: null });
      t.regex(String((await house.until(id, 'dead')).reason), /belongs to no organisation/);
    });
  });

  test(named('a job that fails is tried again, and dies with its reason and what hangs on it'), async (t) => {
    const name = house.kind();
    const buried = house.kind();
    const room = house.room([
      {
        name,
        attempts: 3,
        backoff: AT_ONCE,
        async run(_: unknown, job) {
          throw new Error(`attempt ${job.attempt}, last ${job.lastAttempt}`);
        },
        async onDead(payload: unknown, dead) {
          await room.jobs.enqueue(buried, { payload, ...dead }, { orgId: 2, delayMs: 60_000 });
        },
      },
    ]);
    await house.working(room, async () => {
      const id = await room.jobs.enqueue(name, 'x', { orgId: 2 });
      const reason = 'Error: attempt 3, last true';
      t.like(await house.until(id, 'dead'), { attempts: 3, reason });
      const causes = await house.db.site(JOBS).where({ name: buried }).all();
      t.deepEqual(
        causes.map(({ payload }) => payload),
        [{ payload: 'x', id, orgId: 2, reason }],
      );
      t.deepEqual(
        (await house.attempts(id)).map(({ attempt, outcome }) => [attempt, outcome]),
        [1, 2, 3].map((attempt) => [attempt, 'failed']),
      );
    });
  });

  test(named('postponing counts no attempt, giving up counts the rest'), async (t) => {
    const [patient, hopeless] = [house.kind(), house.kind()];
    const attempts: number[] = [];
    const room = house.room([
      {
        name: patient,
        attempts: 1,
        async run(_: unknown, job) {
          attempts.push(job.attempt);
          if (attempts.length < 3) job.postpone(1, 'asked to wait');
        },
      },
      { name: hopeless, run: async (_: unknown, job) => job.giveUp('no such receiver') },
    ]);
    await house.working(room, async () => {
      const waits = await room.jobs.enqueue(patient, null, { orgId: 1 });
      const dies = await room.jobs.enqueue(hopeless, null, { orgId: 1 });
      await house.until(waits, 'done');
      t.deepEqual(attempts, [1, 1, 1]);
      t.like(await house.until(dies, 'dead'), { attempts: 1, reason: 'no such receiver' });
    });
  });

  test(named('the effects of a job and its end are one: what throws leaves neither'), async (t) => {
    const [name, effect] = [house.kind(), house.kind()];
    const room = house.room([
      {
        name,
        backoff: AT_ONCE,
        async run(_: unknown, job) {
          const answer = await job.complete(async () => {
            await room.jobs.enqueue(effect, { attempt: job.attempt }, { orgId: 1, delayMs: 60_000 });
            if (job.attempt === 1) throw new Error('halfway');
            return 'kept';
          });
          t.is(answer, 'kept');
          await t.throwsAsync(
            job.complete(async () => undefined),
            { message: /complete already/ },
          );
          throw new Error('after the end nothing changes');
        },
      },
    ]);
    await house.working(room, async () => {
      const id = await room.jobs.enqueue(name, null, { orgId: 1 });
      t.like(await house.until(id, 'done'), { attempts: 2 });
      const effects = await house.db.site(JOBS).where({ name: effect }).all();
      t.deepEqual(
        effects.map(({ payload }) => payload),
        [{ attempt: 2 }],
      );
    });
    t.is(await house.db.site(JOBS).where({ name }).where({ status: 'done' }).count(), 1);
  });

  test(
    named('a time-out aborts the signal, and the job stays taken until its function has settled'),
    async (t) => {
      const name = house.kind();
      const settle = gate();
      const told = gate();
      let inside = 0;
      const room = house.room([
        {
          name,
          timeoutMs: 20,
          attempts: 2,
          backoff: AT_ONCE,
          async run(_: unknown, job) {
            inside += 1;
            t.is(inside, 1);
            await aborted(job.signal).catch(() => told.open());
            if (job.attempt === 1) await settle.passed;
            inside -= 1;
            throw new Error('told to stop');
          },
        },
      ]);
      await house.working(room, async () => {
        const id = await room.jobs.enqueue(name, null, { orgId: 1 });
        await told.passed;
        // Longer than its lease: the worker renews it as long as the function has not settled.
        await sleep(900);
        t.like(await house.job(id), { status: 'running', attempts: 1 });
        settle.open();
        t.like(await house.until(id, 'dead'), { attempts: 2, reason: 'Did not end within 20 ms' });
        t.deepEqual(
          (await house.attempts(id)).map(({ outcome }) => outcome),
          ['timed_out', 'timed_out'],
        );
      });
    },
  );

  test(named('a delayed job waits, and one that is enqueued elsewhere is found'), async (t) => {
    const name = house.kind();
    const room = house.room([{ name, run: async () => undefined }]);
    const elsewhere = house.room();
    await house.working(room, async () => {
      const later = await elsewhere.jobs.enqueue(name, null, { orgId: 1, delayMs: 3_600_000 });
      const soon = await elsewhere.jobs.enqueue(name, null, { orgId: 1, delayMs: 50 });
      await house.until(soon, 'done');
      t.is((await house.job(later)).status, 'waiting');
    });
  });

  test(named('a key is taken while its job runs and free when it has ended'), async (t) => {
    const name = house.kind();
    const [begun, end] = [gate(), gate()];
    const room = house.room([
      {
        name,
        async run() {
          begun.open();
          await end.passed;
        },
      },
    ]);
    await house.working(room, async () => {
      const enqueue = () => room.jobs.enqueue(name, null, { orgId: 1, uniqueKey: 'k' });
      const first = await enqueue();
      await begun.passed;
      t.is(await enqueue(), first);
      t.false(await room.jobs.cancel(first));
      end.open();
      await house.until(first, 'done');
      t.not(await enqueue(), first);
    });
  });
}
