import { randomUUID } from 'node:crypto';
import { Billing } from '../../plugins/billing/contract.js';
import type { Statements } from '../../plugins/billing/ledger/statements.js';
import { whileHeld } from '../support/while-held.js';
import { onBillingSites } from './billing-sites.js';

const onSites = onBillingSites();
const BASE = '/v1/users/me/billing';
const HOUR = 3600_000;

interface MonthBody {
  readonly balance: number;
  readonly tx: readonly { readonly amount: number; readonly description: string }[];
}

const shown = ({ balance, tx }: MonthBody) => [
  balance,
  tx.map(({ amount, description }) => [amount, description]),
];

onSites('credits are listed by month, and a month is a statement in PDF', async (t, door) => {
  const { site, actor } = await door.elsewhere('Months');
  const { ledger } = site.host.plugins.use(Billing);
  const auth = await site.key('hosting', ['billing:read', 'billing:write'], actor);
  const get = (path: string) => site.request(BASE + path, { auth });
  const about = { unit: 'credit', action: 'x' } as const;
  await ledger.grant(actor, { ...about, type: 'bonus', amount: 900, description: 'Welcome', key: 'a' });
  await ledger.spend(actor, { ...about, amount: 250, description: 'A server', key: 'b' });
  await ledger.spend(actor, { ...about, amount: 50, description: 'A backup', key: 'c' });
  // What happened two and thirteen months ago.
  const now = new Date();
  const ago = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 15));
  const [first, second] = (
    await ledger.transactions(actor, { unit: 'credit', window: { kind: 'page', page: 1, perPage: 9 } })
  ).items.toReversed();
  await site.host.db
    .query('billing_ledger_transactions')
    .where({ id: first?.id })
    .update({ created_at: ago(13).toISOString().slice(0, 23).replace('T', ' ') });
  await site.host.db
    .query('billing_ledger_transactions')
    .where({ id: second?.id })
    .update({ created_at: ago(2).toISOString().slice(0, 23).replace('T', ' ') });

  const { body: all } = await get('/transactions');
  t.deepEqual(all.map(shown), [
    [600, [[-50, 'A backup']]],
    [650, [[-250, 'A server']]],
    [900, [[900, 'Welcome']]],
  ]);
  const paged = await get('/transactions?limit=2');
  t.is(paged.body.length, 2);
  const next = /<([^>]+)>; rel="next"/.exec(paged.headers.get('link') ?? '')?.[1] ?? '';
  const rest = await site.request(next.slice(next.indexOf('/v1')), { auth });
  t.deepEqual([rest.body, rest.headers.get('link')], [[all[2]], null]);
  const year = ago(13).getUTCFullYear();
  const month = ago(13).getUTCMonth() + 1;
  t.deepEqual((await get(`/transactions?year=${year}&month=${month}`)).body, [all[2]]);
  t.deepEqual((await get('/transactions?year=1999')).body, []);
  t.deepEqual((await get('/transactions?year=9999')).body, []);
  t.like((await get('/transactions?month=5')).body.error, { code: 'invalid_argument', field: 'month' });
  t.is((await get('/transactions?cursor=x')).body.error.field, 'cursor');

  const statement = await get(`/statements/${ago(1).toISOString().slice(0, 7)}`);
  t.is(statement.status, 200);
  t.is(statement.headers.get('content-type'), 'application/pdf');
  for (const period of [ago(14).toISOString().slice(0, 7), '2999-01', 'november', '2026-13'])
    t.is((await get(`/statements/${period}`)).status, 404, period);
});

onSites('budget and charges are set together, and read back', async (t, door) => {
  const { site, actor } = await door.elsewhere('Profile');
  const auth = await site.key('hosting', ['billing:read', 'billing:write'], actor);
  const patch = (body: object) => site.request(BASE, { method: 'PATCH', auth, body });
  const get = async () => (await site.request(BASE, { auth })).body;
  t.like(await get(), {
    name: 'Profile',
    monthly_budget: 0,
    budget_alerts: [],
    budget_stop: false,
    charge_amount: 0,
  });
  const wanted = { monthly_budget: 5000, budget_stop: true, charge_amount: 0, charge_threshold: 100 };
  t.is((await patch({ ...wanted, budget_alerts: [90, 50, 90] })).status, 204);
  t.like(await get(), { ...wanted, budget_alerts: [50, 90] });
  // Half of it is wrong: nothing is changed.
  const wrong = await patch({ monthly_budget: 1, budget_alerts: [0] });
  t.deepEqual([wrong.status, wrong.body.error.field], [400, 'budget_alerts.0']);
  t.is((await patch({ monthly_budget: 0 })).status, 204);
  t.like(await get(), { ...wanted, monthly_budget: 0 });
});

onSites('a budget tells of each step once a month, and stops those who ask', async (t, door) => {
  const { site, actor } = await door.elsewhere('Budget');
  const { ledger, budgets } = site.host.plugins.use(Billing);
  const auth = await site.key('hosting', ['billing:write'], actor);
  const body = { monthly_budget: 1000, budget_alerts: [50, 80], budget_stop: true };
  await site.request(BASE, { method: 'PATCH', auth, body });
  const told = async () => {
    const rows = await site.host.db
      .query('kp_notifications')
      .where({ org_id: actor.orgId, type: 'billing.budget' });
    return rows.map(({ title }: { title: unknown }) => String(title).split(' ')[0]).sort();
  };
  await ledger.grant(actor, { unit: 'credit', type: 'bonus', action: 'x', amount: 5000, key: 'g' });
  const spend = (amount: number, key: string) =>
    ledger.spend(actor, { unit: 'credit', action: 'x', amount, key });
  await spend(499, 'a');
  t.deepEqual(await told(), []);
  await Promise.all([
    spend(1, 'b'),
    spend(1, 'c'),
    budgets.count(actor, 1, 'd'),
    budgets.count(actor, 1, 'd'),
  ]);
  t.deepEqual(await told(), ['50']);
  t.is((await budgets.of(actor)).spent, 502);
  await budgets.assertOpen(actor);
  await spend(498, 'e');
  t.deepEqual(await told(), ['100', '50', '80']);
  await t.throwsAsync(budgets.assertOpen(actor), { code: 'payment_required' });
  await site.request(BASE, { method: 'PATCH', auth, body: { monthly_budget: 2000 } });
  await budgets.assertOpen(actor);
  await spend(700, 'f');
  t.deepEqual(await told(), ['100', '50', '80']);
});

