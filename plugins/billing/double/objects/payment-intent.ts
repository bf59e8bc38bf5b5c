import type Stripe from 'stripe';
import type { Wire } from '../wire.js';

export type IntentForm = Wire<
  Pick<
    Stripe.PaymentIntentCreateParams,
    | 'amount'
    | 'currency'
    | 'customer'
    | 'payment_method'
    | 'confirm'
    | 'off_session'
    | 'description'
    | 'metadata'
    | 'setup_future_usage'
    | 'automatic_payment_methods'
    | 'receipt_email'
    | 'return_url'
  >
>;

export const INTENT_FIELDS: readonly (keyof IntentForm)[] = [
  'amount',
  'currency',
  'customer',
  'payment_method',
  'confirm',
  'off_session',
  'description',
  'metadata',
  'setup_future_usage',
  'automatic_payment_methods',
  'receipt_email',
  'return_url',
];

export interface IntentValues {
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Stripe.Metadata;
  readonly setupFutureUsage: Stripe.PaymentIntent.SetupFutureUsage | null;
}

export function paymentIntent(id: string, created: number, values: IntentValues): Stripe.PaymentIntent {
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: values.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${id.slice(-12).split('').reverse().join('')}`,
    confirmation_method: 'automatic',
    created,
    currency: values.currency,
    customer: values.customer,
    customer_account: null,
    description: values.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: values.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: values.setupFutureUsage,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}
