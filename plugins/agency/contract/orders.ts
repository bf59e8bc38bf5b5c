import type { EventType, Page, Principal, Tenant } from '#host';
import { eventType } from '#host';
import type { Day, Listing } from './listing.js';

export type OrderStatus =
  | 'draft'
  | 'submitted'
  | 'in_progress'
  | 'in_review'
  | 'delivered'
  | 'completed'
  | 'cancelled';

/** A service that a client has ordered. */
export interface Order {
  readonly id: number;
  readonly publicId: string;
  readonly clientId: number;
  readonly serviceId: number;
  readonly assigneeId: number | null;
  /** Null: there was no workflow for orders when it was submitted. */
  readonly workflowId: number | null;
  /** Where it stands in its workflow; null before it was submitted. */
  readonly stageId: number | null;
  /** Made for its tasks, when there are any. */
  readonly projectId: number | null;
  readonly quantity: number;
  /** Of one, in minor units of `currency`: the service's when it was ordered. */
  readonly price: number;
  readonly currency: string;
  /** Quantity × price. */
  readonly total: number;
  readonly status: OrderStatus;
  readonly dueDate: Day | null;
  readonly notes: string | null;
  /** What the client was asked, and answered. */
  readonly intake: Readonly<Record<string, unknown>>;
  /** Public id of the draft invoice that its completion left. */
  readonly invoiceId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface OrderValues {
  readonly clientId: number;
  readonly serviceId: number;
  /** Default: 1. */
  readonly quantity?: number;
  /** Default: the service's. */
  readonly price?: number;
  /** Default: draft. Only along the declared transitions; saying what it is already does nothing. */
  readonly status?: OrderStatus;
  /** Default: the day it is submitted and the service's delivery days. */
  readonly dueDate?: Day | null;
  readonly notes?: string | null;
  readonly intake?: Readonly<Record<string, unknown>>;
  readonly assigneeId?: number | null;
  /** Of a draft. Default: the first workflow for orders that there is when it is submitted. */
  readonly workflowId?: number | null;
  /** Only along the workflow's transitions. A stage with a status moves the order to it as well. */
  readonly stageId?: number;
}

export interface OrderFilter extends Listing<'created_at'> {
  readonly status?: OrderStatus;
  readonly clientId?: number;
  readonly serviceId?: number;
  readonly assigneeId?: number;
}

/** Client, service, quantity and price stand once an order is submitted. */
export interface Orders {
  list(tenant: Tenant, filter: OrderFilter): Promise<Page<Order>>;
  get(tenant: Tenant, id: number): Promise<Order>;
  /** By its public id. */
  named(tenant: Tenant, publicId: string): Promise<Order>;
  create(actor: Principal, values: OrderValues): Promise<Order>;
  update(actor: Principal, id: number, values: Partial<OrderValues>): Promise<Order>;
  /** Only a draft or a cancelled one. Its messages go with it. */
  delete(actor: Principal, id: number): Promise<Order>;
}

export interface OrderMoved {
  readonly actor: Principal;
  readonly order: Order;
  readonly fromStatus: OrderStatus;
}

/** An order has come to another status. */
export const orderMoved: EventType<OrderMoved> = eventType<OrderMoved>('agency.order.moved');
