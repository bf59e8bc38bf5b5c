import { type EventType, eventType, type Principal, type Tenant } from '#host';
import type { Invoice } from './invoices.js';
import type { Amount } from './money.js';

export type ChargeStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed';

/** One attempt to have an invoice paid through the payment provider. */
export interface Charge {
  readonly id: number;
  readonly publicId: string;
  readonly invoiceId: number;
  readonly amount: Amount;
  readonly currency: string;
  readonly status: ChargeStatus;
  /** The provider's reason, as a code: `card_declined`. */
  readonly failure: string | null;
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
  readonly isDefault: boolean;
  readonly createdAt: Date;
}

/**
 * Being paid through the provider. Those that call it at once must stand outside transactions and answer
 * `unprocessable` where no provider is configured. `actor` acts in the seller's organisation.
 */
export interface Charges {
  /** Whether a provider is configured. */
  isConfigured(): Promise<boolean>;
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
  /** None where no provider is configured or it does not know the customer. */
  paymentMethods(tenant: Tenant, customerId: number): Promise<readonly PaymentMethod[]>;
}

export interface ChargeEnded {
  readonly actor: Principal;
  readonly charge: Charge;
  readonly invoice: Invoice;
}

/** Published in the transaction that writes the outcome. A charge that succeeded is told by `invoicePaid`. */
export const chargeFailed: EventType<ChargeEnded> = eventType<ChargeEnded>('billing.charge.failed');
