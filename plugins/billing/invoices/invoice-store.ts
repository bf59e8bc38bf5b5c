import { dayAt, notFound, type Principal, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import { type Day, type Invoice, invoicePaid } from '../contract.js';
import { tell } from '../webhook-events.js';
import { INVOICES, type InvoiceRow, type InvoiceRows, invoiceOf } from './invoice-row.js';
import { Lines } from './lines.js';

type InvoiceAction = 'created' | 'updated' | 'deleted' | 'finalized' | 'voided' | 'uncollectible';
export type StoredInvoice = Omit<InvoiceRow, 'orgId'>;

/** Rows of invoices with their lines: what every use of them needs. */
export class InvoiceStore {
  readonly lines;

  constructor(readonly host: BillingHost) {
    this.lines = Lines.ofInvoices(host.db);
  }

  rows(tenant: Tenant): InvoiceRows {
    return this.host.db.of(INVOICES, tenant);
  }

  /** The row, kept from changing until the transaction ends. */
  async locked(actor: Principal, id: number): Promise<InvoiceRow> {
    const row = await this.rows(actor).where({ id }).forUpdate().first();
    if (!row) throw notFound('invoice', id);
    return row;
  }

  /** Writes what changes of a row that is locked, and answers it as it is then. */
  async change<Row extends StoredInvoice>(
    actor: Principal,
    row: Row,
    changes: Partial<InvoiceRow>,
  ): Promise<Row> {
    const columns = { ...changes, updatedAt: this.host.clock.now() };
    await this.rows(actor).where({ id: row.id }).amend(columns);
    return { ...row, ...columns };
  }

  async whole(tenant: Tenant, row: StoredInvoice): Promise<Invoice> {
    return invoiceOf(row, await this.lines.of(tenant, row.id), await this.today(tenant));
  }

  /** The day in the organisation's calendar. */
  async today(tenant: Tenant): Promise<Day> {
    const { timezone } = await this.host.accounts.organization(tenant);
    return dayAt(this.host.clock.now(), timezone);
  }

  async tellPaid(actor: Principal, invoice: Invoice): Promise<void> {
    await this.host.db.publish(invoicePaid, { actor, invoice });
    await tell(this.host, 'billing.invoice.paid', invoice, actor);
  }

  record(
    actor: Principal,
    action: InvoiceAction,
    { publicId }: Pick<Invoice, 'publicId'>,
    changes: Record<string, unknown>,
  ) {
    const entry = { action: `invoice.${action}`, entityType: 'invoice', entityId: publicId, changes };
    return this.host.audit.record(actor, entry);
  }
}
