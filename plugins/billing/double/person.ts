import type Stripe from 'stripe';
import type { Rooms } from './api.js';
import { type Behaviour, behaviourOf, WELL_BEHAVED } from './behaviour.js';
import type { Delivery } from './delivery.js';
import type { Form } from './wire.js';

/** A page or a place to go on to, or what a program is told. */
export type Scene = { readonly to: string } | { readonly json: object };

export interface Play {
  readonly path: string;
  run(ids: readonly string[], form: Form): Scene;
}

/** What a person or a test does who plays customers, banks and the provider. */
export function plays(rooms: Rooms, behaviour: Behaviour, delivery: Delivery): readonly Play[] {
  const { shelf } = rooms;
  return [
    ...customerPlays(rooms),
    ...portalPlays(rooms),
    ...paymentPlays(rooms),
    {
      path: 'POST /double/behaviour',
      run: (_, form) => {
        // A form leaves out what is not ticked.
        Object.assign(behaviour, form.whole ? WELL_BEHAVED : {}, behaviourOf(form));
        return { json: behaviour };
      },
    },
    {
      path: 'POST /double/resend',
      run: () => {
        const events = shelf.list('event');
        for (const event of shuffled(events)) delivery.deliver(event);
        return { json: { resent: events.length } };
      },
    },
    {
      path: 'GET /double/state',
      run: () => ({
        json: {
          behaviour,
          idle: delivery.idle,
          sessions: shelf.list('checkout.session'),
          intents: shelf.list('payment_intent'),
          charges: shelf.list('charge'),
          refunds: shelf.list('refund'),
          disputes: shelf.list('dispute'),
        },
      }),
    },
  ];
}

function customerPlays({ shelf, checkout, till, wallet }: Rooms): Play[] {
  const pay = (id: string, card: string): Scene => {
    const paid = checkout.pay(shelf.get('checkout.session', id), card);
    return { to: (paid.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id) };
  };
  return [
    { path: 'POST /checkout/:id', run: ([id = ''], form) => pay(id, cardIn(form)) },
    { path: 'POST /checkout/:id/decline', run: ([id = '']) => pay(id, 'pm_card_chargeDeclined') },
    {
      path: 'POST /authenticate/:id',
      run: ([id = ''], form) => {
        const intent = shelf.get('payment_intent', id);
        const method = wallet.resolve(String(intent.payment_method));
        if (form.answer === 'yes') till.confirm(intent, { method, offSession: false, authenticated: true });
        else till.refuse(intent, method, NOT_AUTHENTICATED);
        return { to: `/authenticate/${id}` };
      },
    },
  ];
}

function portalPlays({ shelf, wallet }: Rooms): Play[] {
  const owner = (id: string): Stripe.Customer =>
    shelf.get('customer', shelf.get('billing_portal.session', id).customer);
  const own = (customer: string, method: unknown) =>
    wallet.ofCustomer(customer).find(({ id }) => id === method) ?? shelf.get('payment_method', '');
  return [
    {
      path: 'POST /portal/:id/add',
      run: ([id = ''], form) => {
        wallet.attach(wallet.resolve(cardIn(form)), owner(id).id);
        return { to: `/portal/${id}` };
      },
    },
    {
      path: 'POST /portal/:id/default',
      run: ([id = ''], form) => {
        const customer = owner(id);
        customer.invoice_settings.default_payment_method = own(customer.id, form.method).id;
        return { to: `/portal/${id}` };
      },
    },
    {
      path: 'POST /portal/:id/remove',
      run: ([id = ''], form) => {
        wallet.detach(own(owner(id).id, form.method));
        return { to: `/portal/${id}` };
      },
    },
  ];
}

function paymentPlays({ shelf, till, wallet, checkout }: Rooms): Play[] {
  return [
    {
      path: 'POST /double/checkout/:id/expire',
      run: ([id = '']) => ({ json: checkout.expire(shelf.get('checkout.session', id)) }),
    },
    {
      path: 'POST /double/checkout/:id/pay',
      run: ([id = ''], form) => ({ json: checkout.pay(shelf.get('checkout.session', id), cardIn(form)) }),
    },
    {
      path: 'POST /double/intents/:id/pay',
      run: ([id = ''], form) => {
        const method = wallet.resolve(cardIn(form));
        const intent = shelf.get('payment_intent', id);
        return { json: till.confirm(intent, { method, offSession: false, authenticated: true }) };
      },
    },
    {
      path: 'POST /double/intents/:id/refund',
      run: ([id = ''], form) => ({
        json: till.refund({ payment_intent: id, ...(form.amount ? { amount: String(form.amount) } : {}) }),
      }),
    },
    {
      path: 'POST /double/intents/:id/dispute',
      run: ([id = '']) => ({ json: till.dispute(till.paidBy(id)) }),
    },
    {
      path: 'POST /double/disputes/:id/:outcome',
      run: ([id = '', outcome]) => ({
        json: till.closeDispute(shelf.get('dispute', id), outcome === 'won' ? 'won' : 'lost'),
      }),
    },
  ];
}

const NOT_AUTHENTICATED = {
  code: 'payment_intent_authentication_failure',
  declineCode: null,
  message: 'The provided PaymentMethod has failed authentication.',
};

const cardIn = ({ card }: Form): string => (typeof card === 'string' && card ? card : 'pm_card_visa');

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
