import { fileURLToPath } from 'node:url';
import test from 'ava';
import { killStep } from '../faults/kill-step.js';
import { lastWords } from '../faults/last-words.js';
import { databases } from '../support/databases.js';
import type { ToppingFate } from './dying-top-up.js';
import { booksOf } from './ledger-books.js';
import { ToppingSite } from './topping-site.js';

const CHILD = fileURLToPath(new URL('./dying-top-up.js', import.meta.url));
const STEP = killStep(13);

for (const database of databases) {
  test(`${database.engine}: a site killed between the statements of a top-up charges once, and books once`, async (t) => {
    const place = await database.open();
    t.teardown(() => place.drop());
    const first = await ToppingSite.open(database, { place });
    const { double } = first;
    t.teardown(() => double.stop());
    const { orgId, actor } = await first.buyer('Killed', 120);
    await first.saveCard(actor, 'pm_card_visa');
    await first.site.stop();
    let balance = 120;
    let charges = 0;
    let said = '';
    for (let dieAt = 1; said === ''; dieAt += STEP) {
      const { url, dataDir } = place;
      // Ninety are left: below the threshold of a hundred.
      const fate: ToppingFate = { url, dataDir, orgId, amount: balance - 90, dieAt };
      said = await lastWords(CHILD, fate);
      const site = await ToppingSite.on(database, double, { place });
      charges += 1;
      // What is on its way counts: who spends meanwhile orders nothing more.
      for (let more = 0; more < 2; more += 1) {
        const spending = { unit: 'token', action: 'chat', amount: 5, key: `more ${dieAt} ${more}` } as const;
        await site.billing.ledger.spend(actor, spending);
      }
      balance = 5080;
      const topped = async () => (await booksOf(site.site, orgId)).balance === balance;
      await site.until(topped, `it is topped up after the death before ${dieAt}`);
      await site.quiet();
      t.is(site.taken(), charges, `charged once, after the death before ${dieAt}`);
      t.like(await booksOf(site.site, orgId), { balance, available: balance, wallet: balance, entries: 0 });
      await site.site.host.db.query('billing_top_ups').update({ monthly_cap: 1000 });
      await site.site.stop();
    }
    t.regex(said, /^topped up/);
    t.true(charges > 1, said);
  });
}
