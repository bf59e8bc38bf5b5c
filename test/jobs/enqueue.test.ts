import test from 'ava';
import { isProblem } from '../../src/http/problem.js';
import { JOBS } from '../../src/jobs/job-row.js';
import { databases } from '../support/databases.js';
import { JobHouse } from './job-room.js';
import { quickJobs } from './pace.js';

for (const database of databases) {
  const house = new JobHouse(database);
  const named = (title: string) => house.named(title);

  test(named('a job is there when its transaction commits, and never was when it rolls back'), async (t) => {
    const name = house.kind();
    const { jobs } = house.room();
    await t.throwsAsync(
      house.db.transaction(async () => {
        await jobs.enqueue(name, { n: 1 }, { orgId: 1 });
        throw new Error('no');
      }),
      { message: 'no' },
    );
    t.is(await house.db.site(JOBS).where({ name }).count(), 0);
    const id = await house.db.transaction(() => jobs.enqueue(name, { n: 2 }, { orgId: 1, priority: 7 }));
    t.like(await house.job(id), { name, payload: { n: 2 }, orgId: 1, precedence: -7, status: 'ready' });
  });

  test(named('what no job can be is refused by the name of its field'), async (t) => {
    const { jobs } = house.room();
    const name = house.kind();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const faulty: [string, unknown, Parameters<typeof jobs.enqueue>[2], string][] = [
      ['NoName', {}, { orgId: 1 }, 'name'],
      [name, circular, { orgId: 1 }, 'payload'],
      [name, { n: 1n }, { orgId: 1 }, 'payload'],
      [name, 'é'.repeat(32_768), { orgId: 1 }, 'payload'],
      [name, {}, { orgId: 0 }, 'orgId'],
      [name, {}, { orgId: 1, priority: 101 }, 'priority'],
      [name, {}, { orgId: 1, delayMs: -1 }, 'delayMs'],
      [name, {}, { orgId: 1, delayMs: Number.NaN }, 'delayMs'],
      [name, {}, { orgId: 1, uniqueKey: '' }, 'uniqueKey'],
      [name, {}, { orgId: 1, attempts: 0 }, 'attempts'],
    ];
    for (const [kind, payload, options, field] of faulty) {
      const error = await t.throwsAsync(jobs.enqueue(kind, payload, options));
      t.true(isProblem(error) && error.code === 'invalid' && error.field === field, field);
    }
    t.is(await house.db.site(JOBS).where({ name }).count(), 0);
    const id = await jobs.enqueue(name, 'x'.repeat(65_534), { orgId: null });
    t.is(String((await house.job(id)).payload).length, 65_534);
  });

  test(named('a key that waits answers the first id, and is free again after a cancellation'), async (t) => {
    const { jobs } = house.room();
    const name = house.kind();
    const enqueue = () => jobs.enqueue(name, null, { orgId: 1, uniqueKey: 'report' });
    const first = await enqueue();
    t.is(await enqueue(), first);
    t.not(await jobs.enqueue(name, null, { orgId: 1, uniqueKey: 'other' }), first);
    t.true(await jobs.cancel(first));
    t.false(await jobs.cancel(first));
    t.not(await enqueue(), first);
    t.is((await house.job(first)).status, 'cancelled');
  });

  test(named('transactions of several processes that enqueue one key at once make one job'), async (t) => {
    const name = house.kind();
    const other = await house.connect();
    t.teardown(() => other.close());
    const rooms = [house.db, other].map((db) => ({ db, jobs: quickJobs(db).jobs }));
    const ids = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const { db, jobs } = rooms[at % 2] as (typeof rooms)[number];
        return db.transaction(() => jobs.enqueue(name, { at }, { orgId: 1, uniqueKey: 'once' }));
      }),
    );
    t.is(new Set(ids).size, 1);
    t.is(await house.db.site(JOBS).where({ name }).count(), 1);
  });

  test(named('uninstalling forgets the jobs of the plugin and no others'), async (t) => {
    const { jobs, kinds } = house.room();
    await jobs.enqueue('gone.a', null, { orgId: 1 });
    await jobs.enqueue('gone.b.c', null, { orgId: 1 });
    const kept = await Promise.all(
      ['gone-too.a', 'gone2.a', 'gon.a'].map((name) => jobs.enqueue(name, null, { orgId: 1 })),
    );
    await kinds.forget('gone');
    t.is(await house.db.site(JOBS).whereIn('name', ['gone.a', 'gone.b.c']).count(), 0);
    for (const id of kept) t.is((await house.job(id)).publicId, id);
  });
}
