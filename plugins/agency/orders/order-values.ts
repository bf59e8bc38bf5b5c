import { contradiction, given, invalid, ProblemError } from '#host';
import { LARGEST_AMOUNT } from '../../billing/contract.js';
import type { Order, OrderValues } from '../contract.js';

/** What was ordered, and at what price: it stands once the order is submitted. */
const ORDERED = ['clientId', 'serviceId', 'quantity', 'price', 'workflowId'] as const;

const LONGEST_INTAKE = 65_536;

/** The part of the values that is kept as it is given; status and stage go along transitions. */
export function plainColumns(values: Partial<OrderValues>): Partial<Order> {
  const { status: _, stageId: __, ...plain } = values;
  return given(plain);
}

/** 409 that names the first of the ordered fields that would change on an order that is no draft. */
export function assertStands(order: Order, values: Partial<OrderValues>): void {
  if (order.status === 'draft') return;
  const field = ORDERED.find((name) => values[name] !== undefined && values[name] !== order[name]);
  if (field === undefined) return;
  const message = `${field} stands: the order is ${order.status}`;
  throw new ProblemError('conflict', message, { field, data: { status: order.status } });
}

export function assertTotal({ quantity, price }: Pick<Order, 'quantity' | 'price'>): void {
  if (BigInt(quantity) * BigInt(price) > BigInt(LARGEST_AMOUNT))
    throw contradiction('quantity', `quantity: ${quantity} × ${price} is more than ${LARGEST_AMOUNT}`);
}

export function assertIntake(intake: OrderValues['intake']): void {
  if (intake === undefined || JSON.stringify(intake).length <= LONGEST_INTAKE) return;
  throw invalid('intake', 'max_length', `intake: at most ${LONGEST_INTAKE} characters as JSON`);
}
