import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ProblemError } from '../../src/http/problem.js';
import { databases } from '../support/databases.js';
import { ANN, NOTES, note, openNotes, PLACES } from './notes.js';

for (const database of databases) {
  test(`${database.engine}: a rehearsal sees what it does, answers it, and leaves nothing`, async (t) => {
    const db = await openNotes(t, database);
    const effects: string[] = [];
    const seen = await db.rehearse(async () => {
      t.true(db.inTransaction);
      await db.of(NOTES, ANN).insert(note());
      await db.transaction(() => db.query(PLACES.name).insert({ code: 'ber', name: 'Berlin' }));
      db.afterCommit(() => effects.push('never'));
      return [await db.of(NOTES, ANN).count(), await db.site(PLACES).count()];
    });
    t.deepEqual(seen, [1, 1]);
    t.is(await db.of(NOTES, ANN).count(), 0);
    t.is(await db.site(PLACES).count(), 0);
    t.deepEqual(effects, []);
    t.false(db.inTransaction);
  });

  test(`${database.engine}: a problem inside of a rehearsal comes out of it, and nothing stays`, async (t) => {
    const db = await openNotes(t, database);
    const rehearsed = db.rehearse(async () => {
      await db.of(NOTES, ANN).insert(note());
      throw new ProblemError('conflict', 'Not like this');
    });
    await t.throwsAsync(rehearsed, { message: 'Not like this' });
    t.is(await db.of(NOTES, ANN).count(), 0);
  });

  test(`${database.engine}: a transaction goes on after a rehearsal inside of it, and after one that failed`, async (t) => {
    const db = await openNotes(t, database);
    const effects: string[] = [];
    await db.transaction(async () => {
      await db.of(NOTES, ANN).insert(note({ title: 'before' }));
      db.afterCommit(() => effects.push('kept'));
      await db.rehearse(async () => {
        await db.of(NOTES, ANN).update({ status: 'done' });
        await db.of(NOTES, ANN).insert(note({ title: 'rehearsed' }));
        db.afterCommit(() => effects.push('never'));
      });
      t.is(await db.of(NOTES, ANN).where({ status: 'open' }).count(), 1);
      const failed = db.rehearse(async () => {
        await db.of(NOTES, ANN).delete();
        throw new Error('no');
      });
      await t.throwsAsync(failed, { message: 'no' });
      await db.of(NOTES, ANN).insert(note({ title: 'after' }));
    });
    const titles = (await db.of(NOTES, ANN).orderBy('id').all()).map(({ title }) => title);
    t.deepEqual(titles, ['before', 'after']);
    t.deepEqual(effects, ['kept']);
  });

  test(`${database.engine}: a rehearsal inside of a rehearsal undoes its own part alone`, async (t) => {
    const db = await openNotes(t, database);
    const counts = await db.transaction(() =>
      db.rehearse(async () => {
        await db.of(NOTES, ANN).insert(note());
        const inner = await db.rehearse(async () => {
          await db.of(NOTES, ANN).insert(note());
          return db.of(NOTES, ANN).count();
        });
        return [inner, await db.of(NOTES, ANN).count()];
      }),
    );
    t.deepEqual(counts, [2, 1]);
    t.is(await db.of(NOTES, ANN).count(), 0);
  });

  test(`${database.engine}: totals of lists are those of before, and their version as well`, async (t) => {
    const db = await openNotes(t, database);
    await db.of(NOTES, ANN).insertMany(Array.from({ length: 5 }, () => note()));
    const total = async () => {
      const window = { kind: 'page', page: 1, perPage: 2 } as const;
      return (await db.of(NOTES, ANN).page({ sort: ['createdAt', 'desc'], window })).total;
    };
    const version = () => db.raw('select * from kp_row_versions order by org_id, table_name');
    t.is(await total(), 5);
    const before = await version();
    const rehearsed = () =>
      db.rehearse(async () => {
        await db.of(NOTES, ANN).insert(note());
        return total();
      });
    t.is(await rehearsed(), 6);
    t.is(await total(), 5);
    t.deepEqual(await db.transaction(async () => [await rehearsed(), await total()]), [6, 5]);
    t.deepEqual(await version(), before);
  });

  test(`${database.engine}: work left over from a rehearsal stands on its own`, async (t) => {
    const db = await openNotes(t, database);
    let later: Promise<number> = Promise.resolve(0);
    await db.transaction(async () => {
      await db.rehearse(async () => {
        later = sleep(20).then(() => db.site(PLACES).insert({ code: 'late', name: 'late' }));
      });
    });
    await later;
    t.is(await db.site(PLACES).count(), 1);
  });
}

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  for (const around of ['alone', 'inside of a transaction'] as const) {
    test(`a rehearsal that loses a deadlock is repeated, ${around}`, async (t) => {
      const db = await openNotes(t, database);
      await db.site(PLACES).insertMany([
        { code: 'a', name: '' },
        { code: 'b', name: '' },
      ]);
      let runs = 0;
      let waiting = 0;
      let meet = () => {};
      const bothHoldOne = new Promise<void>((resolve) => (meet = resolve));
      const body = (first: string, second: string) => async () => {
        runs++;
        await db.site(PLACES).where({ code: first }).update({ name: first });
        if (++waiting === 2) meet();
        await bothHoldOne;
        await db.site(PLACES).where({ code: second }).update({ name: first });
        return first;
      };
      const flow = (first: string, second: string) =>
        around === 'alone'
          ? db.rehearse(body(first, second))
          : db.transaction(async () => {
              await db.site(PLACES).insert({ code: `${first}${second}`, name: 'kept' });
              return db.rehearse(body(first, second));
            });
      t.deepEqual(await Promise.all([flow('a', 'b'), flow('b', 'a')]), ['a', 'b']);
      t.is(runs, 3);
      t.is(await db.site(PLACES).where({ name: '' }).count(), 2);
      t.is(await db.site(PLACES).where({ name: 'kept' }).count(), around === 'alone' ? 0 : 2);
    });
  }
}
