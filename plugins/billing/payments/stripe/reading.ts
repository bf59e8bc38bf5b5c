import type Stripe from 'stripe';
import type { ProviderEvent, ProviderMethod, ProviderPayment, ProviderSession } from '../provider.js';
import { ownAmount } from './amounts.js';

/** The name under which a payment keeps the public id of its charge. */
export const CHARGE = 'koapress_charge';

const STATUS: Readonly<Record<string, ProviderPayment['status']>> = {
  requires_payment_method: 'unpaid',
  requires_confirmation: 'unpaid',
  requires_action: 'action',
  succeeded: 'succeeded',
  canceled: 'canceled',
};

/** `latest_charge` is expanded. What a later version of the API calls otherwise is waited for. */
export function paymentOf(
  intent: Stripe.PaymentIntent,
  disputes: readonly Stripe.Dispute[],
): ProviderPayment {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const { last_payment_error: error, currency } = intent;
  const paid = intent.status === 'succeeded';
  return {
    id: intent.id,
    status: STATUS[intent.status] ?? 'processing',
    failure: paid ? null : (error?.decline_code ?? error?.code ?? null),
    currency: currency.toUpperCase(),
    received: ownAmount(intent.amount_received, currency),
    refunded: paid ? ownAmount(charge?.amount_refunded ?? 0, currency) : 0,
    dispute: disputeOf(disputes),
    method: charge?.payment_method_details?.type ?? intent.payment_method_types[0] ?? 'card',
    methodId: idOf(intent.payment_method),
    reference: charge?.id ?? intent.id,
    customer: idOf(intent.customer),
    chargeId: intent.metadata[CHARGE] ?? null,
  };
}

/** One that is open or lost outweighs one that was won. */
function disputeOf(disputes: readonly Stripe.Dispute[]): ProviderPayment['dispute'] {
  // Inquiries (`warning_…`) and what the network prevented take no money away.
  const counted = disputes.filter(({ status }) => !status.startsWith('warning') && status !== 'prevented');
  if (counted.length === 0) return null;
  if (counted.some(({ status }) => status === 'lost')) return 'lost';
  return counted.every(({ status }) => status === 'won') ? 'won' : 'open';
}

/** `setup_intent` is expanded. */
export function sessionOf(session: Stripe.Checkout.Session): ProviderSession {
  const { setup_intent: setup, mode, status } = session;
  return {
    id: session.id,
    mode: mode === 'payment' ? 'payment' : mode === 'setup' ? 'setup' : 'other',
    status: status === 'complete' ? 'complete' : status === 'expired' ? 'expired' : 'open',
    intentId: idOf(session.payment_intent),
    customer: idOf(session.customer),
    methodId: setup && typeof setup === 'object' ? idOf(setup.payment_method) : null,
    createdAt: new Date(session.created * 1000),
  };
}

export function methodOf(method: Stripe.PaymentMethod): ProviderMethod {
  const { card, billing_details: details } = method;
  const { address } = details;
  return {
    id: method.id,
    type: method.type,
    customer: idOf(method.customer),
    brand: card?.brand ?? null,
    last4: card?.last4 ?? method.sepa_debit?.last4 ?? null,
    expiryMonth: card?.exp_month ?? null,
    expiryYear: card?.exp_year ?? null,
    holder: {
      name: details.name,
      address: {
        line1: address?.line1 ?? null,
        line2: address?.line2 ?? null,
        city: address?.city ?? null,
        state: address?.state ?? null,
        postalCode: address?.postal_code ?? null,
        country: address?.country ?? null,
      },
    },
    createdAt: new Date(method.created * 1000),
  };
}

/** Reads no more than ids: events are told late, and in the words of any version. */
export function eventOf({ id, type, created, data }: Stripe.Event): ProviderEvent {
  const about = data.object as { id?: unknown; object?: unknown; payment_intent?: unknown };
  const own = (kind: string) => (about.object === kind ? textOf(about.id) : null);
  return {
    id,
    type,
    intentId: own('payment_intent') ?? textOf(idOf(about.payment_intent)),
    sessionId: own('checkout.session'),
    happenedAt: new Date(created * 1000),
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'id' in value ? textOf(value.id) : null;
}
