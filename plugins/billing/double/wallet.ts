import type Stripe from 'stripe';
import { cardNamed, cardOf } from './cards.js';
import type { Events } from './events.js';
import { paymentMethod } from './objects/payment-method.js';
import { Refusal } from './refusal.js';
import type { Shelf } from './shelf.js';

/** Means of payment, and whose they are. */
export class Wallet {
  constructor(
    private readonly shelf: Shelf,
    private readonly events: Events,
    private readonly seconds: () => number,
  ) {}

  /** A saved one by its id, or a new one by the name of a test card. */
  resolve(name: string, param = 'payment_method'): Stripe.PaymentMethod {
    const card = cardNamed(name);
    if (!card) return this.shelf.get('payment_method', name, param);
    return this.shelf.put(paymentMethod(this.shelf.newId('pm'), this.seconds(), card));
  }

  /** Refuses a card that the bank declines already now. */
  attach(method: Stripe.PaymentMethod, customer: string): Stripe.PaymentMethod {
    this.shelf.get('customer', customer, 'customer');
    if (method.customer === customer) return method;
    if (method.customer) throw Refusal.invalid(ATTACHED_TO_ANOTHER, 'payment_method');
    const { declined, savable } = cardOf(method);
    if (declined && !savable) throw Refusal.declined(declined);
    return this.give(method, customer);
  }

  detach(method: Stripe.PaymentMethod): Stripe.PaymentMethod {
    if (!method.customer) throw Refusal.invalid(NOT_ATTACHED, 'payment_method');
    const owner = this.shelf.find('customer', String(method.customer));
    if (owner?.invoice_settings.default_payment_method === method.id)
      owner.invoice_settings.default_payment_method = null;
    method.customer = null;
    this.events.tell('payment_method.detached', method);
    return method;
  }

  /** What is charged must be the customer's own, or nobody's yet. */
  assertUsableBy(method: Stripe.PaymentMethod, customer: string | null): void {
    if (!method.customer || method.customer === customer) return;
    throw Refusal.invalid(
      customer
        ? `The PaymentMethod ${method.id} does not belong to the Customer ${customer}.`
        : `The PaymentMethod ${method.id} belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter.`,
      'payment_method',
    );
  }

  /** After a payment that was made with it. */
  give(method: Stripe.PaymentMethod, customer: string): Stripe.PaymentMethod {
    method.customer = customer;
    this.events.tell('payment_method.attached', method);
    return method;
  }

  ofCustomer(customer: string): Stripe.PaymentMethod[] {
    return this.shelf.list('payment_method').filter((method) => method.customer === customer);
  }
}

const ATTACHED_TO_ANOTHER = 'The payment method you provided has already been attached to a customer.';
const NOT_ATTACHED =
  'The payment method you provided is not attached to a customer so detachment is impossible.';