onSites('a step that is reached while the budget is set is told of all the same', async (t, door) => {
  // SQLite lets one transaction write at a time: there is nothing to meet.
  if (door.site.database.url === null) return void t.pass();
  const { site, actor } = await door.elsewhere('At once');
  const { budgets } = site.host.plugins.use(Billing);
  const auth = await site.key('hosting', ['billing:write'], actor);
  await budgets.count(actor, 1, 'first');
  const body = { monthly_budget: 1000, budget_alerts: [50], budget_stop: true };
  const set = () => site.request(BASE, { method: 'PATCH', auth, body });
  const spend = () => budgets.count(actor, 1200, 'much');
  t.is((await whileHeld(site, 'billing_budget_months', spend, set)).status, 204);
  const told = await site.host.db.query('kp_notifications').where({ org_id: actor.orgId });
  t.is(told.length, 2, 'half of it, and the stop');
});

onSites('a month begins by the organisation’s own clock', async (t, door) => {
  const { site, actor } = await door.elsewhere('Kiribati');
  const { budgets } = site.host.plugins.use(Billing);
  const org = await site.key('org', ['org-settings:read', 'org-settings:write'], actor);
  const zone = { timezone: 'Pacific/Kiritimati' };
  t.is((await site.request('/api/v1/org-settings', { method: 'PUT', auth: org, body: zone })).status, 200);
  await budgets.count(actor, 10, 'x');
  const [row] = await site.host.db.query('billing_budget_months').where({ org_id: actor.orgId });
  // Fourteen hours ahead.
  const there = new Date(Date.now() + 14 * HOUR).toISOString().slice(0, 7);
  t.deepEqual([row?.month, Number(row?.spent)], [there, 10]);
});

onSites(
  'a month with thousands of transactions is listed whole, and its statement adds up',
  async (t, door) => {
    const { site, actor } = await door.elsewhere('Busy');
    const billing = site.host.plugins.use(Billing);
    const statements = (billing as unknown as { readonly statements: Statements }).statements;
    const auth = await site.key('hosting', ['billing:read'], actor);
    const get = (path: string) => site.request(BASE + path, { auth });
    const { id } = await billing.ledger.grant(actor, {
      ...{ unit: 'credit', action: 'x', type: 'bonus' },
      ...{ amount: 9000, description: 'Welcome', key: 'first' },
    });
    const rows = () => site.host.db.query('billing_ledger_transactions');
    const at = (instant: string) => instant.replace('T', ' ').replace('Z', '');
    await rows()
      .where({ id })
      .update({ created_at: at('2026-01-15T00:00:00.000Z') });
    const { id: _, ...first } = (await rows().where({ id }).first()) as unknown as Record<string, unknown>;
    let balance = 9000;
    const enter = async (count: number, instant: (n: number) => string) => {
      const made = Array.from({ length: count }, (_, n) => {
        balance -= 1;
        const named = {
          op_key: randomUUID(),
          public_id: randomUUID(),
          description: 'A call',
          type: 'consume',
        };
        return { ...first, ...named, amount: -1, balance_after: balance, created_at: at(instant(n)) };
      });
      for (let from = 0; from < count; from += 250) await rows().insert(made.slice(from, from + 250));
    };
    const day = (n: number) => String((n % 27) + 2).padStart(2, '0');
    await enter(2300, (n) => `2026-03-${day(n)}T12:00:00.000Z`);
    // A node whose clock is ahead, and then one that is not.
    await enter(1, () => '2026-04-01T00:00:00.400Z');
    await enter(1, () => '2026-03-31T23:59:59.900Z');

    const amounts: number[] = [];
    for (let path = '/transactions?year=2026&month=3&limit=2'; path; ) {
      const { body, headers } = await get(path);
      for (const part of body) {
        t.deepEqual([part.month, part.balance], [3, 9000 - 2301]);
        amounts.push(...part.tx.map(({ amount }: { amount: number }) => amount));
      }
      const next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? '';
      path = next.slice(Math.max(0, next.indexOf('/transactions')));
    }
    t.is(amounts.length, 2301);
    t.is((await get('/transactions?year=2026')).body.length, 5);

    const [march, april, february] = [
      await statements.figures(actor, '2026-03'),
      await statements.figures(actor, '2026-04'),
      await statements.figures(actor, '2026-02'),
    ];
    t.deepEqual([march?.opening, march?.closing], [9000, 6699]);
    t.is(march?.movements.length, 28);
    t.is(
      march?.movements.reduce((sum, { count = 0 }) => sum + count, 0),
      2301,
    );
    t.deepEqual([april?.opening, april?.closing, april?.movements.length], [6699, 6698, 1]);
    t.deepEqual([february?.opening, february?.closing, february?.movements.length], [9000, 9000, 0]);
    t.is((await get('/statements/2026-03')).headers.get('content-type'), 'application/pdf');
  },
);
