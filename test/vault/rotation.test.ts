import test from 'ava';
import { databases } from '../support/databases.js';
import { vaultRoom } from './vault-room.js';

const MANY = 230;
const NAMES = Array.from({ length: MANY }, (_, index) => `secret-${index}`);

for (const database of databases) {
  const { engine } = database;

  test(`${engine}: two rotations at once, beside writers, leave everything readable with the new key alone`, async (t) => {
    const { db, vault } = await vaultRoom(t, database);
    const before = vault('old').owned('shop');
    await db.transaction(async () => {
      for (const name of NAMES) await before.put(1, name, `${name} first`);
    });
    const now = vault('new', 'old').owned('shop');
    const writing = async () => {
      for (const name of NAMES.slice(0, 60).reverse()) await now.put(1, name, `${name} second`);
      for (const name of NAMES.slice(60, 80)) await now.delete(1, name);
    };
    const [one, two] = await Promise.all([
      vault('new', 'old').rotate(),
      vault('new', 'old').rotate(),
      writing(),
    ]);
    t.deepEqual([one.unreadable, two.unreadable], [0, 0]);
    t.true(one.rotated + two.rotated <= MANY, 'no row was moved twice');

    const after = vault('new');
    const { rows, underOlderKeys, unreadable } = await after.examine();
    t.deepEqual({ rows, underOlderKeys, unreadable }, { rows: MANY - 20, underOlderKeys: 0, unreadable: [] });
    t.deepEqual(await after.underMissingKeys(), []);
    const secrets = after.owned('shop');
    for (const [index, name] of NAMES.entries()) {
      const expected = index < 60 ? `${name} second` : index < 80 ? undefined : `${name} first`;
      t.is(await secrets.get(1, name), expected);
    }
  });

  test(`${engine}: a rotation that was interrupted goes on where it was`, async (t) => {
    const { db, vault } = await vaultRoom(t, database);
    await db.transaction(async () => {
      for (const name of NAMES) await vault('old').owned('shop').put(null, name, name);
    });
    const failing = vault('new', 'old');
    let left = 120;
    const query = db.query.bind(db);
    db.query = ((table: string) => {
      left -= 1;
      if (left === 0) throw new Error('the process dies here');
      return query(table);
    }) as typeof db.query;
    await t.throwsAsync(failing.rotate(), { message: 'the process dies here' });
    db.query = query;
    t.is((await vault('new', 'old').examine()).unreadable.length, 0, 'half-way, all can be read');
    const { rotated } = await vault('new', 'old').rotate();
    t.true(rotated > 0 && rotated < MANY);
    t.is((await vault('new').examine()).unreadable.length, 0);
  });

  test(`${engine}: columns that other rooms seal are moved and examined too`, async (t) => {
    const { db, vault } = await vaultRoom(t, database);
    const schema = db.knex.schema;
    await schema.createTable('kp_things', (table) => {
      table.increments('id');
      table.string('word', 20);
      table.text('hidden');
    });
    const column = {
      table: 'kp_things',
      column: 'hidden',
      needs: ['word'],
      context: ({ word }: Readonly<Record<string, unknown>>) => `things/${word}`,
      label: ({ word }: Readonly<Record<string, unknown>>) => `thing ${word}`,
    };
    const sealed = vault('old').seal('value', 'things/a');
    await db.query('kp_things').insert({ word: 'a', hidden: sealed });
    await db.query('kp_things').insert({ word: 'b', hidden: null });
    await db.query('kp_things').insert({ word: 'c', hidden: sealed });
    const both = vault('new', 'old');
    both.keeps(column);
    t.like(await both.rotate(), { rotated: 1, unreadable: 1 });
    const [{ hidden }] = (await db.query('kp_things').where({ word: 'a' })) as [{ hidden: string }];
    t.is(vault('new').open(hidden, 'things/a'), 'value');
    t.deepEqual(
      (await both.examine()).unreadable.map(({ table, label, reason }) => [table, label, reason]),
      [['kp_things', 'thing c', 'damaged']],
    );
  });
}
