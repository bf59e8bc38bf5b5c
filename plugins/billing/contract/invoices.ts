import { type EventType, eventType, type Page, type Principal, type Tenant } from '#host';
import type {
  CustomerSnapshot,
  Invoice,
  InvoiceLine,
  InvoiceLineValues,
  InvoiceSource,
  InvoiceStatus,
  SellerSnapshot,
  TaxShare,
} from './invoice.js';
import type { Day, Listing } from './listing.js';
import type { Amount } from './money.js';

export interface InvoiceValues {
  readonly customerId: number;
  /** Default: the customer's. */
  readonly currency?: string;
  readonly issueDate?: Day | null;
  /** Default: the issue date and the customer's payment terms. */
  readonly dueDate?: Day | null;
  /** The first and the last day of what was supplied. */
  readonly serviceFrom?: Day | null;
  readonly serviceTo?: Day | null;
  readonly notes?: string | null;
  readonly lines: readonly InvoiceLineValues[];
  readonly source?: InvoiceSource | null;
}

export type InvoiceSort = 'created_at' | 'issue_date' | 'due_date';

/** Unsorted: newest first, with dates the latest issue first, what is overdue from the longest on, or with dates the earliest issue first. */
export interface InvoiceFilter extends Listing<InvoiceSort> {
  readonly customerId?: number;
  readonly status?: InvoiceStatus;
  readonly overdue?: boolean;
  readonly currency?: string;
  /** Of the issue date, both days included. */
  readonly fromDate?: Day;
  readonly toDate?: Day;
}

/** Of an open invoice, received outside a provider or told by one. */
export interface NewPayment {
  /** Default: all that is due. More than is due is refused. */
  readonly amount?: Amount;
  /** `bank_transfer`, `cash`, `card`, … */
  readonly method: string;
  /** Default: today. */
  readonly receivedOn?: Day;
  readonly reference?: string | null;
  /** A second payment of the invoice with the same key is not made, and the first one is answered; of another amount it is a conflict. */
  readonly key: string;
}

/** `cancelled`: it was noted by mistake, and no money ever came. */
export type PaymentStatus = 'succeeded' | 'refunded' | 'disputed' | 'cancelled';

export interface Payment {
  readonly id: number;
  readonly publicId: string;
  readonly invoiceId: number;
  readonly customerId: number;
  readonly amount: Amount;
  readonly currency: string;
  readonly method: string;
  readonly status: PaymentStatus;
  /** What of it was given back: a part, or all of what is `refunded`. */
  readonly amountRefunded: Amount;
  readonly receivedOn: Day;
  readonly reference: string | null;
  readonly createdAt: Date;
}

export interface CreditNote {
  readonly id: number;
  readonly publicId: string;
  readonly invoiceId: number;
  readonly customerId: number;
  readonly number: string;
  readonly currency: string;
  readonly issueDate: Day;
  readonly reason: string | null;
  readonly customer: CustomerSnapshot;
  readonly seller: SellerSnapshot;
  readonly lines: readonly InvoiceLine[];
  readonly taxes: readonly TaxShare[];
  readonly subtotal: Amount;
  readonly discountTotal: Amount;
  readonly taxTotal: Amount;
  readonly total: Amount;
  readonly createdAt: Date;
}

export interface NewCreditNote {
  readonly reason?: string | null;
  /** Default: all that is not credited yet: the lines of the invoice, or a line each rate for what is left of them. */
  readonly lines?: readonly InvoiceLineValues[];
  /** A second credit note of the invoice with the same key is not made, and the first one is answered. */
  readonly key: string;
}

/** What was invoiced in a month in one currency, by issue date, and what has become of it since. */
export interface RevenueOfMonth {
  /** `2026-03` */
  readonly month: string;
  readonly currency: string;
  readonly count: number;
  /** After discounts, before taxes. */
  readonly net: Amount;
  readonly tax: Amount;
  readonly total: Amount;
  readonly credited: Amount;
  readonly paid: Amount;
  readonly due: Amount;
}

export interface OverdueInvoice {
  readonly publicId: string;
  readonly number: string;
  readonly customerId: number;
  readonly customerName: string;
  readonly currency: string;
  readonly dueDate: Day;
  readonly total: Amount;
  readonly due: Amount;
}

/**
 * Invoices of one organisation. Writes join the caller's transaction and leave their audit entry and webhook events.
 * Those that are final never change but in their status and what was paid or credited.
 *
 * Amounts are whole minor units. Each line is rounded by itself, halves away from zero: quantity × unit price, then
 * the discount of that, then the tax of what is left. Totals, and the taxes of each rate, are the sums of the lines.
 * An amount beyond `LARGEST_AMOUNT` is `unprocessable`, naming the field.
 */
