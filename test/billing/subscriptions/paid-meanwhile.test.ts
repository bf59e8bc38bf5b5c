import { onPayingSites } from '../payments/paying-site.js';

const onSites = onPayingSites();

onSites('a charge that finds its invoice paid does not make the subscription past due', async (t, site) => {
  const { invoices, plans, subscriptions } = site.billing;
  const customerId = await site.customer();
  const { slug: plan } = await plans.create(site.actor, {
    slug: 'by-hand',
    name: 'By hand',
    price: 3000,
    currency: 'EUR',
  });
  const { id } = await subscriptions.create(site.actor, { customerId, plan });
  const due = await subscriptions.unpaid(site.actor, id);
  // In one transaction, so that the charge's job cannot come first.
  const charge = await site.site.host.db.transaction(async () => {
    const begun = await site.charge(due?.id ?? 0, 'a try');
    await invoices.pay(site.actor, due?.id ?? 0, { method: 'transfer', key: 'by hand' });
    return begun;
  });
  t.like(await site.ended(charge), { status: 'failed', failure: 'nothing_due' });
  t.is((await subscriptions.get(site.actor, id)).status, 'active');
});
