import type Stripe from 'stripe';
import { metadataOf, type Wire } from '../wire.js';

export type SessionForm = Wire<
  Pick<
    Stripe.Checkout.SessionCreateParams,
    | 'mode'
    | 'customer'
    | 'line_items'
    | 'success_url'
    | 'cancel_url'
    | 'client_reference_id'
    | 'currency'
    | 'metadata'
    | 'locale'
    | 'expires_at'
    | 'payment_intent_data'
    | 'setup_intent_data'
  >
>;

export const SESSION_FIELDS: readonly (keyof SessionForm)[] = [
  'mode',
  'customer',
  'line_items',
  'success_url',
  'cancel_url',
  'client_reference_id',
  'currency',
  'metadata',
  'locale',
  'expires_at',
  'payment_intent_data',
  'setup_intent_data',
];

const OPEN_FOR_S = 24 * 3600;

export interface SessionValues {
  readonly mode: 'payment' | 'setup';
  readonly amount: number | null;
  readonly currency: string | null;
  readonly url: string;
  readonly form: SessionForm;
}

export function checkoutSession(
  id: string,
  created: number,
  { mode, amount, currency, url, form }: SessionValues,
): Stripe.Checkout.Session {
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: form.cancel_url ?? null,
    client_reference_id: form.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: form.customer ?? null,
    customer_account: null,
    customer_creation: null,
    customer_details: null,
    customer_email: null,
    discounts: null,
    expires_at: form.expires_at ? Number(form.expires_at) : created + OPEN_FOR_S,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: (form.locale as Stripe.Checkout.Session.Locale | undefined) ?? null,
    managed_payments: null,
    metadata: metadataOf(form.metadata),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: form.success_url ?? null,
    total_details: mode === 'setup' ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url,
    wallet_options: null,
  };
}
