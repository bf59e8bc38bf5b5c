import { Agency } from '../../../plugins/agency/contract.js';
import { whileHeld } from '../../support/while-held.js';
import { onSubscriptionSites, type SubscriptionSite } from './subscription-site.js';

const onSites = onSubscriptionSites();
let buyers = 0;

/** An organisation that may buy from the first one, and what its programs may do. */
async function buyer(site: SubscriptionSite) {
  buyers += 1;
  const { orgId } = await site.site.organization(`Buyer ${buyers}`);
  const actor = { ...site.actor, orgId };
  const auth = await site.site.key('ops', ['billing:read', 'billing:write'], actor);
  const call = (method: string, path: string, body?: unknown) =>
    site.site.request(`/api/billing${path}`, { method, auth, body });
  const choose = (tier: string) => call('POST', '/change-plan', { tier });
  const { clients, projects } = site.site.host.plugins.use(Agency);
  const addClient = () => clients.create(actor, { name: 'Ada' });
  const addProject = async () => projects.create(actor, { name: 'x', clientId: (await addClient()).id });
  return { actor, call, choose, addClient, addProject };
}

const tier = (site: SubscriptionSite, values: object) => site.plan({ public: true, price: 0, ...values });

onSites('without a subscription nothing is limited, and with one its limits are', async (t, site) => {
  const { call, choose, addProject } = await buyer(site);
  t.is((await call('GET', '/subscription')).status, 404);
  t.is((await call('GET', '/usage')).status, 404);
  for (let count = 0; count < 3; count += 1) await addProject();
  const small = await tier(site, { limits: { projects: 4, clients: null } });
  const chosen = await choose(small.slug);
  t.is(chosen.status, 200, JSON.stringify(chosen.body));
  t.like(chosen.body.data, { changed: true, checkout_url: null });
  t.like((await call('GET', '/usage')).body.data, { tier: small.slug, usage: { projects: 3, members: 1 } });

  const tries = await Promise.allSettled(Array.from({ length: 5 }, addProject));
  t.is(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  const refused = tries.find((result) => result.status === 'rejected');
  t.is(refused?.reason.code, 'payment_required');
  t.like(refused?.reason.data, { limit: 'projects', used: 4, allowed: 4 });
  const summary = (await call('GET', '/plan-summary')).body.data;
  t.deepEqual(
    summary.limits.find(({ limit }: { limit: string }) => limit === 'projects'),
    { limit: 'projects', used: 4, allowed: 4, remaining: 0, exceeded: false },
  );
});

onSites('a buyer is billed as it calls itself, and its administrator has the mails', async (t, site) => {
  const { actor, choose } = await buyer(site);
  const { accounts, customers } = site.billing;
  const paid = await tier(site, { slug: `bought-${buyers}` });
  await choose(paid.slug);
  const { customerId } = await accounts.of(actor);
  const billed = () => customers.get(site.actor, customerId);
  t.like(await billed(), {
    name: `Buyer ${buyers}`,
    email: `admin-${actor.orgId}@example.test`,
    address: null,
  });
  const auth = await site.site.key('org', ['*'], actor);
  const body = { name: 'Käufer GmbH', taxId: 'DE222222222', locale: 'de-DE', address: { line1: 'Weg 1' } };
  t.is((await site.site.request('/api/v1/org-settings', { method: 'PUT', auth, body })).status, 200);
  const { address, ...rest } = await billed();
  t.like(rest, { name: 'Käufer GmbH', taxId: 'DE222222222', language: 'de-DE' });
  t.is(address?.line1, 'Weg 1');
});

onSites('a downgrade that what is used exceeds is refused with every violation', async (t, site) => {
  const { call, choose, addProject } = await buyer(site);
  for (let count = 0; count < 2; count += 1) await addProject();
  const large = await tier(site, { limits: { projects: 10 } });
  const tiny = await tier(site, { limits: { projects: 1, clients: 1, members: 5 } });
  await choose(large.slug);
  const checked = await call('POST', '/validate-downgrade', { tier: tiny.slug });
  const violations = [
    { limit: 'projects', used: 2, allowed: 1 },
    { limit: 'clients', used: 2, allowed: 1 },
  ];
  t.like(checked.body.data, { tier: tiny.slug, valid: false, violations });
  const refused = await choose(tiny.slug);
  t.is(refused.status, 422);
  t.deepEqual(
    refused.body.error.details.map(({ field }: { field: string }) => field),
    ['limits.projects', 'limits.clients'],
  );
  t.is((await call('GET', '/subscription')).body.data.tier, large.slug);
});

onSites('a first tier that what is used exceeds is refused as well, and nothing begins', async (t, site) => {
  const { call, choose, addProject } = await buyer(site);
  for (let count = 0; count < 2; count += 1) await addProject();
  const tiny = await tier(site, { limits: { projects: 1 } });
  const checked = await call('POST', '/validate-downgrade', { tier: tiny.slug });
  t.like(checked.body.data, { valid: false, violations: [{ limit: 'projects', used: 2, allowed: 1 }] });
  const refused = await choose(tiny.slug);
  t.is(refused.status, 422);
  t.is(refused.body.error.field, 'limits.projects');
  t.is((await call('GET', '/subscription')).status, 404);
});

onSites(
  'beyond its seats nobody joins an organisation, by any door, and two at once are one',
  async (t, site) => {
    const { choose, actor } = await buyer(site);
    const { auth } = await site.site.login({
      ...{
        login: `owner-${actor.orgId}`,
        role: 'administrator',
        siteRole: 'administrator',
        orgId: actor.orgId,
      },
    });
    let people = 0;
    const post = (path: string, values: object) => {
      people += 1;
      const name = `p${actor.orgId}-${people}`;
      const body = { username: name, email: `${name}@example.test`, ...values };
      return site.site.request(path, { method: 'POST', auth, body });
    };
    const make = (values: object = {}) =>
      post('/wp-json/wp/v2/users', { password: 'correct horse 3', ...values });
    const invite = () => post('/wp-json/koapress/v1/invitations', { roles: ['viewer'] });
    for (const name of ['seats', 'members']) {
      const used = await site.site.host.accounts.directory.memberCount(actor);
      const team = await tier(site, { limits: { [name]: used + 1, ghosts: 0 } });
      t.is((await choose(team.slug)).status, 200);
      const first = await Promise.all([make(), invite(), make(), invite()]);
      t.deepEqual(first.map(({ status }) => status).sort(), [201, 402, 402, 402]);
      const refused = first.find(({ status }) => status === 402);
      const allowed = used + 1;
      t.like(refused?.body, {
        code: 'rest_payment_required',
        data: { status: 402, limit: name, used: allowed, allowed },
      });
      t.is((await make()).status, 402);
      // Of whoever was refused nothing is left, and elsewhere people come as before.
      t.is(await site.site.host.accounts.users.byLogin(`p${actor.orgId}-${people}`), undefined);
      await site.site.login({ login: `elsewhere-${actor.orgId}-${name}` });
    }
    const wide = await tier(site, { limits: { seats: null } });
    t.is((await choose(wide.slug)).status, 200);
    t.is((await make()).status, 201);
  },
);

onSites(
  'tokens are spent up to the limit of the plan in each period, whoever spends at once',
  async (t, site) => {
    const { choose, actor, call } = await buyer(site);
    const { ledger } = site.billing;
    await ledger.grant(actor, { unit: 'token', type: 'bonus', action: 'x', amount: 10_000, key: 'g' });
    const spend = (amount: number, key: string) =>
      ledger.spend(actor, { unit: 'token', action: 'chat', amount, key });
    await spend(40, 'before');
    const small = await tier(site, { limits: { tokens: 100 } });
    await choose(small.slug);
    const held = await ledger.reserve(actor, { unit: 'token', action: 'chat', amount: 20, key: 'held' });
    const auth = await site.site.key('ops', ['tokens:read', 'tokens:write'], actor);
    const consume = () =>
      site.site.request('/api/tokens/consume', {
        method: 'POST',
        auth,
        body: { amount: 15, action: 'chat' },
      });
    const answers = await Promise.all(Array.from({ length: 6 }, consume));
    t.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 402, 402, 402, 402]);
    const refused = answers.find(({ status }) => status === 402)?.body.error;
    t.like(refused, { code: 'payment_required', details: { limit: 'tokens', used: 90, allowed: 100 } });
    // What was set aside may be used, and what was spent before is answered again.
    await ledger.settle(actor, held.id, 20);
    t.is((await spend(40, 'before')).amount, -40);
    const tooMuch = ledger.reserve(actor, { unit: 'token', action: 'chat', amount: 11, key: 'more' });
    t.like(await t.throwsAsync(tooMuch), { code: 'payment_required' });
    await ledger.spend(actor, { unit: 'token', action: 'chat', amount: 10, key: 'last' });
    t.is((await call('GET', '/usage')).body.data.usage.tokens, 100);
    t.like(await ledger.balance(actor, 'token'), { available: 9_900, reserved: 0 });
    await site.travel(31);
    t.is((await consume()).status, 200);
  },
);

