import type Stripe from 'stripe';
import { cardOf } from './cards.js';
import type { Events } from './events.js';
import { assertChargeable } from './limits.js';
import { checkoutSession, type SessionForm } from './objects/checkout-session.js';
import { setupIntent } from './objects/setup-intent.js';
import { Refusal } from './refusal.js';
import type { Shelf } from './shelf.js';
import type { Till } from './till.js';
import type { Wallet } from './wallet.js';
import { metadataOf } from './wire.js';

/** Pages where a customer pays or saves a card. */
export class Checkout {
  constructor(
    private readonly shelf: Shelf,
    private readonly events: Events,
    private readonly till: Till,
    private readonly wallet: Wallet,
    private readonly at: { readonly seconds: () => number; readonly url: () => string },
  ) {}

  create(form: SessionForm): Stripe.Checkout.Session {
    const mode = form.mode === 'setup' ? 'setup' : 'payment';
    if (form.customer) this.shelf.get('customer', form.customer, 'customer');
    if (!form.success_url) throw Refusal.invalid('Missing required param: success_url.', 'success_url');
    const price = mode === 'payment' ? priceOf(form) : { amount: null, currency: form.currency ?? null };
    const id = this.shelf.newId('cs_test');
    const url = `${this.at.url()}/checkout/${id}`;
    const made = checkoutSession(id, this.at.seconds(), { mode, ...price, url, form });
    // What its payment and its saved card are told is not shown in the session itself.
    this.shelf.keepNote(id, form);
    return this.shelf.put(made);
  }

  /** With a card, which its holder confirms where the bank asks; a declined one leaves the session open. Refuses as the provider does. */
  pay(session: Stripe.Checkout.Session, card: string): Stripe.Checkout.Session {
    this.assertOpen(session);
    const method = this.wallet.resolve(card);
    if (session.mode === 'setup') this.save(session, method);
    else this.till.confirm(this.intentOf(session), { method, offSession: false, authenticated: true });
    Object.assign(session, { status: 'complete', url: null });
    if (session.mode === 'payment') session.payment_status = 'paid';
    this.events.tell('checkout.session.completed', session);
    return session;
  }

  expire(session: Stripe.Checkout.Session): Stripe.Checkout.Session {
    this.assertOpen(session);
    Object.assign(session, { status: 'expired', url: null });
    const intent =
      session.payment_intent && this.shelf.find('payment_intent', String(session.payment_intent));
    if (intent) this.till.cancel(intent);
    this.events.tell('checkout.session.expired', session);
    return session;
  }

  private assertOpen(session: Stripe.Checkout.Session): void {
    if (session.status === 'open' && session.expires_at <= this.at.seconds()) session.status = 'expired';
    if (session.status === 'open') return;
    throw Refusal.invalid(
      `Only Checkout Sessions with a status in ["open"] can be used. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }

  /** Made by the first try to pay. */
  private intentOf(session: Stripe.Checkout.Session): Stripe.PaymentIntent {
    if (session.payment_intent) return this.shelf.get('payment_intent', String(session.payment_intent));
    const data = this.shelf.note<SessionForm>(session.id)?.payment_intent_data ?? {};
    const made = this.till.open({
      amount: session.amount_total ?? 0,
      currency: session.currency ?? 'usd',
      customer: session.customer as string | null,
      description: data.description ?? null,
      metadata: metadataOf(data.metadata),
      setupFutureUsage:
        (data.setup_future_usage as Stripe.PaymentIntent.SetupFutureUsage | undefined) ?? null,
    });
    session.payment_intent = made.id;
    return made;
  }

  private save(session: Stripe.Checkout.Session, method: Stripe.PaymentMethod): void {
    const { declined, savable } = cardOf(method);
    if (declined && !savable) throw Refusal.declined(declined);
    const customer = session.customer as string | null;
    if (customer) this.wallet.give(method, customer);
    const metadata = metadataOf(this.shelf.note<SessionForm>(session.id)?.setup_intent_data?.metadata);
    const made = setupIntent(this.shelf.newId('seti'), this.at.seconds(), customer, method.id, metadata);
    session.setup_intent = this.shelf.put(made).id;
    this.events.tell('setup_intent.succeeded', made);
  }
}

function priceOf({ line_items = [] }: SessionForm): { amount: number; currency: string } {
  const prices = line_items.map(({ quantity = '1', price_data }) => ({
    amount: Number(quantity) * Number(price_data?.unit_amount),
    currency: price_data?.currency ?? '',
  }));
  const [first] = prices;
  if (!first) throw Refusal.invalid('You must provide line_items in `payment` mode.', 'line_items');
  const amount = prices.reduce((sum, price) => sum + price.amount, 0);
  if (!Number.isSafeInteger(amount) || amount <= 0 || !/^[a-z]{3}$/.test(first.currency))
    throw Refusal.invalid('Invalid price_data', 'line_items[0][price_data]');
  assertChargeable(amount, first.currency);
  return { amount, currency: first.currency };
}
