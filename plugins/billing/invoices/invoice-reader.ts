import { assertDays, notFound, Page, type PageRequest, type Tenant } from '#host';
import type { Invoice, InvoiceFilter, InvoiceSource } from '../contract.js';
import { type InvoiceRow, type InvoiceRows, invoiceOf } from './invoice-row.js';
import type { InvoiceStore } from './invoice-store.js';

const SORTS = { created_at: 'createdAt', issue_date: 'issueDate', due_date: 'dueDate' } as const;

export class InvoiceReader {
  constructor(private readonly store: InvoiceStore) {}

  /** A page costs the same few statements however many invoices and lines are on it. */
  async list(tenant: Tenant, filter: InvoiceFilter): Promise<Page<Invoice>> {
    assertDays({ fromDate: filter.fromDate, toDate: filter.toDate });
    const today = await this.store.today(tenant);
    const page = await filtered(this.store.rows(tenant), filter, today).page(pageRequest(filter));
    const lines = await this.store.lines.ofMany(
      tenant,
      page.items.map(({ id }) => id),
    );
    const invoices = page.items.map((row) => invoiceOf(row, lines.get(row.id) ?? [], today));
    return new Page(invoices, page.window, page.total, page.next);
  }

  async get(tenant: Tenant, id: number): Promise<Invoice> {
    const row = await this.store.rows(tenant).where({ id }).first();
    if (!row) throw notFound('invoice', id);
    return this.store.whole(tenant, row);
  }

  async named(tenant: Tenant, publicId: string): Promise<Invoice> {
    const row = await this.store.rows(tenant).where({ publicId }).first();
    if (!row) throw notFound('invoice', publicId);
    return this.store.whole(tenant, row);
  }

  async madeFor(tenant: Tenant, source: InvoiceSource): Promise<Invoice | undefined> {
    const match = { sourceKind: source.kind, sourceId: source.id };
    const row = await this.store.rows(tenant).where(match).first();
    return row && this.store.whole(tenant, row);
  }
}

function filtered(rows: InvoiceRows, filter: InvoiceFilter, today: string): InvoiceRows {
  const { customerId, status, currency, overdue, fromDate, toDate } = filter;
  let kept = rows.where({ customerId, status, currency });
  if (overdue !== undefined) kept = kept.compare('overdueAfter', overdue ? '<' : '>=', today, !overdue);
  // Nothing else is overdue: so those of a period are found by the index of status and day.
  if (overdue && isOfPeriod(filter)) kept = kept.where({ status: 'open' });
  if (fromDate !== undefined) kept = kept.compare('issueDate', '>=', fromDate);
  if (toDate !== undefined) kept = kept.compare('issueDate', '<=', toDate);
  return kept;
}

/** Newest first. A period is read by its days, and what is overdue from the earliest on, as their indexes have it. */
function pageRequest(filter: InvoiceFilter): PageRequest<InvoiceRow> {
  const { overdue, page, perPage, total = true } = filter;
  const usual = isOfPeriod(filter) ? 'issue_date' : overdue ? 'due_date' : 'created_at';
  const sort = filter.sort ?? usual;
  const isUpward = sort === 'due_date' || (overdue && filter.sort === undefined);
  const direction = filter.direction ?? (isUpward ? 'asc' : 'desc');
  // The same days, where all are overdue.
  const column = overdue && sort === 'due_date' ? 'overdueAfter' : SORTS[sort];
  return { sort: [column, direction], window: { kind: 'page', page, perPage }, total };
}

function isOfPeriod({ fromDate, toDate }: InvoiceFilter): boolean {
  return fromDate !== undefined || toDate !== undefined;
}
