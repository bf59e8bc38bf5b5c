import { type InvoiceRow, NEVER } from './invoice-row.js';

type Standing = Pick<InvoiceRow, 'status' | 'amountDue' | 'overdueAfter' | 'paidAt'>;

/**
 * Where a final invoice stands by what was paid and credited: settled once nothing is due, open again when money
 * went back. What was paid beyond that is the seller's to give back; nothing is due below zero.
 */
export function standing(row: Omit<InvoiceRow, 'orgId'>, now: Date): Standing {
  const amountDue = Math.max(0, row.total - row.amountPaid - row.amountCredited);
  if (amountDue === 0) return { status: 'paid', amountDue, overdueAfter: NEVER, paidAt: row.paidAt ?? now };
  const status = row.status === 'uncollectible' ? 'uncollectible' : 'open';
  const overdueAfter = status === 'open' && row.dueDate !== null ? row.dueDate : NEVER;
  return { status, amountDue, overdueAfter, paidAt: null };
}
