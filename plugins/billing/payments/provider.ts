import type { Address, Amount } from '../contract.js';

/** What a payment was made of, as the provider says now. */
export interface ProviderPayment {
  readonly id: string;
  /** `unpaid`: nothing was taken, and another try is possible. */
  readonly status: 'unpaid' | 'action' | 'processing' | 'succeeded' | 'canceled';
  /** Why the last try did not succeed, as a code. */
  readonly failure: string | null;
  /** ISO 4217, of all its amounts. */
  readonly currency: string;
  readonly received: Amount;
  readonly refunded: Amount;
  readonly dispute: 'open' | 'won' | 'lost' | null;
  /** `card`, `sepa_debit`, … */
  readonly method: string;
  readonly methodId: string | null;
  /** By which the provider's own papers know it. */
  readonly reference: string;
  readonly customer: string | null;
  /** The public id of the charge that it was made for; null for what others made. */
  readonly chargeId: string | null;
}

/** A page where the customer pays or saves a means of payment. */
export interface ProviderSession {
  readonly id: string;
  readonly mode: 'payment' | 'setup' | 'other';
  readonly status: 'open' | 'complete' | 'expired';
  readonly intentId: string | null;
  readonly customer: string | null;
  /** What was saved in a session of the mode `setup`. */
  readonly methodId: string | null;
  readonly createdAt: Date;
}

export interface ProviderMethod {
  readonly id: string;
  readonly type: string;
  readonly customer: string | null;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expiryMonth: number | null;
  readonly expiryYear: number | null;
  readonly holder: { readonly name: string | null; readonly address: Address };
  readonly createdAt: Date;
}

/** What the provider tells by itself: what happened to what. Everything else is read from it again. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly intentId: string | null;
  readonly sessionId: string | null;
  readonly happenedAt: Date;
}

/** What is to be paid. `chargeId` makes it one effect, however often it is asked for. */
export interface PaymentRequest {
  readonly chargeId: string;
  readonly customer: string;
  readonly amount: Amount;
  readonly currency: string;
}

export interface PageUrls {
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/**
 * Whoever takes payments for the site. Nothing here is called inside a transaction of the database. Amounts are in
 * minor units of ISO 4217. Faults are `ProviderError`s.
 */
export interface PaymentProvider {
  /** Made once for each key. */
  createCustomer(key: string, facts: CustomerFacts): Promise<string>;
  /** Whether this account has that customer. */
  knows(customer: string): Promise<boolean>;
  /** Of a saved means of payment, without the customer. Answers the payment's id, also when it was declined. */
  charge(request: PaymentRequest & { readonly methodId: string }): Promise<string>;
  /** For a payment form in the customer's browser. */
  intent(request: PaymentRequest): Promise<string>;
  clientSecret(paymentId: string): Promise<{ readonly secret: string; readonly status: string }>;
  page(
    request: PaymentRequest & PageUrls & { readonly title: string; readonly save: boolean },
  ): Promise<{ readonly id: string; readonly url: string }>;
  setupPage(
    request: PageUrls & { readonly key: string; readonly customer: string; readonly currency: string },
  ): Promise<{ readonly id: string; readonly url: string }>;
  portal(customer: string, returnUrl: string): Promise<{ readonly url: string }>;
  payment(id: string): Promise<ProviderPayment>;
  session(id: string): Promise<ProviderSession>;
  /** The payment that was made for the charge, when its answer was lost. */
  find(customer: string, chargeId: string): Promise<string | undefined>;
  /** No one can pay it any more; nothing where it is paid or closed already, or is another account's. */
  cancel(paymentId: string): Promise<void>;
  expire(sessionId: string): Promise<void>;
  methods(customer: string): Promise<readonly ProviderMethod[]>;
  method(id: string): Promise<ProviderMethod | undefined>;
  defaultMethod(customer: string): Promise<string | null>;
  setDefaultMethod(customer: string, methodId: string): Promise<void>;
  /** Gives a part back, once for each key. */
  refund(paymentId: string, amount: Amount, currency: string, key: string): Promise<void>;
  /** Undefined where the signature is not the provider's, or too old. */
  readEvent(body: string, signature: string): Promise<ProviderEvent | undefined>;
  /** What happened since then, newest first. */
  events(since: Date): AsyncIterable<ProviderEvent>;
}

export interface CustomerFacts {
  readonly name: string;
  readonly email: string | null;
}

/**
 * `declined`: the means of payment was refused. `refused`: what was asked is not possible. `misconfigured`: the site
 * may not do this. `unavailable`: it is not known whether it was done; ask again.
 */
export type ProviderFault = 'declined' | 'refused' | 'misconfigured' | 'unavailable';

export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    readonly fault: ProviderFault,
    /** The provider's word for it. */
    readonly code: string,
    cause?: unknown,
  ) {
    // Without the provider's own text, which may hold what the customer typed.
    super(`The payment provider answered: ${fault} (${code})`, { cause });
  }
}
