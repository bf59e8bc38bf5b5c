import test from 'ava';
import { databases } from '../support/databases.js';
import { vaultRoom } from './vault-room.js';

const unavailable = { code: 'unavailable' };

for (const database of databases) {
  const { engine } = database;

  test(`${engine}: keeps secrets of owners and organisations apart, and none of them readable`, async (t) => {
    const { db, vault } = await vaultRoom(t, database);
    const shop = vault('one').owned('shop');
    await shop.put(null, 'token', 'of the site');
    await shop.put(1, 'token', 'of one');
    await shop.put(2, 'token', '');
    await vault('one').owned('blog').put(1, 'token', 'ä €𝄞');
    t.is(await shop.get(null, 'token'), 'of the site');
    t.is(await shop.get(1, 'token'), 'of one');
    t.is(await shop.get(2, 'token'), '');
    t.is(await shop.get(3, 'token'), undefined);
    t.is(await vault('one').owned('blog').get(1, 'token'), 'ä €𝄞');
    const stored = JSON.stringify(await db.query('kp_secrets').select('*'));
    t.notRegex(stored, /of the site|of one|𝄞/);

    await shop.put(1, 'token', 'another');
    await shop.delete(null, 'token');
    t.deepEqual([await shop.get(null, 'token'), await shop.get(1, 'token')], [undefined, 'another']);
    await vault('one').deleteOwner('shop');
    t.is(await shop.get(1, 'token'), undefined);
    t.is(await vault('one').owned('blog').get(1, 'token'), 'ä €𝄞');
  });

  test(`${engine}: what rolls back was never put, and many who put one secret at once do not fail`, async (t) => {
    const { db, vault } = await vaultRoom(t, database);
    const secrets = vault('one').owned('shop');
    await t.throwsAsync(
      db.transaction(async () => {
        await secrets.put(null, 'token', 'gone');
        throw new Error('no');
      }),
    );
    t.is(await secrets.get(null, 'token'), undefined);
    const values = Array.from({ length: 8 }, (_, index) => `value ${index}`);
    await Promise.all(values.map((value) => secrets.put(1, 'shared', value)));
    t.true(values.includes((await secrets.get(1, 'shared')) ?? ''));
    t.is((await db.query('kp_secrets').select('id')).length, 1);
  });

  test(`${engine}: refuses names and values that do not fit, naming the field`, async (t) => {
    const { vault } = await vaultRoom(t, database);
    const secrets = vault('one').owned('shop');
    const invalid = { code: 'invalid' };
    await t.throwsAsync(secrets.put(null, '', 'x'), invalid);
    await t.throwsAsync(secrets.put(null, 'n'.repeat(192), 'x'), invalid);
    await t.throwsAsync(secrets.put(null, 'n', '€'.repeat(30_000)), invalid);
    await secrets.put(null, 'ü'.repeat(191), 'x'.repeat(65_536));
    t.is((await secrets.get(null, 'ü'.repeat(191)))?.length, 65_536);
  });

  test(`${engine}: a row that was moved, changed or cut cannot be read, and says so without its value`, async (t) => {
    const { db, vault } = await vaultRoom(t, database);
    const secrets = vault('one').owned('shop');
    const rows = () => db.query('kp_secrets');
    for (const name of ['moved', 'other', 'changed', 'cut', 'whole']) {
      await secrets.put(1, name, `value of ${name}`);
    }
    const [{ sealed }] = (await rows().where({ name: 'other' }).select('sealed')) as [{ sealed: string }];
    await rows().where({ name: 'moved' }).update({ sealed });
    await rows().where({ name: 'other' }).update({ org_id: 2 });
    const [changed] = (await rows().where({ name: 'changed' }).select('sealed')) as [{ sealed: string }];
    const swapped = changed.sealed.slice(0, -4) + (changed.sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    await rows().where({ name: 'changed' }).update({ sealed: swapped });
    await rows().where({ name: 'cut' }).update({ sealed: 'v1' });

    for (const [orgId, name] of [
      [1, 'moved'],
      [2, 'other'],
      [1, 'changed'],
      [1, 'cut'],
    ] as const) {
      const refused = await t.throwsAsync(secrets.get(orgId, name), unavailable, name);
      t.notRegex(String(refused?.message), /value of/);
    }
    t.is(await secrets.get(1, 'whole'), 'value of whole');
    const { rows: all, unreadable } = await vault('one').examine();
    t.is(all, 5);
    t.deepEqual(
      unreadable.map(({ label, reason }) => [label, reason]),
      ['moved', 'other', 'changed', 'cut'].map((name) => [
        `shop/${name} of organisation ${name === 'other' ? 2 : 1}`,
        'damaged',
      ]),
    );
    t.deepEqual(
      await vault('two', 'one')
        .rotate()
        .then(({ rotated, unreadable }) => [rotated, unreadable]),
      [1, 4],
    );
  });

  test(`${engine}: a sealed text opens in its own place only, with every key that sealed`, async (t) => {
    const { vault } = await vaultRoom(t, database);
    const sealed = vault('one').seal('secret', 'mail/1/data');
    t.is(vault('two', 'one').open(sealed, 'mail/1/data'), 'secret');
    t.throws(() => vault('one').open(sealed, 'mail/2/data'), unavailable);
    t.throws(() => vault('two').open(sealed, 'mail/1/data'), {
      ...unavailable,
      message: /key [0-9a-f]{12} is not/,
    });
    t.not(vault('one').seal('secret', 'mail/1/data'), sealed, 'the same text never looks the same');
  });
}
