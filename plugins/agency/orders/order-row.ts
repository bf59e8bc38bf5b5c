import { tenantTable } from '#host';
import type { Order } from '../contract.js';

export interface OrderRow extends Omit<Order, 'total'> {
  readonly orgId: number;
}

export const ORDERS = tenantTable<OrderRow>('agency_orders', {
  instants: ['createdAt', 'updatedAt'],
  json: ['intake'],
});

export function orderOf(row: Omit<OrderRow, 'orgId'>): Order {
  return {
    id: row.id,
    publicId: row.publicId,
    clientId: row.clientId,
    serviceId: row.serviceId,
    assigneeId: row.assigneeId,
    workflowId: row.workflowId,
    stageId: row.stageId,
    projectId: row.projectId,
    quantity: row.quantity,
    price: row.price,
    currency: row.currency,
    total: row.quantity * row.price,
    status: row.status,
    dueDate: row.dueDate,
    notes: row.notes,
    intake: row.intake,
    invoiceId: row.invoiceId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
