import test, { type ExecutionContext } from 'ava';
import { Billing } from '../../plugins/billing/contract.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { booksOf } from './ledger-books.js';

const sites = new Map<string, Site>();
const SPENDERS = 200;

test.before(async () => {
  for (const database of databases) sites.set(database.engine, await startSite(database));
});
test.after.always(async () => {
  for (const site of sites.values()) await site.stop();
});

function onSites(title: string, body: (t: ExecutionContext, site: Site) => Promise<void>): void {
  for (const { engine } of databases) test(`${engine}: ${title}`, (t) => body(t, sites.get(engine) as Site));
}

/** An organisation with so many tokens, and a program of it. */
async function organization(site: Site, name: string, tokens: number) {
  const made = await site.organization(name);
  const { ledger } = site.host.plugins.use(Billing);
  const actor = { ...site.actor, orgId: made.orgId };
  const about = { unit: 'token', type: 'bonus', action: 'welcome', key: 'welcome' } as const;
  if (tokens > 0) await ledger.grant(actor, { ...about, amount: tokens });
  return { ...made, actor, key: await site.key('ops', ['tokens:read', 'tokens:write'], actor) };
}

const spend = (site: Site, auth: string, body: object, headers = {}) =>
  site.request('/api/tokens/consume', { method: 'POST', auth, body, headers });

onSites('200 spenders at once spend what is there, and not one token more', async (t, site) => {
  const { key, orgId } = await organization(site, 'Spenders', 1000);
  const answers = await Promise.all(
    Array.from({ length: SPENDERS }, () => spend(site, key, { amount: 7, action: 'chat.reply' })),
  );
  const spent = answers.filter(({ status }) => status === 200);
  t.is(spent.length, Math.floor(1000 / 7));
  for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
    const { code, details } = body.error;
    t.deepEqual([status, code], [402, 'payment_required']);
    t.like(details, { required: 7, missing: 7 - details.available });
    t.true(details.available < 7);
  }
  const books = await booksOf(site, orgId);
  const left = 1000 - spent.length * 7;
  const whole = { balance: left, available: left, wallet: left, entries: 0, reserved: 0 };
  t.deepEqual(books, { ...whole, transactions: spent.length + 1 });
  t.is(new Set(spent.map(({ body }) => body.data.transaction.balance_after)).size, spent.length);
});

onSites('each debit says what it was for, and lists count and filter', async (t, site) => {
  const { key, orgId } = await organization(site, 'Explained', 50);
  const body = {
    amount: 20,
    action: 'chat.reply',
    reference_id: 'run-9',
    metadata: { model: 'small', in: 3 },
  };
  const { body: answer } = await spend(site, key, body);
  const { transaction, ...rest } = answer.data;
  t.deepEqual(rest, { consumed: 20, balance: 30 });
  const { body: list } = await site.request('/api/tokens/transactions?limit=1', { auth: key });
  t.deepEqual(list, { data: [transaction], meta: { limit: 1, offset: 0, total: 2 } });
  t.like(transaction, { ...body, type: 'consume', amount: -20, balance_after: 30, user_id: null });
  const { body: bonus } = await site.request('/api/tokens/transactions?type=bonus', { auth: key });
  t.deepEqual([bonus.meta.total, bonus.data[0].type], [1, 'bonus']);
  const { body: balance } = await site.request('/api/tokens/balance', { auth: key });
  t.deepEqual(balance, { data: { balance: 30, reserved: 0, company_id: orgId } });
});

onSites('a request repeated under its key is spent once', async (t, site) => {
  const { key, actor } = await organization(site, 'Repeated', 50);
  const headers = { 'idempotency-key': 'the same' };
  const body = { amount: 20, action: 'chat.reply' };
  const first = await spend(site, key, body, headers);
  t.deepEqual((await spend(site, key, body, headers)).body, first.body);
  const { ledger } = site.host.plugins.use(Billing);
  t.is((await ledger.balance(actor, 'token')).available, 30);
});

