import { onPayingSites, type PayingSite } from './paying-site.js';

const onSites = onPayingSites();
let buyers = 0;

/** An organisation with a tier that costs nothing, and a dearer one to change to. */
async function buyer({ site, billing, actor: seller }: PayingSite) {
  buyers += 1;
  const free = `free-${buyers}`;
  const dear = `dear-${buyers}`;
  await billing.plans.create(seller, { slug: free, name: 'Free', price: 0, public: true });
  await billing.plans.create(seller, { slug: dear, name: 'Dear', price: 1900, public: true });
  const { orgId } = await site.organization(`Dear ${buyers}`);
  const actor = { ...seller, orgId };
  const auth = await site.key('ops', ['billing:read', 'billing:write'], actor);
  const choose = async (tier: string) => {
    const sent = { method: 'POST', auth, body: { tier } };
    const { status, body } = await site.request('/api/billing/change-plan', sent);
    return { status, ...body.data };
  };
  const plan = async () => (await billing.subscriptions.ofBuyer(actor))?.plan.slug;
  await choose(free);
  return { free, dear, choose, plan };
}

const pageOf = (url: string): string => url.split('/').pop() ?? '';

onSites('a dearer tier is had once a card is left, without asking again', async (t, site) => {
  const { free, dear, choose, plan } = await buyer(site);
  const asked = await choose(dear);
  t.like(asked, { status: 200, changed: false, subscription: { tier: free } });
  t.true(asked.proration.total > 0);
  await site.quiet();
  t.is(await plan(), free, 'nothing is changed on trust');
  await site.play(`checkout/${pageOf(asked.checkout_url)}/pay`, { card: 'pm_card_visa' });
  await site.until(async () => (await plan()) === dear, 'the tier is changed');
  await site.quiet();
  t.is(site.taken(), 1);
});

onSites('with a card that is kept the tier is changed at once', async (t, site) => {
  const { free, dear, choose, plan } = await buyer(site);
  const before = site.taken();
  const { checkout_url: url } = await choose(dear);
  t.like(await choose(free), { status: 200, changed: true }, 'what was wanted is not wanted any more');
  await site.play(`checkout/${pageOf(url)}/pay`, { card: 'pm_card_visa' });
  await site.quiet();
  t.is(await plan(), free);
  t.like(await choose(dear), { status: 200, changed: true, checkout_url: null });
  await site.quiet();
  t.is(site.taken(), before + 1);
});

onSites('who comes back days later asks again', async (t, site) => {
  const { free, dear, choose, plan } = await buyer(site);
  const { checkout_url: url } = await choose(dear);
  await site.site.host.db.query('billing_wanted_plans').update({ until: '2026-01-01 00:00:00.000' });
  await site.play(`checkout/${pageOf(url)}/pay`, { card: 'pm_card_visa' });
  await site.quiet();
  t.is(await plan(), free);
});
