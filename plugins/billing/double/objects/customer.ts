import type Stripe from 'stripe';
import type { Wire } from '../wire.js';

export type CustomerForm = Wire<
  Pick<
    Stripe.CustomerCreateParams,
    | 'name'
    | 'email'
    | 'description'
    | 'metadata'
    | 'invoice_settings'
    | 'preferred_locales'
    | 'payment_method'
  >
>;

export const CUSTOMER_FIELDS: readonly (keyof CustomerForm)[] = [
  'name',
  'email',
  'description',
  'metadata',
  'invoice_settings',
  'preferred_locales',
  'payment_method',
];

export function customer(id: string, created: number): Stripe.Customer {
  return {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}
