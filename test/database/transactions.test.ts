import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { isProblem } from '../../src/http/problem.js';
import { eventType } from '../../src/plugins/tokens.js';
import { databases } from '../support/databases.js';
import { ANN, NOTES, note, openNotes, PLACES } from './notes.js';

const noted = eventType<string>('test.noted');

for (const database of databases) {
  test(`${database.engine}: services join the transaction in progress and roll back as one`, async (t) => {
    const db = await openNotes(t, database);
    const first = () => db.transaction(() => db.of(NOTES, ANN).insert(note()));
    const second = () => db.transaction(() => db.site(PLACES).insert({ code: 'muc', name: 'Munich' }));
    const third = () => db.query(PLACES.name).insert({ code: 'ber', name: 'Berlin' });
    await t.throwsAsync(
      db.transaction(async () => {
        await first();
        await second();
        await third();
        t.is(await db.of(NOTES, ANN).count(), 1);
        t.is((await db.query(PLACES.name).select('code')).length, 2);
        throw new Error('no');
      }),
      { message: 'no' },
    );
    t.is(await db.of(NOTES, ANN).count(), 0);
    t.is(await db.site(PLACES).count(), 0);

    await db.transaction(async () => {
      await first();
      await second();
      await third();
    });
    t.is(await db.of(NOTES, ANN).count(), 1);
    t.is(await db.site(PLACES).count(), 2);
    t.false(db.inTransaction);
  });

  test(`${database.engine}: what is appended is there for whoever reads on, and after the commit for all`, async (t) => {
    const db = await openNotes(t, database);
    const append = (...titles: string[]) => db.of(NOTES, ANN).append(titles.map((title) => note({ title })));
    const titles = async () => (await db.of(NOTES, ANN).orderBy('id').all()).map(({ title }) => title);
    await append('alone');
    await db.transaction(async () => {
      await append('first', 'second');
      t.deepEqual(await titles(), ['alone', 'first', 'second']);
      await append('third');
      t.is((await db.query(NOTES.name).where({ title: 'third' })).length, 1);
      for (let n = 0; n < 6; n += 1) await append(`${n}`);
      await db.of(NOTES, ANN).where({ title: 'third' }).amend({ title: '3rd' });
      await db.of(NOTES, ANN).where({ title: '3rd' }).amend({ title: 'last of three' });
    });
    t.deepEqual(await titles(), ['alone', 'first', 'second', 'last of three', '0', '1', '2', '3', '4', '5']);
    const undone = db.transaction(async () => {
      await append('undone');
      throw new Error('no');
    });
    await t.throwsAsync(undone, { message: 'no' });
    await db.transaction(() => append('last'));
    t.is((await titles()).at(-1), 'last');
    t.is((await titles()).length, 11);
  });

  test(`${database.engine}: nothing is committed without what was appended`, async (t) => {
    const db = await openNotes(t, database);
    const twice = async () => {
      await db.site(PLACES).append([{ code: 'muc', name: 'Munich' }]);
      await db.site(PLACES).append([{ code: 'muc', name: 'Munich again' }]);
    };
    const atTheEnd = db.transaction(async () => {
      await db.of(NOTES, ANN).insert(note());
      await twice();
    });
    await t.throwsAsync(atTheEnd);
    const before = db.transaction(async () => {
      await db.of(NOTES, ANN).insert(note());
      await twice();
      await db.site(PLACES).count();
    });
    await t.throwsAsync(before);
    const amended = db.transaction(async () => {
      await db.site(PLACES).insertMany(['muc', 'ber'].map((code) => ({ code, name: code })));
      await db.site(PLACES).where({ code: 'ber' }).amend({ code: 'muc' });
    });
    await t.throwsAsync(amended);
    await t.throwsAsync(db.rehearse(twice));
    await t.throwsAsync(db.transaction(() => db.rehearse(twice)));
    t.is(await db.of(NOTES, ANN).count(), 0);
    t.is(await db.site(PLACES).count(), 0);
  });

  test(`${database.engine}: what others do meanwhile neither joins nor is seen`, async (t) => {
    const db = await openNotes(t, database);
    const order: string[] = [];
    let other: Promise<unknown> = Promise.resolve();
    let begun = () => {};
    const started = new Promise<void>((resolve) => (begun = resolve));
    const mine = db.transaction(async () => {
      await db.site(PLACES).insert({ code: 'a', name: 'mine' });
      begun();
      await sleep(50);
      order.push('mine');
      throw new Error('rolled back');
    });
    await started;
    t.is(await db.site(PLACES).count(), 0);
    other = db
      .site(PLACES)
      .insert({ code: 'b', name: 'other' })
      .then(() => order.push('other'));
    await t.throwsAsync(mine);
    await other;
    t.deepEqual(
      (await db.site(PLACES).all()).map(({ code }) => code),
      ['b'],
    );
    if (database.engine === 'sqlite') t.deepEqual(order, ['mine', 'other']);
  });

  test(`${database.engine}: effects run after the outermost commit, and never after a rollback`, async (t) => {
    const db = await openNotes(t, database);
    const log: string[] = [];
    await db.transaction(async () => {
      await db.transaction(async () => db.afterCommit(() => log.push(`inner, ${db.inTransaction}`)));
      log.push('body');
    });
    await t.throwsAsync(
      db.transaction(async () => {
        db.afterCommit(() => log.push('never'));
        throw new Error('no');
      }),
    );
    db.afterCommit(() => log.push('at once'));
    t.deepEqual(log, ['body', 'inner, false', 'at once']);
  });

  test(`${database.engine}: a failing effect harms nobody`, async (t) => {
    const db = await openNotes(t, database);
    const log: string[] = [];
    await db.transaction(async () => {
      db.afterCommit(() => {
        throw new Error('broken effect');
      });
      db.afterCommit(() => log.push('second'));
    });
    t.deepEqual(log, ['second']);
  });

  test(`${database.engine}: listeners write in the transaction that publishes`, async (t) => {
    const db = await openNotes(t, database);
    const stop = db.onEvent(noted, async (code: string) => {
      t.true(db.inTransaction);
      await db.site(PLACES).insert({ code, name: 'by the listener' });
    });
    await t.throwsAsync(
      db.transaction(async () => {
        await db.publish(noted, 'a');
        throw new Error('no');
      }),
    );
    t.is(await db.site(PLACES).count(), 0);
    await db.publish(noted, 'b');
    t.is(await db.site(PLACES).count(), 1);
    stop();
    await db.publish(noted, 'c');
    t.is(await db.site(PLACES).count(), 1);
  });

  test(`${database.engine}: a failing listener takes the whole transaction with it`, async (t) => {
    const db = await openNotes(t, database);
    db.onEvent(noted, () => {
      throw new Error('listener');
    });
    const change = db.transaction(async () => {
      await db.site(PLACES).insert({ code: 'a', name: 'a' });
      await db.publish(noted, 'x');
    });
    await t.throwsAsync(change, { message: 'listener' });
    t.is(await db.site(PLACES).count(), 0);
  });

  test(`${database.engine}: work left over from a transaction stands on its own`, async (t) => {
    const db = await openNotes(t, database);
    let later: Promise<number> = Promise.resolve(0);
    await db.transaction(async () => {
      later = sleep(20).then(() => db.site(PLACES).insert({ code: 'late', name: 'late' }));
    });
    await later;
    t.is(await db.site(PLACES).count(), 1);
  });

  test(`${database.engine}: many flows at once each keep their own transaction`, async (t) => {
    const db = await openNotes(t, database);
    const flows = Array.from({ length: 40 }, (_, i) =>
      db
        .transaction(async () => {
          await db.of(NOTES, ANN).insert(note({ title: `t${i}` }));
          if (i % 2 === 1) throw new Error('no');
        })
        .catch(() => undefined),
    );
    await Promise.all(flows);
    t.is(await db.of(NOTES, ANN).count(), 20);
  });

  test(`${database.engine}: builders made outside run in the transaction in which they are awaited`, async (t) => {
    const db = await openNotes(t, database);
    const insertion = db.query(PLACES.name).insert({ code: 'x', name: 'x' });
    await t.throwsAsync(
      db.transaction(async () => {
        await insertion;
        throw new Error('no');
      }),
    );
    t.is(await db.site(PLACES).count(), 0);
  });

  test(`${database.engine}: a closed database is unavailable, not a fault`, async (t) => {
    const place = await database.open();
    const { connect } = await import('./notes.js');
    const db = await connect(place);
    await db.ping();
    await db.close();
    const error = await t.throwsAsync(db.ping());
    t.true(isProblem(error) && error.code === 'unavailable');
    await place.drop();
  });
}

for (const database of databases.filter(({ engine }) => engine === 'sqlite'))
  test('sqlite: nothing stays of a transaction that the full disk has undone, also where its body goes on', async (t) => {
    const db = await openNotes(t, database);
    const [{ page_count: pages }] = (await db.knex.raw('pragma page_count')) as [{ page_count: number }];
    await db.knex.raw(`pragma max_page_count = ${pages}`);
    const name = 'x'.repeat(60);
    const body = async () => {
      for (let place = 0; place < 500; place += 1)
        await db
          .site(PLACES)
          .insert({ code: `${place}`, name })
          .catch(() => undefined);
    };
    t.like(await t.throwsAsync(db.transaction(body)), { code: 'unavailable' });
    t.is(await db.site(PLACES).count(), 0);
    await db.knex.raw('pragma max_page_count = 1073741823');
    await db.transaction(body);
    t.is(await db.site(PLACES).count(), 500);
  });
