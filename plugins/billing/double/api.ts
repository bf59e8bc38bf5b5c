import type Stripe from 'stripe';
import type { Checkout } from './checkout.js';
import type { Events } from './events.js';
import { assertChargeable } from './limits.js';
import { SESSION_FIELDS, type SessionForm } from './objects/checkout-session.js';
import { CUSTOMER_FIELDS, type CustomerForm, customer } from './objects/customer.js';
import { INTENT_FIELDS, type IntentForm } from './objects/payment-intent.js';
import { portalSession } from './objects/portal-session.js';
import { REFUND_FIELDS, type RefundForm } from './objects/refund.js';
import { expanded, pageOf } from './reading.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';
import type { Kind, Shelf } from './shelf.js';
import type { Till } from './till.js';
import type { Wallet } from './wallet.js';
import { metadataOf } from './wire.js';

export interface Rooms {
  readonly shelf: Shelf;
  readonly events: Events;
  readonly wallet: Wallet;
  readonly till: Till;
  readonly checkout: Checkout;
  readonly seconds: () => number;
  readonly url: () => string;
}

/** The part of the provider's API that is used. */
export function apiRoutes(rooms: Rooms): readonly Route[] {
  return [
    ...customers(rooms),
    ...paymentMethods(rooms),
    ...paymentIntents(rooms),
    ...sessions(rooms),
    ...afterPayment(rooms),
  ];
}

function customers({ shelf, events, wallet, seconds }: Rooms): Route[] {
  return [
    {
      path: 'POST /v1/customers',
      fields: CUSTOMER_FIELDS,
      run: ({ form }) => {
        const made = shelf.put(customer(shelf.newId('cus'), seconds()));
        change(made, form);
        events.tell('customer.created', made);
        return made;
      },
    },
    {
      path: 'POST /v1/customers/:id',
      fields: CUSTOMER_FIELDS,
      run: ({ ids: [id = ''], form }) => {
        const found = shelf.get('customer', id);
        const chosen = (form as CustomerForm).invoice_settings?.default_payment_method;
        if (chosen && shelf.get('payment_method', chosen).customer !== id)
          throw Refusal.missing('payment_method', chosen, 'invoice_settings[default_payment_method]');
        change(found, form);
        events.tell('customer.updated', found);
        return found;
      },
    },
    reading(shelf, 'customer', 'customers'),
    {
      path: 'GET /v1/customers/:id/payment_methods',
      fields: ['type', ...PAGING],
      run: ({ ids: [id = ''], form, path }) => {
        shelf.get('customer', id, 'customer');
        return pageOf(wallet.ofCustomer(id), form, path);
      },
    },
  ];
}

function paymentMethods({ shelf, wallet }: Rooms): Route[] {
  return [
    reading(shelf, 'payment_method', 'payment_methods'),
    {
      path: 'POST /v1/payment_methods/:id/attach',
      fields: ['customer'],
      run: ({ ids: [id = ''], form }) => wallet.attach(wallet.resolve(id), String(form.customer)),
    },
    {
      path: 'POST /v1/payment_methods/:id/detach',
      fields: [],
      run: ({ ids: [id = ''] }) => wallet.detach(shelf.get('payment_method', id)),
    },
  ];
}

function paymentIntents({ shelf, till, wallet }: Rooms): Route[] {
  const confirm = (intent: Stripe.PaymentIntent, form: IntentForm) =>
    till.confirm(intent, {
      method: wallet.resolve(form.payment_method ?? String(intent.payment_method ?? '')),
      offSession: form.off_session === 'true',
    });
  return [
    {
      path: 'POST /v1/payment_intents',
      fields: INTENT_FIELDS,
      run: ({ form }) => {
        const values = form as IntentForm;
        const made = till.open(intentValues(values, shelf));
        return values.confirm === 'true' ? confirm(made, values) : made;
      },
    },
    {
      path: 'POST /v1/payment_intents/:id/confirm',
      fields: ['payment_method', 'off_session', 'return_url'],
      run: ({ ids: [id = ''], form }) =>
        confirm(shelf.get('payment_intent', id, 'intent'), form as IntentForm),
    },
    {
      path: 'POST /v1/payment_intents/:id/cancel',
      fields: ['cancellation_reason'],
      run: ({ ids: [id = ''] }) => till.cancel(shelf.get('payment_intent', id, 'intent')),
    },
    reading(shelf, 'payment_intent', 'payment_intents'),
    listing(shelf, 'payment_intent', 'payment_intents', ['customer']),
    reading(shelf, 'setup_intent', 'setup_intents'),
  ];
}

