import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { fairPick } from '../../src/jobs/fair-pick.js';
import { JOBS } from '../../src/jobs/job-row.js';
import { ReadyJobs } from '../../src/jobs/ready-jobs.js';
import { newPublicId } from '../../src/public-id.js';
import { databases } from '../support/databases.js';
import { JobHouse } from './job-room.js';

const CROWD = 2000;

test('organisations take turns behind the one served last, and each gives its most urgent job', (t) => {
  const job = (id: number, orgId: number, precedence = 0, name = 'a.b') => ({ id, orgId, precedence, name });
  const picked = (all: number, lastOrg: number, of = () => 9) =>
    fairPick([job(1, 1), job(2, 1), job(3, 1, -5), job(4, 2), job(5, 3), job(6, 3, 1)], lastOrg, {
      all,
      of,
    }).map(({ id }) => id);
  t.deepEqual(picked(9, -1), [3, 4, 5, 1, 6, 2]);
  t.deepEqual(picked(3, 1), [4, 5, 3]);
  t.deepEqual(picked(2, 2), [5, 3]);
  t.deepEqual(
    picked(9, -1, () => 2),
    [3, 4],
  );
});

for (const database of databases) {
  const house = new JobHouse(database);
  const named = (title: string) => house.named(title);

  const crowd = (name: string, orgId: number, count: number) =>
    house.db.site(JOBS).insertMany(
      Array.from({ length: count }, (_, n) => ({
        publicId: newPublicId(),
        name,
        orgId,
        payload: { orgId, n },
        status: 'ready' as const,
        precedence: 0,
        runAt: new Date(),
        createdAt: new Date(),
      })),
    );

  test.serial(
    named('the single job of one organisation does not wait for the crowd of another'),
    async (t) => {
      const name = house.kind();
      const order: number[] = [];
      const run = async ({ orgId }: { orgId: number }) => void order.push(orgId);
      const room = house.room([{ name, run }], { concurrency: 2 });
      await crowd(name, 5, CROWD);
      const { jobs } = house.room();
      const single = [
        await jobs.enqueue(name, { orgId: 3 }, { orgId: 3 }),
        await jobs.enqueue(name, { orgId: 9 }, { orgId: 9 }),
      ];
      await house.working(room, async () => {
        for (const id of single) await house.until(id, 'done');
      });
      for (const org of [3, 9])
        t.true(order.indexOf(org) >= 0 && order.indexOf(org) < 6, `${order.slice(0, 9)}`);
    },
  );

  test.serial(
    named('what is read for a look is a few entries of the index, however many jobs wait'),
    async (t) => {
      const name = house.kind();
      await crowd(name, 5, CROWD);
      await crowd(name, 6, 3);
      const ready = new ReadyJobs(house.db);
      t.deepEqual(
        (await ready.candidates(name, 5, 2)).map(({ orgId }) => orgId),
        [6, 5],
      );
      t.deepEqual(
        (await ready.candidates(name, 5, 4)).map(({ orgId }) => orgId),
        [6, 6, 6, 5, 5, 5, 5],
      );
      t.true((await ready.kinds()).includes(name));
      if (house.db.engine !== 'mysql') return;
      const looks = [
        [`select name from kp_jobs where status = 'ready' and name > ? order by name limit 1`, ['a']],
        [
          `select id, org_id, precedence from kp_jobs where status = 'ready' and name = ? and org_id > ?
         order by org_id, precedence, id limit 1`,
          [name, 5],
        ],
      ] as const;
      for (const [sql, bindings] of looks) {
        const [plan] = await house.db.raw<Record<string, unknown>>(`explain ${sql}`, [...bindings]);
        t.like(plan, { type: 'range', key: 'kp_jobs_lane' });
        t.regex(String(plan?.Extra), /Using index/);
        t.notRegex(String(plan?.Extra), /filesort|temporary/);
      }
    },
  );

  test.serial(
    named('the more urgent job of an organisation goes first, of whatever kind it is'),
    async (t) => {
      const [plain, urgent] = [house.kind(), house.kind()];
      const order: string[] = [];
      const specs = [plain, urgent].map((name) => ({
        name,
        run: async (word: string) => void order.push(word),
      }));
      const { jobs } = house.room();
      const ids = [
        await jobs.enqueue(plain, 'last', { orgId: 1, priority: -1 }),
        await jobs.enqueue(plain, 'second', { orgId: 1 }),
        await jobs.enqueue(plain, 'third', { orgId: 1 }),
        await jobs.enqueue(urgent, 'first', { orgId: 1, priority: 10 }),
      ];
      await house.working(house.room(specs, { concurrency: 1 }), async () => {
        for (const id of ids) await house.until(id, 'done');
      });
      t.deepEqual(order, ['first', 'second', 'third', 'last']);
    },
  );

  test.serial(
    named('no more of a kind run at once than it says, and no more in all than the process bears'),
    async (t) => {
      const [narrow, wide] = [house.kind(), house.kind()];
      const inside = new Map<string, number>();
      const most = new Map<string, number>();
      const run = (kind: string) => async () => {
        for (const each of [kind, 'all']) {
          inside.set(each, (inside.get(each) ?? 0) + 1);
          most.set(each, Math.max(most.get(each) ?? 0, inside.get(each) as number));
        }
        await sleep(15);
        for (const each of [kind, 'all']) inside.set(each, (inside.get(each) as number) - 1);
      };
      const specs = [
        { name: narrow, concurrency: 2, run: run('narrow') },
        { name: wide, concurrency: 50, run: run('wide') },
      ];
      const room = house.room(specs, { concurrency: 6 });
      const ids: string[] = [];
      for (let n = 0; n < 12; n += 1)
        for (const name of [narrow, wide])
          ids.push(await room.jobs.enqueue(name, null, { orgId: 1 + (n % 3) }));
      await house.working(room, async () => {
        for (const id of ids) await house.until(id, 'done');
      });
      t.true((most.get('narrow') as number) <= 2);
      t.true((most.get('all') as number) <= 6);
      t.true((most.get('wide') as number) >= 2);
    },
  );
}
