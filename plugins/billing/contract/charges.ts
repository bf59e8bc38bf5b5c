import { type EventType, eventType, type Principal, type Tenant } from '#host';
import type { Address } from './customers.js';
import type { Invoice } from './invoice.js';
import type { Amount } from './money.js';

export type ChargeStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed';

/**
 * `charge`: of a saved means of payment, without the customer. `checkout`: on a page of the provider. `intent`: in a
 * payment form of the seller's own.
 */
export type ChargeKind = 'charge' | 'checkout' | 'intent';

/** `Charge.failure` where the site has no payment provider. */
export const NOT_CONFIGURED = 'not_configured';

/** `Charge.failure` where no provider takes such an amount: 12.345 dinars, as it counts in hundredths, or 20 cents. */
export const NOT_CHARGEABLE = 'amount_not_chargeable';

/**
 * One attempt to have an invoice paid through the payment provider. `requires_action`: the customer must do something,
 * on the provider's page, in the payment form, or at the bank (`failure` is then `authentication_required`).
 */
export interface Charge {
  readonly id: number;
  readonly publicId: string;
  readonly kind: ChargeKind;
  readonly invoiceId: number;
  readonly customerId: number;
  readonly amount: Amount;
  readonly currency: string;
  readonly status: ChargeStatus;
  /** The provider's reason, as a code: `insufficient_funds`; `no_payment_method`, `nothing_due`, `expired`, `canceled`, `not_configured`, `amount_not_chargeable`. */
  readonly failure: string | null;
  /** Given back at the provider so far. */
  readonly amountRefunded: Amount;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewCharge {
  readonly invoiceId: number;
  /** One charge a key, for ever. */
  readonly key: string;
  /** Default: the customer's default payment method. */
  readonly paymentMethodId?: string | null;
}

/** A page of the provider where the customer pays, and comes back from. */
export interface CheckoutPage {
  readonly id: string;
  readonly url: string;
}

export interface PaymentIntentSecret {
  readonly id: string;
  readonly clientSecret: string;
  readonly amount: Amount;
  readonly currency: string;
  readonly status: string;
}

/** A saved means of payment, as the provider describes it. */
export interface PaymentMethod {
  readonly id: string;
  /** `card`, `sepa_debit`, … */
  readonly type: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expiryMonth: number | null;
  readonly expiryYear: number | null;
  /** As the customer gave it to the provider. */
  readonly holder: { readonly name: string | null; readonly address: Address };
  /** What is charged where no means of payment is named. */
  readonly isDefault: boolean;
  readonly createdAt: Date;
}

/**
 * Being paid through the provider. All but `charge`, `get` and `isUnderWay` call it at once: they must stand outside transactions,
 * are `unprocessable` (reason `payments_not_configured`) where no provider is configured, and `unavailable` while it
 * does not answer. `actor` acts in the seller's organisation. One way to pay an invoice is open at a time: another one
 * closes those before. What is received beyond what an invoice still owes is given back by itself.
 */
export interface Charges {
  /** Whether a provider is configured. */
  isConfigured(): Promise<boolean>;
  /** Whether an attempt to have this invoice paid has not ended. */
  isUnderWay(tenant: Tenant, invoiceId: number): Promise<boolean>;
  /** For what would leave rows behind before it reaches the provider. */
  assertConfigured(): Promise<void>;
  /** Written down now, made by a job without the customer being there. In the caller's transaction. */
  charge(actor: Principal, charge: NewCharge): Promise<Charge>;
  get(tenant: Tenant, id: number): Promise<Charge>;
  checkout(
    actor: Principal,
    request: {
      readonly invoiceId: number;
      readonly successUrl: string;
      readonly cancelUrl: string;
      /** The means of payment is kept for charges to come. */
      readonly save?: boolean;
    },
  ): Promise<CheckoutPage>;
  /** Saves a means of payment without paying, as for a trial. */
  setup(
    actor: Principal,
    request: { readonly customerId: number; readonly successUrl: string; readonly cancelUrl: string },
  ): Promise<CheckoutPage>;
  /** For a payment form in the customer's browser. The same key answers the same intent. */
  intent(
    actor: Principal,
    request: { readonly invoiceId: number; readonly key: string },
  ): Promise<PaymentIntentSecret>;
  portal(
    actor: Principal,
    request: { readonly customerId: number; readonly returnUrl: string },
  ): Promise<{ readonly url: string }>;
  /** Newest first; none where no provider is configured or it does not know the customer. */
  paymentMethods(tenant: Tenant, customerId: number): Promise<readonly PaymentMethod[]>;
  /** `unprocessable`, naming the field, when it is not a means of payment of this customer. */
  assertPaymentMethod(tenant: Tenant, customerId: number, id: string, field: string): Promise<void>;
  /** What charges without a named means of payment take from now on. */
  setDefault(actor: Principal, customerId: number, id: string): Promise<void>;
  /** For payment forms in browsers; null where there is none. */
  publishableKey(): Promise<string | null>;
}

export interface ChargeEnded {
  readonly actor: Principal;
  readonly charge: Charge;
  readonly invoice: Invoice;
}

/**
 * Published in the transaction that writes the outcome, at most once a charge: it failed, or it needs the customer
 * (`requires_action` with a `failure`; it may still succeed). A charge that succeeded is told by `invoicePaid`.
 */
export const chargeFailed: EventType<ChargeEnded> = eventType<ChargeEnded>('billing.charge.failed');

export interface PaymentMethodSaved {
  readonly actor: Principal;
  readonly customerId: number;
  readonly paymentMethodId: string;
}

/** A customer left a means of payment for charges to come, and it is the default now. */
export const paymentMethodSaved: EventType<PaymentMethodSaved> = eventType<PaymentMethodSaved>(
  'billing.payment-method.saved',
);
