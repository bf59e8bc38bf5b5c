import { type Page, type Principal, stillUsed, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { ChangeLog } from '../changes.js';
import type {
  CreditNote,
  CustomerDeleting,
  Day,
  Invoice,
  InvoiceFilter,
  InvoiceSource,
  Invoices,
  InvoiceValues,
  NewCreditNote,
  NewPayment,
  OverdueInvoice,
  Payment,
  RevenueOfMonth,
} from '../contract.js';
import type { CustomerRecords } from '../customers.js';
import { Closing } from './closing.js';
import { CreditNotes } from './credit-notes.js';
import { Drafts } from './drafts.js';
import { Finalizing } from './finalizing.js';
import { InvoiceReader } from './invoice-reader.js';
import { InvoiceStore } from './invoice-store.js';
import { Payments } from './payments.js';
import { Revenue } from './revenue.js';
import { Series } from './series.js';

export class InvoiceRecords implements Invoices {
  private readonly store;
  private readonly reader;
  private readonly drafts;
  private readonly finalizing;
  private readonly closing;
  private readonly received;
  private readonly notes;
  private readonly sums;

  constructor(host: BillingHost, customers: CustomerRecords, changes: ChangeLog) {
    const series = new Series(host.db);
    this.store = new InvoiceStore(host);
    this.reader = new InvoiceReader(this.store);
    this.drafts = new Drafts(this.store, customers, changes);
    this.finalizing = new Finalizing(this.store, customers, series);
    this.closing = new Closing(this.store, changes);
    this.received = new Payments(this.store, this.finalizing);
    this.notes = new CreditNotes(this.store, series);
    this.sums = new Revenue(this.store);
  }

  list(tenant: Tenant, filter: InvoiceFilter): Promise<Page<Invoice>> {
    return this.reader.list(tenant, filter);
  }

  get(tenant: Tenant, id: number): Promise<Invoice> {
    return this.reader.get(tenant, id);
  }

  named(tenant: Tenant, publicId: string): Promise<Invoice> {
    return this.reader.named(tenant, publicId);
  }

  madeFor(tenant: Tenant, source: InvoiceSource): Promise<Invoice | undefined> {
    return this.reader.madeFor(tenant, source);
  }

  create(actor: Principal, values: InvoiceValues): Promise<Invoice> {
    return this.drafts.create(actor, values);
  }

  update(actor: Principal, id: number, values: Partial<InvoiceValues>): Promise<Invoice> {
    return this.drafts.update(actor, id, values);
  }

  delete(actor: Principal, id: number): Promise<void> {
    return this.drafts.delete(actor, id);
  }

  finalize(actor: Principal, id: number): Promise<Invoice> {
    return this.finalizing.finalize(actor, id);
  }

  void(actor: Principal, id: number): Promise<Invoice> {
    return this.closing.void(actor, id);
  }

  markUncollectible(actor: Principal, id: number): Promise<Invoice> {
    return this.closing.markUncollectible(actor, id);
  }

  pay(actor: Principal, id: number, payment: NewPayment): Promise<Payment> {
    return this.received.pay(actor, id, payment);
  }

  reverse(actor: Principal, paymentId: number, status: 'refunded' | 'disputed'): Promise<Payment> {
    return this.received.reverse(actor, paymentId, status);
  }

  noteRefund(actor: Principal, paymentId: number, amountRefunded: number): Promise<Payment> {
    return this.received.noteRefund(actor, paymentId, amountRefunded);
  }

  cancelPayment(actor: Principal, invoiceId: number, publicId: string): Promise<Payment> {
    return this.received.cancel(actor, invoiceId, publicId);
  }

  restore(actor: Principal, paymentId: number): Promise<Payment> {
    return this.received.restore(actor, paymentId);
  }

  payments(tenant: Tenant, invoiceId: number): Promise<readonly Payment[]> {
    return this.received.of(tenant, invoiceId);
  }

  credit(actor: Principal, id: number, note: NewCreditNote): Promise<CreditNote> {
    return this.notes.credit(actor, id, note);
  }

  creditNotes(tenant: Tenant, invoiceId: number): Promise<readonly CreditNote[]> {
    return this.notes.of(tenant, invoiceId);
  }

  revenue(tenant: Tenant, from: Day, to: Day): Promise<readonly RevenueOfMonth[]> {
    return this.sums.ofMonths(tenant, from, to);
  }

  overdue(tenant: Tenant, from: Day, to: Day, limit: number): Promise<readonly OverdueInvoice[]> {
    return this.sums.overdue(tenant, from, to, limit);
  }

  /** Whoever was billed stays. The customer's row is held: no invoice is made for it meanwhile. */
  async keepCustomer({ actor, customer }: CustomerDeleting): Promise<void> {
    const invoices = await this.store.rows(actor).where({ customerId: customer.id }).count();
    if (invoices > 0) throw stillUsed('The customer', { invoices });
  }
}
