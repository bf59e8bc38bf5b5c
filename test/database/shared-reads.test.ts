import test from 'ava';
import { SharedReads } from '../../src/database/shared-reads.js';
import { databases } from '../support/databases.js';
import { ANN, BOB, NOTES, note, openNotes } from './notes.js';

/** Reads that end when the test says so. */
function controlled() {
  const runs: { readonly keys: readonly number[]; end: (answer: string) => void; fail: () => void }[] = [];
  const read = (keys: readonly number[]) =>
    new Promise<string>((resolve, reject) => {
      runs.push({ keys, end: resolve, fail: () => reject(new Error('lost')) });
    });
  return { runs, read };
}

test('who comes while two reads run shares the next one, and never what was read before', async (t) => {
  const { runs, read } = controlled();
  const shared = new SharedReads();
  const first = shared.share('notes', [1], read);
  const second = shared.share('notes', [1], read);
  const others = [shared.share('notes', [2], read), shared.share('notes', [3, 2], read)];
  t.is(runs.length, 2);
  runs[1]?.end('old');
  t.is(await second, 'old');
  t.deepEqual(runs[2]?.keys, [2, 3]);
  runs[2]?.end('new');
  t.deepEqual(await Promise.all(others), ['new', 'new']);
  runs[0]?.end('oldest');
  t.is(await first, 'oldest');
});

test('reads of different names do not wait for each other', async (t) => {
  const { runs, read } = controlled();
  const shared = new SharedReads();
  const both = [shared.share('notes', [], read), shared.share('places', [], read)];
  t.is(runs.length, 2);
  for (const run of runs) run.end('read');
  await Promise.all(both);
});

test('a read that fails fails for those who share it, and the next one is read anew', async (t) => {
  const { runs, read } = controlled();
  const shared = new SharedReads();
  const broken = shared.share('notes', [], read);
  const whole = shared.share('notes', [], read);
  const waiting = shared.share('notes', [], read);
  runs[0]?.fail();
  await t.throwsAsync(broken, { message: 'lost' });
  runs[2]?.fail();
  await t.throwsAsync(waiting, { message: 'lost' });
  runs[1]?.end('found');
  t.is(await whole, 'found');
  const after = shared.share('notes', [], read);
  runs[3]?.end('again');
  t.is(await after, 'again');
});

test('nobody waits for ever for a read that hangs', async (t) => {
  const { runs, read } = controlled();
  const shared = new SharedReads();
  for (let n = 0; n < 2; n++) void shared.share('notes', [], read);
  const waiting = shared.share('notes', [], async () => 'read by itself');
  t.is(await waiting, 'read by itself');
  t.is(runs.length, 2);
});

test('more keys than one statement takes are read by two', async (t) => {
  const { runs, read } = controlled();
  const shared = new SharedReads();
  const keys = (from: number) => Array.from({ length: 100 }, (_, n) => from + n);
  for (let n = 0; n < 2; n++) void shared.share('notes', [1], read);
  void shared.share('notes', keys(100), read);
  void shared.share('notes', keys(200), read);
  t.deepEqual(runs[2]?.keys, keys(100));
  t.is(runs.length, 3);
});

for (const database of databases) {
  test(`${database.engine}: of many who read at once each gets the own rows`, async (t) => {
    const db = await openNotes(t, database);
    const ids: number[] = [];
    for (let n = 0; n < 40; n++) ids.push(await db.of(NOTES, ANN).insert(note({ title: `note ${n}` })));
    const foreign = await db.of(NOTES, BOB).insert(note({ title: 'of somebody else' }));

    const single = await Promise.all(ids.map((id) => db.of(NOTES, ANN).where({ id }).first()));
    t.deepEqual(
      single.map((row) => row?.title),
      ids.map((_, n) => `note ${n}`),
    );
    const lists = await Promise.all(
      ids.map((id, n) =>
        db
          .of(NOTES, ANN)
          .whereIn('id', [id, foreign, ids[n % 7] as number])
          .all(),
      ),
    );
    t.deepEqual(
      lists.map((rows) => new Set(rows.map((row) => row.id))),
      ids.map((id, n) => new Set([id, ids[n % 7] as number])),
    );
    const foreigners = await Promise.all(ids.map(() => db.of(NOTES, ANN).where({ id: foreign }).first()));
    t.true(foreigners.every((row) => row === undefined));
  });

  test(`${database.engine}: what is shared belongs to each alone`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insert(note({ details: { list: [1] } }));
    const request = { sort: ['createdAt', 'desc'], window: { kind: 'page', page: 1, perPage: 5 } } as const;
    const pages = await Promise.all([1, 2, 3].map(() => db.of(NOTES, ANN).page(request)));
    const details = pages[1]?.items[0]?.details as { list: number[] } | undefined;
    details?.list.push(2);
    t.deepEqual(pages[2]?.items[0]?.details, { list: [1] });
  });

  test(`${database.engine}: who has written reads it, however many others read`, async (t) => {
    const db = await openNotes(t, database);
    const id = await db.of(NOTES, ANN).insert(note({ rank: 0 }));
    let writing = true;
    const others = Array.from({ length: 4 }, async () => {
      while (writing) await db.of(NOTES, ANN).where({ id }).first();
    });
    for (let rank = 1; rank <= 20; rank++) {
      await db.of(NOTES, ANN).where({ id }).update({ rank });
      t.is((await db.of(NOTES, ANN).where({ id }).first())?.rank, rank);
      await db.transaction(async () => {
        await db.of(NOTES, ANN).where({ id }).update({ rank: 1000 });
        t.is((await db.of(NOTES, ANN).where({ id }).first())?.rank, 1000);
        await db.of(NOTES, ANN).where({ id }).update({ rank });
      });
    }
    writing = false;
    await Promise.all(others);
  });
}
