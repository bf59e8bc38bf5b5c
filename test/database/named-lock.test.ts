import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { NamedLocks } from '../../src/database/named-lock.js';
import { isProblem } from '../../src/http/problem.js';
import { databases } from '../support/databases.js';
import { connect, openNotes, openNotesAt, quiet } from './notes.js';

for (const database of databases) {
  test(`${database.engine}: one holder at a time in the whole site, with a growing number`, async (t) => {
    const { db, place } = await openNotesAt(t, database);
    const other = await connect(place);
    t.teardown(() => other.close());
    let inside = 0;
    const fences: number[] = [];
    const work = (site: typeof db) =>
      site.locks.hold('work', async ({ fence }) => {
        t.is(++inside, 1);
        fences.push(fence);
        await sleep(5);
        inside--;
      });
    await Promise.all([work(db), work(other), work(db), work(other)]);
    t.deepEqual(
      fences,
      [...fences].sort((a, b) => a - b),
    );
    t.is(new Set(fences).size, 4);
  });

  test(`${database.engine}: a lock that is held is a conflict for who does not wait`, async (t) => {
    const db = await openNotes(t, database);
    await db.locks.hold('work', async () => {
      const error = await t.throwsAsync(db.locks.hold('work', async () => {}, { waitMs: 0 }));
      t.true(isProblem(error) && error.code === 'conflict' && error.data.lock === 'work');
      await db.locks.hold('other', async () => {}, { waitMs: 0 });
    });
  });

  test(`${database.engine}: a lock falls free when its holder fails`, async (t) => {
    const db = await openNotes(t, database);
    await t.throwsAsync(
      db.locks.hold('work', async () => {
        throw new Error('failed');
      }),
      { message: 'failed' },
    );
    t.is(await db.locks.hold('work', async () => 'free', { waitMs: 0 }), 'free');
  });

  test(`${database.engine}: a holder whose lease was taken over is told before it writes`, async (t) => {
    const db = await openNotes(t, database);
    await db.locks.hold(
      'work',
      async (lock) => {
        await lock.assertHeld();
        await db.query('kp_locks').where({ name: 'work' }).update({ expires_at: 0 });
        await db.locks.hold(
          'work',
          async (second) => {
            t.true(second.fence > lock.fence);
            await second.assertHeld();
            await t.throwsAsync(lock.assertHeld(), { name: 'ProblemError' });
          },
          { waitMs: 0 },
        );
      },
      { leaseMs: 60_000 },
    );
  });

  test(`${database.engine}: a lease is renewed while its holder works, and its loss is told`, async (t) => {
    const db = await openNotes(t, database);
    let now = new Date('2026-01-01T00:00:00Z').getTime();
    const locks = new NamedLocks(db, quiet, { now: () => new Date(now) });
    const expiry = async () =>
      Number((await db.query('kp_locks').where({ name: 'work' }).first())?.expires_at);
    await locks.hold(
      'work',
      async (lock) => {
        const before = await expiry();
        now += 60_000;
        while ((await expiry()) === before) await sleep(10);
        t.is(await expiry(), now + 300);
        await lock.assertHeld();
        await db.query('kp_locks').where({ name: 'work' }).update({ owner: 'somebody else' });
        if (!lock.signal.aborted) await once(lock.signal, 'abort');
        await t.throwsAsync(lock.assertHeld());
      },
      { leaseMs: 300 },
    );
  });
}