onSites('who asks for room while the plan becomes a smaller one has the smaller one', async (t, site) => {
  // SQLite lets one transaction write at a time: there is nothing to meet.
  if (site.site.database.url === null) return void t.pass();
  const { choose, addClient, actor } = await buyer(site);
  const large = await tier(site, { limits: { clients: 10 } });
  const tiny = await tier(site, { limits: { clients: 1 } });
  await choose(large.slug);
  await addClient();
  const { accounts, subscriptions } = site.billing;
  const { id } = (await subscriptions.ofBuyer(actor)) ?? { id: 0 };
  const operator = await accounts.operator('a test');
  const shrink = () => subscriptions.changePlan(operator, id, { plan: tiny.slug });
  const refused = await whileHeld(site.site, 'billing_subscriptions', shrink, () =>
    addClient().catch((error: unknown) => error),
  );
  t.like(refused, { code: 'payment_required', data: { limit: 'clients', used: 1, allowed: 1 } });
});

onSites('a change of tier is an invoice of the operator, as it was shown', async (t, site) => {
  const { actor, call, choose } = await buyer(site);
  const [free, paid] = [await tier(site, {}), await tier(site, { price: 5_000 })];
  await choose(free.slug);
  await site.travel(4);
  const shown = (await call('POST', '/validate-downgrade', { tier: paid.slug })).body.data.proration;
  t.true(shown.total > 0 && shown.total < 5_000);
  const changed = await choose(paid.slug);
  t.deepEqual(changed.body.data.proration, shown);
  const subscription = await site.billing.subscriptions.ofBuyer(actor);
  const invoices = await site.invoicesOf(subscription?.customerId ?? 0);
  t.deepEqual(
    invoices.map(({ status, total }) => [status, total]),
    [['open', shown.total]],
  );
});

