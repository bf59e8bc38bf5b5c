import { fork } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import type { PageRequest } from '../../src/database/database.js';
import type { HostDatabase } from '../../src/database/open.js';
import { databases, type OpenedDatabase } from '../support/databases.js';
import { ANN, BOB, connect, NOTES, type Note, note, openNotes, openNotesAt } from './notes.js';

const EFFORT = Number(process.env.TEST_EFFORT ?? 1);
const FIRST: PageRequest<Note> = {
  sort: ['createdAt', 'desc'],
  window: { kind: 'page', page: 1, perPage: 2 },
};

/** Counts how often the database was asked to count. */
function countsOf(db: HostDatabase): { readonly counts: number } {
  const seen = { counts: 0 };
  const { transactions } = db as unknown as {
    transactions: { read(sql: string, bindings: unknown[]): unknown };
  };
  const read = transactions.read.bind(transactions);
  transactions.read = (sql, bindings) => {
    if (sql.includes('count(*)')) seen.counts++;
    return read(sql, bindings);
  };
  return seen;
}

function writer(place: OpenedDatabase, rounds: number): Promise<unknown> {
  const file = new URL('./writer-process.js', import.meta.url);
  const child = fork(file, [JSON.stringify([{ url: place.url, dataDir: place.dataDir }, rounds])]);
  return once(child, 'exit').then(([code]) => code);
}

for (const database of databases) {
  test(`${database.engine}: totals are exact beside three writing processes`, async (t) => {
    const { db, place } = await openNotesAt(t, database);
    await db.of(NOTES, ANN).insertMany(Array.from({ length: 20 }, () => note()));
    const rounds = 60 * EFFORT;
    let writing = true;
    const writers = Promise.all([1, 2, 3].map(() => writer(place, rounds)));
    void writers.finally(() => (writing = false));
    let read = 0;
    while (writing || read < 20) {
      // Between two counts of one snapshot each that agree, nothing has changed: then the page's total must agree too.
      const before = await state(db);
      const page = await db.of(NOTES, ANN).where({ status: 'open' }).page(FIRST);
      const after = await state(db);
      if (before.version === after.version) t.is(page.total, before.open);
      t.true(after.version >= before.version);
      read++;
    }
    t.deepEqual(await writers, [0, 0, 0]);
    for (const status of ['open', 'done']) {
      const rows = db.of(NOTES, ANN).where({ status });
      t.is((await rows.page(FIRST)).total, await rows.count());
    }
  });

  test(`${database.engine}: an unchanged list is counted once, a changed one again`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany([note(), note(), note(), note({ status: 'done' })]);
    const seen = countsOf(db);
    const total = async () => (await db.of(NOTES, ANN).where({ status: 'open' }).page(FIRST)).total;
    t.deepEqual([await total(), await total(), await total()], [3, 3, 3]);
    t.is(seen.counts, 1);
    await db.of(NOTES, BOB).insert(note());
    t.deepEqual([await total(), seen.counts], [3, 1]);
    await db.of(NOTES, ANN).insert(note());
    t.deepEqual([await total(), seen.counts], [4, 2]);
    const id = (await db.of(NOTES, ANN).where({ status: 'open' }).first())?.id ?? 0;
    await db.of(NOTES, ANN).where({ id }).update({ status: 'done' });
    t.deepEqual([await total(), seen.counts], [3, 3]);
    await db.of(NOTES, ANN).where({ id }).delete();
    t.deepEqual([await total(), seen.counts], [3, 4]);
  });

  test(`${database.engine}: many readers at once share one count`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany(Array.from({ length: 30 }, () => note()));
    const seen = countsOf(db);
    const pages = await Promise.all(Array.from({ length: 12 }, () => db.of(NOTES, ANN).page(FIRST)));
    t.true(pages.every(({ total }) => total === 30));
    t.is(seen.counts, 1);
  });

  test(`${database.engine}: a transaction sees its own rows in the total and leaves nothing behind`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany([note(), note(), note()]);
    const total = async () => (await db.of(NOTES, ANN).page(FIRST)).total;
    t.is(await total(), 3);
    await t.throwsAsync(
      db.transaction(async () => {
        t.is(await total(), 3);
        await db.of(NOTES, ANN).insert(note());
        t.is(await total(), 4);
        throw new Error('no');
      }),
    );
    t.is(await total(), 3);
    await db.of(NOTES, ANN).insert(note());
    t.is(await total(), 4);
  });

  test(`${database.engine}: a process that has never written a table sees what another changed`, async (t) => {
    const { db, place } = await openNotesAt(t, database);
    const other = await connect(place);
    t.teardown(() => other.close());
    const total = async () => (await db.of(NOTES, ANN).page(FIRST)).total;
    t.is(await total(), 0);
    await other.of(NOTES, ANN).insertMany([note(), note(), note()]);
    t.is(await total(), 3);
    await other.of(NOTES, ANN).insert(note());
    t.is(await total(), 4);
  });

  test(`${database.engine}: version rows that were lost are made again`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany([note(), note(), note()]);
    await db.raw('delete from kp_row_versions');
    await db.of(NOTES, ANN).insert(note());
    t.is((await db.of(NOTES, ANN).page(FIRST)).total, 4);
    t.is((await db.raw('select version from kp_row_versions')).length, 1);
  });

  test(`${database.engine}: rows changed by hand are counted again once that is said`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany([note(), note(), note()]);
    t.is((await db.of(NOTES, ANN).page(FIRST)).total, 3);
    await db.transaction(async () => {
      await db.raw(
        'delete from test_notes where id = (select id from (select min(id) as id from test_notes) m)',
      );
      db.changed(NOTES, ANN);
    });
    t.is((await db.of(NOTES, ANN).page(FIRST)).total, await db.of(NOTES, ANN).count());
  });

  test(`${database.engine}: first writers of many organisations do not wait in a ring`, async (t) => {
    const db = await openNotes(t, database);
    const flows = Array.from({ length: 60 }, (_, i) => db.of(NOTES, { orgId: (i % 20) + 1 }).insert(note()));
    await Promise.all(flows);
    for (let orgId = 1; orgId <= 20; orgId++) {
      t.is((await db.of(NOTES, { orgId }).page(FIRST)).total, 3);
    }
  });
}

/** Version and number of open rows, in one statement. */
async function state(db: HostDatabase): Promise<{ version: number; open: number }> {
  const [row] = await db.raw<{ version: number; open: number }>(
    `select (select version from kp_row_versions where org_id = 1 and table_name = 'test_notes') as version,
      (select count(*) from test_notes where org_id = 1 and status = 'open') as open`,
  );
  return { version: Number(row?.version), open: Number(row?.open) };
}