function sessions({ shelf, checkout, seconds, url }: Rooms): Route[] {
  return [
    {
      path: 'POST /v1/checkout/sessions',
      fields: SESSION_FIELDS,
      run: ({ form }) => checkout.create(form as SessionForm),
    },
    {
      path: 'POST /v1/checkout/sessions/:id/expire',
      fields: [],
      run: ({ ids: [id = ''] }) => checkout.expire(shelf.get('checkout.session', id, 'session')),
    },
    reading(shelf, 'checkout.session', 'checkout/sessions'),
    {
      path: 'POST /v1/billing_portal/sessions',
      fields: ['customer', 'return_url', 'locale'],
      run: ({ form }) => {
        const { id } = shelf.get('customer', String(form.customer), 'customer');
        const made = shelf.newId('bps');
        const returnUrl = typeof form.return_url === 'string' ? form.return_url : null;
        return shelf.put(portalSession(made, seconds(), id, `${url()}/portal/${made}`, returnUrl));
      },
    },
  ];
}

function afterPayment({ shelf, till }: Rooms): Route[] {
  return [
    { path: 'POST /v1/refunds', fields: REFUND_FIELDS, run: ({ form }) => till.refund(form as RefundForm) },
    reading(shelf, 'refund', 'refunds'),
    listing(shelf, 'refund', 'refunds', ['payment_intent', 'charge']),
    reading(shelf, 'charge', 'charges'),
    reading(shelf, 'dispute', 'disputes'),
    listing(shelf, 'dispute', 'disputes', ['payment_intent', 'charge']),
    reading(shelf, 'event', 'events'),
    listing(shelf, 'event', 'events', ['type', 'created']),
  ];
}

const PAGING = ['limit', 'starting_after'];

function reading(shelf: Shelf, kind: Kind, name: string): Route {
  return {
    path: `GET /v1/${name}/:id`,
    fields: [],
    run: ({ ids: [id = ''], form }) => expanded(shelf, shelf.get(kind, id), form.expand),
  };
}

function listing(shelf: Shelf, kind: Kind, name: string, filters: readonly string[]): Route {
  return {
    path: `GET /v1/${name}`,
    fields: [...filters, ...PAGING],
    run: ({ form, path }) => pageOf(shelf.list(kind), form, path),
  };
}

function change(found: Stripe.Customer, form: CustomerForm): void {
  const { name, email, description, metadata, invoice_settings, preferred_locales } = form;
  if (name !== undefined) found.name = name || null;
  if (email !== undefined) found.email = email || null;
  if (description !== undefined) found.description = description || null;
  if (preferred_locales) found.preferred_locales = [...preferred_locales];
  if (metadata) found.metadata = { ...found.metadata, ...metadataOf(metadata) };
  const chosen = invoice_settings?.default_payment_method;
  if (chosen !== undefined) found.invoice_settings.default_payment_method = chosen || null;
}

function intentValues(form: IntentForm, shelf: Shelf) {
  const amount = Number(form.amount);
  if (!Number.isSafeInteger(amount) || amount < 1)
    throw Refusal.invalid(`Invalid integer: ${form.amount}`, 'amount', 'parameter_invalid_integer');
  const currency = form.currency ?? '';
  if (!/^[a-z]{3}$/.test(currency)) throw Refusal.invalid(`Invalid currency: ${currency}.`, 'currency');
  assertChargeable(amount, currency);
  if (form.customer) shelf.get('customer', form.customer, 'customer');
  return {
    amount,
    currency,
    customer: form.customer ?? null,
    description: form.description ?? null,
    metadata: metadataOf(form.metadata),
    setupFutureUsage: (form.setup_future_usage as Stripe.PaymentIntent.SetupFutureUsage | undefined) ?? null,
  };
}