onSites('tiers and prices are for everybody, and private plans for nobody', async (t, site) => {
  const [shown, hidden] = [await tier(site, {}), await site.plan()];
  const tiers = await site.site.request('/api/billing/tiers?');
  t.is(tiers.status, 200);
  t.regex(tiers.headers.get('cache-control') ?? '', /public, max-age=300/);
  const names = tiers.body.data.map((found: { tier: string }) => found.tier);
  t.true(names.includes(shown.slug) && !names.includes(hidden.slug));
  t.is((await site.site.request('/api/billing/pricing')).status, 200);
  const { choose } = await buyer(site);
  t.is((await choose(hidden.slug)).status, 422);
});

onSites('revenue is by currency, and a seller sees its own', async (t, site) => {
  const { orgId } = await site.site.organization(`Seller ${buyers++}`);
  const actor = { ...site.actor, orgId };
  const { plans, subscriptions, customers } = site.billing;
  const subscribe = async (plan: object, values: object = {}) => {
    const made = await plans.create(actor, {
      slug: `p${buyers++}`,
      name: 'P',
      price: 0,
      currency: 'EUR',
      ...plan,
    });
    const { id: customerId } = await customers.create(actor, { name: 'C' });
    return subscriptions.create(actor, { customerId, plan: made.slug, ...values });
  };
  await subscribe({ price: 1_000 }, { quantity: 3 });
  await subscribe({ price: 10_000, interval: 'year' });
  await subscribe({ price: 700, currency: 'USD' });
  await subscribe({ price: 9_999 }, { trialDays: 10 });
  const auth = await site.site.key('ops', ['billing:read'], actor);
  const { data } = (await site.site.request('/api/billing/overview', { auth })).body;
  t.deepEqual(data.mrr, [
    { currency: 'EUR', amount: 3_833 },
    { currency: 'USD', amount: 700 },
  ]);
  t.is(data.mrr_by_product.length, 3);
  t.like(data.ai_spend, { known: false, total: [] });
});
