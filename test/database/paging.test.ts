import test from 'ava';
import type { PageRequest, Rows } from '../../src/database/database.js';
import { isProblem } from '../../src/http/problem.js';
import { databases } from '../support/databases.js';
import { ANN, BOB, NOTES, type Note, note, openNotes } from './notes.js';

const NEWEST: PageRequest<Note>['sort'] = ['createdAt', 'desc'];
const DAY = 86_400_000;

/** Rows in groups of four with one instant each, so that every page has ties. */
function many(count: number): Partial<Note>[] {
  return Array.from({ length: count }, (_, i) =>
    note({
      title: `n${i}`,
      status: i % 20 < 17 ? 'open' : 'done',
      createdAt: new Date(DAY * Math.floor(i / 4)),
      dueAt: i % 3 === 0 ? null : new Date(DAY * (i % 50)),
    }),
  );
}

async function everyCursorPage(
  rows: Rows<Note>,
  sort: PageRequest<Note>['sort'],
  limit: number,
): Promise<number[]> {
  const ids: number[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await rows.page({
      sort,
      window: { kind: 'cursor', limit, ...(cursor && { cursor }) },
      total: false,
    });
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === null) return ids;
    cursor = page.next;
  }
}

for (const database of databases) {
  test(`${database.engine}: pages of every kind walk the whole list once, ties in the sort's direction`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany(many(330));
    await db.of(NOTES, BOB).insertMany(many(50));
    const open = db.of(NOTES, ANN).where({ status: 'open' });
    for (const direction of ['asc', 'desc'] as const) {
      for (const key of ['createdAt', 'dueAt', 'id', 'title'] as const) {
        const expected = (await open.orderBy(key, direction).orderBy('id', direction).all()).map(
          ({ id }) => id,
        );
        const sort = [key, direction] as const;
        const byPage: number[] = [];
        for (let page = 1; page <= 9; page++) {
          const found = await open.page({ sort, window: { kind: 'page', page, perPage: 35 } });
          t.is(found.total, 282);
          byPage.push(...found.items.map(({ id }) => id));
        }
        t.deepEqual(byPage, expected, `${key} ${direction} by page`);
        t.deepEqual(await everyCursorPage(open, sort, 35), expected, `${key} ${direction} by cursor`);
        const tail = await open.page({ sort, window: { kind: 'offset', offset: 270, limit: 20 } });
        t.deepEqual(
          tail.items.map(({ id }) => id),
          expected.slice(270),
        );
      }
    }
  });

  test(`${database.engine}: pages behind the end are empty and know the total`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany(many(30));
    const at = (page: number, perPage = 100) =>
      db.of(NOTES, ANN).page({ sort: NEWEST, window: { kind: 'page', page, perPage } });
    for (const page of [1_000_000_000, Number.MAX_SAFE_INTEGER, 3, 2]) {
      const found = await at(page);
      t.deepEqual([found.items, found.total], [[], 30]);
    }
    t.is((await at(1)).items.length, 30);
    t.deepEqual([(await at(1_000_000_000, 10)).total, (await at(4, 10)).items.length], [30, 0]);
    const none = await db
      .of(NOTES, BOB)
      .page({ sort: NEWEST, window: { kind: 'page', page: 7, perPage: 10 } });
    t.deepEqual([none.items, none.total], [[], 0]);
  });

  test(`${database.engine}: items of a page are whole rows and nothing else`, async (t) => {
    const db = await openNotes(t, database);
    const id = await db.of(NOTES, ANN).insert(note({ details: { a: 1 } }));
    const [whole] = await db.of(NOTES, ANN).where({ id }).all();
    for (const total of [true, false]) {
      const page = await db
        .of(NOTES, ANN)
        .page({ sort: NEWEST, window: { kind: 'page', page: 1, perPage: 5 }, total });
      t.deepEqual(page.items, [whole]);
      t.is(page.total, total ? 1 : null);
    }
    await db.of(NOTES, ANN).insertMany(many(150));
    const late = await db
      .of(NOTES, ANN)
      .page({ sort: ['id', 'desc'], window: { kind: 'offset', offset: 150, limit: 5 } });
    t.deepEqual(late.items, [whole]);
  });

  test(`${database.engine}: a cursor of another list, or none at all, is refused by its name`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany(many(10));
    const first = await db.of(NOTES, ANN).page({ sort: NEWEST, window: { kind: 'cursor', limit: 3 } });
    t.is(first.items.length, 3);
    t.is(first.total, 10);
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bad = [
      'x',
      '%%%',
      made([]),
      made({}),
      made(['created_at', 'asc', 'x', 1]),
      made(['created_at', 'desc', {}, 1]),
      made(['created_at', 'desc', 'x', 1.5]),
      made(['created_at', 'desc', 'x', null]),
    ];
    for (const cursor of bad) {
      const error = await t.throwsAsync(
        db.of(NOTES, ANN).page({ sort: NEWEST, window: { kind: 'cursor', limit: 3, cursor } }),
      );
      t.true(isProblem(error) && error.code === 'invalid' && error.field === 'cursor', cursor);
    }
    const next = first.next as string;
    await t.throwsAsync(
      db.of(NOTES, ANN).page({ sort: ['id', 'asc'], window: { kind: 'cursor', limit: 3, cursor: next } }),
    );
    t.is(
      (await db.of(NOTES, BOB).page({ sort: NEWEST, window: { kind: 'cursor', limit: 3, cursor: next } }))
        .items.length,
      0,
    );
  });

  test(`${database.engine}: search, filter and sort go together`, async (t) => {
    const db = await openNotes(t, database);
    const rows = db.of(NOTES, ANN);
    for (let i = 0; i < 12; i++) {
      const id = await rows.insert(note({ rank: 12 - i, status: i < 6 ? 'open' : 'done' }));
      await rows.setTerms(id, [i % 2 === 0 ? 'Even Steven' : 'Odd Todd']);
    }
    const page = await rows
      .where({ status: 'open' })
      .search('eve ste')
      .page({ sort: ['rank', 'asc'], window: { kind: 'page', page: 1, perPage: 2 } });
    t.deepEqual([page.items.map(({ rank }) => rank), page.total], [[8, 10], 3]);
  });
}

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  test('the server reads a page behind a cursor as a range of the index alone', async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany(many(3000));
    await db.of(NOTES, BOB).insertMany(many(300));
    await db.raw('analyze table test_notes');
    const seen: { sql: string; bindings: readonly unknown[] }[] = [];
    const { transactions } = db as unknown as {
      transactions: { read(sql: string, bindings: unknown[]): unknown };
    };
    const read = transactions.read.bind(transactions);
    transactions.read = (sql, bindings) => {
      seen.push({ sql, bindings });
      return read(sql, bindings);
    };
    const rows = db.of(NOTES, ANN).where({ status: 'open' });
    const first = await rows.page({ sort: NEWEST, window: { kind: 'cursor', limit: 20 }, total: false });
    await rows.page({
      sort: NEWEST,
      window: { kind: 'cursor', limit: 20, cursor: first.next as string },
      total: false,
    });
    const last = seen.at(-1);
    const plan = await db.raw<Record<string, unknown>>(
      `explain ${last?.sql}`,
      (last?.bindings ?? []) as never,
    );
    const inner = plan.find((step) => step.table === 'test_notes');
    t.is(inner?.type, 'range', JSON.stringify(plan));
    t.regex(String(inner?.Extra), /Using index/);
    t.notRegex(String(inner?.Extra), /filesort|temporary/);
  });
}
