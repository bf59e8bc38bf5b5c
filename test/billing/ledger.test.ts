import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { Billing, type Reservation, type Unit } from '../../plugins/billing/contract.js';
import { isProblem, type ProblemError } from '../../src/http/problem.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { booksOf } from './ledger-books.js';
import { LedgerModel, type Step } from './ledger-model.js';

const sites = new Map<string, Site>();
let keys = 0;

test.before(async () => {
  for (const database of databases) sites.set(database.engine, await startSite(database));
});
test.after.always(async () => {
  for (const site of sites.values()) await site.stop();
});

function onSites(title: string, body: (t: ExecutionContext, site: Site) => Promise<void>): void {
  for (const { engine } of databases) test(`${engine}: ${title}`, (t) => body(t, sites.get(engine) as Site));
}

const key = fc.nat(6);
const amount = fc.integer({ min: 1, max: 60 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('grant' as const),
    key,
    amount,
    type: fc.constantFrom('purchase', 'bonus', 'signup_bonus', 'admin_grant', 'refund'),
  }),
  fc.record({ do: fc.constantFrom('spend', 'reserve', 'withdraw'), key, amount }),
  fc.record({
    do: fc.constant('settle' as const),
    which: fc.nat(4),
    share: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({ do: fc.constant('release' as const), which: fc.nat(4) }),
);

onSites('whatever is done in whatever order, the books balance', async (t, site) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
      fc.boolean(),
      async (steps, atOnce) => {
        const { orgId } = await site.host.accounts.organizations
          .create(site.actor, { name: `Books ${keys++}` })
          .then(({ id }) => ({ orgId: id }));
        const run = history(site, orgId);
        const model = new LedgerModel();
        if (atOnce) await Promise.all(steps.map(run));
        else
          for (const each of steps) {
            await run(each);
            model.play(each);
            t.like(await booksOf(site, orgId), { balance: model.balance, available: model.available });
          }
        const books = await booksOf(site, orgId);
        t.is(books.entries, 0);
        t.is(books.wallet, books.balance);
        t.is(books.reserved, books.balance - books.available);
        t.true(books.available >= 0);
      },
    ),
    { numRuns: 20 },
  );
});

/** Plays steps; refusals for want of tokens or because something is over are part of the game. */
function history({ host, actor }: Site, orgId: number): (step: Step) => Promise<void> {
  const { ledger } = host.plugins.use(Billing);
  const withdrawing = ledger as unknown as { withdraw: typeof ledger.spend };
  const owner = { ...actor, orgId };
  const reserved: Reservation[] = [];
  const unit: Unit = 'token';
  return async (each) => {
    try {
      const about = { unit, action: each.do };
      if (each.do === 'grant') await ledger.grant(owner, { ...about, ...each, key: `key ${each.key}` });
      if (each.do === 'spend')
        await ledger.spend(owner, { ...about, amount: each.amount, key: `key ${each.key}` });
      if (each.do === 'withdraw')
        await withdrawing.withdraw(owner, { ...about, amount: each.amount, key: `key ${each.key}` });
      if (each.do === 'reserve')
        reserved.push(await ledger.reserve(owner, { ...about, amount: each.amount, key: `key ${each.key}` }));
      const chosen = 'which' in each ? reserved[each.which] : undefined;
      if (each.do === 'settle' && chosen)
        await ledger.settle(owner, chosen.id, Math.floor((chosen.amount * each.share) / 100));
      if (each.do === 'release' && chosen) await ledger.release(owner, chosen.id);
    } catch (error) {
      if (!isProblem(error) || !['payment_required', 'conflict'].includes(error.code)) throw error;
    }
  };
}

onSites('one key moves once, also when it comes twice at the same moment', async (t, site) => {
  const { ledger } = site.host.plugins.use(Billing);
  const { orgId } = await site.organization(`Keys ${keys++}`);
  const owner = { ...site.actor, orgId };
  const grant = { unit: 'token', type: 'bonus', action: 'welcome', amount: 100, key: 'grant' } as const;
  const granted = await Promise.all(Array.from({ length: 8 }, () => ledger.grant(owner, grant)));
  t.is(new Set(granted.map(({ id }) => id)).size, 1);
  const spending = { unit: 'token', action: 'chat', amount: 30, key: 'spend' } as const;
  const spent = await Promise.all(Array.from({ length: 8 }, () => ledger.spend(owner, spending)));
  t.is(new Set(spent.map(({ id }) => id)).size, 1);
  t.deepEqual(await ledger.balance(owner, 'token'), { unit: 'token', available: 70, reserved: 0 });
  t.deepEqual(await ledger.balance(owner, 'credit'), { unit: 'credit', available: 0, reserved: 0 });
});