export interface Invoices {
  list(tenant: Tenant, filter: InvoiceFilter): Promise<Page<Invoice>>;
  get(tenant: Tenant, id: number): Promise<Invoice>;
  /** By its public id; throws `not_found`. */
  named(tenant: Tenant, publicId: string): Promise<Invoice>;
  /** Undefined when nothing was made for that source. */
  madeFor(tenant: Tenant, source: InvoiceSource): Promise<Invoice | undefined>;
  /** A draft. A source that has an invoice already answers that one. */
  create(actor: Principal, values: InvoiceValues): Promise<Invoice>;
  /** Of a draft; `lines` are replaced whole. One with a source keeps its customer and currency: a conflict. */
  update(actor: Principal, id: number, values: Partial<InvoiceValues>): Promise<Invoice>;
  /** Of a draft. */
  delete(actor: Principal, id: number): Promise<void>;
  /** Draft to open (or paid, when there is nothing to pay): takes the next number of the series and the snapshots. */
  finalize(actor: Principal, id: number): Promise<Invoice>;
  /** Open or uncollectible to void; a conflict once something was paid or credited. */
  void(actor: Principal, id: number): Promise<Invoice>;
  /** Given up: it may still be paid. */
  markUncollectible(actor: Principal, id: number): Promise<Invoice>;
  /** Open or uncollectible to paid once all is paid. A draft is finalised in the same transaction. */
  pay(actor: Principal, id: number, payment: NewPayment): Promise<Payment>;
  /** The money went back: the invoice is open again. Bears repetition. */
  reverse(actor: Principal, paymentId: number, status: 'refunded' | 'disputed'): Promise<Payment>;
  /** So much of it was given back in all. The invoice stays as it is and tells it. Bears repetition. */
  noteRefund(actor: Principal, paymentId: number, amountRefunded: Amount): Promise<Payment>;
  /**
   * It was noted by mistake: the invoice is open again, and its key may be used anew. What a provider told is a
   * conflict: that money is given back there. Bears repetition.
   */
  cancelPayment(actor: Principal, invoiceId: number, publicId: string): Promise<Payment>;
  /** A dispute was won. */
  restore(actor: Principal, paymentId: number): Promise<Payment>;
  payments(tenant: Tenant, invoiceId: number): Promise<readonly Payment[]>;
  /**
   * Of a final invoice that is not void; never more than it has left, in all and of each tax rate. What is due becomes
   * less, and an invoice with nothing due is settled (`paid`); without any payment no `invoicePaid` tells of it.
   */
  credit(actor: Principal, id: number, note: NewCreditNote): Promise<CreditNote>;
  creditNotes(tenant: Tenant, invoiceId: number): Promise<readonly CreditNote[]>;
  /** By month and currency; drafts and void invoices are no revenue. Both days included, of the issue date. */
  revenue(tenant: Tenant, from: Day, to: Day): Promise<readonly RevenueOfMonth[]>;
  /** Open past their due date, which lies in these days, both included; the earliest first. */
  overdue(tenant: Tenant, from: Day, to: Day, limit: number): Promise<readonly OverdueInvoice[]>;
}

export interface InvoiceChanged {
  readonly actor: Principal;
  readonly invoice: Invoice;
}

/** The first and the last day of what is supplied. */
export type SupplyDays = Pick<Invoice, 'serviceFrom' | 'serviceTo'>;

export interface DraftPaying {
  readonly actor: Principal;
  readonly source: InvoiceSource;
  /** Says when it is supplied, by whoever knows that only now. */
  supplied(days: SupplyDays): void;
}

/** Published before a draft that was made for something becomes final, as all of it is being paid. */
export const draftPaying: EventType<DraftPaying> = eventType<DraftPaying>('billing.draft.paying');

/** Published in the transaction of the change. */
export const invoiceFinalized: EventType<InvoiceChanged> =
  eventType<InvoiceChanged>('billing.invoice.finalized');
export const invoicePaid: EventType<InvoiceChanged> = eventType<InvoiceChanged>('billing.invoice.paid');
/** Paid, and then its payment was refunded, disputed or cancelled. */
export const invoiceReopened: EventType<InvoiceChanged> =
  eventType<InvoiceChanged>('billing.invoice.reopened');
export const invoiceVoided: EventType<InvoiceChanged> = eventType<InvoiceChanged>('billing.invoice.voided');
export const invoiceDeleted: EventType<InvoiceChanged> = eventType<InvoiceChanged>('billing.invoice.deleted');

export interface InvoiceCredited extends InvoiceChanged {
  readonly creditNote: CreditNote;
}

/** All of the invoice is credited where its `amountCredited` is its `total`. */
export const invoiceCredited: EventType<InvoiceCredited> =
  eventType<InvoiceCredited>('billing.invoice.credited');
