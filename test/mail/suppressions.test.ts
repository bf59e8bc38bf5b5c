import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { databases } from '../support/databases.js';
import { MailHouse } from './mail-house.js';

for (const database of databases) {
  const house = new MailHouse(database);

  test.serial(house.named('an address that is refused twice at once ends neither transaction'), async (t) => {
    await house.idle(async ({ mail: { suppressions } }) => {
      const refused = (mailId: string) => suppressions.refused('both@reader.test', 'no such user', mailId);
      const { promise: written, resolve } = Promise.withResolvers<void>();
      const first = house.db.transaction(async () => {
        await refused('first');
        resolve();
        await sleep(200);
      });
      await written;
      await Promise.all([first, house.db.transaction(() => refused('second'))]);
      t.like(await suppressions.find('both@reader.test'), { mailId: 'first' });
    });
  });
}
