import test from 'ava';
import { Billing } from '../../plugins/billing/contract.js';
import { firstKill, killStep } from '../faults/kill-step.js';
import { live } from '../http/idempotency/live-and-die.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { booksOf } from './ledger-books.js';

const STEP = killStep(8);

for (const { engine, open } of databases) {
  test(`${engine}: a site killed between the statements of consuming has spent all or nothing, and once`, async (t) => {
    const site = await startSite({ engine, open });
    t.teardown(() => site.stop());
    const { actor } = site;
    const { ledger } = site.host.plugins.use(Billing);
    await ledger.grant(actor, { unit: 'token', type: 'bonus', action: 'test', amount: 1000, key: 'grant' });
    const key = await site.key('ops', ['tokens:write', 'tokens:read']);
    const { url, dataDir } = site.database;
    let left = 1000;
    let said = '';
    for (let dieAt = firstKill(STEP); said === ''; dieAt += STEP) {
      const headers = { authorization: key, 'idempotency-key': `try ${dieAt}` };
      const call = { path: '/api/tokens/consume', body: { amount: 7, action: 'chat' } };
      said = await live({ url, dataDir, headers, dieAt, ...call });
      const before = await booksOf(site, actor.orgId);
      t.like(before, { entries: 0, wallet: before.balance, available: before.balance, reserved: 0 });
      t.true(before.balance === left || before.balance === left - 7, `before ${dieAt}: ${before.balance}`);
      // Once its claim has run out, the same request takes over, or finds what was done.
      await site.host.db.query('kp_idempotency_keys').where({ outcome: null }).update({ lease_until: 0 });
      const again = await site.request(call.path, { method: 'POST', auth: key, headers, body: call.body });
      t.is(again.status, 200, JSON.stringify(again.body));
      left -= 7;
      t.like(await booksOf(site, actor.orgId), { balance: left, wallet: left, entries: 0 });
    }
    t.regex(said, /^answered 200/);
  });
}
