import test from 'ava';
import { OptionStore } from '../../src/options/option-store.js';
import { shareRooms } from '../auth/rooms.js';
import { databases } from '../support/databases.js';

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);

  test.serial(name('gives back every JSON value as it was'), async (t) => {
    const { options } = open();
    for (const value of [null, true, 0, 'text', '"', [1, 'a'], { deep: { list: [null] } }, '🧮']) {
      await options.set('value', value);
      t.deepEqual(await options.get('value'), value);
    }
    await options.delete('value');
    t.is(await options.get('value'), undefined);
    t.is(await options.get('never'), undefined);
  });

  test.serial(name('hands out copies, so that nobody changes what is kept'), async (t) => {
    const { options } = open();
    await options.set('copied', { list: [1] });
    const first = await options.get<{ list: number[] }>('copied');
    first?.list.push(2);
    t.deepEqual(await options.get('copied'), { list: [1] });
  });

  test.serial(
    name('keeps the options of each owner under its name, and deletes no others with it'),
    async (t) => {
      const { options } = open();
      await options.owned('my').set('colour', 'red');
      await options.owned('my-other').set('colour', 'blue');
      await options.set('myth', 'kept');
      t.is(await options.get('my_colour'), 'red');
      await options.deleteOwner('my');
      t.is(await options.owned('my').get('colour'), undefined);
      t.is(await options.owned('my-other').get('colour'), 'blue');
      t.is(await options.get('myth'), 'kept');
    },
  );

  test.serial(
    name('sees its own writes in a transaction, and nothing of one that was rolled back'),
    async (t) => {
      const { options, db } = open();
      await options.set('careful', 1);
      const failed = db.transaction(async () => {
        await options.set('careful', 2);
        t.is(await options.get('careful'), 2);
        throw new Error('no');
      });
      await t.throwsAsync(failed, { message: 'no' });
      t.is(await options.get('careful'), 1);
    },
  );

  test.serial(name('sees what another process wrote: at once when told, else within seconds'), async (t) => {
    const { options, db, clock } = open();
    const other = new OptionStore(db, clock, { changed: async () => {} });
    await options.set('shared', 1);
    t.is(await options.get('shared'), 1);
    await other.set('shared', 2);
    t.is(await options.get('shared'), 1);
    options.drop();
    t.is(await options.get('shared'), 2);
    await other.set('shared', 3);
    clock.move(2001);
    t.is(await options.get('shared'), 3);
  });

  test.serial(name('lets two write the same new option at once'), async (t) => {
    const { options } = open();
    await Promise.all([1, 2, 3, 4].map((value) => options.set('raced', value)));
    t.true([1, 2, 3, 4].includes((await options.get<number>('raced')) ?? 0));
  });

  test.serial(name('lists by name and prefix, and says which are secret'), async (t) => {
    const { options } = open();
    await options.set('list_b', 1);
    await options.set('list_a', 'x', { secret: true });
    const found = await options.list('list_');
    t.deepEqual(
      found.map(({ name, value, secret }) => [name, value, secret]),
      [
        ['list_a', 'x', true],
        ['list_b', 1, false],
      ],
    );
  });
}
