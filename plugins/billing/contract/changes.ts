import type { Invoice } from './invoice.js';

export type ChangeKind = 'customer.changed' | 'invoice.voided' | 'invoice.deleted';

/** Enough of an invoice to undo what was noted of it; it may be gone. */
export type EndedInvoice = Pick<Invoice, 'id' | 'publicId' | 'source'>;

export interface Change {
  readonly id: number;
  readonly orgId: number;
  readonly kind: ChangeKind;
  /** Of the customer or invoice. */
  readonly subjectId: number;
  /** Null of customers, which are still there to be read. */
  readonly invoice: EndedInvoice | null;
  /** Long enough ago that none with a smaller id can still come from a transaction that began before. */
  readonly settled: boolean;
}

/**
 * What others keep copies or marks of, in the order in which it happened, the newest change of each subject alone. The
 * events of this contract tell of it at once; a plugin that was off reads here what it has missed.
 */
export interface Changes {
  /** Of all organisations, after one of them; 0 begins at the first. */
  after(id: number, limit: number): Promise<readonly Change[]>;
}
