import type { PackageValues } from '../../plugins/billing/contract.js';
import type { Seeding } from './fill.js';

const PACKAGES: readonly PackageValues[] = [
  { slug: 'tokens-10k', name: '10,000 tokens', unit: 'token', amount: 10_000, price: 900 },
  { slug: 'tokens-50k', name: '50,000 tokens', unit: 'token', amount: 50_000, price: 3900 },
  { slug: 'tokens-250k', name: '250,000 tokens', unit: 'token', amount: 250_000, price: 14_900 },
  { slug: 'credits-25', name: '25.00 of credit', unit: 'credit', amount: 2500, price: 2500 },
  { slug: 'credits-100', name: '110.00 of credit for 100.00', unit: 'credit', amount: 11_000, price: 10_000 },
];

/** What the operator sells once, and some tokens to begin with. */
export async function fillPackages({ billing, actor }: Seeding): Promise<void> {
  for (const values of PACKAGES) await billing.packages.create(actor, values);
  const about = { unit: 'token', type: 'bonus', action: 'bonus', key: 'seeds' } as const;
  await billing.ledger.grant(actor, { ...about, amount: 5000, description: 'Tokens to begin with' });
}
