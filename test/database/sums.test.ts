import test from 'ava';
import { ProblemError } from '../../src/http/problem.js';
import { databases } from '../support/databases.js';
import { ANN, BOB, NOTES, note, openNotes } from './notes.js';

for (const database of databases) {
  test(`${database.engine}: groups are counted and added up, of one organisation alone`, async (t) => {
    const db = await openNotes(t, database);
    const add = (values: object, tenant = ANN) => db.of(NOTES, tenant).insert(note(values));
    for (const rank of [1, 2, null]) await add({ rank, pinned: true });
    await add({ rank: 4_000_000_000_000_000 });
    await add({ rank: 5_000_000_000_000_000 });
    await add({ status: 'closed', rank: 7 });
    await add({ rank: 100 }, BOB);
    const open = db.of(NOTES, ANN).where({ status: 'open' });
    const groups = await open.sums(['status', 'pinned'], ['rank']);
    t.deepEqual(
      groups.sort((a, b) => a.sums.rank - b.sums.rank),
      [
        { key: { status: 'open', pinned: true }, count: 3, sums: { rank: 3 } },
        { key: { status: 'open', pinned: false }, count: 2, sums: { rank: 9_000_000_000_000_000 } },
      ],
    );
    t.deepEqual(await open.where({ title: 'none' }).sums(['status'], ['rank']), []);
    t.deepEqual(await open.where({ title: 'none' }).sums([], ['rank']), [
      { key: {}, count: 0, sums: { rank: 0 } },
    ]);
  });

  test(`${database.engine}: a sum that cannot be said exactly is an error`, async (t) => {
    const db = await openNotes(t, database);
    for (let n = 0; n < 2; n++) await db.of(NOTES, ANN).insert(note({ rank: Number.MAX_SAFE_INTEGER }));
    const error = await t.throwsAsync(() => db.of(NOTES, ANN).sums([], ['rank']), {
      instanceOf: ProblemError,
    });
    t.is(error.reason, 'sum_too_large');
  });
}
