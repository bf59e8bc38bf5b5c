import type { SettingSpec } from '#host';

export const paymentSettings: readonly SettingSpec[] = [
  {
    name: 'stripe_secret_key',
    title: 'Stripe: secret key',
    description: 'Payments are taken while there is one. Starts with sk_ or rk_.',
    type: 'string',
    default: '',
    secret: true,
  },
  {
    name: 'stripe_webhook_secret',
    title: 'Stripe: secret of the webhook',
    description: 'Of the endpoint /api/billing/webhook. Starts with whsec_.',
    type: 'string',
    default: '',
    secret: true,
  },
  {
    name: 'stripe_publishable_key',
    title: 'Stripe: publishable key',
    description: 'For payment forms in browsers. Starts with pk_.',
    type: 'string',
    default: '',
  },
  {
    name: 'stripe_api_base',
    title: 'Stripe: address of the API',
    description: 'Another one than https://api.stripe.com: the double of `koapress payments double`.',
    type: 'string',
    default: 'https://api.stripe.com',
    pattern: '^https?://[^/ ]+/?$',
  },
];
