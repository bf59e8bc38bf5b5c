import test from 'ava';
import type { JobRun } from '../../src/jobs/job.js';
import { databases } from '../support/databases.js';
import { aborted, gate, JobHouse } from './job-room.js';

for (const database of databases) {
  const house = new JobHouse(database);
  const named = (title: string) => house.named(title);

  test(named('a site that stops gives its jobs back as if they had not begun'), async (t) => {
    const name = house.kind();
    const begun = gate();
    const run = async (_: unknown, job: JobRun) => {
      begun.open();
      await aborted(job.signal);
    };
    const room = house.room([{ name, run }]);
    await room.start();
    const id = await room.jobs.enqueue(name, null, { orgId: 1 });
    await begun.passed;
    await room.stop();
    t.like(await house.job(id), { status: 'ready', attempts: 0 });
    const next = house.room([{ name, run: async () => undefined }]);
    await house.working(next, async () => {
      t.like(await house.until(id, 'done'), { attempts: 1 });
    });
  });

  test(
    named('a job that heeds no signal keeps no site from stopping, and is done by another one'),
    async (t) => {
      const name = house.kind();
      const begun = gate();
      const end = gate();
      const late = gate();
      const effects: string[] = [];
      const run = async (_: unknown, job: JobRun) => {
        begun.open();
        await end.passed;
        await job.complete(async () => void effects.push('stubborn')).catch(late.open);
      };
      const room = house.room([{ name, run }], { stopMs: 50 });
      await room.start();
      const id = await room.jobs.enqueue(name, null, { orgId: 1 });
      await begun.passed;
      await room.stop();
      const next = async (_: unknown, job: JobRun) => job.complete(async () => void effects.push('next'));
      await house.working(house.room([{ name, run: next }]), () => house.until(id, 'done'));
      end.open();
      await late.passed;
      t.deepEqual(effects, ['next']);
    },
  );

  test(named('a site that stops keeps what a job still finishes'), async (t) => {
    const name = house.kind();
    const begun = gate();
    const run = async (_: unknown, job: JobRun) => {
      begun.open();
      await aborted(job.signal).catch(() => undefined);
      await job.complete(async () => undefined);
    };
    const room = house.room([{ name, run }]);
    await room.start();
    const id = await room.jobs.enqueue(name, null, { orgId: 1 });
    await begun.passed;
    await room.stop();
    t.like(await house.job(id), { status: 'done', attempts: 1 });
  });

  test(
    named('a plugin that is switched off ends its own jobs and no others, and they wait for it'),
    async (t) => {
      const name = house.kind();
      const begun: string[] = [];
      const both = gate();
      const end = gate();
      const run = async (_: unknown, job: JobRun) => {
        begun.push(job.id);
        if (begun.length === 2) both.open();
        await Promise.race([aborted(job.signal), end.passed]);
      };
      const room = house.room([{ name, run }]);
      room.kinds.declare('other', [{ name: 'other.kind', run }]);
      await house.working(room, async () => {
        const own = await room.jobs.enqueue(name, null, { orgId: 1 });
        const other = await room.jobs.enqueue('other.kind', null, { orgId: 1 });
        await both.passed;
        room.kinds.withdraw('shop');
        await room.kinds.drain('shop');
        t.like(await house.job(own), { status: 'ready', attempts: 0 });
        const later = await room.jobs.enqueue(name, null, { orgId: 1 });
        end.open();
        await house.until(other, 'done');
        t.is((await house.job(later)).status, 'ready');
        room.kinds.declare('shop', [{ name, run: async () => undefined }]);
        await house.until(own, 'done');
        await house.until(later, 'done');
      });
      t.is(begun.length, 2);
    },
  );
}
