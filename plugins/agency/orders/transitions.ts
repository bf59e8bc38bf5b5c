import { ProblemError } from '#host';
import type { OrderStatus } from '../contract.js';

/** What must be so. */
export type Guard = 'service-is-offered';

/** What comes of it, in the transaction of the move. */
export type Effect = 'promise-a-day' | 'tell-the-team' | 'draft-the-invoice';

export interface Transition {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly guards: readonly Guard[];
  readonly effects: readonly Effect[];
}

const plain = { guards: [], effects: [] } as const;

/** All there are: an order goes from one status to another by one of these, or not at all. */
export const TRANSITIONS: readonly Transition[] = [
  {
    from: 'draft',
    to: 'submitted',
    guards: ['service-is-offered'],
    effects: ['promise-a-day', 'tell-the-team'],
  },
  { from: 'draft', to: 'cancelled', ...plain },
  { from: 'submitted', to: 'in_progress', ...plain },
  { from: 'submitted', to: 'cancelled', ...plain },
  { from: 'in_progress', to: 'in_review', ...plain },
  { from: 'in_progress', to: 'cancelled', ...plain },
  { from: 'in_review', to: 'in_progress', ...plain },
  { from: 'in_review', to: 'delivered', ...plain },
  { from: 'delivered', to: 'in_progress', ...plain },
  { from: 'delivered', to: 'completed', guards: [], effects: ['draft-the-invoice'] },
];

/** What comes of asking an order for the status that it has, where that was undone meanwhile. */
export const RESTORED: Readonly<Partial<Record<OrderStatus, readonly Effect[]>>> = {
  completed: ['draft-the-invoice'],
};

export function allowedFrom(status: OrderStatus): OrderStatus[] {
  return TRANSITIONS.filter(({ from }) => from === status).map(({ to }) => to);
}

/** 409 with the allowed ones where there is none. */
export function transition(from: OrderStatus, to: OrderStatus): Transition {
  const found = TRANSITIONS.find((each) => each.from === from && each.to === to);
  if (found) return found;
  const allowed = allowedFrom(from);
  const message = `An order that is ${from} cannot become ${to}; allowed: ${allowed.join(', ') || 'none'}`;
  throw new ProblemError('conflict', message, { field: 'status', data: { from, to, allowed } });
}
