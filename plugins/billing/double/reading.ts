import type Stripe from 'stripe';
import type { DoubleObject, Kind, Shelf } from './shelf.js';
import type { Form, FormValue } from './wire.js';

const MOST = 100;
const USUAL = 10;

/** Which kinds of objects the names of fields stand for. */
const KINDS: Readonly<Record<string, Kind>> = {
  customer: 'customer',
  payment_method: 'payment_method',
  default_payment_method: 'payment_method',
  payment_intent: 'payment_intent',
  setup_intent: 'setup_intent',
  latest_charge: 'charge',
  charge: 'charge',
};

/** The object with the named ids replaced by their objects: `['latest_charge', 'payment_intent.customer']`. */
export function expanded(shelf: Shelf, object: DoubleObject, expand: FormValue | undefined): object {
  const copy = structuredClone(object) as object;
  for (const path of Array.isArray(expand) ? expand : [])
    if (typeof path === 'string') expand1(shelf, copy as Record<string, unknown>, path.split('.'));
  return copy;
}

function expand1(shelf: Shelf, object: Record<string, unknown>, [name = '', ...rest]: string[]): void {
  const kind = KINDS[name];
  const value = object[name];
  if (kind && typeof value === 'string') object[name] = structuredClone(shelf.find(kind, value) ?? value);
  const inner = object[name];
  if (rest.length > 0 && typeof inner === 'object' && inner !== null)
    expand1(shelf, inner as Record<string, unknown>, rest);
}

/** One page of what matches, newest first. */
export function pageOf<T extends DoubleObject>(
  objects: readonly T[],
  form: Form,
  url: string,
): Stripe.ApiList<T> {
  const { limit, starting_after: after, expand: _, type, created, ...match } = form;
  const found = objects.filter(
    (object) => matches(object, match) && ofType(object, type) && since(object, created),
  );
  const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
  const size = Math.min(MOST, Math.max(1, Number(limit ?? USUAL) || USUAL));
  const data = found.slice(from, from + size);
  return { object: 'list', data, has_more: found.length > from + size, url };
}

function matches(object: DoubleObject, match: Form): boolean {
  const fields = object as unknown as Record<string, unknown>;
  return Object.entries(match).every(([name, value]) => fields[name] === value);
}

function ofType(object: DoubleObject, type: FormValue | undefined): boolean {
  return type === undefined || ('type' in object && object.type === type);
}

function since(object: DoubleObject, created: FormValue | undefined): boolean {
  const from = typeof created === 'object' && !Array.isArray(created) ? Number(created.gte ?? 0) : 0;
  return object.created >= from;
}
