import { type Rows, tenantTable } from '#host';
import type { CustomerSnapshot, Day, Invoice, InvoiceLine, SellerSnapshot, TaxShare } from '../contract.js';

export interface InvoiceRow extends Omit<Invoice, 'lines' | 'overdue' | 'source' | 'customer' | 'seller'> {
  readonly orgId: number;
  /** The due date while it is open, else a day that never passes: it is overdue from the day after. */
  readonly overdueAfter: Day;
  readonly sourceKind: string | null;
  readonly sourceId: number | null;
  readonly customer: CustomerSnapshot | null;
  readonly seller: SellerSnapshot | null;
  readonly taxes: readonly TaxShare[];
}

export const INVOICES = tenantTable<InvoiceRow>('billing_invoices', {
  instants: ['finalizedAt', 'paidAt', 'voidedAt', 'createdAt', 'updatedAt'],
  json: ['customer', 'seller', 'taxes'],
});

export type InvoiceRows = Rows<InvoiceRow>;

/** No invoice is overdue after this day. */
export const NEVER: Day = '9999-12-31';

export function invoiceOf(
  row: Omit<InvoiceRow, 'orgId'>,
  lines: readonly InvoiceLine[],
  today: Day,
): Invoice {
  return {
    id: row.id,
    publicId: row.publicId,
    customerId: row.customerId,
    status: row.status,
    number: row.number,
    currency: row.currency,
    issueDate: row.issueDate,
    dueDate: row.dueDate,
    serviceFrom: row.serviceFrom,
    serviceTo: row.serviceTo,
    notes: row.notes,
    source: row.sourceKind === null ? null : { kind: row.sourceKind, id: row.sourceId ?? 0 },
    customer: row.customer && wholeSnapshot(row.customer),
    seller: row.seller && wholeSeller(row.seller),
    lines,
    taxes: row.taxes,
    subtotal: row.subtotal,
    discountTotal: row.discountTotal,
    taxTotal: row.taxTotal,
    total: row.total,
    amountPaid: row.amountPaid,
    amountCredited: row.amountCredited,
    amountRefunded: row.amountRefunded,
    amountDue: row.amountDue,
    overdue: row.overdueAfter < today,
    finalizedAt: row.finalizedAt,
    paidAt: row.paidAt,
    voidedAt: row.voidedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** Those that were kept before sellers had an address for mails say nothing of it. */
export function wholeSeller(seller: SellerSnapshot): SellerSnapshot {
  return { ...seller, email: seller.email ?? null };
}

/** Those that were kept before customers had companies say nothing of it. */
export function wholeSnapshot(customer: CustomerSnapshot): CustomerSnapshot {
  return { ...customer, company: customer.company ?? null };
}
