import type { Address } from './customers.js';
import type { Day } from './listing.js';
import type { Amount, PartsPerMillion, Quantity } from './money.js';

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';

/** What an invoice was made for, by whoever made it: `{ kind: 'billing.package', id: 7 }`. One invoice a source. */
export interface InvoiceSource {
  /** `<plugin>.<what>` */
  readonly kind: string;
  readonly id: number;
}

export interface InvoiceLineValues {
  readonly description: string;
  /** Default: one. */
  readonly quantity?: Quantity;
  readonly unitPrice: Amount;
  readonly discount?: PartsPerMillion;
  /** Default: none. */
  readonly taxRate?: PartsPerMillion;
}

export interface InvoiceLine extends Required<InvoiceLineValues> {
  readonly id: number;
  /** Quantity × unit price, rounded half up, before the discount. */
  readonly subtotal: Amount;
  readonly discountAmount: Amount;
  /** Of what is left after the discount, rounded half up. */
  readonly taxAmount: Amount;
  readonly total: Amount;
}

/** The taxes of an invoice, a row each rate. */
export interface TaxShare {
  readonly taxRate: PartsPerMillion;
  readonly base: Amount;
  readonly tax: Amount;
}

/** Who was billed, as it stood when the invoice became final. */
export interface CustomerSnapshot {
  readonly name: string;
  readonly company: string | null;
  readonly email: string | null;
  readonly address: Address | null;
  readonly taxId: string | null;
  readonly language: string | null;
}

/** Who billed, as it stood when the invoice became final. */
export interface SellerSnapshot {
  readonly name: string;
  readonly address: Partial<Address> | null;
  readonly taxId: string | null;
  /** Where customers write to. */
  readonly email: string | null;
  /** The legal lines below. */
  readonly terms: string | null;
  readonly locale: string;
  readonly timezone: string;
}

export interface Invoice {
  readonly id: number;
  readonly publicId: string;
  readonly customerId: number;
  readonly status: InvoiceStatus;
  /** Null while it is a draft: numbers are taken by what becomes final, without gaps. */
  readonly number: string | null;
  readonly currency: string;
  /** Of a draft without one: the day it becomes final. */
  readonly issueDate: Day | null;
  readonly dueDate: Day | null;
  /** The first and the last day of what was supplied, where whoever billed it knows. */
  readonly serviceFrom: Day | null;
  readonly serviceTo: Day | null;
  readonly notes: string | null;
  readonly source: InvoiceSource | null;
  /** Null while it is a draft. */
  readonly customer: CustomerSnapshot | null;
  readonly seller: SellerSnapshot | null;
  readonly lines: readonly InvoiceLine[];
  readonly taxes: readonly TaxShare[];
  /** Sum of the lines before discounts and taxes. */
  readonly subtotal: Amount;
  readonly discountTotal: Amount;
  readonly taxTotal: Amount;
  readonly total: Amount;
  readonly amountPaid: Amount;
  readonly amountCredited: Amount;
  /** Of what is paid: given back in part. What that means for lines and taxes is for a credit note to say. */
  readonly amountRefunded: Amount;
  /** What is still to be paid: of a draft all of it, of a void invoice nothing. Never below zero. */
  readonly amountDue: Amount;
  /** Open, and its due date has passed by the organisation's calendar. */
  readonly overdue: boolean;
  readonly finalizedAt: Date | null;
  readonly paidAt: Date | null;
  readonly voidedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
