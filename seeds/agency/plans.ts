import type { Client } from '../../plugins/agency/contract.js';
import type { Seeding } from './fill.js';

/** What the operator sells to every organisation of the site. */
const TIERS = [
  {
    slug: 'starter',
    name: 'Starter',
    price: 0,
    limits: { projects: 3, clients: 10, members: 2, tokens: 10_000 },
  },
  {
    slug: 'team',
    name: 'Team',
    price: 2_900,
    limits: { projects: 50, clients: 200, members: 10, tokens: 250_000 },
  },
  {
    slug: 'studio',
    name: 'Studio',
    price: 9_900,
    limits: { projects: null, clients: null, members: 50, tokens: null },
  },
] as const;

const FEATURES = ['Clients, projects and time', 'Invoices as PDF', 'Reports'];
const SUBSCRIBERS = 8;

/** Three tiers, a care plan that clients have, and the subscriptions of some of them. */
export async function fillPlans(seeding: Seeding, clients: readonly Client[]): Promise<void> {
  const { billing, actor, calendar, clock, chance } = seeding;
  clock.set(calendar.instant(200, 540));
  for (const [at, tier] of TIERS.entries())
    await billing.plans.create(actor, { ...tier, features: FEATURES.slice(0, at + 1), public: true });
  const care = { slug: 'website-care', name: 'Website care', price: 14_900, trialDays: 14 };
  await billing.plans.create(actor, { ...care, description: 'Updates, backups and two hours a month.' });
  const active = clients.filter(({ status }) => status === 'active').slice(0, SUBSCRIBERS);
  for (const { id: customerId } of active) {
    clock.set(calendar.instant(chance.between(1, 25), chance.between(480, 1000)));
    await billing.subscriptions.create(actor, {
      customerId,
      plan: care.slug,
      quantity: chance.between(1, 3),
    });
  }
}