onSites('what is reserved is settled for what was used, or comes back', async (t, site) => {
  const { ledger } = site.host.plugins.use(Billing);
  const { orgId } = await site.organization(`Reserved ${keys++}`);
  const owner = { ...site.actor, orgId };
  await ledger.grant(owner, { unit: 'token', type: 'bonus', action: 'welcome', amount: 100, key: 'g' });
  const held = await ledger.reserve(owner, { unit: 'token', action: 'chat', amount: 80, key: 'r' });
  t.deepEqual(await ledger.balance(owner, 'token'), { unit: 'token', available: 20, reserved: 80 });
  const tooMuch = ledger.spend(owner, { unit: 'token', action: 'chat', amount: 21, key: 's' });
  const { code, data } = (await t.throwsAsync(tooMuch)) as ProblemError;
  t.deepEqual(
    { code, data },
    { code: 'payment_required', data: { required: 21, available: 20, missing: 1 } },
  );
  await t.throwsAsync(ledger.settle(owner, held.id, 81), { message: /used/ });
  const settled = await ledger.settle(owner, held.id, 50);
  t.deepEqual(await ledger.settle(owner, held.id, 10), settled);
  t.is(settled.balanceAfter, 50);
  await t.throwsAsync(ledger.release(owner, held.id), { message: /settled already/ });
  t.deepEqual(await ledger.balance(owner, 'token'), { unit: 'token', available: 50, reserved: 0 });
});

onSites('a reservation that nobody settles comes back when its time is over', async (t, site) => {
  const { ledger } = site.host.plugins.use(Billing);
  const { orgId } = await site.organization(`Expired ${keys++}`);
  const owner = { ...site.actor, orgId };
  await ledger.grant(owner, { unit: 'credit', type: 'bonus', action: 'welcome', amount: 10, key: 'g' });
  const spending = { unit: 'credit', action: 'chat', amount: 6 } as const;
  const short = await ledger.reserve(owner, { ...spending, key: 'short', forMs: 1 });
  await ledger.reserve(owner, { ...spending, amount: 4, key: 'long' });
  const { control } = site.host.background.cron;
  for (;;) {
    await control.run(site.actor, 'billing.release-reservations');
    if ((await ledger.balance(owner, 'credit')).available > 0) break;
    await setTimeout(50);
  }
  t.deepEqual(await ledger.balance(owner, 'credit'), { unit: 'credit', available: 6, reserved: 4 });
  await t.throwsAsync(ledger.settle(owner, short.id, 1), { message: /released already/ });
});

onSites('many reservations that cannot be given back do not hold up the others', async (t, site) => {
  const { ledger } = site.host.plugins.use(Billing);
  const [{ orgId: broken }, { orgId }] = [
    await site.organization(`Broken ${keys++}`),
    await site.organization(`Whole ${keys++}`),
  ];
  const [without, owner] = [
    { ...site.actor, orgId: broken },
    { ...site.actor, orgId },
  ];
  const welcome = { unit: 'credit', type: 'bonus', action: 'welcome', amount: 500, key: 'g' } as const;
  const spending = { unit: 'credit', action: 'chat', amount: 1, forMs: 1 } as const;
  await ledger.grant(without, welcome);
  for (let n = 0; n < 201; n += 1) await ledger.reserve(without, { ...spending, key: `r${n}` });
  await site.host.db.query('billing_ledger_accounts').where({ org_id: broken }).delete();
  await ledger.grant(owner, welcome);
  await ledger.reserve(owner, { ...spending, key: 'r' });
  await setTimeout(5);
  await site.host.background.cron.control.runToEnd(site.actor, 'billing.release-reservations');
  t.is((await ledger.balance(owner, 'credit')).available, 500);
  await site.host.db.query('billing_ledger_reservations').where({ org_id: broken }).delete();
});
