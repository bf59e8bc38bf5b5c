import { randomBytes } from 'node:crypto';
import type { Json } from '../documents.js';

/** Bodies with every field filled, different each time. */

const word = () => randomBytes(4).toString('hex');

export function serviceBody(): Json {
  return {
    name: `Aurora logo ${word()}`,
    description: 'Aurora: three drafts, two rounds',
    price: 120_000,
    currency: 'EUR',
    deliveryDays: 10,
    active: true,
    invoiceOnCompletion: true,
  };
}

/** What an order refers to, by public ids. */
export interface OrderBase {
  readonly clientId: string;
  readonly serviceId: string;
  readonly assigneeId: string;
  readonly workflowId: string;
}

export function orderBody(base: OrderBase): Json {
  return {
    ...base,
    quantity: 2,
    price: 110_000,
    status: 'draft',
    dueDate: '2026-05-01',
    notes: `Aurora: call first ${word()}`,
    intake: { colour: 'Aurora green', pages: 4 },
  };
}

/** Of a workflow for orders. */
export function orderStages(): Json[] {
  return [
    { id: 1, name: 'Aurora briefing', order_status: 'submitted', allowed_next: [2] },
    { id: 2, name: 'Aurora work' },
  ];
}

export function messageBody(orderId: string): Json {
  return { orderId, body: `<p>Aurora message <b>${word()}</b></p>`, internal: true };
}

export function orgTicketBody({ clientId, assigneeId }: Pick<OrderBase, 'clientId' | 'assigneeId'>): Json {
  return {
    subject: `Aurora ticket ${word()}`,
    message: 'Aurora: the form is broken',
    clientId,
    requesterEmail: `${word()}@aurora.test`,
    assigneeId,
    priority: 'urgent',
    status: 'open',
    source: 'email',
  };
}
