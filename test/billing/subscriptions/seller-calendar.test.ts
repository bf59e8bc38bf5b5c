import { Billing } from '../../../plugins/billing/contract.js';
import { startOfDay } from '../../../src/days.js';
import { onSubscriptionSites } from './subscription-site.js';

const onSites = onSubscriptionSites();
const ZONE = 'Pacific/Kiritimati';
const HOUR_MS = 3_600_000;

onSites('tokens count in a period from the seller’s midnight on', async (t, site) => {
  const { host } = site.site;
  const settings = await site.site.key('org', ['org-settings:read', 'org-settings:write']);
  const body = { timezone: ZONE };
  t.is(
    (await site.site.request('/api/v1/org-settings', { method: 'PUT', auth: settings, body })).status,
    200,
  );
  const { orgId } = await site.site.organization('Far away');
  const actor = { ...site.actor, orgId };
  const { ledger, accounts, subscriptions } = host.plugins.use(Billing);
  const plan = await site.plan({ public: true, price: 0, limits: { tokens: 100 } });
  const auth = await site.site.key('ops', ['billing:read', 'billing:write'], actor);
  const call = (method: string, path: string, sent?: object) =>
    site.site.request(`/api/billing${path}`, { method, auth, body: sent });
  t.is((await call('POST', '/change-plan', { tier: plan.slug })).status, 200);
  const { customerId } = await accounts.of(actor);
  const filter = { customerId, page: 1, perPage: 1 };
  const [subscription] = (await subscriptions.list(site.actor, filter)).items;
  const midnight = startOfDay(subscription?.currentPeriodStart ?? '', ZONE).getTime();

  await ledger.grant(actor, { unit: 'token', type: 'bonus', action: 'x', amount: 1000, key: 'g' });
  const spentAt = async (at: number, amount: number) => {
    const { id } = await ledger.spend(actor, { unit: 'token', action: 'chat', amount, key: `s${amount}` });
    const created_at = new Date(at).toISOString().slice(0, 23).replace('T', ' ');
    await host.db.query('billing_ledger_transactions').where({ id }).update({ created_at });
  };
  await spentAt(midnight - HOUR_MS, 1);
  await spentAt(midnight + HOUR_MS, 20);
  t.is((await call('GET', '/usage')).body.data.usage.tokens, 20);
});
