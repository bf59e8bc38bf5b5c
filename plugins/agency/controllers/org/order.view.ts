import type { DayText, LongText, Whole } from '#host';
import type { Order, OrderStatus } from '../../contract.js';
import { allowedFrom } from '../../orders/transitions.js';
import type { Named } from '../../public-ids.js';
import type { Price, PublicId, Quantity } from '../params.js';

/** A service that a client has ordered; money in minor units of its currency. */
export interface OrderView {
  publicId: string;
  clientId: string;
  serviceId: string;
  /** A member of the organisation. */
  assigneeId: string | null;
  quantity: Whole;
  /** Of one. */
  price: Whole;
  currency: string;
  /** Quantity × price. */
  total: Whole;
  status: OrderStatus;
  /** What it can become from here. */
  allowedStatuses: OrderStatus[];
  workflowId: string | null;
  /** Where it stands in its workflow; null before it is submitted. */
  stageId: string | null;
  dueDate: string | null;
  notes: string | null;
  /** What the client was asked, and answered. */
  intake: { [name: string]: unknown };
  /** The invoice that its completion left as a draft; null again once that is void or deleted. */
  invoiceId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What may be said of an order when it is made, and later. */
interface OrderFields {
  /** Default: 1. Stands once the order is submitted, as do the client, the service and the price: 409. */
  quantity?: Quantity;
  /** Default: the service's. */
  price?: Price;
  /** Default: the day of its submission, by the organisation's calendar, and the service's `deliveryDays`. */
  dueDate?: DayText | null;
  notes?: LongText | null;
  /** At most 65,536 characters as JSON. */
  intake?: { [name: string]: unknown };
  assigneeId?: PublicId | null;
  /** Of a draft. Default: the organisation's first workflow for orders, when it is submitted. */
  workflowId?: PublicId | null;
}

export interface OrderPatch extends OrderFields {
  clientId?: PublicId;
  serviceId?: PublicId;
  /** 409 with the allowed ones where no transition leads there. What it is already changes nothing. */
  status?: OrderStatus;
  /** Moves it along its workflow: 409 with the stages that may follow. A stage with a status brings that, too. */
  stageId?: PublicId;
}

export interface OrderBody extends OrderFields {
  clientId: PublicId;
  serviceId: PublicId;
  /** Default: draft. */
  status?: 'draft' | 'submitted';
}

/** What the ids of an order are called outside. */
export interface OrderNames {
  readonly client: Named;
  readonly service: Named;
  readonly user: Named;
  readonly workflow: Named;
  readonly stage: Named;
}

export function orderView(order: Order, names: OrderNames): OrderView {
  const { id: _, projectId: __, ...shown } = order;
  return {
    ...shown,
    clientId: names.client(order.clientId) ?? '',
    serviceId: names.service(order.serviceId) ?? '',
    assigneeId: names.user(order.assigneeId),
    allowedStatuses: allowedFrom(order.status),
    workflowId: names.workflow(order.workflowId),
    stageId: names.stage(order.stageId),
    intake: { ...order.intake },
  };
}