onSites('what is no amount or no action is refused by name', async (t, site) => {
  const { key, orgId } = await organization(site, 'Refused', 50);
  for (const [field, body] of [
    ['amount', { amount: 0, action: 'x' }],
    ['amount', { amount: -5, action: 'x' }],
    ['amount', { amount: 1.5, action: 'x' }],
    ['amount', { amount: 1e14, action: 'x' }],
    ['amount', { action: 'x' }],
    ['action', { amount: 1 }],
    ['action', { amount: 1, action: '  ' }],
    ['metadata', { amount: 1, action: 'x', metadata: { big: 'x'.repeat(17_000) } }],
  ] as const) {
    const { status, body: answer } = await spend(site, key, body);
    t.deepEqual([status, answer.error.field], [400, field], JSON.stringify(body).slice(0, 60));
  }
  t.is((await booksOf(site, orgId)).balance, 50);
});

onSites(
  'company_id reaches organisations where one is a member with the scope, and no others',
  async (t, site) => {
    const [ours, theirs] = [await organization(site, 'Ours', 10), await organization(site, 'Theirs', 20)];
    const { accounts } = site.host;
    const login = `both-${ours.orgId}`;
    await site.login({ login, role: 'member', orgId: ours.orgId });
    const person = await accounts.users.byLoginOrEmail(login);
    const membership = { orgId: theirs.orgId, userId: person?.id ?? 0, role: 'viewer' };
    await accounts.memberships.add(site.actor, membership);
    const credentials = { email: login, password: 'correct horse 2' };
    const { body: signedIn } = await site.request('/api/auth/login', { method: 'POST', body: credentials });
    const auth = `Bearer ${signedIn.token}`;
    const balance = async (id: number, as = auth) =>
      (await site.request(`/api/tokens/balance?company_id=${id}`, { auth: as })).body;
    t.is((await balance(ours.orgId)).data.balance, 10);
    t.is((await balance(theirs.orgId)).data.balance, 20);
    t.is((await balance(site.actor.orgId)).error.code, 'forbidden');
    t.is((await balance(987_654_321)).error.code, 'forbidden');
    // A viewer spends nothing, a key knows its own organisation alone.
    const elsewhere = await spend(site, auth, { amount: 1, action: 'x', company_id: theirs.orgId });
    t.deepEqual([elsewhere.status, elsewhere.body.error.details], [403, { scope: 'tokens:write' }]);
    t.is((await spend(site, auth, { amount: 1, action: 'x', company_id: ours.orgId })).status, 200);
    t.is((await balance(theirs.orgId, ours.key)).error.code, 'forbidden');
  },
);

onSites('administrators of the site give tokens to an organisation, once a reference', async (t, site) => {
  const { orgId, auth } = await organization(site, 'Granted', 0);
  const body = {
    organization_id: orgId,
    amount: 500,
    description: 'Sorry for the trouble',
    reference_id: 'T-1',
  };
  const give = (as: string, changes = {}) =>
    site.request('/wp-json/billing/v1/grants', { method: 'POST', auth: as, body: { ...body, ...changes } });
  const first = await give(site.admin);
  t.is(first.status, 201);
  t.like(first.body, { type: 'admin_grant', unit: 'token', amount: 500, balance_after: 500 });
  t.deepEqual((await give(site.admin)).body, first.body);
  t.deepEqual((await give(site.admin, { amount: 700 })).body, first.body, 'the first one stands');
  const [line, ...more] = await site.host.db
    .query('kp_audit_log')
    .where({ org_id: orgId, action: 'ledger.granted' });
  t.like(JSON.parse(line.changes), { amount: 500 });
  t.deepEqual(more, [], 'what was not given is not logged');
  for (const reference_id of ['', 'T-1 '])
    t.is((await give(site.admin, { reference_id })).status, 400, reference_id);
  t.is((await give(auth)).status, 403);
  t.is((await give(site.admin, { organization_id: 987_654_321 })).status, 400);
  t.is((await booksOf(site, orgId)).balance, 500);
});

// Before all others: it changes what organisations begin with.
for (const { engine } of databases)
  test.serial(
    `${engine}: new organisations get their first tokens once, while the setting says so`,
    async (t) => {
      const site = sites.get(engine) as Site;
      const settings = '/wp-json/wp/v2/settings';
      const set = (billing_signup_bonus: number) =>
        site.request(settings, { method: 'POST', auth: site.admin, body: { billing_signup_bonus } });
      t.is((await set(250)).status, 200);
      const { orgId } = await site.organization('Welcome');
      await set(0);
      const { orgId: later } = await site.organization('Later');
      t.is((await booksOf(site, orgId)).balance, 250);
      t.is((await booksOf(site, later)).balance, 0);
    },
  );
