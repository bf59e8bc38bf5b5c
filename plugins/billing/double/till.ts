import type Stripe from 'stripe';
import { AUTHENTICATION_REQUIRED, cardOf, type TestCard } from './cards.js';
import type { Events } from './events.js';
import { charge } from './objects/charge.js';
import { dispute } from './objects/dispute.js';
import { type IntentValues, paymentIntent } from './objects/payment-intent.js';
import { type RefundForm, refund } from './objects/refund.js';
import { type Declined, Refusal } from './refusal.js';
import type { Shelf } from './shelf.js';
import type { Wallet } from './wallet.js';

/** How a payment is confirmed. */
export interface Confirmation {
  readonly method: Stripe.PaymentMethod;
  /** The customer is not there. */
  readonly offSession: boolean;
  /** The holder has just confirmed it at the bank. */
  readonly authenticated?: boolean;
}

/** Payments, and what becomes of them. */
export class Till {
  constructor(
    private readonly shelf: Shelf,
    private readonly events: Events,
    private readonly wallet: Wallet,
    private readonly at: { readonly seconds: () => number; readonly url: () => string },
  ) {}

  open(values: IntentValues): Stripe.PaymentIntent {
    const made = paymentIntent(this.shelf.newId('pi'), this.at.seconds(), values);
    this.events.tell('payment_intent.created', this.shelf.put(made));
    return made;
  }

  /** Answers the intent paid, or waiting for the bank; refuses as the provider does when the card is declined. */
  confirm(intent: Stripe.PaymentIntent, { method, offSession, authenticated }: Confirmation) {
    assertStatus(intent, ['requires_payment_method', 'requires_confirmation', 'requires_action'], 'confirm');
    this.wallet.assertUsableBy(method, intent.customer as string | null);
    const card = cardOf(method);
    if (card.authenticates && !authenticated)
      return offSession ? this.refuse(intent, method, AUTHENTICATION_REQUIRED) : this.ask(intent, method);
    if (card.declined) return this.decline(intent, method, card, card.declined);
    return this.take(intent, method, card);
  }

  cancel(intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
    assertStatus(intent, ['requires_payment_method', 'requires_confirmation', 'requires_action'], 'cancel');
    Object.assign(intent, { status: 'canceled', canceled_at: this.at.seconds(), next_action: null });
    this.events.tell('payment_intent.canceled', intent);
    return intent;
  }

  refund(form: RefundForm): Stripe.Refund {
    const of = this.chargeOf(form);
    const amount = form.amount === undefined ? of.amount - of.amount_refunded : Number(form.amount);
    if (amount <= 0) throw Refusal.invalid(`Charge ${of.id} has already been refunded.`, undefined, REFUNDED);
    if (amount > of.amount - of.amount_refunded)
      throw Refusal.invalid('Refund amount is greater than unrefunded amount on charge', 'amount');
    const made = this.shelf.put(refund(this.shelf.newId('re'), this.at.seconds(), of, amount, form));
    of.amount_refunded += amount;
    of.refunded = of.amount_refunded === of.amount;
    this.events.tell('refund.created', made);
    this.events.tell('charge.refunded', of);
    return made;
  }

  dispute(of: Stripe.Charge): Stripe.Dispute {
    const before = this.shelf
      .list('dispute')
      .find(({ charge, status }) => charge === of.id && status !== 'won' && status !== 'lost');
    if (before) return before;
    of.disputed = true;
    const made = this.shelf.put(dispute(this.shelf.newId('dp'), this.at.seconds(), of));
    this.events.tell('charge.dispute.created', made);
    return made;
  }

  closeDispute(open: Stripe.Dispute, status: 'won' | 'lost'): Stripe.Dispute {
    open.status = status;
    this.events.tell('charge.dispute.closed', open);
    return open;
  }

  /** The charge that paid the intent. */
  paidBy(intentId: string): Stripe.Charge {
    const intent = this.shelf.get('payment_intent', intentId, 'payment_intent');
    if (intent.status !== 'succeeded')
      throw Refusal.invalid(`This PaymentIntent (${intentId}) does not have a successful charge.`);
    return this.shelf.get('charge', String(intent.latest_charge));
  }

  private chargeOf(form: RefundForm): Stripe.Charge {
    if (form.charge) return this.shelf.get('charge', form.charge, 'charge');
    if (form.payment_intent) return this.paidBy(form.payment_intent);
    throw Refusal.invalid('One of the following params should be provided: payment_intent or charge.');
  }

  private take(intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod, card: TestCard) {
    const made = this.attempt(intent, method, card);
    Object.assign(intent, {
      status: 'succeeded',
      amount_received: intent.amount,
      payment_method: method.id,
      last_payment_error: null,
      next_action: null,
    });
    this.events.tell('charge.succeeded', made);
    this.events.tell('payment_intent.succeeded', intent);
    if (intent.setup_future_usage && intent.customer && !method.customer)
      this.wallet.give(method, String(intent.customer));
    if (card.disputes) this.dispute(made);
    return intent;
  }

  private ask(intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Stripe.PaymentIntent {
    const url = `${this.at.url()}/authenticate/${intent.id}`;
    intent.status = 'requires_action';
    intent.payment_method = method.id;
    intent.next_action = { type: 'redirect_to_url', redirect_to_url: { url, return_url: null } };
    this.events.tell('payment_intent.requires_action', intent);
    return intent;
  }

  private decline(
    intent: Stripe.PaymentIntent,
    method: Stripe.PaymentMethod,
    card: TestCard,
    declined: Declined,
  ): never {
    const failed = this.attempt(intent, method, card);
    this.events.tell('charge.failed', failed);
    return this.refuse(intent, method, declined, failed.id);
  }

  /** What the bank or the card says no to. */
  refuse(
    intent: Stripe.PaymentIntent,
    method: Stripe.PaymentMethod,
    declined: Declined,
    chargeId?: string,
  ): never {
    const { code, declineCode, message } = declined;
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    intent.next_action = null;
    intent.last_payment_error = {
      type: 'card_error',
      code: code as Stripe.PaymentIntent.LastPaymentError['code'],
      ...(declineCode && { decline_code: declineCode }),
      message,
      payment_method: structuredClone(method),
      ...(chargeId && { charge: chargeId }),
    };
    this.events.tell('payment_intent.payment_failed', intent);
    throw Refusal.declined(declined, { charge: chargeId, intent });
  }

  private attempt(intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod, card: TestCard): Stripe.Charge {
    const made = charge(this.shelf.newId('ch'), this.at.seconds(), intent, method, card);
    intent.latest_charge = made.id;
    return this.shelf.put(made);
  }
}

const REFUNDED = 'charge_already_refunded';

function assertStatus(
  { id, status }: Stripe.PaymentIntent,
  allowed: readonly Stripe.PaymentIntent.Status[],
  verb: string,
): void {
  if (allowed.includes(status)) return;
  throw Refusal.invalid(
    `You cannot ${verb} this PaymentIntent (${id}) because it has a status of ${status}.`,
    undefined,
    'payment_intent_unexpected_state',
  );
}
