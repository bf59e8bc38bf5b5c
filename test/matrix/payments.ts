import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import { Billing } from '../../plugins/billing/contract.js';
import { PaymentsDouble } from '../../plugins/billing/double/double.js';
import type { Site } from '../support/site.js';

const SECRET = 'whsec_of_the_world';

/** Payments of the site go to a double of the provider, which tells nothing by itself. */
export async function startPayments({ request, admin: auth }: Site): Promise<PaymentsDouble> {
  const double = await new PaymentsDouble({ behaviour: { mute: true } }).start();
  const body = {
    billing_stripe_secret_key: double.secretKey,
    billing_stripe_webhook_secret: SECRET,
    billing_stripe_publishable_key: 'pk_test_double',
    billing_stripe_api_base: double.url,
  };
  await request('/wp-json/wp/v2/settings', { method: 'POST', auth, body });
  return double;
}

/** The header by which the provider shows that a body is its own. */
export function signed(body: object): { readonly 'stripe-signature': string } {
  const payload = JSON.stringify(body);
  return { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET }) };
}

/** Tiers of the operator that nobody has. */
export function sampleTiers({ host, actor }: Site): () => Promise<string> {
  return async () => {
    const values = { slug: `aurora-${randomBytes(4).toString('hex')}`, name: 'Aurora tier', price: 1900 };
    return (await host.plugins.use(Billing).plans.create(actor, { ...values, public: true })).slug;
  };
}
