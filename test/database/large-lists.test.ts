import test from 'ava';
import type { PageRequest } from '../../src/database/database.js';
import type { HostDatabase } from '../../src/database/open.js';
import { databases } from '../support/databases.js';
import { ANN, NOTES, type Note, note, openNotes } from './notes.js';

/** More than a word may have before it counts as one that very many rows have. */
const MANY = 10_020;
const RARE = [5_000, 10_019, 10_020];

/** What was read meanwhile, with its values. */
function readsOf(db: HostDatabase): { sql: string; bindings: unknown[] }[] {
  const seen: { sql: string; bindings: unknown[] }[] = [];
  const { transactions } = db as unknown as {
    transactions: { read(sql: string, bindings: unknown[]): unknown };
  };
  const read = transactions.read.bind(transactions);
  transactions.read = (sql, bindings) => {
    seen.push({ sql, bindings });
    return read(sql, bindings);
  };
  return seen;
}

async function plansOf(db: HostDatabase, reads: readonly { sql: string; bindings: unknown[] }[]) {
  const plans: string[] = [];
  for (const { sql, bindings } of [...reads]) {
    const steps = await db.raw<{ detail: string }>(`explain query plan ${sql}`, bindings as string[]);
    plans.push(steps.map(({ detail }) => detail).join('; '));
  }
  return plans;
}

/** Notes 1 to `MANY`, all of them with the word `common`, three with `rare`, every tenth done. */
async function fill(db: HostDatabase): Promise<void> {
  const start = Date.parse('2026-01-01T00:00:00Z');
  const notes = Array.from({ length: MANY }, (_, at) =>
    note({
      id: at + 1,
      title: `${at + 1}`,
      status: at % 10 === 9 ? 'done' : 'open',
      createdAt: new Date(start + at * 1000),
    }),
  );
  await db.transaction(async () => {
    await db.of(NOTES, ANN).insertMany(notes);
    const all = `select org_id, 'common', id from ${NOTES.name}`;
    await db.raw(`insert into ${NOTES.name}_terms (org_id, term, id) ${all}`);
    const few = `select org_id, 'rare', id from ${NOTES.name} where id in (${RARE.join(', ')})`;
    await db.raw(`insert into ${NOTES.name}_terms (org_id, term, id) ${few}`);
  });
}

const first: PageRequest<Note> = {
  sort: ['createdAt', 'desc'],
  window: { kind: 'page', page: 1, perPage: 3 },
};

for (const database of databases) {
  test(`${database.engine}: a word that very many rows have is searched for as exactly as any other`, async (t) => {
    const db = await openNotes(t, database);
    await fill(db);
    const rows = db.of(NOTES, ANN);
    const found = async (list: typeof rows, request = first) => {
      const { items, total } = await list.page(request);
      return [items.map(({ id }) => id), total];
    };
    for (const word of ['common', 'comm', 'COMMON com']) {
      t.deepEqual(await found(rows.search(word)), [[10_020, 10_019, 10_018], MANY], word);
    }
    t.deepEqual(await found(rows.search('common rare')), [[10_020, 10_019, 5_000], 3]);
    t.deepEqual(await found(rows.search('common none')), [[], 0]);
    t.deepEqual(await found(rows.search('common').where({ status: 'done' })), [
      [10_020, 10_010, 10_000],
      1002,
    ]);
    const deep = { ...first, window: { kind: 'page', page: 3340, perPage: 3 } } as const;
    t.deepEqual(await found(rows.search('common'), deep), [[3, 2, 1], MANY]);
    t.deepEqual(await found(rows.search('common'), { ...first, total: false }), [
      [10_020, 10_019, 10_018],
      null,
    ]);
    t.is(await rows.search('common rare').count(), 3);

    await rows.where({ id: 10_020 }).delete();
    t.deepEqual(await found(rows.search('common rare')), [[10_019, 5_000], 2]);
    t.deepEqual(await found(rows.search('common')), [[10_019, 10_018, 10_017], MANY - 1]);

    if (database.engine !== 'sqlite') return;
    const reads = readsOf(db);
    await rows.search('common').page({ ...first, total: false });
    const [plan = ''] = await plansOf(db, reads);
    t.regex(plan, /SEARCH test_notes USING INDEX test_notes_created/);
    t.notRegex(plan, /TEMP B-TREE/);
  });

  test(`${database.engine}: rows are looked up by their keys, however many others there are`, async (t) => {
    const db = await openNotes(t, database);
    await fill(db);
    const rows = db.of(NOTES, ANN);
    const reads = readsOf(db);
    const ids = Array.from({ length: 20 }, (_, at) => at * 7 + 1);
    t.is((await rows.whereIn('id', ids).all()).length, 20);
    t.is((await db.transaction(() => rows.whereIn('id', ids).all())).length, 20);
    t.is((await rows.whereIn('id', ids).where({ status: 'open' }).all()).length, 18);
    t.is((await rows.search('rare').page(first)).total, 3);
    if (database.engine !== 'sqlite') return;
    for (const plan of await plansOf(
      db,
      reads.filter(({ sql }) => sql.includes('`id` in')),
    )) {
      t.regex(plan, /SEARCH test_notes USING INTEGER PRIMARY KEY/, plan);
    }
  });
}
